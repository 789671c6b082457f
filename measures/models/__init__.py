"""Measures against risk points, and each time one is carried out."""

from .carrying_rules import CarryingRules
from .catalogue import CatalogueMeasure
from .measures import Aim, Measure
from .occasions import Evidence, Occasion, Reminder
from .reviews import Review
from .spot_checks import SpotCheck, SpotItem

__all__ = [
    "Aim",
    "CarryingRules",
    "CatalogueMeasure",
    "Evidence",
    "Measure",
    "Occasion",
    "Reminder",
    "Review",
    "SpotCheck",
    "SpotItem",
]
