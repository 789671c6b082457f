"""What leads and contributions ask of a person: of the committee, and of a section one was passed to."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy, pgettext

from riskcontrol.accounts.models import User

from .board import Board
from .items import WorkItem

PROVEN = ngettext_lazy(
    "%(count)s proven case has no risk point",
    "%(count)s proven cases have no risk point",
    "count",
)
ANSWERED = ngettext_lazy(
    "The section sees no risk point in %(count)s lead: close it, or ask again",
    "The sections see no risk point in %(count)s leads: close them, or ask again",
    "count",
)


def leads_to_decide(_user: User, board: Board) -> Iterable[WorkItem]:
    """Leads before the committee: proven cases without a risk point, and what a section answered."""
    years = reverse("riskpoints:lead_list") + "?years=all&state="
    for kind, title, state in (
        ("unregistered", PROVEN, "proven-open"),
        ("answered", ANSWERED, "answered"),
    ):
        if count := board.counts.get(kind):
            words = str(title % {"count": count})
            yield WorkItem(_leads(), words, _("from records"), years + state, _("Look"))


def contributions_to_look_at(_user: User, board: Board) -> Iterable[WorkItem]:
    """What came by the form without an account and the committee has not looked at."""
    if count := board.counts.get("held"):
        title = ngettext(
            "Look at %(count)s contribution without an account",
            "Look at %(count)s contributions without an account",
            count,
        )
        words, note = title % {"count": count}, _("before the section reads it")
        yield WorkItem(_leads(), words, note, reverse("riskpoints:held_list"), _("Look"))


def leads_to_answer(_user: User, board: Board) -> Iterable[WorkItem]:
    """Leads that the committee passed on to his section and that it has not answered."""
    for lead in board.leads:
        if lead.flowchart:
            url, note = reverse("desk:worksheet", args=[lead.flowchart.code]), lead.flowchart.name
        elif lead.section:
            url = reverse("desk:section_worksheet", args=[lead.section.code])
            note = lead.section.name
        else:
            continue
        title = _("A lead the committee passed on: %(kind)s") % {"kind": lead.get_kind_display()}
        due = _("passed on %(day)s") % {"day": f"{lead.passed_on:%Y-%m-%d}"}
        yield WorkItem(_leads(), title, note, url, _("Look"), due)


def _leads() -> str:
    return pgettext("kind of work", "Finding")
