"""A budget of time that all strangers share, for work that anybody may ask for as often as he likes.

What is kept is how much was spent in the minute, and nothing about who asked.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.core.cache import cache

MINUTE = 60


class Spent(Exception):  # noqa: N818 - no fault, only too much at once
    """The minute's budget is used up; there is a new one in `wait` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


@contextmanager
def within_budget(name: str, seconds: float) -> Iterator[None]:
    """Do a piece of work whose time counts towards so many seconds a minute; raises Spent beyond.

    Work under way is not stopped, so the last piece may go over. A cache that each process has for
    itself gives each process a budget of its own.
    """
    minute, second = divmod(int(time.time()), MINUTE)
    key = f"budget:{name}:{minute}"
    if cache.get(key, 0) >= 1000 * seconds:
        raise Spent(MINUTE - second)
    began = time.perf_counter()
    try:
        yield
    finally:
        cache.add(key, 0, 2 * MINUTE)
        with suppress(ValueError):  # crowded out of the cache this very moment
            cache.incr(key, max(1, round(1000 * (time.perf_counter() - began))))
