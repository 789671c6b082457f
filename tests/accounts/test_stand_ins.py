"""Who stands in for whom: who may name him, for which days, and the page on which it is done."""

import datetime
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from riskcontrol.accounts.actions import end_stand_in, name_stand_in
from riskcontrol.accounts.models import StandIn, User
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    SectionFactory,
    StandInFactory,
    UserFactory,
    contributor,
    deputy_head,
    moderator,
    person,
)

pytestmark = pytest.mark.django_db
PAGE = "/desk/stand-ins/"
WEEK = datetime.timedelta(days=7)


def today():
    return timezone.localdate()


def name(principal, colleague, *, by=None, first=None, last=None):
    first = first or today()
    return name_stand_in(
        principal=principal,
        person=colleague,
        first_day=first,
        last_day=last or first + WEEK,
        by=by or principal,
    )


def fresh(user):
    return User.objects.get(pk=user.pk)


def closed(user):
    """The account of somebody who can no longer sign in."""
    user.is_active = False
    user.save()
    return user


@pytest.fixture
def section():
    return SectionFactory()


def test_a_person_names_a_colleague_for_himself(section):
    leader, colleague = deputy_head(section), moderator(section)
    stand_in = name(leader, colleague)
    assert [*fresh(colleague).principals] == [leader]
    assert [seat.role for seat in fresh(colleague).principals[leader]] == [Role.DEPUTY_HEAD]
    assert [seat.role for seat in fresh(colleague).seats] == [Role.MODERATOR]
    entry = Entry.objects.get()
    assert (entry.verb, entry.target_id, entry.actor) == (
        "stand-in.name",
        str(stand_in.pk),
        leader,
    )


@pytest.mark.parametrize(
    ("days_from_now", "holds"), [(-1, False), (0, False), (1, True), (3, True), (4, False)]
)
def test_it_holds_from_the_first_day_to_the_last_alone(section, days_from_now, holds):
    leader, colleague = deputy_head(section), moderator(section)
    first = today() + datetime.timedelta(days=1)
    name(leader, colleague, first=first, last=first + datetime.timedelta(days=2))
    with time_machine.travel(timezone.now() + datetime.timedelta(days=days_from_now)):
        assert bool(fresh(colleague).principals) == holds


def test_it_ends_when_it_is_ended_or_the_account_is_closed(section):
    leader, colleague = deputy_head(section), moderator(section)
    stand_in = name(leader, colleague)
    User.objects.filter(pk=leader.pk).update(is_active=False)
    assert fresh(colleague).principals == {}
    User.objects.filter(pk=leader.pk).update(is_active=True)
    end_stand_in(stand_in=stand_in, by=leader)
    assert fresh(colleague).principals == {}
    with pytest.raises(PermissionDenied):
        end_stand_in(stand_in=stand_in, by=leader)
    assert Entry.objects.filter(verb="stand-in.end").count() == 1


def test_a_stand_in_s_own_principals_do_not_pass_on(section):
    leader, colleague, third = deputy_head(section), moderator(section), contributor(section)
    name(leader, colleague)
    name(colleague, third)
    assert [*fresh(third).principals] == [colleague]


@pytest.mark.parametrize("who", ["security", "above"])
def test_the_security_administrator_names_one_for_his_people(who):
    area = AreaFactory()
    section = SectionFactory(parent=BodyFactory(parent=area))
    by = person(Role.SECURITY_ADMINISTRATOR, section.body if who == "security" else area)
    leader, colleague = deputy_head(section), moderator(section)
    assert name(leader, colleague, by=by).named_by == by


@pytest.mark.parametrize(
    "by",
    [
        deputy_head,
        lambda section: person(Role.SYSTEM_ADMINISTRATOR, section.body),
        lambda _section: person(Role.SECURITY_ADMINISTRATOR, BodyFactory()),
    ],
)
def test_nobody_else_does(section, by):
    with pytest.raises(PermissionDenied):
        name(deputy_head(section), moderator(section), by=by(section))
    assert not StandIn.objects.exists()


@pytest.mark.parametrize(
    "colleague",
    [
        lambda section: person(Role.AUDITOR, section.body),
        lambda _section: moderator(SectionFactory()),
        lambda _section: UserFactory(),
        lambda section: closed(moderator(section)),
    ],
    ids=["an administrator", "of another body", "without a role", "closed"],
)
def test_who_does_not_read_the_business_stands_in_for_nobody(section, colleague):
    with pytest.raises(PermissionDenied):
        name(deputy_head(section), colleague(section))
    assert not StandIn.objects.exists()


def test_an_administrator_is_not_stood_in_for(section):
    auditor = person(Role.AUDITOR, section.body)
    with pytest.raises(PermissionDenied):
        name(auditor, moderator(section))


def test_nobody_stands_in_for_himself(section):
    leader = deputy_head(section)
    with pytest.raises(PermissionDenied):
        name(leader, leader)


