"""A major project under any order of acts by anybody: what is disclosed of it, and the trust of a firm.

Its keepers say what is made public and report it, stop it and let it go on; a leader decides on what is
said of a firm. Of a project that is over nothing is overdue; one that goes on asks for it as before.
"""

import datetime
from dataclasses import dataclass, field

import pytest
import time_machine
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from measures.actions import firms, projects
from measures.jobs import run_warnings
from measures.models import CreditRecord, DisclosureItem, MajorProject, ProjectFirm
from measures.models import Warning as Raised
from measures.states import FirmPart
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Role
from riskcontrol.desk.occasion_work import carrying_for
from riskcontrol.lib.handed_files import CleanFile
from riskcontrol.lib.workdays import workdays_between
from tests.factories.accounts import SectionFactory, contributor, person, section_head
from tests.factories.projects import FirmFactory, MajorProjectFactory

from .attempts import attempted
from .extent import extent, run_alone

EXTENT = extent(on_every_run=(10, 30), at_night=(100, 50))
BEGIN = datetime.datetime(2026, 11, 2, 4, tzinfo=datetime.UTC)
KEEPERS, LEADERS = {"clerk", "section head"}, {"head", "deputy"}
# Whoever lists powers somewhere in the body keeps its firms.
KEEP_FIRMS = KEEPERS | {"colleague"}
anybody = st.sampled_from(sorted(KEEP_FIRMS | LEADERS))
mostly_a_keeper = st.sampled_from(["clerk", "section head"] * 3 + sorted(KEEP_FIRMS | LEADERS))
mostly_a_leader = st.sampled_from(["head", "deputy"] * 3 + sorted(KEEPERS))
places = st.integers(0, 9)
OVER = {"finished", "stopped"}


@dataclass
class Item:
    """What is made public by a day."""

    due_on: datetime.date
    done: bool = False


@dataclass
class Sanction:
    """What is said of the firm, and what became of it."""

    begins_on: datetime.date
    ends_on: datetime.date
    state: str = "waiting"
    lifted_on: datetime.date | None = None

    def holds(self, today):
        """Whether it is in force."""
        lifted = self.lifted_on is not None and self.lifted_on <= today
        return self.state == "approved" and self.begins_on <= today <= self.ends_on and not lifted


@dataclass
class Model:
    """What there is by now, by ids."""

    state: str = "planned"
    items: dict = field(default_factory=dict)
    sanctions: dict = field(default_factory=dict)
    parts: set = field(default_factory=set)

    def overdue(self, today):
        """The items that wait too long."""
        if self.state in OVER:
            return set()
        return {pk for pk, one in self.items.items() if not one.done and one.due_on < today}

    def is_barred(self, today):
        """Whether a sanction holds against the firm."""
        return any(one.holds(today) for one in self.sanctions.values())


