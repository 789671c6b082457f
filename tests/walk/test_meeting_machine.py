"""Meetings of several items, in whatever order people act: called, put off, postponed, taken over, closed.

The model (model_agenda.py) is the rules once more, in plain sets; whatever is tried goes as it says.
"""

import datetime
from copy import deepcopy
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import Phase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from hypothesis.strategies import booleans, integers, lists, sampled_from

from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.verification import verify
from tests.factories.accounts import MembershipFactory, UserFactory, contributor
from tests.factories.meetings import sheets_of_one_body

from .agenda_acts import Acts, Watch, seen_in_database, seen_in_model
from .extent import extent, run
from .model_agenda import COMMITTEE, LEAD, WROTE, Model, No

pytestmark = pytest.mark.django_db
EXTENT = extent(on_every_run=(20, 25), at_night=(120, 60))
BEGIN = datetime.datetime(2090, 1, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
REFUSED = (PermissionDenied, ValidationError)
PEOPLE = [*sorted(COMMITTEE), "clerk"]

sheet = integers(0, 2)
some_sheets = lists(sheet, unique=True, min_size=1, max_size=3)
ranks = lists(integers(1, 3), min_size=4, max_size=4)
number = integers(0, 9)
# Nobody named is who leads what it is about, which is who mostly acts there.
leading = sampled_from(["", "", "", *PEOPLE])
committee = sampled_from(sorted(COMMITTEE))
person = sampled_from(PEOPLE)
chairs = sampled_from(sorted(LEAD)) | committee
ABOUT_ITEMS = ["take_off", "put_off", "decide", "give_back"]


def assemble():
    """Give three worksheets of three sections of one body with the people before whom they are."""
    sheets = sheets_of_one_body(3)
    cast = {name: UserFactory(username=name, name=name) for name in COMMITTEE}
    for name, user in cast.items():
        role = Role.COMMITTEE_CHAIR if name in LEAD else Role.COMMITTEE_MEMBER
        MembershipFactory(user=user, unit=sheets[0].body, role=role)
    for at, names in WROTE.items():
        sheets[at].risk_points.get().written_by.add(*(cast[name] for name in names))
    cast["clerk"] = contributor(sheets[0].section)
    return cast, sheets


class Meetings(RuleBasedStateMachine):
    """One committee with three worksheets, in a savepoint that is rolled back."""

    cast, sheets = None, None  # the test puts them here
    reached = set()

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint_create()
        self.travel = time_machine.travel(BEGIN, tick=False)
        self.clock = self.travel.start()
        self.model, self.watch = Model(BEGIN.date()), Watch()
        self.acts = Acts(self.cast, self.sheets)

    def teardown(self):
        verify()
        self.travel.stop()
        transaction.savepoint_rollback(self.savepoint)

    def attempt(self, act, by, *args, **said):
        """Let somebody try: it goes as the model says, and leaves what the model knows."""
        trial, allowed, done, refusal = deepcopy(self.model), True, True, ""
        try:
            left = getattr(trial, act)(by, *args, **said)
            trial.entries += 1 if left is None else left
        except No:
            allowed = False
        try:
            with transaction.atomic():
                getattr(self.acts, act)(User.objects.get(pk=self.cast[by].pk), *args, **said)
        except REFUSED as error:
            done, refusal = False, error
        assert done == allowed, f"{act} by {by} {args}: the model says {allowed}; {refusal}"
        if done:
            self.model = trial
            self.reached.add(act)
        assert seen_in_database(self.sheets) == seen_in_model(self.model)

    def refuses(self, act, by, *args, **said):
        """Whether the model refuses an act now."""
        try:
            getattr(deepcopy(self.model), act)(by, *args, **said)
        except No:
            return True
        return False

    @initialize(sheets=some_sheets, days=integers(0, 2), steps=integers(0, 20), at=number)
    def begin(self, sheets, days, steps, at):
        """Begin with a meeting that is called, somewhere on the way."""
        by = "other chair" if 0 in sheets and 2 not in sheets else "chair"
        self.attempt("call", by, sheets, days)
        self.go_on(steps, at)

    @invariant()
    def holds(self):
        self.watch.look()

    def meeting(self, at):
        """Mean the last meeting more often than earlier ones."""
        return len(self.model.meetings) - 1 if at > 3 else at % len(self.model.meetings)

    def item(self, at):
        """Mean an item that goes on more often than one that is over."""
        going_on = [n for n, item in enumerate(self.model.items) if not item.over]
        if going_on and at > 1:
            return going_on[at % len(going_on)]
        return at % len(self.model.items)

    def leader(self, at, otherwise):
        """Give who leads what an item stands for, else somebody."""
        return otherwise or self.model.items[at].chair

    @rule(times=integers(1, 4), at=number)
    def go_on(self, times, at):
        """Do what comes next, by who may."""
        for _time in range(times):
            self.next_act(at)

    def next_act(self, at):
        model = self.model
        if self.off_the_agenda():
            self.take_up()
        elif not model.open_items():
            self.begin_again(at)
        else:
            self.go_on_with(self.item(at + 2))

    def off_the_agenda(self):
        return [item for item in self.model.open_items() if not item.meeting]

    def take_up(self):
        """Call a meeting on what waits, by a chair who may rule on it; else his seat is filled first."""
        item = self.off_the_agenda()[0]
        able = [one for one in sorted(LEAD & item.eligible) if self.model.chairs(one)]
        if able:
            self.attempt("call", able[0], [item.sheet], 0)
        else:
            self.wait(1)

    def begin_again(self, at):
        returned = [n for n, state in enumerate(self.model.sheets) if state == "returned"]
        waiting = [n for n, state in enumerate(self.model.sheets) if state == "handed-in"]
        open_ = [n for n, each in enumerate(self.model.meetings) if each.is_open]
        if open_ and self.model.meetings[open_[0]].day > self.model.day:
            self.wait(1)
        elif open_:
            self.attempt("close", self.model.meetings[open_[0]].chair, open_[0])
        elif returned:
            self.attempt("hand_in", "clerk", returned[0])
        elif waiting:
            self.attempt("call", "chair", waiting, at % 2)

    def go_on_with(self, at):
        item = self.model.items[at]
        late = sorted(item.present - item.grades.keys())
        if item.is_lowered and item.is_complete:
            self.attempt("second", min(item.present - {item.chair}, default="clerk"), at)
        elif late:
            self.attempt("assess", late[0], at, [3, 2, 3, 3])
        elif item.meeting.day > self.model.day:
            self.wait(1)
        elif not item.has_quorum:
            self.attempt("attend", item.chair, *self.one_away(item))
        else:
            self.attempt("decide", item.chair, at)

    def one_away(self, item):
        return self.model.meetings.index(item.meeting), min(item.away & item.eligible)

    @rule(by=chairs, sheets=some_sheets, days=integers(-1, 3))
    def call(self, by, sheets, days):
        self.attempt("call", by, sheets, days)

    @rule(by=chairs, at=number, sheet=sheet)
    def add(self, by, at, sheet):
        self.attempt("add", by, self.meeting(at), sheet)

    @precondition(lambda self: self.model.items)
    @rule(act=sampled_from(ABOUT_ITEMS), by=leading, at=number)
    def about_an_item(self, act, by, at):
        at = self.item(at)
        self.attempt(act, self.leader(at, by), at)

    @precondition(lambda self: self.model.items)
    @rule(by=leading, at=number, up=booleans())
    def move(self, by, at, up):
        at = self.item(at)
        self.attempt("move", self.leader(at, by), at, up=up)

    @rule(by=chairs, at=number, days=integers(-1, 4))
    def postpone(self, by, at, days):
        self.attempt("postpone", by, self.meeting(at), days)

    @rule(by=person, at=number, whom=committee, comes=booleans())
    def attendance(self, by, at, whom, comes):
        at = self.meeting(at)
        if whom in self.model.meetings[at].called:
            self.attempt("attend" if comes else "excuse", by, at, whom)

    @rule(at=number, by=chairs, first=booleans())
    def take_chair(self, at, by, first):
        """Mostly after its chair's seat has ended."""
        at = self.meeting(at)
        if first and self.model.chairs(self.model.meetings[at].chair):
            self.attempt("leave", self.model.meetings[at].chair)
        self.attempt("take_chair", by, at)

    @precondition(lambda self: self.model.items)
    @rule(by=person, at=number, ranks=ranks)
    def assess(self, by, at, ranks):
        self.attempt("assess", by, self.item(at), ranks)

    @precondition(lambda self: self.model.items)
    @rule(by=leading, at=number, rank=integers(1, 3))
    def wish(self, by, at, rank):
        """Mostly by who leads, and when all have handed in."""
        at = self.item(at)
        item = self.model.items[at]
        by = self.leader(at, by)
        if by == item.chair and not item.over:
            for late in sorted(item.present & self.model.seats - item.grades.keys()):
                self.attempt("assess", late, at, [3, 1, 3, 2])
        self.attempt("wish", by, at, rank)

    @precondition(lambda self: any(item.wish for item in self.model.items))
    @rule(by=leading, act=sampled_from(["second", "second", "unwish"]), at=number)
    def wished(self, by, act, at):
        wished = [n for n, item in enumerate(self.model.items) if item.wish]
        at = wished[at % len(wished)]
        self.attempt(act, self.leader(at, by), at)

    @rule(by=leading, at=number)
    def close(self, by, at):
        at = self.meeting(at)
        self.attempt("close", by or self.model.meetings[at].chair, at)

    @rule(by=committee)
    def leave(self, by):
        self.attempt("leave", by)

    @rule(by=committee, sheet=sheet)
    def join(self, by, sheet):
        self.attempt("join", by, sheet)

    @rule(sheet=sheet)
    def hand_in(self, sheet):
        if self.model.sheets[sheet] == "returned":
            self.attempt("hand_in", "clerk", sheet)

    @rule(days=integers(1, 3))
    def wait(self, days):
        self.clock.shift(datetime.timedelta(days=days))
        self.model.day += datetime.timedelta(days=days)


@pytest.fixture
def machine(monkeypatch):
    """The machine with its people and their worksheets."""
    cast, sheets = assemble()
    monkeypatch.setattr(Meetings, "cast", cast)
    monkeypatch.setattr(Meetings, "sheets", sheets)
    monkeypatch.setattr(Meetings, "reached", set())
    return Meetings


def everybody(one, act, by, *args, **said):
    """Let everybody else try an act where it must fail, then whoever is meant to."""
    for somebody in PEOPLE:
        if somebody != by and one.refuses(act, somebody, *args, **said):
            one.attempt(act, somebody, *args, **said)
    one.attempt(act, by, *args, **said)
    one.holds()


FIRST_MEETING = [
    ("call", "chair", [0, 1], 2),
    ("add", "chair", 0, 2),
    ("take_off", "chair", 2),
    ("excuse", "chair", 0, "second member"),
    ("excuse", "member", 0, "member"),
    ("attend", "member", 0, "member"),
    ("postpone", "chair", 0, 1),
    *[("assess", who, 0, [3, 2, 3, 3]) for who in ("chair", "member", "other chair")],
    ("wish", "chair", 0, 3),
    ("second", "member", 0),
    ("unwish", "chair", 0),
    ("wish", "chair", 0, 3),
    ("second", "other chair", 0),
]
ON_ITS_DAY = [
    ("decide", "chair", 0),
    *[("assess", who, 1, [3, 3, 3, 3]) for who in ("author", "chair", "member", "other chair")],
    ("wish", "chair", 1, 2),
    ("put_off", "chair", 1),
    ("close", "chair", 0),
]
NEXT_MEETINGS = [
    ("call", "other chair", [1], 0),
    ("assess", "second member", 1, [3, 3, 3, 3]),
    ("wish", "other chair", 1, 1),
    ("leave", "other chair"),
    ("take_chair", "chair", 1),
    ("give_back", "chair", 1),
    ("close", "chair", 1),
    ("hand_in", "clerk", 1),
    ("join", "member", 2),
    ("call", "chair", [2, 1], 0),
    *[("assess", who, 2, [1, 3, 3, 3]) for who in ("author", "chair", "second member")],
    ("decide", "chair", 2),
]


def test_meetings_past_everybody(machine):
    """Called, added to, postponed, ruled, put off, taken up by another, taken over from him, sent back."""
    one = machine()
    try:
        for act in FIRST_MEETING:
            everybody(one, *act)
        for up in (True, False):
            everybody(one, "move", "chair", 1, up=up)
        one.wait(1)
        for act in [*ON_ITS_DAY, *NEXT_MEETINGS]:
            everybody(one, *act)
    finally:
        one.teardown()
    assert one.model.ranks == [3, None, 1]
    assert one.model.items[2].recused == {"member", "other chair"}
    acts = {name for name, what in vars(Acts).items() if callable(what) and name[0] != "_"}
    assert acts == one.reached


def test_meetings_go_by_the_rules_alone(machine):
    run(machine, EXTENT, phases=set(Phase) - {Phase.explain})
    assert {"call", "assess", "wish", "decide"} <= machine.reached
