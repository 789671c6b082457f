"""How many comments came in and what became of them: counted when asked, in one query, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When

from powers.models import Comment
from powers.states import Channel, HiddenFor, Outcome

# What became of a comment, as the public learns it; each has exactly one of these.
ANSWERED, SHOWN, HIDDEN, MERGED, WAITING = "answered", "shown", "hidden", "merged", "waiting"

FATE = Case(
    When(state="hidden", then=Value(HIDDEN)),
    When(state="merged", then=Value(MERGED)),
    When(published_on=None, then=Value(WAITING)),
    When(reply__published_on__isnull=False, then=Value(ANSWERED)),
    default=Value(SHOWN),
    output_field=CharField(),
)


@dataclass(frozen=True)
class Tally:
    """So many comments that came in the same way and fared alike."""

    channel: str
    fate: str
    hidden_for: str
    outcome: str
    count: int


@dataclass(frozen=True)
class Part:
    """One line of a table of figures: its code, its word, how many."""

    code: str
    word: str
    count: int


@dataclass(frozen=True)
class Figures:
    """The figures of some comments: all that came in is published, hidden, merged or waiting."""

    tallies: tuple[Tally, ...] = ()

    def count(self, **traits: str) -> int:
        """How many have all of these traits."""
        return sum(
            tally.count
            for tally in self.tallies
            if all(getattr(tally, name) == value for name, value in traits.items())
        )

    @property
    def received(self) -> int:
        """All that came in; what was passed on to the committee never counts."""
        return self.count()

    @property
    def published(self) -> int:
        """Those the public may read, answered or not."""
        return self.answered + self.unanswered

    @property
    def answered(self) -> int:
        """Those published together with their answer."""
        return self.count(fate=ANSWERED)

    @property
    def unanswered(self) -> int:
        """Those published whose answer is not there yet."""
        return self.count(fate=SHOWN)

    @property
    def hidden(self) -> int:
        """Those not shown, for a stated reason."""
        return self.count(fate=HIDDEN)

    @property
    def merged(self) -> int:
        """Those answered together with a like one."""
        return self.count(fate=MERGED)

    @property
    def waiting(self) -> int:
        """Those nobody has decided on yet."""
        return self.count(fate=WAITING)

    @property
    def channels(self) -> list[Part]:
        """How many came in by each channel; none is told as zero."""
        return [Part(code, str(word), self.count(channel=code)) for code, word in Channel.choices]

    @property
    def outcomes(self) -> list[Part]:
        """How many were answered in each way; none is told as zero."""
        return [
            Part(code, str(word), self.count(fate=ANSWERED, outcome=code))
            for code, word in Outcome.choices
        ]

    @property
    def reasons(self) -> list[Part]:
        """For which reasons some are not shown; a reason nobody needed is left out."""
        parts = [
            Part(code, str(word), self.count(fate=HIDDEN, hidden_for=code))
            for code, word in HiddenFor.choices
        ]
        return [part for part in parts if part.count]


def figures_by(comments: QuerySet[Comment], *fields: str) -> dict[tuple[Any, ...], Figures]:
    """Count some comments by these fields of theirs, in one query; what has none is not in it."""
    rows = (
        comments.order_by()
        .annotate(
            fate=FATE,
            outcome=Case(When(fate=ANSWERED, then=F("reply__outcome")), default=Value("")),
        )
        .values_list(*fields, "channel", "fate", "hidden_for", "outcome")
        .annotate(count=Count("pk"))
    )
    told: dict[tuple[Any, ...], list[Tally]] = {}
    for row in rows:
        told.setdefault(row[: len(fields)], []).append(Tally(*row[len(fields) :]))
    return {key: Figures(tuple(tallies)) for key, tallies in told.items()}


def together(figures: Iterable[Figures]) -> Figures:
    """Add figures up."""
    return Figures(tuple(tally for each in figures for tally in each.tallies))
