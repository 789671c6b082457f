"""What rules and measures along the four lines ask of a person."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from riskcontrol.accounts.models import User

from .board import Board
from .items import WorkItem


def measures_to_put_in_force(_user: User, board: Board) -> Iterable[WorkItem]:
    """Measures that somebody else set along the lines and that wait for a second person."""
    if count := board.counts.get("to_second"):
        title = ngettext(
            "Put %(count)s measure in force, or send it back",
            "Put %(count)s measures in force, or send them back",
            count,
        )
        url = reverse("measures:list") + "?waits=in-force"
        words, note = title % {"count": count}, _("set along the four lines")
        yield WorkItem(pgettext("kind of work", "Measure"), words, note, url, _("Look"))
