"""A chart with its risk points, levels and measures: on paper, or as a picture."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from measures.annotating import notes_for
from powers.drawing.outline import outline
from powers.drawing.process import DrawingUnavailable
from powers.drawing.render import DrawingTooLarge
from powers.models import Version
from powers.paper import on_paper
from powers.pictures import Subject
from riskcontrol.lib.pdf import render_pdf


def annotated_pdf(version: Version) -> bytes:
    """Print a version's annotated chart on A4, on A3, or on several pages; else its text list."""
    drawing = version.drawing
    section = version.flowchart.section.name
    try:
        return on_paper(drawing, notes=notes_for(version), section=section, version=version.number)
    except (DrawingUnavailable, DrawingTooLarge):
        return text_pdf(version)


def text_pdf(version: Version) -> bytes:
    """Print a version's flow as a text list."""
    context = {
        "title": version.drawing["name"],
        "section": version.flowchart.section.name,
        "version": version,
        "outline": outline(version.drawing),
        "today": timezone.localdate(),
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }
    return render_pdf(render_to_string("registers/chart.pdf.html", context))


def annotated_subject(version: Version) -> Subject:
    """Give what the picture of a version's annotated chart is of."""
    section = version.flowchart.section.name
    return Subject(
        version.drawing, notes=notes_for(version), section=section, version=version.number
    )
