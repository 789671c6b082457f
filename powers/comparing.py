"""Two versions side by side for a page: the picture, the differences by step, and why they came."""

import datetime
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db.models import TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse

from .drawing.compare import Difference, told
from .drawing.comparison import comparison_svg
from .drawing.flow import Drawing
from .drawing.merged import Merged, merge, word_of
from .drawing.process import DrawingUnavailable
from .drawing.render import DrawingTooLarge
from .drawing.text import anchor
from .models import Comment, Flowchart
from .states import CHANGING

logger = logging.getLogger(__name__)

LIVE = 0
"""Stands in an address for the chart as it is now, beside the numbers of its versions."""


ORDER = ("added", "removed", "changed", "moved")


@dataclass(frozen=True)
class Named:
    """A comment whose answer names steps: its number on its posting, and the versions it lies between.

    `page` and `place` lead to it; `page` is empty where the template knows it.
    """

    number: int
    body: str
    keys: frozenset[str]
    first: int
    last: int | None
    opens: datetime.date
    place: str
    page: str = ""

    def lies_between(self, a: int, b: int) -> bool:
        """Whether the change it led to was made from one of these versions to the other."""
        low, high = sorted((a or float("inf"), b or float("inf")))
        return low <= self.first and (self.last or float("inf")) <= high

    def led_to(self, difference: Difference) -> bool:
        """Whether its answer names the step, or a step of the way."""
        return bool(self.keys & {difference.step, difference.target})


@dataclass(frozen=True)
class Told:
    """Differences of one step that the same comments led to."""

    words: list[str]
    because: list[Named]


@dataclass(frozen=True)
class Group:
    """One step with all that differs in it; without a key it is the chart itself.

    `number` is the step's in the later drawing, or in the earlier one where it is gone.
    """

    key: str
    number: int
    title: str
    is_gone: bool
    told: list[Told]

    @property
    def place(self) -> str:
        """The step's id in the picture, after the prefix."""
        return anchor(self.key)


@dataclass(frozen=True)
class Became:
    """One line of the legend: what may become of a step or way, in a word, and of how many."""

    kind: str
    word: str
    steps: int
    ways: int


@dataclass(frozen=True)
class Compared:
    """All that a page tells of two drawings; without a picture `no_picture` says why.

    Where the comments are of several postings, `postings` of them, a number alone names none.
    """

    groups: list[Group]
    legend: list[Became]
    svg: str
    no_picture: str
    postings: int


def compared(before: Drawing, after: Drawing, named: Iterable[Named], prefix: str) -> Compared:
    """Compare two drawings; the comments are those whose change lies between them."""
    merged, found, named = merge(before, after), told(before, after), list(named)
    svg, no_picture = picture(before, after, prefix) if found else ("", "")
    legend = [Became(kind, word_of(kind), *merged.count(kind)) for kind in ORDER]
    return Compared(
        groups=list(groups(merged, found, named)),
        legend=[became for became in legend if became.steps or became.ways],
        svg=svg,
        no_picture=no_picture,
        postings=len({each.first for each in named}),
    )


def picture(before: Drawing, after: Drawing, prefix: str) -> tuple[str, str]:
    """Draw both as one picture; where that cannot be, say why, for the words must do."""
    try:
        return comparison_svg(before, after, prefix), ""
    except (DrawingTooLarge, DrawingUnavailable) as error:
        logger.warning("A comparison is shown as text only: %s", error)
        return "", str(error)


def groups(merged: Merged, found: Sequence[Difference], named: Sequence[Named]) -> Iterator[Group]:
    """Put the differences together by step, the chart's own first, then in the order of the picture."""
    of_step: dict[str, list[Difference]] = {}
    for each in found:
        of_step.setdefault(each.step, []).append(each)
    titles = {step.key: step.title for step in merged.flow.steps}
    order = {key: at for at, key in enumerate(["", *titles])}
    for key in sorted(of_step, key=lambda key: order.get(key, len(order))):
        yield Group(
            key=key,
            number=merged.numbers.get(key, 0),
            title=titles.get(key, ""),
            is_gone="removed" in merged.steps.get(key, ()),
            told=reasons(of_step[key], named),
        )


def reasons(differences: Iterable[Difference], named: Sequence[Named]) -> list[Told]:
    """Put what the same comments led to together."""
    found: dict[tuple[int, ...], Told] = {}
    for each in differences:
        because = [at for at, comment in enumerate(named) if comment.led_to(each)]
        told_of = found.setdefault(tuple(because), Told([], [named[at] for at in because]))
        told_of.words.append(each.words)
    return list(found.values())


def public_body() -> Coalesce:
    """The comment as everybody but the committee reads it, in a query."""
    shown = NullIf("shown_body", Value("", TextField()), output_field=TextField())
    return Coalesce(shown, "body")


def naming_comments(flowchart: Flowchart) -> list[Named]:
    """Give the comments on all postings of a chart whose answers name steps, numbered as on their page."""
    comments = Comment.objects.filter(posting__flowchart=flowchart)
    rows = comments.order_by("posting", "pk").values_list(
        "posting",
        "public_id",
        public_body(),
        "reply__outcome",
        "reply__changed",
        "posting__version__number",
        "posting__final_version__number",
        "posting__opens",
    )
    return [
        Named(
            number=number,
            body=body,
            keys=frozenset(changed),
            first=first,
            last=last,
            opens=opens,
            place=f"comment-{public_id}",
            page=reverse("powers:posting_detail", args=[posting]),
        )
        for posting, of_posting in groupby(rows, key=itemgetter(0))
        for number, (_posting, public_id, body, outcome, changed, first, last, opens) in enumerate(
            of_posting, 1
        )
        if outcome in CHANGING and changed
    ]
