"""Writes by people who judge their own, and writes on what was said in a closed sitting."""

from django.utils import timezone

from riskpoints.models import Assessment, Examination, Floor, SittingMember
from riskpoints.states import RecusalGround
from tests.factories.accounts import (
    PositionFactory,
    UserFactory,
    committee_member,
    contributor,
    person,
)
from tests.factories.measures import assessed, convened, handed_in, point_on
from tests.factories.schemes import in_force

from .constraints import DAY, again, change, ruling, wish
from .judging_constraints import reopening
from .level_constraints import verified
from .round_constraints import row


def wrote(sheet):
    sheet.risk_points.first().written_by.add(one := UserFactory())
    return one


def looked(sheet):
    """Looked at its section and found nothing."""
    one = UserFactory()
    Examination.objects.create(
        worksheet=sheet, unit=sheet.section, none_found_because="无权力。", examined_by=one
    )
    return one


def removed_a_row(sheet):
    one = UserFactory()
    row(worksheet=sheet, outcome="removed", reason="已废止。", by=one, at=timezone.now())
    return one


def confirmed(sheet):
    """Confirmed the worksheet for the unit's leading group."""
    change(sheet, confirmed_by=(one := UserFactory()), confirmed_at=timezone.now())
    return one


def of_a_unit_it_is_about(sheet):
    sheet.risk_points.first().units.add(sheet.body)
    return contributor(sheet.body)


def holds_what_acts(sheet):
    """Holds a position that acts on the chart."""
    place = PositionFactory()
    sheet.flowchart.steps.filter(key="examine").update(position=place)
    return person("contributor", place.unit, position=place)


def holds_what_carries(sheet):
    """Holds a position that a risk point stands on."""
    sheet.risk_points.first().positions.add(place := PositionFactory())
    return person("contributor", place.unit, position=place)


def sits_on_the_committee_of_the_section(sheet):
    return person("committee-member", sheet.section)


# Ways to have a part in a worksheet.
PARTS = [
    wrote,
    looked,
    removed_a_row,
    lambda sheet: sheet.submitted_by,
    lambda sheet: sheet.signed_by,
    confirmed,
    lambda sheet: contributor(sheet.section),
    sits_on_the_committee_of_the_section,
    of_a_unit_it_is_about,
    holds_what_acts,
    holds_what_carries,
]


def confirmed_later(point):
    """Confirmed the risk point in a later round."""
    one = UserFactory()
    said = {"outcome": "confirmed", "reason": "仍在。", "by": one, "at": timezone.now()}
    row(worksheet=handed_in(), risk_point=point, seen_in=point.worksheet, **said)
    return one


def handed_in_later(point):
    """Handed in a later round's worksheet that carries the risk point."""
    later = handed_in()
    row(worksheet=later, risk_point=point, seen_in=point.worksheet)
    return later.signed_by


# Ways to have a part in a risk point.
IN_A_POINT = [
    *(lambda point, part=part: part(point.worksheet) for part in PARTS),
    confirmed_later,
    handed_in_later,
]


def seated(part):
    sitting = convened()
    SittingMember.objects.create(sitting=sitting, user=part(sitting.worksheet))


def seated_in_his_place():
    sitting = convened()
    change(sitting.members.last(), user=wrote(sitting.worksheet))


def seated_from_elsewhere():
    one, there = committee_member(convened().worksheet.section), convened()
    seat = SittingMember.objects.create(sitting=convened(), user=one)
    there.worksheet.risk_points.get().written_by.add(one)
    change(seat, sitting=there)


def let_stand(part):
    made = ruling()
    who = part(made.risk_point)
    reopening(ruling=made, closed_at=timezone.now(), closed_by=who, stands_because="仍然成立。")


def let_stand_by_now():
    open_ = reopening()
    closed = {"closed_at": timezone.now(), "stands_because": "仍然成立。"}
    change(open_, closed_by=wrote(open_.ruling.risk_point.worksheet), **closed)


def proposed(part):
    made = verified()
    change(made, proposed_by=part(made.risk_point))


def proposed_at_once():
    point = ruling().risk_point
    verified(risk_point=point, proposed_by=wrote(point.worksheet))


def seconded(part):
    made = verified()
    change(made, second=part(made.risk_point), ruled_on=DAY)


# By each guard of riskpoints/migrations/0016_no_part.py, every write it refuses.
OWN = {
    "riskpoints_sittingmember_rates_not_his_own": [
        *(lambda part=part: seated(part) for part in PARTS),
        seated_in_his_place,
        seated_from_elsewhere,
    ],
    "riskpoints_reopening_closed_by_who_has_no_part": [
        *(lambda part=part: let_stand(part) for part in IN_A_POINT),
        let_stand_by_now,
    ],
    "riskpoints_verifiedlevel_proposed_by_who_has_no_part": [
        *(lambda part=part: proposed(part) for part in IN_A_POINT),
        proposed_at_once,
    ],
    "riskpoints_verifiedlevel_seconded_by_who_has_no_part": [
        *(lambda part=part: seconded(part) for part in IN_A_POINT),
    ],
}


def recused_with_a_part():
    """Give somebody with a part a seat from which he is recused."""
    sitting = convened()
    seat = {"user": wrote(sitting.worksheet), "recused_because": RecusalGround.WROTE}
    return SittingMember.objects.create(sitting=sitting, **seat)


def over():
    """A sitting in which everybody rated and the chair wished for another level, past ruling closed."""
    sitting = assessed(wish().sitting)
    sitting.again_on.add(sitting.worksheet.risk_points.get())
    sitting.assessments.first().floors.add(in_force().floors.first())
    now = timezone.now()
    change(sitting, closed_at=now, open_in=None, present_count=2, needed_count=2)
    return sitting


def another_point(sitting):
    return point_on(sitting.worksheet, 7)


# What belongs to a closed sitting, by its table: how to find a row, and how to add one.
SAID = {
    "riskpoints_sittingmember": (
        lambda sitting: sitting.members.last(),
        lambda sitting: SittingMember.objects.create(sitting=sitting, user=UserFactory()),
    ),
    "riskpoints_sitting_again_on": (
        lambda sitting: sitting.again_on.through.objects.get(),
        lambda sitting: sitting.again_on.add(another_point(sitting)),
    ),
    "riskpoints_assessment": (
        lambda sitting: sitting.assessments.last(),
        lambda sitting: Assessment.objects.create(
            sitting=sitting, risk_point=another_point(sitting), rater=sitting.chair
        ),
    ),
    "riskpoints_assessment_floors": (
        lambda sitting: sitting.assessments.first().floors.through.objects.get(),
        lambda sitting: sitting.assessments.last().floors.add(Floor.objects.first()),
    ),
    "riskpoints_grade": (
        lambda sitting: sitting.assessments.last().grades.last(),
        lambda sitting: again(sitting.assessments.last().grades.last()),
    ),
    "riskpoints_levelproposal": (
        lambda sitting: sitting.proposals.get(),
        lambda sitting: again(sitting.proposals.get(), risk_point=another_point(sitting)),
    ),
}
