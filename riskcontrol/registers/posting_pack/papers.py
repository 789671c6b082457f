"""The announcement, the return form and the poster as PDF, the page as HTML."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from powers.drawing.outline import outline
from riskcontrol.lib.pdf import render_pdf
from riskcontrol.lib.qr import qr_svg

from .notice import Notice, ReturnForm
from .told import Told, as_typed

LEVELS = ("short", "middle", "long", "full")
NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


def notice_pdf(notice: Notice) -> bytes:
    """Print the announcement."""
    return printed("registers/notice.pdf.html", {"notice": notice})


def return_form_pdf(form: ReturnForm) -> bytes:
    """Print the return form on one page."""
    return printed("registers/return_form.pdf.html", {"form": form})


def poster_pdf(told: Told) -> bytes:
    """Print a poster for the notice board: what is asked, until when, and the way to it as QR code."""
    levels = {
        "unit": level(told.body + told.section, 24, 60),
        "name": level(told.name, 16, 60),
        "asked": level(told.asked, 60, 180),
    }
    levels["all"] = min(sum(levels.values()), len(LEVELS) - 1)
    sizes = {part: LEVELS[how] for part, how in levels.items()}
    return printed("registers/poster.pdf.html", about(told) | {"sizes": sizes})


def level(words: str, short: int, long: int) -> int:
    """How long words are, 0 to 2: they are set smaller, so that a poster stays one page."""
    return (len(words) > short) + (len(words) > long)


def page_html(told: Told) -> str:
    """Write one page that needs nothing beside itself: no address is read while it is shown."""
    page = render_to_string("registers/pack_page.html", in_language(about(told) | flow(told)))
    # In a page of HTML a drawing needs no namespace; without it no address stands in the file.
    return page.replace(NAMESPACE, "")


def about(told: Told) -> dict[str, Any]:
    """What poster and page tell."""
    return {"told": told, "address": as_typed(told.page), "qr": code_of(told)}


def flow(told: Told) -> dict[str, Any]:
    """The chart, as drawing and as text."""
    return {"svg": told.svg, "outline": outline(told.posting.version.drawing)}


def code_of(told: Told) -> SafeString:
    """Draw the address of the chart's page as a QR code."""
    words = _("QR code of the page on which comments are taken: %(address)s")
    return qr_svg(told.page, title=words % {"address": as_typed(told.page)})


def printed(template: str, context: dict[str, Any]) -> bytes:
    """Print a template."""
    return render_pdf(render_to_string(template, in_language(context)))


def in_language(context: dict[str, Any]) -> dict[str, Any]:
    """Name the language of a paper."""
    return context | {"language": translation.get_language() or settings.LANGUAGE_CODE}
