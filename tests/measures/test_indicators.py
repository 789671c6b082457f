"""Indicators: what is read each time, and that a measure counts once its target is reached."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from measures.actions.occasions import carry_out, send_back
from measures.models import Occasion, Reading
from measures.proving import lacks_of, proven
from riskcontrol.audit.models import Entry
from riskpoints.models import RiskPoint
from tests.factories.accounts import contributor, section_head
from tests.factories.measures import MeasureFactory, OccasionFactory
from tests.factories.rules import indicator_of, ruled_point, verified_reading

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def point(db):
    return ruled_point(rank=2)


@pytest.fixture
def measure(point):
    """A measure in force against the risk point."""
    measure = MeasureFactory(section=point.section, in_force=True, text="抽查会议记录。")
    measure.aims.create(risk_point=point)
    return measure


def is_proven(point):
    found = RiskPoint.objects.filter(proven(TODAY), pk=point.pk).exists()
    assert found == (not lacks_of(point))
    return found


@pytest.mark.parametrize(
    ("baseline", "target", "value", "reached"),
    [(50, 100, 100, True), (50, 100, 99, False), (10, 2, 2, True), (10, 2, 3, False)],
)
def test_a_measure_counts_once_its_master_indicator_reaches_the_target(
    point, measure, baseline, target, value, reached
):
    indicator = indicator_of(measure, baseline=baseline, target=target)
    verified_reading(measure, indicator, value)
    assert is_proven(point) == reached
    assert indicator.is_reached_by(Decimal(value)) == reached


def test_without_a_reading_it_does_not_count(point, measure):
    occasion = verified_reading(measure, indicator_of(measure, is_master=False), 0)
    assert is_proven(point)
    indicator_of(measure, name="主指标")
    assert not is_proven(point)
    assert lacks_of(point) == ["“抽查会议记录。”的主指标尚未达到目标值。"]
    assert occasion.verified_at


def test_the_last_verified_reading_counts(point, measure):
    indicator = indicator_of(measure)
    verified_reading(measure, indicator, 100, days_ago=9)
    assert is_proven(point)
    verified_reading(measure, indicator, 60, days_ago=5)
    assert not is_proven(point)
    verified_reading(measure, indicator, 100, days_ago=1)
    assert is_proven(point)


def test_what_is_not_verified_does_not_count(point, measure):
    indicator = indicator_of(measure)
    verified_reading(measure, indicator, 60, days_ago=5)
    occasion = OccasionFactory(measure=measure, done=True, due_on=TODAY)
    Reading.objects.create(occasion=occasion, indicator=indicator, value=Decimal(100))
    assert not is_proven(point)


def test_what_is_read_stands_in_the_ledger_and_goes_with_what_is_sent_back(measure):
    indicator = indicator_of(measure)
    occasion = OccasionFactory(measure=measure)
    said = {"note": "已抽查。", "readings": {indicator: Decimal("97.5")}}
    carry_out(occasion=occasion, by=contributor(measure.section), **said)
    assert occasion.readings.get().value == Decimal("97.5")
    entry = Entry.objects.select_related("detail").get(verb="occasion.carry_out")
    assert entry.detail.content["read"] == {"签字齐全的占比": "97.5"}
    send_back(occasion=occasion, reason="数有误。", by=section_head(measure.section))
    assert not Reading.objects.exists()


def test_another_measures_indicator_is_not_read_here(measure):
    other = indicator_of(MeasureFactory(section=measure.section))
    occasion = OccasionFactory(measure=measure)
    said = {"note": "已抽查。", "readings": {other: Decimal(1)}}
    with pytest.raises(ValidationError, match="其他措施"):
        carry_out(occasion=occasion, by=contributor(measure.section), **said)
    assert not Occasion.objects.filter(done_at__isnull=False).exists()


def test_what_was_verified_is_never_read_anew(measure):
    occasion = verified_reading(measure, indicator_of(measure), 60)
    for change in (
        lambda: occasion.readings.update(value=100),
        lambda: occasion.readings.all().delete(),
        lambda: occasion.readings.create(
            indicator=indicator_of(measure, name="另一", is_master=False), value=1
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert occasion.readings.get().value == 60


def posts(client, occasion, **said):
    given = {f"o{occasion.pk}-{name}": value for name, value in said.items()}
    address = reverse("measures:occasion_carry_out", args=[occasion.pk])
    return client.post(address, given | {"submission_id": uuid.uuid4()})


def test_the_report_asks_what_the_master_indicator_stands_at(client, measure):
    indicator = indicator_of(measure)
    extra = indicator_of(measure, name="抽查份数", unit="份", is_master=False)
    occasion = OccasionFactory(measure=measure)
    client.force_login(contributor(measure.section))
    page = client.get(reverse("measures:detail", args=[measure.pk])).text
    assert "基线值 50" in page
    refused = posts(client, occasion, note="已抽查十份。")
    assert (refused.status_code, "请填写主指标的当前值。" in refused.text) == (422, True)
    assert "已抽查十份。" in refused.text
    huge = posts(client, occasion, note="已抽查。", **{f"read_{indicator.pk}": "9" * 40})
    assert huge.status_code == 422
    done = posts(client, occasion, note="已抽查。", **{f"read_{indicator.pk}": "98.5"})
    assert done.status_code == 302
    assert [(one.indicator, one.value) for one in Reading.objects.all()] == [
        (indicator, Decimal("98.5"))
    ]
    assert extra.name in page


def test_an_occasion_before_today_shows_what_was_read(client, measure):
    verified_reading(measure, indicator_of(measure), 60, days_ago=3)
    client.force_login(contributor(measure.section))
    page = client.get(reverse("measures:detail", args=[measure.pk])).text
    assert "签字齐全的占比" in page
    assert TODAY - datetime.timedelta(days=3) == Occasion.objects.get().due_on
