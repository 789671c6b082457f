"""Reads of leads that have a name. Nobody but the committee reads one whole."""

import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When

from riskcontrol.accounts.roles import Permission, UnitKind

from .querysets import gave_way

if TYPE_CHECKING:
    from riskcontrol.accounts.models import User

    from .models import Lead, Worksheet  # noqa: F401 - for the type parameters


class LeadQuerySet(models.QuerySet["Lead"]):
    """Leads out of records."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose committee a person sits on, save those about his own post.

        Nobody judges his own (回避): what points to his section or position is his colleagues'.
        """
        ids = user.seated_in(Permission.LEAD_KEEP)
        mine = self.filter(Q(body__in=ids) | Q(body__parent__in=ids))
        return mine.exclude(self._about(user))

    def _about(self, user: "User") -> Q:
        homes = [seat.unit_id for seat in user.seats if seat.unit.kind == UnitKind.SECTION]
        posts = [seat.position_id for seat in user.seats if seat.position_id]
        return (
            Q(section__isnull=False, section__in=homes)
            | Q(position__isnull=False, position__in=posts)
            | Q(step__position__isnull=False, step__position__in=posts)
        )

    def passed_to(self, user: "User") -> Self:
        """Keep those the committee passed on to a section whose worksheets a person fills in."""
        ids = user.seated_in(Permission.WORKSHEET_EDIT)
        reached = Q(section__in=ids) | Q(section__parent__in=ids)
        return self.filter(reached, passed_on__isnull=False, closed_on=None)

    def since(self, day: datetime.date) -> Self:
        """Keep those dated that day or later."""
        return self.filter(on__gte=day)

    def linked(self) -> Self:
        """Keep those that stand at a risk point which no later round has taken away."""
        return self.filter(Exists(_links()))

    def unlinked(self) -> Self:
        """Keep those that stand at none."""
        return self.filter(~Exists(_links()))

    def open(self) -> Self:
        """Keep those neither at a risk point nor closed with a reason."""
        return self.unlinked().filter(closed_on=None)

    def answered(self) -> Self:
        """Keep the open ones in which the section sees no risk point; the committee decides."""
        return self.open().filter(answered_on__isnull=False)

    def proven_without_a_point(self) -> Self:
        """Keep the proven cases that nobody has brought to a risk point or closed."""
        return self.open().filter(proven=True)

    def beside(self, worksheet: "Worksheet") -> Self:
        """Keep those that point at a worksheet: its chart, or on a section's page no chart at all."""
        if worksheet.flowchart_id:
            return self.filter(flowchart=worksheet.flowchart_id)
        return self.filter(section=worksheet.section_id, flowchart=None)

    def for_list(self) -> Self:
        """Load what a row of the list shows, in one query; `stands` says whether it is at a risk point."""
        return self.select_related(
            "body", "section__parent__parent", "flowchart", "step", "position"
        ).annotate(stands=Exists(_links()))

    def for_detail(self) -> Self:
        """Load all that the page of one tells."""
        people = ("entered_by", "passed_by", "answered_by", "closed_by", "erased_by")
        found = self.select_related(
            "body__parent", "section__parent__parent", "flowchart", "step", "position", *people
        ).prefetch_related("links__risk_point__ruling__level", "links__by")
        return found.annotate(stands=Exists(_links()))

    def with_earlier_rank(self) -> Self:
        """Add `earlier_rank`: the highest level ruled at the same place before the day; None for none.

        The place is the step, or where none is known the position, the chart, the section.
        """
        position = Q(risk_point__positions=OuterRef("position")) | Q(
            risk_point__anchors__step__position=OuterRef("position")
        )
        return self.annotate(
            earlier_rank=Case(
                When(step__isnull=False, then=_ruled(risk_point__anchors__step=OuterRef("step"))),
                When(position__isnull=False, then=_ruled(position)),
                When(
                    flowchart__isnull=False,
                    then=_ruled(risk_point__flowchart=OuterRef("flowchart")),
                ),
                When(section__isnull=False, then=_ruled(risk_point__section=OuterRef("section"))),
            )
        )

    def tally_of_earlier_ranks(self) -> dict[int | None, int]:
        """Count the proven cases whose section is known by the level registered before, in one query."""
        found = self.filter(proven=True, section__isnull=False).with_earlier_rank()
        counts: dict[int | None, int] = {}
        for rank in found.order_by().values_list("earlier_rank", flat=True):
            counts[rank] = counts.get(rank, 0) + 1
        return counts


def _links() -> models.QuerySet:
    links = apps.get_model("riskpoints", "LeadLink").objects
    return links.filter(~gave_way("risk_point"), lead=OuterRef("pk"))


def _ruled(*place: Q, **named: F | OuterRef) -> Subquery:
    """Give the highest rank ruled at a place before the day of a lead."""
    rulings = apps.get_model("riskpoints", "Ruling").objects.filter(
        *place, ruled_on__lt=OuterRef("on"), **named
    )
    return Subquery(rulings.order_by("rank").values("rank")[:1])
