"""Rules (制度) under any order of acts by anybody: versions, repeal, what they are aimed at, what rests on them.

The head and the committee's chair keep the list. A version is not older than the one before and never
changes; what is repealed is not changed any more, reaches nothing, and whatever rests on it is warned of.
"""

import datetime
from dataclasses import dataclass, field

import pytest
import time_machine
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from measures.actions import rules, setting
from measures.jobs import run_warnings
from measures.models import LineAim, Measure, Rule, RuleArticle, RuleVersion
from measures.models import Warning as Raised
from measures.states import Validity
from measures.warning_states import WarningKind
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import (
    SectionFactory,
    committee_chair,
    committee_member,
    contributor,
    person,
)
from tests.factories.rules import at_levels

from .attempts import attempted
from .extent import extent, run_alone

EXTENT = extent(on_every_run=(10, 30), at_night=(100, 50))
BEGIN = datetime.datetime(2026, 11, 2, 4, tzinfo=datetime.UTC)
KEEPERS = {"chair", "head"}
SECONDS = KEEPERS | {"member"}
anybody = st.sampled_from(["chair", "head"] * 3 + ["clerk", "deputy", "member"])
places = st.integers(0, 9)


@dataclass
class Listed:
    """A rule on the list: its validity, its last version's day and how many it has, its aims."""

    day: datetime.date
    validity: str = Validity.IN_FORCE
    versions: int = 1
    repealed_on: datetime.date | None = None
    ranks: frozenset = frozenset()

    @property
    def holds(self):
        """Whether it is not repealed."""
        return self.validity != Validity.REPEALED


@dataclass
class Resting:
    """A measure that rests on a rule: on which, who set it, how far it is."""

    on: int
    set_by: str
    state: str = "draft"


@dataclass
class Model:
    """What there is by now, by ids."""

    rules: dict = field(default_factory=dict)
    measures: dict = field(default_factory=dict)

    def warned_of(self):
        """The measures in force that rest on a repealed rule, each with since when."""
        return {
            (pk, self.rules[one.on].repealed_on)
            for pk, one in self.measures.items()
            if one.state == "in-force" and not self.rules[one.on].holds
        }


