"""What the database itself refuses of measures, whatever writes to it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from measures.actions.occasions import enter_occasion, verify_occasion
from measures.models import Aim, Evidence, Occasion
from measures.permissions.occasions import can_carry_out, can_verify
from riskcontrol.accounts.models import Membership, User
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import (
    PositionFactory,
    UserFactory,
    contributor,
    person,
    section_head,
)
from tests.factories.measures import MeasureFactory, OccasionFactory, handed_in, measure_for

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"text": ""}, "has_a_text"),
        ({"phase": "later"}, "phase_known"),
        ({"kind": "hope"}, "kind_known"),
        ({"rhythm": ""}, "due_date_or_rhythm"),
        ({"due_on": DAY}, "due_date_or_rhythm"),
        ({"rhythm": "daily"}, "due_date_or_rhythm"),
        ({"state": "in-force"}, "in_force_from_a_day"),
        ({"in_force_from": DAY}, "in_force_from_a_day"),
        ({"state": "returned"}, "return_says_why"),
        ({"answers_for": "head"}, "another_answers_for_a_reason"),
        ({"answers_because": "分工"}, "another_answers_for_a_reason"),
    ],
)
def test_a_measure_holds_together(fields, name):
    with pytest.raises(IntegrityError, match=name):
        MeasureFactory(**fields)


def test_a_key_stands_once_in_a_body():
    measure = MeasureFactory()
    with pytest.raises(IntegrityError, match="measures_measure"):
        MeasureFactory(section=measure.section, key=measure.key)


def test_a_measure_is_aimed_at_a_point_once():
    point = handed_in().risk_points.get()
    with pytest.raises(IntegrityError, match="measures_aim"):
        Aim.objects.create(measure=measure_for(point), risk_point=point)


def test_a_measure_is_due_once_a_day():
    occasion = OccasionFactory()
    with pytest.raises(IntegrityError, match="measures_occasion"):
        OccasionFactory(measure=occasion.measure, due_on=occasion.due_on)


@pytest.mark.parametrize("missing", ["done_by", "done_at", "note"])
def test_done_has_who_when_and_what(missing):
    done = {"done_by": UserFactory(), "done_at": timezone.now(), "note": "已查"}
    with pytest.raises(IntegrityError, match="done_has_who_when_and_what"):
        OccasionFactory(**(done | {missing: "" if missing == "note" else None}))


def test_verified_by_another():
    occasion = OccasionFactory(done=True)
    with pytest.raises(IntegrityError, match="verified_by_another"):
        Occasion.objects.update(verified_by=occasion.done_by, verified_at=timezone.now())


@pytest.mark.parametrize("fields", [{"verified_at": timezone.now()}, {"verified_by": True}])
def test_verified_has_who_and_when(fields):
    OccasionFactory(done=True)
    made = {"verified_by": UserFactory()} if "verified_by" in fields else fields
    with pytest.raises(IntegrityError, match="verified_by_another"):
        Occasion.objects.update(**made)


def test_nothing_is_verified_that_was_not_done():
    OccasionFactory()
    with pytest.raises(IntegrityError, match="verified_by_another"):
        Occasion.objects.update(verified_by=UserFactory(), verified_at=timezone.now())


def test_the_database_lets_no_owner_verify():
    """Who holds the measure's position, or whose file shows it, does not verify, whoever writes it."""
    post = PositionFactory()
    occasion = OccasionFactory(done=True, measure__section=post.unit, measure__position=post)
    owner, keeper, other = (section_head(post.unit) for _ in range(3))
    Membership.objects.filter(user=owner).update(position=post)
    Evidence.objects.create(
        occasion=occasion, file="evidence/2026/x.png", name="台账.png", kind="image/png", size=9,
        digest="0" * 64, added_by=keeper,
    )  # fmt: skip
    for user in (owner, keeper):
        with pytest.raises(IntegrityError, match="another than its owner"), transaction.atomic():
            Occasion.objects.update(verified_by=user, verified_at=timezone.now())
    Occasion.objects.update(verified_by=other, verified_at=timezone.now())
    assert Occasion.objects.get().state == "verified"


def test_where_the_section_head_is_the_owner_a_leader_verifies():
    post = PositionFactory()
    occasion = OccasionFactory(done=True, measure__section=post.unit, measure__position=post)
    owner, leader = section_head(post.unit), person(Role.HEAD, post.unit.body)
    assert not can_verify(leader, occasion)
    Membership.objects.filter(user=owner).update(position=post)
    assert "岗位" in can_verify(User.objects.get(pk=owner.pk), occasion).reason
    verify_occasion(occasion=occasion, by=leader)
    assert Occasion.objects.get().verified_by == leader


def test_nobody_reports_months_ahead():
    today = timezone.localdate()
    ahead = OccasionFactory(due_on=today + datetime.timedelta(days=90))
    near = OccasionFactory(due_on=today + datetime.timedelta(days=20), measure=ahead.measure)
    user = contributor(ahead.section)
    assert can_carry_out(user, near)
    assert "起可以报告" in can_carry_out(user, ahead).reason


@pytest.mark.parametrize("days", [-1, 400, 3_000_000])
def test_a_case_is_entered_neither_before_the_measure_nor_far_ahead(days):
    measure = MeasureFactory(in_force=True, rhythm="occasion")
    day = datetime.date.fromordinal(
        min(timezone.localdate().toordinal() + days, datetime.date.max.toordinal())
    )
    with pytest.raises(ValidationError):
        enter_occasion(measure=measure, on=day, by=contributor(measure.section))
    assert not Occasion.objects.exists()
