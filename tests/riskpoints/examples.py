"""What the tests of the catalogue share: a decided risk point, and one held up as an example."""

from riskcontrol.desk.actions import hold_up_example
from riskcontrol.desk.sitting_actions import decide
from tests.factories.measures import assessed, convened
from tests.factories.riskpoints import opened, signed, written


def decided(worksheet=None, **kwargs):
    """A risk point that the committee has decided, its measures in force; the sitting's chair too."""
    worksheet = worksheet or opened()
    point = written(worksheet, **kwargs)
    sitting = assessed(convened(signed(worksheet)))
    decide(sitting=sitting, minutes="", by=sitting.chair)
    point.refresh_from_db()
    return point, sitting.chair


def held_up(worksheet=None, **kwargs):
    """An example in the catalogue."""
    point, chair = decided(worksheet, **kwargs)
    return hold_up_example(risk_point=point, by=chair)
