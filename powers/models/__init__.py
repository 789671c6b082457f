"""The inventory of powers, the flowcharts they run on, and the posting of those charts."""

from .charts import Flowchart, Link, Step, Version
from .inventory import LegalBasis, Power
from .postings import Comment, Policy, Posting, Release, Reply
from .sketches import Sketch, SketchState

__all__ = [
    "Comment",
    "Flowchart",
    "LegalBasis",
    "Link",
    "Policy",
    "Posting",
    "Power",
    "Release",
    "Reply",
    "Sketch",
    "SketchState",
    "Step",
    "Version",
]
