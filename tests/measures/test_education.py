"""Education: planned for positions that call for it, held, attended, ended."""

import datetime
import io
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from measures.actions.education import Attended, end_plan, enter_attendance
from measures.education_needs import coverage_of, needs_of
from measures.models import Attendance, EducationMaterial, EducationPlan
from measures.permissions.education import can_change_plan, can_enter_sessions, can_plan
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Detail, Entry
from tests.factories.accounts import (
    BodyFactory,
    PositionFactory,
    SectionFactory,
    committee_chair,
    committee_member,
    contributor,
    section_head,
)
from tests.factories.education import planned, position_with_a_risk, session_of
from tests.factories.leads import ruled
from tests.factories.measures import everybody

pytestmark = pytest.mark.django_db
LIST = "/desk/measures/education/"
TODAY = timezone.localdate()
SOON = TODAY + datetime.timedelta(days=20)


def picture(colour="white"):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def handed(**fields):
    return {"submission_id": uuid.uuid4(), **fields}


def allowed(rule, thing, section):
    return {role for role, user in everybody(section).items() if rule(user, thing)}


COMMITTEE = {Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR}


def test_who_plans_changes_and_enters():
    plan = planned()
    assert allowed(can_plan, plan.section, plan.section) == {Role.SECTION_HEAD, *COMMITTEE}
    assert allowed(can_plan, plan.body, plan.section) == COMMITTEE
    assert allowed(can_change_plan, plan, plan.section) == {Role.SECTION_HEAD, *COMMITTEE}
    who = {Role.CONTRIBUTOR, Role.SECTION_HEAD, *COMMITTEE}
    assert allowed(can_enter_sessions, plan, plan.section) == who
    plan.state = "done"
    assert allowed(can_enter_sessions, plan, plan.section) == set()


def test_positions_with_an_ethics_risk_call_for_education_until_they_are_met():
    position, point = position_with_a_risk("ethics")
    other, _point = position_with_a_risk("process")
    body, chair = position.body, committee_chair(position.unit)
    (need,) = needs_of(body, TODAY)
    assert (need.position, need.count, need.rank) == (position, 1, 1)
    assert needs_of(other.body, TODAY) == []
    plan = planned(position.unit, [position])
    assert needs_of(body, TODAY) == []
    session = session_of(plan)
    enter_attendance(session=session, rows=[Attended("张三", position)], by=chair)
    end_plan(plan=plan, by=chair)
    assert needs_of(body, TODAY) == []
    assert [each.position for each in needs_of(body, TODAY.replace(year=TODAY.year + 1))] == [
        position
    ]
    ruled(point, 3, TODAY)
    point.category = "duty"
    point.save()
    assert needs_of(body, TODAY.replace(year=TODAY.year + 1)) == []


def test_a_plan_is_made_on_the_page_with_the_positions_that_call_for_it(client):
    position, _point = position_with_a_risk("ethics")
    head = section_head(position.unit)
    client.force_login(head)
    page = client.get(LIST)
    assert [need.position for need in page.context["needs"]] == [position]
    begun = client.get(f"{LIST}add/?positions={position.pk}").context["form"]
    assert begun["positions"].value() == [position.pk]
    said = {"form": "warning", "title": "以案为鉴", "aim": "汲取教训", "section": position.unit_id}
    answer = client.post(f"{LIST}add/", handed(**said, due_on=SOON, positions=[position.pk]))
    plan = EducationPlan.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{LIST}{plan.pk}/")
    assert list(plan.positions.all()) == [position]
    assert Entry.objects.filter(verb="education.plan").count() == 1
    assert client.get(answer.url).status_code == 200
    assert client.get(LIST).context["needs"] == []


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 101}, "title"),
        ({"due_on": "2026-02-31"}, "due_on"),
        ({"positions": []}, "positions"),
        ({"positions": ["9" * 30]}, "positions"),
        ({"positions": ["x"]}, "positions"),
        ({"form": "else"}, "form"),
        ({"section": "9" * 30}, "section"),
    ],
)
def test_a_plan_that_cannot_be(client, wrong, where):
    section = SectionFactory()
    position = PositionFactory(unit=section)
    client.force_login(section_head(section))
    said = {"form": "lecture", "title": "守住窗口", "aim": "知敬畏", "section": section.pk}
    said |= {"due_on": SOON, "positions": [position.pk]} | wrong
    answer = client.post(f"{LIST}add/", handed(**said))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {where}
    assert EducationPlan.objects.count() == 0


