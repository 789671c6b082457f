"""A chart's way to the public and back: release, posting, settlement; and what is not published."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from powers.charts import drawing_of
from powers.improvement import improvement_of
from powers.models import Flowchart, Policy, Posting, Power, Release, Version
from powers.permissions import postings as rules
from powers.policies import LONGEST_DAYS, policy_of, stage_after, stages_of
from powers.querysets import today
from powers.states import Stage
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskcontrol.lib.workdays import posting_period

from .comments import publish
from .finding import keep_findable
from .versions import freeze, house_words, restore

POSTED = gettext_noop("posted for comment")
IMPROVED = gettext_noop("improved after the comments")


@transaction.atomic
def submit_release(*, flowchart: Flowchart, days: int, asked: str = "", by: User) -> Release:
    """Send a complete chart up to be posted; raises ValidationError where the period is too short."""
    flowchart = _locked_chart(flowchart.pk)
    rules.can_submit_release(by, flowchart).enforce()
    policy = policy_of(flowchart.body)
    check_days(days, policy)
    release = Release.objects.create(
        flowchart=flowchart, stage=stages_of(policy)[0], days=days, asked=asked, submitted_by=by
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


@transaction.atomic
def check_release(*, release: Release, by: User) -> Release:
    """The section head has checked the chart."""
    release = _locked_release(release.pk)
    rules.can_check_release(by, release).enforce()
    release.checked_by, release.checked_at = by, timezone.now()
    return _advance(release, verb="release.check", by=by)


@transaction.atomic
def clear_release(*, release: Release, clearance: str, by: User) -> Release:
    """The moderator has reviewed the chart for confidentiality, with this result."""
    release = _locked_release(release.pk)
    rules.can_clear_release(by, release).enforce()
    if not clearance.strip():
        raise ValidationError({"clearance": _("State the result of the review.")})
    release.clearance = clearance.strip()
    release.cleared_by, release.cleared_at = by, timezone.now()
    return _advance(release, verb="release.clear", by=by)


@transaction.atomic
def sign_release(*, release: Release, by: User) -> Release:
    """The leader has signed the release."""
    release = _locked_release(release.pk)
    rules.can_sign_release(by, release).enforce()
    release.signed_by, release.signed_at = by, timezone.now()
    return _advance(release, verb="release.sign", by=by)


def _advance(release: Release, *, verb: str, by: User) -> Release:
    """Pass to the next stage; after the last the chart is frozen and posted, from today."""
    release.stage = stage_after(policy_of(release.flowchart.body), release.stage)
    release.save()
    posting = _open_posting(release, by) if release.stage == Stage.RELEASED else None
    opened: dict[str, Any] = {"opens": posting.opens, "closes": posting.closes} if posting else {}
    record(verb=verb, target=release, by=by, label=release.flowchart.name, **opened)
    return release


def _open_posting(release: Release, by: User) -> Posting:
    flowchart = Flowchart.objects.with_drawing().get(pk=release.flowchart_id)
    (rules.may_be_published(flowchart) and rules.is_complete(flowchart)).enforce()
    period = posting_period(today(), release.days)
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
def return_release(*, release: Release, remark: str, by: User) -> Release:
    """Give the chart back to the section, saying what to mend."""
    release = _locked_release(release.pk)
    rules.can_return_release(by, release).enforce()
    if not remark.strip():
        raise ValidationError({"remark": _("Say what is to be mended.")})
    release.stage, release.remark, release.returned_by = Stage.RETURNED, remark.strip(), by
    release.save()
    record(verb="release.return", target=release, by=by, label=release.flowchart.name)
    return release


@transaction.atomic
def withdraw_release(*, release: Release, by: User) -> Release:
    """The section takes its chart back before it is released; nobody is named as returning it."""
    release = _locked_release(release.pk)
    rules.can_withdraw_release(by, release).enforce()
    release.stage = Stage.RETURNED
    release.save()
    record(verb="release.withdraw", target=release, by=by, label=release.flowchart.name)
    return release


@transaction.atomic
def propose_withholding(*, power: Power, ground: str, by: User) -> Power:
    """Propose that a power is not published, on this ground; an empty ground takes it back.

    What was approved before lapses: the new ground needs a second person again.
    """
    power = Power.objects.select_for_update().get(pk=power.pk)
    rules.can_propose_withholding(by, power).enforce()
    power.withheld_ground = ground.strip()
    power.withheld_proposed_by = by if power.withheld_ground else None
    power.withheld_approved_by, power.withheld_approver = None, ""
    power.row_version += 1
    power.save()
    keep_findable(Posting.objects.naming(power))
    record(verb="power.propose-withholding", target=power, by=by, ground=power.withheld_ground)
    return power


@transaction.atomic
def approve_withholding(*, power: Power, by: User) -> Power:
    """A second person agrees; once no power of a complete chart may be shown, its drawing is kept."""
    power = Power.objects.select_for_update().get(pk=power.pk)
    rules.can_approve_withholding(by, power).enforce()
    power.withheld_approved_by, power.withheld_approver = by, by.name
    power.row_version += 1
    power.save()
    keep_findable(Posting.objects.naming(power))
    if power.flowchart_id:
        flowchart = _locked_chart(power.flowchart_id)
        if rules.is_withheld(flowchart) and rules.is_complete(flowchart):
            _keep(flowchart, by)
    record(verb="power.approve-withholding", target=power, by=by, ground=power.withheld_ground)
    return power


@transaction.atomic
def keep_withheld(*, flowchart: Flowchart, by: User) -> Version:
    """A leader confirms the drawing of a chart that is not posted; a later one is confirmed again."""
    flowchart = _locked_chart(flowchart.pk)
    rules.can_keep_withheld(by, flowchart).enforce()
    version = _keep(flowchart, by)
    record(verb="flowchart.keep-withheld", target=flowchart, by=by, version=version.number)
    return version


def _keep(flowchart: Flowchart, by: User) -> Version:
    """Freeze the drawing with its ground, unless the last version is that already."""
    last = flowchart.versions.order_by("-number").first()
    if last and last.withheld and last.drawing == drawing_of(flowchart):
        return last
    ground = flowchart.powers.all()[0].withheld_ground
    return freeze(flowchart=flowchart, reason=ground, by=by, withheld=True)


@transaction.atomic
def hand_in_posting(*, posting: Posting, by: User) -> Posting:
    """The section hands in its answers and the improved chart to be settled."""
    posting = _locked_posting(posting.pk)
    rules.can_hand_in(by, posting).enforce()
    improvement_of(posting).decision.enforce()
    posting.handed_in_by, posting.handed_in_at, posting.remark = by, timezone.now(), ""
    posting.save()
    record(verb="posting.hand-in", target=posting, by=by)
    return posting


@transaction.atomic
def return_posting(*, posting: Posting, remark: str, by: User) -> Posting:
    """The moderator gives the answers back to the section, saying what to mend."""
    posting = _locked_posting(posting.pk)
    rules.can_return_posting(by, posting).enforce()
    if not remark.strip():
        raise ValidationError({"remark": _("Say what is to be mended.")})
    posting.handed_in_by, posting.handed_in_at, posting.remark = None, None, remark.strip()
    posting.save()
    record(verb="posting.return", target=posting, by=by)
    return posting


@transaction.atomic
def settle_posting(*, posting: Posting, by: User) -> Posting:
    """End the posting in a final version by the rule of improvement, and publish every answer."""
    posting = _locked_posting(posting.pk)
    rules.can_settle(by, posting).enforce()
    improvement = improvement_of(posting)
    improvement.decision.enforce()
    posting.final_version = posting.version
    if improvement.differences:
        reason = house_words(IMPROVED)
        posting.final_version = freeze(flowchart=improvement.flowchart, reason=reason, by=by)
    posting.settled_by, posting.settled_at = by, timezone.now()
    posting.save()
    keep_findable(Posting.objects.filter(pk=posting.pk))
    publish(posting)
    record(verb="posting.settle", target=posting, by=by, final=posting.final_version.number)
    return posting


@transaction.atomic
def put_back_posted(*, posting: Posting, by: User) -> Posting:
    """Put the posted drawing back in place of the rows, so that nothing uncovered remains."""
    posting = _locked_posting(posting.pk)
    rules.can_put_back(by, posting).enforce()
    flowchart = _locked_chart(posting.flowchart_id)
    restore(flowchart, posting.version.drawing)
    flowchart.row_version += 1
    flowchart.save()
    record(verb="flowchart.put-back", target=flowchart, by=by, version=posting.version.number)
    return posting


def _locked_chart(pk: int) -> Flowchart:
    Flowchart.objects.select_for_update().get(pk=pk)
    return Flowchart.objects.with_drawing().get(pk=pk)


def _locked_release(pk: int) -> Release:
    Release.objects.select_for_update().get(pk=pk)
    return Release.objects.select_related("flowchart__section__parent", "flowchart__body").get(
        pk=pk
    )


def _locked_posting(pk: int) -> Posting:
    Posting.objects.select_for_update().get(pk=pk)
    return Posting.objects.select_related("flowchart__section__parent", "version").get(pk=pk)
