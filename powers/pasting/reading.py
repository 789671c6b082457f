"""Pasted text, read: the rows it makes, and of each line what was understood and what was not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from powers.charts import Drawing
from powers.drawing.flow import kind_word, working_days
from powers.drawing.text import one_line
from powers.rows import MOST_STEPS, Rows, rows_of
from powers.states import StepKind

from .joining import Joined, joined
from .lists import read_list
from .marks import lines_of
from .sheet import Draft, Sheet
from .tables import cell_lines, cells_of, is_quoted, is_table, read_table

MOST_CHARACTERS = 100_000


@dataclass(frozen=True)
class ReadLine:
    """One line as it was typed, what it gave, and what of it was not taken."""

    typed: str
    understood: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True)
class Pasted:
    """What a text gave; `problem` says in words why it cannot be taken as it is."""

    rows: Rows = ()
    lines: tuple[ReadLine, ...] = ()
    problem: str = ""


def read(text: str, positions: Mapping[str, str]) -> Pasted:
    """Read a pasted text; `positions` gives the names of the positions by their codes."""
    if len(text) > MOST_CHARACTERS:
        words = _(
            "The text has %(count)s characters; at most %(most)s are read. Paste it in parts."
        )
        return Pasted(problem=words % {"count": len(text), "most": MOST_CHARACTERS})
    typed, sheet = sheet_of(text, positions)
    ways = joined(sheet)
    rows = rows_of(drawing_of(ways, positions))
    if not sheet.is_full:
        return Pasted(rows, told(typed, sheet, ways, positions))
    last = max(draft.line for draft in sheet.drafts)
    lines = told(dict(list(typed.items())[: last + 1]), sheet, ways, positions)
    words = _("A chart holds at most %(most)s steps; the text has more. Split it in two.")
    return Pasted(rows, lines, words % {"most": MOST_STEPS})


def sheet_of(text: str, positions: Mapping[str, str]) -> tuple[dict[int, str], Sheet]:
    """Read a text as cells or as a list; give also its lines as they were typed."""
    if is_table(text):
        rows = cells_of(text)
        typed = {at: " | ".join(map(one_line, row)) for at, row in enumerate(rows)}
        return typed, read_table(rows, positions)
    lines = cell_lines(text) if is_quoted(text) else lines_of(text)
    return {line.place: line.typed for line in lines}, read_list(lines, positions)


def drawing_of(ways: Joined, positions: Mapping[str, str]) -> Drawing:
    """Give what was read as a drawing, the steps keyed by their order."""
    keys = {draft: f"s{number}" for number, draft in enumerate(ways, 1)}
    return {
        "name": "",
        "steps": [step_of(keys[draft], draft, positions) for draft in ways],
        "links": [
            {"from": keys[draft], "to": keys[target], "when": one_line(wish.when)}
            for draft, targets in ways.items()
            for target, wish in targets.items()
        ],
    }


def step_of(key: str, draft: Draft, positions: Mapping[str, str]) -> dict[str, Any]:
    """Give one step as a drawing holds it."""
    facts = draft.facts
    return {
        "key": key,
        "name": one_line(draft.name),
        "kind": facts.kind,
        "position": facts.position,
        "position_name": positions.get(facts.position, ""),
        "days": int(facts.days) if facts.days else None,
        "check": facts.check,
        "basis": [{"law": basis.law, "article": basis.article} for basis in facts.bases],
    }


def told(
    typed: Mapping[int, str], sheet: Sheet, ways: Joined, positions: Mapping[str, str]
) -> tuple[ReadLine, ...]:
    """Tell line by line what was understood and what was not."""
    understood: dict[int, list[str]] = {}
    numbers = {draft: number for number, draft in enumerate(ways, 1)}
    for draft in ways:
        understood.setdefault(draft.line, []).append(told_step(numbers[draft], draft, positions))
        sheet.leave(draft.line, *draft.facts.left)
    for draft, targets in ways.items():
        for target, wish in targets.items():
            if wish in draft.wishes:
                words = told_way(numbers[draft], numbers[target], wish.when)
                understood.setdefault(wish.line, []).append(words)
    return tuple(
        ReadLine(line, tuple(understood.get(at, ())), tuple(sheet.left.get(at, ())))
        for at, line in typed.items()
    )


def told_step(number: int, draft: Draft, positions: Mapping[str, str]) -> str:
    """Tell a step that was made: its number, name, kind, position, days."""
    words = _("Step %(number)s “%(name)s”") % {"number": number, "name": draft.name[:80]}
    return " · ".join([words, *facts_told(draft, positions)])


def facts_told(draft: Draft, positions: Mapping[str, str]) -> Iterator[str]:
    """Tell what is known of a step beside its name."""
    facts = draft.facts
    if facts.kind != StepKind.STEP:
        yield kind_word(facts.kind)
    if facts.position:
        yield positions.get(facts.position, facts.position)
    if facts.days:
        yield working_days(int(facts.days))
    if facts.check:
        yield _("checks and balances")
    for basis in facts.bases:
        yield f"《{basis.law}》{basis.article}"


def told_way(number: int, target: int, when: str) -> str:
    """Tell a way that was made."""
    said = {"number": number, "target": target, "condition": when}
    if when:
        return _("Step %(number)s → step %(target)s if “%(condition)s”") % said
    return _("Step %(number)s → step %(target)s") % said
