"""Text as a drawing can carry it: cleaned, broken into lines as Chinese print does, made safe."""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise

from .words import INSIDE, bonds

CLOSERS = frozenset("。，、；：！？）》〉」』】〕〗”’％‰…—～·.,;:!?)]}%>")
OPENERS = frozenset("（《〈「『【〔〖“‘([{<")
DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
JOINER = "\u200d"
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
WORD = re.compile(r"[A-Za-z0-9À-ɏ]+(?:[-_./%@'’:+&#=][A-Za-z0-9À-ɏ]+)*")
# Most texts are nothing but these, and stay as they are: looking at each sign costs far more.
SPOTLESS = re.compile("[ -~\u4e00-\u9fff\u3001-\u301b，。；：！？（）“”‘’—…·]*")
PAUSES = frozenset("，、；。,;")
HANGING, HANG = frozenset("，、；。：！？"), 0.5
"""Signs whose right half is blank, so that at the end of a line they take but half their width."""
PAUSE_BONUS = 4.0
REST_COST = 9.0
NARROW = 6.0


def clean(text: object) -> str:
    """Give the text in normal form, without what a drawing cannot carry.

    Line ends become newlines, tabs become blanks; control characters, half surrogates and marks
    that turn the writing direction are left out.
    """
    written = str(text)
    if SPOTLESS.fullmatch(written):
        return written
    plain = LINE_ENDS.sub("\n", written).replace("\t", " ")
    return unicodedata.normalize("NFC", "".join(filter(is_drawable, plain)))


def is_drawable(char: str) -> bool:
    """Whether a character may stand in an SVG and leaves the writing direction alone."""
    if char in DIRECTIONS:
        return False
    is_noncharacter = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    return char == "\n" or not (is_noncharacter or unicodedata.category(char) in {"Cc", "Cs"})


@lru_cache(maxsize=2048)
def one_line(text: object) -> str:
    """Give the cleaned text on one line, blanks collapsed."""
    return " ".join(clean(text).split())


@lru_cache(maxsize=2048)
def markup(text: object) -> str:
    """Write a text so that Graphviz, inside an HTML-like label, draws exactly that text."""
    # Graphviz replaces \N and \G even there, so that every backslash is doubled.
    escaped = html.escape(clean(text), quote=True).replace("\\", "\\\\")
    # A bracket just before a tag reads to Graphviz's parser like the end of a CDATA section.
    return escaped.replace("]", "&#93;")


def anchor(key: object) -> str:
    """The id of a step in a drawing: `step-` and its key, kept to letters, digits, - and _."""
    return "step-" + re.sub(r"[^\w-]", "_", clean(key))


@lru_cache(maxsize=8192)
def width_of(text: str) -> float:
    """The width of a text in full-width characters."""
    return sum(width_of_char(char) for char in text)


@lru_cache(maxsize=8192)
def width_of_char(char: str) -> float:
    """The width of one character: 1 for Chinese, a bit over half for Latin, 0 for a mark."""
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0.0
    if char == "·":
        return 0.5
    if unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    return 0.68 if char.isupper() or char in "mw@%" else 0.56


@dataclass(frozen=True)
class Piece:
    """What stays together on a line, whether a blank follows it, and what ending a line there costs."""

    text: str
    width: float
    spaced: bool
    bond: float = 0.0


def wrap(text: object, width: float, *, balanced: bool = True) -> list[str]:
    """Break a text into as few lines as fit the width (in full-width characters).

    No line begins with closing or ends with opening punctuation. A line more is no worse than a
    Chinese word that two lines share; other words stay whole unless one is wider than the line.
    Lines are of even length when balanced, else full, and in both cases the last one is no lone
    character.
    """
    return list(wrapped(clean(text), width, balanced=balanced))


