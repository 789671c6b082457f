"""What stands beside the steps of an annotated chart: risk points left, measures right."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .canvas import INK, MUTED, Words, height_of
from .flow import Flow
from .text import wrap

TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 11.5, 10.5, 9.5
PADDING = 8.0
LEAST_HEIGHT = 50.0
STACK_GAP = 8.0
INDENT = 1.1
"""The width of a number, a full stop and a blank, as good as that of the one sign that lines up with them."""
REOPENED = "※"
"""Stands before the words that a risk point is to be looked at again; the legend explains it."""


@dataclass(frozen=True)
class Level:
    """How a level looks: shape (a Graphviz name), border, fill and the sign in it; and its words.

    `mark` is its name, as in "Level I", `meaning` what the legend says of it; levels stand in the
    legend by `rank`, the highest, 1, first.
    """

    shape: str
    color: str
    fill: str
    numeral: str
    mark: str = ""
    meaning: str = ""
    rank: int = 0


UNRATED = Level("box", "#7b8791", "#f8f9fa", "")


@dataclass(frozen=True)
class RiskNote:
    """A risk point as it is drawn; `also_on` are the keys of the other steps it stands on.

    It is `reopened` where it changed after the ruling that gave it its level.
    """

    title: str
    manifestations: tuple[str, ...]
    level: Level = UNRATED
    also_on: tuple[str, ...] = ()
    reopened: bool = False


@dataclass(frozen=True)
class StepNotes:
    """The risk points and the measures of one step.

    `general` are measures and rules that hold for many risk points, each with why; they stand below
    the chart, once, and at the step by their numbers.
    """

    risks: tuple[RiskNote, ...] = ()
    measures: tuple[str, ...] = ()
    general: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """Lines in a frame."""

    lines: tuple[Words, ...]
    level: Level | None = None
    mark: str = ""
    reopened: bool = False

    @property
    def height(self) -> float:
        """The height of the frame."""
        return max(LEAST_HEIGHT if self.level else 0.0, height_of(self.lines) + 2 * PADDING)


@dataclass(frozen=True)
class Beside:
    """The frames beside one step."""

    risks: tuple[Block, ...]
    measures: Block | None

    @property
    def risks_height(self) -> float:
        """The height of the frames on the left, one under another."""
        return sum(block.height for block in self.risks) + STACK_GAP * (len(self.risks) - 1)


def shown(flow: Flow, notes: Mapping[str, StepNotes]) -> dict[str, StepNotes]:
    """Choose what is drawn where: a risk point once, at the first of its steps.

    Measures are drawn with the risk points they come with; on a step whose risk points all stand
    further up, only measures that were not yet drawn.
    """
    steps = [step.key for step in flow.steps if step.key in notes]
    drawn_risks: set[RiskNote] = set()
    drawn_measures: set[str] = set()
    found: dict[str, StepNotes] = {}
    for key in steps:
        bare = {risk: replace(risk, also_on=()) for risk in notes[key].risks}
        news = tuple(risk for risk in bare if bare[risk] not in drawn_risks)
        measures = notes[key].measures
        if not news:
            measures = tuple(text for text in measures if text not in drawn_measures)
        drawn_risks.update(bare.values())
        drawn_measures.update(measures)
        if news or measures:
            told = tuple(with_steps(flow, notes, key, risk) for risk in news)
            found[key] = StepNotes(told, measures, notes[key].general if news else ())
    return found


def with_steps(flow: Flow, notes: Mapping[str, StepNotes], key: str, risk: RiskNote) -> RiskNote:
    """Name every other step that a risk point stands on, in chart order."""
    bare = replace(risk, also_on=())
    others = {
        other
        for other in notes
        if any(replace(note, also_on=()) == bare for note in notes[other].risks)
    }
    others |= set(risk.also_on)
    named = tuple(step.key for step in flow.steps if step.key in others - {key})
    return replace(risk, also_on=named)


def beside(
    flow: Flow, notes: StepNotes, widths: tuple[float, float], signs: Mapping[str, str]
) -> Beside:
    """Break the notes of a step into lines for columns of those widths, risk points and measures.

    `signs` are the numbers of the measures that stand below the chart.
    """
    risk_width, measure_width = widths
    risks = tuple(risk_block(flow, risk, risk_width) for risk in notes.risks)
    lines = listed(notes.measures, measure_width)
    # In the order in which they stand there, whatever step named them first.
    below = [sign for text, sign in signs.items() if text in notes.general]
    lines += see_below(below, measure_width)
    return Beside(risks, Block(tuple(lines)) if lines else None)


def risk_block(flow: Flow, risk: RiskNote, width: float) -> Block:
    """A risk point in its frame: title, whether it is to be looked at again, manifestations, other steps."""
    level = risk.level
    room = width - 2 * PADDING
    titles = wrap(risk.title, room / TITLE_SIZE)
    lines = [Words(text, TITLE_SIZE, level.color, bold=True, align="LEFT") for text in titles]
    if risk.reopened:
        again = wrap(f"{REOPENED} {_('reopened')}", room / TEXT_SIZE, balanced=False)
        lines += [Words(text, TEXT_SIZE, INK, bold=True, align="LEFT", lead=1.5) for text in again]
    lines += listed(risk.manifestations, width)
    if risk.also_on:
        also = wrap(also_words(flow, risk.also_on), room / SMALL_SIZE, balanced=False)
        lines += [Words(text, SMALL_SIZE, MUTED, align="LEFT", lead=1.5) for text in also]
    return Block(tuple(lines), level, level.mark or _("not rated"), risk.reopened)


def also_words(flow: Flow, keys: tuple[str, ...]) -> str:
    """Say which other steps a risk point stands on, by their numbers."""
    numbers = [str(flow.by_key[key].number) for key in keys]
    listed_numbers = pgettext("between numbers", ", ").join(numbers)
    if len(numbers) == 1:
        return _("Also at step %(number)s") % {"number": listed_numbers}
    return _("Also at steps %(numbers)s") % {"numbers": listed_numbers}


def see_below(signs: list[str], width: float) -> list[Words]:
    """Name the measures that stand below the chart by their numbers."""
    if not signs:
        return []
    words = _("See below: %(numbers)s") % {"numbers": " ".join(signs)}
    parts = wrap(words, (width - 2 * PADDING) / TEXT_SIZE, balanced=False)
    return [Words(part, TEXT_SIZE, MUTED, align="LEFT", lead=1.5) for part in parts]


def listed(texts: tuple[str, ...], width: float) -> list[Words]:
    """A list in lines, numbered where it has more than one item, with a hanging indent."""
    lines: list[Words] = []
    many = len(texts) > 1
    room = (width - 2 * PADDING) / TEXT_SIZE - (INDENT if many else 0.0)
    for number, text in enumerate(texts, 1):
        for index, part in enumerate(wrap(text, room, balanced=False)):
            head = ("\u3000" if index else f"{number}. ") if many else ""
            lines.append(Words(head + part, TEXT_SIZE, INK, align="LEFT", lead=1.42))
    return lines
