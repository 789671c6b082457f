"""Reads of measures and occasions that have a name."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Aggregate, Exists, Max, Min, OuterRef, Q, Subquery

from riskcontrol.accounts.roles import Permission

from .states import MeasureState, OccasionState, ReminderStep

if TYPE_CHECKING:
    from riskcontrol.accounts.models import User

    from .models import Measure, Occasion  # noqa: F401 - for the type parameters


STANDING = [OccasionState.DUE, OccasionState.REPORTED, OccasionState.VERIFIED]


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Measures."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read."""
        ids = user.reading_ids
        return self.filter(Q(body__in=ids) | Q(body__parent__in=ids))

    def in_force(self) -> Self:
        """Keep those approved and in force."""
        return self.filter(state=MeasureState.IN_FORCE)

    def for_list(self) -> Self:
        """Load what a row of the list shows, in a constant number of queries."""
        return (
            self.select_related("section__parent__parent", "body", "position")
            .prefetch_related("risk_points__ruling__level")
            .with_rank()
            .annotate(next_due=self._of_each(Min("occasions__due_on"), occasions__done_at=None))
        )

    def whole(self) -> Self:
        """Load what a measure's own page shows."""
        return (
            self.select_related(
                "section__parent__parent", "body", "position", "worksheet__flowchart"
            )
            .prefetch_related(
                "risk_points__ruling__level",
                "occasions__done_by",
                "occasions__verified_by",
                "occasions__evidence__added_by",
                "occasions__reminders",
                "written_by",
            )
            .with_rank()
        )

    def with_rank(self) -> Self:
        """Give each the `rank` of the highest risk point it is aimed at; None where none is ruled."""
        return self.annotate(rank=self._of_each(Min("risk_points__ruling__rank")))

    def with_last_due(self) -> Self:
        """Give each the last day it is scheduled for, `last_due`; None where there is none."""
        return self.annotate(last_due=self._of_each(Max("occasions__due_on")))

    def overdue_on(self, day: datetime.date) -> Self:
        """Keep those in force with an undone occasion whose day has passed."""
        found = self._with_occasion(occasions__done_at=None, occasions__due_on__lt=day)
        return found.in_force()

    def unverified(self) -> Self:
        """Keep those with an occasion that is done and not yet verified."""
        return self._with_occasion(
            occasions__done_at__isnull=False, occasions__verified_at__isnull=True
        )

    def _of_each(self, sum_of: Aggregate, **facts: Any) -> Subquery:
        # Asked apart for each row: a join would narrow, multiply and unorder the measures themselves.
        own = self.model._default_manager.filter(pk=OuterRef("pk"), **facts).order_by()
        return Subquery(own.values("pk").annotate(found=sum_of).values("found"))

    def _with_occasion(self, **facts: Any) -> Self:
        found = self.model._default_manager.filter(**facts)
        return self.filter(pk__in=found.values("pk"))


class OccasionQuerySet(models.QuerySet["Occasion"]):
    """Occasions."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of measures a person may read.

        Asked of the occasions alone, without a join, so that a list is read along its index.
        """
        ids = user.reading_ids
        if not user.reads_areas:
            return self.filter(body__in=ids)
        units = apps.get_model("accounts", "Unit").objects.filter(pk=OuterRef("body"))
        # Asked of each row, so that a long list is read in its own order and not sorted first.
        return self.filter(Exists(units.filter(Q(pk__in=ids) | Q(parent__in=ids)).order_by()))

    def own_of(self, user: "User") -> Self:
        """Keep those a person carries out: of his positions, and of his sections those of no position."""
        posts = [seat.position_id for seat in user.seats if seat.position_id]
        sections = user.seated_in(Permission.MEASURE_CARRY_OUT)
        return self.filter(Q(position__in=posts) | Q(position=None, section__in=sections))

    def undone(self) -> Self:
        """Keep those nobody has reported done and that still wait for it."""
        return self.filter(state=OccasionState.DUE)

    def overdue_on(self, day: datetime.date) -> Self:
        """Keep the undone ones whose day has passed."""
        return self.undone().filter(due_on__lt=day)

    def unverified(self) -> Self:
        """Keep those done and not yet verified."""
        return self.filter(state=OccasionState.REPORTED)

    def standing(self) -> Self:
        """Leave out what lapsed with its measure."""
        return self.filter(state__in=STANDING)

    def risen_to(self, *steps: ReminderStep) -> Self:
        """Keep the overdue ones that have risen so high."""
        return self.undone().filter(risen__in=steps)

    def for_list(self) -> Self:
        """Load what a row of the list shows."""
        return self.select_related(
            "measure__section__parent__parent", "measure__position", "done_by"
        )
