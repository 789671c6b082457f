"""Drawing a chart: who may, what is written, what is kept of what was there."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from powers.actions.charts import free_key, save_flowchart
from powers.actions.releases import submit_release
from powers.charts import drawing_of
from powers.models import LegalBasis, Step
from powers.permissions.postings import chart_is_free
from powers.rows import NEXT, Basis, Row, Way
from riskcontrol.audit.models import Entry
from riskcontrol.lib.stale import Stale
from tests.factories.accounts import (
    BodyFactory,
    PositionFactory,
    SectionFactory,
    contributor,
)
from tests.factories.powers import (
    FlowchartFactory,
    drawn_chart,
    fresh,
    frozen,
    posted,
)

from .forms import rows_in

pytestmark = pytest.mark.django_db


def save(chart, rows, by=None, **changed):
    given = {"name": chart.name, "expected": chart.row_version} | changed
    save_flowchart(flowchart=chart, rows=rows, by=by or contributor(chart.section), **given)
    return fresh(chart)


def texts(rows):
    return [row.name for row in rows]


def test_saving_writes_steps_links_and_bases():
    chart = FlowchartFactory()
    position = PositionFactory(unit=chart.section)
    ways = (Way("c", "通过"), Way("a", "退回"))
    decision = Row("b", "审核", "decision", position.code, "5", check=True, ways=ways)
    rows = (
        Row("a", "收件", "start", position.code, "1", bases=(Basis("行政许可法", "第三十条"),)),
        decision,
        Row("c", "送达", "end", position.code, ways=()),
    )
    assert rows_in(save(chart, rows)) == rows


def test_saving_counts_the_version_names_the_drawer_and_records_once():
    chart = drawn_chart()
    person = contributor(chart.section)
    saved = save(chart, rows_in(chart), by=person, name="新名称")
    assert (saved.name, saved.row_version) == ("新名称", 2)
    assert list(saved.drawn_by.all()) == [person]
    assert [(entry.verb, entry.actor) for entry in Entry.objects.all()] == [
        ("flowchart.save", person)
    ]


def test_saving_what_was_opened_changes_nothing():
    chart = drawn_chart()
    steps = {step.pk: step.key for step in chart.steps.all()}
    saved = save(chart, rows_in(chart))
    assert drawing_of(saved) == drawing_of(chart)
    assert {step.pk: step.key for step in saved.steps.all()} == steps


def test_a_renamed_step_keeps_its_key_and_row():
    chart = drawn_chart()
    step = chart.steps.get(key="examine")
    start, examine, end = rows_in(chart)
    save(chart, (start, replace(examine, name="现场核查"), end))
    step.refresh_from_db()
    assert (step.key, step.name) == ("examine", "现场核查")


def test_a_link_that_stays_keeps_its_origin():
    chart = drawn_chart()
    chart.links.update(origin="deck")
    start, examine, end = rows_in(chart)
    saved = save(chart, (start, replace(examine, ways=(Way(NEXT, "齐全"),)), end))
    assert [(link.condition, link.origin) for link in saved.links.all()] == [
        ("", "deck"),
        ("齐全", "deck"),
    ]


def test_a_step_in_no_version_is_deleted():
    chart = drawn_chart()
    start, _examine, end = rows_in(chart)
    save(chart, (start, end))
    assert sorted(Step.objects.values_list("key", "retired")) == [
        ("receive", False),
        ("serve", False),
    ]


def test_a_step_in_a_version_is_retired():
    chart = drawn_chart()
    frozen(chart)
    start, _examine, end = rows_in(chart)
    saved = save(chart, (start, end))
    assert sorted(Step.objects.values_list("key", "retired")) == [
        ("examine", True), ("receive", False), ("serve", False),
    ]  # fmt: skip
    assert texts(rows_in(saved)) == ["受理", "送达"]


def test_bases_of_other_steps_stay():
    other = LegalBasis.objects.create(step=drawn_chart().steps.first(), law="行政处罚法")
    chart = drawn_chart()
    save(chart, rows_in(chart))
    assert list(LegalBasis.objects.all()) == [other]


def test_a_stale_save_writes_nothing():
    chart = drawn_chart()
    save(chart, rows_in(chart), name="甲")
    with pytest.raises(Stale):
        save(chart, (), name="乙")
    assert texts(rows_in(fresh(chart))) == ["受理", "审查", "送达"]


def test_a_position_of_another_body_cannot_be_written():
    chart = drawn_chart()
    PositionFactory(code="ELSEWHERE")
    start, *others = rows_in(chart)
    with pytest.raises(ValidationError):
        save(chart, (replace(start, position="ELSEWHERE"), *others))


def test_a_chart_on_its_way_up_is_locked():
    chart = drawn_chart()
    person = contributor(chart.section)
    submit_release(flowchart=chart, days=7, by=person)
    with pytest.raises(PermissionDenied) as refused:
        save(chart, rows_in(chart), by=person)
    assert refused.value.args == (chart_is_free(chart).reason,)


def test_a_posted_chart_may_be_improved():
    chart = drawn_chart()
    posted(chart)
    start, examine, end = rows_in(chart)
    saved = save(chart, (start, replace(examine, days="3"), end))
    assert [row.days for row in rows_in(saved)] == ["5", "3", "5"]


@pytest.mark.parametrize(
    ("stem", "key"),
    [("U-A-001", "a-001"), ("OTHER-1", "other-1"), ("U-", "u"), ("X" * 60, "x" * 50)],
)
def test_a_chart_is_named_after_its_power(stem, key):
    assert free_key(BodyFactory(code="U"), stem) == key


def test_a_chart_code_that_is_taken_gets_a_number():
    body = BodyFactory(code="U")
    FlowchartFactory(section=SectionFactory(parent=body), key="a-1", code="u-a-1")
    assert free_key(body, "U-A-1") == "a-1-2"
