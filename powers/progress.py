"""Where a chart stands and what is next, in words."""

from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .charts import Drawing
from .drawing.checks import shortfalls
from .drawing.compare import touched_steps
from .gate import final_version, stopped_last
from .models import Flowchart, Posting, Release
from .querysets import today
from .states import ChartState


class Act(StrEnum):
    """What is to be done next: it decides who may."""

    DRAW = "draw"
    SUBMIT = "submit"
    LOOK = "look"


@dataclass(frozen=True)
class Progress:
    """A chart's state in a sentence, and the page on which it goes on."""

    act: Act
    words: str
    url: str
    label: str


def progress_of(chart: Flowchart, drawing: Drawing) -> Progress:
    """Say where a chart (loaded `with_state()`) stands, whose live rows are the drawing."""
    match chart.state:
        case ChartState.RELEASE:
            return _on_its_way(chart, chart.releases.under_way().get())
        case ChartState.POSTED | ChartState.UPCOMING:
            return _posted(chart.postings.unsettled().with_extended().get())
        case ChartState.SETTLED | ChartState.WITHHELD:
            return _settled(chart, drawing)
    return _drawn(chart, drawing)


def _drawn(chart: Flowchart, drawing: Drawing) -> Progress:
    lacks = shortfalls(drawing)
    if lacks:
        words = _("Being drawn. Still to mend before it can go up: %(count)s.")
        url = reverse("powers:flowchart_edit", args=[chart.code])
        return Progress(Act.DRAW, words % {"count": len(lacks)}, url, _("Go on drawing"))
    words = _("Complete. Next it goes up to be checked, cleared and signed, then to the public.")
    if stopped := stopped_last(chart):
        words = _("Its posting was stopped early on %(day)s. Mended, it goes up again.")
        words %= {"day": date_format(stopped)}
    return Progress(Act.SUBMIT, words, _release_url(chart), _("Send it up for posting"))


def _on_its_way(chart: Flowchart, release: Release) -> Progress:
    words = _("On its way up: it %(stage)s. Until then its rows are locked.")
    stage = {"stage": release.words}
    return Progress(Act.LOOK, words % stage, _release_url(chart), _("See the release"))


def _posted(posting: Posting) -> Progress:
    days = {"opens": date_format(posting.opens), "closes": date_format(posting.closes)}
    words = _("Posted to the public from %(opens)s to the end of %(closes)s.")
    if today() < posting.opens:
        words = _("Signed. It opens to the public on %(opens)s, until the end of %(closes)s.")
    elif posting.is_extended:
        words = _("Posted to the public from %(opens)s; extended to the end of %(closes)s.")
    words %= days
    url = reverse("powers:posting_detail", args=[posting.pk])
    return Progress(Act.LOOK, words, url, _("Go to the posting"))


def _settled(chart: Flowchart, drawing: Drawing) -> Progress:
    version = final_version(chart)
    number = {"number": version.number if version else 0}
    if version and touched_steps(version.drawing, drawing):
        words = _(
            "Version %(number)s is settled, and the drawing has changed since. "
            "What changed is posted again before its risks are looked for."
        )
        return Progress(
            Act.SUBMIT, words % number, _release_url(chart), _("Send it up for posting")
        )
    url = reverse("desk:worksheet", args=[chart.code])
    words = _("Version %(number)s is settled. Its risk points can be looked for.")
    if chart.state == ChartState.WITHHELD:
        words = _("Not published, for a recorded reason. Its risk points can be looked for.")
    return Progress(Act.LOOK, words % number, url, _("Go to the worksheet"))


def _release_url(chart: Flowchart) -> str:
    return reverse("powers:release", args=[chart.code])
