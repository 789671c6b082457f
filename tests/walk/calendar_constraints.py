"""Writes that break what holds of the calendar, spot checks and reviews, each alone."""

from django.utils import timezone

from measures.models import CarryingRules, Reminder, Review, SpotCheck, SpotItem
from tests.factories.accounts import BodyFactory, UserFactory
from tests.factories.measures import OccasionFactory, handed_in

from .constraints import DAY, again, now_by


def rules(**fields):
    """Set a body's rules for carrying out."""
    return CarryingRules.objects.create(body=BodyFactory(), **fields)


def reminder(**fields):
    """Bring an occasion to mind."""
    given = {"occasion": OccasionFactory(), "step": "ahead", "on": DAY}
    return Reminder.objects.create(**(given | fields))


def check(**fields):
    """Draw a sample."""
    given = {
        "body": BodyFactory(), "year": 2026, "number": 1, "purpose": "抽查", "first_day": DAY,
        "last_day": DAY, "size": 1, "seed": "1", "frame": "a\n", "frame_size": 1,
        "frame_hash": "0" * 64, "drawn_by": UserFactory(), "drawn_at": timezone.now(),
    }  # fmt: skip
    return SpotCheck.objects.create(**(given | fields))


def item(**fields):
    """Put an occasion in a sample."""
    occasion = OccasionFactory(done=True)
    given = {"spot_check": check(), "occasion": occasion, "place": 1}
    return SpotItem.objects.create(**(given | fields))


def found(**fields):
    """Record something amiss."""
    given = {"finding": "shortfall", "found": "缺页", "correct_by": DAY} | now_by("found")
    return item(**(given | fields))


def closed_by_who_answered():
    who = UserFactory()
    answered = {"answer": "已补", "answered_by": who, "answered_at": timezone.now()}
    return found(**answered, closed_by=who, closed_at=timezone.now())


def review(**fields):
    """Call for a review."""
    point = handed_in().risk_points.get()
    given = {"risk_point": point, "body": point.body, "section": point.section, "due_on": DAY}
    return Review.objects.create(**({"ground": "level"} | given | fields))


BREAKS = {
    "measures_occasion_lapsed_was_not_done": lambda: OccasionFactory(done=True, lapsed=True),
    "measures_occasion_rises_by_known_steps": lambda: OccasionFactory(risen="ahead"),
    "measures_carryingrules_rise_in_order": lambda: rules(owner_days=9),
    "measures_carryingrules_months_in_range": lambda: rules(review_months_2=0),
    "measures_reminder_once": lambda: again(reminder()),
    "measures_reminder_step_known": lambda: reminder(step="later"),
    "measures_spotcheck_number_once_a_year": lambda: again(check()),
    "measures_spotcheck_says_what_for": lambda: check(purpose=""),
    "measures_spotcheck_ends_after_it_begins": lambda: check(first_day=DAY.replace(year=2099)),
    "measures_spotcheck_draws_from_its_frame": lambda: check(size=2),
    "measures_spotitem_once_a_sample": lambda: again(item(), place=2),
    "measures_spotitem_one_a_place": lambda: again(item(), occasion=OccasionFactory(done=True)),
    "measures_spotitem_finding_has_who_and_when": lambda: item(finding="in-order"),
    "measures_spotitem_shortfall_says_what_and_by_when": lambda: found(correct_by=None),
    "measures_spotitem_answer_to_a_shortfall": lambda: found(answer="已补"),
    "measures_spotitem_closed_once_answered_by_another": closed_by_who_answered,
    "measures_review_one_open_a_point": lambda: again(review()),
    "measures_review_ground_known": lambda: review(ground="whim", because="想看看"),
    "measures_review_says_what_happened": lambda: review(ground="law"),
    "measures_review_done_has_who_when_and_why": lambda: review(outcome="valid"),
}
