"""A body's rules on releases: which stages a chart passes, and how long it is posted."""

from riskcontrol.accounts.models import Membership, Unit, User
from riskcontrol.accounts.roles import PERMISSIONS, Permission

from .models import Policy
from .states import OPEN_STAGES, Stage

# No body posts a chart for longer than about a year; beyond that somebody mistyped.
LONGEST_DAYS = 250


def policy_of(body: Unit) -> Policy:
    """Give the body's own policy, or the usual one (not stored) where it has set none."""
    return Policy.objects.filter(body=body).first() or Policy(body=body)


def stages_of(policy: Policy) -> list[Stage]:
    """Give the stages a release passes, in order.

    One of them is always somebody who did not draw the chart, whatever the policy leaves out.
    """
    asked = {
        Stage.CHECK: policy.section_checks,
        Stage.CLEARANCE: policy.clearance_needed,
        Stage.SIGNATURE: policy.leader_signs or not policy.clearance_needed,
    }
    return [stage for stage in OPEN_STAGES if asked[stage]]


def stage_after(policy: Policy, stage: str) -> Stage:
    """Give the stage that follows one; the one after the last is the release itself."""
    later = OPEN_STAGES[OPEN_STAGES.index(Stage(stage)) + 1 :]
    return next((each for each in stages_of(policy) if each in later), Stage.RELEASED)


def holders(permission: Permission, unit: Unit) -> list[str]:
    """Name the people whose role lets them do something in a unit; the page tells who must act."""
    return list(dict.fromkeys(person.name for person in colleagues(permission, unit)))


def colleagues(permission: Permission, unit: Unit) -> list[User]:
    """Give the people whose role lets them do something in a unit, each once."""
    roles = [role for role, granted in PERMISSIONS.items() if permission in granted]
    seats = Membership.objects.reaching(unit).with_role(*roles).select_related("user")
    return list(dict.fromkeys(seat.user for seat in seats))
