"""One posted chart: its page, its comparisons and pictures."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from powers import pictures
from powers.charts import hidden_codes, powers_behind
from powers.comparing import Compared, compared
from powers.drawing.render import chart_svg_or_none
from powers.drawing.svg import size_of
from powers.lanes import lane_choices, lanes_of
from powers.models import Extension, Policy, Posting, Version
from powers.querysets import PostingQuerySet, today
from powers.states import Category, PostingState
from riskcontrol.lib.budget import within_budget
from riskcontrol.lib.downloads import File, Refusal
from riskcontrol.lib.workdays import period_between, workdays_between

from .parts import Part, parts_of
from .rounds import Round, named_in, rounds_of
from .steps import PublicStep, public_steps

# A drawing of more points across is not made smaller for a phone: its words could not be read.
WIDE = 400
# What the public is not told of a posting, its chart and its versions; a third of the columns.
NOT_TOLD = (
    *("words", "categories", "remark", "release"),
    *("handed_in_by", "handed_in_at", "settled_by", "stopped_by"),
    *("flowchart__key", "flowchart__origin", "flowchart__order", "flowchart__row_version"),
    *("version__made_by", "version__withheld", "final_version__made_by", "final_version__withheld"),
)


@dataclass(frozen=True)
class PostedChart:
    """One posted chart: what every page about it begins with."""

    posting: Posting

    @property
    def shown(self) -> Version:
        """The version the public sees: the final one once settled, the posted one until then."""
        return self.posting.shown_version

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
        """Open, closed, settled or stopped, by today's date."""
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
class ChartPage(PostedChart):
    """Everything on the page of one chart."""

    rounds: list[Round]
    versions: list[Version]
    withheld: frozenset[str]
    answer_days: int

    @cached_property
    def extensions(self) -> list[Extension]:
        """How its last day was set later, each time with a public reason; one query."""
        return list(self.posting.extensions.all())

    @cached_property
    def steps(self) -> list[PublicStep]:
        """The flow as a text list, without what was said about it."""
        return public_steps(self.shown.drawing, [], [])

    def steps_with(self, part: Part) -> list[PublicStep]:
        """The flow as a text list, each comment of this part at its step."""
        every = [comment for each in self.rounds for comment in each.comments]
        return public_steps(self.shown.drawing, every, part.comments)

    @property
    def powers(self) -> list[dict[str, Any]]:
        """The public facts of the powers on the chart; one withheld since is left out."""
        return [
            power | {"category_name": Category(power["category"]).label}
            for power in self.shown.facts["powers"]
            if power["code"] not in self.withheld
        ]

    @property
    def subject(self) -> str:
        """What the chart is about: the powers it serves, or its own name where it serves none."""
        names = [power["name"] for power in self.powers]
        return pgettext("between items of a list", ", ").join(names) or self.name

    @property
    def svg(self) -> SafeString:
        """The drawing as it was frozen; drawn again where there was no drawing then."""
        return apart(self.shown.svg or chart_svg_or_none(self.shown.drawing) or "")

    def picture(self, by: str) -> dict[str, Any]:
        """The drawing in lanes by position or by section, for any other word as it was frozen."""
        lanes = lanes_of(self.shown.drawing, by, self.posting.flowchart.body_id)
        in_lanes = lanes is not None
        svg = self.svg
        if in_lanes:
            svg = apart(chart_svg_or_none(self.shown.drawing, lanes=lanes) or "")
        wide = bool(svg) and size_of(svg)[0] > WIDE
        return {"svg": svg, "wide": wide, "lanes": lane_choices(by), "in_lanes": in_lanes}

    @property
    def calculation(self) -> list[str]:
        """How the last day was counted, in sentences; anew where it was set later since."""
        closes = self.posting.closes
        if self.extensions and self.posting.calculation.get("closes") != closes.isoformat():
            return period_between(self.posting.opens, closes).sentences
        return self.posting.calculation_sentences

    @property
    def changed(self) -> tuple[Version, Version] | None:
        """The posted and the final version, where comments made them differ."""
        posted, final = self.posting.version, self.posting.final_version
        return (posted, final) if final and final.pk != posted.pk else None

    @property
    def remedies(self) -> bool:
        """Whether a power shown acts on people outside, who then have remedies by law."""
        return any(power["category"] != Category.INTERNAL for power in self.powers)

    @property
    def complaint_phones(self) -> list[str]:
        """The phones for complaints, each once."""
        phones = (power["complaint_phone"] for power in self.powers)
        return list(dict.fromkeys(phone for phone in phones if phone))

    @cached_property
    def parts(self) -> list[Part]:
        """The comments, as many a page as a phone may load."""
        return parts_of(self.rounds)

    def part(self, number: int) -> Part:
        """Give the part of that number, or the last one."""
        return self.parts[min(number, len(self.parts)) - 1]

    @property
    def fingerprint(self) -> str:
        """Stand for all that is told of the chart today: another one where any of it is another.

        An extension shows in the last day of its posting.
        """
        told = [today(), sorted(self.withheld), self.answer_days]
        told += [(version.pk, version.made_at) for version in self.versions]
        told += [values_of(each.posting) + said_in(each) for each in self.rounds]
        return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()

    @property
    def comparisons(self) -> list[tuple[Version, Version]]:
        """Each version beside the one before it."""
        return list(zip(self.versions, self.versions[1:], strict=False))


