"""The stages of a release in order, with who passed them and when, for the page and the paper."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit, User

from .models import Release, ReleaseAct
from .permissions.releases import way_up_of
from .policies import seats_at, stand_ins_of, turns_of
from .querysets import today
from .states import ActOutcome, Stage
from .turns import Turn


@dataclass(frozen=True)
class Step:
    """One stage; `state` is done, now or locked."""

    name: str
    state: str
    note: str = ""


def steps_of(release: Release | None, body: Unit) -> list[Step]:
    """Tell how far a chart has come (load the release `for_page()`); nothing is done that was not sent up."""
    if release is None or release.stage == Stage.RETURNED:
        return [
            Step(_("Send up"), "now"),
            *(Step(turn.words, "locked") for turn in turns_of(body)),
            Step(_("Posted"), "locked"),
        ]
    return [
        Step(_("Sent up"), "done", by_and_when(release.submitted_by, release.submitted_at)),
        *(_stage(release, place, turn) for place, turn in enumerate(release.turns)),
        _posted(release),
    ]


def passed(release: Release) -> dict[int, ReleaseAct]:
    """Give the act that passed each stage behind the release, by its place.

    A stage that it came back to, or that lies after that one, is to be passed anew.
    """
    last = {act.place: act for act in release.acts.all() if act.outcome == ActOutcome.PASSED}
    behind = len(release.stages) if release.stage == Stage.RELEASED else release.at
    return {place: act for place, act in last.items() if place < behind}


def _stage(release: Release, place: int, turn: Turn) -> Step:
    if act := passed(release).get(place):
        return Step(turn.words, "done", by_and_when(act.by, act.at, act.on_behalf_of))
    return Step(turn.words, "now" if release.at == place else "locked")


def _posted(release: Release) -> Step:
    if release.stage != Stage.RELEASED:
        return Step(_("Posted"), "locked")
    posting = release.posting
    days = {"opens": date_format(posting.opens), "closes": date_format(posting.closes)}
    return Step(_("Posted"), "done", _("%(opens)s to %(closes)s") % days)


def by_and_when(who: User, when: datetime.datetime, on_behalf_of: User | None = None) -> str:
    """Name a person, for whom he acted where not for himself, and a day."""
    return f"{name_of(who, on_behalf_of)} · {date_format(localtime(when), 'Y-m-d')}"


def name_of(who: User, on_behalf_of: User | None) -> str:
    """Name who acted, and for whom."""
    if on_behalf_of is None:
        return who.name
    return _("%(who)s for %(principal)s") % {"who": who.name, "principal": on_behalf_of.name}


def who_must(release: Release, turn: Turn) -> list[str]:
    """Name the people who may take the next stage, and their stand-ins; not those who drew or sent it up."""
    way_up = way_up_of(release, turn)
    held = {seat.user_id: seat.user for seat in seats_at(turn, release.flowchart.section)}
    able = {pk: user for pk, user in held.items() if way_up.not_his(user)}
    stand_ins = [
        name_of(stand_in.person, stand_in.principal)
        for stand_in in stand_ins_of(list(able))
        if stand_in.person.is_active and way_up.not_his(stand_in.person)
    ]
    return [*(user.name for user in able.values()), *stand_ins]


def what_follows(release: Release) -> str:
    """Say what comes after the stage that a release waits for."""
    later = release.turns[release.at + 1 :]
    if later:
        return _("After this: %(stage)s.") % {"stage": later[0].words}
    if release.opens_on and release.opens_on > today():
        words = _(
            "This is the last stage: the drawing is frozen and opens to the public on %(day)s."
        )
        return words % {"day": date_format(release.opens_on)}
    return _("This is the last stage: the drawing is frozen and posted today.")
