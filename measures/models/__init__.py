"""Measures against risk points, each time one is carried out, and the rules they rest on."""

from .catalogue import CatalogueMeasure
from .education import (
    Attendance,
    EducationMaterial,
    EducationPlan,
    EducationSession,
    Pledge,
)
from .indicators import Indicator, Reading
from .lines import LineAim
from .measures import Aim, Measure
from .notices import Notice, NoticeReply
from .occasions import Evidence, Occasion
from .rules import Rule, RuleArticle, RuleFile, RuleVersion
from .warnings import LawChange, Warning, WarningAct, WarningColour, WarningRule, WarningScheme  # noqa: A004 - the house's word

__all__ = [
    "Aim",
    "Attendance",
    "CatalogueMeasure",
    "EducationMaterial",
    "EducationPlan",
    "EducationSession",
    "Evidence",
    "Indicator",
    "LawChange",
    "LineAim",
    "Measure",
    "Notice",
    "NoticeReply",
    "Occasion",
    "Pledge",
    "Reading",
    "Rule",
    "RuleArticle",
    "RuleFile",
    "RuleVersion",
    "Warning",
    "WarningAct",
    "WarningColour",
    "WarningRule",
    "WarningScheme",
]
