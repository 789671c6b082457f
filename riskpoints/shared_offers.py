"""What the committee above shared of the same power elsewhere, offered on a body's own worksheet.

Offered is what the worksheet's chart lacks; it is taken over or set aside like any suggestion.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .models import RiskPoint, SetAside, SharedPoint, Worksheet
from .models.sharing import CODE
from .same_powers import SAME_STEP, are_alike, is_among


@dataclass(frozen=True)
class SharedOffer:
    """A shared risk point in the shape of a warning: a code, a step, words."""

    shared: SharedPoint
    steps: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """What the risk point taken over from it keeps."""
        return self.shared.code

    @property
    def title(self) -> str:
        """What its buttons are told apart by."""
        return self.shared.title

    @property
    def message(self) -> str:
        """The risk point, and where the committee tells them its level and unit."""
        told = [self.shared.title, self.shared.get_category_display()]
        if self.shared.level:
            told.append(_("Level %(numeral)s") % {"numeral": self.shared.level})
        return " · ".join([*told, *filter(None, [self.shared.origin])])

    @property
    def reason(self) -> str:
        """The step it stands on elsewhere and the measures against it there; who shared it, and when."""
        told = []
        if self.shared.step_name:
            told.append(_("Step: %(step)s.") % {"step": self.shared.step_name})
        if self.shared.measures:
            texts = " ".join(measure["text"] for measure in self.shared.measures)
            told.append(_("Measures: %(measures)s") % {"measures": texts})
        return " ".join([*told, origin_of(self.shared)])

    @property
    def source(self) -> str:
        """No rule asks for it."""
        return ""

    @property
    def tag(self) -> str:
        """Where it comes from, in a word."""
        return _("Found where the same power is held")

    @property
    def initial(self) -> dict[str, Any]:
        """What the form of a risk point begins with."""
        return {
            "title": self.shared.title,
            "category": self.shared.category,
            "suggested_by": self.code,
            "measures": self.shared.measures,
        }


def origin_of(shared: SharedPoint) -> str:
    """Say who shared a risk point and when; load the comparison with its committee."""
    comparison = shared.comparison
    day = date_format(localtime(comparison.shared_at), "Y-m-d")
    return _("shared by %(committee)s on %(day)s") % {"committee": comparison.committee, "day": day}


def is_shared(code: str) -> bool:
    """Whether a code names a shared risk point."""
    return code.startswith(CODE)


def is_offered(code: str, worksheet: Worksheet) -> bool:
    """Whether a code names a risk point that was shared with the body of a worksheet's chart."""
    if worksheet.flowchart is None:
        return False
    offered = SharedPoint.objects.offered_on(worksheet.flowchart)
    return offered.filter(public_id=code.removeprefix(CODE)).exists()


def shared_behind(point: RiskPoint) -> SharedPoint | None:
    """Give the shared risk point that one was taken over from, if it was."""
    if not is_shared(point.suggested_by):
        return None
    found = SharedPoint.objects.select_related("comparison__committee")
    return found.filter(public_id=point.suggested_by.removeprefix(CODE)).first()


def shared_offers(worksheet: Worksheet) -> list[SharedOffer]:
    """Give what a worksheet's chart lacks of what was shared with its body; one query where nothing was."""
    if worksheet.flowchart is None or worksheet.version is None:
        return []
    shared = list(SharedPoint.objects.offered_on(worksheet.flowchart))
    if not shared:
        return []
    chart = RiskPoint.objects.filter(flowchart=worksheet.flowchart_id)
    answered = _answered(worksheet, chart)
    titles = list(chart.standing().values_list("title", flat=True))
    steps = worksheet.version.drawing["steps"]
    return [
        SharedOffer(one, step_for(one.step_name, steps))
        for one in shared
        if one.code not in answered and not is_among(one.title, titles)
    ]


def _answered(worksheet: Worksheet, chart: Any) -> set[str]:
    """Name what was taken over on the chart, or set aside on an earlier worksheet of it."""
    aside = SetAside.objects.filter(worksheet__flowchart=worksheet.flowchart_id)
    aside = aside.exclude(worksheet=worksheet).filter(code__startswith=CODE)
    taken = chart.filter(suggested_by__startswith=CODE)
    return {
        *aside.values_list("code", flat=True),
        *taken.values_list("suggested_by", flat=True),
    }


def step_for(name: str, steps: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """Find the step of a drawing whose wording is that of a step elsewhere, by its key."""
    return tuple(
        step["key"] for step in steps if name and are_alike(name, step["name"], SAME_STEP)
    )[:1]
