"""The day's work on postings: note in the ledger which ones are over. May run twice a day."""

import datetime

from django.db import transaction

from riskcontrol.audit.actions import record
from riskcontrol.audit.models import Entry

from .models import Posting


def run_day(today: datetime.date) -> int:
    """Note each posting whose last day has passed, once, and give how many were noted now.

    Whether a posting is open follows from its dates at each request: nothing is switched here.
    """
    over = Posting.objects.unsettled().filter(closes__lt=today)
    return sum(_note_closed(posting) for posting in over)


@transaction.atomic
def _note_closed(posting: Posting) -> bool:
    if Entry.objects.about(posting).filter(verb="posting.close").exists():
        return False
    # Nobody's act: it stands in the chain of the public, which names no one.
    record(verb="posting.close", target=posting, by=None)
    return True
