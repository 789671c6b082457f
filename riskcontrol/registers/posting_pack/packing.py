"""The posting pack: everything as one ZIP, for the county portal, a public account, the notice board."""

import io
import zipfile

from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from powers.drawing.process import DrawingUnavailable
from powers.drawing.render import DrawingTooLarge, chart_png
from powers.paper import on_paper
from riskcontrol.registers.charts import text_pdf

from .notice import notice_of, return_form
from .papers import notice_pdf, page_html, return_form_pdf
from .told import Told
from .word import notice_docx, return_form_docx

LONGEST_NAME = 60


def pack(told: Told) -> bytes:
    """Pack everything; without a drawing the picture is left out and the chart is printed as text."""
    out, now = io.BytesIO(), timezone.localtime().timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members(told).items():
            # zipfile marks names beyond ASCII as UTF-8 by itself.
            archive.writestr(zipfile.ZipInfo(name, now), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def members(told: Told) -> dict[str, bytes]:
    """Make every file of the pack, by its name."""
    notice, form = notice_of(told), return_form(told)
    announcement, chart, back = _("Announcement"), _("Annex-1-Chart"), _("Annex-2-Return-form")
    page = _("Page-for-a-website")
    made = {
        f"{announcement}.docx": notice_docx(notice),
        f"{announcement}.pdf": notice_pdf(notice),
        f"{chart}.pdf": chart_pdf(told),
        f"{chart}.png": png_or_none(told),
        f"{back}.docx": return_form_docx(form),
        f"{back}.pdf": return_form_pdf(form),
        f"{page}.html": page_html(told).encode(),
    }
    return {name: content for name, content in made.items() if content is not None}


def chart_pdf(told: Told) -> bytes:
    """Print the posted chart on A4, or as many pages as it takes; else its text list."""
    version = told.posting.version
    try:
        return on_paper(version.drawing, section=told.section, version=version.number, paper="A4")
    except (DrawingUnavailable, DrawingTooLarge):
        return text_pdf(version)


def png_or_none(told: Told) -> bytes | None:
    """Draw the posted chart as a picture, where it can be drawn."""
    try:
        return chart_png(told.posting.version.drawing)
    except (DrawingUnavailable, DrawingTooLarge):
        return None


def file_name(told: Told, what: str) -> str:
    """Name a file after the chart and what it is, in signs that every system takes."""
    name = get_valid_filename(f"_{told.name}")[1:][:LONGEST_NAME]
    return f"{name}_{what}" if name else what
