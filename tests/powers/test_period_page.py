"""The page of a posting's period: what it says, and the acts it offers to whom."""

import uuid

import pytest
from django.urls import reverse

from powers.actions.postings import extend_posting, stop_posting
from powers.models import Extension, Policy, Posting
from tests.factories.accounts import (
    UserFactory,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    section_head,
)
from tests.factories.powers import CommentFactory, drawn_chart, posted, settled_chart

pytestmark = pytest.mark.django_db


@pytest.fixture
def posting():
    return posted(drawn_chart(), days_ago=2)


def url_of(posting):
    return reverse("powers:posting_period", args=[posting.pk]) + "?lang=en"


def page(client, posting, by):
    client.force_login(by)
    return client.get(url_of(posting))


def send(client, posting, by, act, **typed):
    client.force_login(by)
    return client.post(url_of(posting), {"act": act, "submission_id": uuid.uuid4(), **typed})


def test_the_moderator_extends_it(client, posting):
    by = moderator(posting.flowchart.section)
    assert send(client, posting, by, "extend", days=3, reason="意见较多").status_code == 302
    assert Extension.objects.get().closes == Posting.objects.get().closes
    text = page(client, posting, contributor(posting.flowchart.section)).text
    assert "意见较多" in text


def test_the_moderator_stops_it(client, posting):
    by = moderator(posting.flowchart.section)
    send(client, posting, by, "stop", reason="内容有误")
    assert Posting.objects.get().stopped_by == by
    assert "内容有误" in page(client, posting, by).text


def test_two_people_stop_it_where_the_body_asks_for_that(client, posting):
    Policy.objects.create(body=posting.flowchart.body, second_person=True)
    asks, leader = moderator(posting.flowchart.section), deputy_head(posting.flowchart.section)
    assert "Ask for the early end" in page(client, posting, asks).text
    send(client, posting, asks, "stop", reason="内容有误")
    assert list(page(client, posting, asks).context["forms"]) == ["extend", "drop"]
    assert list(page(client, posting, leader).context["forms"]) == ["confirm", "drop"]
    send(client, posting, leader, "confirm")
    assert Posting.objects.get().stopped_by == leader


def test_what_was_asked_for_is_let_run_on(client, posting):
    Policy.objects.create(body=posting.flowchart.body, second_person=True)
    asks = moderator(posting.flowchart.section)
    send(client, posting, asks, "stop", reason="内容有误")
    send(client, posting, asks, "drop")
    assert Posting.objects.get().stop_asked_by is None


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (contributor, []),
        (section_head, []),
        (committee_member, []),
        (moderator, ["extend", "stop"]),
        (deputy_head, ["stop"]),
    ],
)
def test_each_is_offered_what_he_may(client, posting, role, offered):
    answer = page(client, posting, role(posting.flowchart.section))
    assert list(answer.context["forms"]) == offered
    assert "error-summary" not in answer.text


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("extend", {"days": "", "reason": "意见较多"}),
        ("extend", {"days": "0", "reason": "意见较多"}),
        ("extend", {"days": "999", "reason": "意见较多"}),
        ("extend", {"days": "x", "reason": "意见较多"}),
        ("extend", {"days": "3", "reason": ""}),
        ("extend", {"days": "3", "reason": "长" * 301}),
        ("extend", {"days": "3", "reason": "按身份证11010519491231002X的人要求"}),
        ("stop", {"reason": ""}),
        ("stop", {"reason": "长" * 301}),
        ("stop", {"reason": "请打13800138000"}),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(client, posting, act, typed):
    answer = send(client, posting, moderator(posting.flowchart.section), act, **typed)
    assert 'id="error-summary"' in answer.text
    bound = answer.context["bound"]
    assert {name: bound[name].value() for name in typed} == typed
    kept = Posting.objects.get()
    assert (kept.closes, kept.stopped_on) == (posting.closes, None)


@pytest.mark.parametrize(
    ("act", "typed"), [("extend", {"days": 3, "reason": "甲"}), ("stop", {"reason": "甲"})]
)
@pytest.mark.parametrize(
    ("who", "status"), [("nobody", 302), ("outsider", 404), ("contributor", 403)]
)
def test_who_may_not_is_refused_over_http(client, posting, act, typed, who, status):
    people = {
        "outsider": lambda: moderator(drawn_chart().section),
        "contributor": lambda: contributor(posting.flowchart.section),
    }
    if who in people:
        client.force_login(people[who]())
    assert client.post(url_of(posting), {"act": act, **typed}).status_code == status
    kept = Posting.objects.get(pk=posting.pk)
    assert (kept.closes, kept.stopped_on) == (posting.closes, None)


def test_an_unknown_act_is_refused(client, posting):
    by = moderator(posting.flowchart.section)
    assert send(client, posting, by, "nonsense").status_code == 400


def test_a_double_submit_extends_once(client, posting):
    client.force_login(moderator(posting.flowchart.section))
    typed = {"act": "extend", "days": 3, "reason": "甲", "submission_id": uuid.uuid4()}
    first, second = (client.post(url_of(posting), typed) for _time in range(2))
    assert (first.url, second.url, Extension.objects.count()) == (first.url, first.url, 1)


def test_a_settled_posting_offers_nothing_and_says_why(client):
    posting = settled_chart().postings.get()
    answer = page(client, posting, moderator(posting.flowchart.section))
    assert list(answer.context["forms"]) == []
    assert "This posting is settled" in answer.text
    assert "The period is over" not in answer.text


def test_the_posting_s_page_leads_here_and_tells_of_an_early_end(client, posting):
    CommentFactory(posting=posting)
    address = reverse("powers:posting_detail", args=[posting.pk])
    by = moderator(posting.flowchart.section)
    client.force_login(by)
    assert reverse("powers:posting_period", args=[posting.pk]) in client.get(address).text
    stop_posting(posting=posting, reason="内容有误", by=by)
    text = client.get(address + "?lang=en").text
    assert "Stopped early on" in text
    assert "内容有误" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_at_any_number_of_extensions(
    client, posting, django_assert_num_queries, count
):
    by = moderator(posting.flowchart.section)
    for _number in range(count):
        extend_posting(posting=posting, days=1, reason="甲", by=by)
    client.force_login(UserFactory())
    client.force_login(by)
    with django_assert_num_queries(7):
        client.get(url_of(posting))
