"""A dossier that changes a ruled risk point: what it brought it may bring anew, what was ruled here is asked."""

import pytest

from riskcontrol.accounts.models import Position, Unit
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.dossier.writing import export_dossier
from riskpoints.models import Reopening, RiskPoint, Ruling
from tests.factories.accounts import UserFactory
from tests.registers.examples import DATA, changed
from tests.riskpoints.settling import ruled_point

pytestmark = pytest.mark.django_db


def first():
    """The example's first risk point."""
    body = Unit.objects.get(code="DEMO")
    return RiskPoint.objects.filter(body=body).order_by("order", "pk").first()


def test_a_dossier_s_ruling_is_bound_to_what_it_brought():
    carry_out(DATA, by=UserFactory())
    point = first()
    assert point.ruling.snapshot["title"] == point.title
    assert point.ruling.snapshot["steps"] or point.ruling.snapshot["positions"]


def test_the_same_dossier_again_rules_nothing_anew():
    by = UserFactory()
    carry_out(DATA, by=by)
    count = Ruling.objects.count()
    carry_out(DATA, by=by)
    assert (Ruling.objects.count(), Reopening.objects.count()) == (count, 0)


def test_a_changed_risk_point_of_a_dossier_comes_with_its_ruling_anew():
    by = UserFactory()
    carry_out(DATA, by=by)
    before = first().ruling
    carry_out(changed(lambda tree: tree["risk_points"][0].update(title="改过的标题")), by=by)
    after = first().ruling
    assert (after != before, after.snapshot["title"]) == (True, "改过的标题")
    assert not Reopening.objects.exists()


def test_what_was_ruled_here_and_a_dossier_changes_is_reopened():
    point = ruled_point()
    Position.objects.update(duties="受理申请。")
    told = export_dossier(point.body)
    carry_out(told.encode(), by=UserFactory())
    assert not Reopening.objects.exists()
    by = UserFactory()
    carry_out(told.replace(point.title, "改过的标题").encode(), by=by)
    made = Reopening.objects.get()
    assert (made.ruling_id, made.changed, made.by) == (point.ruling_id, ["title"], by)
    point.refresh_from_db()
    assert (point.title, point.ruling_id) == ("改过的标题", made.ruling_id)
