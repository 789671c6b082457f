"""Where a flow, complete or not, invites abuse: said in words, never in anybody's way.

A warning is computed from the drawing and a few facts about its powers; its code lasts, since what
people answer to it is kept under that code (docs/adr/0013). The list is that of the issue
"Drawing the flow", point 4.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .flow import Drawing, Flow, Link, Step, flow_of, reachable
from .path import longest_in
from .warning_words import LICENSING, PENALTY, RULES

MOST_STEPS = 40
NAMED = 4

# Who writes “审批” at the end of a step decides there; who only reports it upward does not.
DECIDES = re.compile(r"(?:审批|批准|审定|核准|签批|签发|[作做]出.*决定)$")
PASSES_ON = re.compile(r"^(?:报|呈|送|提请|上报|申请|建议|拟)")
PROPOSES = re.compile(r"提出|提议|提请|发起|起草|草拟|拟定|拟订|申报|编制")
# Whether papers are complete is a matter of form that the window settles as it receives them.
FORMAL = re.compile(r"齐全|法定形式|受理范围|是否受理")
# What the party does or a count gives is found, not decided.
FINDS = re.compile(
    r"是否.{0,4}(?:申请|要求|提出|质疑|异议)(?:听证|复议)?$|是否(?:申请|要求)听证"
    r"|是否.{0,3}(?:按期|逾期|缴清|履行|改正|满)|有无.{0,3}异议|人数"
)
PUBLISHES = re.compile(r"(?<!不)(?<!不予)(?:公开|公示|公布|公告)(?!招标|选拔|竞聘|拍卖)")
# To be told what is missing from one's papers is not to be told one's rights.
TELLS = r"(?<!一次)(?<!一次性)告知(?!补正|补齐|补交)"
HEARS = rf"陈述|申辩|听证|听取|质证|{TELLS}"
# A lawsuit's file is no remedy that somebody is told of.
REMEDIES = r"救济|(?:复议|诉讼).{0,4}(?:途径|渠道|权|期限)"
HEARD_OR_TOLD = {
    PENALTY: re.compile(rf"{HEARS}|{REMEDIES}"),
    LICENSING: re.compile(rf"{HEARS}|救济|复议|诉讼|说明理由"),
}


@dataclass(frozen=True)
class PowerFacts:
    """What the warnings ask about a power on the chart; limits in working days."""

    name: str
    category: str
    statutory_days: int | None = None
    committed_days: int | None = None
    # One that may not be published owes the public nothing.
    withheld: bool = False


@dataclass(frozen=True)
class WarningFacts:
    """The powers that a chart serves, and the codes of the positions that are meetings."""

    powers: tuple[PowerFacts, ...] = ()
    collective: frozenset[str] = frozenset()

    @property
    def categories(self) -> set[str]:
        """Which kinds of power the chart serves."""
        return {power.category for power in self.powers}

    @property
    def statutory_days(self) -> int | None:
        """The strictest statutory limit, where there is one."""
        return strictest(power.statutory_days for power in self.powers)

    @property
    def committed_days(self) -> int | None:
        """The strictest committed limit, where there is one."""
        return strictest(power.committed_days for power in self.powers)


@dataclass(frozen=True)
class FlowWarning:
    """One thing worth a look: the keys of the steps concerned, words, and the practice behind it."""

    code: str
    steps: tuple[str, ...]
    message: str
    reason: str
    source: str
    # What a risk point taken over from it begins with.
    category: str
    causes: tuple[str, ...]
    title: str


type Found = tuple[str, Iterable[Step], str]


def strictest(limits: Iterable[int | None]) -> int | None:
    """Give the shortest of the limits that are set."""
    return min((limit for limit in limits if limit is not None), default=None)


def warnings_of(drawing: Drawing | Flow, facts: WarningFacts) -> list[FlowWarning]:
    """List what is worth a look in a flow, the gravest first; a code and its first step come once."""
    flow = flow_of(drawing)
    found: list[Found] = [
        *about_same_hands(flow, facts),
        *about_proposers(flow, facts),
        *about_single_deciders(flow, facts),
        *about_loops(flow),
        *about_the_party(flow, facts),
        *about_publication(flow, facts),
        *about_the_longest_way(flow, facts),
        *about_missing_limits(flow),
        *about_commitments(facts),
        *about_length(flow),
    ]
    return [worded(code, steps, message, facts) for code, steps, message in found]


def worded(code: str, steps: Iterable[Step], message: str, facts: WarningFacts) -> FlowWarning:
    """Put to a message what is said of every warning of its code."""
    rule = RULES[code]
    return FlowWarning(
        code=code,
        steps=tuple(step.key for step in steps),
        message=message,
        reason=str(rule.reason),
        source=rule.source_for(facts.categories),
        category=rule.category,
        causes=rule.causes,
        title=str(rule.title),
    )


def hand(step: Step) -> str:
    """Who holds a step: the position's code, or its name where it has none."""
    return step.position or step.position_name


