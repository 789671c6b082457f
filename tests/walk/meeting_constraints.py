"""Writes that break what holds of meetings, their quorum and a confirmation, each alone."""

from django.utils import timezone

from riskpoints.models import CommitteeRules, Meeting, PutOff
from tests.factories.accounts import BodyFactory, UserFactory
from tests.factories.measures import convened

from .constraints import DAY, again, change, now_by, sheet


def meeting(**fields):
    """Call a meeting, and change it past every action."""
    made = convened().meeting
    change(made, **fields)
    made.refresh_from_db()
    return made


def bare_meeting(**fields):
    """A meeting without items."""
    given = {"body": BodyFactory(), "year": 2026, "number": 1, "chair": UserFactory()}
    given |= {"called_at": timezone.now(), "held_on": DAY}
    return Meeting.objects.create(**(given | fields))


def rules(**fields):
    """Set a body's rules for its committee."""
    return CommitteeRules.objects.create(body=BodyFactory(), **fields)


def put_off(**fields):
    """Put an item off."""
    sitting = convened()
    given = {"meeting": bare_meeting(), "sitting": sitting, "place": 1, "reason": "材料不全"}
    return PutOff.objects.create(**(given | fields))


def item(**fields):
    """Change an item of an agenda."""
    change(convened(), **fields)


def closed(**fields):
    given = {"open_key": None, "decided": "{}", "decided_hash": "0" * 64} | now_by("closed")
    return bare_meeting(**(given | fields))


def confirmed_by_who_signed():
    who = UserFactory()
    signed = {"signed_by": who, "signed_at": timezone.now()}
    sheet(confirmed_by=who, confirmed_at=timezone.now(), **signed)


def confirmed_by_who_submitted():
    who = UserFactory()
    sheet(submitted_by=who, confirmed_by=who, confirmed_at=timezone.now())


BREAKS = {
    "riskpoints_committeerules_quorum_known": lambda: rules(quorum="most"),
    "riskpoints_committeerules_quorum_number_where_fixed": lambda: rules(quorum="number"),
    "riskpoints_meeting_quorum_known": lambda: bare_meeting(quorum="most"),
    "riskpoints_meeting_quorum_number_where_fixed": lambda: bare_meeting(quorum_number=3),
    "riskpoints_meeting_number_once_a_year": lambda: again(bare_meeting(), open_key="7" * 32),
    "riskpoints_meeting_closed_has_who_and_the_hash": lambda: closed(decided_hash=""),
    "riskpoints_meeting_open_has_a_key": lambda: bare_meeting(open_key=None),
    "riskpoints_meeting_put_off_says_why": lambda: bare_meeting(first_on=DAY),
    "riskpoints_meetingmember_once": lambda: again(meeting().members.first()),
    "riskpoints_putoff_once_a_meeting": lambda: again(put_off()),
    "riskpoints_putoff_says_why": lambda: put_off(reason=""),
    "riskpoints_sitting_open_on_an_open_agenda": lambda: item(open_in=None),
    "riskpoints_sitting_ruled_by_a_quorum": lambda: item(
        closed_at=timezone.now(), open_in=None, present_count=2, needed_count=3
    ),
    "riskpoints_worksheet_confirmed_before_the_committee": lambda: sheet(
        state="handed-in", needs_confirmation=True, **now_by("signed")
    ),
    "riskpoints_worksheet_signed_waits_for_confirmation": lambda: sheet(
        state="signed", **now_by("signed")
    ),
    "riskpoints_worksheet_confirmed_has_who_and_when": lambda: sheet(confirmed_by=UserFactory()),
    "riskpoints_worksheet_confirmed_by_another": confirmed_by_who_signed,
}

# The same rules by their other clauses.
MORE = [
    confirmed_by_who_submitted,
    lambda: item(meeting=None),
    lambda: item(closed_at=timezone.now(), open_in=None),
    lambda: item(closed_at=timezone.now(), open_in=None, present_count=3),
    lambda: item(closed_at=timezone.now(), open_in=None, present_count=1, needed_count=1),
    lambda: rules(quorum="number", quorum_number=1),
    lambda: rules(quorum_number=3),
    lambda: closed(closed_by=None),
    lambda: bare_meeting(put_off_because="推迟"),
]
