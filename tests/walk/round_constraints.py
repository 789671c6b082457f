"""Writes that break what holds of worksheets, rounds and the rows carried over, each alone."""

from django.utils import timezone

from riskpoints.models import CarriedRow, LeftOut, Round
from tests.factories.accounts import BodyFactory, UserFactory
from tests.factories.measures import MeasureFactory, handed_in, point_on
from tests.factories.powers import FlowchartFactory

from .constraints import again, change, look, now_by, point, sheet


def section_sheet():
    """Open a section's own page."""
    made = sheet()
    change(made, flowchart=None, version=None)
    made.refresh_from_db()
    return made


def made(**fields):
    """Open a round."""
    given = {"body": BodyFactory(), "year": 2026, "number": 1, "ground": "law", "reason": "修订。"}
    return Round.objects.create(**(given | {"opened_at": timezone.now()} | fields))


def closed(**fields):
    """Open a round that is closed already."""
    return made(**({"open_key": None} | now_by("closed") | fields))


def two_yearly():
    first = made(ground="yearly")
    again(first, number=2, open_key="7" * 32)


def left_out(**fields):
    """Leave a chart out of a round."""
    given = {"round": made(), "flowchart": FlowchartFactory(), "reason": "明年再查。"}
    return LeftOut.objects.create(**(given | fields))


def row(**fields):
    """Carry a risk point over to a worksheet."""
    before = point()
    given = {"worksheet": sheet(), "risk_point": before, "seen_in": before.worksheet}
    return CarriedRow.objects.create(**(given | fields))


def none_row(**fields):
    """Carry over that none was found on a step."""
    before = look()
    given = {"worksheet": sheet(), "examination": before, "seen_in": before.worksheet}
    return CarriedRow.objects.create(**(given | fields))


def looked(outcome, **fields):
    """Carry a risk point over and look at it."""
    return row(outcome=outcome, by=UserFactory(), at=timezone.now(), **fields)


def succeeded_twice():
    later = point_on(handed_in(), 7)
    for _time in range(2):
        looked("changed", successor=later)


BREAKS = {
    "riskpoints_worksheet_state_known": lambda: sheet(state="lost"),
    "riskpoints_worksheet_chart_has_a_version": lambda: sheet(version=None),
    "riskpoints_worksheet_one_open_a_chart": lambda: again(sheet()),
    "riskpoints_worksheet_one_open_a_section": lambda: again(section_sheet()),
    "riskpoints_worksheet_signed_before_the_committee": lambda: sheet(state="handed-in"),
    "riskpoints_worksheet_decided_has_when": lambda: sheet(
        state="decided", open_in=None, **now_by("signed")
    ),
    "riskpoints_worksheet_return_says_why": lambda: sheet(state="returned"),
    "riskpoints_worksheet_under_way_in_an_open_round": lambda: sheet(open_in=None),
    "riskpoints_round_number_once_a_year": lambda: again(made(), open_key="7" * 32),
    "riskpoints_round_one_yearly_open": two_yearly,
    "riskpoints_round_ground_known": lambda: made(ground="weather"),
    "riskpoints_round_origin_known": lambda: made(origin="nowhere"),
    "riskpoints_round_trigger_says_why": lambda: made(reason=""),
    "riskpoints_round_closed_has_who_and_when": lambda: closed(closed_by=None),
    "riskpoints_round_open_has_a_key": lambda: made(open_key=None),
    "riskpoints_leftout_once": lambda: again(left_out()),
    "riskpoints_leftout_says_why": lambda: left_out(reason=""),
    "riskpoints_carriedrow_point_once": lambda: again(row()),
    "riskpoints_carriedrow_none_once": lambda: again(none_row()),
    "riskpoints_carriedrow_is_one_row": lambda: row(examination=look()),
    "riskpoints_carriedrow_outcome_known": lambda: looked("lost"),
    "riskpoints_carriedrow_looked_at_by_somebody": lambda: row(
        outcome="removed", reason="已废止。"
    ),
    "riskpoints_carriedrow_says_why": lambda: looked("confirmed"),
    "riskpoints_carriedrow_changed_has_a_successor": lambda: looked("changed"),
    "measures_measure_ended_on_a_day": lambda: change(MeasureFactory(in_force=True), state="ended"),
}
