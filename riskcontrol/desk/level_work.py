"""What verified levels ask of a person: to second one that somebody else proposed."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission

from .board import Board
from .counting import proposed_for
from .items import WorkItem


def levels_to_second(user: User, board: Board) -> Iterable[WorkItem]:
    """Verified levels that somebody else proposed, before whoever may second one and rule with it."""
    if not user.may_anywhere(Permission.LOWERING_SECOND) or board.counts.get("levels") == 0:
        return
    for one in proposed_for(user).whole():
        if user.may(Permission.LOWERING_SECOND, one.risk_point.section):
            url = reverse("desk:point_levels", args=[one.risk_point_id])
            title = _("A verified level waits for a second person")
            tag = pgettext("kind of work", "Rating")
            yield WorkItem(tag, title, one.risk_point.title, url, _("Look"))
