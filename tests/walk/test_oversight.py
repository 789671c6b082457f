"""Rounds sent down, in whatever order people act: held against a model in few words.

Two bodies of one area; each step is tried by everybody, and goes exactly as the model says.
"""

from dataclasses import dataclass, field

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run
from hypothesis.strategies import sampled_from

from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskcontrol.audit.verification import verify
from riskpoints.actions import oversight as act
from riskpoints.actions.rounds import close_round
from riskpoints.models import Charge, HandedUp, Round, SentBack
from riskpoints.oversight import next_number
from riskpoints.results import is_whole
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.oversight import area_with, order

from .extent import extent

pytestmark = pytest.mark.django_db
EXTENT = extent(on_every_run=(8, 30), at_night=(100, 60))
ONE, OTHER, AREA = "one", "other", "area"
# "both" leads the area's committee and one body's besides.
SEATS = {
    "above": [(Role.COMMITTEE_CHAIR, AREA)],
    "above too": [(Role.COMMITTEE_CHAIR, AREA)],
    "both": [(Role.COMMITTEE_CHAIR, AREA), (Role.COMMITTEE_CHAIR, ONE)],
    "member above": [(Role.COMMITTEE_MEMBER, AREA)],
    "chair of one": [(Role.COMMITTEE_CHAIR, ONE)],
    "head of one": [(Role.HEAD, ONE)],
    "head of other": [(Role.HEAD, OTHER)],
    "clerk": [(Role.CONTRIBUTOR, ONE)],
}
PEOPLE = list(SEATS)
LEAD_AREA = {"above", "above too", "both"}
# The other body has no committee of its own: its head hands up, the area's chair closes.
HAND_UP = {ONE: {"both", "chair of one"}, OTHER: {"head of other"}}
CLOSE = {ONE: LEAD_AREA | {"chair of one"}, OTHER: LEAD_AREA}
JUDGE = {ONE: {"above", "above too"}, OTHER: LEAD_AREA}
WITH_BODY = {"under-way", "returned"}


class No(Exception):  # noqa: N818 - an answer, no fault
    """Not now, or not by him."""


def need(*conditions):
    if not all(conditions):
        raise No


@dataclass
class Part:
    """A body's part: its state, how often handed up and returned, its number, whether its round is open."""

    state: str = "under-way"
    results: int = 0
    returns: int = 0
    number: int = 0
    is_open: bool = True


@dataclass
class Model:
    """What may happen, said once more without a database."""

    parts: dict = field(default_factory=dict)
    entries: int = 0
    is_withdrawn: bool = False

    def part(self, body):
        need(body in self.parts)
        return self.parts[body]

    def send(self, by, _body):
        need(by in LEAD_AREA, not self.parts)
        self.parts = {ONE: Part(), OTHER: Part()}
        self.entries += 2  # a round opens in each; the mandate's own entry is counted with the act

    def withdraw(self, by, _body):
        awaited = [part for part in self.parts.values() if part.state == "under-way"]
        need(by in LEAD_AREA, awaited, not self.is_withdrawn)
        self.is_withdrawn = True
        for part in awaited:
            part.state = "withdrawn"

    def hand_up(self, by, body):
        part = self.part(body)
        need(part.state in WITH_BODY, by in HAND_UP[body])
        part.state, part.results = "handed-up", part.results + 1

    def send_back(self, by, body):
        part = self.part(body)
        need(part.state == "handed-up", by in JUDGE[body])
        part.state, part.returns = "returned", part.returns + 1

    def receive(self, by, body):
        part = self.part(body)
        need(part.state == "handed-up", by in JUDGE[body])
        part.state = "received"

    def file(self, by, body):
        part = self.part(body)
        need(part.state == "received", by in JUDGE[body])
        part.state = "filed"
        part.number = 1 + max(each.number for each in self.parts.values())

    def close(self, by, body):
        part = self.part(body)
        need(part.is_open, by in CLOSE[body], part.state in {"received", "filed", "withdrawn"})
        part.is_open = False

    def seen(self):
        return {
            body: (part.state, part.results, part.returns, part.number, part.is_open)
            for body, part in self.parts.items()
        }


