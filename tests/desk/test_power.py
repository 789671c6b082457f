"""A power's page: its stepper, the annotated chart, its risk points and facts."""

import re

import pytest
from django.urls import reverse

from powers.actions.postings import approve_withholding, propose_withholding
from powers.models import LegalBasis
from riskcontrol.accounts.roles import ADMINISTRATORS
from riskpoints.models import RiskPoint
from tests.desk.test_walk import decided
from tests.factories.accounts import (
    SectionFactory,
    committee_member,
    contributor,
    deputy_head,
    person,
)
from tests.factories.measures import handed_in, measure_for, point_on
from tests.factories.powers import PowerFactory, drawn_chart, posted, settled_chart
from tests.factories.rules import RuleFactory, aimed, along
from tests.powers import flow
from tests.riskpoints.settling import looked, ruled_point

pytestmark = pytest.mark.django_db


def page_of(client, power):
    return client.get(reverse("desk:power", args=[power.code]))


@pytest.fixture
def section(client):
    """A section whose contributor is signed in."""
    section = SectionFactory()
    client.force_login(contributor(section))
    return section


def states(page):
    return [step["state"] for step in page.context["steps"]]


def test_a_power_without_a_flow_is_told_to_draw_one(client, section):
    power = PowerFactory(section=section)

    page = page_of(client, power)

    assert states(page) == ["done", "now", "locked", "locked"]
    assert f'href="/desk/powers/{power.code}/edit/"' in page.text


def test_a_chart_not_settled_says_what_it_waits_for(client, section):
    posting = posted(drawn_chart(section=section))

    page = page_of(client, posting.flowchart.powers.get())

    assert states(page) == ["done", "now", "locked", "locked"]
    assert posting.flowchart.name in page.text
    assert "<svg" not in page.text.partition('id="annotated"')[2]


def test_a_settled_chart_opens_its_worksheet(client, section):
    chart = settled_chart(section=section)

    page = page_of(client, chart.powers.get())

    assert states(page) == ["done", "done", "now", "locked"]
    assert f'href="/desk/worksheets/{chart.code}/"' in page.text


def test_the_annotated_chart_shows_points_levels_and_measures(client, section):
    chart = decided(section, 1)
    point = RiskPoint.objects.get()

    page = page_of(client, chart.powers.get())

    drawing = page.text.partition("<svg")[2].partition("</svg>")[0]
    assert point.title in drawing
    assert point.measures.get().text in drawing
    assert "I 级" in page.text
    assert 'id="text-list"' in page.text
    assert page.text.count('id="text-list"') == 1
    assert states(page)[2:] == ["done", "done"]


def test_the_annotated_chart_names_what_reaches_its_points_along_the_lines_and_why(client, section):
    """Live and on paper, once, with its number at the step; what reaches none of its points is left out."""
    chart = decided(section, 1)
    along(section, rank=1, text="提级审核一级风险点。")
    along(section, rank=2, text="抽查二级风险点。")
    section.classes.create(name="行政执法")
    aimed(RuleFactory(body=section.body, name="执法公示办法"), unit_class="行政执法")
    address = reverse("registers:annotated_picture", args=[chart.code, "svg"])

    page = page_of(client, chart.powers.get()).text
    live = page.partition("<svg")[2].partition("</svg>")[0]

    for drawing in (live, client.get(address).text):
        written = "".join(re.sub("<[^>]*>", "", drawing).split())
        assert written.count("②提级审核一级风险点。（因：I级风险点）") == 1
        assert written.count("①《执法公示办法》（因：单位分类“行政执法”）") == 1
        assert written.count("另见图下①②") == 1
        assert "抽查二级风险点。" not in written


def test_a_point_of_another_power_on_the_chart_is_left_out_of_the_list(client, section):
    chart = decided(section, 1)
    other = PowerFactory(section=section, flowchart=chart)
    RiskPoint.objects.update(power=chart.powers.exclude(pk=other.pk).get())

    assert page_of(client, other).context["points"] == []


