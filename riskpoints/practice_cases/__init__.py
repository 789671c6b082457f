"""The twelve worked cases that a committee's people practise on, by the scheme that ships.

They are this project's own, made from what units commonly register; no real case stands behind one.
Their texts are English and shown translated.
"""

from itertools import chain

from . import inside, outside
from .worked import PracticeCase, Worked

# From outside and inside by turns, so that a handful is already a mixture.
CASES: tuple[PracticeCase, ...] = tuple(
    chain.from_iterable(zip(outside.CASES, inside.CASES, strict=True))
)

__all__ = ["CASES", "PracticeCase", "Worked"]
