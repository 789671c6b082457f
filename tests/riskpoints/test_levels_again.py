"""No level falls on a ruling that is open again, nor by who had a hand in a later round."""

import pytest
from django.core.exceptions import PermissionDenied

from riskcontrol.desk import level_actions as desk
from riskpoints.actions.levels import withdraw_verified
from riskpoints.models import (
    CarriedRow,
    Reopening,
    RiskPoint,
    Worksheet,
)
from riskpoints.stages import stages_of
from tests.factories.levels import people, proven, ruled
from tests.factories.measures import convened
from tests.factories.riskpoints import (
    signed,
)
from tests.factories.rounds import ruled_on
from tests.riskpoints.settling import looked, signed_next

pytestmark = pytest.mark.django_db


def anew(point):
    return RiskPoint.objects.select_related("ruling__level").get(pk=point.pk)


def ranks(point):
    """Initial, planned and verified rank."""
    stages = stages_of(anew(point))
    return (
        stages.initial.rank,
        stages.planned.rank if stages.planned else None,
        stages.verified.rank if stages.verified else None,
    )


def propose(point, by, rank=3):
    return desk.propose(risk_point=point, rank=rank, reason="三次抽查均无问题。", by=by)


# A ruling that is open again.


def reopened(point):
    """Change a risk point and have that noticed."""
    RiskPoint.objects.filter(pk=point.pk).update(title="改过的标题")
    (made,) = looked(point)
    return made


def test_nothing_falls_while_its_ruling_is_reopened_or_rated_anew():
    point = proven(ruled())
    chair, member = people(point)
    proposed = propose(point, member)
    made = reopened(point)
    with pytest.raises(PermissionDenied, match="定级后有变化"):
        desk.second(verified=proposed, by=chair)
    withdraw_verified(verified=proposed, by=member)
    with pytest.raises(PermissionDenied, match="定级后有变化"):
        propose(point, member)
    convened(point.worksheet)
    Reopening.objects.filter(pk=made.pk).delete()
    with pytest.raises(PermissionDenied, match="定级后有变化"):
        propose(point, member)
    assert ranks(point) == (1, 3, None)


# Hands in later rounds.


@pytest.mark.parametrize("part", ["by", "submitted_by", "signed_by"])
def test_who_had_a_hand_in_a_later_round_lets_nothing_fall(part):
    point = proven(ruled(signed()))
    chair, member = people(point)
    sheet = ruled_on(signed_next(point))
    proposed = propose(point, member)
    rows = CarriedRow.objects.filter(risk_point=point)
    (rows if part == "by" else Worksheet.objects.filter(pk=sheet.pk)).update(**{part: chair})
    with pytest.raises(PermissionDenied, match="回避"):
        desk.second(verified=proposed, by=chair)
    withdraw_verified(verified=proposed, by=member)
    with pytest.raises(PermissionDenied, match="回避"):
        propose(point, chair)
    assert ranks(point) == (1, 3, None)
