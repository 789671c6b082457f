"""The receipt of a filing (备案回执) on A4: number, day, who filed it, and the digest of what was filed."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from riskcontrol.lib.pdf import render_pdf
from riskpoints.models import Charge

from .risk_points import page_numbers


def receipt_pdf(charge: Charge) -> bytes:
    """Print the receipt of a charge loaded `for_page()` that is filed."""
    context = {
        "charge": charge,
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }
    html = render_to_string("registers/receipt.pdf.html", context)
    return render_pdf(html, css=page_numbers())
