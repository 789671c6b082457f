"""The list of posted charts: its rows, what it is narrowed by, and how many there are of each."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, JSONField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from powers.findable import mark
from powers.models import Comment, Posting
from powers.querysets import PostingQuerySet, today
from powers.states import CLOSING_DAYS, Category, PostingState, PublicState
from riskcontrol.lib.workdays import add_workdays, workdays_between

ROWS_A_PAGE = 20
CATEGORIES, STATES = tuple(Category.values), tuple(PublicState.values)
EVERY = Q(pk__isnull=False)


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed by: words, a unit's code, a Category, a PublicState; "" is everything."""

    q: str = ""
    unit: str = ""
    category: str = ""
    state: str = ""


@dataclass(frozen=True)
class Choice:
    """Something the list can be narrowed to, and how many charts it would have then."""

    value: str
    label: str
    count: int
    is_chosen: bool
    is_below: bool = False  # a section, beneath its body


@dataclass(frozen=True)
class ListedChart:
    """One posted chart as a row, told as it was frozen."""

    code: str
    name: str
    body: str
    section: str
    categories: list[str]
    state: PostingState
    opens: datetime.date
    closes: datetime.date
    stopped_on: datetime.date | None
    is_changed: bool
    comment_count: int

    @property
    def is_open(self) -> bool:
        """Whether comments are taken today."""
        return self.state == PostingState.OPEN

    @property
    def days_left(self) -> int:
        """Working days from tomorrow to the last day."""
        return workdays_between(today(), self.closes)

    @property
    def closes_soon(self) -> bool:
        """Whether it is open for a few days more."""
        return self.is_open and self.days_left <= CLOSING_DAYS


@dataclass(frozen=True)
class Listing:
    """A page of the list with all it can be narrowed by; `states` begins with all of them."""

    page: Page
    units: list[Choice]
    categories: list[Choice]
    states: list[Choice]


def listing(asked: Asked, page: int) -> Listing:
    """Give a page of posted charts, the open ones first, and the counts beside each choice.

    A count is the length of the list that choosing it gives, all else staying chosen. Three queries
    (two where nothing is listed).
    """
    found = Posting.objects.newest_shown().matching(asked.q)
    narrowed = narrowings(asked)
    counts = tally(found.filter(narrowed["unit"]), asked)
    rows = found.filter(narrowed["unit"], narrowed["category"], narrowed["state"])
    paginator = Paginator(rows_of(rows), ROWS_A_PAGE)
    paginator.count = counts[f"state:{asked.state}"]
    shown = paginator.get_page(page)
    return Listing(
        page=Page([listed(row) for row in shown], shown.number, paginator),
        units=unit_choices(found.filter(narrowed["category"], narrowed["state"]), asked.unit),
        categories=category_choices(counts, asked.category),
        states=state_choices(counts, asked.state),
    )


def narrowings(asked: Asked) -> dict[str, Q]:
    """Give each condition that was chosen; what was not chosen holds of every posting."""
    unit = Q(flowchart__body__code=asked.unit) | Q(flowchart__section__code=asked.unit)
    return {
        "unit": unit if asked.unit else EVERY,
        "category": in_category(asked.category),
        "state": in_state(asked.state),
    }


def in_category(category: str) -> Q:
    """Hold of a chart one of whose shown powers is of a category."""
    return Q(categories__contains=mark(category)) if category else EVERY


def in_state(state: str) -> Q:
    """Hold of a posting that is in a PublicState today."""
    day = today()
    settled, unsettled = Q(settled_at__isnull=False), Q(settled_at=None, stopped_on=None)
    soon = add_workdays(day, CLOSING_DAYS + 1)
    return {
        "": EVERY,
        PublicState.OPEN: unsettled & Q(closes__gte=day),
        PublicState.CLOSING: unsettled & Q(closes__gte=day, closes__lt=soon),
        PublicState.CLOSED: unsettled & Q(closes__lt=day),
        PublicState.SETTLED: settled,
        PublicState.CHANGED: settled & ~Q(final_version=F("version")),
        PublicState.STOPPED: Q(stopped_on__isnull=False),
    }[state]


