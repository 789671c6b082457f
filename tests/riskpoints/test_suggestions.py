"""What a chart's drawing suggests on its worksheet, and what becomes of it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskpoints.actions.points import edit_risk_point
from riskpoints.actions.suggestions import offer_again, set_aside
from riskpoints.actions.worksheets import return_worksheet
from riskpoints.models import SetAside
from riskpoints.rows import lacks_of, sheet_of
from riskpoints.suggestions import add_suggestions, suggestion_at
from tests.factories.accounts import person, section_head
from tests.factories.powers import PowerFactory
from tests.factories.riskpoints import (
    completed,
    facts,
    opened,
    section_page,
    step_of,
    submitted,
    written,
)
from tests.riskpoints.suggested import ALONE, NO_LIMIT, aside, chart_with, offered, sheet_with
from tests.riskpoints.worksheet_acts import ROLES, key, verbs

pytestmark = pytest.mark.django_db


def put_aside(worksheet, step="receive", code="no-limit", reason="当场办结。", by=None):
    by = by or worksheet.opened_by
    return set_aside(worksheet=worksheet, row=key(worksheet, step), code=code, reason=reason, by=by)


def test_a_finding_is_offered_at_its_first_step():
    assert offered(sheet_with(**NO_LIMIT, serve={"days": 1})) == {"receive": ["no-limit"]}
    assert offered(sheet_with(**ALONE)) == {"examine": ["decides-alone"]}
    assert offered(opened()) == {}


def test_a_finding_about_the_whole_is_offered_at_the_first_row():
    chart = chart_with()
    PowerFactory(section=chart.section, flowchart=chart, statutory_days=30, committed_days=25)
    assert offered(opened(chart)) == {"receive": ["commitment-long"]}


def test_the_searched_version_counts_not_what_is_drawn_since():
    worksheet = sheet_with(**ALONE)
    worksheet.flowchart.steps.update(days=None)
    assert offered(worksheet) == {"examine": ["decides-alone"]}


def test_a_section_s_own_page_has_no_drawing_to_look_at():
    sheet = sheet_of(section_page())
    add_suggestions(sheet)
    assert [row.suggestions for row in sheet.rows] == [[], []]


def test_one_taken_over_is_offered_no_more():
    worksheet = sheet_with(**NO_LIMIT)
    point = written(worksheet, step_of(worksheet, "examine"), suggested_by="no-limit")
    assert point.suggested_by == "no-limit"
    assert offered(worksheet) == {}


@pytest.mark.parametrize(
    ("step", "code"), [("serve", "no-limit"), ("examine", ""), ("receive", "decides-alone")]
)
def test_a_point_elsewhere_or_of_another_origin_takes_nothing_over(step, code):
    worksheet = sheet_with(**NO_LIMIT)
    written(worksheet, step_of(worksheet, step), suggested_by=code)
    assert offered(worksheet) == {"receive": ["no-limit"]}


def test_a_finding_about_the_whole_is_taken_over_anywhere():
    chart = chart_with()
    PowerFactory(section=chart.section, flowchart=chart, statutory_days=30, committed_days=25)
    worksheet = opened(chart)
    written(worksheet, step_of(worksheet, "serve"), suggested_by="commitment-long")
    assert offered(worksheet) == {}


def test_a_point_keeps_where_it_came_from_when_it_is_changed():
    worksheet = sheet_with(**NO_LIMIT)
    point = written(worksheet, suggested_by="no-limit")
    said = facts(step_of(worksheet), title="换个名称")
    point = edit_risk_point(
        risk_point=point, facts=said, expected_version=1, by=worksheet.opened_by
    )
    assert (point.title, point.suggested_by) == ("换个名称", "no-limit")


def test_an_unknown_origin_is_none():
    worksheet = sheet_with(**NO_LIMIT)
    assert written(worksheet, suggested_by="nonsense").suggested_by == ""


def test_setting_aside_keeps_the_reason_and_leaves_an_entry():
    worksheet = sheet_with(**NO_LIMIT)
    said = put_aside(worksheet, reason=" 当场办结。 ")
    assert (said.reason, said.by, said.step.key) == ("当场办结。", worksheet.opened_by, "receive")
    assert (offered(worksheet), aside(worksheet)) == (
        {}, {"receive": [("no-limit", "当场办结。")]},
    )  # fmt: skip
    assert verbs() == ["round.open", "worksheet.open", "suggestion.set-aside"]
    content = Entry.objects.order_by("sequence").last().detail.content
    assert content == {"step": "receive", "code": "no-limit", "reason": "当场办结。"}
    worksheet.refresh_from_db()
    assert worksheet.saved_at is not None


def test_said_again_the_reason_is_replaced():
    worksheet = sheet_with(**NO_LIMIT)
    put_aside(worksheet)
    head = section_head(worksheet.section)
    put_aside(worksheet, reason="即办件。", by=head)
    said = SetAside.objects.get()
    assert (said.reason, said.by) == ("即办件。", head)


def test_offered_again_it_stands_as_before():
    worksheet = sheet_with(**NO_LIMIT)
    put_aside(worksheet)
    again = {"worksheet": worksheet, "row": key(worksheet), "code": "no-limit"}
    offer_again(**again, by=worksheet.opened_by)
    offer_again(**again, by=worksheet.opened_by)  # nothing left to take back, no entry
    assert (offered(worksheet), aside(worksheet)) == ({"receive": ["no-limit"]}, {})
    assert verbs() == ["round.open", "worksheet.open", "suggestion.set-aside", "suggestion.offer"]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_asked_for(reason):
    worksheet = sheet_with(**NO_LIMIT)
    with pytest.raises(ValidationError, match=r"reason"):
        put_aside(worksheet, reason=reason)
    assert not SetAside.objects.exists()


def test_a_reason_is_500_characters_at_most():
    worksheet = sheet_with(**NO_LIMIT)
    with pytest.raises(ValidationError, match=r"reason"):
        put_aside(worksheet, reason="长" * 501)
    assert put_aside(worksheet, reason="长" * 500).reason == "长" * 500


@pytest.mark.parametrize(
    ("step", "code"), [("examine", "no-limit"), ("receive", "same-hands"), ("receive", "x")]
)
def test_only_what_is_suggested_at_a_row_is_set_aside(step, code):
    worksheet = sheet_with(**NO_LIMIT)
    with pytest.raises(ValidationError):
        put_aside(worksheet, step, code)
    assert not SetAside.objects.exists()


def test_a_section_s_page_has_nothing_to_set_aside():
    worksheet = section_page()
    row = f"unit-{worksheet.section.pk}"
    with pytest.raises(ValidationError):
        set_aside(
            worksheet=worksheet, row=row, code="no-limit", reason="否", by=worksheet.opened_by
        )


@pytest.mark.parametrize("role", ROLES)
def test_other_roles_set_nothing_aside(role):
    worksheet = sheet_with(**NO_LIMIT)
    by = person(role, worksheet.section)
    with pytest.raises(PermissionDenied):
        put_aside(worksheet, by=by)
    put_aside(worksheet)
    with pytest.raises(PermissionDenied):
        offer_again(worksheet=worksheet, row=key(worksheet), code="no-limit", by=by)
    assert SetAside.objects.count() == 1


def test_other_sections_set_nothing_aside():
    worksheet, other = sheet_with(**NO_LIMIT), sheet_with(**NO_LIMIT)
    with pytest.raises(PermissionDenied):
        put_aside(worksheet, by=other.opened_by)


def test_while_others_look_nothing_is_set_aside_and_once_returned_it_is():
    worksheet = submitted(sheet_with(**NO_LIMIT))
    with pytest.raises(PermissionDenied):
        put_aside(worksheet)
    head = person(Role.SECTION_HEAD, worksheet.section)
    return_worksheet(worksheet=worksheet, reason="再看时限", by=head)
    worksheet.refresh_from_db()
    assert put_aside(worksheet).reason == "当场办结。"


def test_a_step_changed_since_takes_no_answer():
    worksheet = sheet_with(**NO_LIMIT)
    worksheet.flowchart.steps.filter(key="receive").update(days=2)
    with pytest.raises(PermissionDenied):
        put_aside(worksheet)


def test_a_step_gone_since_still_shows_what_was_found():
    worksheet = sheet_with(**NO_LIMIT)
    worksheet.flowchart.steps.filter(key="receive").delete()
    assert offered(worksheet) == {"receive": ["no-limit"]}
    assert suggestion_at(sheet_of(worksheet), "", "no-limit") is not None


def test_an_unanswered_suggestion_keeps_nothing_from_going_up():
    worksheet = completed(sheet_with(**NO_LIMIT))
    assert offered(worksheet) == {"receive": ["no-limit"]}
    assert lacks_of(sheet_of(worksheet)) == []


def test_reading_costs_the_same_at_one_and_three(django_assert_num_queries):
    def add(sheet):
        with django_assert_num_queries(6):
            add_suggestions(sheet)

    add(sheet_of(sheet_with(**ALONE)))
    worksheet = sheet_with(
        receive={"days": None}, examine={"kind": "decision"}, serve=ALONE["examine"]
    )
    PowerFactory(section=worksheet.section, flowchart=worksheet.flowchart)
    put_aside(worksheet)
    add(sheet_of(worksheet))
