"""Measuring: the shortest of several rounds, and how a figure stands to its limit."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROUNDS = 15


@dataclass(frozen=True)
class Figure:
    """Something measured, and what it is held against; both in milliseconds.

    `ratio` and `most` are the limits that the issue sets: to what is beside it, and by the clock.
    """

    what: str
    cost: float
    beside: str
    plain: float
    note: str = ""
    ratio: float | None = None
    most: float | None = None

    @property
    def is_missed(self) -> bool:
        """Whether it is over one of its limits."""
        return any(
            limit is not None and found > limit
            for found, limit in ((self.cost / self.plain, self.ratio), (self.cost, self.most))
        )

    @property
    def limit(self) -> str:
        """The limits in words, marked when one is missed."""
        limits = [f"≤ {self.ratio:g}"] if self.ratio else []
        limits += [f"≤ {self.most:g} ms"] if self.most else []
        return ", ".join(limits) + (" **missed**" if self.is_missed else "")

    def __str__(self) -> str:
        ratio = self.cost / self.plain
        return (
            f"| {self.what} | {self.cost:.1f} ms | {self.beside} | {self.plain:.1f} ms "
            f"| {ratio:.2f} | {self.limit} | {self.note} |"
        )


def best(act: Callable[[], Any], *, pause: float = 0.0) -> float:
    """Give the shortest of several rounds in milliseconds; the first one warms up.

    A pause before each round leaves what runs on in the background the time it has in real life.
    """
    return best_of([act], pause=pause)[0]


def best_of(acts: Sequence[Callable[[], Any]], *, pause: float = 0.0) -> list[float]:
    """Give the shortest round of each act; they take turns, so that a busy machine is fair to all."""
    for act in acts:
        act()
    rounds: list[list[float]] = [[] for _act in acts]
    for _round in range(ROUNDS):
        for act, taken in zip(acts, rounds, strict=True):
            time.sleep(pause)
            start = time.perf_counter()
            act()
            taken.append(time.perf_counter() - start)
    return [min(taken) * 1000 for taken in rounds]


def queries(act: Callable[[], Any]) -> int:
    """Count the queries of one round."""
    with CaptureQueriesContext(connection) as counted:
        act()
    return len(counted)


def page(client: Client, address: str) -> Callable[[], None]:
    """Give a call that fetches a page and insists on its being there."""

    def fetch() -> None:
        status = client.get(address).status_code
        if status != 200:
            raise RuntimeError(f"{address} answered {status}.")

    return fetch