@lru_cache(maxsize=4096)
def wrapped(text: str, width: float, *, balanced: bool) -> tuple[str, ...]:
    """Break a cleaned text; kept, since one drawing is measured at several widths."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        pieces = [part for piece in pieces_of(paragraph.lstrip()) for part in cut(piece, width)]
        lines += broken(pieces, width, balanced=balanced)
    return tuple(lines)


@lru_cache(maxsize=4096)
def pieces_of(paragraph: str) -> tuple[Piece, ...]:
    """Divide a paragraph where a line may end; kept, since it is broken at several widths."""
    costs, end, pieces = bonds(paragraph), 0, []
    for group in glued(tokens(paragraph)):
        end += len(group)
        text = group.rstrip()
        pieces.append(Piece(text, width_of(text), group != text, costs[end]))
    return tuple(pieces)


def tokens(paragraph: str) -> Iterator[str]:
    """Give words whole, other characters one by one with the marks that belong to them."""
    at = 0
    while at < len(paragraph):
        word = WORD.match(paragraph, at)
        end = past_marks(paragraph, word.end() if word else at + 1)
        yield paragraph[at:end]
        at = end


def past_marks(text: str, end: int) -> int:
    """Move on over what is part of the sign before: marks, and further halves of joined signs."""
    while end < len(text) and (JOINER in text[end - 1 : end + 1] or width_of_char(text[end]) == 0):
        end += 1
    return end


def glued(parts: Iterator[str]) -> list[str]:
    """Join what may not be parted: closing punctuation to what it closes, blanks to what they end."""
    groups: list[str] = []
    for part in parts:
        if groups and sticks(groups[-1], part):
            groups[-1] += part
        elif not part.isspace():
            groups.append(part)
    return groups


def sticks(before: str, part: str) -> bool:
    """Whether no line may end between the two."""
    if before[-1].isspace():
        return part.isspace()
    return part.isspace() or part[0] in CLOSERS or before[-1] in OPENERS


def cut(piece: Piece, width: float) -> Iterator[Piece]:
    """Cut a piece that is wider than a line, since it would be clipped otherwise."""
    if piece.width <= width:
        yield piece
        return
    chunk = ""
    for token in split_signs(piece.text):
        if chunk and width_of(chunk + token) > width:
            yield Piece(chunk, width_of(chunk), spaced=False)
            chunk = ""
        chunk += token
    yield replace(piece, text=chunk, width=width_of(chunk))


def split_signs(text: str) -> Iterator[str]:
    """Give the signs of a text, each with its marks."""
    at = 0
    while at < len(text):
        end = past_marks(text, at + 1)
        yield text[at:end]
        at = end


def broken(pieces: list[Piece], width: float, *, balanced: bool) -> list[str]:
    """Choose the breaks of one paragraph: fewest lines and words split first, then the best looking."""
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end, last in enumerate(pieces, 1):
        is_last = end == len(pieces)
        bond = 0.0 if is_last else last.bond
        options = []
        for start, length in starts(pieces, end, width):
            count, cost, _ = best[start]
            cost += bond + cost_of(last, width, length, is_last=is_last, balanced=balanced)
            if balanced and start and is_rest(pieces[start - 1].text, last.text, length):
                cost += REST_COST
            options.append((count + 1 + (bond >= INSIDE), cost, start))
        best.append(min(options))
    return lines_of(pieces, best)


def starts(pieces: list[Piece], end: int, width: float) -> Iterator[tuple[int, float]]:
    """Give every piece where a line that ends before `end` may begin, with that line's width."""
    most = width + (HANG if pieces[end - 1].text[-1] in HANGING else 0.0) + 1e-9
    length = 0.0
    for start in range(end - 1, -1, -1):
        gap = 0.56 if pieces[start].spaced and start < end - 1 else 0.0
        length += pieces[start].width + gap
        if length > most and start < end - 1:
            return
        yield start, min(length, width)


def cost_of(last: Piece, width: float, length: float, *, is_last: bool, balanced: bool) -> float:
    """How ill a line looks: by the room it leaves, less where it ends with a pause."""
    # Two signs may stand alone where a line holds hardly more, one never.
    least = (3 if width > NARROW else 2) if balanced else 6
    lonely = max(0.0, least - length) ** 2 * (20 if balanced else 5)
    if is_last:
        return lonely + ((width - length) ** 2 if balanced else 0.0)
    pause = PAUSE_BONUS if balanced and last.text[-1] in PAUSES else 0.0
    return (width - length) ** 2 + (lonely if balanced else 0.0) - pause


def is_rest(before: str, last: str, length: float) -> bool:
    """Whether a line is but the short end of a clause that began on the line before."""
    return length <= 3 and last[-1] in PAUSES and before[-1] not in PAUSES


def ugliness(lines: Sequence[str]) -> int:
    """How many words lines are broken in, pauses they run over, and short ends they leave alone."""
    costs = bonds("".join(lines))
    splits = sum(costs[end] >= INSIDE for end in accumulate(map(len, lines[:-1])))
    rests = sum(is_rest(a, b, width_of(b)) for a, b in pairwise(lines))
    return splits + rests + sum(char in PAUSES for line in lines for char in line[:-1])


def lines_of(pieces: list[Piece], best: list[tuple[int, float, int]]) -> list[str]:
    """Walk the chosen breaks back from the end and write the lines out."""
    lines: list[str] = []
    end = len(pieces)
    while end:
        start = best[end][2]
        parts = (piece.text + (" " if piece.spaced else "") for piece in pieces[start:end])
        lines.append("".join(parts).rstrip())
        end = start
    return lines[::-1] or [""]