def chart_page(code: str) -> ChartPage | None:
    """Give the page of a chart that was posted, or None: a draft and a withheld one are not there.

    Four queries. What is withheld is what PostingQuerySet.newest_shown leaves out of the list.
    """
    postings = list(postings_of(code))
    if not postings:
        return None
    latest = postings[0]
    chart, facts = latest.flowchart, latest.shown_version.facts
    powers = powers_behind(chart.pk, facts)
    ours = [power for power in powers if power.flowchart_id == chart.pk]
    if ours and all(power.is_withheld for power in ours):
        return None
    return ChartPage(
        latest,
        rounds_of(postings),
        _versions(postings),
        withheld=hidden_codes(facts, powers),
        answer_days=latest.answer_days or Policy().answer_days,
    )


def apart(svg: str) -> SafeString:
    """Give a drawing whose steps have names of their own: `step-3` is the third line of the text."""
    named = svg.replace('<g id="step-', '<g id="drawn-')
    return mark_safe(named)  # noqa: S308 - powers.drawing built it from its own allow-list


def postings_of(code: str) -> PostingQuerySet:
    """Load a chart's opened postings, the latest first, with all that the public is told of them."""
    opened = Posting.objects.opened().filter(flowchart__code=code).with_answer_days()
    return opened.select_related("flowchart", "version", "final_version").defer(*NOT_TOLD)


def values_of(row: Model) -> list[Any]:
    """Give all that a row holds."""
    return [value for name, value in vars(row).items() if not name.startswith("_")]


def said_in(said: Round) -> list[Any]:
    """Give all that is told of a posting's comments."""
    return [getattr(said, each.name) for each in fields(said) if each.name != "posting"]


def shown_version(posting: Posting) -> Version:
    """Give the version the public sees."""
    return posting.shown_version


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


def comparison(code: str, a: int, b: int, address: Callable[[int], str]) -> Comparison | None:
    """Compare two versions that the public has seen, or None where one of them it has not.

    `address` gives the page on which a part of the comments stands, by its number.
    """
    page = chart_page(code)
    versions = {version.number: version for version in page.versions} if page else {}
    if page is None or a not in versions or b not in versions:
        return None
    before, after = versions[a], versions[b]
    pages = {
        comment.place: address(part.number) for part in page.parts for comment in part.comments
    }
    named = [
        replace(each, page=pages[each.place])
        for each in named_in(page.rounds)
        if each.lies_between(a, b)
    ]
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
