"""Worksheets from before there were rounds join one made for their body and year."""

import datetime

from django.utils import timezone

from riskpoints.models import Worksheet
from tests.factories.accounts import SectionFactory

BEFORE = [("riskpoints", "0002_suggestions"), ("measures", "0002_initial")]
THEN = datetime.datetime(2024, 5, 6, 9, tzinfo=datetime.UTC)


def write(old, section, year, **fields):
    place = {"section_id": section.pk, "body_id": section.parent_id}
    return old.get_model("riskpoints", "Worksheet").objects.create(**place, year=year, **fields)


def each_year_of_a_body_has_a_round_and_old_years_are_closed():
    old = yield BEFORE
    one, other = SectionFactory(), SectionFactory()
    this_year = timezone.localdate().year
    over = {"state": "decided", "decided_at": THEN, "imported": True}
    sheets = [
        write(old, one, 2024, **over),
        write(old, one, 2025),
        write(old, one, this_year, **over),
        write(old, other, 2024, **over),
    ]
    own = [sheet.pk for sheet in sheets]

    yield

    kept = Worksheet.objects.select_related("round").filter(pk__in=own).order_by("pk")
    assert [sheet.pk for sheet in kept] == own
    assert [
        (s.round.year, s.round.ground, s.round.origin, s.round.is_open, s.open_in == s.round)
        for s in kept
    ] == [
        (2024, "yearly", "moved", False, False),
        (2025, "yearly", "moved", True, True),
        (this_year, "yearly", "moved", True, False),
        (2024, "yearly", "moved", False, False),
    ]
    assert kept[0].round.closed_at == THEN
    assert kept[0].round.body_id == one.parent_id
    assert kept[3].round.body_id == other.parent_id
