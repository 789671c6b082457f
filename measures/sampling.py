"""Drawing a sample that anybody can draw again. Source of the rule: docs/adr/0028.

The frame is one line an occasion, `<key of the measure> <due day>`, sorted by character and ended
by a line feed; its SHA-256 is recorded. The sample is Python's
`random.Random(seed).sample(lines, size)`, in the order in which it was drawn.
"""

import hashlib
import random
import secrets
from collections.abc import Iterable
from typing import Any


def line_of(occasion: Any) -> str:
    """Name an occasion in a frame, the same for ever; its measure is loaded."""
    return f"{occasion.measure.key} {occasion.due_on:%Y-%m-%d}"


def frame_of(lines: Iterable[str]) -> str:
    """Write the frame a sample is drawn from."""
    return "".join(f"{line}\n" for line in sorted(lines))


def hash_of(frame: str) -> str:
    """Give the SHA-256 of a frame as hexadecimal digits."""
    return hashlib.sha256(frame.encode()).hexdigest()


def new_seed() -> str:
    """Give a seed that nobody could choose."""
    return secrets.token_hex(16)


def sample_of(frame: str, seed: str, size: int) -> list[str]:
    """Draw so many lines of a frame; the same seed draws the same ones in the same order."""
    # Not a secret but a draw that can be repeated: the seed is published with it.
    return random.Random(seed).sample(frame.splitlines(), size)  # noqa: S311 - see above


def is_as_drawn(check: Any, occasions: Iterable[Any]) -> bool:
    """Whether a spot check's frame has its hash still, and drawing again gives its occasions in order."""
    again = sample_of(check.frame, check.seed, check.size)
    is_same = again == [line_of(one) for one in occasions]
    return is_same and hash_of(check.frame) == check.frame_hash


def frame_name(check: Any) -> str:
    """Give the name under which a spot check's frame is handed out."""
    return f"frame-{check.body.code}-{check.year}-{check.number}.txt"
