"""A worksheet's way and its rows: who may, when, and what each act leaves behind. The second part."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from riskcontrol.lib.stale import Stale
from riskpoints.actions.points import edit_risk_point, remove_risk_point, write_risk_point
from riskpoints.actions.worksheets import (
    Remarked,
    keep_draft,
    return_worksheet,
    say_none_found,
    sign_worksheet,
    submit_worksheet,
    take_back_none_found,
)
from riskpoints.models import Examination, Remark, RiskPoint, RowDraft, Worksheet
from riskpoints.permissions.worksheets import can_see_self_rating
from riskpoints.rows import sheet_of
from riskpoints.states import WorksheetState
from tests.factories.accounts import (
    committee_chair,
    committee_member,
    contributor,
    section_head,
)
from tests.factories.measures import assess, convened
from tests.factories.powers import PowerFactory, settled_chart
from tests.factories.riskpoints import (
    completed,
    facts,
    opened,
    section_page,
    signed,
    step_of,
    submitted,
    written,
)
from tests.riskpoints.worksheet_acts import key, verbs

pytestmark = pytest.mark.django_db


def test_a_risk_point_keeps_all_that_is_written():
    worksheet = opened()
    by = worksheet.opened_by

    point = written(worksheet, step_of(worksheet), step_of(worksheet, "serve"), measures=2)

    assert [m.text for m in point.manifestations.all()] == ["应受理不受理。", "不应受理的受理。"]
    assert [f.method for f in point.findings.all()] == ["self"]
    assert [step.key for step in point.steps.all()] == ["receive", "serve"]
    assert (list(point.written_by.all()), point.measures.count()) == ([by], 2)
    assert verbs() == ["round.open", "worksheet.open"]


def test_an_edit_adds_its_writer_and_counts_the_version_up():
    worksheet = opened()
    point = written(worksheet)
    other = contributor(worksheet.section)

    edit_risk_point(
        risk_point=point,
        facts=facts(
            step_of(worksheet, "examine"), title="审查走过场", causes=["rules", "education"]
        ),
        expected_version=1,
        by=other,
    )

    point.refresh_from_db()
    assert (point.title, point.causes, point.row_version) == (
        "审查走过场",
        ["education", "rules"],
        2,
    )
    assert [step.key for step in point.steps.all()] == ["examine"]
    assert set(point.written_by.all()) == {worksheet.opened_by, other}


def test_a_stale_edit_writes_nothing():
    worksheet = opened()
    point = written(worksheet)
    edit_risk_point(
        risk_point=point,
        facts=facts(step_of(worksheet), title="先到"),
        expected_version=1,
        by=worksheet.opened_by,
    )

    with pytest.raises(Stale):
        edit_risk_point(
            risk_point=point,
            facts=facts(step_of(worksheet), title="后到"),
            expected_version=1,
            by=worksheet.opened_by,
        )

    assert RiskPoint.objects.get().title == "先到"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"steps": []}, "anchors"),
        ({"causes": ["weather"]}, "causes"),
        ({"proposed_rank": 4}, "proposed_rank"),
        ({"title": " "}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"category": "other"}, "category"),
        ({"manifestations": ["长" * 501]}, "text"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(wrong, field):
    worksheet = opened()

    with pytest.raises(ValidationError) as refused:
        write_risk_point(
            worksheet=worksheet,
            facts=facts(step_of(worksheet), **wrong),
            by=worksheet.opened_by,
        )

    assert list(refused.value.message_dict) == [field]
    assert not RiskPoint.objects.exists()


def test_it_stands_on_rows_of_its_own_worksheet_and_concerns_a_power_of_its_chart():
    worksheet, other = opened(), opened()
    for wrong in (facts(step_of(other)), facts(step_of(worksheet), power=PowerFactory())):
        with pytest.raises(ValidationError):
            write_risk_point(worksheet=worksheet, facts=wrong, by=worksheet.opened_by)

    assert not RiskPoint.objects.exists()


def test_a_section_page_takes_positions_and_the_unit():
    worksheet = section_page()
    position = worksheet.section.positions.get()

    written(worksheet, position, worksheet.section, category="ethics")

    assert [len(row.points) for row in sheet_of(worksheet).rows] == [1, 1]


def test_removing_takes_the_point_away():
    worksheet = opened()
    point = written(worksheet, measures=0)

    remove_risk_point(risk_point=point, by=worksheet.opened_by)

    assert not RiskPoint.objects.exists()


def test_what_the_committee_has_assessed_is_not_removed():
    sitting = convened(signed())
    point = sitting.worksheet.risk_points.get()
    assess(sitting, sitting.chair, 2)
    Worksheet.objects.update(state=WorksheetState.RETURNED, return_reason="补")
    point.worksheet.refresh_from_db()

    with pytest.raises(PermissionDenied):
        remove_risk_point(risk_point=point, by=contributor(point.section))

    assert RiskPoint.objects.get() == point


def test_none_found_gives_way_to_a_risk_point_and_the_reverse_is_refused():
    worksheet = opened()
    by = worksheet.opened_by
    say_none_found(worksheet=worksheet, row=key(worksheet), because="只登记。", by=by)
    say_none_found(worksheet=worksheet, row=key(worksheet), because="只登记，不裁量。", by=by)
    assert Examination.objects.get().none_found_because == "只登记，不裁量。"

    written(worksheet)
    with pytest.raises(ValidationError):
        say_none_found(worksheet=worksheet, row=key(worksheet), because="无", by=by)

    assert not Examination.objects.exists()


def test_none_found_needs_a_reason_and_a_row_and_can_be_taken_back():
    worksheet = opened()
    by = worksheet.opened_by
    for row, because in ((key(worksheet), "  "), ("step-0", "无")):
        with pytest.raises(ValidationError):
            say_none_found(worksheet=worksheet, row=row, because=because, by=by)
    say_none_found(worksheet=worksheet, row=key(worksheet), because="只登记。", by=by)

    take_back_none_found(worksheet=worksheet, row=key(worksheet), by=by)

    assert not Examination.objects.exists()


def test_a_complete_worksheet_goes_up_once_as_a_whole():
    worksheet = signed()

    worksheet.refresh_from_db()
    assert worksheet.state == WorksheetState.HANDED_IN
    assert verbs() == ["round.open", "worksheet.open", "worksheet.submit", "worksheet.sign"]


def test_whoever_wrote_rows_as_head_may_sign():
    worksheet = completed(opened(by=section_head((chart := settled_chart()).section), chart=chart))
    head = worksheet.opened_by
    submit_worksheet(worksheet=worksheet, by=head)

    assert sign_worksheet(worksheet=worksheet, by=head).signed_by == head


@pytest.mark.parametrize("move", [submit_worksheet, sign_worksheet])
def test_no_second_submitting_or_signing(move):
    worksheet = signed()

    with pytest.raises(PermissionDenied):
        move(worksheet=worksheet, by=section_head(worksheet.section))

    assert len(verbs()) == 4


def test_nothing_is_written_while_it_is_away():
    worksheet = submitted()
    by = worksheet.opened_by
    point = worksheet.risk_points.get()

    for act in (
        lambda: write_risk_point(worksheet=worksheet, facts=facts(step_of(worksheet)), by=by),
        lambda: edit_risk_point(
            risk_point=point, facts=facts(step_of(worksheet)), expected_version=1, by=by
        ),
        lambda: remove_risk_point(risk_point=point, by=by),
        lambda: take_back_none_found(worksheet=worksheet, row=key(worksheet, "serve"), by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_head_returns_it_with_remarks_at_rows_and_it_comes_again():
    worksheet = submitted()
    head, step = section_head(worksheet.section), step_of(worksheet, "serve")
    point = worksheet.risk_points.get()

    return_worksheet(
        worksheet=worksheet,
        reason="再看送达环节",
        remarks=[
            Remarked("写明时限", anchor=step),
            Remarked(" "),
            Remarked("过宽", risk_point=point),
        ],
        by=head,
    )

    assert [r.text for r in sheet_of(worksheet).rows[2].remarks] == ["写明时限"]
    assert [r.text for r in Remark.objects.all()] == ["写明时限", "过宽"]
    submit_worksheet(worksheet=worksheet, by=worksheet.opened_by)
    assert not Remark.objects.exists()
    assert verbs()[-2:] == ["worksheet.return", "worksheet.submit"]


def test_the_chair_returns_what_was_handed_in_but_not_past_a_sitting():
    worksheet = signed()
    chair = committee_chair(worksheet.section)
    return_worksheet(worksheet=worksheet, reason="不完整", by=chair)
    worksheet.refresh_from_db()
    assert (worksheet.state, worksheet.signed_by) == (WorksheetState.RETURNED, None)

    sitting = convened(signed())
    with pytest.raises(PermissionDenied):
        return_worksheet(worksheet=sitting.worksheet, reason="不完整", by=sitting.chair)


def test_returning_needs_a_reason_and_the_right_person():
    worksheet = submitted()
    with pytest.raises(ValidationError):
        return_worksheet(worksheet=worksheet, reason=" ", by=section_head(worksheet.section))
    with pytest.raises(PermissionDenied):
        return_worksheet(worksheet=worksheet, reason="否", by=worksheet.opened_by)

    worksheet.refresh_from_db()
    assert worksheet.state == WorksheetState.SUBMITTED


def test_submitting_forgets_what_was_typed_and_not_saved():
    worksheet = completed()
    keep_draft(worksheet=worksheet, row="step-1", data={"title": ["半"]}, by=worksheet.opened_by)
    keep_draft(worksheet=worksheet, row="step-1", data={"title": ["半句"]}, by=worksheet.opened_by)
    assert RowDraft.objects.get().data == {"title": ["半句"]}

    submit_worksheet(worksheet=worksheet, by=worksheet.opened_by)

    assert not RowDraft.objects.exists()


def test_a_rater_sees_the_self_rating_once_he_has_rated():
    sitting = convened(signed())
    rater = committee_member(sitting.worksheet.section)
    assert not can_see_self_rating(rater, sitting.worksheet)
    assert can_see_self_rating(contributor(sitting.worksheet.section), sitting.worksheet)

    assess(sitting, sitting.chair, 2)

    assert can_see_self_rating(sitting.chair, sitting.worksheet)
