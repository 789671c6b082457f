"""The register of risk points (廉政风险点清单), one risk a row: R4 of the practice, totals computed."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from measures.along_lines import Reached, reaching_points
from riskcontrol.accounts.models import Membership, Unit
from riskcontrol.accounts.roles import Role
from riskcontrol.lib.pdf import render_pdf
from riskpoints.models import Level, RiskPoint
from riskpoints.stages import stages_of


@dataclass(frozen=True)
class Line:
    """One row of the register."""

    number: int
    section: str
    category: str
    title: str
    where: str
    manifestations: list[str]
    level: Level | None
    planned: Level | None
    verified: Level | None
    # Whether a later change has reopened its ruling.
    is_reopened: bool
    measures: list[str]
    section_head: str
    leader: str


@dataclass(frozen=True)
class Register:
    """The register of a body: its lines and the totals over them."""

    body: Unit
    lines: list[Line]

    @property
    def levels(self) -> list[tuple[Level | None, int]]:
        """How many points each level has, the highest first; what is not rated yet is said last."""
        rated = counted(line.level for line in self.lines)
        unrated = len(self.lines) - sum(count for _level, count in rated)
        return [*rated, (None, unrated)] if unrated else [*rated]

    @property
    def levels_verified(self) -> list[tuple[Level, int]]:
        """The same with the verified level where one stands; nothing where none does."""
        if not any(line.verified for line in self.lines):
            return []
        return counted(line.verified or line.level for line in self.lines)

    @property
    def reopened_count(self) -> int:
        """How many rulings a later change has reopened."""
        return sum(line.is_reopened for line in self.lines)

    @property
    def categories(self) -> list[tuple[str, int]]:
        """How many points each category has."""
        return list(Counter(line.category for line in self.lines).items())

    @property
    def measure_count(self) -> int:
        """How many different measures stand in it."""
        return len({text for line in self.lines for text in line.measures})


def counted(levels: Iterable[Level | None]) -> list[tuple[Level, int]]:
    """Count levels by how they look, the highest first."""
    found = [level for level in levels if level]
    looks, counts = {level.look: level for level in found}, Counter(level.look for level in found)
    return [(looks[look], counts[look]) for look in sorted(counts)]


def register_of(body: Unit, points: Iterable[RiskPoint] | None = None) -> Register:
    """Read a body's register in a constant number of queries."""
    if points is None:
        points = (
            RiskPoint.objects.filter(body=body)
            .in_register()
            .for_list()
            .prefetch_related("measures")
        )
    names, points = people_of(body), list(points)
    reached = reaching_points(points)
    lines = [
        _line(number, point, names, reached.get(point.pk, []))
        for number, point in enumerate(points, start=1)
    ]
    return Register(body, lines)


def people_of(body: Unit) -> dict[tuple[str, int], str]:
    """Give the names of those who answer, by role and unit."""
    seats = (
        Membership.objects.in_body(body)
        .select_related("user")
        .with_role(Role.SECTION_HEAD, Role.DEPUTY_HEAD, Role.HEAD)
    )
    names: dict[tuple[str, int], str] = {}
    for seat in seats:
        names.setdefault((seat.role, seat.unit_id), seat.user.name)
    return names


def _line(
    number: int, point: RiskPoint, names: dict[tuple[str, int], str], reached: list[Reached]
) -> Line:
    ruling = point.ruling
    stages = stages_of(point)
    leader = Role.HEAD if ruling and ruling.rank == 1 else Role.DEPUTY_HEAD
    return Line(
        number=number,
        section=point.section.name,
        category=point.get_category_display(),
        title=point.title,
        where=_where(point),
        manifestations=[one.text for one in point.manifestations.all()],
        level=stages.initial,
        planned=stages.planned.level if stages.planned else None,
        verified=stages.verified.level if stages.verified else None,
        is_reopened=point.is_reopened,  # type: ignore[attr-defined]  # annotated by for_list()
        measures=[
            *(measure.text for measure in point.measures.all()),
            *(entry.told for entry in reached),
        ],
        section_head=names.get((Role.SECTION_HEAD, point.section_id), ""),
        leader=names.get((leader, point.body_id), ""),
    )


def _where(point: RiskPoint) -> str:
    places = [*point.steps.all(), *point.positions.all(), *point.units.all()]
    return _(", ").join(str(place) for place in places)


def risk_points_pdf(body: Unit) -> bytes:
    """Print the register on A4 landscape: head on every page, “第 x 页，共 y 页”, totals, signatures."""
    context = {
        "register": register_of(body),
        "today": timezone.localdate(),
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "signatures": [
            _("Filled in by"),
            _("Section head"),
            _("Deputy head in charge"),
            _("Head of the unit"),
            _("Discipline body's opinion"),
        ],
    }
    html = render_to_string("registers/risk_points.pdf.html", context)
    return render_pdf(html, css=page_numbers())


def page_numbers() -> str:
    """Give the style that writes “第 x 页，共 y 页” at the foot of each page, in the reader's language."""
    words = [
        pgettext("page x of y, before x", "Page "),
        pgettext("page x of y, between", " of "),
        pgettext("page x of y, after y", "."),
    ]
    before, between, after = (json.dumps(word, ensure_ascii=False) for word in words)
    content = f"{before} counter(page) {between} counter(pages) {after}"
    return f"@page {{ @bottom-center {{ content: {content}; font: 9pt 'Noto Sans CJK SC'; }} }}"
