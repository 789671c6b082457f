"""Writes that break what holds of planned and verified levels, each constraint alone."""

from riskpoints.models import ExpectedLevel, PlannedLevel, VerifiedLevel
from tests.factories.accounts import UserFactory

from .constraints import DAY, again, change, ruling
from .constraints import point as a_point


def expected(**fields):
    """Say on a worksheet what the section expects."""
    given = {"risk_point": a_point(), "rank": 3, "proposed_rank": 2, "reason": "可控。"}
    return ExpectedLevel.objects.create(**(given | fields))


def planned(**fields):
    """Plan the level of a risk point that was ruled on."""
    made = ruling()
    given = {"risk_point": made.risk_point, "ruling": made, "level": made.level, "rank": 2}
    given |= {"initial_rank": 1, "reason": "可控。", "on": DAY}
    return PlannedLevel.objects.create(**(given | fields))


def planned_twice():
    made = ruling()
    one = planned(ruling=None, initial_rank=None, sitting=made.sitting, risk_point=made.risk_point)
    again(one)


def verified(**fields):
    """Propose a verified level."""
    made = ruling()
    given = {"risk_point": made.risk_point, "ruling": made, "level": made.level, "rank": 2}
    given |= {"initial_rank": 1, "planned_rank": 3, "reason": "均无问题。"}
    given |= {"proposed_by": UserFactory(), "proposed_on": DAY}
    return VerifiedLevel.objects.create(**(given | fields))


def ruled(**fields):
    """Rule on a verified level by two."""
    return verified(**({"second": UserFactory(), "ruled_on": DAY} | fields))


def standing_unruled():
    made = verified()
    change(made, stands_for=made.risk_point)


def seconded_by_himself():
    one = UserFactory()
    verified(proposed_by=one, second=one, ruled_on=DAY)


BREAKS = {
    "riskpoints_expectedlevel_not_above_the_own": lambda: expected(rank=1),
    "riskpoints_expectedlevel_says_why": lambda: expected(reason=""),
    "riskpoints_plannedlevel_once_a_sitting": planned_twice,
    "riskpoints_plannedlevel_not_above_the_ruling": lambda: planned(rank=1, initial_rank=2),
    "riskpoints_plannedlevel_says_why": lambda: planned(reason=""),
    "riskpoints_verifiedlevel_one_proposed_a_point": lambda: again(verified()),
    "riskpoints_verifiedlevel_below_the_initial": lambda: verified(rank=1),
    "riskpoints_verifiedlevel_not_below_the_planned": lambda: verified(rank=3, planned_rank=2),
    "riskpoints_verifiedlevel_says_why": lambda: verified(reason=""),
    "riskpoints_verifiedlevel_ruled_by_two_or_brought": lambda: verified(ruled_on=DAY),
    "riskpoints_verifiedlevel_second_is_another": seconded_by_himself,
    "riskpoints_verifiedlevel_stands_once_ruled": standing_unruled,
    "riskpoints_verifiedlevel_raised_by_somebody_for_a_reason": lambda: ruled(raised_on=DAY),
}


def stands_for_another():
    ruled(stands_for=a_point())


def stands_though_raised():
    made = ruled(raised_on=DAY, raised_by=UserFactory(), raised_because="措施停了。")
    change(made, stands_for=made.risk_point)


# Each further clause of a constraint.
CLAUSES = [
    stands_for_another,
    stands_though_raised,
    lambda: planned(ruling=None, initial_rank=None),
    lambda: planned(initial_rank=None),
    lambda: verified(second=UserFactory()),
    lambda: verified(imported=True),
    lambda: ruled(raised_on=DAY, raised_by=UserFactory()),
    lambda: verified(raised_on=DAY, raised_by=UserFactory(), raised_because="措施停了。"),
]
