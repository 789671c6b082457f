"""A new worksheet begins with the last one's rows: each is confirmed, changed or removed, and seen."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from measures.actions.occasions import carry_out
from measures.models import Measure, Occasion
from powers.models import Step
from riskcontrol.desk.actions import change_entry, remove_entry
from riskcontrol.registers.risk_points import register_of
from riskpoints.actions.carrying import change_row, confirm_row, put_row_back, remove_row
from riskpoints.actions.points import remove_risk_point, write_risk_point
from riskpoints.actions.worksheets import (
    open_section_page,
    say_none_found,
    sign_worksheet,
    submit_worksheet,
    take_back_none_found,
)
from riskpoints.committee import authors_of
from riskpoints.levels import levels_of
from riskpoints.models import CarriedRow, RiskPoint
from riskpoints.rows import lacks_of, sheet_of
from tests.factories.accounts import contributor, deputy_head, section_head
from tests.factories.powers import StepFactory, settled_chart
from tests.factories.riskpoints import facts, measured, opened, section_page, step_of
from tests.factories.rounds import (
    all_confirmed,
    carried,
    decided,
    next_sheet,
    none_carried,
    ruled_on,
)
from tests.riskpoints.worksheet_acts import key

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    """The second worksheet on a chart: a risk point on its first row and two reasons for none."""
    return next_sheet()


def outcomes(worksheet):
    rows = CarriedRow.objects.filter(worksheet=worksheet)
    return sorted(rows.values_list("risk_point__title", "examination__step__key", "outcome"),
                  key=str)  # fmt: skip


def register(worksheet):
    return [line.title for line in register_of(worksheet.body).lines]


def test_it_begins_with_the_last_ones_rows_untouched(sheet):
    assert outcomes(sheet) == [
        ("受理环节把关不严", None, "untouched"),
        (None, "examine", "untouched"),
        (None, "serve", "untouched"),
    ]
    assert [row.is_examined for row in sheet_of(sheet).rows] == [False, False, False]
    assert RiskPoint.objects.count() == 1


def test_a_first_worksheet_begins_with_nothing():
    assert outcomes(opened()) == []


def test_it_is_not_handed_in_while_a_row_is_untouched(sheet):
    all_confirmed(sheet)
    put_row_back(row=carried(sheet), by=sheet.opened_by)

    with pytest.raises(ValidationError) as refused:
        submit_worksheet(worksheet=sheet, by=sheet.opened_by)

    assert len(refused.value.messages) == 1
    assert "受理环节把关不严" in refused.value.messages[0]
    sheet.refresh_from_db()
    assert sheet.state == "draft"


def test_what_is_confirmed_goes_on_as_the_same_point_with_its_ruling(sheet):
    before = RiskPoint.objects.values().get()
    signed_before = sheet.flowchart.worksheets.order_by("pk").first()
    all_confirmed(sheet)
    submit_worksheet(worksheet=sheet, by=sheet.opened_by)

    assert RiskPoint.objects.values().get() == before
    assert {outcome for _title, _step, outcome in outcomes(sheet)} == {"confirmed"}
    assert sheet.examinations.count() == 2
    assert signed_before.examinations.count() == 2
    assert register(sheet) == ["受理环节把关不严"]


@pytest.mark.parametrize("act", [confirm_row, remove_row])
def test_words_are_asked_for(sheet, act):
    with pytest.raises(ValidationError) as refused:
        act(row=carried(sheet), reason="  ", by=sheet.opened_by)

    assert list(refused.value.message_dict) == ["reason"]
    assert carried(sheet).outcome == "untouched"


@pytest.mark.parametrize("act", [confirm_row, remove_row])
def test_only_the_section_looks_and_only_while_it_writes(sheet, act):
    row = carried(sheet)
    with pytest.raises(PermissionDenied):
        act(row=row, reason="x", by=deputy_head(sheet.section))
    all_confirmed(sheet)
    submit_worksheet(worksheet=sheet, by=sheet.opened_by)

    with pytest.raises(PermissionDenied):
        put_row_back(row=row, by=sheet.opened_by)

    assert carried(sheet).outcome == "confirmed"


def test_a_row_is_looked_at_once(sheet):
    row = carried(sheet)
    confirm_row(row=row, reason="没有变。", by=sheet.opened_by)
    with pytest.raises(ValidationError):
        remove_row(row=row, reason="已无此环节。", by=contributor(sheet.section))
    assert (carried(sheet).outcome, carried(sheet).reason) == ("confirmed", "没有变。")


def test_what_is_changed_has_a_successor_and_the_earlier_one_stays_as_decided(sheet):
    row = carried(sheet)
    before = RiskPoint.objects.values().get()

    point = change_row(row=row, facts=facts(step_of(sheet), title="受理拖延"), by=sheet.opened_by)

    assert RiskPoint.objects.filter(pk=row.risk_point_id).values().get() == before
    assert (point.worksheet, point.ruling, point.order) == (sheet, None, before["order"])
    assert (carried(sheet).outcome, carried(sheet).successor) == ("changed", point)
    assert [p.title for p in sheet_of(sheet).rows[0].points] == ["受理拖延"]
    assert register(sheet) == ["受理环节把关不严"]
    assert levels_of(sheet.body).whole.total == 1


def test_a_change_that_changes_nothing_is_refused(sheet):
    with pytest.raises(ValidationError):
        change_row(row=carried(sheet), facts=facts(step_of(sheet)), by=sheet.opened_by)
    assert RiskPoint.objects.count() == 1
    assert carried(sheet).outcome == "untouched"


def test_a_changed_one_taken_off_again_is_to_be_looked_at(sheet):
    said = facts(step_of(sheet), title="受理拖延")
    point = change_row(row=carried(sheet), facts=said, by=sheet.opened_by)
    remove_risk_point(risk_point=point, by=sheet.opened_by)
    assert (carried(sheet).outcome, carried(sheet).successor) == ("untouched", None)


def change(sheet, kept, **kwargs):
    return change_entry(
        carried=carried(sheet),
        facts=facts(step_of(sheet), **kwargs),
        measures=[],
        kept=kept,
        by=sheet.opened_by,
    )


def complete(sheet):
    for step in ("examine", "serve"):
        confirm_row(row=none_carried(sheet, step), reason="没有变。", by=sheet.opened_by)
    return ruled_on(signed_again(sheet))


def signed_again(sheet):
    submit_worksheet(worksheet=sheet, by=sheet.opened_by)
    return sign_worksheet(worksheet=sheet, by=section_head(sheet.section))


def test_with_the_decision_the_changed_one_takes_the_earlier_ones_place(sheet):
    measure = Measure.objects.get()
    point = change(sheet, [measure], title="受理拖延")

    complete(sheet)

    point.refresh_from_db()
    assert point.ruling.rank == 2
    assert register(sheet) == ["受理拖延"]
    assert levels_of(sheet.body).whole.rows == [(2, 1)]
    assert RiskPoint.objects.count() == 2
    measure.refresh_from_db()
    assert (measure.state, list(point.measures.all())) == ("in-force", [measure])


def test_a_measure_that_meets_no_point_any_more_ends_and_is_not_due(sheet):
    measure = Measure.objects.get()
    assert Occasion.objects.filter(measure=measure).count() == 1
    point = change(sheet, [], title="受理拖延")
    measured(point, by=sheet.opened_by, text="另建台账。")

    complete(sheet)

    measure.refresh_from_db()
    assert (measure.state, measure.ended_on) == ("ended", timezone.localdate())
    by = contributor(sheet.section)
    with pytest.raises(PermissionDenied):
        carry_out(occasion=Occasion.objects.get(measure=measure), note="已抽查。", by=by)
    assert Measure.objects.get(text="另建台账。").state == "in-force"


def test_a_changed_one_is_taken_off_without_its_measures_in_force(sheet):
    measure = Measure.objects.get()
    point = change(sheet, [measure], title="受理拖延")
    remove_entry(risk_point=point, by=sheet.opened_by)
    assert list(Measure.objects.values_list("pk", "state")) == [(measure.pk, "in-force")]
    assert list(measure.risk_points.all()) == [carried(sheet).risk_point]


def test_what_is_removed_stays_until_the_decision_and_leaves_with_it(sheet):
    remove_row(row=carried(sheet), reason="改由系统自动受理。", by=sheet.opened_by)
    assert register(sheet) == ["受理环节把关不严"]
    assert [lack.row for lack in lacks_of(sheet_of(sheet)) if lack.row.startswith("step")] == [
        key(sheet)
    ]
    say_none_found(worksheet=sheet, row=key(sheet), because="自动受理。", by=sheet.opened_by)

    complete(sheet)

    assert register(sheet) == []
    assert RiskPoint.objects.count() == 1
    assert levels_of(sheet.body).whole.total == 0
    assert Measure.objects.get().state == "ended"


def test_what_was_removed_is_not_carried_over_again(sheet):
    remove_row(row=carried(sheet), reason="改由系统自动受理。", by=sheet.opened_by)
    say_none_found(worksheet=sheet, row=key(sheet), because="自动受理。", by=sheet.opened_by)
    complete(sheet)

    third = next_sheet(sheet)

    assert outcomes(third) == [
        (None, step, "untouched") for step in ("examine", "receive", "serve")
    ]


def test_put_back_the_row_is_open_again(sheet):
    remove_row(row=carried(sheet), reason="改由系统自动受理。", by=sheet.opened_by)
    say_none_found(worksheet=sheet, row=key(sheet), because="自动受理。", by=sheet.opened_by)

    put_row_back(row=carried(sheet), by=sheet.opened_by)

    row = carried(sheet)
    assert (row.outcome, row.reason, row.by, row.at) == ("untouched", "", None, None)
    assert not sheet.examinations.exists()


def test_none_found_said_otherwise_is_a_change_and_the_same_words_are_refused(sheet):
    with pytest.raises(ValidationError):
        say_none_found(
            worksheet=sheet, row=key(sheet, "serve"), because="只办手续。", by=sheet.opened_by
        )
    say_none_found(worksheet=sheet, row=key(sheet, "serve"), because="已上网。", by=sheet.opened_by)
    row = none_carried(sheet, "serve")
    assert (row.outcome, row.examination.none_found_because) == ("changed", "只办手续。")

    take_back_none_found(worksheet=sheet, row=key(sheet, "serve"), by=sheet.opened_by)
    assert none_carried(sheet, "serve").outcome == "untouched"


def test_a_point_found_where_none_was_takes_the_reasons_place(sheet):
    said = facts(step_of(sheet, "serve"), title="送达拖延")
    write_risk_point(worksheet=sheet, facts=said, by=sheet.opened_by)
    row = none_carried(sheet, "serve")
    assert (row.outcome, row.by) == ("removed", sheet.opened_by)
    assert "送达拖延" in row.reason


def test_a_step_that_changed_since_is_named(sheet):
    chart = sheet.flowchart
    assert carried(sheet).changed_steps == []
    version = sheet.version
    version.pk, version.number = None, version.number + 1
    version.drawing["steps"][0]["days"] = 99
    version.save(force_insert=True)
    sheet.version = version
    assert carried(sheet).changed_steps == ["受理"]
    assert none_carried(sheet).changed_steps == []
    assert chart.worksheets.first() == sheet


def test_a_row_closed_by_the_gate_is_not_looked_at_and_holds_nothing_up(sheet):
    for step in ("examine", "serve"):
        confirm_row(row=none_carried(sheet, step), reason="没有变。", by=sheet.opened_by)
    Step.objects.filter(flowchart=sheet.flowchart, key="receive").update(days=99)

    with pytest.raises(PermissionDenied):
        confirm_row(row=carried(sheet), reason="没有变。", by=sheet.opened_by)
    submit_worksheet(worksheet=sheet, by=sheet.opened_by)

    assert carried(sheet).outcome == "untouched"


def test_what_stands_on_a_step_that_is_gone_is_changed_or_removed(sheet):
    for step in ("examine", "serve"):
        confirm_row(row=none_carried(sheet, step), reason="没有变。", by=sheet.opened_by)
    gone = StepFactory(flowchart=sheet.flowchart, key="old", name="旧环节", retired=True)
    anchor = carried(sheet).risk_point.anchors.get()
    anchor.step = gone
    anchor.save()

    assert [row.risk_point.title for row in sheet_of(sheet).astray] == ["受理环节把关不严"]
    with pytest.raises(PermissionDenied):
        confirm_row(row=carried(sheet), reason="没有变。", by=sheet.opened_by)
    remove_row(row=carried(sheet), reason="环节已取消。", by=sheet.opened_by)
    say_none_found(worksheet=sheet, row=key(sheet), because="另行办理。", by=sheet.opened_by)
    assert lacks_of(sheet_of(sheet)) == []


def test_who_confirms_does_not_judge(sheet):
    other = contributor(sheet.section)
    all_confirmed(sheet, by=other)
    assert authors_of(sheet) == {other.pk}


def test_a_sections_own_page_carries_over_too():
    first = section_page()
    rows = sheet_of(first).rows
    write_risk_point(worksheet=first, facts=facts(rows[0].anchor), by=first.opened_by)
    point = first.risk_points.get()
    measured(point, by=first.opened_by)
    say_none_found(worksheet=first, row=rows[1].key, because="无审批权。", by=first.opened_by)
    ruled_on(signed_again(first))

    second = open_section_page(section=first.section, by=first.opened_by)

    carried_rows = [(row.risk_point, row.examination and row.examination.unit)
                    for row in sheet_of(second).carried]  # fmt: skip
    assert carried_rows == [(point, None), (None, first.section)]


def test_the_worksheet_of_an_earlier_round_reads_as_it_was_decided():
    first = decided(opened(settled_chart()))
    sheet = next_sheet(first)
    change(sheet, [Measure.objects.get()], title="受理拖延")
    complete(sheet)

    assert [p.title for p in RiskPoint.objects.beside(first)] == ["受理环节把关不严"]
    sheet.refresh_from_db()
    assert [p.title for p in RiskPoint.objects.beside(sheet)] == ["受理拖延"]
