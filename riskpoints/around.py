"""How many risk points stand where one stands: what the number of risk points is graded by."""

from dataclasses import dataclass

from .models import RiskPoint, RiskPointStep, Worksheet


@dataclass(frozen=True)
class Around:
    """The risk points on the steps of one, and on the power it concerns; itself counts."""

    step: int
    power: int


def counts_around(worksheet: Worksheet) -> dict[int, Around]:
    """Count, for each risk point of a worksheet by its id, in two queries.

    The worksheet's own count and those ruled on earlier, as its page shows them. A point that
    concerns every power on the chart counts for each.
    """
    powers = dict(RiskPoint.objects.beside(worksheet).values_list("pk", "power"))
    steps: dict[int, set[int]] = {pk: set() for pk in powers}
    standing = RiskPointStep.objects.filter(risk_point__in=powers)
    for point, step in standing.values_list("risk_point", "step"):
        steps[point].add(step)
    return {
        pk: Around(
            step=sum(other == pk or bool(steps[other] & steps[pk]) for other in powers),
            power=sum(_shared(powers[pk], power) for power in powers.values()),
        )
        for pk in powers
    }


def _shared(one: int | None, other: int | None) -> bool:
    """Whether two risk points can stand on one power: the same, or one of them on every power."""
    return None in (one, other) or one == other
