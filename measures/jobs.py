"""What the day brings by itself."""

import datetime

from django.db import transaction

from riskcontrol.lib.kept_files import clear_away

from .actions.calling import call_for_reviews
from .actions.drafting import keep_phrase_of
from .actions.reminding import remind
from .actions.scheduling import schedule_ahead
from .models import Evidence, Measure


def run_day(today: datetime.date) -> int:
    """Keep the calendar a year ahead, bring to mind what is due and overdue, and call for reviews.

    Gives the number of occasions made. Running it twice, or on two machines, makes and sends
    nothing twice. Occasions follow from the measures, so they leave no ledger entry.
    """
    clear_away("evidence", known=Evidence.objects.values_list("file", flat=True))
    made = schedule_ahead(today)
    remind(today)
    call_for_reviews(today)
    return made


@transaction.atomic
def index_texts() -> int:
    """Keep the text of every measure in the index anew; gives how many measures there are."""
    count = 0
    for measure in Measure.objects.select_related("worksheet").order_by("pk").iterator():
        keep_phrase_of(measure)
        count += 1
    return count
