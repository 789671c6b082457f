"""What became of the comments: every posting with its figures, and the handling report of one.

Source of the duty: 未予采纳的应当说明理由, 公众意见及采纳情况应当向社会公布 (rules on decision procedure).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from powers.comparing import Compared, compared
from powers.drawing.outline import outline
from powers.drawing.svg import size_of
from powers.models import Comment, Extension, Policy, Posting, Version
from powers.paper import as_address, title_lines
from powers.querysets import PostingQuerySet, today
from powers.states import CommentsShown, Outcome, PostingState
from riskcontrol.lib.workdays import workdays_between

from . import telling
from .figures import Figures, figures_by, together
from .rounds import PublicComment, Round, named_in, rounds_of

ROWS_A_PAGE = 20
ANNEX_SIGNS = 27
"""So many signs of an annex's title fit a line."""


def public_postings() -> PostingQuerySet:
    """Give every opened posting of the charts the public may see, with what a row tells of it."""
    shown = Posting.objects.newest_public().order_by().values("flowchart")
    found = Posting.objects.opened().filter(flowchart__in=shown).order_by("-opens", "-pk")
    return found.select_related("flowchart__body", "flowchart__section", "version", "final_version")


def comments_on(postings: PostingQuerySet) -> QuerySet[Comment]:
    """Give the comments on these postings, to be counted."""
    return Comment.objects.filter(posting__in=postings.order_by().values("pk"))


@dataclass(frozen=True)
class HandledPosting:
    """One posting with the figures of its comments; its names are those it was posted under."""

    posting: Posting
    figures: Figures

    @property
    def code(self) -> str:
        """The chart's code, as in its address."""
        return self.posting.flowchart.code

    @property
    def number(self) -> int:
        """The number of the version that was posted: it names the posting."""
        return self.posting.version.number

    @property
    def name(self) -> str:
        """The chart's name as it was posted."""
        return self.posting.version.drawing["name"]

    @property
    def body(self) -> str:
        """The body's name as it was."""
        return self.posting.version.facts["body"]

    @property
    def section(self) -> str:
        """The section's name as it was."""
        return self.posting.version.facts["section"]

    @property
    def state(self) -> PostingState:
        """Where it stands today."""
        return self.posting.state_on(today())

    @property
    def days(self) -> int:
        """How many working days it was, or is, to be posted."""
        return workdays_between(self.posting.opens, self.posting.closes)

    @property
    def last_day(self) -> datetime.date:
        """The last day on which comments were, or are, taken."""
        return self.posting.stopped_on or self.posting.closes

    @property
    def in_short(self) -> str:
        """Its figures in a line."""
        return telling.in_short(self.figures)

    @property
    def settled_on(self) -> datetime.date | None:
        """The day it was settled; nobody knows it of one that a dossier carried in."""
        if self.posting.settled_at is None or self.posting.imported:
            return None
        return timezone.localdate(self.posting.settled_at)


@dataclass(frozen=True)
class Line:
    """One line of the table: what a unit posted in a year, and what became of the comments."""

    code: str
    unit: str
    year: int
    postings: int
    figures: Figures


@dataclass(frozen=True)
class Overview:
    """What became of comments: the postings chosen, page by page, and the figures over all of them."""

    page: Page
    lines: list[Line]

    @property
    def figures(self) -> Figures:
        """All lines together."""
        return together(line.figures for line in self.lines)

    @property
    def postings(self) -> int:
        """How many postings there are."""
        return sum(line.postings for line in self.lines)


@dataclass(frozen=True)
class Posted:
    """How much a unit posted in a year; from these the reader chooses."""

    code: str
    unit: str
    year: int
    count: int


def posted_by_unit_and_year() -> list[Posted]:
    """Count the postings of every unit and year, the latest year first."""
    fields = ("flowchart__body__code", "flowchart__body__name", "opens__year")
    rows = public_postings().order_by().values_list(*fields).annotate(count=Count("pk"))
    return sorted((Posted(*row) for row in rows), key=lambda each: (-each.year, each.unit))


def overview(
    posted: Iterable[Posted], *, unit: str = "", year: int | None = None, page: str | None = None
) -> Overview:
    """Give the postings of a unit and a year, or of all, with their figures, in four queries."""
    found = public_postings()
    if unit:
        found = found.filter(flowchart__body__code=unit)
    if year:
        found = found.filter(opens__year=year)
    by = ("posting__flowchart__body__code", "posting__opens__year")
    figures = figures_by(comments_on(found), *by)
    lines = [
        Line(
            each.code,
            each.unit,
            each.year,
            each.count,
            figures.get((each.code, each.year), Figures()),
        )
        for each in posted
        if unit in {"", each.code} and year in {None, each.year}
    ]
    rows = Paginator(found, ROWS_A_PAGE).get_page(page)
    return Overview(Page(handled(list(rows)), rows.number, rows.paginator), lines)


def handled(postings: list[Posting]) -> list[HandledPosting]:
    """Give postings with their figures."""
    figures = figures_by(Comment.objects.filter(posting__in=postings), "posting")
    return [HandledPosting(each, figures.get((each.pk,), Figures())) for each in postings]


@dataclass(frozen=True)
class Summed:
    """The answers to the comments on one step, or on the whole chart, that were alike in outcome."""

    step_number: int | None
    step_name: str
    outcome: str
    outcome_word: str
    count: int
    reasons: list[str]


@dataclass(frozen=True)
class ToldComment:
    """One published comment with its answer, and what it changed, before and after, in sentences."""

    comment: PublicComment
    changes: list[str]


