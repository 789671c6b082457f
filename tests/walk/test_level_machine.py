"""A level falls only by two people and once all is proven, in whatever order people act.

The model below is the rules once more, in plain sets and numbers; whatever is tried goes as it says.
"""

import datetime
import os

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import integers, sampled_from

from measures.actions.occasions import carry_out, verify_occasion
from measures.jobs import run_day
from measures.models import Occasion
from riskcontrol.accounts.models import User
from riskcontrol.audit.models import Entry
from riskcontrol.desk import level_actions as desk
from riskpoints.actions.levels import raise_verified, withdraw_verified
from riskpoints.models import RiskPoint, VerifiedLevel
from riskpoints.stages import stages_of
from tests.factories.accounts import committee_chair, contributor, section_head
from tests.factories.levels import people, ruled

pytestmark = pytest.mark.django_db
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
EXTENT = {"max_examples": 100, "stateful_step_count": 50} if NIGHTLY else {
    "max_examples": 10, "stateful_step_count": 30,
}  # fmt: skip
CHAIRS = {"chair", "other chair", "author"}
COMMITTEE = CHAIRS | {"member"}
# He sits on the committee and wrote the measures.
KEPT_OUT = {"author"}
PEOPLE = ["chair", "member", "other chair", "author", "head", "clerk"]
REFUSED = (PermissionDenied, ValidationError)
INITIAL, LOWEST = 1, 3


def cast_of(point):
    """Give the people by name."""
    chair, member = people(point)
    found = {"chair": chair, "member": member, "other chair": committee_chair(point.section)}
    found["author"] = committee_chair(point.section)
    for measure in point.measures.all():
        measure.written_by.add(found["author"])
    found["clerk"] = contributor(point.section)
    found["head"] = section_head(point.section)
    return found


class Levels(RuleBasedStateMachine):
    """One risk point at level I with two monthly measures, in a savepoint that is rolled back."""

    point, cast = None, None  # the test puts them here
    reached = set()

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint_create()
        self.travel = time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False)
        self.clock = self.travel.start()
        self.planned, self.proposed, self.standing = None, None, None
        self.entries = Entry.objects.count()

    def teardown(self):
        self.travel.stop()
        transaction.savepoint_rollback(self.savepoint)

    @initialize(steps=integers(0, 4))
    def begin(self, steps):
        """Begin somewhere on the way."""
        for _step in range(steps):
            self.go_on()

    @rule()
    def go_on(self):
        """Do what comes next, by who may."""
        if not self.proven:
            self.verify_one()
        elif not self.planned and not self.proposed:
            self.plan("chair", LOWEST)
        elif self.proposed:
            self.second("other chair")
        else:
            self.propose("member", min((self.standing or INITIAL) + 1, LOWEST))

    def attempt(self, allowed, act):
        """Let somebody try: it goes as the model says."""
        done, refusal = True, ""
        try:
            with transaction.atomic():
                act()
        except REFUSED as error:
            done, refusal = False, error
        assert done == allowed, refusal
        self.entries += done
        return done

    def anew(self):
        return RiskPoint.objects.select_related("ruling__level").get(pk=self.point.pk)

    def who(self, name):
        """Give a person as a new request would."""
        return User.objects.get(pk=self.cast[name].pk)

    @property
    def today(self):
        return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=8)).date()

    @property
    def proven(self):
        """Every measure was verified once, and nothing whose day has passed is not."""
        rows = list(Occasion.objects.values_list("measure", "due_on", "verified_at"))
        behind = any(due < self.today and not at for _measure, due, at in rows)
        return not behind and len({measure for measure, _due, at in rows if at}) == 2

    @rule()
    def verify_one(self):
        """Report what is due first and verify it."""
        if occasion := Occasion.objects.filter(verified_at=None).first():
            carry_out(occasion=occasion, note="抽查五件。", by=self.who("clerk"))
            verify_occasion(occasion=occasion, by=self.who("head"))
            self.entries += 2

    @rule(days=sampled_from([1, 20, 40]))
    def wait(self, days):
        self.clock.shift(datetime.timedelta(days=days))
        run_day(self.today)

    @rule(by=sampled_from(PEOPLE), rank=integers(1, 4))
    def plan(self, by, rank):
        allowed = by in CHAIRS - KEPT_OUT and rank <= LOWEST
        allowed = allowed and not self.proposed and not self.standing
        if self.attempt(
            allowed,
            lambda: desk.plan(risk_point=self.anew(), rank=rank, reason="可控。", by=self.who(by)),
        ):
            self.planned = rank

    @rule(by=sampled_from(PEOPLE), rank=integers(1, 4))
    def propose(self, by, rank):
        lowest = self.planned or INITIAL
        allowed = by in COMMITTEE - KEPT_OUT and not self.proposed and self.proven
        allowed = allowed and (self.standing or INITIAL) < rank <= lowest
        if self.attempt(
            allowed,
            lambda: desk.propose(
                risk_point=self.anew(), rank=rank, reason="无问题。", by=self.who(by)
            ),
        ):
            self.proposed = (rank, by)

    @rule(by=sampled_from(PEOPLE))
    def second(self, by):
        if not self.proposed:
            return
        rank, proposer = self.proposed
        allowed = by in COMMITTEE - KEPT_OUT and by != proposer
        allowed = allowed and bool({by, proposer} & CHAIRS) and self.proven
        found = VerifiedLevel.objects.get(ruled_on=None)
        if self.attempt(allowed, lambda: desk.second(verified=found, by=self.who(by))):
            self.proposed, self.standing = None, rank
            self.reached.add("second")

    @rule(by=sampled_from(PEOPLE))
    def withdraw(self, by):
        if not self.proposed:
            return
        found = VerifiedLevel.objects.get(ruled_on=None)
        allowed = by in CHAIRS or by == self.proposed[1]
        if self.attempt(allowed, lambda: withdraw_verified(verified=found, by=self.who(by))):
            self.proposed = None

    @rule(by=sampled_from(PEOPLE))
    def raise_back(self, by):
        allowed = by in COMMITTEE and self.standing is not None
        if self.attempt(
            allowed,
            lambda: raise_verified(risk_point=self.anew(), reason="措施停了。", by=self.who(by)),
        ):
            self.standing = None
            self.reached.add("raise")

    @invariant()
    def holds(self):
        """The database says what the model says, and nothing fell without two people."""
        stages = stages_of(self.anew())
        assert stages.initial.rank == INITIAL
        assert (stages.planned.rank if stages.planned else None) == self.planned
        assert (stages.verified.rank if stages.verified else None) == self.standing
        assert Entry.objects.count() == self.entries
        for one in VerifiedLevel.objects.filter(ruled_on__isnull=False):
            assert one.second_id not in {None, one.proposed_by_id}
            assert self.cast["author"].pk not in {one.second_id, one.proposed_by_id}
            assert one.initial_rank < one.rank <= one.planned_rank


def test_a_level_falls_by_the_rules_alone(monkeypatch):
    point = ruled(planned=None, measures=2)
    monkeypatch.setattr(Levels, "point", point)
    monkeypatch.setattr(Levels, "cast", cast_of(point))
    run_state_machine_as_test(
        Levels,
        settings=settings(
            deadline=None,
            derandomize=not NIGHTLY,
            suppress_health_check=list(HealthCheck),
            database=None,
            **EXTENT,
        ),
    )
    assert Levels.reached == {"second", "raise"}
