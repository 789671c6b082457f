"""The steps of the whole way in every order, by everybody, against the model."""

import datetime
from zoneinfo import ZoneInfo

import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import booleans, integers, lists, sampled_from

from measures.jobs import run_day
from measures.models import Occasion
from powers.models import Flowchart
from riskcontrol.lib.stale import Stale

from .acts import DECISIONS, Acts
from .cast import PEOPLE
from .facts import Watch, seen_in_database, seen_in_model
from .model import COMMITTEE, DRAW, LEAD, MODERATE, SECTION_HEAD, SIGN, No
from .model_sheet import Model
from .way import next_act

# Beyond the announced holidays, so that the model need not know them.
BEGIN = datetime.datetime(2090, 1, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
REFUSED = (PermissionDenied, ValidationError, Stale)
STEPS = ["receive", "examine", "serve"]
DRAWER_KEPT_OUT = {"clear", "sign", "settle"}

step = sampled_from(STEPS)
some_steps = lists(step, unique=True, max_size=3)
rank = integers(1, 3)


def by(*likely):
    """Choose anybody, and more often somebody the act is meant for."""
    names = sorted(set().union(*likely))
    return sampled_from(names) | sampled_from(PEOPLE)


def when(find):
    """Try the rule only where the model has what it is about; whether it may be done is asked later."""
    return precondition(lambda self: bool(find(self.model)))


def place_in(rows, place):
    """Choose one of so many rows."""
    return place % len(rows)


class Walk(RuleBasedStateMachine):
    """One walk over a chart, in a savepoint that is rolled back after it."""

    cast, chart = None, None  # the test puts the people and their chart here

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint_create()
        self.travel = time_machine.travel(BEGIN, tick=False)
        self.clock = self.travel.start()
        self.model, self.watch, self.occasions = Model(BEGIN.date()), Watch(), 0

    def teardown(self):
        self.travel.stop()
        transaction.savepoint_rollback(self.savepoint)

    @initialize(keeps=booleans(), acts=integers(0, 24))
    def begin(self, keeps, acts):
        """Begin somewhere on the way; some people work on pages they loaded long ago."""
        self.acts = Acts(self.chart, keeps=keeps)
        for _number in range(acts):
            self.go_on()

    def attempt(self, act, person, *args):
        """Let somebody try an act: it goes as the model says, and leaves what the model knows."""
        allowed, done, refusal = True, True, ""
        try:
            self.model.act(act, person, *args)
        except No:
            allowed = False
        try:
            getattr(self.acts, act)(self.cast.get(person), *args)
        except REFUSED as error:
            done, refusal = False, error
        assert done == allowed, f"{act} by {person}: the model says {allowed}; {refusal}"
        if done and act in DRAWER_KEPT_OUT:
            assert self.cast[person] not in Flowchart.objects.get().drawn_by.all()
        assert seen_in_database() == seen_in_model(self.model)
        self.occasions = Occasion.objects.count()

    def go_on(self):
        """Do what comes next on the way, by somebody who may."""
        act, *args = next_act(self.model, self.occasions)
        if act == "pass_days":
            self.pass_days(*args)
        else:
            self.attempt(act, *args)

    def pass_days(self, days):
        """Let time pass; what falls due is scheduled."""
        self.clock.shift(datetime.timedelta(days=days))
        self.model.day += datetime.timedelta(days=days)
        run_day(self.model.day)
        self.occasions = Occasion.objects.count()

    @invariant()
    def holds(self):
        """What always holds, holds."""
        self.watch.look()

    @rule(acts=integers(1, 5))
    def walk_on(self, acts):
        for _number in range(acts):
            self.go_on()

    @rule(days=sampled_from([1, 6, 7, 10, 11, 31]))
    def wait(self, days):
        self.pass_days(days)

    @rule(person=by(DRAW), step=step, value=sampled_from([0, 3, 5, 5]), is_stale=booleans())
    def edit(self, person, step, value, is_stale):
        self.attempt("edit", person, step, value, is_stale)

    @rule(person=by(DRAW), days=sampled_from([4, 5, 7]))
    def submit(self, person, days):
        self.attempt("submit", person, days)

    @when(lambda model: model.release or model.postings)
    @rule(
        act=sampled_from(["check", "clear", "sign", "give_release_back", "withdraw"]),
        person=by(DRAW, SECTION_HEAD, MODERATE, SIGN),
    )
    def release(self, act, person):
        self.attempt(act, person)

    @rule(step=sampled_from(["", *STEPS]))
    def comment(self, step):
        self.attempt("comment", "public", step)

    @when(lambda model: model.posting and model.posting.comments)
    @rule(
        person=by(DRAW), place=integers(0, 9), decision=sampled_from(list(DECISIONS)),
        steps=some_steps,
    )  # fmt: skip
    def answer(self, person, place, decision, steps):
        place = place_in(self.model.posting.comments, place)
        self.attempt("answer", person, place, decision, steps)

    @when(lambda model: model.postings)
    @rule(
        act=sampled_from(["publish", "hand_in", "settle", "give_answers_back", "put_back"]),
        person=by(DRAW, MODERATE),
    )
    def posting(self, act, person):
        self.attempt(act, person)

    @rule(person=by(DRAW))
    def open(self, person):
        self.attempt("open", person)

    @when(lambda model: model.sheet)
    @rule(person=by(DRAW), steps=some_steps)
    def write(self, person, steps):
        self.attempt("write", person, steps)

    @when(lambda model: model.sheet and model.sheet.points)
    @rule(person=by(DRAW), place=integers(0, 9), steps=some_steps, is_stale=booleans())
    def rewrite(self, person, place, steps, is_stale):
        place = place_in(self.model.sheet.points, place)
        self.attempt("rewrite", person, place, steps, is_stale)

    @when(lambda model: model.sheet and model.sheet.points)
    @rule(act=sampled_from(["plan", "take_off"]), person=by(DRAW), place=integers(0, 9))
    def point(self, act, person, place):
        self.attempt(act, person, place_in(self.model.sheet.points, place))

    @when(lambda model: model.sheet)
    @rule(person=by(DRAW), step=step)
    def find_nothing(self, person, step):
        self.attempt("find_nothing", person, step)

    @when(lambda model: model.sheet)
    @rule(
        act=sampled_from(["hand_over", "sign_sheet", "give_sheet_back", "convene"]),
        person=by(DRAW, LEAD),
    )
    def sheet(self, act, person):
        self.attempt(act, person)

    @when(lambda model: model.sitting)
    @rule(person=by(COMMITTEE), ranks=lists(rank, min_size=4, max_size=4))
    def assess(self, person, ranks):
        self.attempt("assess", person, ranks)

    @when(lambda model: model.sitting and model.sheet.points)
    @rule(person=by(LEAD), place=integers(0, 9), rank=rank)
    def wish(self, person, place, rank):
        self.attempt("wish", person, place_in(self.model.sheet.points, place), rank)

    @when(lambda model: model.sitting and model.sitting.wishes)
    @rule(act=sampled_from(["second", "unwish"]), person=by(COMMITTEE), place=integers(0, 9))
    def wished(self, act, person, place):
        wishes = sorted(self.model.sitting.wishes)
        self.attempt(act, person, wishes[place_in(wishes, place)])

    @when(lambda model: model.sitting)
    @rule(act=sampled_from(["decide", "give_sitting_back"]), person=by(LEAD))
    def preside(self, act, person):
        self.attempt(act, person)

    @precondition(lambda self: self.occasions)
    @rule(
        act=sampled_from(["carry_out", "verify", "give_report_back"]),
        person=by(DRAW),
        place=integers(0, 9),
    )
    def occasion(self, act, person, place):
        self.attempt(act, person, place % self.occasions)
