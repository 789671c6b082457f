"""What holds while a ruling is open again, and who by later rounds may not judge a risk point."""

import pytest
from django.core.exceptions import PermissionDenied

from riskcontrol.desk import level_actions as desk
from riskpoints.actions.levels import withdraw_verified
from riskpoints.models import CarriedRow, Reopening, RiskPoint, Worksheet
from tests.factories.accounts import committee_chair
from tests.factories.levels import people, proven, ruled
from tests.factories.measures import convened
from tests.factories.riskpoints import signed
from tests.factories.rounds import ruled_on
from tests.riskpoints.settling import looked, ruled_point, signed_next
from tests.riskpoints.test_levels import propose, ranks
from tests.riskpoints.test_reopening import retitled, stand

pytestmark = pytest.mark.django_db
PARTS = ["by", "submitted_by", "signed_by", "confirmed_by"]


def later_hand(point, part, person):
    """Have a later round confirm a risk point, with this person's part in it."""
    sheet = ruled_on(signed_next(point))
    if part == "by":
        CarriedRow.objects.filter(risk_point=point).update(by=person)
    else:
        told = {"confirmed_at": sheet.signed_at} if part == "confirmed_by" else {}
        Worksheet.objects.filter(pk=sheet.pk).update(**{part: person}, **told)


def test_nothing_falls_while_its_ruling_is_reopened_or_rated_anew():
    point = proven(ruled())
    chair, member = people(point)
    proposed = propose(point, member)
    RiskPoint.objects.filter(pk=point.pk).update(title="改过的标题")
    (made,) = looked(point)
    with pytest.raises(PermissionDenied, match="评定后有变化"):
        desk.second(verified=proposed, by=chair)
    withdraw_verified(verified=proposed, by=member)
    with pytest.raises(PermissionDenied, match="评定后有变化"):
        propose(point, member)
    convened(point.worksheet)
    Reopening.objects.filter(pk=made.pk).delete()
    with pytest.raises(PermissionDenied, match="评定后有变化"):
        propose(point, member)
    assert ranks(point) == (1, 3, None)


@pytest.mark.parametrize("part", PARTS)
def test_who_had_a_hand_in_a_later_round_lets_nothing_fall(part):
    point = proven(ruled(signed()))
    chair, member = people(point)
    later_hand(point, part, chair)
    proposed = propose(point, member)
    with pytest.raises(PermissionDenied, match="回避"):
        desk.second(verified=proposed, by=chair)
    withdraw_verified(verified=proposed, by=member)
    with pytest.raises(PermissionDenied, match="回避"):
        propose(point, chair)
    assert ranks(point) == (1, 3, None)


@pytest.mark.parametrize("part", PARTS)
def test_who_had_a_hand_in_a_later_round_neither_lets_stand_nor_sits(part):
    point = ruled_point()
    chair = committee_chair(point.body)
    later_hand(point, part, chair)
    retitled(point)
    (made,) = looked(point)
    with pytest.raises(PermissionDenied, match="您与该表有关"):
        stand(made, chair)
    seat = convened(point.worksheet).members.get(user=chair)
    assert seat.recused_because == ("wrote" if part == "by" else "handed-in")
    assert Reopening.objects.get().closed_at is None
