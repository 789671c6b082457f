"""What may happen on the way from a drawing to a verified measure, said once more in few words.

Pure Python without a database, written from docs/architecture.md and not from the code it is held
against: an act raises No where it is not allowed and changes the model where it is.
"""

import datetime
from dataclasses import dataclass, field

DRAW = {"clerk", "section head", "drawing member", "drawing moderator"}
SECTION_HEAD = {"section head"}
MODERATE = {"moderator", "drawing moderator"}
SIGN = {"deputy head", "head", "drawing moderator"}
LEAD = {"chair", "drawing member"}
COMMITTEE = LEAD | {"member", "post member"}
STAGES = {"check": SECTION_HEAD, "clearance": MODERATE, "signature": SIGN}
ORDER = list(STAGES)
READERS = DRAW | SECTION_HEAD | MODERATE | SIGN | COMMITTEE
STOP = MODERATE | SIGN
DRAFTS = {"write", "rewrite", "take_off", "find_nothing", "plan"}
DRAFTS |= {"confirm", "change", "remove", "put_row_back"}
SHORTEST_DAYS, LONGEST_DAYS, LATEST_OPENING = 5, 250, 60


class No(Exception):  # noqa: N818 - an answer, no fault
    """Not now, not so, or not by him."""


def need(*conditions):
    if not all(conditions):
        raise No


def weekdays_after(day, days):
    """The machine walks in years whose holidays nobody has announced, so Monday to Friday count."""
    while days:
        day += datetime.timedelta(days=1)
        days -= day.weekday() < 5
    return day


def weekdays_between(start, end):
    days = (end - start).days
    return sum((start + datetime.timedelta(days=n)).weekday() < 5 for n in range(1, days + 1))


@dataclass
class Comment:
    state: str = "received"
    is_replied: bool = False
    steps: frozenset = frozenset()

    @property
    def waits(self):
        return self.state == "received" and not self.is_replied


@dataclass
class Posting:
    version: dict
    opens: datetime.date
    closes: datetime.date
    comments: list = field(default_factory=list)
    handed_in_by: str = ""
    final: dict | None = None
    asked_by: str = ""  # who asked for an early end
    stopped_on: datetime.date | None = None
    noted: set = field(default_factory=set)  # what the day's work has noted: open, close

    def publish(self):
        for comment in self.comments:
            comment.state = "answered" if comment.is_replied else comment.state


@dataclass(eq=False)
class Point:
    steps: set
    writers: set
    measurers: list = field(default_factory=list)  # who wrote each of its measures
    is_assessed: bool = False
    rank: int | None = None
    order: int = 0
    kept: int = 0  # measures in force that an earlier point had
    gave_way: object = None  # "removed", or the point that took its place
    basis: dict = field(default_factory=dict)  # what its ruling was made on: its steps' limits
    reopened: int = 0  # the how-manieth whose ruling was reopened

    @property
    def aims(self):
        return len(self.measurers) + self.kept

    @property
    def goes_on(self):
        """Whether its measures still meet a point: it stands, or what took its place does."""
        if isinstance(self.gave_way, Point):
            return self.gave_way.goes_on
        return self.gave_way is None


@dataclass(eq=False)
class Carried:
    """A row of an earlier worksheet: a point, or a step on which none was found."""

    point: Point | None = None
    step: str = ""
    outcome: str = "untouched"
    by: str = ""
    successor: Point | None = None

    @property
    def steps(self):
        return self.point.steps if self.point else {self.step}

    @property
    def stands(self):
        return bool(self.point) and self.outcome in {"untouched", "confirmed"}

    def look(self, outcome, by, successor=None):
        self.outcome, self.by, self.successor = outcome, by, successor


@dataclass(eq=False)
class Round:
    year: int
    ground: str
    is_open: bool = True


