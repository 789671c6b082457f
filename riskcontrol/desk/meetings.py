"""What the pages of a meeting show, and what calling one does across apps."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from measures.models import Measure
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import Decision
from riskpoints.hearing import needed, present, recused
from riskpoints.minutes import CLOSED, DECIDED, OPEN, PUT_OFF, RETURNED, Item, Minutes
from riskpoints.models import Meeting, MeetingMember, RiskPoint, Sitting, Worksheet
from riskpoints.permissions.meetings import (
    can_close,
    can_lead,
    can_postpone,
    can_put_off_item,
    can_rearrange,
    can_take_chair,
)
from riskpoints.states import WorksheetState

# So many worksheets at most are offered at once, the oldest first.
MOST_OFFERED = 100


def writers_of(worksheets: Iterable[Worksheet]) -> dict[int, set[int]]:
    """Give by worksheet id who wrote its measures: they do not rate it."""
    found: dict[int, set[int]] = {}
    rows = Measure.objects.filter(worksheet__in=list(worksheets)).order_by()
    for sheet, writer in rows.values_list("worksheet", "written_by"):
        if writer:
            found.setdefault(sheet, set()).add(writer)
    return found


def to_be_heard(body: Unit) -> QuerySet[Worksheet]:
    """Give a body's worksheets that may go on an agenda, the oldest first: with the committee, on none.

    Decided ones too, where something is reopened or a sitting on that was put off.
    """
    sittings = Sitting.objects.open().filter(worksheet=OuterRef("pk"))
    found = Worksheet.objects.filter(~Exists(sittings.exclude(meeting=None)), body=body)
    waits = Exists(sittings.filter(meeting=None))
    again = Exists(RiskPoint.objects.reopened().filter(worksheet=OuterRef("pk")))
    handed_in = Q(state=WorksheetState.HANDED_IN)
    decided = Q(state=WorksheetState.DECIDED) & (Q(waits) | Q(again)) & ~looked_at_again()
    return found.filter(handed_in | decided).for_list().order_by("signed_at", "pk")


def looked_at_again() -> Q:
    """Keep decided worksheets whose section looks at them again on another: decided there."""
    opened = Worksheet.objects.open()
    on_chart = opened.filter(flowchart=OuterRef("flowchart"))
    on_page = opened.filter(flowchart=None, section=OuterRef("section"))
    return Q(Exists(on_chart)) | (Q(flowchart=None) & Q(Exists(on_page)))


def called_in_a_list(sheet: Worksheet) -> str:
    """Name a worksheet that may go on an agenda, with its section and whether it is ruled on anew."""
    names = [str(sheet), str(sheet.section)]
    if sheet.state == WorksheetState.DECIDED:
        names.append(_("rates anew what was reopened"))
    return " · ".join(names)


@dataclass(frozen=True)
class Line:
    """An item of the agenda on the meeting's page, and what the reader may do with it."""

    item: Item
    present: int
    needed: int
    recused: int
    may_put_off: Decision

    @property
    def is_open(self) -> bool:
        """Whether it waits to be dealt with."""
        return self.item.outcome == OPEN

    @property
    def state(self) -> str:
        """The look of its state."""
        looks = {DECIDED: "state-done", RETURNED: "state-late"}
        looks |= {PUT_OFF: "state-waiting", CLOSED: "state-waiting"}
        return looks.get(self.item.outcome, "state-now")


@dataclass(frozen=True)
class Seat:
    """A member on the meeting's page, and whether the reader is offered to excuse him or call him back."""

    member: MeetingMember
    is_chair: bool
    may_excuse: bool
    may_attend: bool


class Agenda:
    """A meeting's page as one person sees it, of a meeting loaded `whole()`."""

    def __init__(self, meeting: Meeting, user: User) -> None:
        self.meeting, self.user, self.minutes = meeting, user, Minutes(meeting)
        self.may_lead = can_lead(user, meeting)
        self.may_rearrange = can_rearrange(user, meeting)

    @property
    def lines(self) -> list[Line]:
        """The items in order."""
        return [self._line(item) for item in self.minutes.items]

    def _line(self, item: Item) -> Line:
        sitting = item.sitting
        sitting.meeting = self.meeting
        counted = item.outcome == DECIDED
        return Line(
            item,
            present=(sitting.present_count or 0) if counted else len(present(sitting)),
            needed=(sitting.needed_count or 0) if counted else needed(sitting),
            recused=len(recused(sitting)),
            may_put_off=can_put_off_item(self.user, sitting),
        )

    @property
    def seats(self) -> list[Seat]:
        """Who is called."""
        return [self._seat(member) for member in self.minutes.members]

    def _seat(self, member: MeetingMember) -> Seat:
        chairs = self.meeting.chair_id
        his = self.meeting.is_open and (self.user.pk == member.user_id or bool(self.may_lead))
        return Seat(
            member,
            is_chair=member.user_id == chairs,
            may_excuse=his and not member.excused_because and member.user_id != chairs,
            may_attend=his and bool(member.excused_because),
        )

    @property
    def offered(self) -> list[tuple[int, str]]:
        """Worksheets that may be put on the agenda, by id and name."""
        if not self.may_rearrange:
            return []
        found = to_be_heard(self.meeting.body)[:MOST_OFFERED]
        return [(sheet.pk, called_in_a_list(sheet)) for sheet in found]

    @property
    def rights(self) -> dict[str, Any]:
        """What the reader may do with the meeting as a whole."""
        return {
            "may_lead": self.may_lead,
            "may_rearrange": self.may_rearrange,
            "may_postpone": can_postpone(self.user, self.meeting),
            "may_take_chair": can_take_chair(self.user, self.meeting),
            "may_close": can_close(self.user, self.meeting),
        }


def called_by(user: User) -> list[Unit]:
    """Give the bodies whose committee a person may call."""
    return list(Unit.objects.workable_by(user, Permission.SITTING_CONVENE).bodies())
