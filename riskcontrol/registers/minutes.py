"""The minutes of a committee's meeting (会议纪要) on A4, with the hash of what was decided."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from riskcontrol.lib.pdf import render_pdf
from riskpoints.minutes import Minutes, differs
from riskpoints.models import Meeting

from .risk_points import page_numbers


def minutes_pdf(meeting: Meeting) -> bytes:
    """Print the minutes of a closed meeting loaded `whole()`, with lines to sign by hand."""
    context = {
        "meeting": meeting,
        "minutes": Minutes(meeting),
        "differs": differs(meeting) if meeting.decided_hash else [],
        "now": timezone.localtime(),
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "signatures": [_("Chair"), _("Members"), _("Taken down by")],
    }
    return render_pdf(render_to_string("registers/minutes.pdf.html", context), css=page_numbers())
