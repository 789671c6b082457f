"""The walk: how far a body is on the four steps, what is next, and what must wait for whom."""

import datetime

import pytest
from django.utils import timezone

from measures.models import Measure
from powers.actions.postings import propose_withholding, stop_posting
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import ADMINISTRATORS, Role
from riskcontrol.desk.board import board_of
from riskcontrol.desk.progress import marked, progress_of, rows_of, steps_of, waiting
from riskcontrol.desk.sitting_actions import decide
from riskpoints.models import RiskPoint
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    SectionFactory,
    contributor,
    moderator,
    person,
    section_head,
)
from tests.factories.measures import (
    MeasureFactory,
    assess,
    convened,
    handed_in,
    measure_for,
    raters_of,
)
from tests.factories.powers import (
    ExtensionFactory,
    PowerFactory,
    drawn_chart,
    posted,
    settled_chart,
)
from tests.powers import flow

pytestmark = pytest.mark.django_db
WALK = "/desk/walk/"


@pytest.fixture
def section():
    return SectionFactory()


def progress(section):
    user = User.objects.get(pk=contributor(section).pk)
    return progress_of(section.body, board_of(section.body, user))


def states(section):
    return [step["state"] for step in steps_of(progress(section))]


def decided(section, *ranks):
    """A chart whose risk points are ruled on at these levels, each with a measure in force."""
    sheet = handed_in(settled_chart(section=section), points=len(ranks))
    for point in sheet.risk_points.all():
        measure_for(point)
    sitting = convened(sheet)
    for rater in raters_of(sitting):
        assess(sitting, rater, ranks[0])
    decide(sitting=sitting, by=sitting.chair)
    return sheet.flowchart


# The four steps


def test_an_empty_body_begins_with_its_powers(section):
    assert states(section) == ["now", "open", "locked", "locked"]


def test_with_powers_listed_the_flows_are_next(section):
    PowerFactory(section=section)

    assert states(section) == ["done", "now", "locked", "locked"]


def test_with_every_chart_settled_the_risk_points_are_next(section):
    settled_chart(section=section)

    assert states(section) == ["done", "done", "now", "locked"]


def test_points_found_and_not_rated_keep_the_third_step_open(section):
    sheet = handed_in(settled_chart(section=section))
    measure_for(sheet.risk_points.get())

    assert states(section) == ["done", "done", "now", "open"]


def test_when_all_is_done_all_is_done(section):
    chart = decided(section, 1)
    step = chart.steps.get(key="examine")
    chart.steps.exclude(pk=step.pk).update(retired=True)

    assert states(section) == ["done", "done", "done", "done"]


def test_the_counts_are_those_of_the_rows(section):
    chart = decided(section, 2)
    PowerFactory(section=section, flowchart=chart)
    drawn_chart(section=section)

    steps = steps_of(progress(section))

    assert [(step["done"], step["total"]) for step in steps] == [(3, 3), (2, 3), (2, 4), (1, 1)]


def test_a_step_that_waits_is_not_the_next():
    steps = [
        {"done": done, "total": 1, "waits": waits}
        for done, waits in [(1, False), (0, True), (0, False)]
    ]

    assert [step["state"] for step in marked(steps)] == ["done", "locked", "open"]


def test_a_measure_aimed_at_no_point_counts_too(section):
    MeasureFactory(section=section, in_force=True)

    step = steps_of(progress(section))[3]

    assert (step["done"], step["total"]) == (1, 1)


# The table by power


def row(section):
    return rows_of(progress(section))[-1]


def test_a_power_without_a_flow_says_so(section):
    PowerFactory(section=section)

    assert (row(section).chart, row(section).posting) == ("未绘制", "—")


def test_a_drawn_chart_says_so(section):
    drawn_chart(section=section)

    assert (row(section).chart, row(section).posting) == ("已绘制", "—")


def test_a_chart_in_its_posting_says_so(section):
    posted(drawn_chart(section=section))

    assert row(section).chart == "第 1 版"
    assert row(section).posting == "征求意见中"


def test_a_settled_chart_shows_its_points_its_level_and_its_measures(section):
    decided(section, 2, 2)

    found = row(section)

    assert (found.chart, found.posting) == ("第 1 版", "已定稿")
    assert (found.points, found.rated, found.level.mark) == (2, 2, "II")
    assert (found.measures, found.in_force, found.carried_out) == (2, 2, 0)


def test_a_measure_counts_as_carried_out_once_it_is_verified(section):
    decided(section, 2)
    occasion = Measure.objects.get().occasions.get()
    done = {"done_by": contributor(section), "done_at": timezone.now(), "note": "已抽查"}
    verified = {"verified_by": section_head(section), "verified_at": timezone.now()}
    for fields, count in ((done, 0), (verified, 1)):
        Measure.objects.get().occasions.filter(pk=occasion.pk).update(**fields)
        assert row(section).carried_out == count


def test_a_withheld_power_says_so(section):
    chart = drawn_chart(section=section)
    power = propose_withholding(
        power=chart.powers.get(), ground="涉密", by=flow.people_of(chart).contributor
    )
    power.withheld_approver = "赵明"
    power.save()

    assert row(section).posting == "不公开"


