"""The day's work: note which postings are over, erase senders in time, clear away what nobody needs.

May run twice a day.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from riskcontrol.audit.actions import record
from riskcontrol.audit.models import Entry
from riskcontrol.lib.workdays import months_after

from .actions.erasing import clear_away_files, erase_senders
from .actions.sketches import clear_away
from .models import Posting
from .policies import policy_of

# So long a sketch is left alone, though it holds no more than the saved chart.
SKETCH_DAYS = datetime.timedelta(days=90)


def run_day(today: datetime.date) -> int:
    """Note each posting whose last day has passed, once, and give how many were noted now.

    Whether a posting is open follows from its dates at each request: nothing is switched here.
    """
    midnight = timezone.make_aware(datetime.datetime.combine(today, datetime.time()))
    clear_away(untouched_since=midnight - SKETCH_DAYS)
    clear_away_files()
    for posting in Posting.objects.over_with_senders().select_related("flowchart__body"):
        if erases_on(posting) <= today:
            erase_senders(posting=posting)
    over = Posting.objects.unsettled().filter(closes__lt=today)
    return sum(_note_closed(posting) for posting in over)


def erases_on(posting: Posting) -> datetime.date:
    """Give the day on which the names and contacts on a settled or stopped posting are erased."""
    settled, stopped = posting.settled_at, posting.stopped_on
    end = timezone.localdate(settled) if settled else stopped
    if end is None:
        raise ValueError(f"{posting} is neither settled nor stopped.")
    return months_after(end, policy_of(posting.flowchart.body).contact_months)


@transaction.atomic
def _note_closed(posting: Posting) -> bool:
    if Entry.objects.about(posting).filter(verb="posting.close").exists():
        return False
    # Nobody's act: it stands in the chain of the public, which names no one.
    record(verb="posting.close", target=posting, by=None)
    return True
