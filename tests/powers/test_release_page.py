"""The release page: the one act of whoever looks, or why not and who must."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from powers.actions.postings import stop_posting
from powers.actions.releases import return_release
from powers.models import Posting, Release
from powers.states import Stage
from tests.factories.accounts import (
    StandInFactory,
    UserFactory,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    section_head,
)
from tests.factories.powers import drawn_chart, settled_chart

from .flow import checked, cleared, released, submitted

pytestmark = pytest.mark.django_db


def url_of(chart):
    return reverse("powers:release", args=[chart.code]) + "?lang=en"


def page(client, chart, by):
    client.force_login(by)
    return client.get(url_of(chart)).text


def send(client, chart, by, act, **fields):
    client.force_login(by)
    return client.post(url_of(chart), {"act": act, "submission_id": uuid.uuid4(), **fields})


def test_the_walk_over_http(client):
    chart = drawn_chart()
    section = chart.section
    send(client, chart, contributor(section), "submit", days=7, asked="哪一步不方便？")
    send(client, chart, section_head(section), "check")
    send(client, chart, moderator(section), "clear", clearance="不涉密")
    response = send(client, chart, deputy_head(section), "sign")
    assert response.status_code == 302
    assert (Posting.objects.get().asked, Release.objects.get().stage) == (
        "哪一步不方便？",
        Stage.RELEASED,
    )


def test_each_stage_can_be_returned_or_withdrawn(client):
    release, people = submitted()
    chart = release.flowchart
    send(client, chart, people.section_head, "return", remark="写明时限")
    assert "写明时限" in page(client, chart, people.contributor)
    send(client, chart, people.contributor, "submit", days=7)
    send(client, chart, people.contributor, "withdraw")
    stages = Release.objects.values_list("stage", flat=True)
    assert list(stages) == [Stage.RETURNED, Stage.RETURNED]
    assert "took its request back" in page(client, chart, people.contributor)


@pytest.mark.parametrize("at", [submitted, checked, cleared])
def test_the_page_offers_the_act_to_whose_turn_it_is_alone(client, at):
    release, people = at()
    turn = {submitted: "section_head", checked: "moderator", cleared: "deputy_head"}[at]
    labels = {
        submitted: "Checked, pass it on",
        checked: "Clear for publication",
        cleared: "Sign the release",
    }
    offered = [
        name
        for name, person in vars(people).items()
        if labels[at] in page(client, release.flowchart, person)
    ]
    assert offered == [turn]


@pytest.mark.parametrize("at", [submitted, checked, cleared])
def test_the_page_names_who_must(client, at):
    release, people = at()
    turn = {submitted: "section_head", checked: "moderator", cleared: "deputy_head"}[at]
    text = page(client, release.flowchart, people.contributor)
    assert f"It is the turn of {getattr(people, turn).name}." in text


def test_nobody_to_act_is_said(client):
    release, people = checked()
    release.flowchart.drawn_by.add(people.moderator)
    assert "Nobody holds this stage" in page(client, release.flowchart, people.contributor)


def test_a_settled_chart_says_that_nothing_is_to_be_posted(client):
    chart = settled_chart()
    assert "nothing to post" in page(client, chart, contributor(chart.section))


def test_a_posted_chart_leads_to_its_posting(client):
    posting, people = released()
    text = page(client, posting.flowchart, people.contributor)
    assert reverse("powers:posting_detail", args=[posting.pk]) in text


def test_a_withheld_chart_is_confirmed_by_a_leader(client):
    chart = drawn_chart()
    chart.powers.update(withheld_ground="涉密", withheld_approver="王局")
    leader = deputy_head(chart.section)
    assert "Confirm this drawing" not in page(client, chart, contributor(chart.section))
    assert "Confirm this drawing" in page(client, chart, leader)
    send(client, chart, leader, "keep")
    assert chart.versions.get().withheld


@pytest.mark.parametrize(
    ("act", "fields"),
    [("submit", {"days": "3"}), ("submit", {"days": ""}), ("submit", {"days": "x"})],
)
def test_bad_periods_come_back_with_what_was_typed(client, act, fields):
    chart = drawn_chart()
    response = send(client, chart, contributor(chart.section), act, asked="问一问", **fields)
    assert 'id="error-summary"' in response.text
    assert "问一问" in response.text
    assert not Release.objects.exists()


def test_an_empty_result_or_remark_comes_back(client):
    release, people = checked()
    for act in ("clear", "return"):
        response = send(client, release.flowchart, people.moderator, act)
        assert 'id="error-summary"' in response.text
    assert Release.objects.get().stage == Stage.CLEARANCE


@pytest.mark.parametrize("opens_on", ["2020-01-01", "2999-01-01", "morgen"])
def test_a_bad_opening_day_comes_back_with_what_was_typed(client, opens_on):
    chart = drawn_chart()
    response = send(
        client,
        chart,
        contributor(chart.section),
        "submit",
        days=7,
        asked="问一问",
        opens_on=opens_on,
    )
    assert 'id="error-summary"' in response.text
    assert f'value="{opens_on}"' in response.text
    assert not Release.objects.exists()


def test_a_later_opening_day_is_sent_up_and_told(client):
    chart = drawn_chart()
    opens = timezone.localdate() + datetime.timedelta(days=20)
    send(client, chart, contributor(chart.section), "submit", days=7, opens_on=opens.isoformat())
    assert Release.objects.get().opens_on == opens
    with translation.override("en"):
        assert date_format(opens) in page(client, chart, section_head(chart.section))


def test_remarks_are_typed_at_the_stage_and_read_by_the_next(client):
    release, people = submitted()
    send(client, release.flowchart, people.section_head, "check", remark="时限已核对", seen=0)
    assert "时限已核对" in page(client, release.flowchart, people.moderator)


def test_it_is_given_back_to_an_earlier_stage(client):
    release, people = checked()
    chart = release.flowchart
    text = page(client, chart, people.moderator)
    assert "Check by the section head" in text
    send(client, chart, people.moderator, "return", remark="再核时限", to="0", seen=1)
    release.refresh_from_db()
    assert (release.stage, release.at) == (Stage.CHECK, 0)
    text = page(client, chart, people.section_head)
    assert "gave it back to “Check by the section head”" in text
    assert "再核时限" in text


@pytest.mark.parametrize("to", ["1", "7", "x"])
def test_back_to_what_is_no_earlier_stage_is_refused_in_words(client, to):
    release, people = checked()
    response = send(client, release.flowchart, people.moderator, "return", remark="甲", to=to)
    assert 'id="error-summary"' in response.text
    assert Release.objects.get().at == 1


def test_an_old_page_takes_no_stage_unseen(client):
    release, people = checked()
    response = send(
        client, release.flowchart, people.moderator, "clear", clearance="不涉密", seen=0
    )
    assert (response.status_code, Release.objects.get().at) == (403, 1)


def test_a_stand_in_is_told_for_whom_he_acts(client):
    release, people = checked()
    colleague = committee_member(release.flowchart.section)
    StandInFactory(principal=people.moderator, person=colleague)
    text = page(client, release.flowchart, colleague)
    assert f"You act for {people.moderator.name}" in text
    send(client, release.flowchart, colleague, "clear", clearance="不涉密")
    assert release.acts.last().on_behalf_of == people.moderator


def test_the_sheets_of_this_and_earlier_ways_up_are_offered(client):
    release, people = submitted()
    chart = release.flowchart
    send(client, chart, people.section_head, "return", remark="写明时限")
    send(client, chart, people.contributor, "submit", days=7)
    text = page(client, chart, people.contributor)
    for one in Release.objects.all():
        assert reverse("registers:approval_sheet", args=[one.pk]) in text


def test_a_stopped_posting_says_why_and_offers_the_next_way_up(client):
    posting, people = released()
    stop_posting(posting=posting, reason="内容有误", by=people.moderator)
    text = page(client, posting.flowchart, people.contributor)
    assert "stopped early on" in text
    assert "内容有误" in text
    assert "Send up" in text


@pytest.mark.parametrize("acts", [1, 3])
def test_the_page_costs_the_same_however_many_acts_and_ways_up(
    client, django_assert_num_queries, acts
):
    release, people = checked()
    chart = release.flowchart
    for _number in range(acts):
        return_release(release=release, remark="再核", to=0, by=people.moderator)
        Release.objects.filter(pk=release.pk).update(at=1, stage=Stage.CLEARANCE)
        Release.objects.create(
            flowchart=chart, stage=Stage.RETURNED, days=7, submitted_by=people.contributor
        )
    Release.objects.filter(pk=release.pk).update(stage=Stage.RETURNED)
    client.force_login(people.contributor)
    with django_assert_num_queries(21):
        client.get(url_of(chart))


def test_a_double_submit_acts_once(client):
    chart = drawn_chart()
    client.force_login(contributor(chart.section))
    typed = {"act": "submit", "days": 7, "submission_id": uuid.uuid4()}
    first, second = (client.post(url_of(chart), typed) for _time in range(2))
    assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    assert Release.objects.count() == 1


def test_an_unknown_act_is_refused(client):
    chart = drawn_chart()
    assert send(client, chart, contributor(chart.section), "nonsense").status_code == 400


def test_acting_on_a_chart_that_never_went_up_is_not_found(client):
    chart = drawn_chart()
    assert send(client, chart, section_head(chart.section), "check").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 302), ("outsider", 404), ("member", 403), ("contributor", 302)],
)
def test_submitting_over_http(client, who, status):
    chart = drawn_chart()
    person = {
        "outsider": lambda: contributor(drawn_chart().section),
        "member": lambda: committee_member(chart.section),
        "contributor": lambda: contributor(chart.section),
    }
    if who in person:
        client.force_login(person[who]())
    response = client.post(url_of(chart), {"act": "submit", "days": 7})
    assert response.status_code == status
    assert Release.objects.exists() == (who == "contributor")


def test_a_person_without_a_seat_finds_nothing(client):
    client.force_login(UserFactory())
    assert client.get(url_of(drawn_chart())).status_code == 404
