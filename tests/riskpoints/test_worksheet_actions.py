"""A worksheet's way and its rows: who may, when, and what each act leaves behind."""

import pytest
from django.core.exceptions import PermissionDenied

from riskcontrol.accounts.roles import Role
from riskpoints.actions.points import write_risk_point
from riskpoints.actions.worksheets import (
    keep_draft,
    open_section_page,
    open_worksheet,
    say_none_found,
    sign_worksheet,
    submit_worksheet,
)
from riskpoints.models import Examination, RiskPoint, Worksheet
from riskpoints.rows import sheet_of
from riskpoints.states import WorksheetState
from tests.factories.accounts import (
    contributor,
    person,
    section_head,
)
from tests.factories.powers import drawn_chart, fresh, posted, settled_chart
from tests.factories.riskpoints import (
    completed,
    facts,
    opened,
    section_page,
    step_of,
    submitted,
    written,
)
from tests.riskpoints.worksheet_acts import ROLES, key, verbs

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [drawn_chart, lambda: fresh(posted(drawn_chart()).flowchart)])
def test_no_worksheet_before_the_chart_is_settled(make):
    chart = make()

    with pytest.raises(PermissionDenied, match=r"公示|posted"):
        open_worksheet(flowchart=chart, by=contributor(chart.section))

    assert not Worksheet.objects.exists()
    assert verbs() == []


def test_no_section_page_before_every_chart_it_acts_in_is_settled():
    chart = drawn_chart()

    with pytest.raises(PermissionDenied, match=chart.name):
        open_section_page(section=chart.section, by=contributor(chart.section))

    assert not Worksheet.objects.exists()


def test_a_step_that_changed_takes_no_risk_point():
    worksheet = opened()
    step = step_of(worksheet)
    step.name = "收件"
    step.save()

    with pytest.raises(PermissionDenied):
        write_risk_point(worksheet=worksheet, facts=facts(step), by=worksheet.opened_by)
    with pytest.raises(PermissionDenied):
        say_none_found(
            worksheet=worksheet, row=key(worksheet), because="无", by=worksheet.opened_by
        )

    assert (RiskPoint.objects.count(), Examination.objects.count()) == (0, 0)


def test_a_step_that_did_not_change_stays_open_while_another_changes():
    worksheet = opened()
    last = step_of(worksheet, "serve")
    last.days = 9
    last.save()

    written(worksheet)

    assert [bool(row.decision) for row in sheet_of(worksheet).rows] == [True, True, False]


def test_a_later_settlement_closes_what_changed_for_the_older_worksheet():
    worksheet = opened()
    step = step_of(worksheet, "serve")
    step.days = 9
    step.save()
    posting = posted(fresh(worksheet.flowchart), days_ago=30)
    type(posting).objects.filter(pk=posting.pk).update(
        final_version=posting.version,
        settled_at=worksheet.opened_at,
        handed_in_by=contributor(worksheet.section),
        settled_by=section_head(worksheet.section),
    )

    assert [bool(row.decision) for row in sheet_of(worksheet).rows] == [True, True, False]


def test_a_section_page_closes_again_when_a_new_chart_is_not_settled():
    worksheet = section_page()
    drawn_chart(section=worksheet.section)
    position = worksheet.section.positions.get_or_create(
        code="X", defaults={"name": "岗", "body": worksheet.body}
    )[0]

    with pytest.raises(PermissionDenied):
        write_risk_point(worksheet=worksheet, facts=facts(position), by=worksheet.opened_by)
    with pytest.raises(PermissionDenied):
        say_none_found(
            worksheet=worksheet,
            row=f"unit-{worksheet.section.pk}",
            because="无",
            by=worksheet.opened_by,
        )

    assert not RiskPoint.objects.exists()


def test_opening_leaves_an_entry_and_takes_the_final_version():
    chart = settled_chart()

    worksheet = opened(chart)

    assert (worksheet.version, worksheet.section) == (chart.versions.get(), chart.section)
    assert verbs() == ["round.open", "worksheet.open"]


def test_one_worksheet_a_chart_and_one_page_a_section():
    worksheet, page = opened(), section_page()

    with pytest.raises(PermissionDenied):
        open_worksheet(flowchart=fresh(worksheet.flowchart), by=worksheet.opened_by)
    with pytest.raises(PermissionDenied):
        open_section_page(section=page.section, by=page.opened_by)

    assert Worksheet.objects.count() == 2


@pytest.mark.parametrize("role", ROLES)
def test_other_roles_neither_open_nor_write_nor_submit(role):
    chart = settled_chart()
    by = person(role, chart.section)
    with pytest.raises(PermissionDenied):
        open_worksheet(flowchart=chart, by=by)
    worksheet = completed(opened(chart))

    with pytest.raises(PermissionDenied):
        write_risk_point(worksheet=worksheet, facts=facts(step_of(worksheet)), by=by)
    with pytest.raises(PermissionDenied):
        keep_draft(worksheet=worksheet, row="step-1", data={}, by=by)
    with pytest.raises(PermissionDenied):
        submit_worksheet(worksheet=worksheet, by=by)

    worksheet.refresh_from_db()
    assert worksheet.state == WorksheetState.DRAFT


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.SECTION_HEAD])
def test_only_the_section_head_signs(role):
    worksheet = submitted()

    with pytest.raises(PermissionDenied):
        sign_worksheet(worksheet=worksheet, by=person(role, worksheet.section))

    assert "worksheet.sign" not in verbs()


def test_a_section_head_of_another_section_does_not_sign():
    worksheet = submitted()

    with pytest.raises(PermissionDenied):
        sign_worksheet(worksheet=worksheet, by=section_head(settled_chart().section))
