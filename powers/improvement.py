"""The rule of improvement: what comments changed needs no second posting, anything else does.

Source of the rule: the deck (公示、接受监督、根据反馈完善 before 查找廉政风险点).
"""

from dataclasses import dataclass
from functools import reduce

from django.utils.translation import gettext as _

from riskcontrol.lib.decisions import ALLOW, Decision, deny
from riskcontrol.lib.workdays import followed_by

from .charts import drawing_of
from .drawing.checks import shortfalls
from .drawing.compare import Difference, compare, uncovered
from .models import Flowchart, Posting, Reply
from .states import CHANGING


@dataclass(frozen=True)
class Improvement:
    """What became of a chart since it was posted, and whether that may become its final version."""

    flowchart: Flowchart
    differences: list[Difference]
    uncovered: list[Difference]
    shortfalls: list[str]

    @property
    def decision(self) -> Decision:
        """Whether it may settle; the reason names what no comment covers, or what is missing."""
        if self.uncovered:
            return deny(
                _(
                    "No adopted comment covers this: %(differences)s Undo it, or name the steps at "
                    "the comment that led to it. Any other change is posted anew after this posting."
                )
                % {"differences": in_a_row([each.words for each in self.uncovered])}
            )
        if self.shortfalls:
            return deny(
                _("The improved chart is not complete: %(shortfalls)s")
                % {"shortfalls": in_a_row(self.shortfalls)}
            )
        return ALLOW


def improvement_of(posting: Posting) -> Improvement:
    """Compare the live rows with what was posted."""
    flowchart = Flowchart.objects.with_drawing().get(pk=posting.flowchart_id)
    posted, live = posting.version.drawing, drawing_of(flowchart)
    return Improvement(
        flowchart=flowchart,
        differences=[each for each in compare(posted, live) if each.is_improvement],
        uncovered=uncovered(posted, live, covered_keys(posting)),
        shortfalls=[lack.message for lack in shortfalls(live)],
    )


def covered_keys(posting: Posting) -> set[str]:
    """Name the steps that an adopted or partly adopted comment changes."""
    replies = Reply.objects.filter(comment__posting=posting, outcome__in=CHANGING)
    return {key for reply in replies for key in reply.changed}


def in_a_row(sentences: list[str]) -> str:
    """Set sentences one after the other."""
    return reduce(followed_by, sentences) if sentences else ""
