"""Two drawings laid over each other: one flow with the steps and ways of both, and what became of each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .compare import Difference, told
from .flow import Drawing, Flow, Link, Step, flow_of
from .saying import spoken

KINDS = ("removed", "added", "changed", "moved")
"""What may become of a step or a way; of two, the first is how it looks."""


@dataclass(frozen=True)
class Merged:
    """A flow of both drawings.

    `numbers` are those that the steps have in the later drawing, or had in the earlier one; `steps`
    tells by key, `ways` by place among the links, what became of each, in KINDS' order.
    """

    flow: Flow
    numbers: dict[str, int]
    steps: dict[str, tuple[str, ...]]
    ways: dict[int, str]

    def count(self, kind: str) -> tuple[int, int]:
        """How many steps and ways became that."""
        steps = sum(kind in kinds for kinds in self.steps.values())
        return steps, sum(became == kind for became in self.ways.values())


def merge(before: Drawing, after: Drawing) -> Merged:
    """Lay the earlier drawing over the later one, whose order and main line stay."""
    old, new, found = flow_of(before), flow_of(after), told(before, after)
    of_steps = [each for each in found if each.step and each.field != "link"]
    of_ways = [each for each in found if each.field == "link" and each.kind != "moved"]
    steps = merged_steps(old, new, of_steps)
    ways = merged_ways(old, new, of_ways, known={step.key for step in steps})
    return Merged(
        Flow(new.name, steps, tuple(link for link, _kind in ways)),
        {step.key: step.number for step in (*old.steps, *new.steps)},
        kinds_of(of_steps),
        {at: kind for at, (_link, kind) in enumerate(ways) if kind},
    )


def kinds_of(differences: Iterable[Difference]) -> dict[str, tuple[str, ...]]:
    """What became of each step; another name of its position is a change."""
    found: dict[str, set[str]] = {}
    for each in differences:
        kind = each.kind if each.kind in KINDS else "changed"
        found.setdefault(each.step, set()).add(kind)
    return {key: tuple(kind for kind in KINDS if kind in kinds) for key, kinds in found.items()}


def merged_steps(old: Flow, new: Flow, differences: list[Difference]) -> tuple[Step, ...]:
    """The later steps with what each was, and those gone, each after the one it stood behind."""
    keys = merged_keys(old, new)
    steps = (new.by_key.get(key) or old.by_key[key] for key in keys)
    return tuple(
        replace(step, number=at, name=step.title, was=was_of(step.key, old, differences))
        for at, step in enumerate(steps, 1)
    )


def merged_keys(old: Flow, new: Flow) -> list[str]:
    """The keys of both in one order."""
    keys = [step.key for step in new.steps]
    at = 0
    for step in old.steps:
        if step.key not in new.by_key:
            keys.insert(at, step.key)
        at = keys.index(step.key) + 1
    return keys


def was_of(key: str, old: Flow, differences: list[Difference]) -> str:
    """What a step was, in a few words, where it is still there and another."""
    parts = [
        was_in_words(old.by_key[key], each)
        for each in differences
        if each.step == key and each.field and not (each.field == "order" and each.was == each.now)
    ]
    if not parts:
        return ""
    before = pgettext("between items of a list", ", ").join(parts)
    return pgettext("what a step was before", "was: %(before)s") % {"before": before}


def was_in_words(step: Step, difference: Difference) -> str:
    """One fact of the earlier step."""
    if difference.field == "order":
        return _("place %(number)s") % {"number": step.number}
    if difference.field == "check":
        return _("a check-and-balance step") if step.check else _("no check-and-balance step")
    if difference.field == "basis":
        return _("another legal basis")
    return spoken(step, difference.field)


def merged_ways(
    old: Flow, new: Flow, differences: list[Difference], known: set[str]
) -> list[tuple[Link, str]]:
    """The later ways and those gone, each with what became of it; both of its steps are there."""
    later = {each.at[1]: each for each in differences if each.at[1]}
    ways = [(labelled(link, later.get(at)), later.get(at)) for at, link in enumerate(new.links, 1)]
    ways += [
        (labelled(old.links[each.at[0] - 1], each), each)
        for each in differences
        if each.kind == "removed"
    ]
    return [
        (link, each.kind if each else "")
        for link, each in ways
        if {link.source, link.target} <= known
    ]


def labelled(link: Link, difference: Difference | None) -> Link:
    """The way with a word before its condition for what became of it."""
    if difference is None:
        return link
    words = {"became": word_of(difference.kind), "when": link.when}
    label = _("%(became)s: %(when)s") if link.when else "%(became)s"
    if difference.kind == "changed":
        none = pgettext("nothing is set", "none")
        words |= {"when": link.when or none, "before": difference.was or none}
        label = _("%(became)s: %(when)s (was: %(before)s)")
    return replace(link, when=label % words)


def word_of(kind: str) -> str:
    """The word for what became of a step or way."""
    words = {
        "added": pgettext("in a comparison", "added"),
        "removed": pgettext("in a comparison", "removed"),
        "changed": pgettext("in a comparison", "changed"),
        "moved": pgettext("in a comparison", "moved"),
    }
    return words[kind]
