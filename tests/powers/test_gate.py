"""The gate, clause by clause, and the rule of improvement as a property."""

import copy
import datetime

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from powers.drawing.compare import touched_steps, uncovered
from powers.gate import all_settled, final_version, gate_of
from powers.models import Posting, Release
from powers.states import Stage
from tests.factories.accounts import PositionFactory, UserFactory
from tests.factories.powers import (
    ExtensionFactory,
    PowerFactory,
    StepFactory,
    drawn_chart,
    fresh,
    frozen,
    posted,
    settled_chart,
)

from .flow import checked, cleared, handed_in, over, submitted


def reason_of(chart):
    with translation.override("en"):
        return gate_of(fresh(chart)).decision.reason


def stop(posting):
    """End a posting early past the actions."""
    Posting.objects.filter(pk=posting.pk).update(
        stopped_on=timezone.localdate(), stopped_by=UserFactory(), stop_reason="内容有误。"
    )


@pytest.mark.django_db
class TestReasons:
    def test_never_posted(self):
        assert "The section completes it" in reason_of(drawn_chart())

    @pytest.mark.parametrize(
        ("at", "who"),
        [
            (submitted, "the section head checks it"),
            (checked, "the posting moderator reviews it"),
            (cleared, "the deputy head signs it"),
        ],
    )
    def test_on_its_way_up(self, at, who):
        release, _people = at()
        assert who in reason_of(release.flowchart)

    def test_returned_waits_for_the_section(self):
        release, _people = submitted()
        Release.objects.update(stage=Stage.RETURNED)
        assert "The section completes it" in reason_of(release.flowchart)

    def test_signed_and_not_open_yet(self):
        assert "opens for comment on" in reason_of(posted(drawn_chart(), days_ago=-3).flowchart)

    def test_open_after_an_extension(self):
        posting = ExtensionFactory(posting=posted(drawn_chart())).posting
        assert "which is an extension" in reason_of(posting.flowchart)

    def test_stopped_early(self):
        posting = posted(drawn_chart(), days_ago=3)
        stop(posting)
        reason = reason_of(posting.flowchart)
        assert "was stopped early" in reason
        assert "sends it up again" in reason

    def test_posted_and_open(self):
        assert "runs its full period" in reason_of(posted(drawn_chart()).flowchart)

    def test_on_its_last_day(self):
        assert "runs its full period" in reason_of(posted(drawn_chart(), days_ago=9).flowchart)

    def test_over_with_comments_waiting(self):
        posting, _people = over(comments=2)
        assert "The section answers the 2 comments" in reason_of(posting.flowchart)

    def test_over_and_answered(self):
        posting, _people = over()
        assert "The section hands in its answers" in reason_of(posting.flowchart)

    def test_handed_in(self):
        posting, _people = handed_in()
        assert "The posting moderator settles" in reason_of(posting.flowchart)

    def test_withheld_and_not_confirmed(self):
        chart = drawn_chart()
        chart.powers.update(withheld_ground="涉密", withheld_approver="王局")
        assert "The leader confirms its drawing" in reason_of(chart)


