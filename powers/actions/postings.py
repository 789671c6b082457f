"""A posting's period, its answers and its settlement; and what is not published at all."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from powers.charts import drawing_of
from powers.improvement import improvement_of
from powers.models import Extension, Flowchart, Posting, Power, Version
from powers.permissions import postings as rules
from powers.policies import policy_of
from powers.querysets import today
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskcontrol.lib.workdays import add_workdays, period_between

from .comments import publish
from .finding import keep_findable
from .versions import freeze, house_words, restore

IMPROVED = gettext_noop("improved after the comments")


@transaction.atomic
def propose_withholding(*, power: Power, ground: str, by: User) -> Power:
    """Propose that a power is not published, on this ground; an empty ground takes it back.

    What was approved before lapses: the new ground needs a second person again.
    """
    power = Power.objects.select_for_update().get(pk=power.pk)
    rules.can_propose_withholding(by, power).enforce()
    power.withheld_ground = ground.strip()
    power.withheld_proposed_by = by if power.withheld_ground else None
    power.withheld_approved_by, power.withheld_approver, power.withheld_on = None, "", None
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
    power.withheld_on = today()
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
def extend_posting(*, posting: Posting, days: int, reason: str, by: User) -> Posting:
    """Let an open posting last so many more working days, counted from its last day.

    The reason is public. Raises ValidationError where the posting would outlast LONGEST_DAYS.
    """
    posting = _locked_posting(posting.pk)
    rules.can_extend(by, posting).enforce()
    _check_extension(posting, days, reason)
    closed_before, posting.closes = posting.closes, add_workdays(posting.closes, days)
    posting.calculation = period_between(posting.opens, posting.closes).as_json()
    posting.save(update_fields=["closes", "calculation"])
    Extension.objects.create(
        posting=posting,
        closed_before=closed_before,
        closes=posting.closes,
        reason=reason.strip(),
        made_by=by,
        made_on=today(),
    )
    record(
        verb="posting.extend",
        target=posting,
        by=by,
        before=closed_before,
        closes=posting.closes,
        reason=reason.strip(),
    )
    return posting


def _check_extension(posting: Posting, days: int, reason: str) -> None:
    longest = rules.longest_extension(posting)
    if not 1 <= days <= longest:
        words = _("An extension takes 1 to %(longest)s working days.")
        raise ValidationError({"days": words % {"longest": longest}})
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason; the public reads it.")})


@transaction.atomic
def stop_posting(*, posting: Posting, reason: str, by: User) -> Posting:
    """End a posting before its last day, for a reason that the public reads.

    Where the body asks for a second person this only asks; confirm_stop ends it. The chart does not
    pass the gate, it may be edited and sent up again; comments stay with their receipts.
    """
    posting = _locked_posting(posting.pk)
    rules.can_stop(by, posting).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason; the public reads it.")})
    posting.stop_reason = reason.strip()
    if not policy_of(posting.flowchart.body).second_person:
        return _stop(posting, by)
    posting.stop_asked_by = by
    posting.save(update_fields=["stop_asked_by", "stop_reason"])
    record(verb="posting.ask-stop", target=posting, by=by, reason=posting.stop_reason)
    return posting


@transaction.atomic
def confirm_stop(*, posting: Posting, by: User) -> Posting:
    """End a posting early as a second person, for the reason that somebody else gave."""
    posting = _locked_posting(posting.pk)
    rules.can_confirm_stop(by, posting).enforce()
    return _stop(posting, by)


@transaction.atomic
def drop_stop(*, posting: Posting, by: User) -> Posting:
    """Let a posting run on that somebody asked to end early."""
    posting = _locked_posting(posting.pk)
    rules.can_drop_stop(by, posting).enforce()
    posting.stop_asked_by, posting.stop_reason = None, ""
    posting.save(update_fields=["stop_asked_by", "stop_reason"])
    record(verb="posting.drop-stop", target=posting, by=by)
    return posting


def _stop(posting: Posting, by: User) -> Posting:
    posting.stopped_on, posting.stopped_by = today(), by
    posting.save(update_fields=["stopped_on", "stopped_by", "stop_reason"])
    record(verb="posting.stop", target=posting, by=by, reason=posting.stop_reason)
    return posting


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
    publish(posting, by=by)
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


def _locked_posting(pk: int) -> Posting:
    Posting.objects.select_for_update().get(pk=pk)
    return Posting.objects.select_related(
        "flowchart__section__parent", "flowchart__body", "version"
    ).get(pk=pk)
