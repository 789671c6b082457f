"""What is asked when a round is sent down, and when a result is filed."""

from collections.abc import Iterable

from django.db.models import Max
from django.utils import timezone

from powers.models import Flowchart
from riskcontrol.accounts.models import Unit

from .models import Charge, Round
from .querysets import RoundQuerySet


def joinable(body: Unit, ground: str) -> Round | None:
    """Give a body's open round of this year and kind that answers nothing sent down yet."""
    found = open_rounds(ground).filter(body=body)
    return found.order_by("pk").first()


def open_rounds(ground: str) -> RoundQuerySet:
    """Keep the open rounds of this year and kind that answer nothing sent down yet."""
    year = timezone.localdate().year
    found = Round.objects.open().filter(year=year, ground=ground)
    return found.exclude(pk__in=Charge.objects.standing().values("round"))


def next_number(committee: Unit, year: int) -> int:
    """Give the number that follows the last filing of a committee in a year."""
    filed = Charge.objects.filter(committee=committee, filing_year=year)
    return (filed.aggregate(last=Max("filing_number"))["last"] or 0) + 1


def charge_of(round: Round) -> Charge | None:
    """Give the body's part in what was sent down that a round answers, if it does; the last one.

    One that was withdrawn is given as well, where no other followed it.
    """
    return max(round.charges.all(), key=lambda charge: charge.pk, default=None)


def reasons_before(charge: Charge, missing: Iterable[Flowchart]) -> dict[str, str]:
    """Give the reasons handed up last for charts that are left out, by the field of the form."""
    if charge.result is None:
        return {}
    said = {one["chart"]: one["reason"] for one in charge.result.content["charts"]["left_out"]}
    return {f"chart-{chart.pk}": said.get(chart.name, "") for chart in missing}
