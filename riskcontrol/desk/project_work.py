"""What major projects ask of a person: to report what is overdue to be made public."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcontrol.accounts.models import User

from .board import Board
from .items import WorkItem
from .occasion_work import overdue


def disclosures_overdue(_user: User, board: Board) -> Iterable[WorkItem]:
    """Items of his sections' projects that were to be made public before today, the oldest first."""
    for one in board.carrying.told:
        if one.kind == "disclose" and one.day:
            title = _("To be made public: %(what)s") % {"what": one.title}
            url = reverse("measures:project_detail", args=[one.on]) + f"#disclosure-{one.pk}"
            tag, due = pgettext("kind of work", "Project"), overdue(one.day)
            yield WorkItem(tag, title, one.section, url, _("Report"), due, late=True)
