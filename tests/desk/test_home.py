"""My work: what waits for a person appears, leads where it is done, and vanishes with the act."""

import datetime
from html import escape

import pytest
from django.utils import timezone

from measures.actions.reminding import remind
from measures.models import Measure, Occasion, Reminder
from powers.actions.postings import stop_posting
from powers.models import Comment, Flowchart, Policy, Posting, Release
from riskcontrol.accounts.models import StandIn, User
from riskcontrol.accounts.roles import ADMINISTRATORS, Role
from riskcontrol.desk.board import board_for, board_of
from riskcontrol.desk.work import work_of
from tests.desk import scenes
from tests.factories.accounts import (
    BodyFactory,
    SectionFactory,
    UserFactory,
    contributor,
    moderator,
    person,
    section_head,
)
from tests.factories.measures import OccasionFactory, assessed, handed_in, measure_for
from tests.factories.powers import CommentFactory, drawn_chart, posted
from tests.powers import flow

pytestmark = pytest.mark.django_db


def items_of(user):
    user = User.objects.get(pk=user.pk)
    return work_of(user, board_for(user))


def addresses(user):
    return [item.url for item in items_of(user)]


@pytest.mark.parametrize("scene", scenes.SCENES, ids=lambda scene: scene.__name__)
def test_work_waits_until_it_is_done(client, scene):
    user, address, done = scene()
    assert addresses(user) == [address]

    client.force_login(user)
    page = client.get("/desk/")
    assert f'href="{escape(address)}"' in page.text
    assert client.get(address).status_code == 200

    done()
    assert address not in addresses(user)


@pytest.mark.parametrize("scene", scenes.SCENES, ids=lambda scene: scene.__name__)
def test_nothing_of_another_body_waits(scene):
    user, _address, _done = scene()
    role = user.memberships.first().role

    stranger = person(role, SectionFactory() if role == Role.CONTRIBUTOR else BodyFactory())

    assert addresses(stranger) == []


@pytest.mark.parametrize(
    "scene",
    [scenes.a_chart_to_clear, scenes.a_chart_to_sign, scenes.a_posting_to_settle],
    ids=lambda scene: scene.__name__,
)
def test_nobody_is_asked_to_decide_on_what_he_drew(scene):
    user, _address, _done = scene()
    Flowchart.objects.get().drawn_by.add(user)

    assert addresses(user) == []


def titles(user):
    return [item.title for item in items_of(user)]


def test_work_for_another_and_what_came_back_say_so():
    user, _address, _done = scenes.a_chart_to_clear_for_another()
    assert titles(user) == [f"保密审查（代{StandIn.objects.get().principal.name}）"]
    head, _address, _done = scenes.a_chart_that_came_back()
    assert titles(head) == ["退回重办：再核时限"]


def test_a_stage_with_a_name_of_its_own_is_called_by_it():
    release, people = flow.submitted()
    stages = [release.stages[0] | {"name": "法制初审"}, *release.stages[1:]]
    Release.objects.update(stages=stages)
    assert titles(people.section_head) == ["法制初审"]


def test_whoever_asked_for_the_early_end_does_not_confirm_it():
    user, _address, _done = scenes.an_early_end_to_confirm()
    asked = Posting.objects.get().stop_asked_by
    assert (titles(asked), len(titles(user))) == ([], 1)


def test_comments_of_a_stopped_posting_still_wait_for_an_answer():
    posting = posted(drawn_chart(), days_ago=2)
    CommentFactory(posting=posting)
    posting = stop_posting(
        posting=posting, reason="内容有误", by=moderator(posting.flowchart.section)
    )
    user = contributor(posting.flowchart.section)
    item = next(each for each in items_of(user) if "意见" in each.title)
    assert "提前结束" in item.note
    Comment.objects.update(state="answered")
    assert [each.title for each in items_of(user)] == ["公示已提前结束，修改后重新报送"]


def test_an_open_posting_without_comments_asks_nothing():
    posting = posted(drawn_chart())

    assert addresses(contributor(posting.flowchart.section)) == []


def test_a_comment_on_an_open_posting_is_answered_at_once():
    posting, people = flow.released()
    posting.comments.create(body="几天？", received_on=timezone.localdate())

    (item,) = items_of(people.contributor)

    assert not item.late
    assert "1" in item.title


