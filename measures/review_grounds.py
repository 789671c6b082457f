"""What has happened to risk points since they were last looked at, so that their measures are reviewed.

Source of the grounds: reference/domain.md §1.6 (动态管理). A case counts once the committee has
passed it on to the section or brought it to the risk point with the section knowing: what only the
committee knows calls for no review that the section sees (ADR 20).
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from powers.models import Flowchart, Posting
from riskcontrol.accounts.models import Membership
from riskpoints.models import Lead

from .models import LawChange
from .states import ReviewGround
from .warning_sources import resting_on


@dataclass(frozen=True)
class Happening:
    """What happened to a risk point on a day, in words."""

    on: datetime.date
    ground: ReviewGround
    because: str


def happenings(points: Sequence[Any]) -> dict[int, list[Happening]]:
    """Give what is known to have happened to each of some risk points, by id.

    Asks five queries, and one more for each change of a law that their bodies entered.
    """
    found: dict[int, list[Happening]] = defaultdict(list)
    for tell in (of_charts, of_laws, of_cases, of_holders):
        for point, one in tell(points):
            found[point].append(one)
    return found


def day_of(at: Any) -> datetime.date:
    """Give the day of a moment here."""
    return datetime.date.fromordinal(localtime(at).toordinal())


def of_charts(points: Sequence[Any]) -> Any:
    """Tell of charts that were settled anew."""
    by_chart = defaultdict(list)
    for point in points:
        if point.flowchart_id:
            by_chart[point.flowchart_id].append(point.pk)
    settled = Posting.objects.settled().filter(flowchart__in=by_chart, imported=False)
    for posting in settled.select_related("flowchart", "final_version"):
        day = day_of(posting.settled_at)
        words = _("“%(chart)s” was settled on %(day)s in version %(number)s.")
        number = posting.final_version.number if posting.final_version else ""
        said = words % {
            "chart": posting.flowchart,
            "day": date_format(day, "Y-m-d"),
            "number": number,
        }
        for point in by_chart[posting.flowchart_id]:
            yield point, Happening(day, ReviewGround.CHART, said)


def of_laws(points: Sequence[Any]) -> Any:
    """Tell of laws that were changed by today, and on which the charts rest."""
    by_chart = defaultdict(list)
    for point in points:
        by_chart[point.flowchart_id].append(point.pk)
    bodies = {point.body_id for point in points}
    changes = LawChange.objects.filter(body__in=bodies, changed_on__lte=localdate())
    for change in changes.order_by("changed_on", "pk"):
        own = Flowchart.objects.filter(body=change.body_id, pk__in=filter(None, by_chart))
        said = _("《%(law)s》 was changed: %(what)s") % {"law": change.law, "what": change.what}
        for chart in own.filter(resting_on(change.law)).values_list("pk", flat=True).distinct():
            for point in by_chart[chart]:
                yield point, Happening(change.changed_on, ReviewGround.LAW, said)


def of_cases(points: Sequence[Any]) -> Any:
    """Tell of proven cases that the section was told of; nothing of what they were."""
    ids = {point.pk for point in points}
    told = Lead.objects.filter(proven=True, passed_on__isnull=False, risk_points__in=ids)
    for point, day in told.values_list("risk_points", "passed_on"):
        if day and point in ids:
            yield point, Happening(day, ReviewGround.CASE, _("A case was proven."))


def of_holders(points: Sequence[Any]) -> Any:
    """Tell of new holders of the positions that stand on a risk point's steps, or that it stands on."""
    ids = [point.pk for point in points]
    seats = Membership.objects.filter(since__isnull=False, user__is_active=True)
    words = _("%(position)s has a new holder since %(day)s.")
    for path in ("position__steps__risk_points", "position__risk_points"):
        rows = seats.filter(**{f"{path}__in": ids}).order_by("since", "pk")
        for point, position, since in rows.values_list(path, "position__name", "since").distinct():
            day = localtime(since).date()
            said = words % {"position": position, "day": date_format(day, "Y-m-d")}
            yield point, Happening(day, ReviewGround.HOLDER, said)
