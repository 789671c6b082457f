"""Each warning opens what it is about, whatever its kind."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.actions.warnings import compute_warnings, enter_law_change
from measures.models import Warning as Raised
from measures.warning_states import SUBJECTS
from measures.warning_states import WarningKind as K
from powers.models import LegalBasis
from tests.factories.accounts import committee_chair, contributor
from tests.factories.leads import entered, ruled
from tests.factories.measures import MeasureFactory, OccasionFactory, handed_in, worksheet_of
from tests.factories.powers import CommentFactory, posted, settled_chart
from tests.factories.projects import DisclosureItemFactory
from tests.factories.rules import RuleFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


def unproven():
    return ruled(handed_in().risk_points.get(), 1, TODAY)


def overdue():
    measure = MeasureFactory(in_force=True)
    OccasionFactory(measure=measure, due_on=TODAY - 9 * DAY)
    return measure


def comments():
    chart = settled_chart()
    posting = posted(chart)
    for _each in range(3):
        CommentFactory(posting=posting, step_key="examine", published_on=TODAY)
    return chart.steps.get(key="examine")


def limit():
    chart = settled_chart()
    chart.steps.filter(key="examine").update(days=9)
    chart.powers.update(statutory_days=1)
    return chart.powers.get()


def unanswered():
    posting = posted(settled_chart())
    CommentFactory(posting=posting, received_on=TODAY - 40 * DAY)
    return posting


def case():
    return entered(settled_chart().body, proven=True)


def unexamined():
    sheet = worksheet_of(settled_chart())
    opened = TODAY - 30 * DAY
    sheet.round.opened_at = datetime.datetime.combine(opened, datetime.time(9), datetime.UTC)
    sheet.round.save()
    return sheet.flowchart


def outdated():
    chart = settled_chart()
    LegalBasis.objects.create(step=chart.steps.first(), law="行政处罚法", article="第七条")
    by = contributor(chart.section)
    enter_law_change(body=chart.body, law="行政处罚法", what="修订", changed_on=TODAY + DAY, by=by)
    return chart


def repealed():
    return MeasureFactory(in_force=True, rule=RuleFactory(repealed=True))


def undisclosed():
    return DisclosureItemFactory(due_on=TODAY - 9 * DAY)


MADE = {
    K.UNPROVEN: unproven,
    K.OVERDUE: overdue,
    K.COMMENTS: comments,
    K.LIMIT: limit,
    K.UNANSWERED: unanswered,
    K.CASE: case,
    K.UNEXAMINED: unexamined,
    K.OUTDATED: outdated,
    K.REPEALED: repealed,
    K.UNDISCLOSED: undisclosed,
}


def body_of(subject):
    for path in ("body", "flowchart", "project"):
        if found := getattr(subject, path, None):
            return found if path == "body" else body_of(found)
    raise AssertionError(subject)


@pytest.mark.parametrize("kind", K)
def test_a_warning_opens_what_it_is_about(client, kind):
    subject = MADE[kind]()
    body = body_of(subject)
    compute_warnings(body, TODAY + DAY)
    warning = Raised.objects.get(kind=kind)
    assert getattr(warning, SUBJECTS[kind]) == subject
    client.force_login(committee_chair(body))
    page = client.get(reverse("measures:warning", args=[warning.public_id]))
    address = page.context["address"]
    assert f'href="{address}"' in page.text
    assert client.get(address.split("#")[0]).status_code == 200
