"""The same power in other bodies (同类职权), by code and by name; and several of them side by side.

Only what the reader may read is found: nothing here looks past `visible_to`.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from powers.models import Power, Step
from riskcontrol.accounts.models import User

from .likeness import ALIKE, plain, share, words_of
from .models import RiskPoint

# Shapes of the part of a code that is the same everywhere: twelve digits (GB/T 39554.1), or two
# letters of the kind, five digits of the item and three of the sub-item (DB52/T 1264).
COMMON = re.compile(r"(?:^|-)(\d{12}|[A-Z]{2}\d{5}[0-9A-Z]{3})(?:-|$)", re.IGNORECASE)
# A code of an item as a body carries it out: who it is, whose the power is, then the twelve digits.
CARRIED_OUT = re.compile(r"[0-9A-Z]{18}\d(\d{12})", re.IGNORECASE)
# Steps whose wording shares so many words stand on one line.
SAME_STEP = 0.5
# So many powers whose names share a word are compared.
MOST = 500

BY_CODE, BY_NAME, NEAR_NAME = _("same code"), _("same name"), _("similar name")


def common_part(code: str) -> str:
    """Give the part of a power's code that other bodies' codes of it share; empty where none is known."""
    found = CARRIED_OUT.fullmatch(code.replace("-", "")) or COMMON.search(code)
    return found.group(1).upper() if found else ""


@dataclass(frozen=True)
class Same:
    """A power of another body that is the same, and what says so."""

    power: Power
    ground: Any


def same_as(power: Power, user: User) -> list[Same]:
    """Find the same power in other bodies that a person may read: by code, name, then similar name."""
    others = Power.objects.visible_to(user).exclude(body=power.body_id)
    others = others.filter(_likely(power)).select_related("body__parent", "section", "flowchart")
    found = [(ground_of(power, other), other) for other in others.order_by("pk")[:MOST]]
    order = [BY_CODE, BY_NAME, NEAR_NAME]
    same = [Same(other, ground) for ground, other in found if ground]
    return sorted(same, key=lambda one: (order.index(one.ground), one.power.body.name))


def _likely(power: Power) -> Q:
    """Keep powers that may be the same: their code holds the common part, or they share a word.

    Two names share ALIKE of their words only where all but a few of this one's stand in the other.
    """
    words = sorted(words_of(power.name), key=len, reverse=True)
    enough = len(words) - math.ceil(ALIKE * len(words)) + 1
    wanted = [Q(name__icontains=word) for word in words[:enough]]
    if part := common_part(power.code):
        wanted.append(Q(code__icontains=part))
    return reduce(or_, wanted, Q(name=power.name))


def ground_of(power: Power, other: Power) -> Any:
    """Say what makes two powers the same; None where nothing does."""
    part = common_part(power.code)
    if part and part == common_part(other.code):
        return BY_CODE
    if plain(power.name) == plain(other.name):
        return BY_NAME
    if power.category == other.category and are_alike(power.name, other.name, ALIKE):
        return NEAR_NAME
    return None


def are_alike(one: str, other: str, least: float) -> bool:
    """Whether two wordings say the same, or share at least so many of their words."""
    return plain(one) == plain(other) or share(words_of(one), words_of(other)) >= least


@dataclass
class Column:
    """One power with its live steps and the risk points ruled on that concern it."""

    power: Power
    steps: list[Step] = field(default_factory=list)
    points: list[RiskPoint] = field(default_factory=list)

    def at(self, step: Step) -> list[RiskPoint]:
        """Give the risk points on a step."""
        return [point for point in self.points if step in point.steps.all()]

    @property
    def elsewhere(self) -> list[RiskPoint]:
        """Risk points that stand on none of the steps as they are now."""
        here = set(self.steps)
        return [point for point in self.points if not here & set(point.steps.all())]


@dataclass
class Cell:
    """A step of one power on a line, or none, with what stands there."""

    column: Column
    step: Step | None = None

    @property
    def points(self) -> list[RiskPoint]:
        """The risk points on the step."""
        return self.column.at(self.step) if self.step else []


@dataclass
class SideBySide:
    """Several powers, their steps brought onto lines by their wording."""

    columns: list[Column]

    @property
    def lines(self) -> list[list[Cell]]:
        """A line a step of the first power in its order, then a line a step that only others have."""
        lines: list[list[Cell]] = []
        for place, column in enumerate(self.columns):
            for step in column.steps:
                line = next((one for one in lines if _fits(one, place, step)), None)
                if line is None:
                    line = [Cell(each) for each in self.columns]
                    lines.append(line)
                line[place].step = step
        return lines

    @property
    def has_more(self) -> bool:
        """Whether something is to be said below the lines: a point off the steps, a flow not drawn."""
        return any(column.elsewhere or column.power.flowchart_id is None for column in self.columns)

    @property
    def lacking(self) -> list[tuple[Column, RiskPoint]]:
        """What others have and the first one lacks, with whose it is."""
        own = [point.title for point in self.columns[0].points]
        return [
            (column, point)
            for column in self.columns[1:]
            for point in column.points
            if not is_among(point.title, own)
        ]


def _fits(line: Sequence[Cell], place: int, step: Step) -> bool:
    said = [cell.step.name for cell in line if cell.step]
    return line[place].step is None and any(are_alike(one, step.name, SAME_STEP) for one in said)


def is_among(title: str, titles: Iterable[str]) -> bool:
    """Whether a risk point is told by one of these titles in nearly the same words."""
    return any(are_alike(title, one, ALIKE) for one in titles)


def side_by_side(powers: Sequence[Power]) -> SideBySide:
    """Bring powers side by side with steps, ruled risk points, levels and measures, in constant queries."""
    charts = {power.flowchart_id for power in powers if power.flowchart_id}
    steps = list(Step.objects.live().filter(flowchart__in=charts).order_by("order", "pk"))
    points = list(ruled_on(charts))
    return SideBySide([_column(power, steps, points) for power in powers])


def ruled_on(charts: Iterable[int]) -> Any:
    """Give the risk points that the registers hold on these charts, with steps, levels and measures."""
    found = RiskPoint.objects.in_register().ruled().filter(flowchart__in=charts)
    in_order = Prefetch("steps", Step.objects.order_by("order", "pk"))
    return (
        found.select_related("body", "ruling__level")
        .prefetch_related(in_order, "measures")
        .order_by("order", "pk")
    )


def _column(power: Power, steps: list[Step], points: list[RiskPoint]) -> Column:
    chart = power.flowchart_id
    return Column(
        power,
        [step for step in steps if step.flowchart_id == chart],
        [point for point in points if point.flowchart_id == chart and concerns(point, power)],
    )


def concerns(point: RiskPoint, power: Power) -> bool:
    """Whether a risk point on a power's chart is about it: its own, or about every power on the chart."""
    return point.power_id in {None, power.pk}
