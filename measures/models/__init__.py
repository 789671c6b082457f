"""Measures against risk points, and each time one is carried out."""

from .catalogue import CatalogueMeasure
from .measures import Aim, Measure
from .notices import Notice, NoticeReply
from .occasions import Evidence, Occasion
from .warnings import LawChange, Warning, WarningAct, WarningColour, WarningRule, WarningScheme  # noqa: A004 - the house's word

__all__ = [
    "Aim",
    "CatalogueMeasure",
    "Evidence",
    "LawChange",
    "Measure",
    "Notice",
    "NoticeReply",
    "Occasion",
    "Warning",
    "WarningAct",
    "WarningColour",
    "WarningRule",
    "WarningScheme",
]
