"""The stages of a release in order, with who passed them and when, for the page's stepper."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import User

from .models import Policy, Release
from .permissions.postings import STAGE_PERMISSION
from .policies import holders, stages_of
from .states import OPEN_STAGES, Stage


@dataclass(frozen=True)
class Step:
    """One stage; `state` is done, now or locked."""

    name: str
    state: str
    note: str = ""


def steps_of(release: Release | None, policy: Policy) -> list[Step]:
    """Tell how far a chart has come; nothing is done yet where nothing was sent up."""
    names = stage_names()
    stages = stages_of(policy)
    if release is None or release.stage == Stage.RETURNED:
        first = Step(_("Send up"), "now")
        return [
            first,
            *(Step(names[stage], "locked") for stage in stages),
            Step(_("Posted"), "locked"),
        ]
    return [
        Step(_("Sent up"), "done", by_and_when(release.submitted_by, release.submitted_at)),
        *(_stage(release, stage, names[stage]) for stage in stages),
        _posted(release),
    ]


def stage_names() -> dict[Stage, str]:
    """Name the stages as acts."""
    return {
        Stage.CHECK: _("Section head's check"),
        Stage.CLEARANCE: _("Confidentiality review"),
        Stage.SIGNATURE: _("Leader's signature"),
    }


def _stage(release: Release, stage: Stage, name: str) -> Step:
    who, when = {
        Stage.CHECK: (release.checked_by, release.checked_at),
        Stage.CLEARANCE: (release.cleared_by, release.cleared_at),
        Stage.SIGNATURE: (release.signed_by, release.signed_at),
    }[stage]
    if who and when:
        return Step(name, "done", by_and_when(who, when))
    if release.stage == stage:
        return Step(name, "now")
    passed = release.stage not in OPEN_STAGES
    return Step(name, "done" if passed else "locked")


def _posted(release: Release) -> Step:
    if release.stage != Stage.RELEASED:
        return Step(_("Posted"), "locked")
    posting = release.posting
    days = {"opens": date_format(posting.opens), "closes": date_format(posting.closes)}
    return Step(_("Posted"), "done", _("%(opens)s to %(closes)s") % days)


def by_and_when(who: User, when: datetime.datetime) -> str:
    """Name a person and a day."""
    return f"{who.name} · {date_format(localtime(when).date())}"


def who_must(release: Release) -> list[str]:
    """Name the people whose role lets them take the next step, but not those who sent it up or drew."""
    drawers = {person.name for person in release.flowchart.drawn_by.all()}
    names = holders(STAGE_PERMISSION[Stage(release.stage)], release.flowchart.section)
    if release.stage == Stage.CHECK:
        return names
    return [name for name in names if name not in drawers | {release.submitted_by.name}]
