"""The units that a list is narrowed down by: each body with its sections below it, read in one query."""

from typing import Any, NamedTuple

from .models import Unit, User
from .roles import UnitKind


class Offered(NamedTuple):
    """A unit to choose, as much of it as a choice needs: there may be hundreds."""

    pk: int
    code: str
    name: str
    kind: str
    parent: int | None


def units_offered(user: User) -> list[Offered]:
    """Give the bodies a person may read and their sections, in their order."""
    found = Unit.objects.visible_to(user).exclude(kind=UnitKind.AREA)
    return [Offered(*row) for row in found.values_list(*Offered._fields)]


def choices_by_body(units: list[Offered], name: str = "pk") -> list[tuple[Any, Any]]:
    """Make choices of them, named by id or `code`; of several bodies each is a group."""
    heads = {unit.pk: [unit] for unit in units if unit.kind == UnitKind.BODY}
    for unit in units:
        if unit.kind == UnitKind.SECTION and unit.parent in heads:
            heads[unit.parent].append(unit)
    groups = [
        (some[0].name, [(str(getattr(unit, name)), unit.name) for unit in some])
        for some in heads.values()
    ]
    return [pair for _body, pairs in groups for pair in pairs] if len(groups) == 1 else groups
