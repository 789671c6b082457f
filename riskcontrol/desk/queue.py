"""The committee's queue: what waits for whom, his own first and the oldest first, one page at a time."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.workdays import workdays_between
from riskpoints.committee import HIS_TURN, Part, part_in, sittings_for, waiting_lowerings
from riskpoints.models import Assessment, Meeting, MeetingMember, Sitting, Worksheet
from riskpoints.states import WorksheetState

MINE, OTHERS = 0, 1

ASKS = {
    Part.ASSESS: gettext_lazy("waits for your assessment"),
    Part.SECOND: gettext_lazy("a lowering waits for a second person"),
    Part.DECIDE: gettext_lazy("everybody is in; waits for your ruling"),
    Part.AGENDA: gettext_lazy("put off; waits for a meeting"),
    Part.WAIT: gettext_lazy("you have done your part"),
    Part.EXCUSED: gettext_lazy("you are excused"),
    Part.RECUSED: gettext_lazy("you are recused"),
    Part.WATCH: gettext_lazy("under way"),
}
BUTTONS = {Part.ASSESS: gettext_lazy("Rate"), Part.DECIDE: gettext_lazy("Rule on it")}


@dataclass(frozen=True)
class Entry:
    """One thing that waits, and what the reader can do about it."""

    is_mine: bool
    since: datetime.date
    tag: str
    subject: str
    note: str
    words: str
    url: str
    button: str
    # A worksheet that the reader convenes with one press.
    to_convene: Worksheet | None = None
    # A worksheet whose sitting was put off, for which the reader calls a meeting.
    to_call: Worksheet | None = None

    @property
    def working_days(self) -> int:
        """How long it has waited."""
        return workdays_between(self.since, timezone.localdate())


def queue_for(user: User) -> QuerySet[Any]:
    """Name what waits, as rows of (what, row, others, since): his own first, then the oldest first.

    One union in the database, so that a page of it costs the same however long it is.
    """
    parts = [_sittings(user), _worksheets(user), _meetings(user)]
    return parts[0].union(*parts[1:], all=True).order_by("others", "since", "what", "row")


def _rows(found: Any, what: str, mine: Q, since: Any) -> Any:
    return (
        found.order_by()
        .annotate(
            what=Value(what, output_field=CharField()),
            others=Case(
                When(mine, then=Value(MINE)), default=Value(OTHERS), output_field=IntegerField()
            ),
            since=since,
            row=F("pk"),
        )
        .values_list("what", "row", "others", "since")
    )


def _sittings(user: User) -> Any:
    lowered = waiting_lowerings().filter(sitting=OuterRef("pk")).exclude(proposed_by=user)
    rated = Assessment.objects.filter(sitting=OuterRef("pk"))
    since = Case(
        When(part=Part.SECOND.value, then=_of(lowered, Min("proposed_at"))),
        When(part=Part.DECIDE.value, then=Coalesce(_of(rated, Max("at")), "convened_at")),
        default="convened_at",
        output_field=DateTimeField(),
    )
    return _rows(sittings_for(user).open(), "sitting", Q(part__in=HIS_TURN), since)


def _of(rows: Any, moment: Min | Max) -> Subquery:
    return Subquery(rows.order_by().values("sitting").annotate(_at=moment).values("_at"))


def _worksheets(user: User) -> Any:
    """Worksheets signed that no sitting has taken up: to be confirmed, or to be convened on."""
    in_sitting = Sitting.objects.open().filter(worksheet=OuterRef("pk"))
    found = Worksheet.objects.visible_to(user).filter(
        ~Exists(in_sitting), state__in=[WorksheetState.SIGNED, WorksheetState.HANDED_IN]
    )
    hands = Q(submitted_by=user) | Q(signed_by=user)
    convenes = Q(state=WorksheetState.HANDED_IN, section__in=_where(user, "SITTING_CONVENE"))
    confirms = Q(state=WorksheetState.SIGNED, section__in=_where(user, "WORKSHEET_CONFIRM"))
    return _rows(found, "worksheet", convenes | (confirms & ~hands), _came())


def _came() -> Coalesce:
    return Coalesce("confirmed_at", "signed_at", "opened_at")


def _where(user: User, permission: str) -> Any:
    return Unit.objects.workable_by(user, Permission[permission]).values("pk")


def _meetings(user: User) -> Any:
    """Meetings he is to take part in on a later day, and those he leads that are ready to be closed."""
    found = meetings_for(user).filter(Q(joins=True) | Q(closes=True))
    over = Sitting.objects.filter(meeting=OuterRef("pk")).order_by()
    last = Subquery(over.values("meeting").annotate(_at=Max("closed_at")).values("_at"))
    since = Case(
        When(closes=True, then=Coalesce(last, "called_at")),
        default="called_at",
        output_field=DateTimeField(),
    )
    return _rows(found, "meeting", Q(pk__isnull=False), since)


def meetings_for(user: User) -> Any:
    """Load the open meetings a person may read; `joins` where he is to come, `closes` where he closes."""
    today = timezone.localdate()
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    seats = MeetingMember.objects.filter(meeting=OuterRef("pk"), user=user, excused_because="")
    items = Sitting.objects.open().filter(meeting=OuterRef("pk"))
    ahead = Q(held_on__gt=today) | Q(held_on=today, called_at__lt=midnight)
    found = Meeting.objects.visible_to(user).open().for_list()
    return found.annotate(
        joins=Case(When(ahead & Exists(seats), then=True), default=False),
        closes=Case(
            When(~Exists(items) & Q(chair=user, held_on__lte=today), then=True), default=False
        ),
    )


def entries(user: User, rows: Iterable[tuple[str, int, int, datetime.datetime]]) -> list[Entry]:
    """Load what a page of the queue shows, a query a kind."""
    rows = list(rows)
    load: dict[str, Any] = {
        "sitting": lambda pks: sittings_for(user).in_bulk(pks),
        "worksheet": lambda pks: Worksheet.objects.for_list().in_bulk(pks),
        "meeting": lambda pks: meetings_for(user).in_bulk(pks),
    }
    tell: dict[str, Any] = {
        "sitting": _of_sitting,
        "worksheet": _of_worksheet,
        "meeting": _of_meeting,
    }
    found = {
        what: load[what]([pk for kind, pk, _others, _since in rows if kind == what])
        for what in {row[0] for row in rows}
    }
    return [
        tell[what](found[what][pk], is_mine=others == MINE, since=timezone.localdate(since))
        for what, pk, others, since in rows
    ]


def _of_sitting(sitting: Any, *, is_mine: bool, since: datetime.date) -> Entry:
    part = part_in(sitting)
    counts = {"in": sitting.in_count, "all": sitting.in_count + sitting.missing_count}
    note = _("%(in)s of %(all)s handed in") % counts
    if sitting.meeting:
        day = date_format(sitting.meeting.held_on)
        note = _("%(meeting)s, %(day)s") % {"meeting": sitting.meeting, "day": day} + f" · {note}"
    return Entry(
        is_mine,
        since,
        tag=str(sitting.worksheet.section),
        subject=str(sitting.worksheet),
        note=f"{note} · {sitting.chair}",
        words=str(ASKS[part]),
        url=reverse("desk:sitting", args=[sitting.pk]),
        button=str(BUTTONS.get(part, pgettext("button", "Open"))),
        to_call=sitting.worksheet if part == Part.AGENDA else None,
    )


def _of_worksheet(sheet: Worksheet, *, is_mine: bool, since: datetime.date) -> Entry:
    waits = sheet.state == WorksheetState.SIGNED
    words = _("waits for the leading group") if waits else _("waits for a sitting")
    came = sheet.confirmed_at or sheet.signed_at
    note = _("%(round)s · handed in %(day)s") % {
        "round": sheet.round,
        "day": date_format(timezone.localdate(came)) if came else "—",
    }
    return Entry(
        is_mine,
        since,
        tag=str(sheet.section),
        subject=str(sheet),
        note=note,
        words=words,
        url=page_of(sheet),
        button=str(CONFIRM if waits and is_mine else pgettext("button", "Open")),
        to_convene=sheet if is_mine and not waits else None,
    )


CONFIRM = pgettext_lazy("button", "Look and confirm")


def page_of(sheet: Worksheet) -> str:
    """Give the address of a worksheet's page."""
    if sheet.flowchart:
        return reverse("desk:worksheet", args=[sheet.flowchart.code])
    return reverse("desk:section_worksheet", args=[sheet.section.code])


def _of_meeting(meeting: Any, *, is_mine: bool, since: datetime.date) -> Entry:
    day = {"day": date_format(meeting.held_on)}
    return Entry(
        is_mine,
        since,
        tag=str(meeting.body),
        subject=str(meeting),
        note=" · ".join(filter(None, [meeting.place, str(meeting.chair)])),
        words=_("every item is dealt with; waits to be closed")
        if meeting.closes
        else _("take part on %(day)s") % day,
        url=reverse("desk:meeting", args=[meeting.pk]),
        button=str(pgettext("button", "Open")),
    )
