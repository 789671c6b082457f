"""A posting's period: a later opening, an extension, an early end by one or two people."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from powers.actions.charts import save_flowchart
from powers.actions.comments import Answer, publish_replies, save_answers
from powers.actions.postings import (
    confirm_stop,
    drop_stop,
    extend_posting,
    hand_in_posting,
    stop_posting,
)
from powers.actions.releases import sign_release, submit_release
from powers.charts import drawing_of
from powers.models import Comment, Extension, Flowchart, Policy, Posting
from powers.permissions.postings import (
    can_confirm_stop,
    can_drop_stop,
    can_extend,
    can_stop,
    chart_is_free,
)
from powers.permissions.releases import can_submit_release
from powers.progress import progress_of
from powers.public import charts as public
from powers.public.listing import Asked, listing
from powers.receipts import hash_of
from powers.rows import rows_of
from powers.states import CommentState, PostingState
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskcontrol.lib.workdays import add_workdays, posting_period
from tests.factories.accounts import (
    committee_chair,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    person,
    section_head,
)
from tests.factories.powers import CommentFactory, drawn_chart, fresh, posted

from .flow import cleared, day, people_of, released

pytestmark = pytest.mark.django_db
MONDAY = "2026-03-02 10:00+08:00"


def days_ahead(count):
    return timezone.localdate() + datetime.timedelta(days=count)


def signed(opens_on):
    """A posting whose release asked for a day of opening."""
    release, people = cleared()
    type(release).objects.update(opens_on=opens_on)
    return sign_release(release=release, by=people.deputy_head).posting, people


def state_of(posting):
    return Posting.objects.get(pk=posting.pk).state_on(timezone.localdate())


# Opening later


def test_a_release_may_name_a_later_opening_day():
    with time_machine.travel(MONDAY):
        posting, _people = signed(day("2026-03-09"))
        assert (posting.opens, posting.closes) == (day("2026-03-09"), day("2026-03-18"))
        assert state_of(posting) == PostingState.UPCOMING
        assert posting.version.drawing == drawing_of(fresh(posting.flowchart))
    for when, state in [
        ("2026-03-08 23:59+08:00", PostingState.UPCOMING),
        ("2026-03-09 00:00+08:00", PostingState.OPEN),
        ("2026-03-18 23:59+08:00", PostingState.OPEN),
        ("2026-03-19 00:00+08:00", PostingState.CLOSED),
    ]:
        with time_machine.travel(when):
            assert state_of(posting) == state


def test_the_public_sees_nothing_of_it_before():
    with time_machine.travel(MONDAY):
        posting, _people = signed(day("2026-03-09"))
        code = posting.flowchart.code
        assert public.chart_page(code) is None
        assert listing(Asked(), 1).page.paginator.count == 0
    with time_machine.travel("2026-03-09 08:00+08:00"):
        assert public.chart_page(code).posting == posting
        assert listing(Asked(), 1).page.paginator.count == 1


def test_a_day_that_came_while_it_was_on_its_way_opens_it_when_signed():
    with time_machine.travel(MONDAY):
        posting, _people = signed(day("2026-02-27"))
        assert posting.opens == day("2026-03-02")


@pytest.mark.parametrize("ahead", [0, 60])
def test_a_day_within_two_months_is_taken(ahead):
    chart = drawn_chart()
    release = submit_release(
        flowchart=chart, days=7, opens_on=days_ahead(ahead), by=contributor(chart.section)
    )
    assert release.opens_on == days_ahead(ahead)


@pytest.mark.parametrize("ahead", [-1, 61])
def test_a_day_past_or_too_far_ahead_is_refused(ahead):
    chart = drawn_chart()
    with pytest.raises(ValidationError):
        submit_release(
            flowchart=chart, days=7, opens_on=days_ahead(ahead), by=contributor(chart.section)
        )
    assert not chart.releases.exists()


def test_the_rows_are_locked_until_it_opens():
    posting = posted(drawn_chart(), days_ago=-3)
    assert not chart_is_free(posting.flowchart)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        assert chart_is_free(posting.flowchart)


def test_where_it_stands_is_told():
    posting = posted(drawn_chart(), days_ago=-3)
    chart = Flowchart.objects.with_drawing().with_state().get(pk=posting.flowchart_id)
    with translation.override("en"):
        assert chart.state == "upcoming"
        assert progress_of(chart, drawing_of(chart)).words.startswith("Signed. It opens")


# Extension


def test_an_extension_counts_working_days_from_the_last_day():
    with time_machine.travel(MONDAY):
        posting, people = released()
    with time_machine.travel("2026-03-11 23:30+08:00"):
        extended = extend_posting(
            posting=posting, days=3, reason=" 意见较多。 ", by=people.moderator
        )
    assert (posting.closes, extended.closes) == (day("2026-03-11"), day("2026-03-16"))
    assert extended.closes == add_workdays(posting.closes, 3)
    assert extended.calculation == posting_period(posting.opens, 10).as_json()
    row = Extension.objects.get()
    assert (row.closed_before, row.closes, row.reason, row.made_by, row.made_on) == (
        day("2026-03-11"),
        day("2026-03-16"),
        "意见较多。",
        people.moderator,
        day("2026-03-11"),
    )
    entry = Entry.objects.select_related("detail").get(verb="posting.extend")
    assert entry.detail.content == {
        "before": "2026-03-11",
        "closes": "2026-03-16",
        "reason": "意见较多。",
    }


def test_the_public_reads_why():
    posting = posted(drawn_chart())
    extend_posting(
        posting=posting, days=3, reason="意见较多。", by=moderator(posting.flowchart.section)
    )
    (said,) = Posting.objects.get().period_sentences
    assert "意见较多。" in said


def test_it_can_be_extended_again_up_to_the_longest_there_is():
    posting = posted(drawn_chart(), days=14)
    by = moderator(posting.flowchart.section)
    posting = extend_posting(posting=posting, days=100, reason="甲", by=by)
    with pytest.raises(ValidationError):
        extend_posting(posting=posting, days=145, reason="乙", by=by)
    extend_posting(posting=posting, days=100, reason="乙", by=by)
    assert list(Extension.objects.values_list("reason", flat=True)) == ["甲", "乙"]


@pytest.mark.parametrize(("days", "reason"), [(0, "甲"), (-1, "甲"), (3, ""), (3, "  ")])
def test_an_extension_without_days_or_reason_is_refused(days, reason):
    posting = posted(drawn_chart())
    by = moderator(posting.flowchart.section)
    with pytest.raises(ValidationError):
        extend_posting(posting=posting, days=days, reason=reason, by=by)
    assert (Posting.objects.get().closes, Extension.objects.count()) == (posting.closes, 0)


@pytest.mark.parametrize(
    "role",
    [contributor, section_head, moderator, deputy_head, committee_member, committee_chair],
)
def test_extending_is_the_moderators(role):
    posting = posted(drawn_chart())
    assert bool(can_extend(role(posting.flowchart.section), posting)) == (role is moderator)


@pytest.mark.parametrize("days_ago", [-2, 10, 30])
def test_only_an_open_posting_is_extended(days_ago):
    posting = posted(drawn_chart(), days_ago=days_ago)
    with pytest.raises(PermissionDenied):
        extend_posting(
            posting=posting, days=3, reason="甲", by=moderator(posting.flowchart.section)
        )
    assert not Extension.objects.exists()


# Early end


def with_second_person(posting):
    Policy.objects.create(body=posting.flowchart.body, second_person=True)
    return posting


def test_a_posting_is_stopped_for_a_reason():
    posting = posted(drawn_chart(), days_ago=2)
    by = moderator(posting.flowchart.section)
    stopped = stop_posting(posting=posting, reason=" 流程有重大遗漏。 ", by=by)
    assert (stopped.stopped_on, stopped.stopped_by, stopped.stop_asked_by) == (
        timezone.localdate(),
        by,
        None,
    )
    assert stopped.stop_reason == "流程有重大遗漏。"
    assert stopped.state_on(timezone.localdate()) == PostingState.STOPPED
    assert "流程有重大遗漏。" in stopped.period_sentences[0]
    assert [entry.verb for entry in Entry.objects.all()] == ["posting.stop"]


@pytest.mark.parametrize("days_ago", [-3, 0, 9])
def test_before_it_opens_and_until_its_last_day(days_ago):
    posting = posted(drawn_chart(), days_ago=days_ago)
    by = moderator(posting.flowchart.section)
    assert stop_posting(posting=posting, reason="甲", by=by).stopped_on


def test_what_was_stopped_before_it_opened_never_comes_before_the_public():
    posting = posted(drawn_chart(), days_ago=-3)
    stop_posting(posting=posting, reason="甲", by=moderator(posting.flowchart.section))
    with time_machine.travel(timezone.now() + datetime.timedelta(days=5)):
        assert public.chart_page(posting.flowchart.code) is None
        assert listing(Asked(), 1).page.paginator.count == 0
        assert not Flowchart.objects.public().exists()


def test_what_was_stopped_while_open_stays_before_the_public_as_stopped():
    posting = posted(drawn_chart())
    stop_posting(posting=posting, reason="甲", by=moderator(posting.flowchart.section))
    assert public.chart_page(posting.flowchart.code).state == PostingState.STOPPED
    assert Flowchart.objects.public().get() == posting.flowchart


@pytest.mark.parametrize("days_ago", [10, 30])
def test_not_once_it_is_over(days_ago):
    posting = posted(drawn_chart(), days_ago=days_ago)
    with pytest.raises(PermissionDenied):
        stop_posting(posting=posting, reason="甲", by=moderator(posting.flowchart.section))
    assert Posting.objects.get().stopped_on is None


@pytest.mark.parametrize(
    "role",
    [contributor, section_head, moderator, deputy_head, committee_member, committee_chair],
)
def test_stopping_is_the_moderators_or_a_leaders(role):
    posting = posted(drawn_chart())
    may = role in {moderator, deputy_head}
    assert bool(can_stop(role(posting.flowchart.section), posting)) == may


def test_who_drew_the_chart_does_not_stop_it():
    posting = posted(drawn_chart())
    by = moderator(posting.flowchart.section)
    posting.flowchart.drawn_by.add(by)
    with pytest.raises(PermissionDenied):
        stop_posting(posting=posting, reason="甲", by=by)


def test_a_stop_gives_a_reason():
    posting = posted(drawn_chart())
    with pytest.raises(ValidationError):
        stop_posting(posting=posting, reason=" ", by=moderator(posting.flowchart.section))
    assert Posting.objects.get().stopped_on is None


def test_where_a_second_person_is_asked_for_one_asks_and_another_confirms():
    posting = with_second_person(posted(drawn_chart()))
    asks, leader = moderator(posting.flowchart.section), deputy_head(posting.flowchart.section)
    posting = stop_posting(posting=posting, reason="甲", by=asks)
    assert (posting.stopped_on, posting.stop_asked_by, posting.stop_reason) == (None, asks, "甲")
    assert state_of(posting) == PostingState.OPEN
    for action in (confirm_stop, lambda **given: stop_posting(reason="乙", **given)):
        with pytest.raises(PermissionDenied):
            action(posting=posting, by=asks)
    posting = confirm_stop(posting=posting, by=leader)
    assert (posting.stopped_by, posting.stop_asked_by, posting.stop_reason) == (leader, asks, "甲")
    verbs = [entry.verb for entry in Entry.objects.order_by("sequence")]
    assert verbs == ["posting.ask-stop", "posting.stop"]


@pytest.mark.parametrize("who", ["asker", "other"])
def test_what_was_asked_for_is_dropped_by_either(who):
    posting = with_second_person(posted(drawn_chart()))
    asks, other = moderator(posting.flowchart.section), deputy_head(posting.flowchart.section)
    posting = stop_posting(posting=posting, reason="甲", by=asks)
    posting = drop_stop(posting=posting, by=asks if who == "asker" else other)
    assert (posting.stop_asked_by, posting.stop_reason) == (None, "")
    assert can_stop(asks, posting)


def test_neither_the_section_nor_who_drew_confirms_or_drops():
    posting = with_second_person(posted(drawn_chart()))
    section = posting.flowchart.section
    posting = stop_posting(posting=posting, reason="甲", by=moderator(section))
    drew = deputy_head(section)
    posting.flowchart.drawn_by.add(drew)
    for by in (contributor(section), section_head(section), committee_chair(section), drew):
        assert not can_confirm_stop(by, posting)
        assert not can_drop_stop(by, posting)


def test_what_was_asked_for_lapses_with_the_last_day():
    posting = with_second_person(posted(drawn_chart()))
    posting = stop_posting(posting=posting, reason="甲", by=moderator(posting.flowchart.section))
    with time_machine.travel(timezone.now() + datetime.timedelta(days=10)):
        assert not can_confirm_stop(deputy_head(posting.flowchart.section), posting)
        assert hand_in_posting(posting=posting, by=contributor(posting.flowchart.section))


def stopped_with_a_comment():
    posting = posted(drawn_chart(), days_ago=2)
    comment = CommentFactory(posting=posting, receipt_hash=hash_of("code"))
    people = people_of(posting.flowchart)
    return stop_posting(posting=posting, reason="甲", by=people.moderator), comment, people


def test_after_it_the_chart_is_edited_and_goes_up_again():
    posting, _comment, people = stopped_with_a_comment()
    chart = fresh(posting.flowchart)
    assert chart_is_free(chart)
    drawing = drawing_of(chart)
    drawing["steps"][1]["days"] = 9
    save_flowchart(
        flowchart=chart, name=chart.name, rows=rows_of(drawing), expected=1, by=people.contributor
    )
    assert can_submit_release(people.contributor, fresh(chart))
    again, _people = released(fresh(chart))
    assert (again.version.number, chart.postings.count()) == (2, 2)


def test_after_it_nothing_is_handed_in_or_settled():
    posting, _comment, people = stopped_with_a_comment()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=20)):
        with pytest.raises(PermissionDenied):
            hand_in_posting(posting=posting, by=people.contributor)
        with pytest.raises(PermissionDenied):
            extend_posting(posting=posting, days=3, reason="乙", by=people.moderator)


def test_what_was_said_keeps_its_receipt_and_is_still_answered():
    posting, comment, people = stopped_with_a_comment()
    assert Comment.objects.get(receipt_hash=hash_of("code")) == comment
    answer = Answer(comment, "declined", "另行修改。")
    save_answers(posting=posting, answers=[answer], by=people.contributor)
    publish_replies(posting=posting, by=people.moderator)
    assert Comment.objects.get().state == CommentState.ANSWERED


def test_a_stopped_posting_takes_no_more_comments():
    posting, _comment, _people = stopped_with_a_comment()
    assert not Posting.objects.open_on(timezone.localdate()).exists()
    assert Posting.objects.in_state("stopped").get() == posting


def test_a_leader_of_another_body_stops_nothing():
    posting = posted(drawn_chart())
    stranger = person(Role.HEAD, drawn_chart().body)
    with pytest.raises(PermissionDenied):
        stop_posting(posting=posting, reason="甲", by=stranger)
