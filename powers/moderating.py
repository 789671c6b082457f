"""The comments of one posting as its staff see them: which are listed, their clocks, and who may do what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision

from .clock import Clock, clock_of
from .drawing.outline import OutlineItem, outline
from .likeness import pairs_of, share
from .models import Comment, Policy, Posting
from .permissions import moderation as rules
from .permissions.postings import POSTING_PERMISSIONS
from .querysets import today
from .states import CommentsShown, CommentState

WAITS = Q(state=CommentState.RECEIVED)


@dataclass(frozen=True)
class Shelf:
    """One way of narrowing the list, and how many comments it holds."""

    key: str
    label: Any
    count: int


def shelves_of(posting: Posting, user: User, policy: Policy) -> list[tuple[str, Any, Q]]:
    """Name the ways of narrowing the list: what waits, for whom, what is done, all."""
    to_look = Q(held_for__gt="") | Q(suggestion__gt="")
    if policy.comments_shown == CommentsShown.EACH:
        by_others = ~Q(decided_by=user) if policy.second_person else Q(decided_by=None)
        to_look |= Q(published_on=None, reply=None) & by_others
    shelves = [("open", _("To be dealt with"), WAITS)]
    if user.may(Permission.POSTING_MANAGE, posting.flowchart.section):
        shelves.append(("look", _("To be looked at"), WAITS & to_look))
    else:
        shelves.append(("mine", _("Assigned to me"), WAITS & Q(assigned_to=user)))
    return [
        *shelves,
        ("drafted", _("Answer drafted"), WAITS & Q(reply__isnull=False)),
        ("done", _("Dealt with"), ~WAITS),
        ("all", pgettext_lazy("comments", "All"), Q()),
    ]


def listed(
    posting: Posting, user: User, policy: Policy, wanted: str
) -> tuple[list[Shelf], str, Any]:
    """Give the shelves with their counts, the one shown, and its comments, the oldest first.

    By itself what is to be dealt with; all where nothing is.
    """
    shelves = shelves_of(posting, user, policy)
    counts = posting.comments.aggregate(
        **{key: Count("pk", filter=found) for key, _label, found in shelves}
    )
    filters = {key: found for key, _label, found in shelves}
    shown = wanted if wanted in filters else "open" if counts["open"] else "all"
    comments = posting.comments.filter(filters[shown]).for_moderation()
    return [Shelf(key, label, counts[key]) for key, label, _q in shelves], shown, comments


def numbers_of(posting: Posting) -> dict[int, int]:
    """Number the comments of a posting as the public's page does: by the order in which they came."""
    keys = posting.comments.order_by("pk").values_list("pk", flat=True)
    return {pk: number for number, pk in enumerate(keys, 1)}


@dataclass(frozen=True)
class Act:
    """Something that may be done to a comment; `asks` where it needs a form first.

    `swaps` names the part of the page that is another one afterwards: what is told of the comment,
    while the answer being typed beneath stays, or the whole of it.
    """

    name: str
    label: Any
    rule: Callable[[User, Comment, Policy], Decision]
    fits: Callable[[Comment], bool] = lambda _comment: True
    asks: bool = False
    swaps: str = "comment"


def _decide(user: User, comment: Comment, _policy: Policy) -> Decision:
    return rules.can_decide_on(user, comment)


def _hide(user: User, comment: Comment, _policy: Policy) -> Decision:
    return rules.can_hide(user, comment)


def _redact(user: User, comment: Comment, _policy: Policy) -> Decision:
    return rules.can_redact(user, comment)


def _assign(user: User, comment: Comment, _policy: Policy) -> Decision:
    return rules.can_assign(user, comment.posting)


def _waits(comment: Comment) -> bool:
    return comment.state == CommentState.RECEIVED


# In the order in which they stand beneath a comment.
ACTS = [
    Act("release", gettext_lazy("Release it"), _decide, lambda one: bool(one.held_for)),
    Act("publish", gettext_lazy("Show it to the public"), rules.can_publish_comment, swaps="told"),
    Act(
        "propose",
        gettext_lazy("Propose to show it"),
        rules.can_propose_showing,
        _waits,
        swaps="told",
    ),
    Act(
        "show-again",
        gettext_lazy("Take back that it is hidden"),
        _decide,
        lambda one: one.state == CommentState.HIDDEN,
    ),
    Act(
        "unmerge",
        gettext_lazy("Take it out again"),
        _decide,
        lambda one: one.state == CommentState.MERGED,
    ),
    Act(
        "set-aside",
        gettext_lazy("Set the note aside"),
        _decide,
        lambda one: bool(one.suggestion),
        swaps="told",
    ),
    Act("hide", gettext_lazy("Do not show it"), _hide, _waits, asks=True),
    Act("redact", gettext_lazy("Leave part out"), _redact, asks=True, swaps="told"),
    Act("merge", gettext_lazy("Merge it"), _decide, _waits, asks=True),
    Act("assign", gettext_lazy("Assign it"), _assign, _waits, asks=True, swaps="told"),
    Act("refer", gettext_lazy("Pass it on to the committee"), _redact, asks=True),
]
BY_NAME = {act.name: act for act in ACTS}


