"""Risk points, the worksheet they are found on, and how they are rated."""

from .catalogue import CatalogueEntry
from .contributions import Contribution, PeerTurn
from .drafts import RowDraft
from .finding import (
    Examination,
    Finding,
    Manifestation,
    Remark,
    RiskPoint,
    RiskPointStep,
    SetAside,
    Worksheet,
)
from .leads import Lead, LeadLink
from .phrases import CommonGram, Phrase, PhraseGram, PhraseKey, PhraseUse
from .rounds import CarriedRow, LeftOut, Round
from .schemes import Anchor, Factor, Floor, Level, LevelScheme
from .sittings import Assessment, Grade, LevelProposal, Ruling, RulingGrade, Sitting, SittingMember

__all__ = [
    "Anchor",
    "Assessment",
    "CarriedRow",
    "CatalogueEntry",
    "CommonGram",
    "Contribution",
    "Examination",
    "Factor",
    "Finding",
    "Floor",
    "Grade",
    "Lead",
    "LeadLink",
    "LeftOut",
    "Level",
    "LevelProposal",
    "LevelScheme",
    "Manifestation",
    "PeerTurn",
    "Phrase",
    "PhraseGram",
    "PhraseKey",
    "PhraseUse",
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