@pytest.mark.parametrize(
    ("first", "last"), [(-1, 3), (5, 4), (0, 367)], ids=["past", "backwards", "endless"]
)
def test_days_that_cannot_be_are_refused(section, first, last):
    first, last = (today() + datetime.timedelta(days=days) for days in (first, last))
    with pytest.raises(ValidationError):
        name(deputy_head(section), moderator(section), first=first, last=last)
    assert not StandIn.objects.exists()


def test_one_at_a_time(section):
    leader, first, second = deputy_head(section), moderator(section), moderator(section)
    stand_in = name(leader, first)
    with pytest.raises(ValidationError):
        name(leader, second, first=today() + WEEK, last=today() + 2 * WEEK)
    assert name(leader, second, first=today() + WEEK + datetime.timedelta(days=1))
    end_stand_in(stand_in=stand_in, by=first)
    assert name(leader, second, last=today() + WEEK)


@pytest.mark.parametrize(
    ("who", "may"),
    [("principal", True), ("person", True), ("security", True), ("colleague", False)],
)
def test_who_ends_it(section, who, may):
    stand_in = name(deputy_head(section), moderator(section))
    by = {
        "principal": stand_in.principal,
        "person": stand_in.person,
        "security": person(Role.SECURITY_ADMINISTRATOR, section.body),
        "colleague": deputy_head(section),
    }[who]
    if may:
        assert end_stand_in(stand_in=stand_in, by=by).ended_by == by
    else:
        with pytest.raises(PermissionDenied):
            end_stand_in(stand_in=stand_in, by=by)


@pytest.mark.parametrize(
    "fields",
    [
        lambda stand_in: {"person": stand_in.principal},
        lambda stand_in: {"last_day": stand_in.first_day - WEEK},
        lambda _stand_in: {"ended_at": timezone.now()},
    ],
)
def test_the_database_refuses(fields):
    stand_in = StandInFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        StandIn.objects.filter(pk=stand_in.pk).update(**fields(stand_in))


def post(client, by, **typed):
    client.force_login(by)
    return client.post(reverse("accounts:stand_in_add"), {"submission_id": uuid.uuid4(), **typed})


def test_the_page_names_one_and_ends_it(client, section):
    leader, colleague = deputy_head(section), moderator(section)
    days = {"first_day": today().isoformat(), "last_day": (today() + WEEK).isoformat()}
    assert post(client, leader, person=colleague.pk, **days).url == PAGE
    stand_in = StandIn.objects.get()
    assert (stand_in.principal, stand_in.person) == (leader, colleague)
    assert f"{colleague.name}代{leader.name}办理" in client.get(PAGE).text
    client.post(reverse("accounts:stand_in_end", args=[stand_in.pk]))
    assert StandIn.objects.get().ended_by == leader
    assert f"{colleague.name}代" not in client.get(PAGE).text


def test_the_administrator_is_asked_for_whom(client, section):
    leader, colleague = deputy_head(section), moderator(section)
    by = person(Role.SECURITY_ADMINISTRATOR, section.body)
    days = {"first_day": today().isoformat(), "last_day": (today() + WEEK).isoformat()}
    post(client, by, principal=leader.pk, person=colleague.pk, **days)
    assert StandIn.objects.get().named_by == by


def test_what_is_wrong_comes_back_with_what_was_typed(client, section):
    leader, colleague = deputy_head(section), moderator(section)
    answer = post(
        client, leader, person=colleague.pk, first_day="2020-01-01", last_day="2020-01-02"
    )
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert 'value="2020-01-01"' in answer.text
    assert not StandIn.objects.exists()


def test_only_colleagues_who_read_the_business_are_offered(client, section):
    leader, colleague = deputy_head(section), moderator(section)
    for other in (person(Role.AUDITOR, section.body), moderator(SectionFactory())):
        assert other.pk
    client.force_login(leader)
    offered = client.get(PAGE).context["form"].fields["person"].queryset
    assert list(offered) == [colleague]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (contributor, 200),
        (lambda section: person(Role.SECURITY_ADMINISTRATOR, section.body), 200),
        (lambda section: person(Role.AUDITOR, section.body), 403),
        (lambda _section: UserFactory(), 403),
    ],
)
def test_who_opens_the_page(client, section, who, status):
    client.force_login(who(section))
    assert client.get(PAGE).status_code == status


def test_others_stand_ins_are_neither_shown_nor_ended(client, section):
    stand_in = StandInFactory(
        principal=deputy_head(section), person=moderator(section), named_by=deputy_head(section)
    )
    client.force_login(contributor(section))
    assert client.get(PAGE).context["rows"] == []
    assert client.post(reverse("accounts:stand_in_end", args=[stand_in.pk])).status_code == 404
    assert StandIn.objects.get().ended_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_at_any_length(client, section, django_assert_num_queries, count):
    by = person(Role.SECURITY_ADMINISTRATOR, section.body)
    for _number in range(count):
        StandInFactory(principal=deputy_head(section), person=moderator(section), named_by=by)
    client.force_login(by)
    with django_assert_num_queries(8):
        client.get(PAGE)
