"""Reads of what is sent down, handed up and shared among bodies."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef

from riskcontrol.accounts.querysets import readable_by
from riskpoints.states import ChargeState

if TYPE_CHECKING:
    from powers.models import Flowchart, Power
    from riskcontrol.accounts.models import User

    from .models import Charge, Mandate, SharedPoint  # noqa: F401 - for the type parameters


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Rounds sent down."""

    def overseen_by(self, user: "User") -> Self:
        """Keep those of committees whose business a person may read, with every body's part."""
        return self.filter(readable_by(user, "committee"))

    def for_page(self) -> Self:
        """Load what its own page shows; annotates whether a first result is awaited (`is_awaited`)."""
        awaited = self.model.objects.filter(pk=OuterRef("pk"), charges__state=ChargeState.UNDER_WAY)
        loaded = self.select_related("committee__parent", "sent_by", "withdrawn_by")
        return loaded.annotate(is_awaited=Exists(awaited))


class ChargeQuerySet(models.QuerySet["Charge"]):
    """Parts of bodies in what was sent down."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read."""
        return self.filter(readable_by(user))

    def standing(self) -> Self:
        """Leave out those that the committee above withdrew."""
        return self.exclude(state=ChargeState.WITHDRAWN)

    def for_list(self) -> Self:
        """Load what a row of a list shows."""
        return self.select_related(
            "mandate__committee", "mandate__sent_by", "committee__parent", "body__parent", "round"
        )

    def for_page(self) -> Self:
        """Load what its own page shows."""
        return self.for_list().select_related(
            "result__by", "handed_up_by", "received_by", "filed_by", "mandate__withdrawn_by"
        )


class SharedPointQuerySet(models.QuerySet["SharedPoint"]):
    """Risk points shared among bodies that hold the same power."""

    def offered_on(self, flowchart: "Flowchart") -> Self:
        """Keep what is offered to the powers of a chart, none that comes from its own body."""
        offered = self.filter(comparison__powers__flowchart=flowchart, comparison__ended_at=None)
        others = offered.exclude(source_body=flowchart.body_id)
        return others.select_related("comparison__committee").distinct()

    def about(self, power: "Power") -> Self:
        """Keep those shared with the body of one power."""
        return self.filter(comparison__powers=power)
