"""What the system itself knows to be a ground for a round (动态管理), offered to the chair.

Source of the grounds: reference/domain.md §1.6. Only charts that were searched before and have no
worksheet under way. An offer lapses with the chart's next worksheet, and while an open round waits
for that.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from powers.models import Flowchart, Posting, Reply
from powers.states import Outcome
from riskcontrol.accounts.models import Membership, Unit, User
from riskcontrol.accounts.roles import Permission

from .models import Lead, Worksheet
from .states import RoundGround


@dataclass(frozen=True)
class Offer:
    """A ground for a round on one chart: what happened, in words."""

    ground: str
    chart: Flowchart
    reason: str

    @property
    def label(self) -> str:
        """The ground in words."""
        return str(RoundGround(self.ground).label)

    @property
    def url(self) -> str:
        """The address at which such a round is opened, filled in."""
        said = {"ground": self.ground, "reason": self.reason, "charts": self.chart.pk}
        return f"{reverse('desk:round_open', args=[self.chart.body.code])}?{urlencode(said)}"


def offers_for(user: User, *, waited_for: Collection[int]) -> list[Offer]:
    """Give what a chair may open rounds on, in two queries; nothing for anybody else.

    `waited_for` are the charts, by id, that an open round waits for already.
    """
    if not user.may_anywhere(Permission.ROUND_LEAD):
        return []
    units = Unit.objects.workable_by(user, Permission.ROUND_LEAD)
    sheets = last_searches(units, user).exclude(flowchart__in=waited_for)
    found = {sheet.flowchart_id: sheet for sheet in sheets}
    offers = [offer for sheet in found.values() for offer in on_the_chart(sheet)]
    return [*offers, *on_positions(found)]


def last_searches(units: Iterable[Unit], user: User) -> Any:
    """Give the last worksheet of each chart, where it is decided, with what became of the chart since.

    Of proven cases only what this person may know.
    """
    chart = OuterRef("flowchart")
    later = Worksheet.objects.filter(flowchart=chart, pk__gt=OuterRef("pk"))
    settled = Posting.objects.settled().filter(flowchart=chart)
    adopted = Reply.objects.filter(
        comment__posting__flowchart=chart,
        outcome__in=[Outcome.ADOPTED, Outcome.PARTLY],
        published_on__isnull=False,
    )
    cases = Lead.objects.visible_to(user).proven_without_a_point().filter(flowchart=chart)
    return (
        Worksheet.objects.filter(body__in=units, flowchart__isnull=False)
        .filter(~Exists(later), decided_at__isnull=False)
        .select_related("flowchart__body")
        .annotate(
            searched=F("version__number"),
            settled=Subquery(settled.values("final_version__number")[:1]),
            settled_on=Subquery(settled.values("settled_at")[:1]),
            adopted_on=Subquery(adopted.order_by("-published_on").values("published_on")[:1]),
            has_case=Exists(cases),
        )
        .order_by("pk")
    )


def on_the_chart(sheet: Any) -> Iterable[Offer]:
    """Offer a round on what came up since the search: a new settled version, a case, a comment."""
    chart = sheet.flowchart
    if (sheet.settled or 0) > (sheet.searched or 0):
        words = _("“%(chart)s” was settled on %(day)s in version %(number)s.")
        said = {"chart": chart, "day": day(sheet.settled_on), "number": sheet.settled}
        yield Offer(RoundGround.CHART, chart, words % said)
    elif sheet.has_case:
        # No word of the case itself: the round and its reason are read by the whole unit.
        words = _("A proven case points to “%(chart)s”, and no risk point meets it.")
        yield Offer(RoundGround.CASE, chart, words % {"chart": chart})
    elif sheet.adopted_on and sheet.adopted_on > localtime(sheet.opened_at).date():
        words = _("A comment on “%(chart)s” was adopted on %(day)s.")
        said = {"chart": chart, "day": day(sheet.adopted_on)}
        yield Offer(RoundGround.COMMENT, chart, words % said)


def on_positions(sheets: dict[int, Any]) -> Iterable[Offer]:
    """Offer a round where a position of a chart has a new holder since the search was begun."""
    seats = Membership.objects.filter(
        since__isnull=False,
        user__is_active=True,
        position__steps__flowchart__in=sheets,
        position__steps__retired=False,
    )
    rows = seats.order_by("since").values_list(
        "position__steps__flowchart", "position__name", "since"
    )
    words = _("%(position)s on “%(chart)s” has a new holder since %(day)s.")
    for pk, position, since in rows.distinct():
        if since and since > sheets[pk].opened_at:
            chart = sheets[pk].flowchart
            said = {"chart": chart, "position": position, "day": day(since)}
            yield Offer(RoundGround.HOLDER, chart, words % said)


def day(at: datetime.datetime | datetime.date) -> str:
    """Write the day on which something happened here."""
    return date_format(localtime(at) if isinstance(at, datetime.datetime) else at)
