"""Reads of education plans and pledges that have a name."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from riskcontrol.accounts.querysets import readable_by
from riskcontrol.accounts.roles import Permission

if TYPE_CHECKING:
    from measures.models import EducationPlan, Pledge  # noqa: F401 - for the type parameters
    from riskcontrol.accounts.models import User


class EducationPlanQuerySet(models.QuerySet["EducationPlan"]):
    """Plans of integrity education."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read."""
        return self.filter(readable_by(user))

    def for_list(self) -> Self:
        """Load what a row shows, with `aimed`, `reached` and `held`: positions meant and met, sessions."""
        targets = self.model.positions.through.objects.filter(educationplan=OuterRef("pk"))
        met = apps.get_model("measures", "Attendance").objects.filter(
            session__plan=OuterRef("educationplan"),
            position=OuterRef("position"),
            was_there=True,
        )
        sessions = apps.get_model("measures", "EducationSession").objects.filter(
            plan=OuterRef("pk")
        )
        return self.select_related("body", "section__parent__parent").annotate(
            aimed=_count(targets, "educationplan"),
            reached=_count(targets.filter(Exists(met)), "educationplan"),
            held=_count(sessions, "plan"),
        )


def _count(found: models.QuerySet, by: str) -> Coalesce:
    """Count rows apart for each plan, so that no join multiplies them."""
    counted = found.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class PledgeQuerySet(models.QuerySet["Pledge"]):
    """Pledges."""

    def visible_to(self, user: "User") -> Self:
        """Keep his own, those of sections he heads, and those of bodies he leads or oversees."""
        wide = [
            pk
            for each in (Permission.WORKSHEET_CONFIRM, Permission.RISK_ASSESS)
            for pk in user.seated_in(each)
        ]
        sections = user.seated_in(Permission.MEASURE_VERIFY)
        return self.filter(
            Q(holder=user)
            | Q(body__in=wide)
            | Q(body__parent__in=wide)
            | Q(position__unit__in=sections)
            | Q(body__in=sections)
        )

    def due(self) -> Self:
        """Keep those that wait to be confirmed."""
        return self.filter(confirmed_at=None)

    def for_list(self) -> Self:
        """Load what a row and a page show."""
        return self.select_related("body", "position__unit", "holder")
