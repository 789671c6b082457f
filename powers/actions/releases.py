"""A chart's way up to the public: sent up, passed on or given back at each stage, and posted."""

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from powers.models import Flowchart, Policy, Posting, Release, ReleaseAct
from powers.permissions import postings as chart_rules
from powers.permissions import releases as rules
from powers.policies import LATEST_OPENING, LONGEST_DAYS, policy_of, turns_of
from powers.querysets import today
from powers.states import ActOutcome, Stage
from powers.turns import Turn
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskcontrol.lib.decisions import deny
from riskcontrol.lib.workdays import posting_period

from .finding import keep_findable
from .versions import freeze, house_words

POSTED = gettext_noop("posted for comment")


@transaction.atomic
def submit_release(
    *,
    flowchart: Flowchart,
    days: int,
    asked: str = "",
    opens_on: datetime.date | None = None,
    by: User,
) -> Release:
    """Send a complete chart up to be posted for so many working days.

    Without `opens_on` it opens on the day of the last stage. Raises ValidationError where the period
    is too short, or the day of opening is past or too far ahead.
    """
    Flowchart.objects.select_for_update().get(pk=flowchart.pk)
    flowchart = Flowchart.objects.with_drawing().get(pk=flowchart.pk)
    rules.can_submit_release(by, flowchart).enforce()
    check_days(days, policy_of(flowchart.body))
    check_opening(opens_on)
    turns = turns_of(flowchart.body)
    release = Release.objects.create(
        flowchart=flowchart,
        stage=turns[0].act,
        stages=[turn.as_json() for turn in turns],
        days=days,
        opens_on=opens_on,
        asked=asked,
        submitted_by=by,
    )
    record(verb="release.submit", target=release, by=by, label=flowchart.name, days=days)
    return release


def check_days(days: int, policy: Policy) -> None:
    """Raise ValidationError where a posting would be shorter than the body allows, or endless."""
    if not policy.shortest_days <= days <= LONGEST_DAYS:
        raise ValidationError(
            _("A posting lasts %(shortest)s to %(longest)s working days."),
            code="days",
            params={"shortest": policy.shortest_days, "longest": LONGEST_DAYS},
        )


def check_opening(day: datetime.date | None) -> None:
    """Raise ValidationError where a posting would open in the past, or too far ahead."""
    latest = today() + datetime.timedelta(days=LATEST_OPENING)
    if day and not today() <= day <= latest:
        words = _("The posting opens between today and %(latest)s.")
        raise ValidationError(words, code="opens_on", params={"latest": date_format(latest)})


# In the four acts below `seen` is the place of the stage that the page showed: who acts on an old
# page would otherwise take the next stage unseen, where that is his as well.


@transaction.atomic
def check_release(
    *, release: Release, remark: str = "", seen: int | None = None, by: User
) -> Release:
    """Somebody of the house has checked the chart."""
    return _pass_on(release, Stage.CHECK, seen, by, remark=remark)


@transaction.atomic
def clear_release(
    *, release: Release, clearance: str, remark: str = "", seen: int | None = None, by: User
) -> Release:
    """The chart was reviewed for confidentiality, with this result."""
    return _pass_on(release, Stage.CLEARANCE, seen, by, result=clearance, remark=remark)


@transaction.atomic
def sign_release(
    *, release: Release, remark: str = "", seen: int | None = None, by: User
) -> Release:
    """A leader has signed the release."""
    return _pass_on(release, Stage.SIGNATURE, seen, by, remark=remark)


VERBS = {
    Stage.CHECK: "release.check",
    Stage.CLEARANCE: "release.clear",
    Stage.SIGNATURE: "release.sign",
}


def _pass_on(
    release: Release,
    act: Stage,
    seen: int | None,
    by: User,
    *,
    result: str = "",
    remark: str = "",
) -> Release:
    """Pass to the next stage; after the last the chart is frozen and posted."""
    release = _locked(release.pk)
    done = _act(release, seen, by)
    if done.act != act:
        deny(_("This release %(stage)s.") % {"stage": release.words}).enforce()
    if act == Stage.CLEARANCE and not result.strip():
        raise ValidationError({"clearance": _("State the result of the review.")})
    done.result, done.remark = result.strip(), remark.strip()
    done.save()
    _go_to(release, release.at + 1)
    posting = _open_posting(release, by) if release.stage == Stage.RELEASED else None
    opened: dict[str, Any] = {"opens": posting.opens, "closes": posting.closes} if posting else {}
    record(verb=VERBS[act], target=release, by=by, **_told(done), **opened)
    return release


