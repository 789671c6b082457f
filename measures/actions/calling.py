"""Each night calls for the reviews that fall due: by a risk point's level, and on what happened to it."""

import datetime
from collections.abc import Sequence
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Subquery
from django.utils import translation
from django.utils.timezone import localtime

from measures.models import CarryingRules, Review
from measures.review_grounds import happenings
from measures.schedule import on_a_workday
from measures.states import ReviewGround
from riskcontrol.lib.workdays import add_workdays, months_after
from riskpoints.models import RiskPoint

BATCH = 500
# So many working days the section has once something has happened.
REACTION_DAYS = 10


def call_for_reviews(today: datetime.date) -> int:
    """Call for the next review of every ruled risk point that stands; gives how many were called for.

    At most one of a risk point is open, which a constraint holds: running it twice calls for nothing
    twice. A later, higher level or something that happened brings an open one forward.
    """
    standing = RiskPoint.objects.standing().filter(pk=OuterRef("risk_point"))
    Review.objects.open().filter(~Exists(standing)).delete()
    rules = {one.body_id: one for one in CarryingRules.objects.all()}
    called = 0
    for points in batched(_ruled().iterator(chunk_size=BATCH), BATCH, strict=False):
        called += _call(points, rules, today)
    return called


def _ruled() -> Any:
    done = Review.objects.filter(risk_point=OuterRef("pk"), done_at__isnull=False).order_by()
    return (
        RiskPoint.objects.standing()
        .filter(ruling__isnull=False)
        .select_related("ruling")
        .only("body_id", "section_id", "flowchart_id", "ruling__rank", "ruling__ruled_on")
        .annotate(
            last_look=Subquery(
                done.values("risk_point").annotate(last=Max("done_at")).values("last")
            )
        )
        .order_by("pk")
    )


@transaction.atomic
def _call(points: Sequence[Any], rules: dict[int, CarryingRules], today: datetime.date) -> int:
    """Call for the reviews of some risk points, and bring forward those that something hurries."""
    open_ones = {
        one.risk_point_id: one for one in Review.objects.open().filter(risk_point__in=points)
    }
    with translation.override("zh-hans"):  # kept as words, and read by whoever comes
        happened = happenings(points)
    new, sooner = [], []
    for point in points:
        own = rules.get(point.body_id) or CarryingRules(body_id=point.body_id)
        wanted = _wanted(point, own.review_months(point.ruling.rank), happened[point.pk], today)
        known = open_ones.get(point.pk)
        if known is None:
            new.append(wanted)
        elif wanted.due_on < known.due_on:
            known.due_on, known.ground = wanted.due_on, wanted.ground
            known.because = wanted.because
            sooner.append(known)
    Review.objects.bulk_create(new, ignore_conflicts=True)
    Review.objects.bulk_update(sooner, ["due_on", "ground", "because"])
    return len(new)


def _wanted(point: Any, months: int, happened: list[Any], today: datetime.date) -> Review:
    """Give the review that a risk point needs next, not saved.

    It counts from the last look, or from the ruling; what would lie before today, as with a ruling
    that a dossier brought, counts from today: what was before is history.
    """
    looked = localtime(point.last_look).date() if point.last_look else point.ruling.ruled_on
    due = on_a_workday(months_after(looked, months))
    if due < today and not point.last_look:
        looked, due = today, on_a_workday(months_after(today, months))
    review = Review(
        risk_point_id=point.pk, body_id=point.body_id, section_id=point.section_id, due_on=due
    )
    review.ground = ReviewGround.LEVEL
    since = [one for one in happened if one.on > looked]
    if since and (soon := add_workdays(today, REACTION_DAYS)) < due:
        last = max(since, key=lambda one: one.on)
        review.due_on, review.ground, review.because = soon, last.ground, last.because
    return review
