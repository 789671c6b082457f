"""A chart on paper: the annotated picture on one A4 page."""

import re
from base64 import b64encode

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from measures.annotating import notes_for
from powers.drawing.outline import outline
from powers.drawing.render import chart_svg_or_none
from powers.models import Version
from riskcontrol.lib.pdf import render_pdf

VIEW_BOX = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')


def annotated_pdf(version: Version) -> bytes:
    """Print a version's annotated chart on one A4 page, upright or lying as suits the picture."""
    drawing, chart = version.drawing, version.flowchart
    svg = chart_svg_or_none(drawing, notes=notes_for(version), subtitle=chart.section.name)
    context = {
        "title": drawing["name"],
        "section": chart.section.name,
        "version": version,
        "picture": as_address(svg) if svg else "",
        "outline": outline(drawing),
        "shape": "lying" if svg and is_wide(svg) else "upright",
        "today": timezone.localdate(),
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }
    return render_pdf(render_to_string("registers/chart.pdf.html", context))


def as_address(svg: str) -> str:
    """Give a drawing as an address that the page carries in itself."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def is_wide(svg: str) -> bool:
    """Whether a drawing is wider than high."""
    found = VIEW_BOX.search(svg)
    return found is not None and float(found[1]) > float(found[2])
