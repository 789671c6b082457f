"""Levels of what stands above risk points: the highest below each, and a tally. Never stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from powers.models import Power
from riskcontrol.accounts.models import Unit

from .models import RiskPoint


@dataclass
class Tally:
    """How many ruled risk points of each rank; rank 1 is the highest."""

    counts: dict[int, int] = field(default_factory=dict)

    def add(self, rank: int, points: int) -> None:
        """Count some more."""
        self.counts[rank] = self.counts.get(rank, 0) + points

    @property
    def highest(self) -> int | None:
        """The level of the whole: the highest below it prevails; None where nothing is ruled."""
        return min(self.counts, default=None)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def rows(self) -> list[tuple[int, int]]:
        """(rank, number of points), the highest first."""
        return sorted(self.counts.items())


@dataclass
class Levels:
    """A body's tallies by section, chart and power, from one query."""

    whole: Tally = field(default_factory=Tally)
    sections: dict[int, Tally] = field(default_factory=dict)
    charts: dict[int, Tally] = field(default_factory=dict)
    # By (chart, power); power None holds the points that concern every power on the chart.
    powers: dict[tuple[int | None, int | None], Tally] = field(default_factory=dict)

    def of_section(self, section: Unit) -> Tally:
        """A section's tally."""
        return self.sections.get(section.pk, Tally())

    def of_chart(self, chart_id: int | None) -> Tally:
        """A chart's tally, over all the powers it serves."""
        return self.charts.get(chart_id or 0, Tally())

    def of_power(self, power: Power) -> Tally:
        """A power's tally: its own points, and those of its chart that concern every power on it."""
        whole = Tally()
        for tally in self._of(power):
            for rank, points in tally.counts.items():
                whole.add(rank, points)
        return whole

    def _of(self, power: Power) -> Iterable[Tally]:
        for key, tally in self.powers.items():
            if key[1] == power.pk or (key[1] is None and key[0] and key[0] == power.flowchart_id):
                yield tally


def levels_of(body: Unit) -> Levels:
    """Tally a body's ruled risk points by section, chart and power, in one query."""
    levels = Levels()
    points = RiskPoint.objects.filter(body=body).in_register()
    for row in points.tally("section_id", "flowchart_id", "power_id"):
        rank, count, chart = row["rank"], row["points"], row["flowchart_id"]
        levels.whole.add(rank, count)
        levels.sections.setdefault(row["section_id"], Tally()).add(rank, count)
        levels.powers.setdefault((chart, row["power_id"]), Tally()).add(rank, count)
        if chart:
            levels.charts.setdefault(chart, Tally()).add(rank, count)
    return levels
