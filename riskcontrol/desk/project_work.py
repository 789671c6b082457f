"""What major projects ask of a person: to report what is overdue to be made public."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from measures.models import DisclosureItem
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import Permission

from .board import Board
from .items import WorkItem

# So many are shown; what is done makes room for the next.
MOST = 50


def disclosures_overdue(user: User, board: Board) -> Iterable[WorkItem]:
    """Items of his sections' projects that were to be made public before today, the oldest first."""
    if not user.may_anywhere(Permission.MEASURE_CARRY_OUT):
        return
    today = timezone.localdate()
    his = Unit.objects.workable_by(user, Permission.MEASURE_CARRY_OUT)
    found = DisclosureItem.objects.overdue_on(today).filter(project__section__in=his.values("pk"))
    for item in found.select_related("project").order_by("due_on", "pk")[:MOST]:
        days = (today - item.due_on).days
        due = ngettext("%(count)s day overdue", "%(count)s days overdue", days)
        url = reverse("measures:project_detail", args=[item.project.code])
        yield WorkItem(
            tag=pgettext("kind of work", "Project"),
            title=_("To be made public: %(what)s") % {"what": item.text},
            note=item.project.name,
            url=f"{url}#disclosure-{item.pk}",
            button=_("Report"),
            due=due % {"count": days},
            late=True,
        )
