"""Risk points, the worksheet they are found on, and how they are rated."""

from .finding import (
    Examination,
    Finding,
    Manifestation,
    Remark,
    RiskPoint,
    RiskPointStep,
    RowDraft,
    SetAside,
    Worksheet,
)
from .schemes import Anchor, Factor, Floor, Level, LevelScheme
from .sittings import Assessment, Grade, LevelProposal, Ruling, RulingGrade, Sitting, SittingMember

__all__ = [
    "Anchor",
    "Assessment",
    "Examination",
    "Factor",
    "Finding",
    "Floor",
    "Grade",
    "Level",
    "LevelProposal",
    "LevelScheme",
    "Manifestation",
    "Remark",
    "RiskPoint",
    "RiskPointStep",
    "RowDraft",
    "Ruling",
    "RulingGrade",
    "SetAside",
    "Sitting",
    "SittingMember",
    "Worksheet",
]
