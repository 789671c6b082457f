"""Whether two comments say nearly the same: the share of neighbouring pairs of characters in common.

A plain measure (Jaccard on character pairs) that needs no words and so no dictionary; what it finds
is held for a person to look at, and nothing more.
"""

import re
import unicodedata
from collections.abc import Iterable

type Pair = tuple[str, str]
_MARKS = re.compile(r"[\W_]+")

# A form letter with another name or number in it passes 0.8; two people with one worry do not.
ALIKE = 0.8


def pairs_of(text: str) -> frozenset[Pair]:
    """Give the pairs of neighbouring characters, without spaces, marks and the width of letters."""
    signs = _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())
    return frozenset(zip(signs, signs[1:] or " ", strict=False))


def share(one: frozenset[Pair], other: frozenset[Pair]) -> float:
    """Give the share of pairs in common: 0 for nothing, 1 for all of them."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def is_like_any(text: str, others: Iterable[str]) -> bool:
    """Whether a text is nearly the same as one of the others."""
    pairs = pairs_of(text)
    return any(
        _may_be_like(text, other) and share(pairs, pairs_of(other)) >= ALIKE for other in others
    )


def _may_be_like(text: str, other: str) -> bool:
    """Whether their lengths leave it open at all; saves the work on most of them."""
    return min(len(text), len(other)) * 3 >= max(len(text), len(other))
