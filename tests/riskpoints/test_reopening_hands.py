"""Who had a hand in a later round neither lets a reopened ruling stand nor sits on it."""

import pytest
from django.core.exceptions import PermissionDenied

from riskpoints.actions.reopening import let_stand
from riskpoints.models import CarriedRow, Reopening, RiskPoint, Worksheet
from riskpoints.snapshots import hash_of, snapshot_now
from tests.factories.accounts import (
    committee_chair,
)
from tests.factories.measures import convened
from tests.factories.rounds import ruled_on
from tests.riskpoints.settling import fresh, looked, ruled_point, signed_next

pytestmark = pytest.mark.django_db


def retitled(point):
    RiskPoint.objects.filter(pk=point.pk).update(title="别的")


def stand(made, by, **kwargs):
    seen = hash_of(snapshot_now(fresh(made.ruling.risk_point)))
    given = {"reason": "时限缩短，风险未变。", "seen": seen} | kwargs
    return let_stand(reopening=made, by=by, **given)


@pytest.mark.parametrize("part", ["by", "submitted_by", "signed_by"])
def test_who_had_a_hand_in_a_later_round_neither_lets_stand_nor_sits(part):
    point = ruled_point()
    sheet = ruled_on(signed_next(point))
    chair = committee_chair(point.body)
    rows = CarriedRow.objects.filter(risk_point=point)
    (rows if part == "by" else Worksheet.objects.filter(pk=sheet.pk)).update(**{part: chair})
    retitled(point)
    (made,) = looked(point)
    with pytest.raises(PermissionDenied, match="您与该表有关"):
        stand(made, chair)
    seat = convened(point.worksheet).members.get(user=chair)
    assert seat.recused_because == ("wrote" if part == "by" else "handed-in")
    assert Reopening.objects.get().closed_at is None
