"""The day's work: note which postings opened and ended, tell who must act, remind, erase, clear away.

Safe to run twice, at any hour, on two machines at once, and after days on which nobody ran it.
"""

import datetime
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from riskcontrol.audit.actions import record
from riskcontrol.audit.models import Entry
from riskcontrol.lib.workdays import months_after

from .actions.erasing import clear_away_files, erase_senders
from .actions.reminding import remind
from .actions.sketches import clear_away
from .models import Posting
from .policies import policy_of
from .tasks import CLOSED, OPENED, tell_of_posting

# So long a sketch is left alone, though it holds no more than the saved chart.
SKETCH_DAYS = datetime.timedelta(days=90)


class Noted(NamedTuple):
    """How many postings were noted now as opened, and as over."""

    opened: int
    closed: int


def run_day(today: datetime.date) -> Noted:
    """Note each posting whose first day has come or whose last day has passed, each once.

    Whether a posting is open follows from its dates at each request: nothing is switched here. What a
    dossier brought as settled began and ended elsewhere; what was stopped has its own entry.
    """
    midnight = timezone.make_aware(datetime.datetime.combine(today, datetime.time()))
    clear_away(untouched_since=midnight - SKETCH_DAYS)
    clear_away_files()
    erase_in_time(today)
    remind(today)
    ours = Posting.objects.exclude(imported=True, settled_at__isnull=False)
    came = ours.filter(opens__lte=today).exclude(stopped_on__lt=F("opens")).order_by("opens", "pk")
    ended = ours.filter(closes__lt=today, stopped_on=None).order_by("closes", "pk")
    opened = sum(_note(each, OPENED, today) for each in came.without_entry(OPENED))
    return Noted(opened, sum(_note(each, CLOSED, today) for each in ended.without_entry(CLOSED)))


def erase_in_time(today: datetime.date) -> None:
    """Erase the names and contacts of senders whose time is over."""
    for posting in Posting.objects.over_with_senders().select_related("flowchart__body"):
        if erases_on(posting) <= today:
            erase_senders(posting=posting)


def erases_on(posting: Posting) -> datetime.date:
    """Give the day on which the names and contacts on a settled or stopped posting are erased."""
    settled, stopped = posting.settled_at, posting.stopped_on
    end = timezone.localdate(settled) if settled else stopped
    if end is None:
        raise ValueError(f"{posting} is neither settled nor stopped.")
    return months_after(end, policy_of(posting.flowchart.body).contact_months)


@transaction.atomic
def _note(posting: Posting, verb: str, today: datetime.date) -> bool:
    """Leave one entry and tell who must act; nothing where another run was quicker."""
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    if Entry.objects.about(posting).filter(verb=verb).exists():
        return False
    if _still_matters(posting, verb, today):
        transaction.on_commit(partial(tell_of_posting.enqueue, posting_id=posting.pk, verb=verb))
    # Nobody's act: it stands in the chain of the public, which names no one.
    record(verb=verb, target=posting, by=None, opens=posting.opens, closes=posting.closes)
    return True


def _still_matters(posting: Posting, verb: str, today: datetime.date) -> bool:
    """Whether anybody has to act on it yet, where days were missed."""
    if posting.settled_at or posting.stopped_on or posting.handed_in_at:
        return False
    return verb == CLOSED or today <= posting.closes
