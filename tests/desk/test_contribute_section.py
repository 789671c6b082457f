"""The six eyes at a section's own page: its positions and the section itself, without a chart."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from riskcontrol.audit.models import Entry
from riskpoints.actions.contributions import contribute
from riskpoints.actions.suggestions import offer_again, set_aside
from riskpoints.actions.worksheets import say_none_found, submit_worksheet
from riskpoints.models import Contribution, RiskPoint, SetAside
from riskpoints.rows import sheet_of
from riskpoints.suggestions import add_suggestions
from tests.desk.worksheet_pages import page
from tests.factories.accounts import (
    PositionFactory,
    SectionFactory,
    committee_member,
    contributor,
    deputy_head,
)
from tests.factories.riskpoints import opened, section_page, written

pytestmark = pytest.mark.django_db


def post_of(worksheet):
    return worksheet.section.positions.get()


def said_there(worksheet, anchor=None, *, by=None, method="group", text="印章一人保管。"):
    """Something said at the position of the page, or at what is named."""
    (made,) = contribute(
        worksheet=worksheet,
        method=method,
        who="科务会",
        on=timezone.localdate(),
        said=[(anchor or post_of(worksheet), text)],
        by=by or worksheet.opened_by,
    )
    return made


def url(worksheet, name="contribute", *args):
    return reverse(f"desk:{name}", args=[worksheet.pk, *args])


def rows_of(worksheet):
    """The names of the page's two rows: of the position, of the section."""
    return [f"position-{post_of(worksheet).pk}", f"unit-{worksheet.section.pk}"]


def offered(worksheet, by=None):
    """What waits at each row, as this person reads it."""
    sheet = sheet_of(worksheet)
    add_suggestions(sheet, by or worksheet.opened_by)
    return {row.key: [each.message for each in row.suggestions] for row in sheet.rows}


def test_a_sheet_has_a_row_for_each_position_and_the_section(client):
    worksheet = section_page(SectionFactory())
    client.force_login(worksheet.opened_by)
    assert url(worksheet) in client.get(page(worksheet)).text
    post, unit = rows_of(worksheet)
    form = client.get(url(worksheet)).context["form"]
    assert list(form.fields) == ["method", "who", "on", post, unit]

    sheet = {"method": "group", "who": "科务会", "on": f"{timezone.localdate()}"}
    sent = sheet | {post: "印章一人保管。\n台账不全。", unit: "轮岗不及时。"}
    assert client.post(url(worksheet), sent).status_code == 302
    found = Contribution.objects.order_by("pk").values_list(
        "flowchart", "section", "position", "text"
    )
    section, position = worksheet.section.pk, post_of(worksheet).pk
    assert list(found) == [
        (None, section, position, "印章一人保管。"),
        (None, section, position, "台账不全。"),
        (None, section, None, "轮岗不及时。"),
    ]
    assert offered(worksheet) == {post: ["印章一人保管。", "台账不全。"], unit: ["轮岗不及时。"]}
    text = client.get(page(worksheet)).text
    assert text.count(f"集体议 · 科务会 · {timezone.localdate()}") == 3


def test_an_empty_sheet_asks_for_a_position_or_the_unit(client):
    worksheet = section_page(SectionFactory())
    client.force_login(worksheet.opened_by)
    empty = {"method": "group", "who": "科务会", "on": f"{timezone.localdate()}"}
    answer = client.post(url(worksheet), empty)
    assert (answer.status_code, Contribution.objects.count()) == (422, 0)
    assert "请至少在一个岗位或本单位一栏写明" in answer.text


def test_it_stays_on_the_page_of_its_own_section(client):
    section = SectionFactory()
    worksheet, other = section_page(section), section_page(SectionFactory(parent=section.parent))
    chart = opened()
    said_there(worksheet)
    assert offered(other) == {key: [] for key in rows_of(other)}
    assert Contribution.objects.beside(chart).count() == 0
    client.force_login(other.opened_by)
    assert "印章一人保管。" not in client.get(page(other)).text


def test_colleagues_read_one_another_once_both_have_handed_in(client):
    worksheet = section_page(SectionFactory())
    other = contributor(worksheet.section)
    said_there(worksheet, by=other, method="self", text="别人的。")
    post = rows_of(worksheet)[0]
    assert offered(worksheet)[post] == []
    for user in (other, worksheet.opened_by):
        client.force_login(user)
        assert client.post(url(worksheet, "own_handed_in")).url == page(worksheet)
    assert offered(worksheet)[post] == ["别人的。"]


