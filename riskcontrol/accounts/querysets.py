"""Reads of people and units that have a name."""

import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from .models import (  # noqa: F401 - for the type parameters
        Membership,
        Position,
        StandIn,
        Unit,
        User,
    )


def readable_by(user: "User", body: str = "body") -> Q:
    """Say which rows belong to a body whose business a person may read, or to one below it.

    `body` is the path from the row to its body.
    """
    ids = user.reading_ids
    return Q(**{f"{body}__in": ids}) | Q(**{f"{body}__parent__in": ids})


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units, by their place in the tree (area → body → section)."""

    def bodies(self) -> Self:
        """Keep the bodies: the units whose work this is."""
        return self.filter(kind="body")

    def sections(self) -> Self:
        """Keep the sections."""
        return self.filter(kind="section")

    def below(self, unit: "Unit") -> Self:
        """Keep a unit and all below it."""
        return self.within([unit.pk])

    def within(self, ids: "list[int]") -> Self:
        """Keep the units named by id and all below them; the tree is three deep."""
        return self.filter(
            Q(pk__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids),
        )

    def visible_to(self, user: "User") -> Self:
        """Keep the units whose business a person may read: his bodies whole, and what his seats reach."""
        return self.within(user.reading_ids)

    def workable_by(self, user: "User", permission: str) -> Self:
        """Keep the units in which a person may do something."""
        ids = user.seated_in(permission)
        return self.within(ids)


class PositionQuerySet(models.QuerySet["Position"]):
    """Positions (岗位)."""

    def of_body(self, body: "Unit") -> Self:
        """Keep the positions of a body and its sections."""
        return self.filter(body=body)

    def visible_to(self, user: "User") -> Self:
        """Keep the positions in units a person may read."""
        return self.filter(readable_by(user))


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Seats: who is what, where."""

    def in_body(self, body: "Unit") -> Self:
        """Keep the seats in a body, its sections, and the area above it."""
        return self.filter(
            Q(unit=body) | Q(unit__parent=body) | Q(unit=body.parent_id),
        )

    def reaching(self, unit: "Unit") -> Self:
        """Keep the seats whose reach covers a unit: in it or in a unit above it."""
        return self.filter(unit__in=unit.line)

    def with_role(self, *roles: str) -> Self:
        """Keep the seats of these roles whose holder can still sign in."""
        return self.filter(role__in=roles, user__is_active=True)

    def at_hand(self, user: "User") -> Self:
        """Keep a person's own seats, and those of whom he stands in for today."""
        # By name, for the model itself uses these querysets.
        stand_ins = apps.get_model("accounts", "StandIn").objects.filter(person=user)
        away = stand_ins.on(timezone.localdate()).values("principal")
        return self.filter(Q(user=user) | Q(user__in=away, user__is_active=True))


class StandInQuerySet(models.QuerySet["StandIn"]):
    """Who stands in for whom, and when."""

    def on(self, day: datetime.date) -> Self:
        """Keep those that hold on a day."""
        return self.filter(first_day__lte=day, last_day__gte=day, ended_at=None)

    def ahead(self, day: datetime.date) -> Self:
        """Keep those that hold on a day or will later."""
        return self.filter(last_day__gte=day, ended_at=None)

    def with_people(self) -> Self:
        """Load who stands in for whom, and who named him."""
        return self.select_related("principal", "person", "named_by")