def is_formal(step: Step) -> bool:
    """Whether a step settles no more than the form of the papers."""
    return bool(FORMAL.search(step.name))


def decides(step: Step) -> bool:
    """Whether something is decided at a step."""
    if step.kind == "decision":
        return not FINDS.search(step.name)
    return bool(DECIDES.search(step.name)) and not PASSES_ON.search(step.name)


def single_deciders(flow: Flow, facts: WarningFacts) -> list[Step]:
    """The steps at which one position, no meeting, decides."""
    return [
        step
        for step in flow.steps
        if decides(step) and hand(step) and step.position not in facts.collective
    ]


def named(steps: Iterable[Step]) -> str:
    """Name steps; beyond four it says how many more there are."""
    titles = [f"“{step.title}”" for step in steps]
    said = pgettext("between items of a list", ", ").join(titles[:NAMED])
    if len(titles) <= NAMED:
        return said
    return _("%(steps)s and others, %(count)s in all") % {"steps": said, "count": len(titles)}


def about_same_hands(flow: Flow, facts: WarningFacts) -> Iterator[Found]:
    """Deciding steps that follow one another in one position's hands, a whole run at a time."""
    deciders = {step.key: step for step in single_deciders(flow, facts) if not is_formal(step)}
    joined: dict[str, set[str]] = {}
    for link in flow.drawn_links:
        one, other = deciders.get(link.source), deciders.get(link.target)
        if one and other and one != other and hand(one) == hand(other):
            joined.setdefault(one.key, set()).add(other.key)
            joined.setdefault(other.key, set()).add(one.key)
    for run in groups(joined):
        steps = [step for step in flow.steps if step.key in run]
        words = _("%(position)s decides at %(steps)s, one after the other, with nobody between.")
        filled = words % {"position": steps[0].position_name, "steps": named(steps)}
        yield "same-hands", steps, filled


def groups(joined: dict[str, set[str]]) -> Iterator[set[str]]:
    """Part what is joined both ways into its separate groups, in order."""
    seen: set[str] = set()
    for key in joined:
        if key not in seen:
            group, waiting = set(), [key]
            while waiting:
                at = waiting.pop()
                if at not in group:
                    group.add(at)
                    waiting += joined[at]
            seen |= group
            yield group


def about_proposers(flow: Flow, facts: WarningFacts) -> Iterator[Found]:
    """A position that decides on what it proposed itself."""
    onward = onward_links(flow)
    deciding: dict[str, list[Step]] = {}
    for step in single_deciders(flow, facts):
        if not is_formal(step):
            deciding.setdefault(hand(step), []).append(step)
    for position, decided in deciding.items():
        proposed = [
            step
            for step in flow.steps
            if hand(step) == position and PROPOSES.search(step.name) and step not in decided
        ]
        reached = reachable([step.key for step in proposed], onward)
        own = [step for step in decided if step.key in reached]
        if own:
            words = _("%(position)s both proposes (%(proposed)s) and decides (%(decided)s).")
            said = {"proposed": named(proposed), "decided": named(own)}
            filled = words % (said | {"position": own[0].position_name})
            yield "proposes-and-decides", in_order([*proposed, *own]), filled


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Put steps in the order of the chart."""
    return sorted(steps, key=lambda step: step.number)


def onward_links(flow: Flow) -> list[Link]:
    """The links that lead onward and close no loop."""
    return [link for links in flow.forward.values() for link in links]


def about_single_deciders(flow: Flow, facts: WarningFacts) -> Iterator[Found]:
    """A position that decides, is no meeting, and nobody else checks or decides after it."""
    onward = onward_links(flow)
    told = {step for _code, steps, _words in about_same_hands(flow, facts) for step in steps}
    for step in single_deciders(flow, facts):
        if step.check or step in told or only_words(flow, step, facts, onward):
            continue
        after = reachable([step.key], onward) - {step.key}
        others = [flow.by_key[key] for key in after if hand(flow.by_key[key]) != hand(step)]
        if not any(other.check or decides(other) for other in others):
            words = _("“%(step)s” is decided by %(position)s alone, and no check step follows.")
            filled = words % {"step": step.title, "position": step.position_name}
            yield "decides-alone", [step], filled


def only_words(flow: Flow, step: Step, facts: WarningFacts, onward: list[Link]) -> bool:
    """Whether a step that is no decision of the chart puts into words what a meeting decided."""
    if step.kind == "decision":
        return False
    before = reachable([step.key], onward, backwards=True) - {step.key}
    earlier = [flow.by_key[key] for key in before]
    return any(decides(other) and other.position in facts.collective for other in earlier)


def endless(flow: Flow) -> list[set[str]]:
    """The loops in which no step has a limit, each with the others it is knit to."""
    free = {step.key for step in flow.steps if step.days is None}
    links = [link for link in flow.drawn_links if {link.source, link.target} <= free]
    loops: list[set[str]] = []
    for step in flow.steps:
        if step.key in free and not any(step.key in loop for loop in loops):
            ahead = [link.target for link in links if link.source == step.key]
            round_trip = reachable(ahead, links) & reachable([step.key], links, backwards=True)
            if step.key in round_trip:
                loops.append(round_trip)
    return loops


def about_loops(flow: Flow) -> Iterator[Found]:
    """Loops in which no step has a limit."""
    for loop in endless(flow):
        steps = [step for step in flow.steps if step.key in loop]
        words = _("%(steps)s can go round again and again; no step of this loop has a limit.")
        yield "endless-loop", steps, words % {"steps": named(steps)}


def is_drawn_through(flow: Flow) -> bool:
    """Whether the flow has an end, so that what is not on it is really missing."""
    return any(step.kind == "end" for step in flow.steps)


def about_the_party(flow: Flow, facts: WarningFacts) -> Iterator[Found]:
    """A penalty or licensing flow in which nothing hears the party or tells it where to turn."""
    words = [step.name for step in flow.steps] + [link.when for link in flow.links]
    for category, wanted in HEARD_OR_TOLD.items():
        names = [f"“{power.name}”" for power in facts.powers if power.category == category]
        heard = any(wanted.search(said) for said in words)
        if names and not heard and is_drawn_through(flow):
            said = _("No step hears the affected party or tells where to turn; asked of %(power)s.")
            filled = said % {"power": names[0]}
            yield "unheard", deciding_steps(flow), filled
            return


def deciding_steps(flow: Flow) -> list[Step]:
    """The steps at which the matter itself is decided."""
    return [step for step in flow.steps if decides(step) and not is_formal(step)]


def about_publication(flow: Flow, facts: WarningFacts) -> Iterator[Found]:
    """An external power's flow that makes nothing public."""
    outward = [p.name for p in facts.powers if p.category != "internal" and not p.withheld]
    published = any(
        step.kind == "publication" or PUBLISHES.search(step.name) for step in flow.steps
    )
    if outward and not published and is_drawn_through(flow):
        said = _("No step makes anything public, though “%(power)s” is exercised on the public.")
        ends = [step for step in flow.steps if step.kind == "end"]
        yield "unpublished", ends, said % {"power": outward[0]}


