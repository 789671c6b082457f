"""The highest level below a step, position, power and unit: its tally and what decides it, in one query."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from riskpoints.explaining import explain
from riskpoints.models import CarriedRow, RiskPoint, RiskPointStep
from riskpoints.peaks import Peak, peaks_of, whole_of
from riskpoints.shipped import CRITERIA, KINDS, MATRIX
from tests.factories.accounts import PositionFactory, SectionFactory, UserFactory
from tests.factories.levels import people, proven, ruled
from tests.factories.measures import handed_in, worksheet_of
from tests.factories.powers import PowerFactory, settled_chart
from tests.factories.schemes import rate, sitting_by
from tests.riskpoints.test_levels import decide, verified

pytestmark = pytest.mark.django_db


def sheet(section=None, *, points=1):
    return handed_in(settled_chart(section=section or SectionFactory()), points=points)


def at(point, rank):
    """Give a ruled point another level, past the actions."""
    ruling = point.ruling
    ruling.level = ruling.level.scheme.levels.get(rank=rank)
    ruling.rank = ruling.highest_rank = rank
    ruling.save()


def three():
    """Three risk points on one step: II, I and II."""
    worksheet = sheet(points=3)
    ruled(worksheet, planned=None)
    points = list(RiskPoint.objects.order_by("pk"))
    for point, rank in zip(points, (2, 1, 2), strict=True):
        at(point, rank)
    return worksheet, points[1]


def counted(peak):
    return [(level.mark, count) for level, count in peak.tally]


def test_the_highest_counts_and_the_tally_tells_the_others():
    worksheet, deciding = three()
    step = deciding.steps.get()

    peak = peaks_of(steps=[step.pk])["step"][step.pk]

    assert (peak.level.mark, peak.level.shape, peak.total) == ("I", "diamond", 3)
    assert counted(peak) == [("I", 1), ("II", 2)]
    assert peak.deciding.pk == deciding.pk
    told = peak.deciding.told
    assert [told[name] for name in ("title", "step", "section", "chart_code")] == [
        deciding.title, step.name, str(worksheet.section), worksheet.flowchart.code,
    ]  # fmt: skip
    assert told["power_code"] == worksheet.flowchart.powers.get().code


def test_of_several_at_the_highest_level_the_first_decides():
    worksheet = sheet(points=3)
    ruled(worksheet)
    step = RiskPoint.objects.first().steps.get()
    assert peaks_of(steps=[step.pk])["step"][step.pk].deciding.pk == RiskPoint.objects.first().pk


def test_a_position_has_what_stands_on_it_and_on_its_steps_each_once():
    worksheet, _deciding = three()
    step = RiskPoint.objects.first().steps.get()
    other = worksheet.flowchart.steps.exclude(pk=step.pk).first()
    other.position = step.position
    other.save()
    RiskPointStep.objects.create(risk_point=RiskPoint.objects.first(), step=other)
    direct = RiskPoint.objects.last()
    direct.anchors.all().delete()
    direct.positions.set([step.position])

    peak = peaks_of(positions=[step.position_id])["position"][step.position_id]
    assert counted(peak) == [("I", 1), ("II", 2)]


def test_a_power_has_its_own_and_what_concerns_every_power_on_its_chart():
    worksheet, _deciding = three()
    one = worksheet.flowchart.powers.get()
    other = PowerFactory(section=worksheet.section, flowchart=worksheet.flowchart)
    first, second, _third = RiskPoint.objects.order_by("pk")
    RiskPoint.objects.filter(pk=first.pk).update(power=one)
    RiskPoint.objects.filter(pk=second.pk).update(power=other)

    peaks = peaks_of(powers=[one.pk, other.pk])["power"]
    assert counted(peaks[one.pk]) == [("II", 2)]
    assert counted(peaks[other.pk]) == [("I", 1), ("II", 1)]


def test_a_unit_has_what_its_own_section_found_and_units_add_up():
    worksheet, deciding = three()
    other = sheet(SectionFactory(parent=worksheet.body))
    ruled(other, 3, planned=None)

    peaks = peaks_of(units=[worksheet.section_id, other.section_id])["unit"]
    assert counted(peaks[other.section_id]) == [("III", 1)]
    whole = whole_of(peaks.values())
    assert counted(whole) == [("I", 1), ("II", 2), ("III", 1)]
    assert whole.deciding.pk == deciding.pk


def test_nothing_ruled_has_no_level():
    worksheet = sheet()
    step = RiskPoint.objects.get().steps.get()
    assert peaks_of(steps=[step.pk], units=[worksheet.section_id]) == {}
    assert (Peak().level, Peak().total, Peak().tally) == (None, 0, [])
    assert peaks_of() == {}


def test_what_others_ask_about_is_not_told():
    three()
    elsewhere = PositionFactory()
    assert peaks_of(positions=[elsewhere.pk], units=[elsewhere.unit_id]) == {}


def one_sentence(unit):
    return peaks_of(units=[unit.pk])["unit"][unit.pk].deciding.sentence


@pytest.mark.parametrize("outline", [KINDS, CRITERIA, MATRIX])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_says_why_as_the_risk_point_s_own_page_does(outline, language):
    sitting = sitting_by(outline)
    ticked = [0] if sitting.scheme.floors.filter(known="").exists() else []
    grades = [1 for _factor in sitting.scheme.factors.all()]
    for seat in sitting.members.filter(recused_because=""):
        rate(sitting, seat.user, [(grades, ticked)])
    decide(sitting=sitting, by=sitting.chair)
    point = RiskPoint.objects.get()

    with override(language):
        assert one_sentence(point.section) == explain(point.ruling)


def test_it_says_who_lowered_a_level_and_why():
    point = ruled(planned=None)
    _chair, second = people(point)
    type(second).objects.filter(pk=second.pk).update(name="李四")
    second.refresh_from_db()
    point.ruling.rank, point.ruling.second = 2, second
    point.ruling.level = point.ruling.level.scheme.levels.get(rank=2)
    point.ruling.reason = "已有制约。"
    point.ruling.save()

    assert one_sentence(point.section) == explain(point.ruling)
    assert "李四" in one_sentence(point.section)


def test_a_verified_level_counts_where_it_is_asked_for():
    point = proven(ruled())
    verified(point)
    unit = point.section_id

    assert counted(peaks_of(units=[unit])["unit"][unit]) == [("I", 1)]
    peak = peaks_of(units=[unit], by_verified=True)["unit"][unit]
    assert counted(peak) == [("III", 1)]
    assert peak.deciding.sentence == "三次抽查均无问题。"


def test_a_verified_level_of_an_earlier_ruling_does_not_count():
    point = proven(ruled())
    verified(point)
    ruling = point.ruling
    ruling.pk, ruling._state.adding = None, True
    ruling.save(force_insert=True)
    RiskPoint.objects.filter(pk=point.pk).update(ruling=ruling)

    peak = peaks_of(units=[point.section_id], by_verified=True)["unit"][point.section_id]
    assert counted(peak) == [("I", 1)]


@pytest.mark.parametrize("more", [1, 3])
def test_everything_is_one_query(more):
    for _number in range(more):
        worksheet = sheet(points=more)
        ruled(worksheet, planned=None)
    points = RiskPoint.objects.all()
    steps = list(points.values_list("steps", flat=True))
    positions = list(points.values_list("steps__position", flat=True))
    powers = list(points.values_list("flowchart__powers", flat=True))
    units = list(points.values_list("section", flat=True))

    with CaptureQueriesContext(connection) as asked:
        peaks = peaks_of(steps=steps, positions=positions, powers=powers, units=units)
        told = [peak.deciding.sentence for found in peaks.values() for peak in found.values()]
    assert len(asked) == 1
    assert len(told) == 4 * more


def test_what_gave_way_does_not_count():
    point = ruled(planned=None)
    unit, now = point.section_id, timezone.now()
    assert counted(peaks_of(units=[unit])["unit"][unit]) == [("I", 1)]
    later = worksheet_of(point.flowchart, state="decided", imported=True, decided_at=now)
    CarriedRow.objects.create(
        worksheet=later, risk_point=point, seen_in=point.worksheet, outcome="removed",
        reason="环节已取消。", by=UserFactory(), at=now,
    )  # fmt: skip
    assert peaks_of(units=[unit]) == {}
