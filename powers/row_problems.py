"""What keeps rows from being written, in words at the field they concern."""

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .rows import MOST_LINKS, MOST_STEPS, Basis, Row, Rows, days_of, drawing_from, filled, target_of
from .states import ProjectStage, StepKind

# Of the body that holds a power and of the responsible unit.
MOST_CHARACTERS = 100


@dataclass(frozen=True)
class Problem:
    """One thing to mend; `field_id` is the id of the field on the page."""

    field_id: str
    message: str


def problems_of(rows: Rows, positions: Set[str]) -> list[Problem]:
    """List what must be mended before the rows can be saved. An incomplete chart may be saved."""
    found = list(_too_many(rows))
    for place, row in enumerate(rows):
        found += _of_a_row(row, place, positions)
        found += _of_a_project(row, place)
        found += _of_its_ways(rows, place)
        found += bases_problems(row.bases, f"row-{place}")
    return found


def _too_many(rows: Rows) -> Iterator[Problem]:
    rows = filled(rows)
    if len(rows) > MOST_STEPS:
        words = _("A chart holds at most %(most)s steps; this one has %(count)s. Split it in two.")
        yield Problem("rows", words % {"most": MOST_STEPS, "count": len(rows)})
    links = drawing_from(rows, name="", positions={})["links"]
    if len(links) > MOST_LINKS:
        words = _("A chart holds at most %(most)s ways; this one has %(count)s. Split it in two.")
        yield Problem("rows", words % {"most": MOST_LINKS, "count": len(links)})


def _of_a_row(row: Row, place: int, positions: Set[str]) -> Iterator[Problem]:
    number = {"number": place + 1}
    if len(row.name) > 200:
        yield Problem(
            f"row-{place}-name",
            _("Step %(number)s: the name has %(count)s characters; at most 200.")
            % {"number": place + 1, "count": len(row.name)},
        )
    if row.kind not in StepKind.values:
        yield Problem(
            f"row-{place}-kind", _("Step %(number)s: choose a kind of the list.") % number
        )
    if row.position and row.position not in positions:
        yield Problem(
            f"row-{place}-position",
            _("Step %(number)s: choose a position of this unit.") % number,
        )
    if row.days and days_of(row) is None:
        yield Problem(
            f"row-{place}-days",
            _("Step %(number)s: give the limit as a number of working days, from 1 to 9999.")
            % number,
        )


def _of_a_project(row: Row, place: int) -> Iterator[Problem]:
    number = {"number": place + 1}
    if row.stage and row.stage not in ProjectStage.values:
        words = _("Step %(number)s: choose a stage of the list.")
        yield Problem(f"row-{place}-stage", words % number)
    if len(row.holder) > MOST_CHARACTERS:
        words = _("Step %(number)s: the body holding the power has at most 100 characters.")
        yield Problem(f"row-{place}-holder", words % number)
    if len(row.responsible) > MOST_CHARACTERS:
        words = _("Step %(number)s: the responsible unit has at most 100 characters.")
        yield Problem(f"row-{place}-responsible", words % number)


def _of_its_ways(rows: Rows, place: int) -> Iterator[Problem]:
    keys = {row.key for row in rows}
    targets = [target_of(rows, place, way) for way in rows[place].ways]
    twice = {key for key, count in Counter(targets).items() if key and count > 1}
    for at, way in enumerate(rows[place].ways):
        said = {"number": place + 1, "condition": way.when[:40]}
        if (way.to and targets[at] and targets[at] not in keys) or (way.when and not targets[at]):
            words = _("Step %(number)s: say which step the way “%(condition)s” leads to.")
            yield Problem(f"row-{place}-to-{at}", words % said)
        if targets[at] in twice:
            words = _("Step %(number)s: two ways lead to the same step. Join their conditions.")
            yield Problem(f"row-{place}-to-{at}", words % said)
        if len(way.when) > 200:
            words = _("Step %(number)s: a condition has at most 200 characters.")
            yield Problem(f"row-{place}-when-{at}", words % said)


def bases_problems(bases: tuple[Basis, ...], prefix: str) -> Iterator[Problem]:
    """Tell what is wrong with legal bases, whose fields' ids begin with the prefix."""
    for at, basis in enumerate(bases):
        if basis.article and not basis.law:
            words = _("Name the law or regulation that “%(article)s” belongs to.")
            yield Problem(f"{prefix}-law-{at}", words % {"article": basis.article[:40]})
        if len(basis.law) > 200:
            yield Problem(f"{prefix}-law-{at}", _("The name of a law has at most 200 characters."))
        if len(basis.article) > 100:
            yield Problem(f"{prefix}-article-{at}", _("The article has at most 100 characters."))
