"""A body's rules on releases: which stages a chart passes, and how long it is posted."""

from riskcontrol.accounts.models import Membership, StandIn, Unit, User
from riskcontrol.accounts.roles import PERMISSIONS, Permission

from .models import Policy, ReleaseStage
from .querysets import today
from .turns import USUAL, Turn

# No body posts a chart for longer than about a year; beyond that somebody mistyped.
LONGEST_DAYS = 250
# So many days ahead at most a signed chart waits for the day on which it opens.
LATEST_OPENING = 60
# More stages than that no chart passes; the page shows them side by side.
MOST_STAGES = 8


def policy_of(body: Unit) -> Policy:
    """Give the body's own policy, or the usual one (not stored) where it has set none."""
    return Policy.objects.filter(body=body).first() or Policy(body=body)


def turns_of(body: Unit) -> list[Turn]:
    """Give the stages a release of the body passes, in order; the usual three where it set none.

    One of them is always somebody who did not draw the chart, whatever was written past the actions.
    """
    rows = ReleaseStage.objects.filter(body=body).select_related("position")
    turns = [row.turn for row in rows] or list(USUAL)
    return turns if any(turn.by_other_hands for turn in turns) else [*turns, USUAL[-1]]


def holders(permission: Permission, unit: Unit) -> list[str]:
    """Name the people whose role lets them do something in a unit; the page tells who must act."""
    return list(dict.fromkeys(person.name for person in colleagues(permission, unit)))


def colleagues(permission: Permission, unit: Unit) -> list[User]:
    """Give the people whose role lets them do something in a unit, each once."""
    roles = [role for role, granted in PERMISSIONS.items() if permission in granted]
    seats = Membership.objects.reaching(unit).with_role(*roles).select_related("user")
    return list(dict.fromkeys(seat.user for seat in seats))


def seats_at(turn: Turn, section: Unit) -> list[Membership]:
    """Give the seats that hold a stage for a chart of a section."""
    seats = Membership.objects.with_role(*turn.roles).select_related("user")
    if turn.position:
        return list(seats.filter(position=turn.position))
    return list(seats.reaching(section))


def stand_ins_of(people: list[int]) -> list[StandIn]:
    """Give who stands in for these people today."""
    return list(StandIn.objects.on(today()).filter(principal__in=people).with_people())
