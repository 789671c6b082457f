"""The comments of a chart in parts, so that its page stays small however much was said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import batched, groupby

from .rounds import PublicComment, Round

COMMENTS_A_PART = 20

type Line = tuple[int, PublicComment | None]


@dataclass(frozen=True)
class Part:
    """What one page shows of the comments: its number, of how many, and the postings they are on."""

    number: int
    count: int
    rounds: list[Round]

    @property
    def comments(self) -> list[PublicComment]:
        """The comments of this part."""
        return [comment for each in self.rounds for comment in each.comments]


def parts_of(rounds: Sequence[Round]) -> list[Part]:
    """Put the comments of all postings into parts; a posting without any stands in one of them too."""
    lines: list[Line] = [(at, said) for at, each in enumerate(rounds) for said in said_of(each)]
    cut = list(batched(lines, COMMENTS_A_PART, strict=False)) or [()]
    return [
        Part(number, len(cut), [said_in(rounds[at], said) for at, said in groupby(some, key=first)])
        for number, some in enumerate(cut, 1)
    ]


def said_of(whole: Round) -> Sequence[PublicComment | None]:
    """The comments of a posting, or nothing once where there are none."""
    return whole.comments or [None]


def first(line: Line) -> int:
    """The posting that a line belongs to."""
    return line[0]


def said_in(whole: Round, lines: Iterable[Line]) -> Round:
    """Give a posting with no more than these of its comments."""
    return replace(whole, comments=[comment for _at, comment in lines if comment])
