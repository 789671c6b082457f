"""Measures against risk points, and each time one is carried out."""

from .catalogue import CatalogueMeasure
from .education import (
    Attendance,
    EducationMaterial,
    EducationPlan,
    EducationSession,
    Pledge,
)
from .measures import Aim, Measure
from .notices import Notice, NoticeReply
from .occasions import Evidence, Occasion
from .warnings import LawChange, Warning, WarningAct, WarningColour, WarningRule, WarningScheme  # noqa: A004 - the house's word

__all__ = [
    "Aim",
    "Attendance",
    "CatalogueMeasure",
    "EducationMaterial",
    "EducationPlan",
    "EducationSession",
    "Evidence",
    "LawChange",
    "Measure",
    "Notice",
    "NoticeReply",
    "Occasion",
    "Pledge",
    "Warning",
    "WarningAct",
    "WarningColour",
    "WarningRule",
    "WarningScheme",
]
