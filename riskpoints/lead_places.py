"""Where a lead points to, found by what people call it: sections, charts, steps, positions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext as _

from powers.models import Flowchart, Step
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.lib.ids import is_id


class Named(Protocol):
    """Something with a code and a name."""

    code: str
    name: str


class NotFoundError(ValueError):
    """No one thing is called so; the words say what to do."""


@dataclass
class Places:
    """All places of a body by name and by code; read in four queries, however many rows ask."""

    sections: list[Unit]
    charts: list[Flowchart]
    positions: list[Position]
    steps: dict[int, list[Step]] = field(default_factory=dict)

    def section(self, said: str) -> Unit | None:
        """Find a section by its name or code."""
        return _one(self.sections, said, _("No section of this unit is called so."))

    def chart(self, said: str) -> Flowchart | None:
        """Find a chart by its name or code."""
        return _one(self.charts, said, _("No chart of this unit is called so."))

    def position(self, said: str, section: Unit | None) -> Position | None:
        """Find a position by its name or code; of several called alike the section's own."""
        own = [each for each in self.positions if section and each.unit_id == section.pk]
        try:
            return _one(own, said, "")
        except NotFoundError:
            return _one(self.positions, said, _("No position of this unit is called so."))

    def step(self, said: str, chart: Flowchart | None) -> Step | None:
        """Find a step of a chart by its name or its number in the list."""
        if not said:
            return None
        if chart is None:
            raise NotFoundError(_("Name the chart first; a step stands on one."))
        steps = self.steps.get(chart.pk, [])
        if is_id(said) and 0 < int(said) <= len(steps):
            return steps[int(said) - 1]
        found = [step for step in steps if step.name == said]
        if len(found) == 1:
            return found[0]
        raise NotFoundError(
            _("No one step of this chart is called so. Enter its number, 1 to %(last)s.")
            % {"last": len(steps)}
        )


def places_of(body: Unit) -> Places:
    """Read the places of a body."""
    charts = list(Flowchart.objects.filter(body=body).select_related("section__parent__parent"))
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.live().filter(flowchart__body=body).order_by("order", "pk"):
        steps.setdefault(step.flowchart_id, []).append(step)
    return Places(
        sections=list(Unit.objects.below(body).select_related("parent__parent")),
        charts=charts,
        positions=list(Position.objects.of_body(body).select_related("unit__parent__parent")),
        steps=steps,
    )


def _one[T: Named](choices: Iterable[T], said: str, words: str) -> T | None:
    if not said:
        return None
    choices = list(choices)
    found = [each for each in choices if said == each.code] or [
        each for each in choices if said == each.name
    ]
    if len(found) == 1:
        return found[0]
    raise NotFoundError(
        _("Several are called so. Enter the code instead.") if len(found) > 1 else words
    )
