"""What the walk in every order found once, each in its shortest form."""

import pytest
from django.core.exceptions import PermissionDenied

from measures.actions.drafting import aim_measure, edit_measure, remove_measure, unaim_measure
from measures.models import Measure
from riskcontrol.audit.models import Entry
from riskpoints.actions.sittings import propose_level, withdraw_proposal
from riskpoints.actions.worksheets import submit_worksheet
from riskpoints.committee import grounds_for_recusal
from riskpoints.models import Worksheet
from riskpoints.states import RecusalGround
from tests.factories.accounts import committee_member
from tests.factories.measures import assessed
from tests.factories.riskpoints import completed, measured, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def old_page():
    """A measure and its worksheet as somebody loaded them before it was handed over."""
    worksheet = completed()
    measure = Measure.objects.select_related("worksheet").get()
    kept = Worksheet.objects.get(pk=worksheet.pk)
    submit_worksheet(worksheet=worksheet, by=worksheet.opened_by)
    return measure, kept


@pytest.mark.parametrize(
    "write",
    [
        lambda measure, _point, by: edit_measure(measure=measure, text="别的。", by=by),
        lambda measure, _point, by: remove_measure(measure=measure, by=by),
        lambda measure, point, by: aim_measure(measure=measure, risk_point=point, by=by),
        lambda measure, point, by: unaim_measure(measure=measure, risk_point=point, by=by),
    ],
)
def test_an_old_page_changes_no_measure_of_a_worksheet_handed_over(old_page, write):
    measure, kept = old_page
    before = list(Measure.objects.values("text", "aims__risk_point"))
    with pytest.raises(PermissionDenied):
        write(measure, kept.risk_points.get(), kept.opened_by)
    assert list(Measure.objects.values("text", "aims__risk_point")) == before


def test_an_old_page_adds_no_measure_to_a_worksheet_handed_over(old_page):
    _measure, kept = old_page
    point = kept.risk_points.get()
    point.worksheet = kept
    with pytest.raises(PermissionDenied):
        measured(point, by=kept.opened_by)
    assert Measure.objects.count() == 1


def test_who_holds_a_position_of_the_chart_as_it_was_searched_is_recused():
    worksheet = signed()
    holder = committee_member(worksheet.section)
    holder.memberships.update(position=worksheet.flowchart.steps.first().position)
    worksheet.flowchart.steps.update(position=None)
    grounds = grounds_for_recusal(worksheet, [holder], wrote_measures=[])
    assert grounds == {holder.pk: RecusalGround.POSITION}


def test_a_wish_taken_back_twice_leaves_one_entry():
    sitting = assessed()
    point = sitting.worksheet.risk_points.get()
    wish = propose_level(
        sitting=sitting, risk_point=point, rank=1, reason="影响大。", by=sitting.chair
    )
    for _press in range(2):
        withdraw_proposal(proposal=wish, by=sitting.chair)
    assert Entry.objects.filter(verb="level.withdraw").count() == 1
