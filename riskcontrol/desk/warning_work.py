"""What warnings and notices ask of a person, each kind as one line with its number."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from riskcontrol.accounts.models import User

from .board import Board
from .items import WorkItem
from .warning_counts import COUNTED


def warnings_to_act_on(_user: User, board: Board) -> Iterable[WorkItem]:
    """Warnings that stand and nobody has acted on."""
    if count := board.counts.get("warnings"):
        words = ngettext("%(count)s warning waits", "%(count)s warnings wait", count)
        if count > COUNTED:
            words = _("More than %(most)s warnings wait")
        grave = board.counts.get("grave", 0)
        note = _("the gravest first")
        if grave:
            said = ngettext(
                "%(count)s in the gravest colour", "%(count)s in the gravest colour", grave
            )
            note = said % {"count": min(grave, COUNTED)}
        title = words % {"count": count, "most": COUNTED}
        yield WorkItem(_warning(), title, note, reverse("measures:warning_list"), _("Look"))


def notices_to_answer(_user: User, board: Board) -> Iterable[WorkItem]:
    """Notices to his section without a reply, and replies that wait for the committee's chair."""
    url = reverse("measures:notice_list")
    if count := board.counts.get("notices"):
        words = ngettext(
            "%(count)s notice waits for the reply of your section",
            "%(count)s notices wait for the reply of your section",
            count,
        )
        note = _("from the committee")
        yield WorkItem(_warning(), words % {"count": count}, note, f"{url}?state=open", _("Reply"))
    if count := board.counts.get("replies"):
        words = ngettext(
            "%(count)s reply to a notice is to be looked at",
            "%(count)s replies to notices are to be looked at",
            count,
        )
        note, url = _("from the sections"), f"{url}?state=replied"
        yield WorkItem(_warning(), words % {"count": count}, note, url, _("Look"))


def pledges_to_confirm(_user: User, board: Board) -> Iterable[WorkItem]:
    """His own pledges that wait to be confirmed."""
    if count := board.counts.get("pledges"):
        words = ngettext(
            "Confirm %(count)s integrity pledge", "Confirm %(count)s integrity pledges", count
        )
        tag, note = pgettext("kind of work", "Pledge"), _("drafted from the risks of your position")
        url = f"{reverse('measures:pledge_list')}?state=mine"
        yield WorkItem(tag, words % {"count": count}, note, url, _("Confirm"))


def _warning() -> str:
    return pgettext("kind of work", "Warning")
