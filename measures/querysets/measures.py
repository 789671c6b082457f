"""Reads of measures and occasions that have a name."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Aggregate, Exists, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least, NullIf

from measures.states import Line, MeasureState, OccasionState, ReminderStep, Validity
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.querysets import readable_by
from riskcontrol.accounts.roles import Permission

if TYPE_CHECKING:
    from measures.models import Measure, Occasion  # noqa: F401 - for the type parameters
    from riskcontrol.accounts.models import User


STANDING = [OccasionState.DUE, OccasionState.REPORTED, OccasionState.VERIFIED]
# Below every rank of every scheme.
NO_RANK = 99


def highest_rank(measure: str) -> Any:
    """Compute the highest rank that a measure, named by a path, is aimed at; None where none is ruled.

    Its risk points' rulings count, a level it is aimed at, and what is ruled in the sections of a class or
    on the chart of a major project.
    """
    of_it = {"measure": OuterRef(measure)}
    aims = apps.get_model("measures", "Aim").objects.filter(**of_it).order_by()
    lines = apps.get_model("measures", "LineAim").objects.filter(**of_it).order_by()
    points = apps.get_model("riskpoints", "RiskPoint").objects
    ruled = points.filter(
        section__classes__name=OuterRef("unit_class"), body=OuterRef("body"), ruling__isnull=False
    )
    in_class = lines.filter(line=Line.CLASS).annotate(found=_first_rank(ruled))
    on_chart = points.filter(flowchart=OuterRef("project__flowchart"), ruling__isnull=False)
    in_project = lines.filter(line=Line.PROJECT).annotate(found=_first_rank(on_chart))
    least = (
        aims.values("measure").annotate(found=Min("risk_point__ruling__rank")),
        lines.filter(line=Line.LEVEL).values("measure").annotate(found=Min("rank")),
        in_class.exclude(found=None).order_by("found"),
        in_project.exclude(found=None).order_by("found"),
    )
    found = [Coalesce(Subquery(one.values("found")[:1]), NO_RANK) for one in least]
    return NullIf(Least(*found), NO_RANK)


def _first_rank(points: Any) -> Subquery:
    return Subquery(points.order_by("ruling__rank").values("ruling__rank")[:1])


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Measures."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read."""
        return self.filter(readable_by(user))

    def in_force(self) -> Self:
        """Keep those approved and in force."""
        return self.filter(state=MeasureState.IN_FORCE)

    def for_list(self) -> Self:
        """Load what a row of the list shows, in a constant number of queries."""
        return (
            self.select_related("section__parent__parent", "body", "position", "rule")
            .prefetch_related("risk_points__ruling__level", "line_aims__project", "tags")
            .with_rank()
            .annotate(next_due=self._of_each(Min("occasions__due_on"), occasions__done_at=None))
        )

    def whole(self) -> Self:
        """Load what a measure's own page shows."""
        return (
            self.select_related(
                "section__parent__parent",
                "body__parent",
                "position",
                "worksheet__flowchart",
                "rule",
                "set_by",
                "approved_by",
            )
            .prefetch_related(
                "risk_points__ruling__level",
                "occasions__done_by",
                "occasions__verified_by",
                "occasions__evidence__added_by",
                "occasions__readings__indicator",
                "indicators__earlier",
                "line_aims__project",
                "occasions__reminders",
                "written_by",
                "tags",
            )
            .with_rank()
        )

    def with_rank(self) -> Self:
        """Give each the `rank` of the highest it is aimed at; None where nothing of it is ruled."""
        return self.annotate(rank=highest_rank("pk"))

    def resting_on_repealed(self) -> Self:
        """Keep those in force that rest on a rule which was repealed."""
        return self.in_force().filter(rule__validity=Validity.REPEALED)

    def to_be_put_in_force(self) -> Self:
        """Keep those set along the lines that wait for a second person."""
        return self.filter(state=MeasureState.DRAFT, set_by__isnull=False)

    def to_second_by(self, user: "User") -> Self:
        """Keep those that a person may put in force: of his bodies, and not written by himself."""
        bodies = Unit.objects.workable_by(user, Permission.MEASURE_SECOND).order_by()
        own = self.model.written_by.through._default_manager.filter(user=user)
        waiting = self.to_be_put_in_force().filter(body__in=bodies.values("pk"))
        return waiting.exclude(set_by=user).exclude(pk__in=own.values("measure"))

    def aimed_along(self, line: str) -> Self:
        """Keep those aimed along one of the four lines."""
        if line == Line.POINT:
            return self.filter(pk__in=apps.get_model("measures", "Aim").objects.values("measure"))
        lines = apps.get_model("measures", "LineAim").objects.filter(line=line)
        return self.filter(pk__in=lines.filter(measure__isnull=False).values("measure"))

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