@dataclass(frozen=True)
class Report(HandledPosting):
    """The handling report of one posting: what was said, what was done (意见采纳情况说明)."""

    extensions: list[Extension]
    round: Round
    is_summed: bool
    summed: list[Summed]
    compared: Compared | None

    @property
    def comments(self) -> list[ToldComment]:
        """The published comments one by one; none where the body sums them up."""
        if self.is_summed:
            return []
        changes = self.changes_by_comment
        return [
            ToldComment(each, changes.get(each.number or 0, [])) for each in self.round.comments
        ]

    @property
    def changes_by_comment(self) -> dict[int, list[str]]:
        """What each comment changed, by its number."""
        changes: dict[int, list[str]] = {}
        for group in self.compared.groups if self.compared else []:
            for told in group.told:
                for named in told.because:
                    changes.setdefault(named.number, []).extend(told.words)
        return changes

    @property
    def title_lines(self) -> list[str]:
        """Its title in lines."""
        return title_lines(self.title)

    @property
    def annex_lines(self) -> list[str]:
        """The title of its annex, in lines."""
        words = _("“%(name)s”: version %(before)s and version %(after)s")
        numbers = [version.number for version in self.versions or ()]
        told = {"name": self.name, "before": numbers[0], "after": numbers[-1]}
        return title_lines(words % told, ANNEX_SIGNS)

    @property
    def title(self) -> str:
        """Its title as an official paper."""
        words = _("Report on how the comments on “%(name)s” were handled")
        return words % {"name": self.name}

    @property
    def period(self) -> str:
        """From when to when it was posted, in sentences."""
        return telling.period(self.posting, self.days, self.extensions)

    @property
    def came_in(self) -> str:
        """What came in, in sentences."""
        return telling.in_a_row([telling.received(self.figures), self.nothing_came])

    @property
    def nothing_came(self) -> str:
        """That nothing came in, or ""."""
        return telling.nothing_came(self.figures, self.state)

    @property
    def became(self) -> str:
        """How many were published and how many were not, in sentences."""
        return telling.shown(self.figures)

    @property
    def answers(self) -> str:
        """How many were answered in which way, in a sentence."""
        return telling.answered(self.figures)

    @property
    def stands(self) -> str:
        """How far it is: settled on a day, or its state as of today."""
        if self.settled_on:
            return _("settled on %(day)s") % {"day": date_format(self.settled_on)}
        told = {"state": self.state.label, "day": date_format(self.made_on)}
        return _("%(state)s, as of %(day)s") % told

    @property
    def versions(self) -> tuple[Version, Version] | None:
        """The version posted and the one it was settled into, where they differ."""
        final = self.posting.final_version
        if final is None or final.number == self.number:
            return None
        return self.posting.version, final

    @property
    def is_final(self) -> bool:
        """Whether nothing more is to come: the posting is settled."""
        return self.posting.settled_at is not None

    @property
    def made_on(self) -> datetime.date:
        """The day it stands as: that of the settlement, until then today."""
        return self.settled_on or today()

    @property
    def picture(self) -> str:
        """The picture of both versions as an address that a page of paper carries in itself, or ""."""
        return as_address(self.compared.svg, 1) if self.compared and self.compared.svg else ""

    @property
    def picture_is_wide(self) -> bool:
        """Whether the picture is wider than high."""
        width, height = size_of(self.compared.svg) if self.picture and self.compared else (0, 0)
        return width > height


def report(code: str, number: int) -> Report | None:
    """Give the handling report of a posting, or None where the public has seen no such posting."""
    posting = public_postings().filter(flowchart__code=code, version__number=number).first()
    if posting is None:
        return None
    (told,), (entry,) = handled([posting]), rounds_of([posting])
    is_summed = sums_up(posting)
    return Report(
        posting=posting,
        figures=told.figures,
        extensions=list(posting.extensions.all()),
        round=entry,
        is_summed=is_summed,
        summed=summed_up(posting) if is_summed else [],
        compared=_compared(posting, [] if is_summed else [entry]),
    )


def sums_up(posting: Posting) -> bool:
    """Whether the body sums the comments up instead of telling them one by one."""
    policies = Policy.objects.filter(body=posting.flowchart.body_id)
    return policies.filter(comments_shown=CommentsShown.SUMMED).exists()


def _compared(posting: Posting, rounds: list[Round]) -> Compared | None:
    final = posting.final_version
    if final is None or final.number == posting.version.number:
        return None
    return compared(posting.version.drawing, final.drawing, named_in(rounds), prefix="both-")


def summed_up(posting: Posting) -> list[Summed]:
    """Sum the published answers up by step and outcome, each reason once, in the order of the chart."""
    rows = posting.comments.answered().values_list("step_key", "reply__outcome", "reply__reason")
    told: dict[tuple[str, str], list[str]] = {}
    for step_key, outcome, reason in rows.order_by("pk"):
        told.setdefault((step_key, outcome), []).append(reason)
    items = {item.key: item for item in outline(posting.version.drawing)}
    places = ["", *items]
    outcomes = list(Outcome.values)
    return [
        Summed(
            step_number=items[key].number if key in items else None,
            step_name=items[key].name if key in items else "",
            outcome=outcome,
            outcome_word=str(Outcome(outcome).label),
            count=len(reasons),
            reasons=list(dict.fromkeys(reasons)),
        )
        for (key, outcome), reasons in sorted(
            told.items(),
            key=lambda each: (
                places.index(each[0][0]) if each[0][0] in places else 0,
                outcomes.index(each[0][1]),
            ),
        )
    ]
