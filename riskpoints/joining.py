"""Which round a new worksheet belongs to (docs/adr/0017)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from powers.gate import final_version
from powers.models import Flowchart
from riskcontrol.accounts.models import Unit

from .models import Round, Worksheet
from .querysets import WorksheetQuerySet
from .states import RoundGround, RoundOrigin


def round_for(*, section: Unit, flowchart: Flowchart | None = None) -> Round:
    """Give the round to join: the oldest open one that waits for this worksheet, else one of this year.

    Where none is open it is a new one that is not saved yet: the year's, or after the year's was
    closed one on this worksheet alone.
    """
    body, year = section.body, timezone.localdate().year
    open_ones = Round.objects.filter(body=body).to_join(year).covering(section, flowchart)
    open_ones = open_ones.order_by("pk")
    searched = worksheets_of(section, flowchart).values("round")
    found = open_ones.exclude(pk__in=searched).first() or open_ones.filter(year=year).first()
    return found or by_itself(body, year, section, flowchart)


def worksheets_of(section: Unit, flowchart: Flowchart | None) -> WorksheetQuerySet:
    """Give the worksheets of a chart, or of a section's own page."""
    if flowchart:
        return Worksheet.objects.filter(flowchart=flowchart)
    return Worksheet.objects.filter(flowchart=None, section=section)


def by_itself(body: Unit, year: int, section: Unit, flowchart: Flowchart | None) -> Round:
    """Make the round that opens with its first worksheet; the caller saves it."""
    made = Round(body=body, year=year, ground=RoundGround.YEARLY, origin=RoundOrigin.ITSELF)
    if Round.objects.filter(body=body, year=year, ground=RoundGround.YEARLY).exists():
        made.ground, made.reason = ground_after(section, flowchart)
    return made


def ground_after(section: Unit, flowchart: Flowchart | None) -> tuple[str, str]:
    """Say why there is a round after the year's was closed: a new chart, or the section's own wish."""
    last = worksheets_of(section, flowchart).select_related("version").first()
    version = final_version(flowchart) if flowchart else None
    if version and (last is None or last.version != version):
        words = _("“%(chart)s” was settled after the yearly round, in version %(number)s.")
        return RoundGround.CHART, words % {"chart": flowchart, "number": version.number}
    words = _("“%(what)s” is searched again after the yearly round.")
    return RoundGround.OWN, words % {"what": flowchart or section}