def _act(release: Release, seen: int | None, by: User) -> ReleaseAct:
    """Begin the row of an act at the stage that the release waits for; refuse who may not."""
    hand = rules.hand_at(by, release)
    hand.decision.enforce()
    if seen not in {None, release.at}:
        deny(_("The release has moved on meanwhile. Look at it again.")).enforce()
    return ReleaseAct(
        release=release,
        place=release.at,
        act=release.turns[release.at].act,
        by=by,
        on_behalf_of=hand.on_behalf_of,
        at=timezone.now(),
        sent_up_by=release.submitted_by,
    )


def _told(done: ReleaseAct) -> dict[str, Any]:
    """What the ledger is told of an act beside who did it, in the installation's language."""
    with translation.override(settings.LANGUAGE_CODE):
        told: dict[str, Any] = {"label": done.release.flowchart.name, "stage": done.stage}
    if done.on_behalf_of:
        told["on_behalf_of"] = done.on_behalf_of.name
    return told


def _go_to(release: Release, place: int) -> None:
    """Let the release wait for the stage at a place; beyond the last it is released."""
    turns: list[Turn] = release.turns
    is_over = place >= len(turns)
    release.at = release.at if is_over else place
    release.stage = Stage.RELEASED if is_over else Stage(turns[place].act)
    release.save(update_fields=["at", "stage"])


def _open_posting(release: Release, by: User) -> Posting:
    """Freeze the drawing and post it: from today, or from the later day that was asked for."""
    flowchart = Flowchart.objects.with_drawing().get(pk=release.flowchart_id)
    (chart_rules.may_be_published(flowchart) and chart_rules.is_complete(flowchart)).enforce()
    period = posting_period(max(release.opens_on or today(), today()), release.days)
    posting = Posting.objects.create(
        flowchart=flowchart,
        version=freeze(flowchart=flowchart, reason=house_words(POSTED), by=by),
        release=release,
        opens=period.opens,
        closes=period.closes,
        calculation=period.as_json(),
        asked=release.asked,
    )
    keep_findable(Posting.objects.filter(pk=posting.pk))
    return posting


@transaction.atomic
def return_release(
    *,
    release: Release,
    remark: str,
    to: int | None = None,
    seen: int | None = None,
    by: User,
) -> Release:
    """Give the chart back, saying what to mend: to the section, or to the earlier stage at a place."""
    release = _locked(release.pk)
    done = _act(release, seen, by)
    if not remark.strip():
        raise ValidationError({"remark": _("Say what is to be mended.")})
    if to is not None and not 0 <= to < release.at:
        raise ValidationError({"to": _("Choose an earlier stage, or the section.")})
    done.outcome = ActOutcome.RETURNED if to is None else ActOutcome.BACK
    done.remark = remark.strip()
    done.save()
    if to is None:
        release.stage = Stage.RETURNED
        release.save(update_fields=["stage"])
    else:
        _go_to(release, to)
    verb = "release.return" if to is None else "release.give-back"
    record(verb=verb, target=release, by=by, **_told(done))
    return release


@transaction.atomic
def withdraw_release(*, release: Release, by: User) -> Release:
    """The section takes its chart back before it is released; nobody is named as returning it."""
    release = _locked(release.pk)
    rules.can_withdraw_release(by, release).enforce()
    release.stage = Stage.RETURNED
    release.save(update_fields=["stage"])
    record(verb="release.withdraw", target=release, by=by, label=release.flowchart.name)
    return release


def _locked(pk: int) -> Release:
    Release.objects.select_for_update().get(pk=pk)
    return Release.objects.select_related(
        "flowchart__section__parent", "flowchart__body", "submitted_by"
    ).get(pk=pk)
