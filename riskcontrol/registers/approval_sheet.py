"""The approval sheet (审批单): a release on A4 with every act on its way, and the chart behind it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from powers.charts import drawing_of, facts_of
from powers.drawing.outline import outline
from powers.drawing.process import DrawingUnavailable
from powers.drawing.render import DrawingTooLarge
from powers.models import Flowchart, Posting, Release, ReleaseAct
from powers.paper import on_pages
from powers.release_steps import passed
from powers.states import ActOutcome, Stage
from powers.turns import Turn
from riskcontrol.audit.models import Entry
from riskcontrol.lib.pdf import render_pdf

from .risk_points import page_numbers

type Drawing = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One stage on the sheet, and the act that passed it, if one did."""

    turn: Turn
    act: ReleaseAct | None


@dataclass(frozen=True)
class Sheet:
    """Everything on the sheet; a request that came back has no drawing, for its chart may have changed."""

    release: Release
    posting: Posting | None
    powers: list[dict[str, Any]]
    drawing: Drawing | None

    @property
    def lines(self) -> list[Line]:
        """The stages in order."""
        done = passed(self.release) if self.release.stage != Stage.RETURNED else {}
        return [Line(turn, done.get(place)) for place, turn in enumerate(self.release.turns)]

    @property
    def history(self) -> list[ReleaseAct]:
        """Every act in its order, where the way was not straight; else the lines tell them all."""
        acts = list(self.release.acts.all())
        straight = all(act.outcome == ActOutcome.PASSED for act in acts)
        return [] if straight and self.release.stage != Stage.RETURNED else acts


def sheet_of(release: Release) -> Sheet:
    """Read what stands on the sheet of a release loaded `for_page()`: frozen facts where there are any."""
    posting: Posting | None = getattr(release, "posting", None)
    if posting:
        version = posting.version
        return Sheet(release, posting, version.facts["powers"], version.drawing)
    chart = Flowchart.objects.with_drawing().get(pk=release.flowchart_id)
    is_returned = release.stage == Stage.RETURNED
    drawing = None if is_returned else drawing_of(chart)
    return Sheet(release, None, facts_of(chart)["powers"], drawing)


def approval_sheet_pdf(release: Release) -> bytes:
    """Print the sheet, with the chart on the pages behind it and the last entry of the ledger."""
    sheet = sheet_of(release)
    pages, css = drawn(sheet)
    context = {
        "sheet": sheet,
        "release": release,
        "entry": Entry.objects.about(release).order_by("-sequence").first(),
        "pages": pages,
        "outline": outline(sheet.drawing) if sheet.drawing and not pages else [],
        "now": timezone.localtime(),
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }
    html = render_to_string("registers/approval_sheet.pdf.html", context)
    return render_pdf(html, css=page_numbers() + css)


def drawn(sheet: Sheet) -> tuple[list[list[str]], str]:
    """Give the drawings of each page behind the sheet, and the style of those pages.

    Without any where there is no drawing, or Graphviz cannot make one: the text list stands there then.
    """
    if sheet.drawing is None:
        return [], ""
    try:
        page, pages = on_pages(sheet.drawing, paper="A4")
    except (DrawingUnavailable, DrawingTooLarge):
        return [], ""
    width, height = page.size
    caption = "@top-center { content: element(caption) }"
    css = f"@page drawing {{ size: {width}pt {height}pt; margin: 37pt 28.5pt; {caption} }}"
    return pages, css
