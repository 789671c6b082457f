"""A drawing read into facts: cleaned steps and links, and the main line through them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from powers.states import ProjectStage, StepKind

from .text import clean, one_line

ABOUT = 1
"""How many steps a way may be shorter than the longest and still be about as long."""

type Drawing = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One step as it is drawn, with its place in the order."""

    number: int
    key: str
    name: str
    kind: str
    position: str
    position_name: str
    days: int | None
    check: bool
    basis: tuple[tuple[str, str], ...]
    # What it was before, written beneath where two versions are drawn as one.
    was: str = ""
    # Of a major project's chart.
    stage: str = ""
    holder: str = ""
    responsible: str = ""

    @property
    def title(self) -> str:
        """The name, or words that stand for it while it has none."""
        return self.name or _("Step %(number)s") % {"number": self.number}


@dataclass(frozen=True)
class Link:
    """One way from a step to another, with its condition."""

    source: str
    target: str
    when: str


@dataclass(frozen=True)
class Flow:
    """A whole drawing: its steps and links, each in order."""

    name: str
    steps: tuple[Step, ...]
    links: tuple[Link, ...]

    @cached_property
    def by_key(self) -> dict[str, Step]:
        """The steps by their keys."""
        return {step.key: step for step in self.steps}

    @cached_property
    def drawn_links(self) -> tuple[Link, ...]:
        """The links whose two steps both stand on the drawing."""
        known = self.by_key
        return tuple(link for link in self.links if {link.source, link.target} <= known.keys())

    @cached_property
    def forward(self) -> dict[str, list[Link]]:
        """For each step the links that lead onward and close no loop, in an order where none leads back."""
        return forward_of(self)

    @cached_property
    def from_start(self) -> set[str]:
        """The steps that a way leads to from a start, these among them."""
        return reachable((step.key for step in self.steps if step.kind == "start"), self.links)

    @cached_property
    def to_end(self) -> set[str]:
        """The steps from which a way leads to an end, these among them."""
        ends = (step.key for step in self.steps if step.kind == "end")
        return reachable(ends, self.links, backwards=True)

    def ways_out(self, key: str) -> list[Link]:
        """The links that leave a step, in order."""
        return [link for link in self.links if link.source == key]

    def ways_in(self, key: str) -> list[Link]:
        """The links that lead to a step, in order."""
        return [link for link in self.links if link.target == key]


def flow_of(drawing: Drawing | Flow) -> Flow:
    """Read a drawing as it is stored, unless it was read; of two steps with one key the first counts."""
    if isinstance(drawing, Flow):
        return drawing
    steps: dict[str, Step] = {}
    for row in drawing.get("steps") or ():
        step = step_of(row, number=len(steps) + 1)
        steps.setdefault(step.key, step)
    links = tuple(
        Link(key_of(row["from"]), key_of(row["to"]), one_line(row.get("when") or ""))
        for row in drawing.get("links") or ()
    )
    return Flow(one_line(drawing.get("name") or ""), tuple(steps.values()), links)


def key_of(written: object) -> str:
    """A step's key, never empty."""
    return clean(written) or "-"


def step_of(row: Mapping[str, Any], *, number: int) -> Step:
    """Read one step."""
    return Step(
        number=number,
        key=key_of(row["key"]),
        name=one_line(row.get("name") or ""),
        kind=str(row.get("kind") or "step"),
        position=one_line(row.get("position") or ""),
        position_name=one_line(row.get("position_name") or "")
        or one_line(row.get("position") or ""),
        days=row.get("days"),
        check=bool(row.get("check")),
        basis=tuple(
            (one_line(basis.get("law") or ""), one_line(basis.get("article") or ""))
            for basis in row.get("basis") or ()
        ),
        stage=one_line(row.get("stage") or ""),
        holder=one_line(row.get("holder") or ""),
        responsible=one_line(row.get("responsible") or ""),
    )


def working_days(days: int) -> str:
    """So many working days, in words."""
    return ngettext("%(days)s working day", "%(days)s working days", days) % {"days": days}


def kind_word(kind: str) -> str:
    """The word for a kind of step; one not known is its own word."""
    return str(StepKind(kind).label) if kind in StepKind else kind


def stage_word(stage: str) -> str:
    """The word for a stage of a major project; one not known is its own word."""
    return str(ProjectStage(stage).label) if stage in ProjectStage else stage


def told_of_project(step: Step) -> str:
    """What a step of a major project's chart tells beyond others: stage, holder, responsible unit."""
    said = [stage_word(step.stage)]
    if step.holder:
        said.append(_("power: %(body)s") % {"body": step.holder})
    if step.responsible:
        said.append(_("responsible: %(unit)s") % {"unit": step.responsible})
    return " · ".join(filter(None, said))


def reachable(keys: Iterable[str], links: Iterable[Link], *, backwards: bool = False) -> set[str]:
    """Every step that a way leads to from these, or from which a way leads to these."""
    onward: dict[str, list[str]] = {}
    for link in links:
        near, far = (link.target, link.source) if backwards else (link.source, link.target)
        onward.setdefault(near, []).append(far)
    seen: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += onward.get(key, [])
    return seen


def forward_of(flow: Flow) -> dict[str, list[Link]]:
    """For each step the links that lead onward and close no loop, in an order where none leads back."""
    onward: dict[str, list[Link]] = {step.key: [] for step in flow.steps}
    for link in flow.drawn_links:
        onward[link.source].append(link)
    done: dict[str, list[Link]] = {}
    open_keys: list[str] = []
    for key in roots_first(flow):
        visit(key, onward, done, open_keys)
    return dict(reversed(done.items()))


def roots_first(flow: Flow) -> list[str]:
    """The steps with the start before the others."""
    return [step.key for step in sorted(flow.steps, key=lambda step: step.kind != "start")]


def visit(
    key: str, onward: dict[str, list[Link]], done: dict[str, list[Link]], open_keys: list[str]
) -> None:
    """Walk on from a step depth first; a link to a step still open closes a loop."""
    if key in done or key in open_keys:
        return
    open_keys.append(key)
    forward = [link for link in onward[key] if link.target not in open_keys]
    for link in reversed(forward):
        visit(link.target, onward, done, open_keys)
    open_keys.remove(key)
    done[key] = forward


def main_line(flow: Flow) -> list[str]:
    """The longest way from the start to an end (or as far as it goes), loops left out.

    Of ways about as long the one named first counts, so that one step more on a branch does not
    make it the main line.
    """
    forward = flow.forward
    reaches: dict[str, tuple[bool, int]] = {}
    following: dict[str, str] = {}
    for key in reversed(forward):
        options = {
            link.target: (reaches[link.target][0], reaches[link.target][1] + 1)
            for link in forward[key]
        }
        options[""] = (flow.by_key[key].kind == "end", 1)
        reaches[key] = arrives, longest = max(options.values())
        enough = arrives, longest - ABOUT
        following[key] = next(target for target, reach in options.items() if reach >= enough)
    line: list[str] = []
    key = next(iter(roots_first(flow)), "")
    while key:
        line.append(key)
        key = following[key]
    return line
