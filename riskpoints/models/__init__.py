"""Risk points, the worksheet they are found on, and how they are rated."""

from .catalogue import CatalogueEntry
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
from .meetings import CommitteeRules, Meeting, MeetingMember, PutOff
from .phrases import Phrase, PhraseKey, PhraseUse
from .rounds import CarriedRow, LeftOut, Round
from .schemes import Anchor, Factor, Floor, Level, LevelScheme
from .sittings import Assessment, Grade, LevelProposal, Ruling, RulingGrade, Sitting, SittingMember

__all__ = [
    "Anchor",
    "Assessment",
    "CarriedRow",
    "CatalogueEntry",
    "CommitteeRules",
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
    "Meeting",
    "MeetingMember",
    "PeerTurn",
    "Phrase",
    "PhraseKey",
    "PhraseUse",
    "PutOff",
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
