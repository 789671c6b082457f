"""What stands below an annotated chart: measures and rules that hold for many risk points, each once."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from .canvas import BLUE, INK, Words
from .notes import INDENT, PADDING, TEXT_SIZE, Block, StepNotes
from .text import wrap

# Circled numbers stand in three places of Unicode: 1 to 20, 21 to 35, 36 to 50.
CIRCLED = ((20, 0x2460), (35, 0x3251 - 20), (50, 0x32B1 - 35))


def numbered(notes: Mapping[str, StepNotes]) -> dict[str, str]:
    """Give what holds for many risk points its number, in the order of the steps."""
    texts = dict.fromkeys(text for note in notes.values() for text in note.general)
    return {text: circled(number) for number, text in enumerate(texts, 1)}


def circled(number: int) -> str:
    """Write a number in a circle; above 50 there is no such sign."""
    for most, first in CIRCLED:
        if number <= most:
            return chr(first + number - 1)
    return f"({number})"


def foot_of(signs: Mapping[str, str], width: float) -> Block | None:
    """Write the measures below the chart, in lines of that width; nothing where there are none."""
    if not signs:
        return None
    head = _("What is set for a level, a class of units or a project; steps name it by its number:")
    room = (width - 2 * PADDING) / TEXT_SIZE
    lines = [Words(part, TEXT_SIZE, BLUE, bold=True, align="LEFT") for part in wrap(head, room)]
    return Block(
        (*lines, *(line for text, sign in signs.items() for line in hung(sign, text, room)))
    )


def hung(sign: str, text: str, room: float) -> Iterable[Words]:
    """Write a measure behind its number, with a hanging indent."""
    for index, part in enumerate(wrap(text, room - INDENT, balanced=False)):
        head = "\u3000" if index else f"{sign} "
        yield Words(head + part, TEXT_SIZE, INK, align="LEFT", lead=1.42)