def test_an_overdue_comment_comes_first_and_says_by_how_much():
    posting, people = flow.over(comments=1)
    day = timezone.localdate() - datetime.timedelta(days=60)
    posting.comments.update(received_on=day, decided_by=people.moderator)
    drawn_chart(section=posting.flowchart.section)

    first, *_others = items_of(people.contributor)

    assert (first.late, first.url) == (True, f"/desk/postings/{posting.pk}/")
    assert "已超期" in first.due


def test_what_a_colleague_was_asked_to_answer_is_his_alone_until_it_is_overdue():
    posting, people = flow.over(comments=1)
    posting.comments.update(assigned_to=contributor(posting.flowchart.section))
    assigned = posting.comments.get().assigned_to

    assert [len(items_of(one)) for one in (assigned, people.contributor, people.section_head)] == [
        1, 0, 0,
    ]  # fmt: skip

    posting.comments.update(received_on=timezone.localdate() - datetime.timedelta(days=60))
    assert [len(items_of(one)) for one in (assigned, people.contributor, people.section_head)] == [
        1, 0, 1,
    ]  # fmt: skip


def test_the_days_to_answer_are_the_bodys_own():
    posting, people = flow.over(comments=1)
    posting.comments.update(received_on=timezone.localdate() - datetime.timedelta(days=10))
    (before,) = items_of(people.contributor)
    Policy.objects.create(body=posting.flowchart.body, answer_days=1)
    (after,) = items_of(people.contributor)

    assert (before.late, after.late) == (False, True)


def test_where_comments_are_summed_up_nobody_looks_at_each():
    posting, people = flow.over(comments=1)
    Policy.objects.create(body=posting.flowchart.body, comments_shown="summed")

    assert items_of(people.moderator) == []


def test_a_note_of_the_section_is_the_moderators_turn():
    posting, people = flow.over(comments=1)
    posting.comments.update(suggestion="合并", suggested_by=people.contributor)

    assert addresses(people.moderator) == [f"/desk/postings/{posting.pk}/"]
    assert addresses(people.contributor) == []


def test_a_posting_stopped_early_still_answers_its_comments():
    posting, people = flow.over(comments=1)
    Posting.objects.update(
        stopped_on=posting.closes, stopped_by=people.moderator, stop_reason="画错了"
    )

    assert f"/desk/postings/{posting.pk}/" in addresses(people.contributor)
    posting.comments.update(state="hidden", hidden_for="insult")
    assert f"/desk/postings/{posting.pk}/" not in addresses(people.contributor)


def test_a_returned_chart_says_why():
    user, _address, _done = scenes.a_chart_returned()

    assert "缺时限" in items_of(user)[0].title


def test_a_returned_worksheet_says_why():
    user, _address, _done = scenes.a_worksheet_returned()

    assert "再看看受理" in items_of(user)[0].title


@pytest.mark.parametrize(("days", "late"), [(-1, True), (0, False), (14, False)])
def test_what_is_overdue_is_marked(days, late):
    due = timezone.localdate() + datetime.timedelta(days=days)
    occasion = OccasionFactory(due_on=due)

    assert [item.late for item in items_of(contributor(occasion.measure.section))] == [late]


def test_what_is_due_later_than_two_weeks_does_not_press():
    due = timezone.localdate() + datetime.timedelta(days=15)
    occasion = OccasionFactory(due_on=due)

    assert items_of(contributor(occasion.measure.section)) == []


def test_the_late_comes_first():
    user, chart_page, _done = scenes.a_chart_never_sent_up()
    section = Flowchart.objects.get().section
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    occasion = OccasionFactory(measure__section=section, due_on=yesterday)

    assert addresses(user) == [f"/desk/measures/{occasion.measure_id}/", chart_page]


def test_nobody_verifies_what_he_did_himself():
    occasion = OccasionFactory(done=True)
    head = section_head(occasion.measure.section)
    occasion.done_by = head
    occasion.save()

    assert items_of(head) == []


@pytest.mark.parametrize(("rank", "role"), [(1, Role.DEPUTY_HEAD), (2, Role.HEAD), (3, Role.HEAD)])
def test_a_leader_is_asked_only_for_the_level_he_answers_for(rank, role):
    user, _address, _done = scenes.an_overdue_measure_of_level(rank, role)

    assert items_of(user) == []


