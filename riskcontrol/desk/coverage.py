"""The coverage page's five readings: by power, section, duty, chart and step, a page of each at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from powers.models import Flowchart, Power, PowerDuty, Step
from riskcontrol.accounts.choosing import Offered
from riskcontrol.accounts.models import Duty, Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskpoints.coverage import (
    CHART_STATES,
    CLOSED,
    LOOKED_AT,
    NO_CHART,
    STEP_STATES,
    UNDER_WAY,
    UNTOUCHED,
    Steps,
    charts_by_section,
    search_state,
    steps_by,
    touch,
    touched,
)
from riskpoints.models import Round, Worksheet
from riskpoints.weighing import facts_for, weighed, with_facts

ROWS_A_PAGE = 20
BY = {
    "power": _("By power, what matters most first"),
    "section": _("By section"),
    "duty": _("By duty"),
    "chart": _("By chart"),
    "step": _("By step"),
}
WITHOUT, WITH = "without", "with"
DUTY_STATES: dict[str, Any] = {WITHOUT: _("no power does it"), WITH: _("a power does it")}
STATES: dict[str, dict[str, Any]] = {
    "power": CHART_STATES,
    "section": {},
    "duty": DUTY_STATES,
    "chart": {key: words for key, words in CHART_STATES.items() if key != NO_CHART},
    "step": STEP_STATES,
}
# How a state is marked: what is to be done, what waits for something else, what is done.
MARKS = {
    **dict.fromkeys((UNTOUCHED, WITHOUT, NO_CHART), "state-late"),
    **dict.fromkeys((UNDER_WAY,), "state-now"),
    **dict.fromkeys((CLOSED,), "state-waiting"),
    **dict.fromkeys((LOOKED_AT, WITH, "found", "none-found"), "state-done"),
}


@dataclass(frozen=True)
class Asked:
    """What is looked at: within which bodies or section, in which round or ever, in which state."""

    user: User
    bodies: list[int]
    by: str = "power"
    section: Offered | None = None
    round: Round | None = None
    state: str = ""
    number: int = 1

    def within(self, found: Any, path: str = "") -> Any:
        """Keep what lies in the section, else in the round's body, else in what the person may read."""
        if self.section:
            name = "body" if self.section.kind == "body" else "section"
            found = found.filter(**{f"{path}{name}": self.section.pk})
        elif self.user.reads_areas:
            found = found.exclude(**{f"{path}body__in": self.user.hidden_bodies})
        else:
            found = found.filter(**{f"{path}body__in": self.bodies})
        return found.filter(**{f"{path}body": self.round.body_id}) if self.round else found


