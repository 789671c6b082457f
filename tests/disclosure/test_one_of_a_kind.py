"""What there is one of is told as one: “1 comment”, on every page and paper of the public."""

import html
import io
import re

import pytest
from django.utils import timezone
from pypdf import PdfReader

from powers.models import Policy, Posting
from riskcontrol.lib.workdays import add_workdays, posting_period
from tests.factories.accounts import UserFactory
from tests.factories.powers import PowerFactory, drawn_chart, fresh, posted

from .pages import address
from .said import said, settled, sums_up

pytestmark = pytest.mark.django_db

ONE = re.compile(r"\b1 (working days?|comments?|months?)\b")


@pytest.fixture(autouse=True)
def installed():
    UserFactory()


def of_one(**limits):
    """A posting that is open for one working day, with one comment, and one day for each step."""
    chart = drawn_chart()
    chart.steps.update(days=1)
    PowerFactory(section=chart.section, flowchart=chart, **limits)
    posting = posted(fresh(chart))
    period = posting_period(timezone.localdate(), 1)
    Posting.objects.filter(pk=posting.pk).update(
        closes=add_workdays(timezone.localdate(), 1), calculation=period.as_json()
    )
    Policy.objects.create(body=chart.body, answer_days=1, contact_months=1)
    said(posting, outcome="adopted", step_key="examine")
    return posting


def ones(client, place):
    """What a page or a paper says there is one of."""
    response = client.get(f"{place}{'&' if '?' in place else '?'}lang=en")
    if response["Content-Type"] == "application/pdf":
        pages = PdfReader(io.BytesIO(response.content)).pages
        text = " ".join(page.extract_text() for page in pages)
    else:
        text = re.sub(r"<[^>]+>", " ", html.unescape(response.text))
    return set(ONE.findall(" ".join(text.split())))


def test_the_portal_tells_one_day_and_one_comment(client):
    of_one()
    assert ones(client, "/") == {"working day", "comment"}


def test_the_page_of_a_chart_tells_one_day_and_one_comment(client):
    posting = of_one(statutory_days=1, committed_days=1)
    assert ones(client, address(posting.flowchart)) == {"working day", "comment"}


def test_the_comment_form_tells_one_day_and_one_month(client):
    posting = of_one()
    form = address(posting.flowchart, "comment") + "?about=flow"
    assert ones(client, form) == {"working day", "month"}


@pytest.mark.parametrize("more", ["", "report.pdf"])
def test_the_handling_report_tells_one_day_and_one_comment(client, more):
    posting = of_one()
    place = f"/charts/{posting.flowchart.code}/handled/1/{more}"
    assert ones(client, place) == ({"working day", "comment"} if more else {"working day"})
    sums_up(posting)
    settled(posting)
    assert ones(client, place) == {"working day", "comment"}