def about_the_longest_way(flow: Flow, facts: WarningFacts) -> Iterator[Found]:
    """The longest way against the strictest statutory limit, else against the committed one."""
    path = longest_in(flow)
    statutory, committed = facts.statutory_days, facts.committed_days
    steps = [flow.by_key[key] for key in path.keys]
    if statutory is not None and path.days > statutory:
        said = _(
            "The longest way takes %(days)s working days, "
            "%(over)s more than the statutory limit of %(limit)s."
        )
        over = {"days": path.days, "over": path.days - statutory, "limit": statutory}
        yield "over-statutory", steps, said % over
    elif committed is not None and path.days > committed:
        said = _(
            "The longest way takes %(days)s working days, "
            "%(over)s more than the committed limit of %(limit)s."
        )
        over = {"days": path.days, "over": path.days - committed, "limit": committed}
        yield "over-committed", steps, said % over


def about_missing_limits(flow: Flow) -> Iterator[Found]:
    """Named steps without a limit; those of an endless loop are told there."""
    told = {key for loop in endless(flow) for key in loop}
    steps = [s for s in flow.steps if s.days is None and s.name and s.key not in told]
    if steps:
        words = _("No time limit is set for %(steps)s.")
        yield "no-limit", steps, words % {"steps": named(steps)}


def about_commitments(facts: WarningFacts) -> Iterator[Found]:
    """Committed limits that are not at least a third shorter than the statutory ones."""
    words = _("“%(power)s” (committed %(committed)s, statutory %(statutory)s)")
    long = [
        words % {"power": p.name, "committed": p.committed_days, "statutory": p.statutory_days}
        for p in facts.powers
        if hardly_shorter(p)
    ]
    if long:
        said = _("The committed limit is not a third shorter than the statutory one: %(powers)s.")
        joined = pgettext("between items of a list", ", ").join(long)
        yield "commitment-long", [], said % {"powers": joined}


def hardly_shorter(power: PowerFacts) -> bool:
    """Whether a promise is not a third shorter than the law's limit; one day cannot be cut."""
    statutory, committed = power.statutory_days, power.committed_days
    if statutory is None or committed is None or statutory == 1:
        return False
    return committed * 3 > statutory * 2


def about_length(flow: Flow) -> Iterator[Found]:
    """A flow of more than forty steps."""
    if len(flow.steps) > MOST_STEPS:
        said = _("The chart has %(count)s steps; more than %(most)s are hard to take in.")
        yield "too-many-steps", [], said % {"count": len(flow.steps), "most": MOST_STEPS}
