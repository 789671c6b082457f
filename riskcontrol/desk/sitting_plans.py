"""The chair's forms for what level is expected, on the cards of a sitting."""

from typing import Any

from django.utils.translation import gettext as _

from riskcontrol.desk.sittings import Bench, Card
from riskpoints.level_forms import LevelForm
from riskpoints.models import Sitting


class PlanForm(LevelForm):
    """The level expected of one risk point, and why."""

    def __init__(self, data: Any = None, *, sitting: Sitting, card: Card) -> None:
        said = card.plan or card.expected
        super().__init__(
            data,
            prefix=f"plan{card.point.pk}",
            label=_("Level expected once the measures stand"),
            levels=sitting.scheme.levels.all(),
            initial={"rank": said.rank, "reason": said.reason} if said else {},
        )
        self.point = card.point


def hand_out_plans(bench: Bench, typed: PlanForm | None) -> None:
    """Put the form for the planned level on each card of the chair; one that was refused comes again."""
    for card in bench.cards:
        card.planning = PlanForm(sitting=bench.sitting, card=card)
        if typed and typed.point == card.point:
            card.planning = typed
