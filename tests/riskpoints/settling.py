"""What the tests of reopened rulings share: a chart settled anew with a changed step."""

from django.utils import timezone

from riskpoints.actions.reopening import look_for_changes
from riskpoints.actions.worksheets import sign_worksheet, submit_worksheet
from riskpoints.models import RiskPoint
from tests.factories.accounts import UserFactory, committee_chair, section_head
from tests.factories.powers import frozen, posted
from tests.factories.rounds import all_confirmed, decided, next_sheet


def settled_anew(chart, key="receive", **fields):
    """The same chart, one step changed, posted and settled once more."""
    step = chart.steps.get(key=key)
    for name, value in fields.items():
        setattr(step, name, value)
    step.save()
    posting = posted(chart, days_ago=25)
    now = timezone.now()
    posting.final_version = frozen(chart)
    posting.handed_in_by, posting.handed_in_at = UserFactory(), now
    posting.settled_by, posting.settled_at = UserFactory(), now
    posting.save()
    return chart


def ruled_point():
    """A risk point ruled on in a sitting, with what it stands on loaded."""
    return decided().risk_points.get()


def looked(point, by=None):
    """What a look through the body's rulings reopens."""
    return look_for_changes(body=point.body, by=by or committee_chair(point.body))


def fresh(point):
    """The risk point read anew."""
    return RiskPoint.objects.get(pk=point.pk)


def signed_next(point):
    """The next worksheet on a risk point's chart, all confirmed, with the committee."""
    sheet = next_sheet(point.worksheet)
    all_confirmed(sheet)
    submit_worksheet(worksheet=sheet, by=sheet.opened_by)
    return sign_worksheet(worksheet=sheet, by=section_head(sheet.section))
