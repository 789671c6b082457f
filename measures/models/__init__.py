"""Measures against risk points, and each time one is carried out; major projects and their firms."""

from .catalogue import CatalogueMeasure
from .firms import CreditRecord, Firm, ProjectFirm
from .measures import Aim, Measure
from .occasions import Evidence, Occasion
from .projects import DisclosureItem, MajorProject, MeasureTag, ProjectParty

__all__ = [
    "Aim",
    "CatalogueMeasure",
    "CreditRecord",
    "DisclosureItem",
    "Evidence",
    "Firm",
    "MajorProject",
    "Measure",
    "MeasureTag",
    "Occasion",
    "ProjectFirm",
    "ProjectParty",
]
