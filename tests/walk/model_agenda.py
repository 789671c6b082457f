"""What may happen in a committee's meetings of several items, said once more in few words.

Pure Python without a database, as the model of the way is: an act raises No where it is not allowed
and changes the model where it is. A refused act may leave it half changed; the machine tries a copy.
"""

import datetime
from dataclasses import dataclass, field

from .model import No, need

LEAD = {"chair", "other chair"}
COMMITTEE = LEAD | {"member", "second member", "author"}
# Who wrote on which worksheet: they are recused from it.
WROTE = {0: {"author"}, 2: {"other chair"}}


@dataclass(eq=False)
class Agenda:
    """A meeting: who leads it, its day, who is called, who is excused; its items stand with the model."""

    chair: str
    day: datetime.date
    called: set = field(default_factory=set)
    away: set = field(default_factory=set)
    took_part: set = field(default_factory=set)
    items: list = field(default_factory=list)
    first_on: datetime.date | None = None
    is_open: bool = True
    has_put_off: bool = False

    @property
    def has_acted(self):
        return self.has_put_off or any(item.over for item in self.items)


@dataclass(eq=False)
class Item:
    """A sitting on one worksheet of one risk point, on an agenda or waiting for the next."""

    sheet: int
    chair: str
    eligible: set
    recused: set
    meeting: Agenda | None = None
    grades: dict = field(default_factory=dict)
    wish: tuple | None = None  # its rank, and who seconded it
    over: str = ""  # decided, returned

    @property
    def away(self):
        return self.meeting.away if self.meeting else set()

    @property
    def present(self):
        return self.eligible - self.away

    @property
    def is_complete(self):
        return self.present <= self.grades.keys()

    @property
    def highest(self):
        return min(map(min, self.grades.values()))

    @property
    def has_quorum(self):
        return len(self.present) >= max(len(self.eligible) // 2 + 1, 2)

    @property
    def is_lowered(self):
        return bool(self.wish) and self.wish[0] > self.highest and not self.wish[1]


@dataclass
class Model:
    """A body's committee with three worksheets of three sections before it."""

    day: datetime.date
    seats: set = field(default_factory=lambda: set(COMMITTEE))  # who sits on the committee today
    joined: set = field(default_factory=set)  # (person, worksheet of the section he joined)
    sheets: list = field(default_factory=lambda: ["handed-in"] * 3)
    ranks: list = field(default_factory=lambda: [None] * 3)
    meetings: list = field(default_factory=list)
    items: list = field(default_factory=list)
    entries: int = 0

    def act(self, name, by, *args):
        """Act, or raise No; every act leaves one entry, but for those that say how many."""
        left = getattr(self, name)(by, *args)
        self.entries += 1 if left is None else left

    def had_a_part(self, person, sheet):
        return person in WROTE.get(sheet, ()) or (person, sheet) in self.joined

    def chairs(self, person):
        return person in LEAD & self.seats

    def open_items(self):
        return [item for item in self.items if not item.over]

    def _leads(self, by, meeting):
        need(meeting.is_open, by == meeting.chair, self.chairs(by))

    def call(self, by, sheets, days):
        need(self.chairs(by), days >= 0)
        meeting = Agenda(by, self.day + datetime.timedelta(days=days))
        self.meetings.append(meeting)
        for sheet in sheets:
            self._put_on(meeting, sheet, by)

    def _put_on(self, meeting, sheet, by):
        need(self.sheets[sheet] == "handed-in", self.chairs(by))
        found = [item for item in self.open_items() if item.sheet == sheet]
        item = found[0] if found else self._convened(sheet, by)
        need(item.meeting is None)
        since = {one for one in item.eligible if self.had_a_part(one, sheet)}
        item.eligible, item.recused = item.eligible - since, item.recused | since
        need(by in item.eligible)
        item.chair, item.meeting = by, meeting
        meeting.items.append(item)
        meeting.called |= item.eligible | item.recused

    def _convened(self, sheet, by):
        recused = {one for one in self.seats if self.had_a_part(one, sheet)}
        item = Item(sheet, by, self.seats - recused, recused)
        need(len(item.eligible) >= 2)
        self.items.append(item)
        return item

    def add(self, by, at, sheet):
        meeting = self.meetings[at]
        self._leads(by, meeting)
        need(self.day < meeting.day)
        self._put_on(meeting, sheet, by)

    def _item(self, at):
        item = self.items[at]
        need(item.meeting, not item.over)
        return item, item.meeting

    def take_off(self, by, at):
        item, meeting = self._item(at)
        self._leads(by, meeting)
        need(self.day < meeting.day, len(meeting.items) > 1)
        self._let_go(item)
        still = {meeting.chair}.union(*(one.eligible | one.recused for one in meeting.items))
        meeting.called &= still
        meeting.away &= still

    @staticmethod
    def _let_go(item):
        """It keeps its grades; wishes are a meeting's own."""
        item.meeting.items.remove(item)
        item.meeting, item.wish = None, None

    def move(self, by, at, *, up):
        item, meeting = self._item(at)
        self._leads(by, meeting)
        need(self.day < meeting.day)
        place = meeting.items.index(item)
        to = place - 1 if up else place + 1
        if not 0 <= to < len(meeting.items):
            return 0
        meeting.items[place], meeting.items[to] = meeting.items[to], meeting.items[place]
        return 1

    def put_off(self, by, at):
        item, meeting = self._item(at)
        self._leads(by, meeting)
        need(self.day >= meeting.day)
        self._let_go(item)
        meeting.has_put_off = True

    def postpone(self, by, at, days):
        meeting = self.meetings[at]
        self._leads(by, meeting)
        day = self.day + datetime.timedelta(days=days)
        need(not meeting.has_acted, days >= 0, day != meeting.day)
        meeting.first_on = meeting.first_on or meeting.day
        meeting.day = day

    def excuse(self, by, at, whom):
        meeting = self.meetings[at]
        need(meeting.is_open, whom in meeting.called, whom != meeting.chair)
        if by != whom:
            self._leads(by, meeting)
        need(whom not in meeting.took_part)
        meeting.away.add(whom)

    def attend(self, by, at, whom):
        meeting = self.meetings[at]
        need(whom in meeting.called, meeting.is_open)
        if by != whom:
            self._leads(by, meeting)
        wished = [item for item in meeting.items if item.wish and not item.over]
        need(not any(whom in item.eligible - item.grades.keys() for item in wished))
        if whom not in meeting.away:
            return 0
        meeting.away.remove(whom)
        return 1

    def take_chair(self, by, at):
        """Only of one who may not rule any more; other levels are proposed anew."""
        meeting = self.meetings[at]
        need(meeting.is_open, by != meeting.chair, by not in meeting.away)
        need(self.chairs(by), not self.chairs(meeting.chair))
        for item in meeting.items:
            if not item.over:
                need(not self.had_a_part(by, item.sheet), by not in item.recused)
                item.eligible.add(by)
                item.chair, item.wish = by, None
        meeting.chair = by
        meeting.called.add(by)

    def assess(self, by, at, ranks):
        item = self.items[at]
        need(not item.over, by in item.eligible & self.seats, by not in item.grades)
        need(not item.is_complete)
        item.grades[by] = ranks

    def _presides(self, by, item):
        need(not item.over, by == item.chair, self.chairs(by))

    def wish(self, by, at, rank):
        item = self.items[at]
        self._presides(by, item)
        need(item.meeting, item.is_complete)
        need(rank != item.highest)
        item.wish = (rank, "")

    def second(self, by, at):
        item = self.items[at]
        need(not item.over, item.wish)
        need(item.is_complete, item.is_lowered, by != item.chair, by in item.present & self.seats)
        item.wish = (item.wish[0], by)

    def unwish(self, by, at):
        item = self.items[at]
        self._presides(by, item)
        need(item.wish)
        item.wish = None

    def decide(self, by, at):
        item = self.items[at]
        self._presides(by, item)
        need(item.meeting)
        need(item.meeting.day <= self.day, item.has_quorum, item.is_complete, not item.is_lowered)
        self.ranks[item.sheet] = item.wish[0] if item.wish else item.highest
        self.sheets[item.sheet], item.over = "decided", "decided"
        item.meeting.took_part |= item.present

    def give_back(self, by, at):
        item = self.items[at]
        self._presides(by, item)
        self.sheets[item.sheet], item.over = "returned", "returned"

    def close(self, by, at):
        meeting = self.meetings[at]
        self._leads(by, meeting)
        need(meeting.day <= self.day, all(item.over for item in meeting.items))
        meeting.is_open = False

    def leave(self, by):
        """His seat on the committee ends, or begins again."""
        self.seats ^= {by}
        return 0

    def join(self, by, sheet):
        """He belongs to the section now from which a worksheet comes."""
        self.joined.add((by, sheet))
        return 0

    def hand_in(self, _by, sheet):
        """The section hands a worksheet in again that was returned."""
        need(self.sheets[sheet] == "returned")
        self.sheets[sheet] = "handed-in"
        return 0


__all__ = ["COMMITTEE", "LEAD", "WROTE", "Model", "No"]