class ProjectMachine(RuleBasedStateMachine):
    """Everybody tries everything, nights pass: it goes as the model says."""

    def __init__(self):
        super().__init__()
        self.travel = time_machine.travel(BEGIN, tick=False)
        self.clock = self.travel.start()
        self.project, self.model = MajorProjectFactory(), Model()
        section = self.project.section
        self.firm = FirmFactory(body=section.body)
        self.people = {
            "clerk": contributor(section),
            "section head": section_head(section),
            "colleague": contributor(SectionFactory(parent=section.body)),
            "head": person(Role.HEAD, section.body),
            "deputy": person(Role.DEPUTY_HEAD, section.body),
        }

    def teardown(self):
        self.travel.stop()

    def attempt(self, allowed, by, deed):
        """Let somebody act, as the model says he may or may not; gives what was made."""
        return attempted(self.people[by], by, deed, allowed=allowed)

    @initialize(days=st.integers(-10, 5), is_barred=st.booleans())
    def begin(self, days, is_barred):
        """Something is to be made public; perhaps a sanction against the firm is in force."""
        self.say_what_is_made_public("clerk", days)
        if is_barred:
            self.put_on_record("section head", 0, 20)
            self.decide_on_a_record("head", 0, "approve")

    @rule(
        by=mostly_a_keeper, state=st.sampled_from(["planned", "under-way", "finished", "stopped"])
    )
    def comes_to(self, by, state):
        project, allowed = MajorProject.objects.get(), by in KEEPERS
        said = {"section": project.section, "expected": project.row_version}
        said["fields"] = {"name": project.name, "state": state}
        self.attempt(
            allowed, by, lambda user: projects.edit_project(project=project, by=user, **said)
        )
        self.model.state = state if allowed else self.model.state

    @rule(by=mostly_a_keeper, days=st.integers(-10, 20))
    def say_what_is_made_public(self, by, days):
        due_on = timezone.localdate() + datetime.timedelta(days=days)
        said = {"project": self.project, "text": "公开中标结果", "due_on": due_on}
        made = self.attempt(
            by in KEEPERS, by, lambda user: projects.add_disclosure(by=user, **said)
        )
        if made:
            self.model.items[made.pk] = Item(due_on)

    @rule(by=mostly_a_keeper, place=places, takes_away=st.booleans())
    def deal_with_an_item(self, by, place, takes_away):
        if not self.model.items:
            return
        pk = sorted(self.model.items)[place % len(self.model.items)]
        item, known = DisclosureItem.objects.get(pk=pk), self.model.items[pk]
        shown = {"on": timezone.localdate(), "link": "https://www.example.org/a"}
        allowed = by in KEEPERS and not known.done
        if takes_away:
            self.attempt(
                allowed, by, lambda user: projects.take_disclosure_away(item=item, by=user)
            )
        else:
            self.attempt(
                allowed, by, lambda user: projects.report_disclosed(item=item, by=user, **shown)
            )
        if allowed and takes_away:
            del self.model.items[pk]
        elif allowed:
            known.done = True

    @rule(by=mostly_a_keeper, begins=st.integers(-5, 5), lasts=st.integers(0, 30))
    def put_on_record(self, by, begins, lasts):
        begins_on = timezone.localdate() + datetime.timedelta(days=begins)
        ends_on = begins_on + datetime.timedelta(days=lasts)
        facts = firms.CreditFacts("breach", "逾期履约。", begins_on, ends_on)
        file = CleanFile("决定书.png", "image/png", b"1")
        said = {"firm": self.firm, "facts": facts, "file": file}
        made = self.attempt(by in KEEP_FIRMS, by, lambda user: firms.enter_record(by=user, **said))
        if made:
            self.model.sanctions[made.pk] = Sanction(begins_on, ends_on)

    @rule(
        by=mostly_a_leader,
        place=places,
        does=st.sampled_from(["approve", "approve", "refuse", "lift"]),
    )
    def decide_on_a_record(self, by, place, does):
        if not self.model.sanctions:
            return
        pk = sorted(self.model.sanctions)[place % len(self.model.sanctions)]
        entered, known = CreditRecord.objects.get(pk=pk), self.model.sanctions[pk]
        today = timezone.localdate()
        if does == "lift":
            goes = known.state == "approved" and not known.lifted_on and known.ends_on > today
        else:
            goes = known.state == "waiting"
        acts = {
            "approve": lambda user: firms.approve_record(entered=entered, by=user),
            "refuse": lambda user: firms.refuse_record(entered=entered, reason="不属实。", by=user),
            "lift": lambda user: firms.lift_record(entered=entered, reason="已整改。", by=user),
        }
        self.attempt(allowed := goes and by in LEADERS, by, acts[does])
        if allowed and does == "lift":
            known.lifted_on = today
        elif allowed:
            known.state = {"approve": "approved", "refuse": "refused"}[does]

    @rule(
        by=mostly_a_keeper,
        part=st.sampled_from(FirmPart.values),
        because=st.sampled_from(["", "唯一供应商。"]),
    )
    def give_part(self, by, part, because):
        barred = self.model.is_barred(timezone.localdate())
        allowed = by in KEEPERS and part not in self.model.parts and bool(because or not barred)
        said = {"project": self.project, "firm": self.firm, "part": part}
        made = self.attempt(
            allowed, by, lambda user: firms.give_part(by=user, despite_because=because, **said)
        )
        if made:
            self.model.parts.add(part)
            assert made.despite_because == (because if barred else "")

    @rule(by=mostly_a_keeper, place=places)
    def take_part_away(self, by, place):
        if self.model.parts:
            name = sorted(self.model.parts)[place % len(self.model.parts)]
            part, allowed = ProjectFirm.objects.get(part=name), by in KEEPERS
            self.attempt(allowed, by, lambda user: firms.take_part_away(part=part, by=user))
            self.model.parts -= {name} if allowed else set()

    @rule(days=st.integers(1, 20))
    def nights(self, days):
        """Some days pass; then the night warns of what is overdue by a working day, and of nothing else."""
        self.clock.shift(datetime.timedelta(days=days))
        today = timezone.localdate()
        run_warnings(today)
        standing = Raised.objects.standing().values_list("disclosure", flat=True)
        late = self.model.overdue(today)
        assert sorted(standing) == sorted(
            pk for pk in late if workdays_between(self.model.items[pk].due_on, today) >= 1
        )

    @invariant()
    def what_is_overdue_is_so_everywhere(self):
        today = timezone.localdate()
        late = self.model.overdue(today)
        assert set(DisclosureItem.objects.overdue_on(today).values_list("pk", flat=True)) == late
        assert {one.pk for one in DisclosureItem.objects.all() if one.is_overdue(today)} == late
        assert MajorProject.objects.for_rows().get().overdue == len(late)
        clerk = User.objects.get(pk=self.people["clerk"].pk)
        told = {int(one.pk) for one in carrying_for(clerk).told if one.kind == "disclose"}
        assert told == late if len(late) <= 30 else told < late

    @invariant()
    def a_sanction_holds_as_the_model_says(self):
        barred = self.model.is_barred(timezone.localdate())
        assert (firms.sanction_of(self.firm) is not None) == barred
        assert MajorProject.objects.for_rows().get().has_sanctioned == (
            barred and bool(self.model.parts)
        )


@pytest.mark.django_db
@pytest.mark.no_cover
def test_whoever_tries_whatever_a_project_goes_as_the_model_says():
    run_alone(ProjectMachine, EXTENT)
