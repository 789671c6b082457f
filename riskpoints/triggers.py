"""What the system itself knows to be a ground for a round (动态管理), offered to the chair.

Source of the grounds: reference/domain.md §1.6. Only charts that were searched before and have no
worksheet under way. An offer lapses with the chart's next worksheet, and while an open round waits
for that.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from powers.models import Flowchart, Posting, Reply
from powers.states import Outcome
from riskcontrol.accounts.models import Membership, Unit, User
from riskcontrol.accounts.roles import Permission

from .models import Lead, Worksheet
from .rounds import waiting
from .states import RoundGround

# So many searches are offered to be repeated at a time; nobody decides on more in one sitting.
MOST_OFFERS = 50


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


def offers_for(user: User, body: Unit | None = None) -> list[Offer]:
    """Give what a chair may open rounds on, of one body or all his, in one query; nothing to others.

    Those searched longest ago come first; behind so many the others follow once these are covered.
    """
    if not user.may_anywhere(Permission.ROUND_LEAD):
        return []
    units = Unit.objects.workable_by(user, Permission.ROUND_LEAD)
    if body is not None:
        units = units.filter(pk=body.pk)
    sheets = changed(last_searches(units, user)).exclude(
        flowchart__in=waiting(Flowchart.objects.filter(body__in=units)).values("pk")
    )
    found = list(sheets[:MOST_OFFERS])
    return [
        *(offer for sheet in found for offer in on_the_chart(sheet)),
        *(offer for sheet in found if (offer := on_a_position(sheet))),
    ]


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
    ).order_by("-published_on")
    cases = Lead.objects.visible_to(user).proven_without_a_point().filter(flowchart=chart)
    seats = Membership.objects.filter(
        since__gt=OuterRef("opened_at"),
        user__is_active=True,
        position__steps__flowchart=chart,
        position__steps__retired=False,
    ).order_by("-since", "-pk")
    return (
        Worksheet.objects.filter(body__in=units, flowchart__isnull=False)
        .filter(~Exists(later), decided_at__isnull=False)
        .select_related("flowchart__body")
        .annotate(
            searched=Coalesce("version__number", 0),
            settled=Subquery(settled.values("final_version__number")[:1]),
            settled_on=Subquery(settled.values("settled_at")[:1]),
            adopted_on=Subquery(adopted.values("published_on")[:1]),
            has_case=Exists(cases),
            held_since=Subquery(seats.values("since")[:1]),
            held=Subquery(seats.values("position__name")[:1]),
        )
        .order_by("pk")
    )


def changed(sheets: Any) -> Any:
    """Keep the last searches after which something came up that is a ground for another."""
    return sheets.filter(
        Q(settled__gt=F("searched"))
        | Q(has_case=True)
        | Q(adopted_on__gt=TruncDate("opened_at"))
        | Q(held_since__isnull=False)
    )


def on_the_chart(sheet: Any) -> Iterable[Offer]:
    """Offer a round on what came up since the search: a new settled version, a case, a comment."""
    chart = sheet.flowchart
    if (sheet.settled or 0) > sheet.searched:
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


def on_a_position(sheet: Any) -> Offer | None:
    """Offer a round where a position of a chart has a new holder since the search was begun; the latest."""
    if sheet.held_since is None:
        return None
    words = _("%(position)s on “%(chart)s” has a new holder since %(day)s.")
    said = {"chart": sheet.flowchart, "position": sheet.held, "day": day(sheet.held_since)}
    return Offer(RoundGround.HOLDER, sheet.flowchart, words % said)


def day(at: datetime.datetime | datetime.date) -> str:
    """Write the day on which something happened here."""
    return date_format(localtime(at) if isinstance(at, datetime.datetime) else at)