class RuleMachine(RuleBasedStateMachine):
    """Everybody tries everything, nights pass: it goes as the model says."""

    def __init__(self):
        super().__init__()
        self.travel = time_machine.travel(BEGIN, tick=False)
        self.clock = self.travel.start()
        self.section, self.model, self.written = SectionFactory(), Model(), {}
        self.body = self.section.body
        self.people = {
            "chair": committee_chair(self.section),
            "head": person(Role.HEAD, self.body),
            "member": committee_member(self.section),
            "deputy": person(Role.DEPUTY_HEAD, self.body),
            "clerk": contributor(self.section),
        }

    def teardown(self):
        self.travel.stop()

    def attempt(self, allowed, by, deed):
        """Let somebody act, as the model says he may or may not; gives what was made."""
        return attempted(self.people[by], by, deed, allowed=allowed)

    def chosen(self, place):
        """Give one of the rules, and what the model knows of it."""
        pk = sorted(self.model.rules)[place % len(self.model.rules)]
        return Rule.objects.select_related("body").get(pk=pk), self.model.rules[pk]

    @initialize(numbers=st.sets(st.integers(1, 3), min_size=1), rank=st.integers(1, 3))
    def begin(self, numbers, rank):
        """A few rules are on the list and aimed at a level; a measure in force rests on the first."""
        for place, number in enumerate(sorted(numbers)):
            self.put_on_the_list("chair", 30, number)
            self.aim("head", place, frozenset({rank}))
        self.set_a_measure("head", 0, rank)
        self.move_a_measure_on("member", 0, ends=False)

    @rule(by=anybody, days_ago=st.integers(0, 400), number=st.integers(1, 3))
    def put_on_the_list(self, by, days_ago, number):
        """Of one name and number there is one."""
        day = timezone.localdate() - datetime.timedelta(days=days_ago)
        said = {"name": "采购管理办法", "issuer": "市财政局", "number": f"{number}号"}
        facts = rules.VersionFacts(day, articles=[("第一条", f"第{number}种采购。")])
        is_new = not Rule.objects.filter(number=said["number"]).exists()
        made = self.attempt(
            by in KEEPERS and is_new,
            by,
            lambda user: rules.list_rule(body=self.body, version=facts, by=user, **said),
        )
        if made:
            self.model.rules[made.pk] = Listed(day)

    @rule(by=anybody, place=places, days=st.integers(-20, 60))
    def amend(self, by, place, days):
        one, known = self.chosen(place)
        day = known.day + datetime.timedelta(days=days)
        facts = rules.VersionFacts(
            day, "修改第一条", [("第一条", f"{days}天内。"), ("第二条", "公开。")]
        )
        allowed = by in KEEPERS and known.holds and days >= 0
        self.attempt(allowed, by, lambda user: rules.add_version(rule=one, version=facts, by=user))
        if allowed:
            known.validity, known.day = Validity.AMENDED, day
            known.versions += 1

    @rule(
        by=anybody,
        place=places,
        days_ago=st.integers(-3, 30),
        because=st.sampled_from(["已被替代。"] * 4 + [" "]),
    )
    def repeal(self, by, place, days_ago, because):
        one, known = self.chosen(place)
        on = timezone.localdate() - datetime.timedelta(days=days_ago)
        allowed = by in KEEPERS and known.holds and days_ago >= 0 and bool(because.strip())
        self.attempt(
            allowed, by, lambda user: rules.repeal_rule(rule=one, on=on, because=because, by=user)
        )
        if allowed:
            known.validity, known.repealed_on = Validity.REPEALED, on

    @rule(by=anybody, place=places, ranks=st.frozensets(st.integers(1, 3)))
    def aim(self, by, place, ranks):
        one, known = self.chosen(place)
        allowed, at = by in KEEPERS and known.holds, at_levels(*ranks)
        self.attempt(allowed, by, lambda user: rules.aim_rule(rule=one, targets=at, by=user))
        known.ranks = ranks if allowed else known.ranks

    @rule(by=anybody, place=places, rank=st.integers(1, 3))
    def set_a_measure(self, by, place, rank):
        """One may rest on a rule that is repealed: a dossier or an old form names it; it is warned of."""
        one, _known = self.chosen(place)
        said = {"text": "抽查采购文件。", "phase": "monitoring", "kind": "oversight"}
        said |= {"section": self.section, "rhythm": "year", "rule": one, "targets": at_levels(rank)}
        made = self.attempt(
            by in KEEPERS, by, lambda user: setting.set_measure(body=self.body, by=user, **said)
        )
        if made:
            self.model.measures[made.pk] = Resting(one.pk, by)

    @rule(
        by=st.sampled_from([*sorted(SECONDS), "member", "clerk"]), place=places, ends=st.booleans()
    )
    def move_a_measure_on(self, by, place, ends):
        """Another puts it in force; it ends with a reason."""
        pk = sorted(self.model.measures)[place % len(self.model.measures)]
        one, known = Measure.objects.get(pk=pk), self.model.measures[pk]
        if ends:
            allowed = by in KEEPERS and known.state == "in-force"
            self.attempt(
                allowed, by,
                lambda user: setting.end_set_measure(measure=one, because="已并入。", by=user),
            )  # fmt: skip
        else:
            allowed = by in SECONDS - {known.set_by} and known.state == "draft"
            self.attempt(allowed, by, lambda user: setting.put_in_force(measure=one, by=user))
        if allowed:
            known.state = "ended" if ends else "in-force"

    @rule(days=st.integers(1, 40))
    def nights(self, days):
        """Some days pass; then the night warns of all that rests on what is repealed, and of nothing else."""
        self.clock.shift(datetime.timedelta(days=days))
        run_warnings(timezone.localdate())
        standing = Raised.objects.standing().filter(kind=WarningKind.REPEALED)
        assert set(standing.values_list("measure", "since")) == self.model.warned_of()

    @invariant()
    def a_rule_stands_as_the_model_says(self):
        found = Rule.objects.values_list("pk", "validity", "repealed_on")
        known = self.model.rules.items()
        assert set(found) == {(pk, one.validity, one.repealed_on) for pk, one in known}
        resting = Rule.objects.still_rested_on().values_list("pk", flat=True)
        assert set(resting) == {self.model.measures[pk].on for pk, _day in self.model.warned_of()}

    @invariant()
    def versions_are_counted_and_stay(self):
        for pk, one in self.model.rules.items():
            versions = RuleVersion.objects.filter(rule=pk).order_by("number")
            assert [each.number for each in versions] == list(range(1, one.versions + 1))
            assert [each.issued_on for each in versions] == sorted(
                each.issued_on for each in versions
            )
        now = {("version", row["id"]): row for row in RuleVersion.objects.values()}
        now |= {("article", row["id"]): row for row in RuleArticle.objects.values()}
        assert self.written.items() <= now.items()
        self.written = now

    @invariant()
    def only_a_rule_that_holds_reaches_anything(self):
        aims = LineAim.objects.standing().filter(rule__isnull=False)
        assert sorted(aims.values_list("rule", "rank")) == sorted(
            (pk, rank) for pk, one in self.model.rules.items() if one.holds for rank in one.ranks
        )


@pytest.mark.django_db
@pytest.mark.no_cover
def test_whoever_tries_whatever_rules_go_as_the_model_says():
    run_alone(RuleMachine, EXTENT)
