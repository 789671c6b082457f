"""Dossiers and schemes of a unit's own: what the four factors cannot say travels as level and reason."""

import pytest
from django.utils import translation

from riskcontrol.accounts.models import Unit
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.dossier.reading import read_dossier
from riskcontrol.registers.dossier.writing import export_dossier
from riskpoints.explaining import explain
from riskpoints.models import RiskPoint
from riskpoints.shipped import CONSEQUENCE, KINDS
from tests.factories.accounts import UserFactory
from tests.factories.schemes import in_force
from tests.registers.examples import DATA, changed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def rerated(rating):
    """The example with its first risk point rated so."""
    return changed(lambda tree: tree["risk_points"][0].update(rating=rating))


def test_a_rating_without_factors_needs_a_level_and_a_reason():
    for rating in ({"proposed": "I"}, {"proposed": "I", "level": "II"}):
        assert read_dossier(rerated(rating))[1] != []
    assert (
        read_dossier(rerated({"proposed": "V", "level": "IV", "reason": "按本单位办法。"}))[1] == []
    )


def test_a_level_of_another_scheme_comes_in_with_its_reason_and_goes_out_again():
    told = {"proposed": "II", "level": "II", "reason": "五项中符合三项。"}
    carry_out(rerated(told), by=UserFactory())
    body = Unit.objects.get(code="DEMO")
    point = RiskPoint.objects.filter(body=body).order_by("order", "pk").first()
    assert (point.ruling.rank, point.ruling.highest_rank, point.ruling.grades.count()) == (2, 2, 0)
    assert explain(point.ruling) == "Level II. 五项中符合三项。 Taken over from a dossier."
    again = carry_out(export_dossier(body).encode(), by=UserFactory())
    assert again.problems == []
    assert "五项中符合三项。" in export_dossier(body)


@pytest.mark.parametrize("outline", [KINDS, CONSEQUENCE])
def test_a_body_that_rates_otherwise_takes_the_level_without_the_grades(outline):
    carry_out(DATA, by=UserFactory())
    body = Unit.objects.get(code="DEMO")
    point = RiskPoint.objects.filter(body=body).order_by("order", "pk").first()
    before = point.ruling
    in_force(outline, body)
    grade = {"nature": "I", "discretion": "I", "harm": "I", "closeness": "III"}
    carry_out(rerated({"proposed": "I", "factors": grade}), by=UserFactory())
    point.refresh_from_db()
    assert point.ruling != before
    assert (point.ruling.rank, point.ruling.grades.count()) == (1, 0)
    assert point.ruling.level.scheme.name == outline.name
