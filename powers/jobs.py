"""The day's work: note which postings are over, remind of comments, clear away what nobody needs.

May run twice a day.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from riskcontrol.audit.actions import record
from riskcontrol.audit.models import Entry

from .actions.reminding import remind
from .actions.sketches import clear_away
from .models import Posting

# So long a sketch is left alone, though it holds no more than the saved chart.
SKETCH_DAYS = datetime.timedelta(days=90)


def run_day(today: datetime.date) -> int:
    """Note each posting whose last day has passed, once, and give how many were noted now.

    Whether a posting is open follows from its dates at each request: nothing is switched here.
    """
    midnight = timezone.make_aware(datetime.datetime.combine(today, datetime.time()))
    clear_away(untouched_since=midnight - SKETCH_DAYS)
    remind(today)
    over = Posting.objects.unsettled().filter(closes__lt=today)
    return sum(_note_closed(posting) for posting in over)


@transaction.atomic
def _note_closed(posting: Posting) -> bool:
    if Entry.objects.about(posting).filter(verb="posting.close").exists():
        return False
    # Nobody's act: it stands in the chain of the public, which names no one.
    record(verb="posting.close", target=posting, by=None)
    return True
