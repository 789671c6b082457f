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
DRAFTS = {"write", "rewrite", "take_off", "find_nothing", "plan"}
SHORTEST_DAYS = 5


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
    closes: datetime.date
    comments: list = field(default_factory=list)
    handed_in_by: str = ""
    final: dict | None = None

    def publish(self):
        for comment in self.comments:
            comment.state = "answered" if comment.is_replied else comment.state


@dataclass
class Point:
    steps: set
    writers: set
    measurers: list = field(default_factory=list)  # who wrote each of its measures
    is_assessed: bool = False
    rank: int | None = None


@dataclass
class Sitting:
    chair: str
    raters: set
    grades: dict = field(default_factory=dict)  # by rater: four ranks, the same for every point
    wishes: dict = field(default_factory=dict)  # by place of the point: rank and second person

    @property
    def is_complete(self):
        return self.raters == self.grades.keys()

    @property
    def highest(self):
        return min(min(ranks) for ranks in self.grades.values())

    def is_lowered(self, place):
        rank, second = self.wishes.get(place, (0, ""))
        return rank > self.highest and not second


@dataclass
class Sheet:
    version: dict
    state: str = "draft"
    points: list = field(default_factory=list)
    nothing: dict = field(default_factory=dict)  # by step: who looked
    hands: set = field(default_factory=set)  # who submitted and who signed
    sitting: Sitting | None = None

    @property
    def is_editable(self):
        return self.state in {"draft", "returned"}

    @property
    def had_a_part(self):
        writers = set().union(*(point.writers | {*point.measurers} for point in self.points))
        return writers | set(self.nothing.values()) | self.hands | {"post member"}


@dataclass
class Chart:
    """The chart's own way: drawn, released, posted, answered, settled."""

    day: datetime.date
    live: dict = field(default_factory=lambda: {"receive": 5, "examine": 5, "serve": 5})
    drawers: set = field(default_factory=set)
    release: str = ""
    sender: str = ""
    days: int = 0
    postings: list = field(default_factory=list)
    entries: int = 0

    def act(self, name, by, *args):
        """Act, or raise No; drafts leave nothing in the ledger, every other act an entry."""
        left = getattr(self, name)(by, *args)
        self.entries += (name not in DRAFTS) if left is None else left

    @property
    def posting(self):
        """The posting that is not settled."""
        return next((each for each in self.postings if each.final is None), None)

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
        need(not (self.posting and self.posting.handed_in_by))
        self.live |= dict.fromkeys(steps, value)
        self.drawers.add(by)

    def submit(self, by, days):
        need(by in DRAW, not self.release, not self.posting, days >= SHORTEST_DAYS)
        need(all(self.live.values()), self.live != self.final)
        self.release, self.sender, self.days = "check", by, days

    def _decides(self, by, stage):
        need(self.release == stage, by in STAGES.get(stage, ()))
        need(stage == "check" or by not in self.drawers | {self.sender})

    def check(self, by):
        self._decides(by, "check")
        self.release = "clearance"

    def clear(self, by):
        self._decides(by, "clearance")
        self.release = "signature"

    def sign(self, by):
        self._decides(by, "signature")
        self.release = ""
        self.postings.append(Posting(dict(self.live), weekdays_after(self.day, self.days)))

    def give_release_back(self, by):
        self._decides(by, self.release)
        self.release = ""

    def withdraw(self, by):
        need(self.release, by in DRAW)
        self.release = ""

    def comment(self, _by, _step):
        need(self.posting)
        need(self.day <= self.posting.closes)
        self.posting.comments.append(Comment())

    def _answering(self, rights, by):
        need(self.posting, by in rights)
        need(not self.posting.handed_in_by)

    def answer(self, by, place, decision, steps):
        self._answering(DRAW, by)
        comment = self.posting.comments[place]
        if comment.state == "received":
            comment.is_replied = decision in {"adopted", "declined"}
            comment.steps = frozenset(steps) if decision == "adopted" else frozenset()
        return 0

    def _moderating(self, by):
        need(self.posting, by in MODERATE)

    def hide(self, by, place):
        self._moderating(by)
        comment = self.posting.comments[place]
        need(comment.state != "answered")
        comment.state, comment.is_replied, comment.steps = "hidden", False, frozenset()

    def show(self, by, place):
        self._moderating(by)
        need(self.posting.comments[place].state == "hidden")
        self.posting.comments[place].state = "received"

    def refer(self, by, place):
        """At any time, for what was said about a person may be found late."""
        need(by in MODERATE)
        del self.postings[-1].comments[place]

    def publish(self, by):
        need(self.posting, by in MODERATE)
        need(any(each.is_replied and each.state == "received" for each in self.posting.comments))
        self.posting.publish()

    def hand_in(self, by):
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
        self.posting.publish()
        self.posting.final = dict(self.live)

    def give_answers_back(self, by):
        self._settling(by)
        self.posting.handed_in_by = ""

    def put_back(self, by):
        self._answering(DRAW, by)
        self.live = dict(self.posting.version)
