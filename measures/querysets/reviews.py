"""Reads of reviews that have a name."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from riskcontrol.accounts.roles import Permission

if TYPE_CHECKING:
    from measures.models import Review  # noqa: F401 - for the type parameters
    from riskcontrol.accounts.models import User


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews of risk points and their measures."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read."""
        ids = user.reading_ids
        if not user.reads_areas:
            return self.filter(body__in=ids)
        units = apps.get_model("accounts", "Unit").objects.filter(pk=OuterRef("body"))
        # Asked of each row, so that a long list is read in its own order and not sorted first.
        return self.filter(Exists(units.filter(Q(pk__in=ids) | Q(parent__in=ids)).order_by()))

    def open(self) -> Self:
        """Keep those that nobody has done."""
        return self.filter(done_at=None)

    def narrowed(self, said: dict[str, Any], user: "User") -> Self:
        """Keep those the calendar's filter asks for: of a section, of a person's sections, overdue, due.

        None where it asks for a state that only measures have.
        """
        found = self
        if said.get("section"):
            found = found.filter(section=said["section"])
        if said.get("mine"):
            found = found.filter(section__in=user.seated_in(Permission.WORKSHEET_EDIT))
        if said.get("state") == "overdue":
            return found.filter(due_on__lt=timezone.localdate())
        return found if said.get("state", "") in {"", "due", "all"} else found.none()

    def for_list(self) -> Self:
        """Load what a row of the list shows."""
        return self.select_related(
            "risk_point__ruling__level",
            "risk_point__flowchart",
            "section__parent__parent",
            "body__parent",
            "done_by",
        )