class Walk(RuleBasedStateMachine):
    """One walk, in a savepoint that is rolled back after it."""

    units, cast = None, None  # the test puts them here

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint_create()
        self.model, self.begun = Model(), Entry.objects.count()
        self.results = {}

    def teardown(self):
        verify()
        transaction.savepoint_rollback(self.savepoint)

    def attempt(self, name, person, body):
        """Let somebody try an act: it goes as the model says, and leaves what the model knows."""
        allowed, done, refusal = True, True, ""
        try:
            getattr(self.model, name)(person, body)
            self.model.entries += 1
        except No:
            allowed = False
        try:
            with transaction.atomic():
                self.carry_out(name, User.objects.get(pk=self.cast[person].pk), body)
        except (PermissionDenied, ValidationError, Charge.DoesNotExist) as error:
            done, refusal = False, error
        assert done == allowed, f"{name} of {body} by {person}: the model says {allowed}; {refusal}"
        assert self.seen() == self.model.seen()
        assert Entry.objects.count() - self.begun == self.model.entries

    def carry_out(self, name, by, body):
        if name == "send":
            return self.send(by)
        charge = Charge.objects.get(body=self.units[body])
        acts = {
            "withdraw": lambda: act.withdraw(mandate=charge.mandate, reason="文件有误。", by=by),
            "hand_up": lambda: act.hand_up(charge=charge, left_out={}, by=by),
            "send_back": lambda: act.send_back(charge=charge, reason="请补查。", by=by),
            "receive": lambda: act.receive(charge=charge, by=by),
            "file": lambda: act.file_result(
                charge=charge,
                number=next_number(charge.committee, timezone.localdate().year),
                filed_on=timezone.localdate(),
                by=by,
            ),
            "close": lambda: close_round(
                round=Round.objects.get(charges=charge), left_out={}, by=by
            ),
        }
        return acts[name]()

    def send(self, by):
        bodies = [self.units[ONE], self.units[OTHER]]
        act.send_down(
            committee=self.units[AREA], order=order(), bodies=bodies, joining=bodies, by=by
        )

    def seen(self):
        names = {unit.pk: name for name, unit in self.units.items()}
        charges = Charge.objects.select_related("round").order_by("pk")
        return {
            names[one.body_id]: (
                one.state,
                one.results.count(),
                SentBack.objects.filter(result__charge=one).count(),
                one.filing_number or 0,
                one.round.is_open,
            )
            for one in charges
        }

    @invariant()
    def nobody_judged_his_own(self):
        judged = Q(received_by=F("handed_up_by")) | Q(filed_by=F("handed_up_by"))
        own = Q(received_by__memberships__unit=F("body")) | Q(filed_by__memberships__unit=F("body"))
        assert not Charge.objects.filter(judged | own).exists()
        assert not SentBack.objects.filter(
            Q(by=F("handed_up_by")) | Q(by__memberships__unit=F("result__charge__body"))
        ).exists()

    @invariant()
    def what_was_handed_up_stays(self):
        now = {result.pk: result.sha256 for result in HandedUp.objects.all()}
        assert now | self.results == now
        assert all(is_whole(result) for result in HandedUp.objects.all())
        self.results = now

    @invariant()
    def an_open_result_keeps_its_round_open(self):
        closed = Charge.objects.filter(round__closed_at__isnull=False)
        assert not closed.exclude(state__in=["received", "filed", "withdrawn"]).exists()

    @rule(
        name=sampled_from(["hand_up", "send_back", "receive", "file", "close", "send", "withdraw"]),
        person=sampled_from(PEOPLE),
        body=sampled_from([ONE, OTHER]),
    )
    def anybody(self, name, person, body):
        """Send down once; what no round answers any more could be sent down a second time."""
        parts = self.model.parts.values()
        if name != "send" or any(one.is_open and one.state != "withdrawn" for one in parts):
            self.attempt(name, person, body)

    @rule(body=sampled_from([ONE, OTHER]), turns=sampled_from([1, 2, 3]))
    def walk_on(self, body, turns):
        for _turn in range(turns):
            self.go_on(body)

    def go_on(self, body):
        """Whoever's turn it is goes on, if there is anything left; before him everybody else tries."""
        if self.model.parts.get(body, Part()).is_open:
            name, by = self.next_act(body)
            for person in PEOPLE:
                if person != by:
                    self.try_in_vain(name, person, body)
            self.attempt(name, by, body)

    def try_in_vain(self, name, person, body):
        """Try an act by somebody whose turn it never is."""
        rights = {"send": LEAD_AREA, "hand_up": HAND_UP[body], "close": CLOSE[body]}
        if person not in rights.get(name, JUDGE[body]):
            self.attempt(name, person, body)

    def next_act(self, body):
        part = self.model.parts.get(body)
        if part is None:
            return "send", "above"
        if part.state in WITH_BODY:
            return "hand_up", max(HAND_UP[body])
        if part.state == "handed-up":
            return ("receive" if part.returns else "send_back"), "above"
        if part.state == "received":
            return "file", "above too"
        return "close", max(CLOSE[body])


def assemble():
    """Give the area with its two bodies, and the people by name."""
    area, (one, other) = area_with()
    units = {AREA: area, ONE: one, OTHER: other}
    cast = {}
    for name, seats in SEATS.items():
        cast[name] = UserFactory(username=name, name=name)
        for role, place in seats:
            MembershipFactory(user=cast[name], role=role, unit=units[place])
    return units, cast


@pytest.fixture
def walk(monkeypatch):
    units, cast = assemble()
    monkeypatch.setattr(Walk, "units", units)
    monkeypatch.setattr(Walk, "cast", cast)
    return Walk


def test_the_straight_way_past_everybody_else(walk):
    """Once from sending down to the closed round of both bodies, returned once in between."""
    one = walk()
    try:
        for body in (ONE, OTHER):
            for _turn in range(7):
                one.go_on(body)
        assert one.model.seen() == {
            ONE: ("filed", 2, 1, 1, False),
            OTHER: ("filed", 2, 1, 2, False),
        }
    finally:
        one.teardown()


def test_every_order_by_everybody(walk):
    phases = set(Phase) - {Phase.explain}
    checks = list(HealthCheck)
    run(
        walk,
        settings=settings(deadline=None, phases=phases, suppress_health_check=checks, **EXTENT),
    )
