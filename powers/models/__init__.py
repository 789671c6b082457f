"""The inventory of powers, the flowcharts they run on, and the posting of those charts."""

from .charts import Flowchart, Link, Step, Version
from .comments import Attachment, Comment, Referral, Reply
from .inventory import LegalBasis, Power, PowerDuty
from .postings import Extension, Posting
from .releases import Policy, Release, ReleaseAct, ReleaseStage
from .sketches import Sketch, SketchState

__all__ = [
    "Attachment",
    "Comment",
    "Extension",
    "Flowchart",
    "LegalBasis",
    "Link",
    "Policy",
    "Posting",
    "Power",
    "PowerDuty",
    "Referral",
    "Release",
    "ReleaseAct",
    "ReleaseStage",
    "Reply",
    "Sketch",
    "SketchState",
    "Step",
    "Version",
]
