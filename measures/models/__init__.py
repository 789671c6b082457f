"""Measures against risk points, each time one is carried out, what they rest on, and major projects."""

from .carrying_rules import CarryingRules
from .catalogue import CatalogueMeasure
from .education import (
    Attendance,
    EducationMaterial,
    EducationPlan,
    EducationSession,
    Pledge,
)
from .firms import CreditRecord, Firm, ProjectFirm
from .indicators import EarlierReading, Indicator, Reading
from .lines import LineAim
from .measures import Aim, Measure
from .notices import Notice, NoticeReply
from .occasions import Evidence, Occasion, Reminder
from .projects import DisclosureItem, MajorProject, MeasureTag, ProjectParty
from .reviews import Review
from .rules import Rule, RuleArticle, RuleFile, RuleVersion
from .spot_checks import SpotCheck, SpotItem
from .warnings import LawChange, Warning, WarningAct, WarningColour, WarningRule, WarningScheme  # noqa: A004 - the house's word

__all__ = [
    "Aim",
    "Attendance",
    "CarryingRules",
    "CatalogueMeasure",
    "CreditRecord",
    "DisclosureItem",
    "EarlierReading",
    "EducationMaterial",
    "EducationPlan",
    "EducationSession",
    "Evidence",
    "Firm",
    "Indicator",
    "LawChange",
    "LineAim",
    "MajorProject",
    "Measure",
    "MeasureTag",
    "Notice",
    "NoticeReply",
    "Occasion",
    "Pledge",
    "ProjectFirm",
    "ProjectParty",
    "Reading",
    "Reminder",
    "Review",
    "Rule",
    "RuleArticle",
    "RuleFile",
    "RuleVersion",
    "SpotCheck",
    "SpotItem",
    "Warning",
    "WarningAct",
    "WarningColour",
    "WarningRule",
    "WarningScheme",
]
