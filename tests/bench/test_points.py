"""What the bench says of the pages on risk points; measured small, for the words alone."""

import pytest

from . import figures, points

pytestmark = pytest.mark.django_db


def test_only_the_pages_that_the_issue_names_have_limits(monkeypatch):
    monkeypatch.setattr(points, "MANY", 200)
    monkeypatch.setattr(points, "asked_of_the_list", lambda *_world: {"all": {}})
    monkeypatch.setattr(points, "asked_of_coverage", lambda _world: {"by power": {"by": "power"}})
    monkeypatch.setattr(figures, "ROUNDS", 1)

    lines = {one.what.removesuffix(", 200 risk points"): one for one in points.point_pages()}

    free = {name for name, one in lines.items() if one.ratio is None}
    assert free == {
        "a chart's worksheet, for entering", "verified levels, ready", "verified levels, proposed",
        "verified levels, unplanned", "verified levels, standing", "lowered levels",
        "meetings, all", "meetings, open", "meetings, closed",
    }  # fmt: skip
    notes = {name: one.note.partition("queries: ")[2] for name, one in lines.items()}
    assert {notes[name].partition("; ")[2] for name in free} == {"for information, no limit is set"}
    assert all("missed" not in f"{lines[name].limit}{notes[name]}" for name in free)
    assert all(" 12" in notes[name] for name in lines.keys() - free)
    assert (points.told(12), points.told(13)) == ("queries: 12 ≤ 12", "queries: 13 > 12 **missed**")
