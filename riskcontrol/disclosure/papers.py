"""What the public may print: the handling report as an official paper on A4."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from powers.public.after import Report
from riskcontrol.lib.pdf import printed_once


def report_pdf(report: Report, address: str) -> bytes:
    """Print a handling report; `address` is that of its page."""
    context = {
        "report": report,
        "address": address,
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }
    return printed_once(render_to_string("public/report_on.pdf.html", context))
