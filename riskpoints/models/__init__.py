"""Risk points, the worksheet they are found on, and how they are rated."""

from .contributions import Contribution, PeerTurn
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
from .leads import Lead, LeadLink
from .schemes import Anchor, Factor, Level, LevelScheme
from .sittings import Assessment, Grade, LevelProposal, Ruling, RulingGrade, Sitting, SittingMember

__all__ = [
    "Anchor",
    "Assessment",
    "Contribution",
    "Examination",
    "Factor",
    "Finding",
    "Grade",
    "Lead",
    "LeadLink",
    "Level",
    "LevelProposal",
    "LevelScheme",
    "Manifestation",
    "PeerTurn",
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