@dataclass
class Sheet:
    version: dict
    state: str = "draft"
    points: list = field(default_factory=list)
    nothing: dict = field(default_factory=dict)  # by step: who looked
    hands: set = field(default_factory=set)  # who submitted and who signed
    carried: list = field(default_factory=list)
    round: Round | None = None
    version_number: int = -1  # which posting settled it
    sitting: object = None

    @property
    def is_editable(self):
        return self.state in {"draft", "returned"}

    @property
    def had_a_part(self):
        writers = set().union(*(point.writers | {*point.measurers} for point in self.points))
        lookers = {*self.nothing.values(), *(row.by for row in self.carried)} - {""}
        return writers | lookers | self.hands | {"post member"}


@dataclass
class Chart:
    """The chart's own way: drawn, released, posted, answered, settled."""

    day: datetime.date
    live: dict = field(default_factory=lambda: {"receive": 5, "examine": 5, "serve": 5})
    drawers: set = field(default_factory=set)
    second_person: bool = False  # whether an early end takes two
    two_stages: bool = False  # whether leaders confirm a worksheet first
    release: str = ""
    sender: str = ""
    days: int = 0
    opens_on: datetime.date | None = None
    stand_ins: list = field(default_factory=list)  # who is away, who stands in, the last day
    postings: list = field(default_factory=list)
    entries: int = 0

    def act(self, name, by, *args):
        """Act, or raise No; drafts leave nothing in the ledger, every other act an entry."""
        left = getattr(self, name)(by, *args)
        self.entries += (name not in DRAFTS) if left is None else left

    @property
    def posting(self):
        """The posting that is neither settled nor stopped."""
        under_way = [each for each in self.postings if each.final is None and not each.stopped_on]
        return next(iter(under_way), None)

    @property
    def last(self):
        """The latest posting that is not settled, stopped or not: it may still be answered."""
        last = self.postings[-1] if self.postings else None
        return last if last and last.final is None else None

    @property
    def is_upcoming(self):
        """Whether the posting is signed and has not opened yet."""
        return bool(self.posting and self.day < self.posting.opens)

    @property
    def final(self):
        """The drawing settled last."""
        return next((each.final for each in reversed(self.postings) if each.final), None)

    @property
    def is_improved(self):
        """Whether only what adopted comments name has changed since it was posted."""
        changed = {key for key in self.live if self.live[key] != self.posting.version[key]}
        named = set().union(*(comment.steps for comment in self.posting.comments))
        return changed <= named and all(self.live.values())

    def edit(self, by, steps, value, behind=0):
        need(by in DRAW, not self.release, not behind)
        need(not (self.posting and self.posting.handed_in_by), not self.is_upcoming)
        self.live |= dict.fromkeys(steps, value)
        self.drawers.add(by)

    def submit(self, by, days, ahead=None):
        need(by in DRAW, not self.release, not self.posting, days >= SHORTEST_DAYS)
        need(all(self.live.values()), self.live != self.final)
        need(ahead is None or 0 <= ahead <= LATEST_OPENING)
        self.release, self.sender, self.days = "check", by, days
        self.opens_on = None if ahead is None else self.day + datetime.timedelta(days=ahead)

    def _decides(self, by, stage):
        need(self.release == stage, stage in STAGES)
        mine = self.drawers | {self.sender} if stage != "check" else set()
        hands = {by} | {away for away, person, _last in self._away() if person == by}
        need(by not in mine, any(hand in STAGES[stage] - mine for hand in hands))

    def _away(self):
        """Who is away today, with who stands in."""
        return [each for each in self.stand_ins if self.day <= each[2]]

    def name_stand_in(self, by, principal, person, days):
        need(by == principal != person, {principal, person} <= READERS, days >= 0)
        need(principal not in [away for away, _person, _last in self._away()])
        last = self.day + datetime.timedelta(days=days)
        self.stand_ins.append((principal, person, last))

    def end_stand_in(self, by, principal):
        """The latest one of his; one that has run out may be ended as well, once."""
        own = [each for each in self.stand_ins if each[0] == principal]
        need(own)
        need(by in own[-1][:2], own[-1][2] > datetime.date.min)
        at = len(self.stand_ins) - 1 - self.stand_ins[::-1].index(own[-1])
        self.stand_ins[at] = (*own[-1][:2], datetime.date.min)

    def check(self, by):
        self._decides(by, "check")
        self.release = "clearance"

    def clear(self, by):
        self._decides(by, "clearance")
        self.release = "signature"

    def sign(self, by):
        self._decides(by, "signature")
        self.release = ""
        opens = max(self.opens_on or self.day, self.day)
        self.postings.append(Posting(dict(self.live), opens, weekdays_after(opens, self.days)))

    def give_release_back(self, by, to=None):
        self._decides(by, self.release)
        need(to is None or 0 <= to < ORDER.index(self.release))
        self.release = "" if to is None else ORDER[to]

    def withdraw(self, by):
        need(self.release, by in DRAW)
        self.release = ""

    def comment(self, _by, _step):
        need(self.posting)
        need(self.posting.opens <= self.day <= self.posting.closes)
        self.posting.comments.append(Comment())

    def _answering(self, rights, by):
        need(self.last, by in rights)
        need(not self.last.handed_in_by)

    def answer(self, by, place, decision, steps):
        self._answering(DRAW, by)
        comment = self.last.comments[place]
        if comment.state == "received":
            comment.is_replied = decision in {"adopted", "declined"}
            comment.steps = frozenset(steps) if decision == "adopted" else frozenset()
        return 0

    def _moderating(self, by):
        need(self.last, by in MODERATE)

    def hide(self, by, place):
        self._moderating(by)
        comment = self.last.comments[place]
        need(comment.state != "answered")
        comment.state, comment.is_replied, comment.steps = "hidden", False, frozenset()

    def show(self, by, place):
        self._moderating(by)
        need(self.last.comments[place].state == "hidden")
        self.last.comments[place].state = "received"

    def refer(self, by, place):
        """At any time, for what was said about a person may be found late."""
        need(by in MODERATE)
        del self.postings[-1].comments[place]

    def publish(self, by):
        need(self.last, by in MODERATE)
        need(any(each.is_replied and each.state == "received" for each in self.last.comments))
        self.last.publish()

    def extend(self, by, days):
        need(self.posting, by in MODERATE, days >= 1)
        posting = self.posting
        need(posting.opens <= self.day <= posting.closes)
        need(weekdays_between(posting.opens, posting.closes) + days <= LONGEST_DAYS)
        posting.closes = weekdays_after(posting.closes, days)

    def _ending(self, by):
        need(self.posting, by in STOP - self.drawers)
        need(self.day <= self.posting.closes)

    def stop(self, by):
        self._ending(by)
        need(not self.posting.asked_by)
        if self.second_person:
            self.posting.asked_by = by
        else:
            self.posting.stopped_on = self.day

    def confirm_stop(self, by):
        self._ending(by)
        need(self.posting.asked_by, self.posting.asked_by != by)
        self.posting.stopped_on = self.day

    def drop_stop(self, by):
        need(self.posting)
        need(self.posting.asked_by, self.day <= self.posting.closes)
        if by != self.posting.asked_by:
            self._ending(by)
        self.posting.asked_by = ""

    def pass_day(self, day):
        """What the day's work notes: each opening and each end, once."""
        self.day = day
        for each in self.postings:
            came = each.opens <= day and not (each.stopped_on and each.stopped_on < each.opens)
            ended = each.closes < day and not each.stopped_on
            new = {name for name, is_so in (("open", came), ("close", ended)) if is_so} - each.noted
            each.noted |= new
            self.entries += len(new)

    def hand_in(self, by):
        need(self.posting)
        self._answering(DRAW, by)
        need(self.day > self.posting.closes, self.is_improved)
        need(not any(comment.waits for comment in self.posting.comments))
        self.posting.handed_in_by = by

    def _settling(self, by):
        need(self.posting, by in MODERATE)
        need(self.posting.handed_in_by)

    def settle(self, by):
        self._settling(by)
        need(by not in self.drawers | {self.posting.handed_in_by})
        need(self.is_improved)  # an adopted comment may have been hidden since they were handed in
        self.posting.publish()
        self.posting.final = dict(self.live)

    def give_answers_back(self, by):
        self._settling(by)
        self.posting.handed_in_by = ""

    def put_back(self, by):
        need(self.posting)
        self._answering(DRAW, by)
        self.live = dict(self.posting.version)
