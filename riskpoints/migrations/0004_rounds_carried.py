"""The worksheets that exist join a round made for their body and year."""

import itertools

from django.db import migrations
from django.utils import timezone


def make_rounds(apps, _schema_editor):
    """Make the rounds; one of an earlier year is closed, unless a worksheet of it is under way."""
    sheets = apps.get_model("riskpoints", "Worksheet").objects.order_by("body_id", "year", "pk")
    for (body, year), group in itertools.groupby(sheets, key=lambda each: (each.body_id, each.year)):
        make_round(apps, body, year, list(group))


def make_round(apps, body, year, sheets):
    under_way = [sheet.pk for sheet in sheets if sheet.state != "decided"]
    given = {"opened_at": min(sheet.opened_at for sheet in sheets)}
    if year < timezone.localdate().year and not under_way:
        given |= {"closed_at": max(sheet.decided_at for sheet in sheets), "open_key": None}
    made = apps.get_model("riskpoints", "Round").objects.create(
        body_id=body, year=year, number=1, ground="yearly", origin="moved", **given
    )
    worksheets = apps.get_model("riskpoints", "Worksheet").objects
    worksheets.filter(pk__in=[sheet.pk for sheet in sheets]).update(round=made)
    worksheets.filter(pk__in=under_way).update(open_in=made)


def keep_years(apps, _schema_editor):
    """On the way back the year of the round is the worksheet's own again."""
    for sheet in apps.get_model("riskpoints", "Worksheet").objects.select_related("round"):
        sheet.year = sheet.round.year
        sheet.save(update_fields=["year"])


class Migration(migrations.Migration):
    dependencies = [("riskpoints", "0004_rounds")]

    operations = [migrations.RunPython(make_rounds, keep_years)]
