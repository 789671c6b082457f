"""The rule of improvement as a property: a chart settles where adopted comments say all that changed."""

from collections import Counter
from copy import deepcopy

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from powers.actions.comments import Answer, save_answers
from powers.actions.postings import hand_in_posting, settle_posting
from powers.charts import drawing_of
from powers.drawing.applying import apply
from powers.drawing.checks import shortfalls
from powers.drawing.compare import compare, uncovered
from powers.models import Link, Posting, Step, Version
from powers.states import CHANGING
from tests.factories.accounts import PositionFactory
from tests.factories.powers import fresh

from .drawing.test_applying import KEYS, any_drawings
from .flow import over

FACTS = ("name", "kind", "position", "days", "check", "basis")


def is_covered(before, after, named):
    """The rule, told apart from the code: what is not named is as it was, order and spelling aside."""
    if before["name"] != after["name"]:
        return False
    old, new = ({row["key"]: row for row in each["steps"]} for each in (before, after))
    same = all(facts(old.get(key)) == facts(new.get(key)) for key in {*old, *new} - named)
    return same and ways(before, named) == ways(after, named)


def facts(row):
    """What counts of a step; a position is known by its code, or by its name without one."""
    if row is None:
        return None
    position = row["position"] or plain(row["position_name"])
    basis = [(plain(each["law"]), plain(each["article"])) for each in row["basis"]]
    return plain(row["name"]), row["kind"], position, row["days"], row["check"], basis


def plain(text):
    """As it reads: the blanks and the two ways to write é (NFC) apart."""
    return " ".join(text.replace("e\u0301", "é").split())


def ways(drawn, named):
    """The ways none of whose steps is named."""
    ends = ((row["from"], row["to"], plain(row["when"])) for row in drawn["links"])
    return Counter(way for way in ends if not {*way[:2]} & named)


@settings(max_examples=400)
@given(any_drawings(), any_drawings(), st.sets(st.sampled_from(KEYS)), st.booleans())
def test_uncovered_is_what_no_named_step_answers_for(before, after, named, renamed):
    if not renamed:
        after = after | {"name": before["name"]}
    assert (uncovered(before, after, named) == []) == is_covered(before, after, named)


@settings(max_examples=300)
@given(any_drawings(), st.data())
def test_one_edit_is_covered_by_its_own_step_alone(before, data):
    if not before["steps"]:
        return
    after = deepcopy(before)
    row = data.draw(st.sampled_from(after["steps"]))
    row["days"] = (row["days"] or 0) + 1
    assert uncovered(before, after, {row["key"]}) == []
    others = {each["key"] for each in after["steps"]} - {row["key"]}
    assert [each.step for each in uncovered(before, after, others)] == [row["key"]]


def rename(chart, key):
    chart.steps.filter(key=key).update(name=f"改过的{key}")


def hasten(chart, key):
    chart.steps.filter(key=key).update(days=1)


def hand_over(chart, key):
    chart.steps.filter(key=key).update(position=PositionFactory(unit=chart.section))


def make_a_check(chart, key):
    chart.steps.filter(key=key).update(is_check=True)


def rest_on_a_law(chart, key):
    chart.steps.get(key=key).bases.create(law="行政处罚法", article="第一条", order=9)


def add_a_way(chart, key):
    """A second way from the first step; both have conditions."""
    source, target = chart.steps.get(key="receive"), chart.steps.get(key=key)
    if key not in {"receive", "examine"}:
        Link.objects.get_or_create(source=source, target=target, defaults={"flowchart": chart})
        for link in source.ways_out.all():
            Link.objects.filter(pk=link.pk).update(condition=f"转{link.target.name}")


def put_a_condition(chart, key):
    chart.links.filter(source__key=key).update(condition="材料齐全")


def insert_a_step(chart, key):
    """A step of its own between one and the next."""
    link = chart.links.filter(source__key=key).first()
    if link and not chart.steps.filter(key="extra").exists():
        before = link.source
        step = Step.objects.create(
            flowchart=chart,
            key="extra",
            name="复核",
            kind="step",
            position=before.position,
            order=9,
        )
        Link.objects.create(flowchart=chart, source=step, target=link.target, order=9)
        Link.objects.filter(pk=link.pk).update(target=step)


