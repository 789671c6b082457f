"""Measures against risk points, each time one is carried out, and the rules they rest on."""

from .catalogue import CatalogueMeasure
from .indicators import Indicator, Reading
from .lines import LineAim
from .measures import Aim, Measure
from .occasions import Evidence, Occasion
from .rules import Rule, RuleArticle, RuleFile, RuleVersion

__all__ = [
    "Aim",
    "CatalogueMeasure",
    "Evidence",
    "Indicator",
    "LineAim",
    "Measure",
    "Occasion",
    "Reading",
    "Rule",
    "RuleArticle",
    "RuleFile",
    "RuleVersion",
]
