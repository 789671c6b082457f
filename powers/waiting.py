"""Comments that wait, and for whom: counted with their posting, so that a flood costs no more to tell."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Min, Q, Value, When

from riskcontrol.accounts.models import User

from .clock import Clock, clock_of
from .models import Policy, Posting
from .querysets import today
from .states import CommentsShown

# Whose turn a comment is: the section's, or the moderator's to look or to publish.
ANSWER, LOOK, PUBLISH = "answer", "look", "publish"

# A note of the section stands before its own answer: the moderator looks first.
TURN = Case(
    When(Q(held_for__gt="") | Q(suggestion__gt=""), then=Value(LOOK)),
    When(reply__isnull=False, then=Value(PUBLISH)),
    default=Value(ANSWER),
    output_field=CharField(),
)


def kinds_for(user: User) -> dict[str, Q]:
    """Name the kinds of comments that wait, as conditions on a posting's comments."""
    waits = Q(comments__state="received")
    plain = waits & Q(comments__held_for="", comments__suggestion="")
    undrafted = plain & Q(comments__reply=None)
    undecided = Q(comments__decided_by=None)
    # What one decided on, the section too, is shown by a second person where the body asks for one.
    by_others = Q(flowchart__body__policy__second_person=True) & ~Q(comments__decided_by=user)
    mine = Q(comments__assigned_to=None) | Q(comments__assigned_to=user)
    return {
        "mine": undrafted & mine,
        "theirs": undrafted & ~mine,
        # It is his to look whether it may be shown.
        "new": undrafted & Q(comments__published_on=None) & (undecided | by_others),
        "marked": waits & ~Q(comments__held_for="", comments__suggestion=""),
        "drafted": plain & Q(comments__reply__isnull=False),
    }


def waiting_counts(user: User) -> dict[str, Any]:
    """Give annotations for postings: how many comments of each kind wait, and since when."""
    found: dict[str, Any] = {}
    for name, condition in kinds_for(user).items():
        found[f"{name}_count"] = Count("comments", filter=condition, distinct=True)
        found[f"{name}_oldest"] = Min("comments__received_on", filter=condition)
    return found


@dataclass(frozen=True)
class Waiting:
    """So many comments of one posting that wait for the same people, and the clock of the oldest."""

    posting: Posting
    count: int
    clock: Clock


def waiting_in(posting: Any, *names: str) -> Waiting | None:
    """Take kinds of waiting comments off a posting annotated with waiting_counts(); None where none waits."""
    count = sum(getattr(posting, f"{name}_count") for name in names)
    days: list[datetime.date] = [
        day for name in names if (day := getattr(posting, f"{name}_oldest"))
    ]
    if not days:
        return None
    return Waiting(posting, count, clock_of(min(days), policy_in(posting).answer_days, today()))


def to_look_at(posting: Any) -> Waiting | None:
    """Give what the moderator has to look at; where comments are only summed up, only what is marked."""
    is_each = policy_in(posting).comments_shown == CommentsShown.EACH
    return waiting_in(posting, "marked", "new") if is_each else waiting_in(posting, "marked")


def postings_of(ids: Iterable[int]) -> dict[int, Posting]:
    """Load postings with the units that rights are asked of and the body's own rules."""
    chart = "flowchart"
    found = Posting.objects.filter(pk__in=list(ids)).select_related(
        f"{chart}__section__parent__parent", f"{chart}__body__policy"
    )
    return {posting.pk: posting for posting in found}


def policy_in(posting: Posting) -> Policy:
    """Give the rules of a posting's body, loaded with it; the usual ones where it has set none."""
    body = posting.flowchart.body
    return getattr(body, "policy", None) or Policy(body=body)
