"""What comments of the public ask of a person: to answer, to look, to publish; and of the committee."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from powers.models import Posting
from powers.waiting import Waiting, to_look_at, waiting_in
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission

from .board import Board
from .items import WorkItem, of_postings

P = Permission


def comments_to_answer(user: User, board: Board) -> Iterable[WorkItem]:
    """Postings with comments that he answers.

    What a colleague was asked to answer is his work alone, until it is overdue: then also that of
    whoever signs for the section.
    """
    title = ngettext_lazy(
        "Answer %(count)s comment of the public",
        "Answer %(count)s comments of the public",
        "count",
    )
    found = [
        his_to_answer(user, posting)
        for posting in board.commented
        if not posting.handed_in_at and user.may(P.REPLY_DRAFT, posting.flowchart.section)
    ]
    return _items(found, title, _("Answer"))


def his_to_answer(user: User, posting: Any) -> Waiting | None:
    """Give the comments of a posting that he answers."""
    theirs = waiting_in(posting, "theirs")
    signs = user.may(P.WORKSHEET_SIGN, posting.flowchart.section)
    if theirs and theirs.clock.is_late and signs:
        return waiting_in(posting, "mine", "theirs")
    return waiting_in(posting, "mine")


def comments_to_look_at(user: User, board: Board) -> Iterable[WorkItem]:
    """Postings with comments the moderator has not looked at, held ones, and the section's notes."""
    title = ngettext_lazy(
        "Look whether %(count)s comment may be shown",
        "Look whether %(count)s comments may be shown",
        "count",
    )
    found = [
        to_look_at(posting)
        for posting in board.commented
        if user.may(P.POSTING_MANAGE, posting.flowchart.section)
    ]
    return _items(found, title, _("Look"))


def answers_to_publish(user: User, board: Board) -> Iterable[WorkItem]:
    """Postings with drafted answers; those handed in are published as the posting settles."""
    title = ngettext_lazy(
        "Publish %(count)s drafted answer", "Publish %(count)s drafted answers", "count"
    )
    found = [
        waiting_in(posting, "drafted")
        for posting in board.commented
        if not posting.handed_in_at and user.may(P.POSTING_MANAGE, posting.flowchart.section)
    ]
    return _items(found, title, _("Look"))


def _items(found: Iterable[Waiting | None], title: Any, button: str) -> Iterable[WorkItem]:
    """Lead to the postings, that whose time runs out first at the top."""
    waiting = [one for one in found if one]
    for one in sorted(waiting, key=lambda one: one.clock.due_on):
        yield _item(one, str(title % {"count": one.count}), button)


def _item(waiting: Waiting, words: str, button: str) -> WorkItem:
    posting, clock = waiting.posting, waiting.clock
    url = reverse("powers:posting_detail", args=[posting.pk])
    return WorkItem(of_postings(), words, _what(posting), url, button, clock.words, clock.is_late)


def _what(posting: Posting) -> str:
    """Name the chart, and say where its posting ended early."""
    name = posting.flowchart.name
    if posting.stopped_on is None:
        return name
    day = {"day": date_format(posting.stopped_on, "Y-m-d")}
    return " · ".join([name, _("stopped on %(day)s") % day])


def referrals_to_take_up(_user: User, board: Board) -> Iterable[WorkItem]:
    """What was passed on to the committee and nobody has taken up; its members alone are told."""
    if count := board.counts.get("passed_on"):
        title = ngettext(
            "Look at %(count)s comment passed on to the committee",
            "Look at %(count)s comments passed on to the committee",
            count,
        )
        words, note = title % {"count": count}, _("about a person's conduct")
        yield WorkItem(of_postings(), words, note, reverse("powers:referral_list"), _("Look"))
