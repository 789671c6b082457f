"""Levels of what stands above risk points: the highest below each, and a tally. Never stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from powers.models import Power
from riskcontrol.accounts.models import Unit, User

from .models import Level, LevelScheme, RiskPoint, Sitting, Worksheet
from .shipped import DECK


def shipped_levels() -> list[Level]:
    """Give the levels that ship, of no scheme in the database; the highest first."""
    names = ("mark", "name", "shape", "colour", "least")
    return [
        Level(rank=rank, **{name: getattr(one, name) for name in names})
        for rank, one in enumerate(DECK.levels, start=1)
    ]


def levels_now(body: Unit) -> list[Level]:
    """Give the levels a body rates by now, the highest first, in one query; nothing is written."""
    of_any = Level.objects.filter(scheme__body=body, scheme__in_force_at__isnull=False)
    found = list(of_any.order_by("-scheme__number", "rank"))
    return [level for level in found if level.scheme_id == found[0].scheme_id] or shipped_levels()


def marks_by_rank(user: User) -> dict[int, str]:
    """Give by rank the marks that the bodies a person reads have in force, or ever had: "I / A"."""
    of_any = Level.objects.filter(scheme__in=LevelScheme.objects.visible_to(user).in_force())
    marks: dict[int, list[str]] = {level.rank: [level.mark] for level in shipped_levels()}
    pairs = of_any.order_by("rank", "-scheme__number").values_list("rank", "mark")
    for rank, mark in pairs:
        known = marks.setdefault(rank, [])
        if mark not in known:
            known.append(mark)
    return {rank: " / ".join(known) for rank, known in sorted(marks.items())}


def levels_for(worksheet: Worksheet) -> dict[int, Level]:
    """Give by rank the levels a worksheet's self-rating means: those it was decided by, else today's."""
    found: list[Level] = []
    if worksheet.decided_at:
        sat = Sitting.objects.filter(worksheet=worksheet, again_on=None)
        of_any = Level.objects.filter(scheme__in=sat.values("scheme"))
        found = list(of_any.order_by("-scheme__number", "rank"))
        found = [level for level in found if level.scheme_id == found[0].scheme_id]
    return {level.rank: level for level in found or levels_now(worksheet.body)}


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
