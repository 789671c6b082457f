"""What rounds ask of a person: his section's charts to be looked at again, a round to open."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission

from .board import MOST_AWAITED, Board
from .items import WorkItem


def charts_in_a_round(user: User, board: Board) -> Iterable[WorkItem]:
    """Charts searched before that an open round covers and that have no worksheet in it yet."""
    for one in board.awaited:
        round, chart = board.rounds[one.round_id], one.chart
        if not user.may(Permission.WORKSHEET_EDIT, chart.section):
            continue
        title = _("%(round)s: look at the rows once more") % {"round": round}
        url = reverse("desk:worksheet", args=[chart.code])
        due, late = "", False
        if day := round.last_day:
            due = _("to be done by %(day)s") % {"day": date_format(day, "Y-m-d")}
            late = day < timezone.localdate()
        yield WorkItem(_tag(), title, chart.name, url, _("Begin"), due, late)
    if len(board.awaited) >= MOST_AWAITED:
        more = _("There is more: see the whole list")
        yield WorkItem(_tag(), more, "", reverse("desk:rounds"), _("Look"))


def rounds_to_open(user: User, board: Board) -> Iterable[WorkItem]:
    """Grounds for a round that the system knows of, before the chair."""
    for offer in board.offers:
        title = _("Open a round? %(reason)s") % {"reason": offer.reason}
        yield WorkItem(_tag(), title, offer.label, offer.url, _("Look"))


def _tag() -> str:
    return pgettext("kind of work", "Round")
