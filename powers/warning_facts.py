"""What the warnings about a flow ask of the database."""

from collections.abc import Iterable

from riskcontrol.accounts.models import Position

from .drawing.warnings import PowerFacts, WarningFacts
from .models import Flowchart


def facts_for(flowchart: Flowchart, positions: Iterable[Position] | None = None) -> WarningFacts:
    """Read a chart's powers and its body's meetings, these from the positions where they are loaded."""
    if positions is None:
        positions = Position.objects.of_body(flowchart.body).filter(is_collective=True)
    powers = (
        PowerFacts(
            name=power.name,
            category=power.category,
            statutory_days=power.statutory_days,
            committed_days=power.committed_days,
            withheld=power.is_withheld,
        )
        for power in flowchart.powers.all()
    )
    meetings = (position.code for position in positions if position.is_collective)
    return WarningFacts(tuple(powers), frozenset(meetings))
