"""A level falls only by two people and once all is proven, in whatever order people act.

A later change reopens its ruling: the ruling stands for a reason or another is made, and until then
nothing falls; what was planned and verified goes with the ruling.

The model below is the rules once more, in plain sets and numbers; whatever is tried goes as it says.
"""

import datetime

import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from hypothesis.strategies import integers, lists, sampled_from

from measures.actions.occasions import carry_out, verify_occasion
from measures.jobs import run_day
from measures.models import Occasion
from measures.permissions.occasions import can_carry_out
from riskcontrol.accounts.models import User
from riskcontrol.audit.models import Entry
from riskcontrol.desk import level_actions as desk
from riskcontrol.desk import sitting_actions
from riskpoints.actions.levels import raise_verified, withdraw_verified
from riskpoints.actions.reopening import let_stand, look_for_changes
from riskpoints.actions.sittings import return_sitting, submit_assessments
from riskpoints.models import Assessment, Reopening, RiskPoint, Ruling, Sitting, VerifiedLevel
from riskpoints.snapshots import hash_of, snapshot_now
from riskpoints.stages import stages_of
from tests.factories.accounts import committee_chair, contributor, section_head
from tests.factories.levels import people
from tests.factories.measures import judgement

CHAIRS = {"chair", "other chair", "author"}
COMMITTEE = CHAIRS | {"member"}
# He sits on the committee and wrote the measures.
KEPT_OUT = {"author"}
PEOPLE = ["chair", "member", "other chair", "author", "head", "clerk"]
REFUSED = (PermissionDenied, ValidationError)
LOWEST = 3


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
        self.initial, self.planned, self.proposed, self.standing = 1, None, None, None
        self.changes, self.basis = (
            0,
            0,
        )  # how many changes there were, and the last that is dealt with
        self.reopened, self.stale = (
            False,
            False,
        )  # stale: proposed on a ruling that another followed
        self.again = None  # who has handed in with which ranks, of a sitting that rates anew
        self.rulings = 1
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
        if self.again is not None:
            self.go_on_again()
        elif self.reopened:
            self.convene_again("chair")
        elif self.stale:
            self.withdraw("chair")
        elif not self.proven:
            self.verify_one()
        elif not self.planned and not self.proposed:
            self.plan("chair", LOWEST)
        elif self.proposed:
            self.second("other chair")
        else:
            self.propose("member", min((self.standing or self.initial) + 1, LOWEST))

    def go_on_again(self):
        late = sorted(COMMITTEE - KEPT_OUT - self.again.keys())
        if late:
            self.assess_again(late[0], [3, 2, 3, 3])
        else:
            self.decide_again(self.leads)

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
        """Report what is due first and may be reported by now, and verify it."""
        clerk = self.who("clerk")
        some = Occasion.objects.filter(verified_at=None)[:4]
        if occasion := next((one for one in some if can_carry_out(clerk, one)), None):
            carry_out(occasion=occasion, note="抽查五件。", by=self.who("clerk"))
            verify_occasion(occasion=occasion, by=self.who("head"))
            self.entries += 2

    @rule(days=sampled_from([1, 20, 40]))
    def wait(self, days):
        self.clock.shift(datetime.timedelta(days=days))
        run_day(self.today)

    @rule(by=sampled_from(PEOPLE), rank=integers(1, 4))
    def plan(self, by, rank):
        allowed = by in CHAIRS - KEPT_OUT and self.initial <= rank <= LOWEST
        allowed = allowed and not self.proposed and not self.standing
        if self.attempt(
            allowed,
            lambda: desk.plan(risk_point=self.anew(), rank=rank, reason="可控。", by=self.who(by)),
        ):
            self.planned = rank

    @rule(by=sampled_from(PEOPLE), rank=integers(1, 4))
    def propose(self, by, rank):
        lowest = self.planned or self.initial
        allowed = by in COMMITTEE - KEPT_OUT and not self.proposed and self.proven
        allowed = allowed and (self.standing or self.initial) < rank <= lowest and self.is_settled
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
        allowed = allowed and self.is_settled and not self.stale
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
            self.proposed, self.stale = None, False

    @property
    def is_settled(self):
        return not self.reopened and self.again is None

    @rule()
    def change(self):
        """The risk point becomes another, past the actions; nobody has noticed yet."""
        self.changes += 1
        RiskPoint.objects.filter(pk=self.point.pk).update(title=f"审查不严之{self.changes}")

    @rule(by=sampled_from(PEOPLE))
    def look(self, by):
        """Have the rulings compared; a change is noticed once."""
        new = self.changes != self.basis and not self.reopened
        before = self.entries
        body = self.point.body
        if self.attempt(by in CHAIRS, lambda: look_for_changes(body=body, by=self.who(by))):
            self.entries = before + new
            self.reopened = self.reopened or new
            self.reached |= {"look"} if new else set()

    @rule(by=sampled_from(PEOPLE))
    def let_stand(self, by):
        if not self.reopened:
            return
        allowed = by in CHAIRS - KEPT_OUT and self.again is None
        found = Reopening.objects.get(closed_at=None)
        seen = hash_of(snapshot_now(self.anew()))
        if self.attempt(
            allowed,
            lambda: let_stand(reopening=found, reason="性质未变。", seen=seen, by=self.who(by)),
        ):
            self.reopened, self.basis = False, self.changes
            self.reached.add("let stand")

    @rule(by=sampled_from(PEOPLE))
    def convene_again(self, by):
        allowed = by in CHAIRS - KEPT_OUT and self.reopened and self.again is None
        sheet = self.anew().worksheet
        if self.attempt(allowed, lambda: sitting_actions.convene(worksheet=sheet, by=self.who(by))):
            self.again, self.leads, self.basis = {}, by, self.changes

    def sitting(self):
        return Sitting.objects.whole().get(closed_at=None)

    @rule(by=sampled_from(PEOPLE), ranks=lists(integers(1, 3), min_size=4, max_size=4))
    def assess_again(self, by, ranks):
        if self.again is None:
            return
        allowed = by in COMMITTEE - KEPT_OUT - self.again.keys()
        given = {self.point.pk: judgement(*ranks)}
        if self.attempt(
            allowed,
            lambda: submit_assessments(sitting=self.sitting(), judgements=given, by=self.who(by)),
        ):
            self.again[by] = ranks

    @rule(by=sampled_from(PEOPLE))
    def decide_again(self, by):
        """Another ruling: what was planned, proposed and verified was of the one before."""
        if self.again is None:
            return
        allowed = by == self.leads and self.again.keys() >= COMMITTEE - KEPT_OUT
        if self.attempt(
            allowed, lambda: sitting_actions.decide(sitting=self.sitting(), by=self.who(by))
        ):
            self.initial = min(map(min, self.again.values()))
            self.planned, self.standing, self.stale = None, None, bool(self.proposed)
            self.again, self.reopened = None, False
            self.rulings += 1
            self.reached.add("decide again")

    @rule(by=sampled_from(PEOPLE))
    def close_again(self, by):
        """Closed as it is, what was reopened waits on."""
        if self.again is None:
            return
        if self.attempt(
            by == self.leads,
            lambda: return_sitting(sitting=self.sitting(), reason="再议。", by=self.who(by)),
        ):
            self.again = None
            self.reached.add("close again")

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
        assert stages.initial.rank == self.initial
        self.only_what_is_settled()
        assert (stages.planned.rank if stages.planned else None) == self.planned
        assert (stages.verified.rank if stages.verified else None) == self.standing
        assert Entry.objects.count() == self.entries
        for one in VerifiedLevel.objects.filter(ruled_on__isnull=False):
            assert one.second_id not in {None, one.proposed_by_id}
            assert self.cast["author"].pk not in {one.second_id, one.proposed_by_id}
            assert one.initial_rank < one.rank <= one.planned_rank

    def only_what_is_settled(self):
        """The ruling is bound to what it was made on; a reopening is open while the model says so."""
        point = self.anew()
        assert hash_of(point.ruling.snapshot) == point.ruling.snapshot_hash
        rulings = Ruling.objects.filter(risk_point=point)
        assert (rulings.count(), rulings.latest("pk").pk) == (self.rulings, point.ruling_id)
        open_ = list(Reopening.objects.filter(closed_at=None).values_list("ruling", flat=True))
        assert open_ == ([point.ruling_id] if self.reopened else [])
        assert not Assessment.objects.filter(rater=self.cast["author"]).exists()
        for one in rulings.exclude(sitting=None):
            ranks = one.sitting.assessments.values_list("grades__anchor__rank", flat=True)
            assert one.rank == one.highest_rank == min(ranks)
