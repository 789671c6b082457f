"""The pages of major projects and their firms, through the client."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from measures.models import CreditRecord, DisclosureItem, Firm, MajorProject, MeasureTag
from powers.models import Flowchart
from riskcontrol.accounts.roles import ADMINISTRATORS, Role
from tests.factories.accounts import SectionFactory, person
from tests.factories.measures import handed_in, measure_for
from tests.factories.projects import (
    CreditRecordFactory,
    DisclosureItemFactory,
    FirmFactory,
    MajorProjectFactory,
    ProjectFirmFactory,
    credit_code,
    days_on,
    settled_project,
    staged,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store_of_its_own(settings):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory}


@pytest.fixture
def section():
    return SectionFactory()


@pytest.fixture
def by(client, section):
    user = person(Role.CONTRIBUTOR, section)
    client.force_login(user)
    return user


def to(name, *args):
    return reverse(f"measures:{name}", args=args)


def png(name="截图.png"):
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue())


def typed(owner, /, **changed):
    given = {"code": "zd-1", "name": "道路改造", "kind": "works", "state": "planned"}
    return given | {"section": owner.pk, "parties": "监督：派驻组"} | changed


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert client.get(address).status_code == 200
    return len(told)


def full_project(section):
    project = settled_project(section=section)
    staged(project.flowchart, receive="initiation", examine="tendering")
    measure = measure_for(handed_in(project.flowchart).risk_points.get())
    MeasureTag.objects.create(measure=measure, tag="funds")
    DisclosureItemFactory(project=project, overdue=True)
    part = ProjectFirmFactory(project=project)
    CreditRecordFactory(firm=part.firm, approved=True)
    return project


@pytest.mark.parametrize("name", ["project_list", "firm_list", "list"])
def test_a_list_costs_the_same_at_one_row_and_at_three_and_no_more_than_twelve(
    client, by, section, name
):
    full_project(section)
    one = queries(client, to(name))
    full_project(section)
    full_project(section)
    assert queries(client, to(name)) == one
    assert one <= 12


def test_a_project_s_page_costs_the_same_whatever_is_on_it(client, by, section):
    project = full_project(section)
    address = to("project_detail", project.code)
    one = queries(client, address)
    for at in range(3):
        DisclosureItemFactory(project=project, text=f"另{at}")
        ProjectFirmFactory(project=project)
        measure_for(project.flowchart.risk_points.get())
    assert queries(client, address) == one


def test_the_list_of_firms_narrows_and_leafs(client, by, section):
    old = FirmFactory(body=section.parent, name="老字号")
    CreditRecordFactory(firm=old, approved=True)
    many = [FirmFactory(body=section.parent) for _ in range(20)]
    first = client.get(to("firm_list")).context["page"]
    assert (first.object_list, first.next, first.total) == (many[::-1], str(many[0].pk), 21)
    last = client.get(to("firm_list"), {"after": first.next}).context["page"]
    assert (last.object_list, last.next) == ([old], "")
    back = client.get(to("firm_list"), {"before": last.previous}).context["page"]
    assert (back.object_list, back.is_first) == (many[::-1], True)
    for asked in ({"q": "老字"}, {"trust": "sanctioned"}):
        assert client.get(to("firm_list"), asked).context["page"].object_list == [old]


def test_the_list_of_projects_narrows(client, by, section):
    project = full_project(section)
    other = MajorProjectFactory(section=section, kind="land", state="finished", name="收储")
    both = client.get(to("project_list")).context["page"].object_list
    assert both == [other, project]
    for asked, found in {
        "q=收储": [other],
        "kind=land": [other],
        "state=planned": [project],
        "waits=late": [project],
        "waits=sanctioned": [project],
        f"section={section.pk}": [other, project],
    }.items():
        page = client.get(f"{to('project_list')}?{asked}").context["page"]
        assert page.object_list == found, asked


@pytest.mark.parametrize(
    "odd",
    ["after=" + "9" * 40, "before=x", "q=%00", "after=%00", "state=odd", f"section={'9' * 40}"],
)
@pytest.mark.parametrize("name", ["project_list", "firm_list"])
def test_an_odd_address_is_answered(client, by, name, odd):
    assert client.get(f"{to(name)}?{odd}").status_code == 200


def test_a_project_is_entered_once(client, by, section):
    address = to("project_add")
    assert client.get(address).status_code == 200
    answer = client.post(address, typed(section, amount="12.50", begins_on="2026-01-31"))
    assert answer.url == to("project_detail", "zd-1")
    project = MajorProject.objects.get()
    assert (str(project.amount), str(project.begins_on), project.body) == (
        "12.50",
        "2026-01-31",
        section.parent,
    )
    again = client.post(address, typed(section))
    assert again.status_code == 422
    assert MajorProject.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "带空格 1"}, {"code": ""}, {"name": "长" * 201}, {"kind": "odd"},
        {"amount": "-1"}, {"amount": "1" * 30}, {"begins_on": "2026-02-31"},
        {"begins_on": "2026-03-02", "ends_on": "2026-03-01"}, {"section": "9" * 30},
        {"parties": "没有冒号"}, {"parties": f"{'长' * 61}：张三"},
        {"parties": "\n".join(f"事项{n}：某人" for n in range(31))},
    ],
)  # fmt: skip
def test_what_cannot_be_entered_is_said_and_what_was_typed_stays(client, by, section, wrong):
    answer = client.post(to("project_add"), typed(section, **wrong))
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert "道路改造" in answer.text or "name" in wrong
    assert not MajorProject.objects.exists()


def test_a_stale_save_shows_both_texts(client, by, section):
    project = MajorProjectFactory(section=section, name="旧名")
    MajorProject.objects.filter(pk=project.pk).update(name="他名", row_version=2)
    sent = typed(section, code=project.code, name="我名", row_version=1)
    answer = client.post(to("project_edit", project.code), sent)
    assert answer.status_code == 409
    assert "我名" in answer.text
    assert "他名" in answer.text
    saved = client.post(to("project_edit", project.code), sent | {"row_version": 2})
    assert saved.status_code == 302
    assert MajorProject.objects.get().name == "我名"


def test_a_flow_is_begun_from_the_project_s_page(client, by, section):
    project = MajorProjectFactory(section=section)
    page = client.get(to("project_detail", project.code))
    assert page.context["begin_form"]["flow"].value() == "library"
    answer = client.post(to("project_begin", project.code), {"flow": "library"})
    chart = Flowchart.objects.get()
    assert answer.url == reverse("powers:flowchart_edit", args=[chart.code])
    studio = client.get(answer.url)
    assert studio.text.count('class="step-stage"') == chart.steps.count() == 16
    refused = client.post(to("project_begin", project.code), {"flow": "odd"})
    assert refused.status_code == 403


def test_an_odd_choice_of_flow_begins_nothing(client, by, section):
    project = MajorProjectFactory(section=section)
    answer = client.post(to("project_begin", project.code), {"flow": "odd"})
    assert answer.status_code == 422
    assert not Flowchart.objects.exists()


def test_an_item_is_added_reported_with_a_file_and_handed_out(client, by, section):
    project = MajorProjectFactory(section=section)
    sent = {"text": "中标结果", "stage": "tendering", "due_on": str(days_on(-3))}
    client.post(to("disclosure_add", project.code), sent)
    item = DisclosureItem.objects.get()
    report = {f"d{item.pk}-on": str(days_on(-1)), f"d{item.pk}-shown": png()}
    answer = client.post(to("disclosure_report", item.pk), report)
    assert answer.url == to("project_detail", project.code) + "#disclosure"
    item.refresh_from_db()
    assert (item.name, item.kind, item.done_by) == ("截图.png", "image/png", by)
    handed = client.get(to("disclosure_file", item.public_id))
    assert handed["Content-Type"] == "image/png"
    assert handed["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"link": "javascript:alert(1)"}, {"link": "no address"}, {"on": "2026-02-31"},
        {"on": "2999-01-01", "link": "https://a.cn/"},
        {"shown": SimpleUploadedFile("a.pdf", b"PK\x03\x04")},
    ],
)  # fmt: skip
def test_a_report_that_shows_nothing_is_refused_in_words(client, by, section, wrong):
    item = DisclosureItemFactory(project__section=section)
    sent = {
        f"d{item.pk}-{name}": value for name, value in ({"on": str(days_on(0))} | wrong).items()
    }
    answer = client.post(to("disclosure_report", item.pk), sent)
    assert answer.status_code == 422
    assert answer.context["refused"].errors
    assert not DisclosureItem.objects.exclude(done_at=None).exists()


def test_a_firm_under_sanction_is_pointed_out_where_it_is_entered(client, by, section):
    project = MajorProjectFactory(section=section)
    record = CreditRecordFactory(firm__body=section.parent, approved=True)
    sent = {"code": record.firm.code.lower(), "name": record.firm.name, "part": "builder"}
    answer = client.post(to("part_add", project.code), sent)
    assert answer.status_code == 422
    assert record.ground in answer.text
    assert not project.firms.exists()
    answer = client.post(to("part_add", project.code), sent | {"despite_because": "合同在先。"})
    assert answer.status_code == 302
    page = client.get(to("project_detail", project.code)).text
    assert "合同在先。" in page
    part = project.firms.get()
    client.post(to("part_remove", part.pk))
    assert not project.firms.exists()


def test_a_new_firm_and_its_record(client, by, section):
    body = section.parent
    sent = {"body": body.pk, "code": credit_code(7), "name": "新企业"}
    bad = client.post(to("firm_add"), sent | {"code": "91000000"})
    assert bad.status_code == 422
    firm_page = client.post(to("firm_add"), sent).url
    firm = Firm.objects.get()
    assert firm_page == to("firm_detail", firm.pk)
    record = {"credit": "breach", "ground": "围标。", "begins_on": str(days_on(0))}
    record |= {"ends_on": str(days_on(9))}
    assert client.post(to("record_add", firm.pk), record).status_code == 422
    assert client.post(to("record_add", firm.pk), record | {"source": png()}).status_code == 302
    entered = CreditRecord.objects.get()
    assert client.post(to("record_approve", entered.pk)).status_code == 403
    client.force_login(person(Role.DEPUTY_HEAD, body))
    assert client.post(to("record_approve", entered.pk)).url == firm_page
    lift = to("record_lift", entered.pk)
    assert client.post(lift, {f"r{entered.pk}-reason": ""}).status_code == 422
    assert client.post(lift, {f"r{entered.pk}-reason": "已整改。"}).url == firm_page
    assert "已整改。" in client.get(firm_page).text
    assert client.get(to("record_file", entered.public_id))["Content-Type"] == "image/png"


def test_tags_are_set_on_the_measure_and_narrow_both_lists(client, by, section):
    project = full_project(section)
    measure = measure_for(project.flowchart.risk_points.get())
    answer = client.post(to("measure_tag", measure.pk), {"tags": ["quality", "people"]})
    assert answer.url == to("detail", measure.pk)
    assert client.post(to("measure_tag", measure.pk), {"tags": ["fame"]}).status_code == 302
    assert sorted(measure.tags.values_list("tag", flat=True)) == ["people", "quality"]
    listed = client.get(to("list"), {"tag": "people"}).context["page"].object_list
    assert list(listed) == [measure]
    page = client.get(to("project_detail", project.code), {"tag": "people"})
    assert page.context["measures"] == [measure]


def test_nobody_else_reads_any_of_it(client, by, section):
    project = full_project(section)
    part = project.firms.get()
    item, record = project.disclosures.get(), part.firm.records.get()
    pages = [
        to("project_detail", project.code), to("project_edit", project.code),
        to("firm_detail", part.firm_id), to("record_file", record.public_id),
        reverse("registers:project_pdf", args=[project.code]),
    ]  # fmt: skip
    acts = [
        to("project_begin", project.code), to("disclosure_add", project.code),
        to("disclosure_report", item.pk), to("disclosure_remove", item.pk),
        to("part_add", project.code), to("part_remove", part.pk), to("record_add", part.firm_id),
        to("record_approve", record.pk), to("record_refuse", record.pk), to("record_lift", record.pk),
    ]  # fmt: skip
    assert client.get(pages[0]).status_code == 200
    stranger = person(Role.CONTRIBUTOR, SectionFactory())
    for user in (stranger, *(person(role, section.parent) for role in ADMINISTRATORS)):
        client.force_login(user)
        assert {client.get(page).status_code for page in pages} == {404}
        assert {client.post(page).status_code for page in acts} == {404}
        assert client.get(to("project_list")).context["page"].object_list == []
        assert client.get(to("firm_list")).context["page"].object_list == []


def test_the_sheet_tells_the_stages_with_holder_point_level_and_measures(client, by, section):
    project = full_project(section)
    answer = client.get(reverse("registers:project_pdf", args=[project.code]))
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "")
    point = project.flowchart.risk_points.get()
    said = ["项目立项", "招投标", "合同履行", "县财政局", "建设科", point.title]
    for words in [*said, point.measures.get().text, project.firms.get().firm.name]:
        assert words in text
