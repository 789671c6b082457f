"""The list of risk points and one's own page; levels above risk points; the forms' layouts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from riskcontrol.desk.forms.worksheets import AimForm, MeasureForm
from riskpoints.actions.schemes import ensure_scheme
from riskpoints.filters import RiskPointFilter
from riskpoints.forms import NoneFoundForm, ReturnForm, RiskPointForm
from riskpoints.levels import levels_of
from riskpoints.models import RiskPoint, Ruling
from riskpoints.rows import sheet_of
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    SectionFactory,
    committee_member,
    contributor,
    deputy_head,
    person,
)
from tests.factories.powers import PowerFactory, settled_chart
from tests.factories.riskpoints import opened, step_of, written

pytestmark = pytest.mark.django_db
LIST = reverse("riskpoints:list")


def ruled(point, rank):
    """The same risk point, ruled by a dossier at a rank."""
    scheme = point.body.schemes.first() or ensure_scheme(point.body)
    point.ruling = Ruling.objects.create(
        risk_point=point,
        source="dossier",
        level=scheme.levels.get(rank=rank),
        rank=rank,
        highest_rank=rank,
        ruled_on=timezone.localdate(),
    )
    point.save()
    return point


def test_the_list_costs_the_same_at_one_and_three_rows(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    counts = []
    for rows in (1, 3):
        while RiskPoint.objects.count() < rows:
            ruled(written(worksheet), 2)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(LIST).context["page"].object_list) == rows
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "立案"}, ["立案"]),
        ({"q": "迟办"}, ["调查"]),
        ({"category": "duty"}, ["调查"]),
        ({"level": "2"}, ["立案"]),
        ({"level": "none"}, ["调查"]),
        ({"state": "draft"}, ["立案", "调查"]),
        ({"state": "decided"}, []),
        ({"q": "nothing"}, []),
    ],
)
def test_the_list_is_narrowed_down(client, asked, found):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    ruled(written(worksheet, title="立案"), 2)
    written(worksheet, title="调查", category="duty", manifestations=["迟办"])

    shown = client.get(LIST, asked).context["page"].object_list

    assert [point.title for point in shown] == found


def test_the_list_narrows_by_section_and_offers_only_visible_ones(client):
    worksheet, other = opened(), opened()
    written(worksheet)
    written(other)
    client.force_login(worksheet.opened_by)

    shown = client.get(LIST, {"section": worksheet.section.pk})

    assert len(shown.context["page"].object_list) == 1
    offered = shown.context["filter"].form.fields["section"].choices
    visible = [worksheet.body, worksheet.section]
    assert list(offered) == [("", "全部"), *((str(unit.pk), unit.name) for unit in visible)]


def test_a_body_narrows_to_all_that_stands_in_it_and_each_body_is_a_group(client):
    area = AreaFactory()
    bodies = [BodyFactory(parent=area, name=name) for name in ("甲局", "乙局")]
    sections = [SectionFactory(parent=body, name="办公室") for body in bodies]
    for section in sections:
        written(opened(settled_chart(section=section)), title=f"{section.parent}的风险")
    client.force_login(committee_member(area))

    asked = [{}, {"section": bodies[1].pk}, {"section": sections[0].pk}]
    answers = [client.get(LIST, one) for one in asked]

    found = [{one.title for one in answer.context["page"].object_list} for answer in answers]
    assert found == [{"甲局的风险", "乙局的风险"}, {"乙局的风险"}, {"甲局的风险"}]
    offered = list(answers[0].context["filter"].form.fields["section"].choices)
    assert offered == [
        ("", "全部"),
        *(
            (body.name, [(str(body.pk), body.name), (str(section.pk), "办公室")])
            for body, section in zip(bodies, sections, strict=True)
        ),
    ]


def test_the_bodies_of_another_area_are_not_there(client):
    area = AreaFactory()
    mine = written(opened(settled_chart(section=SectionFactory(parent=BodyFactory(parent=area)))))
    theirs = written(opened())
    client.force_login(committee_member(area))

    answers = [client.get(LIST), client.get(LIST, {"section": theirs.section_id})]

    assert [list(one.context["page"].object_list) for one in answers] == [[mine], [mine]]
    assert client.get(reverse("riskpoints:detail", args=[theirs.pk])).status_code == 404


def test_other_bodies_are_not_there(client):
    point = written(opened())
    client.force_login(contributor(settled_chart().section))

    assert list(client.get(LIST).context["page"].object_list) == []
    assert client.get(reverse("riskpoints:detail", args=[point.pk])).status_code == 404


@pytest.mark.parametrize("role", ["auditor", "security-administrator", "system-administrator"])
def test_administrators_see_no_business(client, role):
    worksheet = opened()
    point = written(worksheet)
    client.force_login(person(role, worksheet.body))

    assert list(client.get(LIST).context["page"].object_list) == []
    assert client.get(reverse("riskpoints:detail", args=[point.pk])).status_code == 404


def test_htmx_gets_the_rows_alone_and_an_empty_list_says_so(client):
    client.force_login(opened().opened_by)
    whole = client.get(LIST).content.decode()
    rows = client.get(LIST, headers={"HX-Request": "true"}).content.decode()

    assert ("<html" in whole, "<html" in rows) == (True, False)
    assert 'class="empty"' in rows
    assert 'class="empty"' in client.get(LIST, {"q": "x"}).content.decode()


def test_the_detail_shows_all_facts(client):
    point = written(opened(), measures=2)
    client.force_login(deputy_head(point.section))

    shown = client.get(reverse("riskpoints:detail", args=[point.pk])).content.decode()

    for words in ("应受理不受理。", "建立台账1。", "全科室", str(point.written_by.get()), "受理"):
        assert words in shown


def test_the_detail_tells_the_ruling_in_a_sentence(client):
    point = ruled(written(opened()), 1)
    client.force_login(deputy_head(point.section))

    shown = client.get(reverse("riskpoints:detail", args=[point.pk]))

    assert shown.context["sentence"] in shown.content.decode()
    assert "note-red" in shown.content.decode()


def test_the_highest_below_prevails_and_is_counted_in_one_query(django_assert_num_queries):
    chart = settled_chart()
    first, second = chart.powers.get(), PowerFactory(section=chart.section, flowchart=chart)
    worksheet = opened(chart)
    for rank, power in ((2, None), (3, None), (1, second)):
        ruled(written(worksheet, power=power), rank)
    written(worksheet)

    with django_assert_num_queries(1):
        levels = levels_of(chart.body)

    assert levels.whole.rows == [(1, 1), (2, 1), (3, 1)]
    assert (levels.of_chart(chart.pk).highest, levels.of_chart(chart.pk).total) == (1, 3)
    assert levels.of_power(first).rows == [(2, 1), (3, 1)]
    assert levels.of_power(second).highest == 1
    assert levels.of_section(chart.section).total == 3
    assert levels.of_chart(None).highest is None


def test_an_earlier_ruled_point_stands_on_the_next_worksheet():
    worksheet = opened()
    point = ruled(written(worksheet), 2)
    type(worksheet).objects.update(
        state="decided", open_in=None, decided_at=timezone.now(), imported=True
    )

    following = sheet_of(opened(worksheet.flowchart, by=worksheet.opened_by))

    assert [row.points for row in following.rows] == [[point], [], []]
    assert following.points == []


def layouts():
    worksheet = opened(settled_chart())
    PowerFactory(section=worksheet.section, flowchart=worksheet.flowchart)
    sheet = sheet_of(worksheet)
    rows = sheet.rows
    powers = worksheet.flowchart.powers.all()
    return [
        RiskPointForm(rows=rows, levels=sheet.levels, powers=powers),
        RiskPointForm(rows=rows, levels=sheet.levels),
        NoneFoundForm(),
        ReturnForm(rows=rows),
        MeasureForm(body=worksheet.body),
        MeasureForm(body=worksheet.body, initial={"measure": 1}),
        AimForm(others=[]),
        RiskPointFilter({}, RiskPoint.objects.all(), user=worksheet.opened_by).form,
    ]


def test_every_field_is_in_its_layout():
    for form in layouts():
        laid_out = {pointer.name for pointer in form.helper.layout.get_field_names()}
        assert laid_out == set(form.fields), type(form)


def test_the_categories_are_told_with_an_example():
    worksheet = opened()
    sheet = sheet_of(worksheet)
    cards = list(RiskPointForm(rows=sheet.rows, levels=sheet.levels).cards())

    assert len(cards) == 5
    assert all(words.definition and words.example for _radio, words in cards)
    assert step_of(worksheet)
