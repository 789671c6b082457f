"""A round's way: opened by the chair or with its first worksheet, joined, closed."""

import datetime
from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from powers.models import Flowchart
from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskpoints.joining import round_for
from riskpoints.models import LeftOut, Round
from riskpoints.permissions.rounds import can_close_round, can_lead_round, can_open_round
from riskpoints.rounds import covered_charts, without_decision
from riskpoints.states import RoundOrigin


@transaction.atomic
def open_round(
    *,
    body: Unit,
    ground: str,
    reason: str = "",
    charts: Collection[Flowchart] = (),
    sections: Collection[Unit] = (),
    last_day: datetime.date | None = None,
    origin: str = RoundOrigin.CHAIR,
    by: User,
) -> Round:
    """Open a round of this year; without charts and sections it covers every chart of the body."""
    can_open_round(by, body).enforce()
    hold(body)
    if last_day and last_day < timezone.localdate():
        raise ValidationError({"last_day": _("Choose today or a later day.")})
    _check_coverage(body, charts, sections)
    made = Round(
        body=body,
        year=timezone.localdate().year,
        ground=ground,
        reason=reason.strip(),
        origin=origin,
        last_day=last_day,
        opened_by=by,
    )
    _save_new(made, charts, sections)
    return made


def _check_coverage(body: Unit, charts: Collection[Flowchart], sections: Collection[Unit]) -> None:
    if any(chart.body_id != body.pk for chart in charts):
        raise ValidationError({"charts": _("Choose charts of this unit.")})
    if any(section.body.pk != body.pk for section in sections):
        raise ValidationError({"sections": _("Choose sections of this unit.")})


def join_round(*, section: Unit, flowchart: Flowchart | None = None, by: User) -> Round:
    """Give the round that a new worksheet belongs to; where none is open, one opens with it."""
    hold(section.body)
    found = round_for(section=section, flowchart=flowchart)
    if found.pk is None:
        found.opened_by = by
        _save_new(found, *_covered_by_itself(found, section, flowchart))
    return Round.objects.select_for_update().get(pk=found.pk)


def _covered_by_itself(
    round: Round, section: Unit, flowchart: Flowchart | None
) -> tuple[list[Flowchart], list[Unit]]:
    """A yearly round covers everything; one after it the chart or the section that began it."""
    if round.ground == "yearly":
        return [], []
    return ([flowchart], []) if flowchart else ([], [section])


def hold(body: Unit) -> None:
    """Let rounds of a body be opened, and results be filed at a committee, one after the other."""
    Unit.objects.select_for_update(of=("self",)).get(pk=body.pk)


def _save_new(
    made: Round, charts: Collection[Flowchart] = (), sections: Collection[Unit] = ()
) -> None:
    last = Round.objects.filter(body=made.body, year=made.year).order_by("number").last()
    made.number = last.number + 1 if last else 1
    made.opened_at = timezone.now()
    # Who opened and closed it is no form's field.
    made.clean_fields(exclude=["opened_by", "closed_by", "closed_at"])
    made.validate_constraints(exclude={"opened_by", "closed_by"})
    made.save()
    made.charts.set(charts)
    made.sections.set(sections)
    record(
        verb="round.open",
        target=made,
        by=made.opened_by,
        ground=made.ground,
        reason=made.reason,
        origin=made.origin,
        charts=[chart.code for chart in charts],
        sections=[section.code for section in sections],
        last_day=made.last_day.isoformat() if made.last_day else "",
    )


def _locked(round: Round) -> Round:
    return (
        Round.objects.select_for_update(of=("self",))
        .select_related("body__parent")
        .get(pk=round.pk)
    )


@transaction.atomic
def move_last_day(*, round: Round, last_day: datetime.date | None, by: User) -> Round:
    """Set or move the day by which people are asked to be done; None asks for no day."""
    round = _locked(round)
    can_lead_round(by, round).enforce()
    if last_day and last_day < timezone.localdate():
        raise ValidationError({"last_day": _("Choose today or a later day.")})
    before, round.last_day = round.last_day, last_day
    round.save(update_fields=["last_day"])
    record(
        verb="round.last-day",
        target=round,
        by=by,
        before=before.isoformat() if before else "",
        after=last_day.isoformat() if last_day else "",
    )
    return round


@transaction.atomic
def close_round(*, round: Round, left_out: Mapping[int, str], by: User) -> Round:
    """Close a round. Each covered chart without a decided worksheet needs a reason, by its id.

    Nothing asks for a number of risk points. Raises ValidationError naming the charts without one.
    """
    round = _locked(round)
    can_close_round(by, round).enforce()
    said = reasons_for(without_decision(round, covered_charts(round)), left_out)
    for chart, reason in said.items():
        row = LeftOut(round=round, flowchart=chart, reason=reason)
        row.full_clean()
        row.save()
    round.closed_by, round.closed_at, round.open_key = by, timezone.now(), None
    round.save(update_fields=["closed_by", "closed_at", "open_key"])
    told = {chart.code: reason for chart, reason in said.items()}
    record(verb="round.close", target=round, by=by, left_out=told)
    return round


def reasons_for(
    missing: Collection[Flowchart], left_out: Mapping[int, str]
) -> dict[Flowchart, str]:
    """Pair charts with why they are left out; raises ValidationError naming those without a reason."""
    said = {chart: left_out.get(chart.pk, "").strip() for chart in missing}
    if bare := [chart.name for chart, reason in said.items() if not reason]:
        words = _("“%(chart)s” has no decided worksheet: say why it is left out.")
        raise ValidationError([words % {"chart": name} for name in bare])
    return said
