"""What the tests beside it share: a worksheet on a chart that its own drawing says something about."""

from django.utils import timezone

from powers.models import Posting
from riskpoints.rows import sheet_of
from riskpoints.suggestions import add_suggestions
from tests.factories.accounts import UserFactory
from tests.factories.powers import drawn_chart, fresh, posted
from tests.factories.riskpoints import opened

NO_LIMIT = {"receive": {"days": None}, "examine": {"days": None}}
ALONE = {"examine": {"kind": "decision"}}


def chart_with(**changes):
    """A settled chart whose steps say these things too."""
    chart = drawn_chart()
    for key, fields in changes.items():
        chart.steps.filter(key=key).update(**fields)
    posting = posted(chart, days_ago=30)
    Posting.objects.filter(pk=posting.pk).update(
        final_version=posting.version,
        handed_in_by=UserFactory(),
        settled_by=UserFactory(),
        settled_at=timezone.now(),
    )
    return fresh(chart)


def sheet_with(**changes):
    """A worksheet being filled in on such a chart."""
    return opened(chart_with(**changes))


def offered(worksheet):
    """What is suggested, by the key of the row's step."""
    sheet = sheet_of(worksheet)
    add_suggestions(sheet)
    return {
        row.facts["key"]: [found.code for found in row.suggestions]
        for row in sheet.rows
        if row.suggestions
    }


def aside(worksheet):
    """What is set aside, by the key of the row's step."""
    sheet = sheet_of(worksheet)
    add_suggestions(sheet)
    return {
        row.facts["key"]: [(said.code, said.reason) for said in row.set_asides]
        for row in sheet.rows
        if row.set_asides
    }