def test_another_bodys_position_is_not_offered(client):
    section = SectionFactory()
    client.force_login(section_head(section))
    said = {"form": "lecture", "title": "守住窗口", "aim": "知敬畏", "section": section.pk}
    stranger = PositionFactory()
    answer = client.post(f"{LIST}add/", handed(**said, due_on=SOON, positions=[stranger.pk]))
    assert set(answer.context["form"].errors) == {"positions"}
    with pytest.raises(ValidationError):
        planned(section, [stranger])


def test_a_stale_change_shows_both_texts(client):
    plan = planned()
    client.force_login(section_head(plan.section))
    page = f"{LIST}{plan.pk}/edit/"
    said = {"form": "lecture", "title": "改名", "aim": plan.aim, "section": plan.section_id}
    said |= {"due_on": plan.due_on, "positions": [plan.positions.get().pk], "row_version": 1}
    assert client.post(page, handed(**said)).status_code == 302
    assert client.post(page, handed(**(said | {"title": "又改"}))).status_code == 409
    plan.refresh_from_db()
    assert (plan.title, plan.row_version) == ("改名", 2)


def test_a_session_is_entered_once(client):
    plan = planned()
    client.force_login(contributor(plan.section))
    said = {"session-on": TODAY, "session-topic": "案例剖析", "session-speaker": "王书记"}
    page = f"{LIST}{plan.pk}/sessions/"
    assert client.post(page, handed(**said)).status_code == 302
    assert client.post(page, handed(**said)).status_code == 422
    assert client.post(page, handed(**(said | {"session-on": "2026-02-31"}))).status_code == 422
    assert plan.sessions.count() == 1


def test_material_is_kept_with_its_digest_and_handed_out(client):
    session = session_of()
    client.force_login(contributor(session.plan.section))
    page = f"{LIST}sessions/{session.pk}/"
    file = SimpleUploadedFile("../课件.png", picture())
    assert client.post(page, handed(material=[file])).status_code == 302
    kept = EducationMaterial.objects.get()
    assert kept.name == "课件.png"
    entry = Entry.objects.get(verb="education.material")
    assert Detail.objects.get(entry=entry).content["files"] == {"课件.png": kept.digest}
    handed_out = client.get(f"{LIST}material/{kept.public_id}/")
    assert handed_out["Content-Disposition"].startswith("attachment")
    liar = SimpleUploadedFile("课件.pdf", b"MZ not a pdf")
    assert client.post(page, handed(material=[liar])).status_code == 422
    again = SimpleUploadedFile("again.png", picture())
    assert client.post(page, handed(material=[again])).status_code == 422
    assert client.post(page, handed()).status_code == 422
    assert EducationMaterial.objects.count() == 1
    client.force_login(contributor(SectionFactory()))
    assert client.get(f"{LIST}material/{kept.public_id}/").status_code == 404
    assert client.get(page).status_code == 404


def look(client, session, text, **more):
    return client.post(f"{LIST}sessions/{session.pk}/attendance/", handed(text=text, **more))


