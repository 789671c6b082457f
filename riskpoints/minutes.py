"""A meeting's minutes (会议纪要): what it decided, read from the rows, and the hash of that.

The canonical form, from which anybody can compute the hash again: one JSON object in UTF-8 with the
keys of every object sorted by code point, no blanks between tokens, characters outside ASCII written
as they are, and no line end at the end of the file. The hash is the SHA-256 of these bytes in
lower-case hexadecimal. The object holds

- `meeting`: number and year, the code of the unit, the day in ISO form;
- `present` and `excused`: user names, sorted; who is excused with the reason;
- `items` in the order of the agenda, each with its worksheet (the chart's code, else the section's),
  its round (year and number) and its outcome: `returned`, `closed` (without a new ruling) and
  `put-off` with the `reason`; `decided` with who led it, who was recused on what ground, how many
  took part and how many the quorum asked for, and its `rulings`;
- where an item rates anew what was reopened of a decided worksheet, `again`: the keys of these risk
  points in the order of the worksheet; other items have no such key;
- each ruling in the order of the worksheet: the risk point's key and title, the rank (1 is the
  highest) and mark of its level, the rank that the scheme's rule gave, the prevailing rank of each
  factor by its key, the floors that held, the reason where the level departs, who ruled and who was
  the second person, by user name.
"""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from riskcontrol.audit.seal import canonical

from .explaining import explain
from .hearing import is_again
from .models import (
    Meeting,
    MeetingMember,
    PutOff,
    RiskPoint,
    Ruling,
    Sitting,
    SittingMember,
    Worksheet,
)
from .rating import is_lowering

DECIDED, RETURNED, PUT_OFF, OPEN = "decided", "returned", "put-off", "open"
# Of a sitting on what was reopened: the worksheet stays decided, and the rulings stay open.
CLOSED = "closed"


@dataclass(frozen=True)
class Ruled:
    """One risk point in the minutes: its level, and how it came about."""

    ruling: Ruling

    @property
    def sentence(self) -> str:
        """Why it has this level, with who raised or lowered it and for what reason."""
        return explain(self.ruling)

    @property
    def is_lowered(self) -> bool:
        """Whether the level is below what the factors give."""
        ruling = self.ruling
        return is_lowering(rank=ruling.rank, highest_rank=ruling.highest_rank)

    @property
    def is_raised(self) -> bool:
        """Whether the level is above what the factors give."""
        return self.ruling.rank < self.ruling.highest_rank


@dataclass(frozen=True)
class Item:
    """One item of the agenda and what became of it in this meeting."""

    sitting: Sitting
    place: int
    outcome: str
    reason: str = ""
    rulings: list[Ruled] = field(default_factory=list)

    @property
    def worksheet(self) -> Worksheet:
        """What was heard."""
        return self.sitting.worksheet

    @property
    def again(self) -> list[RiskPoint]:
        """What it rates anew of a decided worksheet, in its order; nothing where it rates all."""
        return sorted(self.sitting.again_on.all(), key=lambda point: (point.order, point.pk))

    @property
    def recused(self) -> list[SittingMember]:
        """Who did not rate it, each with the ground."""
        return [seat for seat in self.sitting.members.all() if seat.recused_because]


