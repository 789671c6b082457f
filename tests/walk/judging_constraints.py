"""Writes that break what holds of reopened rulings and of practice: each constraint alone."""

from django.utils import timezone

from riskpoints.models import Assessment, PracticeAnswer, Reopening
from riskpoints.states import RecusalGround
from tests.factories.accounts import UserFactory
from tests.factories.measures import convened

from .constraints import again, assessment, change, ruling, wish


def reopening(**fields):
    """Reopen a ruling."""
    given = {"ruling": ruling(), "changed": ["title"], "found": {}, "found_hash": "1" * 64}
    return Reopening.objects.create(**(given | {"at": timezone.now()} | fields))


def closed(**fields):
    """Close what reopened a ruling."""
    return reopening(closed_at=timezone.now(), closed_by=UserFactory(), **fields)


def recused(sitting):
    """Recuse the last member of a sitting."""
    seat = sitting.members.last()
    change(seat, recused_because=RecusalGround.WROTE)
    return seat


def rated(sitting, rater):
    """Grade the first risk point of a sitting."""
    point = sitting.worksheet.risk_points.first()
    return Assessment.objects.create(sitting=sitting, risk_point=point, rater=rater)


def rated_by_another_sitting():
    here, there = convened(), convened()
    rated(here, there.chair)


def handed_to_another():
    change(rated(sitting := convened(), sitting.chair), rater=UserFactory())


def moved_to_another_sitting():
    here, there = convened(), convened()
    change(rated(here, here.chair), sitting=there)


def lowered_by(person):
    """Rule below what the factors give, with somebody as the second person."""
    sitting = convened()
    given = {"rank": 2, "reason": "已有制约。", "second": person(sitting)}
    ruling(sitting=sitting, **of(sitting), **given)


def of(sitting):
    """Give what a ruling in a sitting names of it."""
    point, level = sitting.worksheet.risk_points.get(), sitting.scheme.levels.first()
    return {"risk_point": point, "level": level, "ruled_by": sitting.chair}


def ruled_by(person):
    """Rule in a sitting, signed by somebody."""
    sitting = convened()
    ruling(sitting=sitting, **(of(sitting) | {"ruled_by": person(sitting)}))


def without_himself(sitting):
    """Give the chair of a sitting, recused from it."""
    change(sitting.members.get(user=sitting.chair), recused_because=RecusalGround.WROTE)
    return sitting.chair


def outsider(_sitting):
    return UserFactory()


def out_of_it(sitting):
    return recused(sitting).user


def rated_by(person):
    sitting = convened()
    rated(sitting, person(sitting))


def wished_by(person):
    sitting = convened()
    point, level = sitting.worksheet.risk_points.get(), sitting.scheme.levels.last()
    wish(sitting=sitting, risk_point=point, level=level, proposed_by=person(sitting))


def seconded_by(person):
    made = wish()
    change(made, seconded_by=person(made.sitting))


def led_by(person):
    sitting = convened()
    change(sitting, chair=person(sitting))


def let_back():
    change(recused(convened()), recused_because="")


def seated_as_another():
    change(recused(convened()), user=UserFactory())


def seated_elsewhere():
    change(recused(convened()), sitting=convened())


def answer(**fields):
    """Grade a practice case."""
    given = {"user": UserFactory(), "case": "fine", "grades": {}}
    return PracticeAnswer.objects.create(**(given | fields))


BREAKS = {
    "riskpoints_grade_that_decides_says_why": lambda: change(
        assessment().grades.get(decides=True), reason=""
    ),
    "riskpoints_ruling_of_a_sitting_is_bound": lambda: ruling(snapshot_hash=""),
    "riskpoints_sittingmember_recused_is_not_counted": lambda: change(
        recused(convened()), was_present=True
    ),
    "riskpoints_reopening_one_open_a_ruling": lambda: again(reopening()),
    "riskpoints_reopening_closed_by_a_reason_or_a_ruling": closed,
    "riskpoints_practiceanswer_once_a_case": lambda: again(answer()),
    "riskpoints_practiceanswer_names_a_case": lambda: answer(case=""),
}
# The other ways in which a reopening is neither open nor closed.
HALF_CLOSED = [
    lambda: reopening(stands_because="未变。"),
    lambda: reopening(closed_at=timezone.now(), stands_because="未变。"),
    lambda: closed(stands_because="未变。", ruled_again=ruling()),
]
# Nobody judges his own: by each guard of riskpoints/migrations/0014_recusal.py, every write it refuses.
UNSEATED = {
    "riskpoints_assessment_by_who_may_rate": [
        lambda: rated_by(outsider),
        lambda: rated_by(out_of_it),
        rated_by_another_sitting,
        handed_to_another,
        moved_to_another_sitting,
    ],
    "riskpoints_levelproposal_by_who_may_rate": [
        lambda: wished_by(outsider),
        lambda: wished_by(without_himself),
        lambda: seconded_by(outsider),
        lambda: seconded_by(out_of_it),
    ],
    "riskpoints_ruling_by_who_may_rate": [
        lambda: ruled_by(outsider),
        lambda: ruled_by(without_himself),
        lambda: lowered_by(outsider),
        lambda: lowered_by(out_of_it),
        lambda: change(ruling(), ruled_by=UserFactory()),
        lambda: change(ruling(), second=UserFactory()),
        lambda: change(ruling(), sitting=convened()),
    ],
    "riskpoints_sitting_led_by_who_may_rate": [
        lambda: led_by(outsider),
        lambda: led_by(out_of_it),
    ],
    "riskpoints_sittingmember_recused_stays_so": [let_back, seated_as_another, seated_elsewhere],
}