def test_who_contributes_there_as_which_of_the_six(client):
    worksheet = section_page(SectionFactory())
    eyes = {}
    for role in (deputy_head, committee_member):
        client.force_login(role(worksheet.section))
        form = client.get(url(worksheet)).context["form"]
        eyes[role] = [value for value, _label in form.fields["method"].choices]
    assert eyes == {deputy_head: ["leader"], committee_member: ["organisation"]}


def test_taking_over_fills_in_the_form_and_credits_who_said_it(client):
    worksheet = section_page(SectionFactory())
    made = said_there(worksheet)
    post = rows_of(worksheet)[0]
    client.force_login(worksheet.opened_by)
    begin = f"{reverse('desk:point_add', args=[worksheet.pk, post])}?suggestion={made.code}"
    assert begin in client.get(page(worksheet)).text
    form = client.get(begin).context["entry"].main
    assert form["manifestations"].value() == "印章一人保管。"
    assert form["found_group"].value() == [True, "科务会", made.on]
    written(worksheet, post_of(worksheet), suggested_by=made.code)
    assert offered(worksheet)[post] == []
    assert RiskPoint.objects.get().suggested_by == made.code


def test_set_aside_with_a_reason_and_offered_again(client):
    worksheet = section_page(SectionFactory())
    made, by = said_there(worksheet), worksheet.opened_by
    at_the_unit = said_there(worksheet, worksheet.section, text="轮岗不及时。")
    post, unit = rows_of(worksheet)
    client.force_login(by)
    where = url(worksheet, "suggestion_set_aside", post, made.code)
    assert client.post(where, {"reason": "已由两人保管。"}).status_code == 302
    set_aside(worksheet=worksheet, row=unit, code=at_the_unit.code, reason="每年轮岗。", by=by)
    with pytest.raises(ValidationError):
        set_aside(worksheet=worksheet, row=unit, code=made.code, reason="不在此处。", by=by)

    assert offered(worksheet) == {post: [], unit: []}
    assert [(one.place, one.reason) for one in SetAside.objects.order_by("pk")] == [
        (post_of(worksheet), "已由两人保管。"),
        (worksheet.section, "每年轮岗。"),
    ]
    assert "已由两人保管。" in client.get(page(worksheet)).text
    told = Entry.objects.select_related("detail").latest("sequence").detail.content
    assert told["step"] == worksheet.section.code

    offer_again(worksheet=worksheet, row=post, code=made.code, by=by)
    assert offered(worksheet) == {post: ["印章一人保管。"], unit: []}


def test_what_the_organisation_points_at_there_blocks_until_answered():
    worksheet = section_page(SectionFactory())
    made = said_there(worksheet, by=committee_member(worksheet.section), method="organisation")
    by = worksheet.opened_by
    for key in rows_of(worksheet):
        say_none_found(worksheet=worksheet, row=key, because="只办手续。", by=by)
    with pytest.raises(ValidationError, match=made.text):
        submit_worksheet(worksheet=worksheet, by=by)
    key = rows_of(worksheet)[0]
    set_aside(worksheet=worksheet, row=key, code=made.code, reason="已由两人保管。", by=by)
    assert submit_worksheet(worksheet=worksheet, by=by).state == "submitted"


def test_one_s_own_is_taken_away_and_another_s_is_not_found(client):
    worksheet = section_page(SectionFactory())
    own = said_there(worksheet, method="self")
    other = said_there(worksheet, by=contributor(worksheet.section), method="self")
    client.force_login(worksheet.opened_by)
    shown = client.get(url(worksheet))
    assert list(shown.context["own"]) == [own]
    assert post_of(worksheet).name in shown.text
    answers = [
        client.post(url(worksheet, "contribution_take_away", one.public_id)).status_code
        for one in (own, other)
    ]
    assert answers == [302, 404]
    assert list(Contribution.objects.all()) == [other]


def test_the_page_costs_the_same_with_one_and_three(client):
    worksheet, counts = section_page(SectionFactory()), []
    PositionFactory(unit=worksheet.section)
    post = worksheet.section.positions.first()
    client.force_login(worksheet.opened_by)
    for count in (1, 3):
        while Contribution.objects.count() < count:
            said_there(worksheet, post)
        with CaptureQueriesContext(connection) as queries:
            client.get(page(worksheet))
        counts.append(len(queries))
    assert counts[0] == counts[1]