@dataclass(frozen=True)
class Row:
    """One line: what it is about, where it stands, why, and where to go on."""

    name: str
    url: str
    section: str = ""
    state: str = ""
    state_words: Any = ""
    steps: Steps | None = None
    reasons: list[Any] = field(default_factory=list)
    # Pairs of words and a number.
    tallies: list[tuple[Any, int]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    act: Any = ""
    act_url: str = ""

    @property
    def mark(self) -> str:
        """How its state is marked."""
        return MARKS.get(self.state, "")


@dataclass(frozen=True)
class Leaf:
    """One page of rows, and whether there is another; nothing here is counted to the end."""

    rows: list[Row]
    number: int
    has_next: bool
    facts: list[Any] = field(default_factory=list)

    @property
    def has_previous(self) -> bool:
        """Whether it is not the first."""
        return self.number > 1

    @property
    def previous(self) -> int:
        """The number of the page before."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The number of the page after."""
        return self.number + 1


def leaf_of(asked: Asked) -> Leaf:
    """Read the page asked for."""
    readers: dict[str, Callable[[Asked], Leaf]] = {
        "power": by_power,
        "section": by_section,
        "duty": by_duty,
        "chart": by_chart,
        "step": by_step,
    }
    return readers[asked.by](asked)


def cut(found: Any, asked: Asked) -> tuple[list[Any], bool]:
    """Read one page's objects, and whether there are more."""
    start = (asked.number - 1) * ROWS_A_PAGE
    some = list(found[start : start + ROWS_A_PAGE + 1])
    return some[:ROWS_A_PAGE], len(some) > ROWS_A_PAGE


def by_power(asked: Asked) -> Leaf:
    """Give the powers, those that matter most first, with how far the search of their charts has come."""
    facts = facts_for(asked.user, asked.bodies)
    powers = asked.within(Power.objects.all())
    search = search_state("flowchart", asked.round)
    if asked.state:
        powers = powers.alias(searched=search).filter(searched=asked.state)
    ids, more = cut(weighed(powers, facts), asked)
    loaded = with_facts(Power.objects.annotate(search=search), facts)
    by_id = loaded.select_related("section__parent__parent", "flowchart").in_bulk(ids)
    some = [by_id[pk] for pk in ids]
    steps = steps_by(
        "flowchart", {one.flowchart_id for one in some if one.flowchart_id}, asked.round
    )
    rows = [
        Row(
            name=one.name,
            url=reverse("desk:power", args=[one.code]),
            section=str(one.section),
            reasons=[fact.words for fact in facts if getattr(one, f"fact_{fact.key}")],
            steps=steps.get(one.flowchart_id or 0),
            **told(one.search, one.flowchart, asked, one),
        )
        for one in some
    ]
    return Leaf(rows, asked.number, more, [fact.words for fact in facts])


def told(state: str, chart: Flowchart | None, asked: Asked, power: Power | None = None) -> Any:
    """Say where a chart's search stands, and name the page on which it goes on."""
    said: dict[str, Any] = {"state": state, "state_words": CHART_STATES[state]}
    if chart is None:
        url = reverse("powers:power_edit", args=[power.code]) if power else ""
        may = power and asked.user.may(Permission.POWER_EDIT, power.section)
        return said | ({"act": _("Draw its flow"), "act_url": url} if may else {})
    if state == CLOSED:
        url = reverse("powers:flowchart_detail", args=[chart.code])
        return said | {"act": _("See what it waits for"), "act_url": url}
    url = reverse("desk:worksheet", args=[chart.code])
    if asked.round and state != UNTOUCHED:
        url += f"?round={asked.round.pk}"
    words = _("Look for risk points") if state == UNTOUCHED else _("Go to the worksheet")
    return said | {"act": words, "act_url": url}


def by_section(asked: Asked) -> Leaf:
    """Give the sections in the order of the body, each with its charts, steps and own page."""
    units = Unit.objects.filter(parent__in=asked.bodies, kind="section")
    if asked.section:
        units = units.filter(Q(pk=asked.section.pk) | Q(parent=asked.section.pk))
    if asked.round:
        units = units.filter(parent=asked.round.body_id)
    some, more = cut(units.order_by("parent__order", "parent", "order", "pk"), asked)
    ids = [one.pk for one in some]
    charts = charts_by_section(Flowchart.objects.all(), ids, asked.round)
    steps = steps_by("flowchart__section", ids, asked.round)
    own = own_pages(ids, asked.round)
    rows = [
        Row(
            name=str(one),
            url=f"{reverse('desk:coverage')}?by=chart&section={one.code}",
            steps=steps.get(one.pk),
            tallies=[
                (words, charts[one.pk][key])
                for key, words in CHART_STATES.items()
                if charts.get(one.pk, {}).get(key)
            ],
            state=LOOKED_AT if own.get(one.pk) else UNDER_WAY if one.pk in own else UNTOUCHED,
            state_words=CHART_STATES[
                LOOKED_AT if own.get(one.pk) else UNDER_WAY if one.pk in own else UNTOUCHED
            ],
            act=_("Its positions and itself"),
            act_url=reverse("desk:section_worksheet", args=[one.code]),
        )
        for one in some
    ]
    return Leaf(rows, asked.number, more)


def own_pages(sections: list[int], round: Round | None) -> dict[int, bool]:
    """Say for each section with a worksheet of its own whether all such are decided; one query."""
    sheets = Worksheet.objects.filter(flowchart=None, section__in=sections)
    if round:
        sheets = sheets.filter(round=round)
    found: dict[int, bool] = {}
    for pk, state in sheets.order_by().values_list("section", "state"):
        found[pk] = found.get(pk, True) and state == "decided"
    return found


def by_duty(asked: Asked) -> Leaf:
    """Give the units' duties in their order, each with the powers that do it and how far those are."""
    duties = Duty.objects.filter(Q(unit__in=asked.bodies) | Q(unit__parent__in=asked.bodies))
    if asked.section:
        duties = duties.filter(unit=asked.section.pk)
    if asked.round:
        body = asked.round.body_id
        duties = duties.filter(Q(unit=body) | Q(unit__parent=body))
    links = Exists(PowerDuty.objects.filter(duty=OuterRef("pk")))
    if asked.state:
        duties = duties.filter(links if asked.state == WITH else ~links)
    powers = Power.objects.annotate(search=search_state("flowchart", asked.round)).order_by("order")
    found = duties.select_related("unit__parent__parent").prefetch_related(
        Prefetch("powers", powers)
    )
    some, more = cut(found.order_by("unit__order", "unit", "order", "pk"), asked)
    rows = []
    for one in some:
        state = WITH if one.powers.all() else WITHOUT
        may = can(asked.user, Permission.POWER_EDIT, one.unit)
        rows.append(
            Row(
                name=one.text,
                url=reverse("powers:duty", args=[one.pk]),
                section=str(one.unit),
                state=state,
                state_words=DUTY_STATES[state],
                links=[
                    (f"{power.name} · {CHART_STATES[power.search]}", f"/desk/powers/{power.code}/")
                    for power in one.powers.all()
                ],
                act=_("Link or list a power") if may and state == WITHOUT else "",
                act_url=reverse("powers:duty", args=[one.pk]),
            )
        )
    return Leaf(rows, asked.number, more)


def by_chart(asked: Asked) -> Leaf:
    """Give the charts in their order, with how far the search of each has come and its steps."""
    charts = asked.within(Flowchart.objects.all())
    search = search_state("pk", asked.round)
    if asked.state:
        charts = charts.alias(searched=search).filter(searched=asked.state)
    ids, more = cut(charts.order_by("order", "pk").values_list("pk", flat=True), asked)
    loaded = Flowchart.objects.filter(pk__in=ids).annotate(search=search).order_by("order", "pk")
    some = list(loaded.select_related("section"))
    steps = steps_by("flowchart", ids, asked.round)
    rows = [
        Row(
            name=one.name,
            url=reverse("powers:flowchart_detail", args=[one.code]),
            section=str(one.section),
            steps=steps.get(one.pk),
            **told(one.search, one, asked),
        )
        for one in some
    ]
    return Leaf(rows, asked.number, more)


def by_step(asked: Asked) -> Leaf:
    """Give the steps chart by chart, each with what the search has made of it."""
    steps = asked.within(Step.objects.live(), "flowchart__")
    state = touch(asked.round)
    if asked.state:
        steps = steps.filter(touched(asked.state, asked.round))
    ids, more = cut(steps.order_by("flowchart", "order", "pk").values_list("pk", flat=True), asked)
    loaded = Step.objects.filter(pk__in=ids).annotate(touch=state)
    some = loaded.select_related("flowchart__section").order_by("flowchart", "order", "pk")
    rows = [
        Row(
            name=one.name,
            url=reverse("powers:flowchart_detail", args=[one.flowchart.code]),
            section=f"{one.flowchart.section} · {one.flowchart}",
            **told(one.touch if one.touch == CLOSED else UNTOUCHED, one.flowchart, asked)
            | {"state": one.touch, "state_words": STEP_STATES[one.touch]}
            | ({} if one.touch in {CLOSED, UNTOUCHED} else {"act": _("Go to the worksheet")}),
        )
        for one in some
    ]
    return Leaf(rows, asked.number, more)