@pytest.mark.django_db
class TestGate:
    def test_settled_opens_every_step(self):
        gate = gate_of(settled_chart())
        assert gate.decision
        assert [bool(gate.step(key)) for key in ("receive", "examine", "serve")] == [True] * 3

    @pytest.mark.parametrize(
        "change", [{"name": "复核"}, {"kind": "document"}, {"days": 9}, {"is_check": True}]
    )
    def test_a_changed_step_is_closed_and_no_other(self, change):
        chart = settled_chart()
        chart.steps.filter(key="examine").update(**change)
        gate = gate_of(fresh(chart))
        assert gate.changed == {"examine"}
        assert gate.step("receive")
        assert not gate.step("examine")

    def test_a_step_in_another_position_is_closed(self):
        chart = settled_chart()
        chart.steps.filter(key="examine").update(position=PositionFactory(unit=chart.section))
        assert gate_of(fresh(chart)).changed == {"examine"}

    def test_a_changed_way_closes_both_its_steps(self):
        chart = settled_chart()
        chart.links.filter(source__key="receive").update(condition="材料齐全")
        assert gate_of(fresh(chart)).changed == {"receive", "examine"}

    def test_a_new_step_is_closed(self):
        chart = settled_chart()
        StepFactory(flowchart=chart, key="extra")
        gate = gate_of(fresh(chart))
        assert not gate.step("extra")
        assert gate.step("examine")

    def test_an_unknown_step_is_closed(self):
        assert not gate_of(settled_chart()).step("nowhere")

    def test_another_order_or_legal_basis_closes_nothing(self):
        chart = settled_chart()
        chart.steps.get(key="examine").bases.create(law="行政处罚法")
        assert gate_of(fresh(chart)).changed == frozenset()

    def test_a_later_posting_leaves_unchanged_steps_open(self):
        chart = settled_chart()
        chart.steps.filter(key="examine").update(name="复核")
        posted(chart)
        gate = gate_of(fresh(chart))
        assert gate.step("receive")
        assert not gate.step("examine")

    def test_a_step_of_a_closed_gate_says_why(self):
        gate = gate_of(drawn_chart())
        assert gate.step("examine") == gate.decision

    def test_the_last_settled_version_counts(self):
        chart = settled_chart()
        chart.steps.filter(key="examine").update(name="复核")
        again = posted(chart, days_ago=15)
        settle(again)
        assert final_version(fresh(chart)) == again.version

    def test_a_stopped_posting_leaves_the_gate_as_it_was(self):
        chart = settled_chart()
        before = final_version(chart)
        chart.steps.filter(key="examine").update(name="复核")
        stop(posted(chart, days_ago=15))
        assert final_version(fresh(chart)) == before
        assert not gate_of(fresh(chart)).step("examine")

    def test_a_newer_version_kept_in_secret_counts_while_all_is_withheld(self):
        chart = settled_chart()
        secret = frozen(chart, withheld=True)
        assert final_version(fresh(chart)) != secret
        chart.powers.update(withheld_ground="涉密", withheld_approver="王局")
        assert final_version(fresh(chart)) == secret

    def test_a_secret_version_lapses_with_a_power_that_may_be_shown(self):
        chart = drawn_chart()
        chart.powers.update(withheld_ground="涉密", withheld_approver="王局")
        frozen(chart, withheld=True)
        assert gate_of(fresh(chart)).decision
        PowerFactory(section=chart.section, flowchart=chart)
        assert not gate_of(fresh(chart)).decision

    def test_a_ground_without_a_second_person_withholds_nothing(self):
        chart = drawn_chart()
        chart.powers.update(withheld_ground="涉密")
        frozen(chart, withheld=True)
        assert not gate_of(fresh(chart)).decision


def settle(posting):
    Posting.objects.filter(pk=posting.pk).update(
        final_version=posting.version,
        handed_in_by=UserFactory(),
        settled_by=UserFactory(),
        settled_at=timezone.now(),
    )


@pytest.mark.django_db
def test_points_on_positions_need_every_chart_settled_once():
    done, waiting = settled_chart(), drawn_chart()
    assert all_settled([done])
    assert not all_settled([done, waiting])
    with translation.override("en"):
        assert waiting.name in all_settled([done, waiting]).reason


@pytest.mark.django_db
def test_a_posting_that_only_opens_tomorrow_is_no_settlement():
    chart = drawn_chart()
    posting = posted(chart)
    Posting.objects.filter(pk=posting.pk).update(opens=posting.opens + datetime.timedelta(days=1))
    assert not gate_of(fresh(chart)).decision


KEYS = ["a", "b", "c", "d"]
NAMES = st.sampled_from(["受理", "审查", "决定"])
STEPS = st.fixed_dictionaries({
    "name": NAMES,
    "kind": st.sampled_from(["start", "step", "decision", "end"]),
    "position": st.sampled_from(["p1", "p2"]),
    "days": st.sampled_from([None, 5]),
    "check": st.booleans(),
})  # fmt: skip


@st.composite
def drawings(draw):
    """A drawing of some of four steps with some ways between them."""
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1))
    steps = [{"key": key, "position_name": "", "basis": [], **draw(STEPS)} for key in keys]
    pairs = draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), unique=True))
    when = st.sampled_from(["", "齐全"])
    links = [{"from": source, "to": target, "when": draw(when)} for source, target in pairs]
    return {"name": "图", "steps": steps, "links": links}


@given(drawings(), drawings())
def test_naming_every_touched_step_covers_all_that_counts(posted_one, live):
    assert uncovered(posted_one, live, touched_steps(posted_one, live)) == []


@given(drawings(), drawings(), st.sets(st.sampled_from(KEYS)))
def test_a_covered_improvement_changes_only_named_steps_and_their_neighbours(before, after, named):
    if uncovered(before, after, named):
        return
    old, new = plain(before), plain(after)
    for key in old.keys() | new.keys():
        assert key in named or old.get(key) == new.get(key)
    for way in ways(before) ^ ways(after):
        assert {way[0], way[1]} & named


@given(drawings())
def test_an_unchanged_drawing_needs_no_comment(drawing):
    assert uncovered(drawing, copy.deepcopy(drawing), set()) == []


def plain(drawing):
    return {step["key"]: {**step, "key": ""} for step in drawing["steps"]}


def ways(drawing):
    return {(link["from"], link["to"], link["when"]) for link in drawing["links"]}
