"""The same flow as a nested text list, for whoever cannot or would rather not see the drawing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .flow import (
    Drawing,
    Flow,
    Link,
    Step,
    flow_of,
    kind_word,
    stage_word,
    told_of_project,
    working_days,
)


@dataclass(frozen=True)
class Way:
    """One way out of a step; `target_number` is None where the target is not on the chart.

    A target that has no name yet is known by its number alone.
    """

    condition: str
    target: str
    target_number: int | None
    target_name: str
    goes_back: bool

    @property
    def words(self) -> str:
        """When the way is taken, and where it leads."""
        if not self.condition:
            return self.leads
        return _("If %(condition)s: %(then)s") % {"condition": self.condition, "then": self.leads}

    @property
    def leads(self) -> str:
        """Where the way leads, by the number and name of its step where they are known."""
        if self.target_number is None:
            return self.target_name
        return self.phrase % {"number": self.target_number, "name": self.target_name}

    @property
    def phrase(self) -> str:
        """The words around the number and the name."""
        if self.target_name:
            back, on = _("back to step %(number)s, %(name)s"), _("on to step %(number)s, %(name)s")
        else:
            back, on = _("back to step %(number)s"), _("on to step %(number)s")
        return back if self.goes_back else on


@dataclass(frozen=True)
class OutlineItem:
    """One step of the list with its ways out."""

    number: int
    key: str
    name: str
    kind: str
    kind_word: str
    position_name: str
    days: int | None
    check: bool
    ways: tuple[Way, ...]
    stage: str = ""
    stage_word: str = ""
    holder: str = ""
    responsible: str = ""
    # These three in words.
    of_project: str = ""

    @property
    def limit(self) -> str:
        """Its limit in words, where it has one."""
        return "" if self.days is None else working_days(self.days)


def outline(drawing: Drawing | Flow) -> list[OutlineItem]:
    """Tell the flow step by step: the same steps and ways as the drawing, in its order."""
    flow = flow_of(drawing)
    return [item_of(flow, step) for step in flow.steps]


def item_of(flow: Flow, step: Step) -> OutlineItem:
    """Tell one step."""
    return OutlineItem(
        number=step.number,
        key=step.key,
        name=step.title,
        kind=step.kind,
        kind_word=kind_word(step.kind),
        position_name=step.position_name,
        days=step.days,
        check=step.check,
        ways=tuple(way_of(flow, step, link) for link in flow.ways_out(step.key)),
        stage=step.stage,
        stage_word=stage_word(step.stage),
        holder=step.holder,
        responsible=step.responsible,
        of_project=told_of_project(step),
    )


def way_of(flow: Flow, step: Step, link: Link) -> Way:
    """Tell one way out; it goes back where its target stands no further down the list."""
    target = flow.by_key.get(link.target)
    if target is None:
        return Way(link.when, link.target, None, link.target, goes_back=False)
    back = target.number <= step.number
    return Way(link.when, target.key, target.number, target.name, goes_back=back)
