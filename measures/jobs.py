"""What the day brings by itself."""

import datetime

from django.db import transaction

from riskcontrol.accounts.models import Unit
from riskcontrol.lib.kept_files import clear_away

from .actions.calling import call_for_reviews
from .actions.drafting import keep_phrase_of
from .actions.pledges import draft_pledges
from .actions.reminding import remind
from .actions.scheduling import schedule_ahead
from .actions.warnings import compute_warnings
from .models import (
    CreditRecord,
    DisclosureItem,
    EducationMaterial,
    Evidence,
    Measure,
    RuleFile,
)


def run_day(today: datetime.date) -> int:
    """Keep the calendar a year ahead, bring to mind what is due and overdue, and call for reviews.

    Gives the number of occasions made. Running it twice, or on two machines, makes and sends
    nothing twice. Occasions follow from the measures, so they leave no ledger entry.
    """
    clear_away("evidence", known=Evidence.objects.values_list("file", flat=True))
    clear_away("rules", known=RuleFile.objects.values_list("file", flat=True))
    clear_away("disclosure", known=DisclosureItem.objects.values_list("file", flat=True))
    clear_away("credit", known=CreditRecord.objects.values_list("file", flat=True))
    made = schedule_ahead(today)
    remind(today)
    call_for_reviews(today)
    return made


def run_warnings(today: datetime.date) -> int:
    """Compute what warnings stand in every body as of a day; gives how many were raised anew.

    Each body and kind is a transaction of its own and is read as a stream, so that neither memory
    nor locks grow with what there is. Running it twice changes nothing.
    """
    return sum(compute_warnings(body, today) for body in Unit.objects.bodies().order_by("pk"))


def run_education(today: datetime.date) -> int:
    """Draft the pledges that are due; gives how many are new. Running it twice changes nothing."""
    clear_away("education", known=EducationMaterial.objects.values_list("file", flat=True))
    return sum(draft_pledges(body, today) for body in Unit.objects.bodies().order_by("pk"))


@transaction.atomic
def index_texts() -> int:
    """Keep the text of every measure in the index anew; gives how many measures there are."""
    count = 0
    for measure in Measure.objects.select_related("worksheet").order_by("pk").iterator():
        keep_phrase_of(measure)
        count += 1
    return count