def test_somebody_else_named_to_answer_is_asked_instead():
    user, address, _done = scenes.an_overdue_measure_of_level(2, Role.HEAD)
    measure_for(assessed().worksheet.risk_points.get())
    Measure.objects.update(answers_for="head", answers_because="重大")
    Occasion.objects.update(risen="", answers="")
    Reminder.objects.all().delete()
    remind(timezone.localdate())

    assert addresses(user) == [address]


def test_a_sitting_asks_nothing_of_whoever_has_done_his_part():
    sitting = assessed()
    member = sitting.members.exclude(user=sitting.chair).get().user

    assert items_of(member) == []


def test_a_worksheet_taken_up_is_not_convened_again():
    user, _address, done = scenes.a_sitting_to_convene()
    done()

    assert items_of(user) == []


def test_the_page_counts_what_waits(client):
    user, _address, _done = scenes.a_chart_never_sent_up()
    client.force_login(user)

    page = client.get("/desk/")

    assert page.context["work_count"] == 1
    assert "badge-count" in page.text


def test_whoever_has_nothing_to_do_is_shown_the_walk(client):
    client.force_login(moderator(SectionFactory()))

    page = client.get("/desk/")

    assert page.context["items"] == []
    assert 'href="/desk/walk/"' in page.text


# Administrators and newcomers


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.AUDITOR, "/desk/ledger/"),
        (Role.SECURITY_ADMINISTRATOR, "/desk/people/"),
        (Role.SYSTEM_ADMINISTRATOR, "/desk/units/"),
    ],
)
def test_an_administrator_finds_his_duties_and_no_business(client, role, address):
    body = handed_in().body
    client.force_login(person(role, body))

    page = client.get("/desk/")

    assert page.context["items"] == []
    assert f'href="{address}"' in page.text
    assert "/desk/walk/" not in page.text


def test_a_person_without_a_role_is_told_who_grants_one(client):
    client.force_login(UserFactory())

    page = client.get("/desk/")

    assert page.status_code == 200
    assert "安全管理员" in page.text


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_an_administrator_s_board_is_empty(role):
    board = board_for(person(role, handed_in().body))

    assert [board.places, board.worksheets, board.sittings, board.postings, board.occasions] == [
        [] for _list in range(5)
    ]


# Queries


def test_the_page_asks_the_same_number_of_queries_for_one_and_for_three(
    client, django_assert_num_queries
):
    section = SectionFactory()
    user = section_head(section)
    for role in Role:
        if role not in ADMINISTRATORS:
            user.memberships.get_or_create(unit=section, role=role)
    client.force_login(user)
    client.get("/desk/")  # the first request of all asks whether the installation is empty
    for _more in range(2):
        one_of_each(section)
        with django_assert_num_queries(15):
            client.get("/desk/")
        one_of_each(section)


@pytest.mark.parametrize("role", [role for role in Role if role not in ADMINISTRATORS])
def test_nobody_s_page_asks_more_than_twelve_queries(client, role, django_assert_max_num_queries):
    section = SectionFactory()
    own = role in {Role.CONTRIBUTOR, Role.SECTION_HEAD}
    client.force_login(person(role, section if own else section.body))
    client.get("/desk/")
    one_of_each(section)
    one_of_each(section)
    with django_assert_max_num_queries(12):
        client.get("/desk/")


def one_of_each(section):
    drawn_chart(section=section)
    flow.submitted(drawn_chart(section=section))
    CommentFactory(posting=posted(drawn_chart(section=section), days_ago=20))
    sitting = assessed()
    type(sitting.worksheet).objects.filter(pk=sitting.worksheet.pk).update(
        section=section, body=section.body
    )
    OccasionFactory(measure__section=section)


def test_the_board_of_a_body_holds_what_the_board_of_its_reader_holds():
    section = SectionFactory()
    one_of_each(section)
    user = contributor(section)

    own, whole = board_for(user), board_of(section.body, user)

    assert own.postings == whole.postings
    assert own.occasions == whole.occasions
    assert {place.power.pk for place in own.places} < {place.power.pk for place in whole.places}
