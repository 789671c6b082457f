"""What the database itself refuses of measures, whatever writes to it."""

import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from measures.models import Aim, Occasion
from tests.factories.accounts import UserFactory
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
