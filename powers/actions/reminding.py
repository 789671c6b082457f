"""A comment whose time runs out is brought to mind by mail: once before its day, once after it."""

import datetime
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction

from powers.clock import Clock, clock_of
from powers.models import Comment, Posting
from powers.policies import colleagues
from powers.tasks import remind_by_mail
from powers.waiting import ANSWER, TURN, policy_in, postings_of
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission


@transaction.atomic
def remind(today: datetime.date) -> int:
    """Remind whoever must act, where he has an e-mail address; give how many comments it was about.

    However often it runs, nobody is reminded of the same comment twice for the same reason.
    """
    waiting = list(
        Comment.objects.unfinished()
        .filter(posting__settled_at=None, posting__opens__lte=today)
        .annotate(turn=TURN)
        .select_for_update(of=("self",))
        .select_related("assigned_to")
        .order_by("posting", "received_on", "pk")
    )
    postings = postings_of({comment.posting_id for comment in waiting})
    pressing = [one for one in waiting if _is_pressing(one, postings[one.posting_id], today)]
    Comment.objects.filter(pk__in=[one.pk for one in pressing]).update(reminded_on=today)
    for (posting_id, person_id), count in _whom(pressing, postings).items():
        send = partial(
            remind_by_mail.enqueue, posting_id=posting_id, person_id=person_id, count=count
        )
        transaction.on_commit(send)
    return len(pressing)


def _is_pressing(comment: Comment, posting: Posting, today: datetime.date) -> bool:
    """Whether it is soon or overdue, and was not brought to mind for that yet."""
    clock = clock_of(comment.received_on, policy_in(posting).answer_days, today)
    return _is_new(comment, clock) and clock.is_soon


def _is_new(comment: Comment, clock: Clock) -> bool:
    reminded = comment.reminded_on
    return reminded is None or (clock.is_late and reminded <= clock.due_on)


def _whom(comments: Sequence[Any], postings: dict[int, Posting]) -> Counter[tuple[int, int]]:
    """Count the comments by posting and by each person whose turn it is and who has an address."""
    return Counter(
        (comment.posting_id, person.pk)
        for comment in comments
        for person in turn_of(comment, postings[comment.posting_id])
        if person.email
    )


def turn_of(comment: Any, posting: Posting) -> list[User]:
    """Give whoever must act on a comment annotated with its turn: the section, or the moderators."""
    section = posting.flowchart.section
    if comment.turn != ANSWER:
        return colleagues(Permission.POSTING_MANAGE, section)
    drafters = colleagues(Permission.REPLY_DRAFT, section)
    named = [person for person in drafters if person.pk == comment.assigned_to_id]
    return named or drafters