def take_out(chart, key):
    """Take the middle step out; the one before leads on to the one after."""
    if key == "examine":
        chart.links.filter(source__key=key).delete()
        chart.links.filter(target__key=key).update(target=chart.steps.get(key="serve"))
        chart.steps.filter(key=key).update(retired=True)


def move_up(chart, key):
    chart.steps.filter(key=key).update(order=0)


def name_the_chart(chart, key):
    type(chart).objects.filter(pk=chart.pk).update(name=f"图{key}")


# Each edit with a step at which it has an effect.
EDITS = {
    rename: "examine",
    hasten: "receive",
    hand_over: "serve",
    make_a_check: "examine",
    rest_on_a_law: "serve",
    add_a_way: "serve",
    put_a_condition: "receive",
    insert_a_step: "examine",
    take_out: "examine",
    move_up: "serve",
    name_the_chart: "",
}
STEP_KEYS = ("receive", "examine", "serve")
EDITED = st.lists(st.tuples(st.sampled_from(list(EDITS)), st.sampled_from(STEP_KEYS)), max_size=3)
DECISIONS = st.sampled_from([*CHANGING, *CHANGING, "declined"])
ANSWERS = st.lists(
    st.tuples(DECISIONS, st.sets(st.sampled_from([*STEP_KEYS, "extra"]))), max_size=2
)


@pytest.mark.django_db
@settings(max_examples=40)
@given(EDITED, ANSWERS)
def test_a_chart_settles_exactly_where_adopted_comments_name_what_changed(edits, answers):
    with transaction.atomic():
        try_to_settle(edits, answers)
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("edit", EDITS)
def test_each_edit_settles_once_everything_is_named_and_not_before(edit):
    edits = [(edit, EDITS[edit])]
    assert try_to_settle(edits, []) == (edit is move_up)
    assert try_to_settle(edits, [("declined", {*STEP_KEYS, "extra"})]) == (edit is move_up)
    everything = [("adopted", {*STEP_KEYS, "extra"})]
    assert try_to_settle(edits, everything) == (edit is not name_the_chart)


def try_to_settle(edits, answers):
    """Post a chart, edit it, answer its comments, settle it; say whether that went, and look at all."""
    posting, people = over(comments=len(answers))
    answer(posting, people, answers)
    for edit, key in edits:
        edit(posting.flowchart, key)
    live = drawing_of(fresh(posting.flowchart))
    named = {key for decision, keys in answers if decision in CHANGING for key in keys}
    may = is_covered(posting.version.drawing, live, named) and not shortfalls(live)
    if may:
        hand_in_posting(posting=posting, by=people.contributor)
        became_what_is_live(settle_posting(posting=posting, by=people.moderator), live)
    else:
        refused(posting, people)
    return may


def answer(posting, people, answers):
    comments = list(posting.comments.all())
    drafts = [
        Answer(comment, decision, "已写明。", tuple(sorted(keys)))
        for comment, (decision, keys) in zip(comments, answers, strict=True)
    ]
    save_answers(posting=posting, answers=drafts, by=people.contributor)


def became_what_is_live(posting, live):
    """The final version is the live drawing, and the comparison with what was posted leads to it."""
    before, final = posting.version.drawing, posting.final_version.drawing
    assert apply(before, compare(before, final)) == final
    assert final == (live if posting.final_version != posting.version else before)
    assert not [each for each in compare(final, live) if each.is_improvement]


def refused(posting, people):
    """Neither handed in nor, had it been handed in before the edit, settled; nothing is left behind."""
    with pytest.raises(PermissionDenied):
        hand_in_posting(posting=posting, by=people.contributor)
    Posting.objects.filter(pk=posting.pk).update(
        handed_in_by=people.contributor, handed_in_at=posting.version.made_at
    )
    with pytest.raises(PermissionDenied):
        settle_posting(posting=posting, by=people.moderator)
    assert Version.objects.filter(flowchart=posting.flowchart).count() == 1
    assert Posting.objects.unsettled().filter(pk=posting.pk).exists()
