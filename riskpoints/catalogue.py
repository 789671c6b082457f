"""Which examples of a body's catalogue fit a row best: by its wording, its kind and the kind of power."""

from collections.abc import Collection

from powers.states import StepKind

from .likeness import words_of
from .models import CatalogueEntry, Worksheet
from .rows import Row

# The few that fit best. What shares less than three of eight words fits by kind and power, or not at all.
OFFERED = 3
LEAST = 0.75


def fitting(worksheet: Worksheet, row: Row, powers: Collection[str]) -> list[CatalogueEntry]:
    """Give the examples that fit a row best, the best first; none that stand on it already."""
    here = [point.pk for point in row.points]
    taken = {point.taken_from_id for point in row.points}
    words, kind = words_of(row.name), row.facts.get("kind", "")
    entries = CatalogueEntry.objects.in_use().filter(body=worksheet.body_id)
    marked = [
        (score(entry, words, kind, powers), entry)
        for entry in entries.exclude(source__in=here)
        if entry.pk not in taken
    ]
    fit = [(mark, entry) for mark, entry in marked if mark >= LEAST]
    fit.sort(key=lambda one: (-one[0], one[1].title, one[1].pk))
    return [entry for _mark, entry in fit[:OFFERED]]


def score(
    entry: CatalogueEntry, words: frozenset[str], kind: str, powers: Collection[str]
) -> float:
    """Say how well an example fits: two for the same wording, half each for kind and power.

    Most steps are plain ones, so that being one says nothing.
    """
    wording = len(words & set(entry.words)) / len(words) if words else 0.0
    is_same_kind = kind == entry.step_kind and kind not in ("", StepKind.STEP)
    is_same_power = bool(set(entry.powers) & set(powers))
    return 2 * wording + 0.5 * is_same_kind + 0.5 * is_same_power
