"""The steps of the whole way in every order, by everybody, against the model."""

import datetime
from copy import deepcopy
from zoneinfo import ZoneInfo

import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import booleans, integers, just, lists, sampled_from, tuples

import measures.jobs
import powers.jobs
from measures.models import Occasion
from powers.models import Flowchart, Policy, ReleaseAct
from riskcontrol.accounts.models import User
from riskcontrol.audit.verification import verify
from riskcontrol.lib.stale import Stale
from riskpoints.models import CommitteeRules

from .acts import DECISIONS, Acts
from .cast import PEOPLE
from .facts import Watch, seen_in_database, seen_in_model
from .model import COMMITTEE, DRAW, LEAD, MODERATE, SECTION_HEAD, SIGN, STOP, No
from .model_again import Model
from .turns import OUT_OF_TURN, about_meetings
from .turns import about_posting as _posting
from .turns import about_stand_ins as _away
from .way import goal, next_act

# Beyond the announced holidays, so that the model need not know them.
BEGIN = datetime.datetime(2090, 1, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
REFUSED = (PermissionDenied, ValidationError, Stale)
STEPS = ["receive", "examine", "serve"]
DRAWER_KEPT_OUT = {"clear", "sign", "settle"}

HURRY = "in a hurry"
PRESIDING = {""}  # who chairs the sitting that goes on

step = sampled_from(STEPS)
some_steps = lists(step, unique=True, max_size=3)
rank = integers(1, 3)
place = integers(0, 9)
behind = sampled_from([0, 0, 0, 1])  # by how many saves the page is out of date


def deeds(**likely):
    """Choose an act and anybody; more often somebody whose role it is."""
    meant = [(act, person) for act, people in likely.items() for person in sorted(people)]
    anybody = tuples(sampled_from(list(likely)), sampled_from(PEOPLE))
    return sampled_from(meant) | sampled_from(meant) | anybody


def by(people):
    """Choose anybody, and more often one of these."""
    meant = sampled_from(sorted(people))
    return meant | meant | sampled_from(PEOPLE)


def when(find):
    """Try the rule while the chart is near what it is about; out_of_turn() tries it at other times."""
    return precondition(lambda self: bool(find(self.model)))


class Walk(RuleBasedStateMachine):
    """One walk over a chart, in a savepoint that is rolled back after it."""

    cast, chart, habits = None, None, None  # the test puts the people and their chart here

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint_create()
        self.travel = time_machine.travel(BEGIN, tick=False)
        self.clock = self.travel.start()
        self.model, self.watch, self.occasions = Model(BEGIN.date()), Watch(), 0
        self.model.second_person = self.model.two_stages = self.habits.asks_two
        Policy.objects.create(body=self.chart.body, second_person=self.habits.asks_two)
        CommitteeRules.objects.create(body=self.chart.body, two_stages=self.habits.asks_two)

    def teardown(self):
        verify()  # once, as what the ledger holds is never taken out of it
        self.travel.stop()
        transaction.savepoint_rollback(self.savepoint)

    @initialize(keeps=booleans(), hurries=booleans(), acts=integers(0, 30) | integers(18, 30))
    def begin(self, keeps, hurries, acts):
        """Begin somewhere on the way; some people work on pages they loaded long ago."""
        self.acts = Acts(self.chart, keeps=keeps)
        for _number in range(acts):
            if hurries:
                self.hurry()
            self.go_on()

    def attempt(self, act, person, *args):
        """Let somebody try an act: it goes as the model says, and leaves what the model knows."""
        allowed, done, refusal = True, True, ""
        try:
            self.model.act(act, person, *args)
        except No:
            allowed = False
        try:
            getattr(self.acts, act)(self.now(person), *args)
        except REFUSED as error:
            done, refusal = False, error
        assert done == allowed, f"{act} by {person}: the model says {allowed}; {refusal}"
        if done and act in DRAWER_KEPT_OUT:
            self.drew_nothing(person, act)
        assert seen_in_database() == seen_in_model(self.model)
        self.count()

    def count(self):
        """Count the occasions, and note when each is due and whose measure has ended."""
        found = list(Occasion.objects.order_by("pk").values_list("due_on", "measure__state"))
        self.occasions, self.model.due = len(found), [due for due, _state in found]
        self.model.lapsed = {place for place, (_due, state) in enumerate(found) if state == "ended"}

    def now(self, person):
        """Give a person as a new request would: for whom he stands in is read anew."""
        return User.objects.get(username=person) if person in self.cast else None

    def drew_nothing(self, person, act):
        """Neither who decided had a hand in the drawing, nor for whom he did."""
        drawers = set(Flowchart.objects.get().drawn_by.all())
        last = ReleaseAct.objects.order_by("pk").last() if act != "settle" else None
        assert not drawers & {self.cast[person], last and last.on_behalf_of}

    def go_on(self, somebody=""):
        """Do what comes next on the way, by who may; before him somebody else may try."""
        act, *args = next_act(self.model, self.occasions, self.habits)
        if act == "pass_days":
            self.pass_days(*args)
        else:
            self.attempt(act, somebody or args[0], *args[1:])

    def refuses(self, act, person, *args):
        """Whether the model refuses an act now."""
        try:
            deepcopy(self.model).act(act, person, *args)
        except No:
            return True
        return False

    def tempt(self):
        """Let everybody try what comes next and the clerk everything else, where it must fail."""
        act, *args = next_act(self.model, self.occasions, self.habits)
        tries = [(act, person, *args[1:]) for person in PEOPLE if act != "pass_days"]
        tries.append(goal(self.model, self.occasions, self.habits))
        for other, (about, given) in OUT_OF_TURN.items():
            if about(self.model):
                tries.append((other, self.habits.clerk, *given))
        for each in tries:
            if self.refuses(*each):
                self.attempt(*each)

    def hurry(self):
        """Try what all this leads to, before it is time."""
        self.attempt(*goal(self.model, self.occasions, self.habits))

    def pass_days(self, days):
        """Let time pass; what falls due is scheduled."""
        self.clock.shift(datetime.timedelta(days=days))
        self.model.pass_day(self.model.day + datetime.timedelta(days=days))
        for _time in range(2):
            powers.jobs.run_day(self.model.day)
            measures.jobs.run_day(self.model.day)
        assert seen_in_database()["entries"] == self.model.entries
        self.count()

    @invariant()
    def holds(self):
        """What always holds, holds."""
        self.watch.look()

    @rule(turns=lists(sampled_from(["", HURRY, HURRY, HURRY, *PEOPLE]), min_size=1, max_size=4))
    def walk_on(self, turns):
        """Let somebody try what comes next, then whoever's turn it is."""
        for somebody in turns:
            if somebody == HURRY:
                self.hurry()
            elif somebody:
                self.go_on(somebody)
            self.go_on()

    @rule(deed=deeds(**dict.fromkeys(OUT_OF_TURN, PEOPLE)))
    def out_of_turn(self, deed):
        """Try an act at whatever time, on the row that was last."""
        act, person = deed
        about, args = OUT_OF_TURN[act]
        if about(self.model):
            self.attempt(act, person, *args)

    @rule(days=sampled_from([1, 6, 7, 10, 11, 31]))
    def wait(self, days):
        self.pass_days(days)

    @rule(
        person=by(DRAW), steps=some_steps | just(STEPS), value=sampled_from([0, 3, 5, 5]),
        behind=behind,
    )  # fmt: skip
    def edit(self, person, steps, value, behind):
        self.attempt("edit", person, steps, value, behind)

    @when(lambda model: not model.release and not model.posting)
    @rule(
        person=by(DRAW), days=sampled_from([4, 5, 7]),
        ahead=sampled_from([None, None, 0, 3, 60, 61, -1]),
    )  # fmt: skip
    def submit(self, person, days, ahead):
        self.attempt("submit", person, days, ahead)

    @when(lambda model: model.release)
    @rule(
        deed=deeds(
            check=SECTION_HEAD, clear=MODERATE, sign=SIGN, withdraw=DRAW,
            give_release_back=SIGN | SECTION_HEAD | MODERATE,
        )
    )  # fmt: skip
    def release(self, deed):
        self.attempt(*deed)

    @when(lambda model: model.release)
    @rule(person=by(SIGN | SECTION_HEAD | MODERATE), to=sampled_from([None, 0, 0, 1, 2, -1]))
    def release_back(self, person, to):
        self.attempt("give_release_back", person, to)

    @rule(
        person=by(MODERATE | SIGN), other=sampled_from(PEOPLE), whom=sampled_from(["", *PEOPLE]),
        days=sampled_from([-1, 0, 5, 20]),
    )  # fmt: skip
    def name_stand_in(self, person, other, whom, days):
        """Mostly for himself."""
        self.attempt("name_stand_in", person, whom or person, other, days)

    @when(_away)
    @rule(person=by(MODERATE | SIGN), place=place)
    def end_stand_in(self, person, place):
        principal = self.model.stand_ins[place % len(self.model.stand_ins)][0]
        self.attempt("end_stand_in", person, principal)

    @when(_posting)
    @rule(person=by(MODERATE), days=sampled_from([0, 1, 3, 250]))
    def extend(self, person, days):
        self.attempt("extend", person, days)

    @when(_posting)
    @rule(deed=deeds(stop=STOP, confirm_stop=STOP, drop_stop=STOP))
    def stop(self, deed):
        self.attempt(*deed)

    @when(lambda model: model.posting and model.day <= model.posting.closes)
    @rule(step=sampled_from(["", *STEPS]))
    def comment(self, step):
        self.attempt("comment", "public", step)

    @when(lambda model: model.last and model.last.comments)
    @rule(person=by(DRAW), place=place, decision=sampled_from(list(DECISIONS)), steps=some_steps)
    def answer(self, person, place, decision, steps):
        place %= len(self.model.last.comments)
        self.attempt("answer", person, place, decision, steps)

    @when(lambda model: model.posting and model.posting.comments)
    @rule(deed=deeds(hide=MODERATE, show=MODERATE, refer=MODERATE), place=place)
    def moderate(self, deed, place):
        self.attempt(*deed, place % len(self.model.posting.comments))

    @when(lambda model: model.posting)
    @rule(
        deed=deeds(
            publish=MODERATE, hand_in=DRAW, settle=MODERATE, give_answers_back=MODERATE,
            put_back=DRAW,
        )
    )  # fmt: skip
    def posting(self, deed):
        self.attempt(*deed)

    @when(lambda model: not model.sheet or model.sheet.state == "decided")
    @rule(person=by(DRAW))
    def open(self, person):
        self.attempt("open", person)

    @when(lambda model: model.sheet and model.sheet.is_editable)
    @rule(person=by(DRAW), steps=some_steps)
    def write(self, person, steps):
        self.attempt("write", person, steps)

    @when(lambda model: model.sheet and model.sheet.is_editable and model.sheet.points)
    @rule(person=by(DRAW), place=place, steps=some_steps, behind=behind)
    def rewrite(self, person, place, steps, behind):
        self.attempt("rewrite", person, place % len(self.model.sheet.points), steps, behind)

    @when(lambda model: model.sheet and model.sheet.is_editable and model.sheet.points)
    @rule(deed=deeds(plan=DRAW, take_off=DRAW), place=place)
    def point(self, deed, place):
        self.attempt(*deed, place % len(self.model.sheet.points))

    @when(lambda model: model.sheet and model.sheet.is_editable and model.sheet.carried)
    @rule(deed=deeds(confirm=DRAW, remove=DRAW, put_row_back=DRAW), place=place)
    def look(self, deed, place):
        self.attempt(*deed, place % len(self.model.sheet.carried))

    @when(lambda model: model.sheet and model.sheet.is_editable and model.sheet.carried)
    @rule(person=by(DRAW), place=place, steps=some_steps)
    def change(self, person, place, steps):
        self.attempt("change", person, place % len(self.model.sheet.carried), steps)

    @when(lambda model: model.final)
    @rule(person=by(LEAD), ground=sampled_from(["yearly", "law"]))
    def open_round(self, person, ground):
        self.attempt("open_round", person, ground)

    @when(lambda model: model.rounds)
    @rule(person=by(LEAD), says_why=booleans())
    def close_round(self, person, says_why):
        self.attempt("close_round", person, says_why)

    @when(lambda model: model.sheet and model.sheet.is_editable)
    @rule(person=by(DRAW), step=step)
    def find_nothing(self, person, step):
        self.attempt("find_nothing", person, step)

    @when(lambda model: model.sheet and model.sheet.state != "decided" and not model.sitting)
    @rule(
        deed=deeds(
            hand_over=DRAW, sign_sheet=SECTION_HEAD, give_sheet_back=LEAD | SECTION_HEAD | SIGN,
            convene=LEAD,
        )
    )  # fmt: skip
    def sheet(self, deed):
        self.attempt(*deed)

    @when(lambda model: model.sheet and model.sheet.state == "signed")
    @rule(person=by(SIGN))
    def confirm_sheet(self, person):
        self.attempt("confirm_sheet", person)

    @when(about_meetings)
    @rule(person=by(COMMITTEE | PRESIDING), whom=sampled_from(sorted(COMMITTEE)), comes=booleans())
    def attendance(self, person, whom, comes):
        person = person or self.model.meeting.chair
        self.attempt("attend" if comes else "excuse", person, whom)

    @when(about_meetings)
    @rule(person=by(PRESIDING))
    def close_meeting(self, person):
        self.attempt("close_meeting", person or self.model.meeting.chair)

    @when(lambda model: model.sitting)
    @rule(person=by(COMMITTEE), ranks=lists(rank, min_size=4, max_size=4))
    def assess(self, person, ranks):
        self.attempt("assess", person, ranks)

    @when(lambda model: model.sitting and model.sitting.is_complete and model.sheet.points)
    @rule(person=by(PRESIDING), place=place, rank=rank)
    def wish(self, person, place, rank):
        place %= len(self.model.sheet.points)
        self.attempt("wish", self.model.sitting.chair if person == "" else person, place, rank)

    @when(lambda model: model.sitting and model.sitting.wishes)
    @rule(deed=deeds(second=COMMITTEE, unwish=LEAD), place=place)
    def wished(self, deed, place):
        wishes = sorted(self.model.sitting.wishes)
        self.attempt(*deed, wishes[place % len(wishes)])

    @when(lambda model: model.sitting)
    @rule(deed=deeds(decide=PRESIDING, give_sitting_back=PRESIDING))
    def preside(self, deed):
        act, person = deed
        self.attempt(act, person or self.model.sitting.chair)

    @when(lambda model: any(point.rank for point in model.points()))
    @rule(person=by(LEAD))
    def compare(self, person):
        self.attempt("compare", person)

    @when(lambda model: model.reopened)
    @rule(deed=deeds(let_stand=LEAD, convene_again=LEAD), place=place)
    def reopened(self, deed, place):
        self.attempt(*deed, place % len(self.model.reopened))

    @when(lambda model: model.again)
    @rule(person=by(COMMITTEE), ranks=lists(rank, min_size=4, max_size=4))
    def assess_again(self, person, ranks):
        self.attempt("assess_again", person, ranks)

    @when(lambda model: model.again)
    @rule(deed=deeds(decide_again=PRESIDING, close_again=PRESIDING))
    def preside_again(self, deed):
        act, person = deed
        self.attempt(act, person or self.model.again.chair)

    @precondition(lambda self: self.occasions)
    @rule(
        deed=deeds(carry_out=DRAW, verify=SECTION_HEAD, give_report_back=SECTION_HEAD), place=place
    )
    def occasion(self, deed, place):
        self.attempt(*deed, place % self.occasions)
