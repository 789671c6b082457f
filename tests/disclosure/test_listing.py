"""The list of posted charts: what it is found by, what it is narrowed by, and counts that keep their word."""

import datetime
import html
import re
from dataclasses import replace
from itertools import product

import pytest
import time_machine
from django.utils import timezone

from powers.actions.finding import keep_findable
from powers.models import LegalBasis, Link, Posting, Power
from powers.public.charts import chart_page
from powers.public.listing import Asked, listing
from powers.states import Category, PublicState
from tests.factories.accounts import SectionFactory, UserFactory
from tests.factories.powers import CommentFactory, PowerFactory, drawn_chart, fresh, frozen, posted

from .pages import address, answered, improved_chart, open_chart

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installed():
    UserFactory()


def codes(client, **query):
    """The codes of the charts that a search lists, in any order."""
    text = client.get("/", query, follow=True).text
    return set(re.findall(r'href="/charts/([^/"]+)/(?:\?[^"]*)?"><b>', text))


def spoken_chart():
    """A chart in which each kind of fact has words of its own."""
    section = SectionFactory(name="行政审批科", parent__name="示范市城市管理局")
    chart = drawn_chart(section=section, name="占道经营许可流程图")
    step = chart.steps.get(key="examine")
    step.position.name = "窗口受理岗"
    step.position.save()
    chart.steps.filter(key="examine").update(name="现场踏勘")
    Link.objects.filter(flowchart=chart, source=step).update(condition="材料齐全的")
    LegalBasis.objects.create(step=step, law="行政许可法", article="第三十四条")
    power = chart.powers.get()
    LegalBasis.objects.create(power=power, law="市容管理条例", article="第十四条")
    facts = {"code": "XK-07", "name": "临时占用道路审批", "affected_party": "个体工商户"}
    Power.objects.filter(pk=power.pk).update(category="licensing", **facts)
    return posted(fresh(chart)).flowchart


@pytest.mark.parametrize(
    "words",
    [
        "占道", "审批", "城管 占道", "城市", "占用", "工商", "踏勘", "齐全", "窗口", "许可法",
        "三十四条", "市容", "xk-07", "XK-07", "ＸＫ－０７", "踏勘 市容", "踏勘\u3000市容", " 踏勘\n",
    ],
)  # fmt: skip
def test_two_characters_of_any_fact_find_the_chart(client, words):
    open_chart(name="别的流程图")
    chart = spoken_chart()
    assert codes(client, q=words) == ({chart.code} if "城管" not in words else set())


@pytest.mark.parametrize("words", ["没有的", "踏市", "踏勘 没有的", "%", "_", "受理送", "\\"])
def test_other_words_find_nothing(client, words):
    spoken_chart()
    assert codes(client, q=words) == set()


def test_only_what_was_frozen_is_found(client):
    chart = spoken_chart()
    chart.steps.filter(key="examine").update(name="改动中的环节")
    chart.powers.update(name="改动中的职权")
    assert codes(client, q="踏勘 占用") == {chart.code}
    assert codes(client, q="改动中") == set()


def test_a_settled_chart_is_found_by_its_final_words(client):
    chart = improved_chart()
    keep_findable(Posting.objects.all())
    assert codes(client, q="现场核查") == {chart.code}


def test_a_draft_and_an_upcoming_chart_are_not_found(client):
    drawn_chart(name="草拟的图")
    posting = posted(drawn_chart(name="将要公示的图"), days_ago=-1)
    assert codes(client, q="的图") == set()
    Posting.objects.filter(pk=posting.pk).update(opens=timezone.localdate())
    assert codes(client, q="的图") == {posting.flowchart.code}


def test_words_of_an_earlier_posting_no_longer_find_the_chart(client):
    chart = drawn_chart()
    chart.steps.filter(key="examine").update(name="旧的名称")
    posting = posted(fresh(chart), days_ago=30)
    Posting.objects.filter(pk=posting.pk).update(
        stopped_on=timezone.localdate(), stopped_by=UserFactory(), stop_reason="有误"
    )
    assert codes(client, q="旧的") == {chart.code}
    chart.steps.filter(key="examine").update(name="新的名称")
    posted(fresh(chart))
    assert (codes(client, q="旧的"), codes(client, q="新的")) == (set(), {chart.code})


