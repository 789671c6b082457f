"""Reads of major projects, of what is disclosed of them, and of firms that have a name."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from measures.states import GOING, CreditKind
from powers.querysets import chart_state
from riskcontrol.accounts.querysets import readable_by

if TYPE_CHECKING:
    from measures.models import (  # noqa: F401 - for the type parameters
        CreditRecord,
        DisclosureItem,
        Firm,
        MajorProject,
    )
    from riskcontrol.accounts.models import User


def today() -> datetime.date:
    """The day it is for the unit."""
    return timezone.localdate()


def in_force(day: datetime.date, prefix: str = "") -> Q:
    """Say which records of trust hold on a day, as a condition of a query."""
    facts = {"approved_at__isnull": False, "begins_on__lte": day, "ends_on__gte": day}
    lifted = Q(**{f"{prefix}lifted_on__isnull": True}) | Q(**{f"{prefix}lifted_on__gt": day})
    return Q(**{prefix + name: value for name, value in facts.items()}) & lifted


class MajorProjectQuerySet(models.QuerySet["MajorProject"]):
    """Major projects."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read."""
        return self.filter(readable_by(user))

    def of_bodies(self, bodies: "list[int]") -> Self:
        """Keep those of these bodies, so that the list is read along an index."""
        return self.filter(body__in=bodies)

    def with_chart_state(self) -> Self:
        """Say of each how far its chart has come: `chart_state`, a ChartState."""
        return self.annotate(chart_state=chart_state("flowchart"))

    def for_rows(self) -> Self:
        """Load what a row of the list shows."""
        items = apps.get_model("measures", "DisclosureItem").objects
        own = items.filter(project=OuterRef("pk")).overdue_on(today()).order_by()
        count = own.values("project").annotate(count=Count("pk")).values("count")
        firms = apps.get_model("measures", "ProjectFirm").objects.filter(project=OuterRef("pk"))
        return (
            self.select_related("section__parent", "body", "flowchart")
            .with_chart_state()
            .annotate(
                overdue=models.functions.Coalesce(models.Subquery(count), 0),
                has_sanctioned=Exists(firms.filter(sanctioned(today(), "firm__records__"))),
            )
        )

    def whole(self) -> Self:
        """Load what the project's page shows of itself: who answers, what is disclosed, its firms."""
        parts = apps.get_model("measures", "ProjectFirm").objects.select_related("firm")
        records = apps.get_model("measures", "CreditRecord").objects.filter(in_force(today()))
        items = apps.get_model("measures", "DisclosureItem").objects.select_related("done_by")
        return self.select_related("section__parent__parent", "body", "flowchart").prefetch_related(
            "parties",
            Prefetch("disclosures", items),
            Prefetch("firms", parts),
            Prefetch("firms__firm__records", records, to_attr="now"),
        )


def sanctioned(day: datetime.date, prefix: str) -> Q:
    """Say which firms a sanction holds against on a day; `prefix` leads to the firm's records."""
    return in_force(day, prefix) & Q(**{f"{prefix}credit": CreditKind.BREACH})


class DisclosureItemQuerySet(models.QuerySet["DisclosureItem"]):
    """What is disclosed of major projects."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of projects a person may read."""
        return self.filter(readable_by(user, "project__body"))

    def overdue_on(self, day: datetime.date) -> Self:
        """Keep those of projects not over whose day has passed and that nobody has reported made public."""
        return self.filter(done_at=None, due_on__lt=day, project__state__in=GOING)


class FirmQuerySet(models.QuerySet["Firm"]):
    """Firms."""

    def of_bodies(self, bodies: "list[int]") -> Self:
        """Keep those of these bodies, so that the list is read along an index."""
        return self.filter(body__in=bodies)

    def visible_to(self, user: "User") -> Self:
        """Keep those that bodies know whose business a person may read."""
        return self.filter(readable_by(user))

    def for_rows(self) -> Self:
        """Load what a row of the list shows."""
        records: Any = apps.get_model("measures", "CreditRecord").objects
        return self.select_related("body").prefetch_related(
            Prefetch("records", records.filter(in_force(today())), to_attr="now"),
            Prefetch("records", records.waiting(), to_attr="waiting"),
            "parts__project",
        )


class CreditRecordQuerySet(models.QuerySet["CreditRecord"]):
    """Records of trust kept and broken."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of firms a person may read of."""
        return self.filter(readable_by(user, "firm__body"))

    def in_force_on(self, day: datetime.date) -> Self:
        """Keep those that hold on a day."""
        return self.filter(in_force(day))

    def sanctions(self) -> Self:
        """Keep those that speak against a firm."""
        return self.filter(credit=CreditKind.BREACH)

    def waiting(self) -> Self:
        """Keep those that a second person has neither approved nor refused."""
        return self.filter(approved_at=None, refused_because="")
