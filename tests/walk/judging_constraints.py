"""Writes that break what holds of reopened rulings and of practice: each constraint alone."""

from django.utils import timezone

from riskpoints.models import PracticeAnswer, Reopening
from tests.factories.accounts import UserFactory

from .constraints import again, assessment, change, ruling


def reopening(**fields):
    """Reopen a ruling."""
    given = {"ruling": ruling(), "changed": ["title"], "found": {}, "found_hash": "1" * 64}
    return Reopening.objects.create(**(given | {"at": timezone.now()} | fields))


def closed(**fields):
    """Close what reopened a ruling."""
    return reopening(closed_at=timezone.now(), closed_by=UserFactory(), **fields)


def answer(**fields):
    """Grade a practice case."""
    given = {"user": UserFactory(), "case": "fine", "grades": {}}
    return PracticeAnswer.objects.create(**(given | fields))


BREAKS = {
    "riskpoints_grade_that_decides_says_why": lambda: change(
        assessment().grades.get(decides=True), reason=""
    ),
    "riskpoints_ruling_of_a_sitting_is_bound": lambda: ruling(snapshot_hash=""),
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
