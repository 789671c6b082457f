"""A measure set along the lines, under any order of acts by anybody: a model says what goes.

One sets it, another puts it in force or sends it back; whoever had a hand in it does neither. It falls
due from the day it takes effect, ends with a reason, and then waits for nobody.
"""

import datetime
from dataclasses import dataclass, field

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from measures import jobs
from measures.actions import setting as act
from measures.actions.occasions import carry_out, enter_occasion, verify_occasion
from measures.models import Measure, Occasion
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from tests.factories.accounts import (
    SectionFactory,
    committee_chair,
    committee_member,
    contributor,
    person,
    section_head,
)
from tests.factories.rules import at_levels

from .extent import extent, run_alone

EXTENT = extent(on_every_run=(25, 40), at_night=(100, 50))
BEGIN = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)
SETS = {"head", "chair"}
SECONDS = SETS | {"member"}
CARRIES = {"clerk", "section head"}
PEOPLE = sorted(SECONDS | CARRIES)
anybody = st.sampled_from(PEOPLE)
# The member, who sets nothing, is the one who can always put in force.
mostly_the_member = st.sampled_from(["member"] * 5 + PEOPLE)


@dataclass
class Model:
    """What may be done next with the one measure, and by whom."""

    rhythm: str
    state: str = "none"
    hands: set = field(default_factory=set)

    def allows(self, name, by):
        """Whether somebody may do something now."""
        return {
            "set": self.state == "none" and by in SETS,
            "change": self.state in {"draft", "returned"} and by in SETS,
            "drop": self.state in {"draft", "returned"} and by in SETS,
            "put": self.state == "draft" and by in SECONDS - self.hands,
            "back": self.state == "draft" and by in SECONDS - self.hands,
            "end": self.state == "in-force" and by in SETS,
            "arise": self.state == "in-force" and self.rhythm == "occasion" and by in CARRIES,
        }[name]

    def take(self, name, by):
        """Note what was done."""
        after = {
            "set": "draft", "change": "draft", "drop": "none", "put": "in-force", "back": "returned",
            "end": "ended",
        }  # fmt: skip
        self.state = after.get(name, self.state)
        if name in {"set", "change"}:
            self.hands.add(by)
        if name == "drop":
            self.hands = set()


class SetMeasureMachine(RuleBasedStateMachine):
    """Everybody tries everything, nights pass: it goes as the model says."""

    rhythm = "month"

    def __init__(self):
        super().__init__()
        self.travel = time_machine.travel(BEGIN, tick=False)
        self.clock = self.travel.start()
        self.section, self.model = SectionFactory(), Model(self.rhythm)
        self.people = {
            "head": person(Role.HEAD, self.section.body),
            "chair": committee_chair(self.section),
            "member": committee_member(self.section),
            "clerk": contributor(self.section),
            "section head": section_head(self.section),
        }

    def teardown(self):
        self.travel.stop()

    def measure(self):
        """The one measure; None before it is set."""
        return Measure.objects.select_related("body", "section").first()

    def attempt(self, name, by, deed):
        """Let somebody act; what is refused leaves no entry."""
        allowed, entries, refusal = self.model.allows(name, by), Entry.objects.count(), None
        try:
            with transaction.atomic():
                deed(User.objects.get(pk=self.people[by].pk))
        except (PermissionDenied, ValidationError) as error:
            refusal = error
        assert (refusal is None) == allowed, f"{name} by {by}: the model says {allowed}; {refusal}"
        assert Entry.objects.count() == entries + allowed
        if allowed:
            self.model.take(name, by)

    def fields(self, text):
        given = {"text": text, "phase": "monitoring", "kind": "oversight"}
        return given | {"section": self.section, "rhythm": self.rhythm}

    @initialize(by=st.sampled_from(sorted(SETS)))
    def begin(self, by):
        self.attempt("set", by, self._set)

    @rule(by=anybody)
    def put_it_down(self, by):
        if self.model.state == "none":
            self.attempt("set", by, self._set)

    def _set(self, by):
        said = self.fields("抽查会议记录。")
        act.set_measure(body=self.section.body, targets=at_levels(2), by=by, **said)

    @rule(
        by=anybody,
        text=st.sampled_from(["每月抽查五份。", "每月抽查十份。"]),
        rank=st.integers(1, 3),
    )
    def change(self, by, text, rank):
        if measure := self.measure():
            said = {"targets": at_levels(rank), "expected": measure.row_version} | self.fields(text)
            self.attempt("change", by, lambda user: act.change_set_measure(measure=measure, by=user, **said))  # fmt: skip

    @rule(by=mostly_the_member, name=st.sampled_from(["put", "put", "put", "back", "drop"]))
    def decide(self, by, name):
        if measure := self.measure():
            self.attempt(name, by, lambda user: self._decide(name, measure, user))

    @rule(by=anybody)
    def end(self, by):
        if measure := self.measure():
            self.attempt("end", by, lambda user: self._decide("end", measure, user))

    def _decide(self, name, measure, by):
        match name:
            case "put":
                act.put_in_force(measure=measure, by=by)
            case "back":
                act.send_back_set(measure=measure, because="写明件数。", by=by)
            case "drop":
                act.drop_set_measure(measure=measure, by=by)
            case "end":
                act.end_set_measure(measure=measure, because="改由系统校验。", by=by)

    @rule(by=anybody)
    def a_case_arises(self, by):
        measure, today = self.measure(), timezone.localdate()
        if measure and not measure.occasions.filter(due_on=today).exists():
            self.attempt(
                "arise", by, lambda user: enter_occasion(measure=measure, on=today, by=user)
            )

    @rule(days=st.integers(min_value=1, max_value=40))
    def nights(self, days):
        self.clock.shift(datetime.timedelta(days=days))
        jobs.run_day(timezone.localdate())

    @rule(by=st.sampled_from(sorted(CARRIES)))
    def carry_out_what_is_due(self, by):
        one = Occasion.objects.undone().filter(due_on__lte=timezone.localdate()).first()
        if one:
            carry_out(occasion=one, note="已抽查五件。", by=self.people[by])
            if by == "clerk":
                verify_occasion(occasion=one, by=self.people["section head"])

    @invariant()
    def it_stands_as_the_model_says(self):
        measure = self.measure()
        assert (measure.state if measure else "none") == self.model.state
        if self.model.state in {"in-force", "ended"}:
            names = {user.pk: name for name, user in self.people.items()}
            assert names[measure.approved_by_id] not in self.model.hands

    @invariant()
    def only_what_was_put_in_force_falls_due(self):
        if self.model.state not in {"in-force", "ended"}:
            assert not Occasion.objects.exists()
        elif self.model.rhythm == "month":
            assert Occasion.objects.exists()
        for one in Occasion.objects.all():
            assert one.due_on >= one.measure.in_force_from
        if self.model.state == "ended":
            assert not Occasion.objects.undone().exists()


class ArisingMachine(SetMeasureMachine):
    """The same for a measure that is carried out each time its case arises."""

    rhythm = "occasion"


@pytest.mark.django_db
@pytest.mark.no_cover
@pytest.mark.parametrize("machine", [SetMeasureMachine, ArisingMachine])
def test_whoever_tries_whatever_a_set_measure_goes_as_the_model_says(machine):
    run_alone(machine, EXTENT)
