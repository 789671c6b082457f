"""Reads of meetings, sittings and rulings that have a name."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from riskcontrol.accounts.querysets import readable_by

if TYPE_CHECKING:
    from riskcontrol.accounts.models import User

    from .models import (  # noqa: F401 - for the type parameters
        Meeting,
        Reopening,
        Ruling,
        Sitting,
    )


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Sittings."""

    def open(self) -> Self:
        """Keep those still going on."""
        return self.filter(closed_at=None)

    def visible_to(self, user: "User") -> Self:
        """Keep those on worksheets a person may read."""
        return self.filter(readable_by(user, "worksheet__body"))

    def whole(self) -> Self:
        """Load all that riskpoints.hearing asks of a sitting, in a constant number of queries."""
        return self.select_related(
            "worksheet__section__parent__parent",
            "worksheet__body",
            "worksheet__flowchart",
            "worksheet__round",
            "scheme",
            "chair",
            "meeting",
        ).prefetch_related(
            "meeting__members",
            "scheme__levels",
            "scheme__factors__anchors",
            "scheme__floors__level",
            "members__user",
            "again_on__power",
            "worksheet__risk_points__power",
            "worksheet__flowchart__powers",
            "assessments__risk_point",
            "assessments__rater",
            "assessments__floors",
            "assessments__grades__factor",
            "assessments__grades__anchor",
            "proposals__level",
            "proposals__risk_point",
            "proposals__proposed_by",
            "proposals__seconded_by",
            "plans__level",
        )


class RulingQuerySet(models.QuerySet["Ruling"]):
    """Rulings, the last first."""

    def visible_to(self, user: "User") -> Self:
        """Keep those on risk points of bodies whose business a person may read; mostly without a join."""
        if not user.reads_areas:
            return self.filter(risk_point__body__in=user.reading_ids)
        return self.exclude(risk_point__body__in=user.hidden_bodies)

    def lowered(self) -> Self:
        """Keep those below what the scheme's rule gave, the last first."""
        return self.filter(rank__gt=F("highest_rank")).order_by("-ruled_on", "-pk")

    def for_list(self) -> Self:
        """Load what a row of a list of rulings shows."""
        return self.select_related(
            "risk_point__section__parent__parent", "risk_point__worksheet__round",
            "risk_point__worksheet__flowchart", "ruled_by", "second", "level__scheme",
        ).prefetch_related("level__scheme__levels")  # fmt: skip

    def with_reopened(self) -> Self:
        """Say of each whether a later change has reopened it, as `is_reopened`."""
        opened = apps.get_model("riskpoints", "Reopening").objects.filter(
            ruling=OuterRef("pk"), closed_at=None
        )
        return self.annotate(is_reopened=Exists(opened))


class ReopeningQuerySet(models.QuerySet["Reopening"]):
    """Rulings reopened by a later change."""

    def visible_to(self, user: "User") -> Self:
        """Keep those on risk points of bodies whose business a person may read.

        Asked one by one, for they are few: a join would come from all the risk points.
        """
        points: Any = apps.get_model("riskpoints", "RiskPoint").objects.order_by()
        return self.filter(Exists(points.visible_to(user).filter(rulings=OuterRef("ruling"))))

    def open(self) -> Self:
        """Keep those of the ruling that holds, which the committee has not dealt with yet."""
        points: Any = apps.get_model("riskpoints", "RiskPoint").objects.order_by()
        held = points.standing().filter(ruling=OuterRef("ruling"))
        return self.filter(Exists(held), closed_at=None)

    def for_list(self) -> Self:
        """Load what a row of the queue shows."""
        return self.select_related(
            "by", "ruling__level", "ruling__risk_point__section__parent__parent",
            "ruling__risk_point__worksheet__flowchart",
        )  # fmt: skip


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings of committees, the latest day first."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read."""
        return self.filter(readable_by(user))

    def open(self) -> Self:
        """Keep those that are not closed."""
        return self.filter(closed_at=None)

    def for_list(self) -> Self:
        """Load what a row of a list shows, with `item_count` and `open_count` of its agenda."""
        items = self._items()
        return self.select_related("body__parent", "chair").annotate(
            item_count=counted(items), open_count=counted(items.filter(closed_at=None))
        )

    def _items(self) -> "models.QuerySet[Any]":
        sittings: Any = apps.get_model("riskpoints", "Sitting").objects
        return sittings.filter(meeting=OuterRef("pk"))

    def whole(self) -> Self:
        """Load all that the meeting's page and its minutes tell of it."""
        return self.select_related("body__parent", "chair", "closed_by").prefetch_related(
            "members__user",
            "put_offs__sitting__worksheet__section__parent",
            "put_offs__sitting__worksheet__flowchart",
            "put_offs__sitting__worksheet__round",
            "put_offs__sitting__chair",
            "put_offs__sitting__members__user",
            "put_offs__sitting__again_on",
        )


def counted(rows: "models.QuerySet[Any]") -> Coalesce:
    """Count the rows of a subquery that names its outer row by one key, 0 where there are none."""
    one = Value(1, output_field=IntegerField())
    grouped = rows.order_by().annotate(_all=one).values("_all").annotate(_n=Count("pk"))
    return Coalesce(Subquery(grouped.values("_n")), 0)
