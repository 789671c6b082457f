"""What a flow still lacks to be complete, in words that name the step."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .flow import Drawing, Flow, Step, flow_of


@dataclass(frozen=True)
class Shortfall:
    """One thing missing; `step` is the key of the step it concerns, empty for the whole chart."""

    step: str
    message: str


def shortfalls(drawing: Drawing | Flow) -> list[Shortfall]:
    """List everything a flow lacks to be complete: the whole chart first, then step by step."""
    flow = flow_of(drawing)
    if not flow.steps:
        return [Shortfall("", _("The chart has no steps yet. Add the first one."))]
    found = [*about_the_start(flow), *about_the_ends(flow), *about_strange_links(flow)]
    for step in flow.steps:
        found += [Shortfall(step.key, message) for message in about_a_step(flow, step)]
    return found


def about_the_start(flow: Flow) -> Iterator[Shortfall]:
    """A flow begins at exactly one step."""
    starts = [step for step in flow.steps if step.kind == "start"]
    if not starts:
        yield Shortfall("", _("No step is the start. Make the first step the start."))
    for step in starts[1:]:
        words = _("The chart has more than one start: “%(first)s” and “%(step)s”. Keep one.")
        yield Shortfall(step.key, words % {"first": starts[0].title, "step": step.title})


def about_the_ends(flow: Flow) -> Iterator[Shortfall]:
    """A flow has at least one end."""
    if not any(step.kind == "end" for step in flow.steps):
        yield Shortfall("", _("No step is an end. Make the last step an end."))


def about_strange_links(flow: Flow) -> Iterator[Shortfall]:
    """A link joins two steps of the chart."""
    known = flow.by_key
    for link in flow.links:
        if link.source in known and link.target not in known:
            words = _("A way from “%(step)s” leads to a step that is not on the chart.")
            yield Shortfall(link.source, words % {"step": known[link.source].title})
        elif link.source not in known:
            yield Shortfall("", _("A way begins at a step that is not on the chart."))


def about_a_step(flow: Flow, step: Step) -> Iterator[str]:
    """Everything that one step lacks."""
    yield from about_its_words(step)
    yield from about_its_reach(flow, step)
    yield from about_its_ways_out(flow, step)


def about_its_words(step: Step) -> Iterator[str]:
    """A step has a name and a position; of one in which nothing stands that is said once."""
    named = {"step": step.title}
    is_placed = bool(step.position or step.position_name)
    if not (step.name or is_placed or step.days):
        words = _("“%(step)s” is still empty. Name it and choose its position, or remove it.")
        yield words % named
        return
    if not step.name:
        yield _("“%(step)s” has no name.") % named
    if not is_placed:
        yield _("“%(step)s” has no position.") % named


def about_its_reach(flow: Flow, step: Step) -> Iterator[str]:
    """A way leads to the step from the start, and from the step to an end."""
    if flow.from_start and step.key not in flow.from_start:
        yield _("No way leads from the start to “%(step)s”.") % {"step": step.title}
    if flow.to_end and step.key not in flow.to_end:
        yield _("No way leads from “%(step)s” to an end.") % {"step": step.title}


def about_its_ways_out(flow: Flow, step: Step) -> Iterator[str]:
    """Ends have none, decisions two or more, and several are told apart by their conditions."""
    ways = [link for link in flow.drawn_links if link.source == step.key]
    if step.kind == "end" and ways:
        yield _("“%(step)s” is an end, so no way may lead on from it.") % {"step": step.title}
    if step.kind == "decision" and len(ways) < 2:
        yield _("“%(step)s” is a decision and needs at least two ways out.") % {"step": step.title}
    for link in ways if len(ways) > 1 else ():
        if not link.when:
            target = flow.by_key[link.target].title
            words = _("“%(step)s” has several ways out: say when the way to “%(target)s” is taken.")
            yield words % {"step": step.title, "target": target}
