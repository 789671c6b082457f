"""Reads of what people contributed to a search."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from riskcontrol.accounts.roles import Permission

from .states import EDITABLE, PEER_EYES

if TYPE_CHECKING:
    from riskcontrol.accounts.models import User

    from .models import Contribution, Worksheet  # noqa: F401 - for the type parameters


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """Contributions."""

    def held(self) -> Self:
        """Keep those that came without an account and that the committee has not looked at."""
        return self.filter(is_held=True)

    def held_for(self, user: "User") -> Self:
        """Keep those that wait for the committees a person sits on, the first first."""
        ids = user.seated_in(Permission.LEAD_KEEP)
        reached = Q(body__in=ids) | Q(body__parent__in=ids)
        return self.held().filter(reached).select_related("body", "flowchart__section", "step")

    def beside(self, worksheet: "Worksheet") -> Self:
        """Keep those on a worksheet's chart, or on a section's own page, that were let through."""
        if worksheet.flowchart_id:
            return self.filter(flowchart=worksheet.flowchart_id, is_held=False)
        return self.filter(section=worksheet.section_id, is_held=False)

    def readable_by(self, user: "User | None", worksheet: "Worksheet") -> Self:
        """Keep those a person may read while the worksheet is being filled in.

        What colleagues found by themselves is read by one another once both have handed in.
        """
        if worksheet.state not in EDITABLE:
            return self
        turns = apps.get_model("riskpoints", "PeerTurn").objects.filter(worksheet=worksheet)
        shared = ~Q(method__in=PEER_EYES)
        handed_in = Q(Exists(turns.filter(user=OuterRef("entered_by"))))
        if user is None:
            return self.filter(shared)
        if user.may(Permission.WORKSHEET_EDIT, worksheet.section):
            handed_in &= Q(Exists(turns.filter(user=user)))
        return self.filter(shared | Q(entered_by=user) | handed_in)
