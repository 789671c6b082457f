"""What the public reads of comments, posting by posting: one by one, or their numbers alone."""

import datetime
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from powers.clock import clock_of
from powers.comparing import Named
from powers.models import Comment, Flowchart, Policy, Posting, Reply
from powers.querysets import today
from powers.states import CommentsShown, CommentState


@dataclass(frozen=True)
class PublicAnswer:
    """A published answer; `compared` are the two versions that show what it changed."""

    outcome: str
    outcome_word: str
    reason: str
    keys: frozenset[str]
    changes: str
    compared: tuple[int, int] | None


@dataclass(frozen=True)
class PublicComment:
    """A comment as the public may read it; `sender` is the name of one who asked to be named.

    `number` counts all comments on its posting; it has none, and no place, on its sender's page.
    """

    body: str
    step_key: str
    step_number: int | None
    step_name: str
    received_on: datetime.date
    sender: str = ""
    redaction_reason: str = ""
    answer: PublicAnswer | None = None
    number: int | None = None
    place: str = ""
    due_on: datetime.date | None = None


@dataclass(frozen=True)
class Round:
    """One posting of the chart: the comments shown, and how many there are of each kind.

    `waiting` have no published answer yet, `unseen` of them are not shown. Where the body sums its
    comments up (`is_summed`) none is shown by itself.
    """

    posting: Posting
    comments: list[PublicComment]
    received: int
    answered: int
    waiting: int
    unseen: int
    hidden: int
    merged: int
    is_summed: bool = False


def rounds_of(postings: list[Posting]) -> list[Round]:
    """Give each posting of one chart with its comments, as the chart's body shows them."""
    policy = _policy_of(postings)
    comments = Comment.objects.filter(posting__in=postings).select_related("reply").order_by("pk")
    said: dict[int, list[Comment]] = {posting.pk: [] for posting in postings}
    for comment in comments:
        said[comment.posting_id].append(comment)
    return [_round(posting, said[posting.pk], policy) for posting in postings]


def _policy_of(postings: list[Posting]) -> Policy:
    """Give the rules of the body whose chart this is; the usual ones where it has set none."""
    charts = {posting.flowchart_id for posting in postings}
    bodies = Flowchart.objects.filter(pk__in=charts).values("body")
    return Policy.objects.filter(body__in=bodies).first() or Policy()


def _round(posting: Posting, comments: list[Comment], policy: Policy) -> Round:
    is_summed = policy.comments_shown == CommentsShown.SUMMED
    shown = [(at, comment) for at, comment in enumerate(comments, 1) if _is_shown(comment)]
    waiting = [comment for comment in comments if comment.state == CommentState.RECEIVED]
    states = [comment.state for comment in comments]
    told = [
        replace(public_comment(posting, comment, number), due_on=_due_on(comment, policy))
        for number, comment in shown
    ]
    return Round(
        posting=posting,
        comments=[] if is_summed else told,
        received=len(comments),
        answered=states.count(CommentState.ANSWERED),
        waiting=len(waiting),
        unseen=sum(comment.published_on is None for comment in waiting),
        hidden=states.count(CommentState.HIDDEN),
        merged=states.count(CommentState.MERGED),
        is_summed=is_summed,
    )


def _due_on(comment: Comment, policy: Policy) -> datetime.date | None:
    """By which day one that is shown without an answer gets it."""
    if _is_answered(comment):
        return None
    return clock_of(comment.received_on, policy.answer_days, today()).due_on


def _is_shown(comment: Comment) -> bool:
    return comment.published_on is not None and comment.state != CommentState.MERGED


def _is_answered(comment: Comment) -> bool:
    reply = getattr(comment, "reply", None)
    return bool(reply and reply.published_on)


def public_comment(posting: Posting, comment: Comment, number: int | None = None) -> PublicComment:
    """Tell one comment; its step is numbered as on the version that was posted."""
    step = posting.version.numbered.get(comment.step_key)
    return PublicComment(
        body=comment.public_body,
        step_key=comment.step_key,
        step_number=step.number if step else None,
        step_name=step.title if step else "",
        received_on=comment.received_on,
        sender=comment.name if comment.name_shown else "",
        redaction_reason=comment.redaction_reason,
        answer=_public_answer(posting, comment.reply) if _is_answered(comment) else None,
        number=number,
        place=f"comment-{posting.version.number}-{number}" if number else "",
    )


def _public_answer(posting: Posting, reply: Reply) -> PublicAnswer:
    names = step_names(posting) if reply.changed else {}
    changed = pgettext("between items of a list", ", ").join(
        _("“%(step)s”") % {"step": names.get(key, key)} for key in reply.changed
    )
    return PublicAnswer(
        outcome=reply.outcome,
        outcome_word=reply.get_outcome_display(),
        reason=reply.reason,
        keys=frozenset(reply.changed),
        changes=_("Changed: %(steps)s.") % {"steps": changed} if changed else "",
        compared=_compared(posting) if changed else None,
    )


def _compared(posting: Posting) -> tuple[int, int] | None:
    final = posting.final_version
    if final is None or final.number == posting.version.number:
        return None
    return posting.version.number, final.number


def step_names(posting: Posting) -> dict[str, str]:
    """Name the steps of a posting's versions by key; the final name prevails."""
    versions = [posting.version, posting.final_version]
    return {
        step["key"]: step["name"]
        for version in versions
        if version
        for step in version.drawing["steps"]
    }


def named_in(rounds: list[Round]) -> list[Named]:
    """Give the shown comments whose answers name steps."""
    return [
        Named(
            number=each.number or 0,
            body=each.body,
            keys=each.answer.keys,
            first=entry.posting.version.number,
            last=final.number if (final := entry.posting.final_version) else None,
            opens=entry.posting.opens,
            place=each.place,
        )
        for entry in rounds
        for each in entry.comments
        if each.answer and each.answer.keys
    ]
