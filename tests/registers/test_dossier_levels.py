"""Dossiers carry what is planned of a level and what was verified, in and out."""

import datetime

import pytest

from riskcontrol.accounts.models import Unit
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.dossier.plan import plan_import
from riskcontrol.registers.dossier.reading import read_dossier
from riskcontrol.registers.dossier.writing import export_dossier
from riskpoints.models import RiskPoint, VerifiedLevel
from riskpoints.stages import stages_of
from tests.factories.accounts import UserFactory
from tests.registers.examples import changed

pytestmark = pytest.mark.django_db
FACTORS = {"nature": "I", "discretion": "II", "harm": "II", "closeness": "III"}
PLANNED = {"level": "III", "reason": "抽查后可控。"}
VERIFIED = {"level": "II", "reason": "三次抽查均无问题。", "on": datetime.date(2026, 10, 9)}


def rated(**more):
    """The example with its first risk point rated I and with these."""
    rating = {"proposed": "I", "factors": FACTORS} | more
    return changed(lambda tree: tree["risk_points"][0].update(rating=rating))


def carried(**more):
    carry_out(rated(**more), by=UserFactory())
    return Unit.objects.get(code="DEMO")


def stages():
    point = RiskPoint.objects.order_by("order", "pk").select_related("ruling__level").first()
    found = stages_of(point)
    return [
        found.initial.rank,
        found.planned.rank if found.planned else None,
        found.verified.rank if found.verified else None,
    ]


def test_it_comes_in_and_goes_out_the_same():
    body = carried(planned=PLANNED, verified=VERIFIED)
    assert stages() == [1, 3, 2]

    out = export_dossier(body)
    tree, problems = read_dossier(out.encode())
    assert problems == []
    assert tree["risk_points"][0]["rating"] == {
        "proposed": "I", "factors": FACTORS, "planned": PLANNED, "verified": VERIFIED,
    }  # fmt: skip
    again = plan_import(out.encode())
    assert (again.new, again.changed) == ([], [])
    carry_out(out.encode(), by=UserFactory())
    assert VerifiedLevel.objects.count() == 1


def test_one_that_says_no_more_raises_the_level_back():
    carried(planned=PLANNED, verified=VERIFIED)
    carried(planned=PLANNED)
    assert stages() == [1, 3, None]
    assert VerifiedLevel.objects.get().raised_because == "导入的档案另有记载。"

    carried()
    assert stages() == [1, None, None]


def test_one_that_says_otherwise_takes_its_place():
    carried(planned=PLANNED, verified=VERIFIED)
    carried(planned=PLANNED, verified=VERIFIED | {"level": "III"})
    assert stages() == [1, 3, 3]
    carried(planned=PLANNED | {"level": "II"}, verified=VERIFIED)
    assert stages() == [1, 2, 2]


def test_one_that_fell_from_an_earlier_ruling_stands_no_more():
    carried(planned=PLANNED, verified=VERIFIED)
    said = {"proposed": "I", "factors": FACTORS, "planned": PLANNED, "verified": VERIFIED}
    data = changed(lambda tree: tree["risk_points"][0].update(rating=said, title="改过的标题"))
    carry_out(data, by=UserFactory())
    assert stages() == [1, 3, 2]
    last, before = VerifiedLevel.objects.order_by("-pk")
    point = RiskPoint.objects.order_by("order", "pk").first()
    assert (last.stands_for, last.ruling, before.stands_for) == (point, point.ruling, None)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"planned": PLANNED | {"level": "I"}, "level": "II", "reason": "因为"}, "planned.level"),
        ({"verified": VERIFIED}, "verified.level"),
        (
            {"planned": PLANNED | {"level": "II"}, "verified": VERIFIED | {"level": "III"}},
            "verified.level",
        ),
        ({"planned": PLANNED, "verified": VERIFIED | {"level": "I"}}, "verified.level"),
        ({"planned": {"level": "II"}}, "planned.reason"),
        ({"planned": PLANNED, "verified": {"level": "II", "reason": "好。"}}, "verified.on"),
    ],
)
def test_what_cannot_be_is_told(given, path):
    _tree, problems = read_dossier(rated(**given))
    assert [problem.path for problem in problems] == [f"risk_points[0].rating.{path}"]