def test_a_sheet_is_shown_cell_by_cell_and_then_entered(client):
    session = session_of()
    position = session.plan.positions.get()
    client.force_login(contributor(session.plan.section))
    text = f"姓名\t岗位\t是否参加\t缺席原因\n张三\t{position.name}\t是\t\n李四\t{position.code}\t否\t出差\n"
    shown = look(client, session, text)
    sheet = shown.context["sheet"]
    assert [(one.name, one.was_there, one.reason) for one in sheet.fresh] == [
        ("张三", True, ""),
        ("李四", False, "出差"),
    ]
    assert Attendance.objects.count() == 0
    entered = look(client, session, text, do="enter", seen=shown.context["seen"])
    assert (entered.status_code, entered.url) == (302, f"{LIST}sessions/{session.pk}/")
    assert Attendance.objects.filter(was_there=True).count() == 1
    again = look(client, session, text)
    assert (again.context["sheet"].known_count, again.context["sheet"].is_good) == (2, False)
    (reach,) = coverage_of(session.plan)
    assert (reach.position, reach.there, reach.absent) == (position, 1, 1)
    row = EducationPlan.objects.for_list().get()
    assert (row.aimed, row.reached, row.held) == (1, 1, 1)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("\t{code}\t是\t", "name"),
        ("{long}\t{code}\t是\t", "name"),
        ("张三\t\t是\t", "position"),
        ("张三\t没有这个岗位\t是\t", "position"),
        ("张三\t{code}\t也许\t", "was_there"),
        ("张三\t{code}\t否\t", "reason"),
        ("张三\t{code}\t是\t出差", "reason"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(client, row, column):
    session = session_of()
    client.force_login(contributor(session.plan.section))
    filled = row.format(code=session.plan.positions.get().code, long="长" * 51)
    text = f"姓名\t岗位\t是否参加\t缺席原因\n{filled}\n"
    answer = look(client, session, text)
    assert answer.status_code == 422
    (line,) = answer.context["sheet"].lines
    assert [name for name, cell in line.cells.items() if cell.problem] == [column]
    seen = {"do": "enter", "seen": answer.context["seen"]}
    assert look(client, session, text, **seen).status_code == 422
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize(
    "text", ["", "姓名\n张三", "姓名\t岗位\n", "姓名\t岗位\n" + "张三\tx\n" * 501]
)
def test_a_sheet_that_is_none(client, text):
    session = session_of()
    client.force_login(contributor(session.plan.section))
    assert look(client, session, text).status_code == 422


def test_nobody_was_at_a_session_that_is_ahead(client):
    session = session_of(on=TODAY + datetime.timedelta(days=1))
    position = session.plan.positions.get()
    client.force_login(contributor(session.plan.section))
    text = f"姓名\t岗位\n张三\t{position.code}\n"
    seen = look(client, session, text).context["seen"]
    assert look(client, session, text, do="enter", seen=seen).status_code == 422
    assert Attendance.objects.count() == 0


def test_the_sheet_to_fill_in_names_who_holds_the_positions(client):
    session = session_of()
    position = session.plan.positions.get()
    holder = contributor(session.plan.section)
    holder.memberships.update(position=position)
    client.force_login(holder)
    sheet = client.get(f"{LIST}sessions/{session.pk}/attendance.csv").content.decode("utf-8-sig")
    assert f"{holder.name},{position.name}" in sheet


def test_a_plan_ends_once_somebody_was_there_or_is_dropped_with_a_reason(client):
    plan = planned()
    head = section_head(plan.section)
    client.force_login(head)
    assert client.post(f"{LIST}{plan.pk}/end/", handed()).status_code == 422
    session = session_of(plan)
    enter_attendance(session=session, rows=[Attended("张三", plan.positions.get())], by=head)
    assert client.post(f"{LIST}{plan.pk}/end/", handed()).status_code == 302
    assert client.post(f"{LIST}{plan.pk}/end/", handed()).status_code == 403
    dropped = planned(plan.section)
    page = f"{LIST}{dropped.pk}/drop/"
    assert client.post(page, handed(**{"drop-reason": ""})).status_code == 422
    assert client.post(page, handed(**{"drop-reason": "并入年度党课"})).status_code == 302
    states = EducationPlan.objects.order_by("pk").values_list("state", "dropped_because")
    assert list(states) == [("done", ""), ("dropped", "并入年度党课")]


def test_another_body_reads_nothing(client):
    plan = planned()
    for stranger in (committee_chair(BodyFactory()), contributor(SectionFactory())):
        client.force_login(stranger)
        assert list(client.get(LIST).context["page"]) == []
        assert client.get(f"{LIST}{plan.pk}/").status_code == 404
    client.force_login(contributor(plan.section))
    assert list(client.get(LIST).context["page"]) == [plan]
    assert client.get(f"{LIST}{'9' * 30}/").status_code == 404


def test_the_list_is_narrowed(client):
    plan = planned()
    client.force_login(committee_member(plan.section))

    def found(query):
        return list(client.get(f"{LIST}{query}").context["page"])

    assert found(f"?form_of=lecture&state=open&section={plan.section_id}") == [plan]
    assert found("?form_of=example") == found("?state=done") == []


def test_the_pages_ask_the_same_number_of_queries_for_one_and_for_three(client):
    section = SectionFactory()
    client.force_login(committee_member(section))
    client.get(LIST)
    asked = []
    for more in (1, 2):
        for _ in range(more):
            plan = planned(section)
            session = session_of(plan)
            rows = [Attended("张三", plan.positions.get())]
            enter_attendance(session=session, rows=rows, by=contributor(section))
        pages = (LIST, f"{LIST}{plan.pk}/", f"{LIST}sessions/{session.pk}/")
        asked.append([queries(client, page) for page in pages])
    assert asked[0] == asked[1]
    assert max(asked[0]) <= 12


def queries(client, page):
    with CaptureQueriesContext(connection) as counted:
        assert client.get(page).status_code == 200
    return len(counted)
