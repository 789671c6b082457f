"""What is due is brought to mind before its day, and rises when it is overdue: each step once."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from measures.actions.carrying_rules import set_carrying_rules
from measures.actions.occasions import carry_out
from measures.actions.reminding import remind
from measures.jobs import run_day
from measures.models import CarryingRules, Occasion, Reminder
from measures.rising import workdays_before
from riskcontrol.accounts.models import Membership
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskcontrol.desk.board import board_for
from riskcontrol.desk.work import work_of
from riskcontrol.lib.stale import Stale
from riskcontrol.lib.workdays import workdays_between
from riskpoints.actions.sittings import decide_sitting
from tests.factories.accounts import (
    BodyFactory,
    PositionFactory,
    SectionFactory,
    committee_chair,
    contributor,
    person,
    section_head,
)
from tests.factories.measures import (
    MeasureFactory,
    OccasionFactory,
    assessed,
    convened,
    measure_for,
)

pytestmark = pytest.mark.django_db
DUE = datetime.date(2026, 11, 20)  # a Friday


def day(number, month=11):
    return datetime.date(2026, month, number)


def with_mail(user):
    user.email = f"{user.username}@example.org"
    user.save()
    return user


@pytest.fixture
def section():
    return SectionFactory()


@pytest.fixture
def occasion(section):
    """Due on a Friday, of a position that somebody holds; a colleague of the section carries it out too."""
    post = PositionFactory(unit=section)
    return OccasionFactory(measure__section=section, measure__position=post, due_on=DUE)


@pytest.fixture
def holder(occasion, section):
    user = with_mail(contributor(section))
    Membership.objects.filter(user=user).update(position=occasion.position)
    with_mail(contributor(section))
    return user


def steps():
    return [(one.step, one.on, one.told) for one in Reminder.objects.all()]


def letters():
    """Who was written to about what since the last look."""
    found = [(letter.to, letter.subject) for letter in mail.outbox]
    mail.outbox.clear()
    return found


def run(on, capture):
    with capture(execute=True):
        remind(on)
    return letters()


def test_each_step_is_taken_once_on_its_day(
    occasion, holder, section, django_capture_on_commit_callbacks
):
    head, chair = with_mail(section_head(section)), with_mail(committee_chair(section))
    go = django_capture_on_commit_callbacks
    to = {user: [user.email] for user in (holder, head, chair)}
    assert run(day(16), go) == []  # four working days before
    assert run(day(17), go) == [(to[holder], "1 项措施即将到期")]
    assert run(day(17), go) == []
    assert run(day(20), go) == []
    assert run(day(21), go) == []  # a Saturday
    assert run(day(22), go) == []
    assert run(day(23), go) == [(to[holder], "1 项措施逾期未落实")]
    assert run(day(26), go) == []
    assert run(day(27), go) == [(to[head], "1 项措施逾期未落实")]
    assert run(day(3, 12), go) == []
    assert run(day(4, 12), go) == [(to[chair], "1 项措施逾期未落实")]
    assert run(day(31, 12), go) == []
    assert steps() == [
        ("ahead", day(17), holder.name),
        ("owner", day(23), holder.name),
        ("answerer", day(27), head.name),
        ("committee", day(4, 12), chair.name),
    ]
    assert Occasion.objects.get().risen == "committee"
    assert not Entry.objects.exists()


def test_days_on_which_nothing_ran_are_made_up_for(
    occasion, holder, section, django_capture_on_commit_callbacks
):
    assert len(run(day(31, 12), django_capture_on_commit_callbacks)) == 1
    assert [step for step, _on, _told in steps()] == ["owner", "answerer", "committee"]
    assert [told for _step, _on, told in steps()] == [holder.name, "", ""]


def test_what_was_done_is_not_brought_to_mind(occasion, holder, django_capture_on_commit_callbacks):
    Occasion.objects.update(lapsed=True)
    assert run(day(4, 12), django_capture_on_commit_callbacks) == []
    Occasion.objects.update(lapsed=False)
    carry_out(occasion=occasion, note="已抽查。", by=holder)
    assert run(day(4, 12), django_capture_on_commit_callbacks) == []
    assert steps() == []


def test_one_letter_a_person_names_what_is_due(section, django_capture_on_commit_callbacks):
    user = with_mail(contributor(section))
    for _more in range(22):
        OccasionFactory(measure__section=section, due_on=DUE)
    with django_capture_on_commit_callbacks(execute=True):
        remind(day(18))
    (letter,) = mail.outbox
    assert letter.to == [user.email]
    assert letter.subject == "22 项措施即将到期"
    assert letter.body.count("2026-11-20") == 20
    assert "另有 2 项" in letter.body
    assert "我的工作" in letter.body


def test_a_position_without_a_holder_falls_back_on_its_section(
    occasion, section, django_capture_on_commit_callbacks
):
    user = with_mail(contributor(section))
    assert run(day(17), django_capture_on_commit_callbacks) == [([user.email], "1 项措施即将到期")]


@pytest.mark.parametrize(("rank", "role"), [(1, Role.HEAD), (2, Role.DEPUTY_HEAD)])
def test_it_rises_to_who_answers_by_the_level(rank, role, django_capture_on_commit_callbacks):
    sitting = assessed(convened(), rank)
    decide_sitting(sitting=sitting, by=sitting.chair)
    point = sitting.worksheet.risk_points.get()
    occasion = OccasionFactory(
        measure=measure_for(point, state="in-force", in_force_from=DUE), due_on=DUE
    )
    leader = with_mail(person(role, point.body))
    with_mail(person(Role.HEAD if role != Role.HEAD else Role.DEPUTY_HEAD, point.body))
    assert run(day(27), django_capture_on_commit_callbacks) == [
        ([leader.email], "1 项措施逾期未落实")
    ]
    assert [item.url for item in work_of(leader, board_for(leader))] == [
        reverse("measures:detail", args=[occasion.measure_id])
    ]


def test_the_committee_s_chair_finds_it_in_his_work(occasion, section):
    chair = committee_chair(section)
    remind(day(3, 12))
    assert work_of(chair, board_for(chair)) == []
    remind(day(4, 12))
    (item,) = work_of(chair, board_for(chair))
    assert "报纪检机构" in item.title
    other = committee_chair(SectionFactory())
    assert work_of(other, board_for(other)) == []


def test_each_step_stands_on_the_measure_s_page(client, occasion, holder):
    remind(day(23))
    client.force_login(holder)
    page = client.get(reverse("measures:detail", args=[occasion.measure_id])).text
    assert "逾期，已提醒落实岗位" in page
    assert holder.name in page


def test_a_step_once_is_held_by_the_database(occasion):
    Reminder.objects.create(occasion=occasion, step="owner", on=DUE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(occasion=occasion, step="owner", on=DUE)


@pytest.mark.parametrize(
    ("on", "days", "latest"),
    [
        (day(23), 1, day(22)),  # due on Friday, Saturday or Sunday: one working day has passed
        (day(21), 1, day(19)),
        (day(27), 5, day(22)),
        (day(23), 0, day(23)),
    ],
)
def test_working_days_are_counted_back(on, days, latest):
    assert workdays_before(on, days) == latest
    assert workdays_between(latest, on) >= days


def test_a_body_has_its_own_days(section, occasion, holder, django_capture_on_commit_callbacks):
    CarryingRules.objects.create(
        body=section.body, remind_days=0, owner_days=2, answerer_days=2, committee_days=2
    )
    assert run(day(19), django_capture_on_commit_callbacks) == []
    assert len(run(DUE, django_capture_on_commit_callbacks)) == 1
    assert run(day(23), django_capture_on_commit_callbacks) == []
    remind(day(24))
    assert [step for step, *_more in steps()] == ["ahead", "owner", "answerer", "committee"]


def test_the_day_s_work_reminds(occasion, holder):
    run_day(day(23))
    assert [step for step, *_more in steps()] == ["owner"]


# The body's rules


def test_the_rules_are_set_once_and_told(client):
    body = BodyFactory()
    admin = person(Role.SYSTEM_ADMINISTRATOR, body)
    client.force_login(admin)
    address = reverse("desk:carrying_rules")
    assert client.get(address).status_code == 200
    said = {"remind_days": 5, "owner_days": 1, "answerer_days": 3, "committee_days": 7,
            "review_months_1": 2, "review_months_2": 6, "review_months_3": 12, "row_version": 1}  # fmt: skip
    assert client.post(address, said).status_code == 302
    own = CarryingRules.objects.get()
    assert (own.body, own.remind_days, own.committee_days, own.review_months_1) == (body, 5, 7, 2)
    assert Entry.objects.get().verb == "carrying-rules.set"
    assert client.post(address, said | {"remind_days": 6}).status_code == 409

    for wrong in (
        {"answerer_days": 9},
        {"owner_days": 0},
        {"committee_days": 9999},
        {"review_months_1": 0},
    ):
        answer = client.post(address, said | {"row_version": 2} | wrong)
        assert answer.status_code == 422
    assert CarryingRules.objects.get().row_version == 2


def test_only_the_administrator_of_the_body_sets_them(client):
    body = BodyFactory()
    with pytest.raises(PermissionDenied):
        set_carrying_rules(body=body, by=person(Role.COMMITTEE_CHAIR, body), remind_days=1)
    client.force_login(person(Role.HEAD, body))
    assert client.get(reverse("desk:carrying_rules")).status_code == 403


def test_who_saves_on_an_old_page_is_told():
    body = BodyFactory()
    admin = person(Role.SYSTEM_ADMINISTRATOR, body)
    set_carrying_rules(body=body, expected=1, by=admin, remind_days=5)
    with pytest.raises(Stale):
        set_carrying_rules(body=body, expected=1, by=admin, remind_days=6)
    with pytest.raises(ValidationError):
        set_carrying_rules(body=body, by=admin, owner_days=9)


def test_a_drafted_measure_reminds_nobody(section, django_capture_on_commit_callbacks):
    MeasureFactory(section=section)
    with_mail(contributor(section))
    assert run(DUE, django_capture_on_commit_callbacks) == []
