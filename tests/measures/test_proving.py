"""Whether the measures against a risk point are proven, and in which words it is said what they lack."""

import datetime

import pytest
from django.utils import timezone

from measures.models import Measure
from measures.proving import lacks_of
from measures.states import MeasureKind, MeasureState
from tests.factories.levels import prove, proven, ruled
from tests.factories.measures import OccasionFactory, measure_for

pytestmark = pytest.mark.django_db


def test_each_required_measure_needs_a_verified_occasion():
    point = ruled(measures=2)
    first, second = point.measures.order_by("pk")
    assert lacks_of(point) == [f"“{one}”尚无核验记录。" for one in (first, second)]

    prove(first.occasions.get())
    assert lacks_of(point) == [f"“{second}”尚无核验记录。"]
    prove(second.occasions.get())
    assert lacks_of(point) == []


def test_an_occasion_whose_day_has_passed_takes_the_proof_away():
    point = proven(ruled())
    measure = point.measures.get()
    late = OccasionFactory(
        measure=measure, due_on=timezone.localdate() - datetime.timedelta(days=1)
    )
    assert lacks_of(point) == [f"“{measure}”应于 {late.due_on} 落实，尚未核验。"]
    prove(late)
    assert lacks_of(point) == []


def test_education_is_required_but_alone_proves_nothing():
    point = proven(ruled(kind=MeasureKind.EDUCATION))
    assert lacks_of(point) == ["只有教育类措施的，不能调低等级，还需要其他类措施。"]

    measure_for(point, kind=MeasureKind.RULES, in_force=True)
    assert len(lacks_of(point)) == 1
    proven(point)
    assert lacks_of(point) == []


def test_a_measure_not_in_force_is_not_required_and_none_at_all_proves_nothing():
    point = proven(ruled())
    measure_for(point)
    assert lacks_of(point) == []

    Measure.objects.all().update(
        state=MeasureState.ENDED, ended_on=timezone.localdate(), in_force_from=timezone.localdate()
    )
    assert lacks_of(point) == ["尚无已生效的措施针对该风险点。"]
