"""Listing powers and changing what is written about them."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from powers.models import Flowchart, LegalBasis, Power
from powers.permissions.inventory import can_add_power, can_draw, can_edit_power
from powers.row_problems import bases_problems
from powers.rows import Basis, Rows
from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskcontrol.lib.stale import check_current, save_if_current

from .charts import begin_flowchart, written


@dataclass(frozen=True)
class NewChart:
    """A chart that is begun together with its power."""

    rows: Rows = ()
    name: str = ""


type ChartChoice = Flowchart | NewChart | None


@transaction.atomic
def add_power(
    *,
    section: Unit,
    fields: dict[str, Any],
    bases: tuple[Basis, ...] = (),
    chart: ChartChoice = None,
    ground: str = "",
    by: User,
) -> Power:
    """List a power, perhaps with a chart that serves it already or one drawn along with it.

    `ground` proposes not to publish it; a leader decides on that.
    """
    can_add_power(by, section).enforce()
    power = Power(section=section, body=section.body, **fields)
    power.order = Power.objects.filter(body=power.body).count()
    power.withheld_ground = ground
    power.withheld_proposed_by = by if ground else None
    power.flowchart = chart_for(power, chart, by)
    power.save()
    write_bases(power, bases)
    drawn = power.flowchart.code if power.flowchart else ""
    record(verb="power.add", target=power, by=by, code=power.code, flowchart=drawn)
    return power


@transaction.atomic
def edit_power(
    *,
    power: Power,
    section: Unit,
    fields: dict[str, Any],
    bases: tuple[Basis, ...] = (),
    chart: ChartChoice = None,
    expected: int,
    by: User,
) -> Power:
    """Change what is written about a power; raises Stale where it was saved meanwhile."""
    Power.objects.select_for_update().get(pk=power.pk)
    power = Power.objects.select_related("section__parent", "flowchart").get(pk=power.pk)
    can_edit_power(by, power).enforce()
    if section != power.section:
        can_add_power(by, section).enforce()
    check_current(power, expected=expected, section=section, **fields)
    stays = chart == power.flowchart and section.body == power.body
    power.section, power.body = section, section.body
    flowchart = power.flowchart if stays else chart_for(power, chart, by)
    save_if_current(
        power,
        expected=expected,
        section=section,
        body=section.body,
        flowchart=flowchart,
        **fields,
    )
    write_bases(power, bases)
    record(verb="power.edit", target=power, by=by, code=power.code)
    return power


def chart_for(power: Power, chart: ChartChoice, by: User) -> Flowchart | None:
    """Give the chart a power is to run on, which a new one is begun for; its own body's alone."""
    if isinstance(chart, NewChart):
        name = chart.name or _("Flow of %(power)s") % {"power": power.name}
        return begin_flowchart(
            section=power.section, name=name, stem=power.code, rows=chart.rows, by=by
        )
    if chart is None:
        return None
    can_draw(by, chart.section).enforce()
    if chart.body_id != power.body_id:
        raise ValidationError({"chart": _("Choose a chart of the same unit.")})
    return chart


def write_bases(power: Power, bases: tuple[Basis, ...]) -> None:
    """Make a power's legal bases these."""
    if problems := list(bases_problems(bases, "power")):
        raise ValidationError([problem.message for problem in problems])
    power.bases.all().delete()
    LegalBasis.objects.bulk_create(
        LegalBasis(power=power, law=basis.law, article=basis.article, order=order)
        for order, basis in enumerate(written(bases))
    )