def test_a_point_of_another_power_on_the_chart_is_not_counted(section):
    chart = decided(section, 1)
    other = PowerFactory(section=section, flowchart=chart, order=1)
    RiskPoint.objects.update(power=chart.powers.exclude(pk=other.pk).get())

    assert [found.points for found in rows_of(progress(section))] == [1, 0]


# What must wait


def waits(section):
    return waiting(progress(section))


def test_nothing_waits_where_all_is_settled(section):
    settled_chart(section=section)

    assert waits(section) == []


def test_a_chart_not_sent_up_waits_for_its_section(section):
    chart = drawn_chart(section=section)

    ((what, why),) = waits(section)

    assert what == chart.name
    assert "科室" in why


def test_a_chart_on_its_way_up_waits_for_whose_turn_it_is(section):
    flow.submitted(drawn_chart(section=section))

    ((_what, why),) = waits(section)

    assert "科室负责人" in why


@pytest.mark.parametrize(("days_ago", "word"), [(-3, "已签发"), (0, "征求"), (20, "答复")])
def test_a_posted_chart_waits_for_its_end_then_for_its_answers(section, days_ago, word):
    posted(drawn_chart(section=section), days_ago=days_ago)

    ((_what, why),) = waits(section)

    assert word in why


def test_an_extension_is_told(section):
    ExtensionFactory(posting=posted(drawn_chart(section=section)))

    ((_what, why),) = waits(section)

    assert "延期" in why
    assert [row.posting for row in rows_of(progress(section))] == ["征求意见中（已延期）"]


def test_a_stopped_posting_waits_for_its_section(section):
    posting = posted(drawn_chart(section=section), days_ago=2)
    stop_posting(posting=posting, reason="内容有误", by=moderator(section))

    ((_what, why),) = waits(section)

    assert "提前结束" in why
    assert [row.posting for row in rows_of(progress(section))] == ["提前结束"]


def test_a_posting_that_opens_later_says_so(section):
    posted(drawn_chart(section=section), days_ago=-3)

    assert [row.posting for row in rows_of(progress(section))] == ["即将公示"]


def test_unrated_points_wait_for_the_committee(section):
    handed_in(settled_chart(section=section), points=2)

    ((what, _why),) = waits(section)

    assert "2" in what


# The page


def test_the_page_shows_steps_work_progress_and_levels(client, section):
    chart = decided(section, 1)
    drawn = drawn_chart(section=section)
    client.force_login(contributor(section))

    page = client.get(WALK)

    assert 'class="stepper"' in page.text
    assert f'href="/desk/flowcharts/{drawn.code}/release/"' in page.text
    assert f'href="/desk/powers/{chart.powers.get().code}/"' in page.text
    assert [(level.look[:2], count) for level, count in page.context["levels"]] == [((1, "I"), 1)]
    assert page.text.count("btn-primary") == 1


def test_another_body_is_not_in_it(client, section):
    foreign = decided(SectionFactory(), 1)
    client.force_login(contributor(section))

    page = client.get(WALK)

    assert foreign.powers.get().name not in page.text
    assert page.context["levels"] == []
    assert client.get(WALK, {"body": foreign.body.code}).status_code == 404


def test_a_committee_above_chooses_the_body(client):
    area = AreaFactory()
    bodies = [BodyFactory(parent=area) for _count in range(2)]
    client.force_login(person(Role.COMMITTEE_CHAIR, area))

    assert client.get(WALK).context["body"] == bodies[0]
    chosen = client.get(WALK, {"body": bodies[1].code})
    assert chosen.context["body"] == bodies[1]
    assert f'value="{bodies[1].code}" selected' in chosen.text


def test_an_empty_body_is_told_how_to_begin(client, section):
    client.force_login(contributor(section))

    assert 'href="/desk/powers/add/"' in client.get(WALK).text


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_an_administrator_walks_nowhere(client, section, role):
    chart = drawn_chart(section=section)
    client.force_login(person(role, section.body))

    page = client.get(WALK)

    assert page.context["body"] is None
    assert chart.name not in page.text


def test_many_powers_come_in_pages(client, section):
    for _count in range(21):
        PowerFactory(section=section)
    client.force_login(contributor(section))

    assert len(client.get(WALK).context["page"]) == 20
    assert len(client.get(WALK, {"page": 2}).context["page"]) == 1


def test_the_method_page_names_the_five_categories(client, section):
    client.force_login(contributor(section))

    page = client.get("/desk/method/")

    assert len(page.context["categories"]) == 5
    assert page.status_code == 200


def test_the_page_asks_the_same_number_of_queries_for_one_and_for_three(
    client, section, django_assert_num_queries
):
    client.force_login(section_head(section))
    client.get("/desk/")
    for _more in range(2):
        one_of_each(section)
        with django_assert_num_queries(15):
            client.get(WALK)
        one_of_each(section)


def one_of_each(section):
    decided(section, 1, 1)
    drawn_chart(section=section)
    flow.submitted(drawn_chart(section=section))
    posted(drawn_chart(section=section), days_ago=20)
    convened(handed_in(settled_chart(section=section)))
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    for measure in Measure.objects.filter(occasions__due_on__gt=yesterday):
        measure.occasions.update(due_on=yesterday)
