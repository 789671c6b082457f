"""Writes that break what holds of leads, each alone."""

from riskpoints.models import LeadLink
from tests.factories.accounts import BodyFactory, SectionFactory, UserFactory
from tests.factories.leads import entered
from tests.factories.powers import StepFactory
from tests.factories.riskpoints import opened, written

from .constraints import DAY, change


def lead(**fields):
    """Enter a lead, and change it past every action."""
    made = entered(BodyFactory())
    change(made, **fields)
    return made


def linked_twice():
    point = written(opened())
    made = entered(point.body)
    for _time in range(2):
        LeadLink.objects.create(lead=made, risk_point=point, by=made.entered_by, on=DAY)


BREAKS = {
    "riskpoints_lead_kind_known": lambda: lead(kind="dream"),
    "riskpoints_lead_says_what_and_wherefrom": lambda: lead(gist=""),
    "riskpoints_lead_erased_says_nothing": lambda: lead(erased_on=DAY, erased_by=UserFactory()),
    "riskpoints_lead_step_on_a_chart": lambda: lead(step=StepFactory(), section=SectionFactory()),
    "riskpoints_lead_place_in_a_section": lambda: lead(flowchart=StepFactory().flowchart),
    "riskpoints_lead_passed_on_by_somebody": lambda: lead(passed_by=UserFactory()),
    "riskpoints_lead_answered_by_somebody": lambda: lead(answer="没有。"),
    "riskpoints_lead_closed_says_why": lambda: lead(closed_on=DAY, closed_by=UserFactory()),
    "riskpoints_leadlink_once": linked_twice,
}