def test_a_risk_point_that_changed_after_its_ruling_is_marked_for_those_who_read_the_chart(client):
    """On the page, on the picture and in the list; neither administrators nor the public learn of it."""
    point = ruled_point()
    power = point.flowchart.powers.get()
    picture = reverse("registers:annotated_picture", args=[point.flowchart.code, "svg"])
    words, legend = "评定后有变化", "评定后内容有变化，由纪检机构重新审议"
    client.force_login(contributor(point.section))

    def told():
        told = "".join(client.get(picture).text.split())
        return page_of(client, power).text.count(words), told.count(words), told.count(legend)

    assert told() == (0, 0, 0)
    RiskPoint.objects.filter(pk=point.pk).update(title="改过的标题")
    looked(point)
    assert told() == (2, 1, 1)
    client.force_login(person("auditor", point.body))
    assert [page_of(client, power).status_code, client.get(picture).status_code] == [404, 404]
    client.logout()
    public = client.get(reverse("disclosure:chart", args=[point.flowchart.code]))
    assert (public.status_code, words in public.text) == (200, False)


def test_without_graphviz_the_text_stands_alone(client, section, monkeypatch):
    chart = decided(section, 1)
    monkeypatch.setenv("PATH", "")

    page = page_of(client, chart.powers.get())

    assert page.status_code == 200
    assert 'id="text-list"' in page.text


def test_a_withheld_power_says_why_and_who_approved(client, section):
    chart = drawn_chart(section=section)
    people = flow.people_of(chart)
    power = propose_withholding(power=chart.powers.get(), ground="涉密", by=people.contributor)
    assert "涉密" in page_of(client, power).text

    approve_withholding(power=power, by=people.deputy_head)

    page = page_of(client, power)
    assert people.deputy_head.name in page.text
    assert states(page)[:3] == ["done", "done", "now"]


def test_a_leader_decides_on_a_proposal(client, section):
    chart = drawn_chart(section=section)
    people = flow.people_of(chart)
    power = propose_withholding(power=chart.powers.get(), ground="涉密", by=people.contributor)
    address = f'href="/desk/powers/{power.code}/withholding/"'
    assert address not in page_of(client, power).text

    client.force_login(deputy_head(section))
    assert address in page_of(client, power).text


def test_the_facts_are_shown(client, section):
    power = PowerFactory(
        section=section, statutory_days=20, committed_days=7, affected_party="企业", fee="不收费",
        enquiry_phone="010-1", complaint_phone="010-2",
    )  # fmt: skip
    LegalBasis.objects.create(power=power, law="行政许可法", article="第三十二条")

    text = page_of(client, power).text

    for fact in ["20", "7", "企业", "不收费", "010-1", "010-2", "《行政许可法》第三十二条"]:
        assert fact in text


def test_markup_in_a_power_is_text(client, section):
    power = PowerFactory(section=section, name="<script>alert(1)</script>", fee='"><b>')

    text = page_of(client, power).text

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_colleague_without_the_right_is_not_offered_to_change_it(client, section):
    power = PowerFactory(section=section)
    client.force_login(committee_member(section))

    assert "/edit/" not in page_of(client, power).text


def test_another_body_s_power_is_not_there(client, section):
    assert page_of(client, PowerFactory()).status_code == 404
    assert (
        page_of(client, PowerFactory(section=SectionFactory(parent=section.body))).status_code
        == 200
    )


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_an_administrator_sees_no_power(client, role):
    power = PowerFactory()
    client.force_login(person(role, power.body))

    assert page_of(client, power).status_code == 404


def test_the_page_asks_the_same_number_of_queries_for_one_and_for_three(
    client, section, django_assert_num_queries
):
    sheet = handed_in(settled_chart(section=section))
    measure_for(sheet.risk_points.get())
    power = sheet.flowchart.powers.get()
    section.classes.create(name="行政执法")
    for number in (1, 2):
        along(section, rank=number)
        aimed(RuleFactory(body=section.body), unit_class="行政执法")
    page_of(client, power)
    for number in (1, 3):
        with django_assert_num_queries(12):
            page_of(client, power)
        for more in range(2):
            measure_for(point_on(sheet, number + more))
