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
from .judging import PracticeAnswer, Reopening
from .leads import Lead, LeadLink
from .levels import ExpectedLevel, PlannedLevel, VerifiedLevel
from .meetings import CommitteeRules, Meeting, MeetingMember, PutOff
from .oversight import Charge, HandedUp, Mandate, SentBack
from .phrases import CommonGram, Phrase, PhraseGram, PhraseKey, PhraseUse
from .rounds import CarriedRow, LeftOut, Round
from .schemes import Anchor, Factor, Floor, Level, LevelScheme
from .sharing import Comparison, SharedPoint
from .sittings import Assessment, Grade, LevelProposal, Ruling, RulingGrade, Sitting, SittingMember

__all__ = [
    "Anchor",
    "Assessment",
    "CarriedRow",
    "CatalogueEntry",
    "Charge",
    "CommitteeRules",
    "CommonGram",
    "Comparison",
    "Contribution",
    "Examination",
    "ExpectedLevel",
    "Factor",
    "Finding",
    "Floor",
    "Grade",
    "HandedUp",
    "Lead",
    "LeadLink",
    "LeftOut",
    "Level",
    "LevelProposal",
    "LevelScheme",
    "Mandate",
    "Manifestation",
    "Meeting",
    "MeetingMember",
    "PeerTurn",
    "Phrase",
    "PhraseGram",
    "PhraseKey",
    "PhraseUse",
    "PlannedLevel",
    "PracticeAnswer",
    "PutOff",
    "Remark",
    "Reopening",
    "RiskPoint",
    "RiskPointStep",
    "Round",
    "RowDraft",
    "Ruling",
    "RulingGrade",
    "SentBack",
    "SetAside",
    "SharedPoint",
    "Sitting",
    "SittingMember",
    "VerifiedLevel",
    "Worksheet",
]
