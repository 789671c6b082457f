"""What changed between two drawings, in words, and which steps it touches."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .flow import Drawing, Flow, Link, Step, flow_of, kind_word

FIELDS = ("name", "kind", "position", "days", "check", "basis")


@dataclass(frozen=True)
class Difference:
    """One thing that differs.

    `kind` is added, removed, changed or moved. `field` names the step's field, `link` for a way
    (then `step` is its source and `target` its target), and is empty for a whole step.
    """

    kind: str
    step: str
    words: str
    field: str = ""
    target: str = ""


def compare(before: Drawing, after: Drawing) -> list[Difference]:
    """Name everything that differs: steps, then ways, then the order of the steps."""
    old, new = flow_of(before), flow_of(after)
    return [*step_differences(old, new), *link_differences(old, new), *moves(old, new)]


def uncovered(before: Drawing, after: Drawing, named: set[str]) -> list[Difference]:
    """List the differences that no named step answers for.

    A step's difference needs its own key named, a way's the key of its source or its target; the
    order of the rows alone needs none.
    """
    return [
        difference
        for difference in compare(before, after)
        if difference.kind != "moved" and not {difference.step, difference.target} & named
    ]


def touched_steps(before: Drawing, after: Drawing) -> set[str]:
    """Give the keys of the steps whose name, kind, position, days, check or ways differ."""
    old, new = facts_of(flow_of(before)), facts_of(flow_of(after))
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def facts_of(flow: Flow) -> dict[str, tuple[Any, ...]]:
    """What counts of each step, its ways in and out included."""
    return {
        step.key: (
            *(fact(step, field) for field in FIELDS if field != "basis"),
            Counter((link.source, link.when) for link in flow.ways_in(step.key)),
            Counter((link.target, link.when) for link in flow.ways_out(step.key)),
        )
        for step in flow.steps
    }


def fact(step: Step, field: str) -> Any:
    """One fact of a step; a position is known by its code, or by its name where it has none."""
    if field == "position":
        return step.position or step.position_name
    return getattr(step, field)


def step_differences(old: Flow, new: Flow) -> Iterator[Difference]:
    """Steps gone, steps come, and what changed in the others."""
    for step in old.steps:
        if step.key not in new.by_key:
            words = _("The step “%(step)s” is gone.") % {"step": step.title}
            yield Difference("removed", step.key, words)
    for step in new.steps:
        if step.key not in old.by_key:
            words = _("The step “%(step)s” is new.") % {"step": step.title}
            yield Difference("added", step.key, words)
        else:
            yield from field_differences(old.by_key[step.key], step)


def field_differences(old: Step, new: Step) -> Iterator[Difference]:
    """What changed in one step."""
    for field in FIELDS:
        if fact(old, field) != fact(new, field):
            yield Difference("changed", new.key, change_in_words(field, old, new), field)


def change_in_words(field: str, old: Step, new: Step) -> str:
    """One changed fact as a sentence."""
    templates = {
        "name": _("The step “%(before)s” is now called “%(after)s”."),
        "kind": _("The kind of “%(step)s” is now “%(after)s”; it was “%(before)s”."),
        "position": _("The position of “%(step)s” is now “%(after)s”; it was “%(before)s”."),
        "days": _("The time for “%(step)s” is now %(after)s; it was %(before)s."),
        "check": check_template(new),
        "basis": _("The legal basis of “%(step)s” is now %(after)s; it was %(before)s."),
    }
    words = {"step": new.title, "before": spoken(old, field), "after": spoken(new, field)}
    return templates[field] % words


def check_template(new: Step) -> str:
    """The sentence for a step that became, or is no longer, a check-and-balance step."""
    if new.check:
        return _("“%(step)s” is now a check-and-balance step.")
    return _("“%(step)s” is no longer a check-and-balance step.")


def spoken(step: Step, field: str) -> str:
    """One fact of a step in words."""
    none = pgettext("nothing is set", "none")
    if field == "kind":
        return kind_word(step.kind)
    if field == "days":
        return none if step.days is None else _("%(days)s working days") % {"days": step.days}
    if field == "basis":
        return "；".join(f"《{law}》{article}" for law, article in step.basis) or none
    if field == "position":
        return step.position_name or none
    return step.title


def link_differences(old: Flow, new: Flow) -> Iterator[Difference]:
    """Ways gone, ways come, and ways whose condition changed."""
    pairs = dict.fromkeys((link.source, link.target) for link in (*old.links, *new.links))
    for source, target in pairs:
        before = Counter(link.when for link in between(old, source, target))
        after = Counter(link.when for link in between(new, source, target))
        gone, come = list((before - after).elements()), list((after - before).elements())
        names = {"source": called(source, new, old), "target": called(target, new, old)}
        for was, now in zip(gone, come, strict=False):
            words = condition_in_words(names, was, now)
            yield Difference("changed", source, words, "link", target)
        for when in gone[len(come) :]:
            yield Difference("removed", source, way_gone(names, when), "link", target)
        for when in come[len(gone) :]:
            yield Difference("added", source, way_come(names, when), "link", target)


def between(flow: Flow, source: str, target: str) -> list[Link]:
    """The links from one step to another."""
    return [link for link in flow.ways_out(source) if link.target == target]


def called(key: str, *flows: Flow) -> str:
    """What a step is called, in the first flow that has it."""
    return next((flow.by_key[key].title for flow in flows if key in flow.by_key), key)


def condition_in_words(names: dict[str, str], was: str, now: str) -> str:
    """A way whose condition changed, as a sentence."""
    none = pgettext("nothing is set", "none")
    words = names | {"before": was or none, "after": now or none}
    template = _(
        "The way from “%(source)s” to “%(target)s” is now taken when: %(after)s; it was: %(before)s."
    )
    return template % words


def way_gone(names: dict[str, str], when: str) -> str:
    """A way that is no longer there, as a sentence."""
    if not when:
        return _("The way from “%(source)s” to “%(target)s” is gone.") % names
    template = _("The way from “%(source)s” to “%(target)s” (when: %(when)s) is gone.")
    return template % (names | {"when": when})


def way_come(names: dict[str, str], when: str) -> str:
    """A way that was not there before, as a sentence."""
    if not when:
        return _("The way from “%(source)s” to “%(target)s” is new.") % names
    template = _("The way from “%(source)s” to “%(target)s” (when: %(when)s) is new.")
    return template % (names | {"when": when})


def moves(old: Flow, new: Flow) -> Iterator[Difference]:
    """Steps that stand elsewhere in the order of the steps both drawings have."""
    before = [step.key for step in old.steps if step.key in new.by_key]
    after = [step.key for step in new.steps if step.key in old.by_key]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    kept = {
        key for block in matcher.get_matching_blocks() for key in after[block.b :][: block.size]
    }
    for key in after:
        if key not in kept:
            step = new.by_key[key]
            words = _("“%(step)s” now stands at place %(number)s.")
            filled = words % {"step": step.title, "number": step.number}
            yield Difference("moved", key, filled, "order")
