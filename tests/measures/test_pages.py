"""The pages about measures, and who may do what there."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.models import Measure, Occasion
from measures.permissions.measures import can_approve, can_change_answerer, can_draft
from measures.permissions.occasions import can_carry_out, can_enter_occasion, can_verify
from measures.states import Rhythm
from riskcontrol.accounts.roles import Role
from riskpoints.models import Worksheet
from tests.factories.accounts import contributor, section_head
from tests.factories.measures import (
    MeasureFactory,
    OccasionFactory,
    everybody,
    handed_in,
    measure_for,
    worksheet_of,
)
from tests.factories.powers import settled_chart

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


def address(name, *args):
    return reverse(f"measures:{name}", args=args)


def allowed(rule, section, thing):
    """The roles that a rule lets through; each denial must say why."""
    answers = {role: rule(user, thing) for role, user in everybody(section).items()}
    assert all(answer or answer.reason for answer in answers.values())
    return {role for role, answer in answers.items() if answer}


OWN = {Role.CONTRIBUTOR, Role.SECTION_HEAD}


def test_who_may_do_what():
    worksheet = worksheet_of(settled_chart())
    assert allowed(can_draft, worksheet.section, worksheet) == OWN
    occasion = OccasionFactory()
    measure = occasion.measure
    assert allowed(can_carry_out, measure.section, occasion) == OWN
    assert allowed(can_verify, measure.section, occasion) == set()
    done = OccasionFactory(done=True)
    assert allowed(can_carry_out, done.measure.section, done) == set()
    assert allowed(can_verify, done.measure.section, done) == {Role.SECTION_HEAD}
    assert allowed(can_change_answerer, measure.section, measure) == {
        Role.SECTION_HEAD,
        Role.COMMITTEE_CHAIR,
    }


def test_who_enters_a_case_and_who_approves():
    measure = MeasureFactory(rhythm=Rhythm.OCCASION, in_force=True)
    assert allowed(can_enter_occasion, measure.section, measure) == OWN
    draft = MeasureFactory(rhythm=Rhythm.OCCASION)
    assert allowed(can_enter_occasion, draft.section, draft) == set()
    worksheet = handed_in(imported=True)
    Worksheet.objects.update(state="decided", open_in=None, decided_at=timezone.now())
    worksheet.refresh_from_db()
    assert allowed(can_approve, worksheet.section, worksheet) == {Role.COMMITTEE_CHAIR}


def test_what_is_verified_stays_so():
    occasion = OccasionFactory(done=True)
    section = occasion.measure.section
    Occasion.objects.update(verified_by=section_head(section), verified_at=timezone.now())
    occasion.refresh_from_db()
    assert allowed(can_verify, section, occasion) == set()


def filled_list(rows):
    """So many measures in one section, each aimed at a point, done before and due again."""
    worksheet = handed_in(points=rows)
    for point in worksheet.risk_points.all():
        measure = measure_for(point, in_force=True)
        OccasionFactory(measure=measure, done=True, due_on=YESTERDAY)
        OccasionFactory(measure=measure)
    return worksheet.section


def test_occasions_are_told_apart():
    late, reported = OccasionFactory(due_on=YESTERDAY), OccasionFactory(done=True)
    OccasionFactory()
    assert list(Occasion.objects.overdue_on(timezone.localdate())) == [late]
    assert list(Occasion.objects.unverified()) == [reported]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_at_any_length(client, django_assert_num_queries, rows):
    client.force_login(contributor(filled_list(rows)))
    with django_assert_num_queries(9):
        response = client.get(address("list"))
    assert len(response.context["rows"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_detail_costs_the_same_at_any_length(client, django_assert_num_queries, rows):
    measure = MeasureFactory(in_force=True)
    for number in range(rows):
        day = YESTERDAY - datetime.timedelta(days=number)
        OccasionFactory(measure=measure, done=True, due_on=day)
    client.force_login(contributor(measure.section))
    with django_assert_num_queries(14):
        client.get(address("detail", measure.pk))


def listed(client, **query):
    return [measure for measure, _answerer in client.get(address("list"), query).context["rows"]]


def test_list_is_narrowed(client):
    late = OccasionFactory(due_on=YESTERDAY).measure
    section = late.section
    reported = OccasionFactory(measure__section=section, measure__in_force=True, done=True).measure
    draft = MeasureFactory(
        section=section, text="公开办事流程", phase="prevention", kind="disclosure"
    )
    OccasionFactory(due_on=YESTERDAY)
    client.force_login(contributor(section))
    assert listed(client) == [late, reported, draft]
    assert listed(client, waits="overdue") == [late]
    assert listed(client, waits="unverified") == [reported]
    assert listed(client, state="draft") == [draft]
    assert listed(client, phase="prevention", kind="disclosure") == [draft]
    assert listed(client, q="办事") == [draft]
    assert listed(client, section=section.pk) == [late, reported, draft]


def test_list_finds_by_the_title_of_a_risk_point(client):
    point = handed_in().risk_points.get()
    measure = measure_for(point)
    MeasureFactory(section=point.section)
    client.force_login(contributor(point.section))
    assert listed(client, q="风险点0") == [measure]


def test_sections_of_other_bodies_are_no_choice(client):
    other = MeasureFactory()
    measure = MeasureFactory()
    client.force_login(contributor(measure.section))
    content = client.get(address("list")).content.decode()
    assert (other.section.name in content, other.text in content) == (False, False)


def test_htmx_gets_the_rows_alone(client):
    measure = MeasureFactory()
    client.force_login(contributor(measure.section))
    content = client.get(address("list"), headers={"hx-request": "true"}).content.decode()
    assert (measure.text in content, "<html" in content) == (True, False)


def test_a_stranger_learns_nothing(client):
    occasion = OccasionFactory()
    client.force_login(contributor(MeasureFactory().section))
    assert client.get(address("detail", occasion.measure.pk)).status_code == 404
    for name in ("occasion_carry_out", "occasion_verify", "occasion_send_back"):
        assert client.post(address(name, occasion.pk)).status_code == 404
    for name in ("occasion_enter", "answerer_change"):
        assert client.post(address(name, occasion.measure.pk)).status_code == 404


def test_reported_sent_back_reported_verified(client):
    occasion = OccasionFactory()
    section = occasion.measure.section
    doer, head = contributor(section), section_head(section)
    note, reason = f"o{occasion.pk}-note", f"o{occasion.pk}-reason"
    for who, name, form, said in [
        (doer, "occasion_carry_out", {note: "抽查五件"}, "已提交，等待他人核验。"),
        (head, "occasion_send_back", {reason: "附记录"}, "已退回填报人。"),
        (doer, "occasion_carry_out", {note: "抽查五件，附记录"}, "已提交，等待他人核验。"),
        (head, "occasion_verify", {}, "已核验通过。"),
    ]:
        client.force_login(who)
        response = client.post(address(name, occasion.pk), form)
        assert response.url == address("detail", occasion.measure.pk)
        shown = client.get(response.url)
        assert [str(one) for one in shown.context["messages"]] == [said]
    assert f"{doer} {timezone.localdate():%Y-%m-%d}填报" in shown.text
    occasion.refresh_from_db()
    assert (occasion.done_by, occasion.verified_by) == (doer, head)


@pytest.mark.parametrize(
    ("name", "done", "role"),
    [
        ("occasion_carry_out", False, contributor),
        ("occasion_send_back", True, section_head),
    ],
)
def test_an_empty_text_comes_back(client, name, done, role):
    occasion = OccasionFactory(done=done)
    client.force_login(role(occasion.measure.section))
    response = client.post(address(name, occasion.pk), {})
    assert response.status_code == 422
    assert response.context["refused"].errors


def test_a_colleague_of_another_section_reads_and_does_not_act(client):
    occasion = OccasionFactory()
    colleague = everybody(occasion.measure.section)[Role.HEAD]
    client.force_login(colleague)
    assert client.get(address("detail", occasion.measure.pk)).status_code == 200
    for name in ("occasion_carry_out", "occasion_verify", "occasion_send_back"):
        assert client.post(address(name, occasion.pk)).status_code == 403
    for name, form in (
        ("occasion_enter", {"on": ""}),
        ("answerer_change", {"answers_for": "head"}),
    ):
        assert client.post(address(name, occasion.measure.pk), form).status_code == 403


def test_a_case_is_entered_once_though_pressed_twice(client):
    measure = MeasureFactory(rhythm=Rhythm.OCCASION, in_force=True)
    client.force_login(contributor(measure.section))
    form = {"on": "2026-11-30", "submission_id": str(uuid.uuid4())}
    urls = {client.post(address("occasion_enter", measure.pk), form).url for _ in range(2)}
    assert urls == {address("detail", measure.pk)}
    assert measure.occasions.get().due_on == datetime.date(2026, 11, 30)


@pytest.mark.parametrize("on", ["", "2026-11-30"])
def test_a_case_without_a_day_or_entered_before_comes_back(client, on):
    measure = MeasureFactory(rhythm=Rhythm.OCCASION, in_force=True)
    OccasionFactory(measure=measure, due_on=datetime.date(2026, 11, 30))
    client.force_login(contributor(measure.section))
    response = client.post(address("occasion_enter", measure.pk), {"on": on})
    assert (response.status_code, measure.occasions.count()) == (422, 1)


def test_another_answers_through_the_page(client):
    measure = MeasureFactory(in_force=True)
    client.force_login(section_head(measure.section))
    form = {"answers_for": "head"}
    assert client.post(address("answerer_change", measure.pk), form).status_code == 422
    client.post(address("answerer_change", measure.pk), form | {"reason": "分工调整"})
    assert Measure.objects.get().answers_for == "head"
    assert "分工调整" in client.get(address("detail", measure.pk)).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"state": "returned", "returned_because": "写明频次"},
        {"in_force": True, "rhythm": "occasion"},
        {"in_force": True, "imported": True, "rhythm": "", "due_on": datetime.date(2015, 9, 30)},
    ],
)
def test_page_of_a_measure_that_is_not_due(client, fields):
    measure = MeasureFactory(text="<b>措施</b>", **fields)
    client.force_login(contributor(measure.section))
    content = client.get(address("detail", measure.pk)).content.decode()
    assert ("<b>措施" in content, "&lt;b&gt;措施" in content) == (False, True)