def test_a_withheld_chart_is_neither_listed_nor_found_nor_counted(client):
    chart = spoken_chart()
    assert codes(client) == codes(client, q="占道") == {chart.code}
    chart.powers.update(withheld_ground="涉密", withheld_approver="王局")
    assert codes(client) == codes(client, q="占道") == set()
    text = client.get("/").text
    leaks = [word for word in ("占道", "行政审批科", "城市管理局", "行政许可（") if word in text]
    assert leaks == []
    found = listing(Asked(), 1)
    assert (found.units, found.categories) == ([], [])
    assert {choice.count for choice in found.states} == {0}


def postings_in_every_state():
    """Charts of two bodies in every state, some with several categories."""
    sections = [SectionFactory() for _number in range(2)]
    sections.append(SectionFactory(parent=sections[0].parent))
    stopped = {"stopped_on": timezone.localdate(), "stop_reason": "有误"}
    settled = {"settled_at": timezone.now(), "imported": True}
    lives = [
        (0, 30, {}), (8, 1, {}), (20, 9, {}), (30, 9, stopped), (30, 9, settled),
        (31, 9, settled | {"changed": True}), (0, 1, {}), (-1, 9, {}),
    ]  # fmt: skip
    categories = list(Category)
    for number, (days_ago, days, facts) in enumerate(lives * 2):
        chart = drawn_chart(section=sections[number % 3])
        chart.powers.update(category=categories[number % 2])
        if number % 5 == 0:
            PowerFactory(section=chart.section, flowchart=chart, category=categories[5])
        put(posted(fresh(chart), days_ago=days_ago, days=days), **facts)


def put(posting, *, changed=False, **facts):
    """Bring a posting to the end of its life that the facts tell."""
    if "stopped_on" in facts:
        facts["stopped_by"] = UserFactory()
    if "settled_at" in facts:
        facts["final_version"] = posting.version
    if changed:
        posting.flowchart.steps.filter(key="examine").update(name="改过的审查")
        facts["final_version"] = frozen(posting.flowchart)
    Posting.objects.filter(pk=posting.pk).update(**facts)
    keep_findable(Posting.objects.filter(pk=posting.pk))


def every_way(words):
    """Each list that words, unit, category and state can narrow it to, where any has charts."""
    first = listing(Asked(words), 1)
    units = ["", *(choice.value for choice in first.units)]
    categories = ["", *(choice.value for choice in first.categories)]
    ways = product([words], units, categories, ["", *PublicState.values])
    return {asked: listing(asked, 1) for asked in (Asked(*way) for way in ways)}


# Found in every chart, in every one without words, in the two that were changed, in none.
@pytest.mark.parametrize(
    ("words", "all_found", "ways"),
    [("审查", 14, 100), ("", 14, 100), ("改过 审查", 2, 40), ("没有的", 0, 7)],
)
def test_every_count_is_the_length_of_the_list_it_leads_to(words, all_found, ways):
    postings_in_every_state()
    lists = every_way(words)
    lengths = {asked: found.page.paginator.count for asked, found in lists.items()}
    assert (lengths[Asked(words)], len(lists) >= ways) == (all_found, True)
    for asked, found in lists.items():
        ways = [replace(asked, unit=choice.value) for choice in found.units]
        ways += [replace(asked, category=choice.value) for choice in found.categories]
        ways += [replace(asked, state=choice.value) for choice in found.states]
        choices = [*found.units, *found.categories, *found.states]
        assert [choice.count for choice in choices] == [lengths[way] for way in ways]
        assert len(found.page.object_list) == lengths[asked]


@pytest.mark.parametrize(
    "asked", [{}, {"state": "settled"}, {"category": "licensing", "q": "审查"}]
)
def test_each_count_on_the_page_is_what_stands_on_the_next(client, asked):
    postings_in_every_state()
    text = client.get("/", asked, follow=True).text
    states = re.findall(r'href="(/[^"]*)"[^>]*>\s*\S+\s*<span class="choices-count">(\d+)<', text)
    assert len(states) == 1 + len(PublicState)
    for link, count in states:
        assert (link, shown_on(client.get(html.unescape(link)))) == (link, int(count))
    for name in ("unit", "category"):
        (field,) = re.findall(rf'<select name="{name}".*?</select>', text, re.DOTALL)
        choices = re.findall(r'<option value="([^"]+)"[^>]*>[^<]*（(\d+)）', field)
        assert choices
        for value, count in choices:
            page = client.get("/", asked | {name: value}, follow=True)
            assert (name, value, shown_on(page)) == (name, value, int(count))


def shown_on(page):
    return page.text.count('<li class="item">')


