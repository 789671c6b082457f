"""Measures against risk points, and each time one is carried out."""

from .catalogue import CatalogueMeasure
from .measures import Aim, Measure
from .occasions import Evidence, Occasion

__all__ = [
    "Aim",
    "CatalogueMeasure",
    "Evidence",
    "Measure",
    "Occasion",
]
