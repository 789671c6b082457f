"""The eleven flows of the library: whole, of real size, and seated with a body's positions."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import gettext

from powers import library as shelf
from powers.drawing.checks import shortfalls
from powers.library import library, read_flow, seated
from powers.row_problems import problems_of
from powers.rows import drawing_from

FLOWS = [
    "licensing", "penalty", "compulsion", "levy", "payment", "inspection", "confirmation",
    "reward", "procurement", "major-decision",
    "major-project",
]  # fmt: skip

LAWS = Path(__file__).parents[2] / "docs" / "laws.md"


def drawn(flow, positions=None):
    return drawing_from(seated(flow, positions or {}), name=flow.name, positions=positions or {})


def test_they_stand_in_their_order():
    assert list(library()) == FLOWS
    assert [flow.order for flow in library().values()] == list(range(1, 12))


@pytest.mark.parametrize("key", FLOWS)
def test_a_flow_lacks_nothing_but_positions(key):
    flow = library()[key]
    words = gettext("“%(step)s” has no position.")
    assert [lack.message for lack in shortfalls(drawn(flow))] == [
        words % {"step": row.name} for row in flow.rows
    ]


@pytest.mark.parametrize("key", FLOWS)
def test_a_flow_is_complete_once_the_body_has_its_positions(key):
    flow = library()[key]
    positions = {f"P-{at}": name for at, name in enumerate(sorted(set(flow.suggested.values())))}
    rows = seated(flow, positions)
    assert shortfalls(drawn(flow, positions)) == []
    assert problems_of(rows, set(positions)) == []
    assert all(row.position for row in rows)


@pytest.mark.parametrize("key", FLOWS)
def test_a_flow_is_of_real_size_and_has_limits_and_checks(key):
    rows = library()[key].rows
    assert 8 <= len(rows) <= 18
    assert all(row.days for row in rows)
    assert any(row.check for row in rows)
    assert any(row.kind == "publication" for row in rows)
    assert [row.kind for row in rows].count("decision") >= 2


def test_positions_are_found_by_name():
    flow = library()["licensing"]
    rows = seated(flow, {"SP-1": "窗口受理岗", "SP-2": "审查"})
    assert {row.position for row in rows} == {"SP-1", "SP-2", ""}


def test_a_file_that_names_a_strange_step_is_refused(tmp_path):
    path = tmp_path / "odd.yaml"
    path.write_text(
        "{name: 甲, about: 乙, order: 1, steps: [{key: a, name: 丙, position: 丁, to: z}]}",
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match="odd"):
        read_flow(path)


def test_the_library_is_all_that_lies_in_the_folder():
    assert sorted(path.stem for path in shelf.FOLDER.iterdir()) == sorted(FLOWS)


def listed_citations() -> Iterator[tuple[str, str, str, str]]:
    """Read docs/laws.md: each law and article, with the flow and the step that cite it."""
    law = ""
    for line in LAWS.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## (.+) \(", line):
            law = heading[1]
        elif row := re.match(r"\| (第\w+条|–) \| ([^|]+) \|", line):
            for cited in row[2].split("; "):
                flow, steps = cited.split(": ")
                yield from ((law, row[1].strip("–"), flow, step) for step in steps.split(", "))


def test_every_citation_stands_in_the_table_of_those_that_were_checked():
    """A citation nobody read in the law's text does not slip in, nor does the table grow stale."""
    cited = [
        (basis.law, basis.article, flow.key, row.key)
        for flow in library().values()
        for row in flow.rows
        for basis in row.bases
    ]
    listed = [each for each in listed_citations() if each[2] != "warnings"]
    assert sorted(listed) == sorted(cited)
