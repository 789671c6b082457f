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
from .rounds import CarriedRow, LeftOut, Round
from .schemes import Anchor, Factor, Level, LevelScheme
from .sittings import Assessment, Grade, LevelProposal, Ruling, RulingGrade, Sitting, SittingMember

__all__ = [
    "Anchor",
    "Assessment",
    "CarriedRow",
    "Examination",
    "Factor",
    "Finding",
    "Grade",
    "LeftOut",
    "Level",
    "LevelProposal",
    "LevelScheme",
    "Manifestation",
    "Remark",
    "RiskPoint",
    "RiskPointStep",
    "Round",
    "RowDraft",
    "Ruling",
    "RulingGrade",
    "SetAside",
    "Sitting",
    "SittingMember",
    "Worksheet",
]