def tally(found: PostingQuerySet, asked: Asked) -> dict[str, int]:
    """Count what each state and each category would list, beside the other one that is chosen."""
    state, category = in_state(asked.state), in_category(asked.category)
    states = {
        f"state:{each}": Count("pk", filter=in_state(each) & category)
        for each in ("", *PublicState.values)
    }
    categories = {
        f"category:{each}": Count("pk", filter=in_category(each) & state)
        for each in ("", *Category.values)
    }
    return found.aggregate(**states, **categories)


def state_choices(counts: dict[str, int], chosen: str) -> list[Choice]:
    """Give every state, empty ones too: that none is being answered is worth knowing."""
    names = [("", ""), *((str(value), str(label)) for value, label in PublicState.choices)]
    return [
        Choice(value, label, counts[f"state:{value}"], value == chosen) for value, label in names
    ]


def category_choices(counts: dict[str, int], chosen: str) -> list[Choice]:
    """Give the categories that would list something, and the chosen one."""
    every = (
        Choice(str(value), str(label), counts[f"category:{value}"], value == chosen)
        for value, label in Category.choices
    )
    return [each for each in every if each.count or each.is_chosen]


def unit_choices(found: PostingQuerySet, chosen: str) -> list[Choice]:
    """Give the bodies and sections that would list something, each body before its sections.

    One query. A unit that would list nothing is not named, even where its address was typed.
    """
    unit = ("flowchart__body__code", "flowchart__body__name")
    section = ("flowchart__section__code", "flowchart__section__name")
    order = ("flowchart__body__order", "flowchart__body", "flowchart__section__order")
    rows = found.order_by(*order, "flowchart__section").values_list(*unit, *section)
    bodies: dict[tuple[str, str], list[Choice]] = {}
    for *body, code, name, count in rows.annotate(count=Count("pk")):
        below = Choice(code, name, count, code == chosen, is_below=True)
        bodies.setdefault((body[0], body[1]), []).append(below)
    return [
        each for (code, name), below in bodies.items() for each in in_one(code, name, below, chosen)
    ]


def in_one(code: str, name: str, below: list[Choice], chosen: str) -> Iterator[Choice]:
    """Give a body with the sum of its sections, then them; a body that draws itself is no section."""
    yield Choice(code, name, sum(each.count for each in below), code == chosen)
    yield from (each for each in below if each.value != code)


def rows_of(found: PostingQuerySet) -> PostingQuerySet:
    """Load what a row shows and no drawing: names as they were frozen, the number of comments."""
    comments = Comment.objects.filter(posting=OuterRef("pk")).order_by().values("posting")
    return (
        found.in_public_order()
        .select_related("flowchart")
        .defer("words", "calculation")
        .annotate(
            name_shown=shown("drawing__name"),
            body_shown=shown("facts__body"),
            section_shown=shown("facts__section"),
            comment_count=Coalesce(Subquery(comments.values(n=Count("pk"))), 0),
        )
    )


def shown(fact: str) -> Coalesce:
    """Read one fact from the version that the public sees, without loading the rest of it."""
    versions = (F(f"{version}__{fact}") for version in ("final_version", "version"))
    return Coalesce(*versions, output_field=JSONField())


def listed(posting: Any) -> ListedChart:
    """Read one of rows_of; its type does not know what was annotated."""
    kinds = [each for each in posting.categories.split("|") if each]
    return ListedChart(
        code=posting.flowchart.code,
        name=posting.name_shown,
        body=posting.body_shown,
        section=posting.section_shown,
        categories=[str(Category(each).label) for each in kinds],
        state=posting.state_on(today()),
        opens=posting.opens,
        closes=posting.closes,
        stopped_on=posting.stopped_on,
        is_changed=posting.final_version_id not in {None, posting.version_id},
        comment_count=posting.comment_count,
    )
