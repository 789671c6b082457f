"""Reads of spot checks that have a name."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q

from measures.states import Finding
from riskcontrol.accounts.querysets import readable_by

if TYPE_CHECKING:
    from measures.models import SpotCheck, SpotItem  # noqa: F401 - for the type parameters
    from riskcontrol.accounts.models import User


class SpotCheckQuerySet(models.QuerySet["SpotCheck"]):
    """Spot checks."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read."""
        return self.filter(readable_by(user))

    def for_list(self) -> Self:
        """Load what a row of the list shows, with how many were looked at, are amiss, and wait."""
        return (
            self.select_related("body", "section", "drawn_by")
            .defer("frame")
            .annotate(
                found=Count("items", filter=~Q(items__finding="")),
                amiss=Count("items", filter=Q(items__finding=Finding.SHORTFALL)),
                open_items=Count("items", filter=Q(items__closed_at=None)),
            )
            .order_by("-pk")
        )


class SpotItemQuerySet(models.QuerySet["SpotItem"]):
    """Occasions in a sample."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of samples a person may read."""
        return self.filter(readable_by(user, "spot_check__body"))

    def whole(self) -> Self:
        """Load what a sample's page shows of each."""
        return self.select_related(
            "spot_check__body__parent",
            "occasion__measure__section__parent__parent",
            "occasion__measure__position",
            "occasion__done_by",
            "occasion__verified_by",
            "found_by",
            "answered_by",
            "closed_by",
        )

    def to_correct(self) -> Self:
        """Keep those where something is amiss and nobody has closed it."""
        return self.filter(finding=Finding.SHORTFALL, closed_at=None)