def test_what_is_offered_is_all_there_is():
    postings_in_every_state()
    found = listing(Asked(), 1)
    rows = found.page.object_list
    assert {choice.label for choice in found.units} == {
        *(row.section for row in rows),
        *(row.body for row in rows),
    }
    offered = {choice.label for choice in found.categories}
    assert offered == {category for row in rows for category in row.categories}
    assert {each.value for each in found.states if each.count} == {"", *PublicState.values}
    # Two open ones of sixteen have not opened yet.
    assert found.page.paginator.count == found.states[0].count == 14


@pytest.mark.parametrize(("left", "soon"), [(4, False), (3, True), (1, True), (0, True)])
def test_a_posting_closes_soon_with_three_working_days_left(client, left, soon):
    # From Monday 2026-03-02; the 6th is a Friday.
    with time_machine.travel(datetime.datetime(2026, 3, 2, 4, tzinfo=datetime.UTC), tick=False):
        posting = posted(drawn_chart(), days_ago=3, days=3 + left)
        assert posting.closes == datetime.date(2026, 3, 2 + left)
        assert codes(client, state="closing") == ({posting.flowchart.code} if soon else set())
        assert codes(client, state="open") == {posting.flowchart.code}
        row = listing(Asked(), 1).page.object_list[0]
        assert (row.days_left, row.closes_soon) == (left, soon)


def test_a_weekend_does_not_count_as_days_left(client):
    # Friday; Monday to Wednesday are three working days.
    with time_machine.travel(datetime.datetime(2026, 3, 6, 4, tzinfo=datetime.UTC), tick=False):
        soon, later = (posted(drawn_chart(), days=days).flowchart.code for days in (5, 6))
        assert codes(client, state="closing") == {soon}
        assert codes(client, state="open") == {soon, later}


def test_a_page_is_there_exactly_for_what_is_listed():
    for withheld in ([False], [True], [True, False], [True, True], []):
        chart = drawn_chart()
        chart.powers.all().delete()
        for each in withheld:
            ground = {"withheld_ground": "涉密", "withheld_approver": "王局"} if each else {}
            PowerFactory(section=chart.section, flowchart=chart, **ground)
        posted(fresh(chart))
        row = [row for row in listing(Asked(), 1).page.object_list if row.code == chart.code]
        assert (withheld, bool(row)) == (withheld, chart_page(chart.code) is not None)
        assert bool(row) == (withheld == [] or not all(withheld))


def test_a_row_tells_what_was_frozen(client):
    chart = spoken_chart()
    CommentFactory(posting=Posting.objects.get())
    type(chart).objects.filter(pk=chart.pk).update(name="改动中的图名")
    (row,) = listing(Asked(), 1).page.object_list
    assert (row.name, row.body, row.section) == (
        "占道经营许可流程图",
        "示范市城市管理局",
        "行政审批科",
    )
    assert (row.categories, row.comment_count, row.is_changed) == (["行政许可"], 1, False)


@pytest.mark.parametrize("query", ["", "?q=审查&unit={unit}&category=internal&state=open&page=2"])
def test_the_queries_of_the_list_do_not_grow(client, django_assert_num_queries, query):
    chart = open_chart()
    answered(Posting.objects.get())
    url = "/" + query.format(unit=chart.body.code).replace("&page=2", "")
    client.get(url, follow=True)  # whether the installation has begun is asked once
    with django_assert_num_queries(3):
        client.get(url)
    for _number in range(2):
        answered(posted(drawn_chart(section=chart.section)))
    with django_assert_num_queries(3):
        client.get(url)


def test_pages_keep_what_was_chosen_and_end_where_the_list_does(client):
    for _number in range(21):
        chart = open_chart()
    first = client.get("/?lang=en&state=open")
    assert 'href="/?lang=en&amp;state=open&amp;page=2"' in first.text
    second = client.get("/?lang=en&state=open&page=2")
    assert (first.text.count('class="item"'), second.text.count('class="item"')) == (20, 1)
    beyond = client.get("/?lang=en&state=open&page=7")
    assert (beyond.status_code, beyond.url) == (302, "/?lang=en&state=open&page=2")
    assert chart.code in first.text + second.text


def test_a_chart_leads_to_its_page_and_its_form(client):
    chart = open_chart()
    text = client.get("/?size=large").text
    assert f'href="{address(chart)}?size=large"' in text
    assert f'href="{address(chart, "comment")}?size=large"' in text
