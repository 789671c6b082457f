"""The posted charts: the list, one chart's page, its comparisons and pictures."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from powers import pictures
from powers.comparing import Compared, compared
from powers.drawing.outline import OutlineItem, outline
from powers.drawing.render import chart_svg_or_none
from powers.lanes import lane_choices, lanes_of
from powers.models import Posting, Power, Version
from powers.querysets import today
from powers.states import Category, PostingState
from riskcontrol.lib.budget import within_budget
from riskcontrol.lib.downloads import File, Refusal
from riskcontrol.lib.workdays import workdays_between

from .rounds import Round, named_in, rounds_of

ROWS_A_PAGE = 20


@dataclass(frozen=True)
class PostedChart:
    """One posted chart as a row of the list, and the head of its page."""

    posting: Posting

    @property
    def shown(self) -> Version:
        """The version the public sees: the final one once settled, the posted one until then."""
        return self.posting.final_version or self.posting.version

    @property
    def code(self) -> str:
        """The chart's code, as in its address."""
        return self.posting.flowchart.code

    @property
    def name(self) -> str:
        """The chart's name as it was posted."""
        return self.shown.drawing["name"]

    @property
    def body(self) -> str:
        """The body's name as it was."""
        return self.shown.facts["body"]

    @property
    def section(self) -> str:
        """The section's name as it was."""
        return self.shown.facts["section"]

    @property
    def state(self) -> PostingState:
        """Open, closed or settled, by today's date."""
        return self.posting.state_on(today())

    @property
    def is_open(self) -> bool:
        """Whether comments are taken today."""
        return self.state == PostingState.OPEN

    @property
    def days_left(self) -> int:
        """Working days from tomorrow to the last day."""
        return workdays_between(today(), self.posting.closes)


@dataclass(frozen=True)
class PublicStep:
    """One step of the text list with the number of published comments on it."""

    item: OutlineItem
    comment_count: int


@dataclass(frozen=True)
class ChartPage(PostedChart):
    """Everything on the page of one chart."""

    rounds: list[Round]
    versions: list[Version]
    withheld: frozenset[str]

    @cached_property
    def steps(self) -> list[PublicStep]:
        """The flow as a text list."""
        said = [each.step_key for each in self.rounds[0].comments]
        return [PublicStep(item, said.count(item.key)) for item in outline(self.shown.drawing)]

    @property
    def powers(self) -> list[dict[str, Any]]:
        """The public facts of the powers on the chart; one withheld since is left out."""
        return [
            power | {"category_name": Category(power["category"]).label}
            for power in self.shown.facts["powers"]
            if power["code"] not in self.withheld
        ]

    @property
    def svg(self) -> SafeString:
        """The drawing as it was frozen; drawn again where there was no drawing then."""
        frozen = self.shown.svg or chart_svg_or_none(self.shown.drawing) or ""
        return mark_safe(frozen)  # noqa: S308 - powers.drawing built it from its own allow-list

    def picture(self, by: str) -> dict[str, Any]:
        """The drawing in lanes by position or by section, for any other word as it was frozen."""
        lanes = lanes_of(self.shown.drawing, by, self.posting.flowchart.body_id)
        in_lanes = lanes is not None
        svg = chart_svg_or_none(self.shown.drawing, lanes=lanes) if in_lanes else self.svg
        return {"svg": svg or "", "lanes": lane_choices(by), "in_lanes": in_lanes}

    @property
    def calculation(self) -> list[str]:
        """How the last day was counted, in sentences."""
        return self.posting.calculation_sentences

    @property
    def comparisons(self) -> list[tuple[Version, Version]]:
        """Each version beside the one before it."""
        return list(zip(self.versions, self.versions[1:], strict=False))


def posted_charts(*, words: str = "", state: str = "", page: str | None = None) -> Page:
    """Give a page of posted charts, the open ones first; each row is a PostedChart."""
    found = Posting.objects.newest_public().in_public_order()
    if state in PostingState.values:
        found = found.in_state(state)
    if words:
        found = found.matching(words)
    rows = Paginator(found, ROWS_A_PAGE).get_page(page)
    return Page([PostedChart(posting) for posting in rows], rows.number, rows.paginator)


def chart_page(code: str) -> ChartPage | None:
    """Give the page of a chart that was posted, or None: a draft and a withheld one are not there."""
    posting = Posting.objects.newest_public().filter(flowchart__code=code).first()
    if posting is None:
        return None
    postings = list(
        Posting.objects.opened()
        .filter(flowchart=posting.flowchart_id)
        .select_related("version", "final_version")
    )
    codes = [power["code"] for power in shown_version(posting).facts["powers"]]
    withheld = Power.objects.filter(code__in=codes).withheld().values_list("code", flat=True)
    return ChartPage(posting, rounds_of(postings), _versions(postings), frozenset(withheld))


def shown_version(posting: Posting) -> Version:
    """Give the version the public sees: the final one once settled, the posted one until then."""
    return posting.final_version or posting.version


def _versions(postings: list[Posting]) -> list[Version]:
    """Give the versions the public has seen, each once, by number."""
    seen = {
        version.number: version
        for posting in postings
        for version in (posting.version, posting.final_version)
        if version
    }
    return [seen[number] for number in sorted(seen)]


@dataclass(frozen=True)
class Comparison:
    """Two versions of a chart, what differs, and the published comments that led to it."""

    page: ChartPage
    before: Version
    after: Version
    compared: Compared

    @property
    def sides(self) -> tuple[Version, Version]:
        """Both versions, in the order asked for."""
        return self.before, self.after


def comparison(code: str, a: int, b: int) -> Comparison | None:
    """Compare two versions that the public has seen, or None where one of them it has not."""
    page = chart_page(code)
    versions = {version.number: version for version in page.versions} if page else {}
    if page is None or a not in versions or b not in versions:
        return None
    before, after = versions[a], versions[b]
    named = [each for each in named_in(page.rounds) if each.lies_between(a, b)]
    found = compared(before.drawing, after.drawing, named, prefix="both-")
    return Comparison(page, before, after, found)


def picture(code: str, picture_format: str, asked: Mapping[str, str]) -> File | Refusal | None:
    """Give the picture of a posted chart as a file, or say why not; None for what the public has not seen.

    New ones are drawn within a budget of time that all strangers share.
    """
    page = chart_page(code)
    if page is None:
        return None
    try:
        ask = pictures.wanted(asked, picture_format)
    except pictures.Unclear as unclear:
        return pictures.refusal(*unclear.args)
    if ask.annotated:
        return pictures.refusal(
            _("The public picture shows the flow alone: leave “annotated” out.")
        )
    numbered = {version.number: version for version in page.versions}
    version = page.shown if ask.version is None else numbered.get(ask.version)
    if version is None:
        return None
    lanes = lanes_of(version.drawing, ask.lanes, page.posting.flowchart.body_id)
    subject = pictures.Subject(
        version.drawing, lanes, section=version.facts["section"], version=version.number
    )
    within = partial(within_budget, "public-pictures", settings.PUBLIC_DRAWING_SECONDS)
    return pictures.picture(subject, pictures.in_steps(ask), within)
