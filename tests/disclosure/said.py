"""Comments in every state a comment can be in, for tests of what is told of them afterwards."""

from django.utils import timezone

from powers.models import Policy, Posting, Reply
from powers.states import Channel, HiddenFor, Outcome
from tests.factories.accounts import UserFactory
from tests.factories.powers import CommentFactory, frozen


def said(posting, *, outcome="", changed=(), reason="", published=True, answered_on=None, **fields):
    """A published comment, with an answer where there is an outcome; a draft where not published."""
    day = timezone.localdate()
    comment = CommentFactory(
        posting=posting,
        state="answered" if outcome and published else "received",
        published_on=day if published else None,
        **fields,
    )
    if outcome:
        Reply.objects.create(
            comment=comment,
            outcome=outcome,
            reason=reason or f"{outcome}的理由。",
            changed=list(changed),
            published_on=(answered_on or day) if published else None,
        )
    return comment


def hidden(posting, why="personal", **fields):
    """A comment that is not shown."""
    return CommentFactory(posting=posting, state="hidden", hidden_for=why, **fields)


def merged(comment, **fields):
    """A comment merged with a like one."""
    return CommentFactory(posting=comment.posting, state="merged", merged_into=comment, **fields)


def redacted(comment, shown, why="含他人电话"):
    """Take part of a comment out."""
    comment.shown_body, comment.redaction_reason = shown, why
    comment.redacted_by, comment.redacted_on = UserFactory(), timezone.localdate()
    comment.save()
    return comment


def counted(values):
    """The first value once, the second twice, and so on."""
    return [value for count, value in enumerate(values, 1) for _number in range(count)]


def some_of_all(posting):
    """Comments of every channel, outcome, reason and fate; each number of them differs."""
    for outcome in counted(Outcome.values):
        first = said(posting, outcome=outcome, channel="letter", step_key="examine")
    for channel in counted(Channel.values):
        said(posting, channel=channel)
    for why in counted(HiddenFor.values):
        hidden(posting, why, hidden_reason="隐去的话" if why == "other" else "")
    for _number in range(4):
        merged(first)
    CommentFactory.create_batch(5, posting=posting, channel="box")
    said(posting, outcome="adopted", reason="草拟的答复", published=False)


def settled(posting, *, final=None):
    """Settle a posting, into another version where one is given."""
    Posting.objects.filter(pk=posting.pk).update(
        final_version=final or posting.version,
        handed_in_by=UserFactory(),
        settled_by=UserFactory(),
        settled_at=timezone.now(),
    )
    posting.refresh_from_db()
    return posting


def improved(posting, **names):
    """Rename steps and settle the posting into what came of it."""
    for key, name in names.items():
        posting.flowchart.steps.filter(key=key).update(name=name)
    return settled(posting, final=frozen(posting.flowchart))


def stopped(posting, reason="依据已修订"):
    """End a posting early."""
    Posting.objects.filter(pk=posting.pk).update(
        stopped_on=timezone.localdate(), stopped_by=UserFactory(), stop_reason=reason
    )
    posting.refresh_from_db()
    return posting


def sums_up(posting):
    """Let the body sum the comments up."""
    Policy.objects.update_or_create(
        body=posting.flowchart.body, defaults={"comments_shown": "summed"}
    )