@dataclass(frozen=True)
class CommentRow:
    """One comment on the page of its posting."""

    comment: Comment
    number: int
    step: OutlineItem | None
    clock: Clock | None
    acts: list[Act]
    changed: list[str]
    original: str = ""
    form: Any = None
    merged: list["CommentRow"] = field(default_factory=list)
    merged_into: int | None = None

    @property
    def waits_for_second(self) -> bool:
        """Whether one has decided that it is shown, and a second person has not published it yet."""
        comment = self.comment
        return bool(comment.decided_by_id) and comment.published_on is None and _waits(comment)


@dataclass(frozen=True)
class Reader:
    """Who looks at a posting, and what is the same for every comment on it."""

    user: User
    posting: Posting
    policy: Policy
    numbers: dict[int, int]
    names: dict[str, str]

    @property
    def reads_originals(self) -> bool:
        """Whether he reads what was left out of comments: the committee."""
        return bool(rules.can_read_original(self.user, self.posting))

    @property
    def opens_files(self) -> bool:
        """Whether he opens what came with comments: who answers or moderates them."""
        section = self.posting.flowchart.section
        return any(self.user.may(permission, section) for permission in POSTING_PERMISSIONS)

    @property
    def asks_for_two(self) -> bool:
        """Whether the body wants a second person for all that is published."""
        return self.policy.second_person

    def rows(self, comments: list[Comment], forms: dict[int, Any]) -> list[CommentRow]:
        """Make a row of each comment loaded for_moderation()."""
        steps = {item.key: item for item in outline(self.posting.version.drawing)}
        return [self._row(comment, steps, forms.get(comment.pk)) for comment in comments]

    def _row(self, comment: Comment, steps: dict[str, OutlineItem], form: Any = None) -> CommentRow:
        comment.posting = self.posting
        reply = getattr(comment, "reply", None)
        below = [] if comment.state == CommentState.MERGED else list(comment.merged.all())
        keys: list[str] = reply.changed if reply else []
        return CommentRow(
            comment=comment,
            number=self.numbers[comment.pk],
            step=steps.get(comment.step_key),
            clock=self._clock(comment),
            acts=[act for act in ACTS if act.fits(comment) and self._may(act, comment)],
            changed=[self.names.get(key, key) for key in keys],
            original=comment.body if comment.shown_body and self.reads_originals else "",
            form=form,
            merged=[self._row(one, steps) for one in below],
            merged_into=self.numbers.get(comment.merged_into_id or 0),
        )

    def _may(self, act: Act, comment: Comment) -> bool:
        return bool(act.rule(self.user, comment, self.policy))

    def _clock(self, comment: Comment) -> Clock | None:
        if not _waits(comment) or self.posting.settled_at:
            return None
        return clock_of(comment.received_on, self.policy.answer_days, today())


# How many comments a form offers to merge with; beyond, the likest are enough.
CANDIDATES = 60


def like_ones(comment: Comment, numbers: dict[int, int]) -> list[tuple[Comment, str]]:
    """Give the comments that one may be merged into, the likest first, each in a line."""
    others = (
        Comment.objects.filter(posting=comment.posting_id, held_for="")
        .exclude(pk=comment.pk)
        .filter(state__in=[CommentState.RECEIVED, CommentState.ANSWERED])
    )
    said = pairs_of(comment.public_body)

    def unlike(other: Comment) -> tuple[float, int]:
        shared = share(said, pairs_of(other.public_body))
        return -shared - (other.step_key == comment.step_key) / 10, other.pk

    found = sorted(others, key=unlike)[:CANDIDATES]
    return [(other, in_a_line(other, numbers[other.pk])) for other in found]


def in_a_line(comment: Comment, number: int) -> str:
    """Tell a comment in a line: its number and how it begins."""
    text = " ".join(comment.public_body.split())
    told = {"number": number, "text": text if len(text) <= 60 else f"{text[:60]}…"}
    return _("Comment %(number)s: %(text)s") % told


# Beside the moderator the section does these.
OF_THE_SECTION = {"assign", "propose"}


def is_his_to_do(user: User, posting: Posting, act: str) -> Decision:
    """Whether an act is his role's at all; whether it fits the comment now is another question."""
    section = posting.flowchart.section
    if act in OF_THE_SECTION and user.may(Permission.REPLY_DRAFT, section):
        return ALLOW
    return can(user, Permission.POSTING_MANAGE, section)