class Minutes:
    """What stands in the minutes of a meeting loaded `whole()`, in a constant number of queries."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.members: list[MeetingMember] = list(meeting.members.all())

    @property
    def present(self) -> list[MeetingMember]:
        """Who attended; before it is closed, who is expected."""
        return [member for member in self.members if not member.excused_because]

    @property
    def excused(self) -> list[MeetingMember]:
        """Who is excused, each with the reason."""
        return [member for member in self.members if member.excused_because]

    @cached_property
    def items(self) -> list[Item]:
        """The agenda in order; what was put off stands in its place."""
        own = [_item(sitting) for sitting in _sittings(self.meeting)]
        gone = [_gone(put_off) for put_off in self.meeting.put_offs.all()]
        return sorted([*own, *gone], key=lambda item: (item.place, item.sitting.pk))


def _sittings(meeting: Meeting) -> Any:
    return (
        meeting.sittings.select_related(
            "chair", "worksheet__section__parent", "worksheet__flowchart", "worksheet__round"
        )
        .prefetch_related(
            "members__user",
            "again_on",
            "rulings__risk_point",
            "rulings__ruled_by",
            "rulings__second",
            "rulings__grades__factor",
            "rulings__grades__anchor",
            "rulings__floors__level",
            "rulings__level__scheme__levels",
            "rulings__level__scheme__factors__anchors",
        )
        .order_by("place", "pk")
    )


def _item(sitting: Sitting) -> Item:
    if sitting.closed_at is None:
        return Item(sitting, sitting.place, OPEN)
    if sitting.returned:
        outcome = CLOSED if is_again(sitting) else RETURNED
        return Item(sitting, sitting.place, outcome, reason=sitting.return_reason)
    rulings = sorted(
        sitting.rulings.all(), key=lambda one: (one.risk_point.order, one.risk_point_id)
    )
    return Item(sitting, sitting.place, DECIDED, rulings=[Ruled(one) for one in rulings])


def _gone(put_off: PutOff) -> Item:
    return Item(put_off.sitting, put_off.place, PUT_OFF, reason=put_off.reason)


def decided_json(meeting: Meeting) -> str:
    """Write what a meeting loaded `whole()` decided in its canonical form, from what stands now."""
    return canonical(_told(Minutes(meeting))).decode()


def hash_of(text: str) -> str:
    """SHA-256 (hex) of the canonical form."""
    return hashlib.sha256(text.encode()).hexdigest()


def differs(meeting: Meeting) -> list[str]:
    """Name what stands otherwise now than when a meeting was closed; nothing where the hash is the same.

    Names the worksheet of each item that differs, and the meeting itself where more than items do.
    """
    now = decided_json(meeting)
    if hash_of(now) == meeting.decided_hash == hash_of(meeting.decided):
        return []
    before, after = json.loads(meeting.decided or "{}"), json.loads(now)
    kept, names = before.pop("items", []), []
    for item, told in zip(Minutes(meeting).items, after.pop("items"), strict=True):
        if told not in kept:
            names.append(str(item.worksheet))
    return names if names and before == after else [*names, str(meeting)]


def _told(minutes: Minutes) -> dict[str, Any]:
    meeting = minutes.meeting
    return {
        "meeting": {
            "number": meeting.number,
            "year": meeting.year,
            "unit": meeting.body.code,
            "held_on": meeting.held_on.isoformat(),
        },
        "present": sorted(member.user.username for member in minutes.present),
        "excused": {member.user.username: member.excused_because for member in minutes.excused},
        "items": [_told_item(item) for item in minutes.items],
    }


def _told_item(item: Item) -> dict[str, Any]:
    sheet, sitting = item.worksheet, item.sitting
    said: dict[str, Any] = {
        "worksheet": sheet.flowchart.code if sheet.flowchart else sheet.section.code,
        "round": [sheet.round.year, sheet.round.number],
        "outcome": item.outcome,
    }
    if item.again:
        said["again"] = [point.key for point in item.again]
    if item.outcome != DECIDED:
        return said | {"reason": item.reason}
    return said | {
        "led_by": sitting.chair.username,
        "recused": {seat.user.username: seat.recused_because for seat in item.recused},
        "present": sitting.present_count,
        "needed": sitting.needed_count,
        "rulings": [_told_ruling(one.ruling) for one in item.rulings],
    }


def _told_ruling(ruling: Ruling) -> dict[str, Any]:
    return {
        "risk_point": ruling.risk_point.key,
        "title": ruling.risk_point.title,
        "level": {"rank": ruling.rank, "mark": ruling.level.mark},
        "rule_gave": ruling.highest_rank,
        "factors": {grade.factor.key: grade.anchor.rank for grade in ruling.grades.all()},
        "floors": sorted(floor.name for floor in ruling.floors.all()),
        "reason": ruling.reason,
        "ruled_by": ruling.ruled_by.username if ruling.ruled_by else "",
        "second": ruling.second.username if ruling.second else "",
    }
