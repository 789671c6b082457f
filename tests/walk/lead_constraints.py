"""Writes that break what holds of leads and contributions, each alone."""

from riskpoints.models import LeadLink, PeerTurn
from tests.factories.accounts import BodyFactory, SectionFactory, UserFactory
from tests.factories.leads import entered, said
from tests.factories.powers import StepFactory
from tests.factories.riskpoints import opened, written

from .constraints import DAY, again, change


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


def contribution(**fields):
    """Say something at a step, and change it past every action."""
    made = said(opened())
    change(made, **fields)
    return made


def turn_taken_twice():
    made = PeerTurn.objects.create(worksheet=opened(), user=UserFactory(), on=DAY)
    again(made)


BREAKS = {
    "riskpoints_contribution_by_one_of_the_six": lambda: contribution(method="records"),
    "riskpoints_contribution_says_something": lambda: contribution(text=""),
    "riskpoints_contribution_says_who_unless_without_an_account": lambda: contribution(who=""),
    "riskpoints_contribution_on_one_page": lambda: contribution(section=SectionFactory()),
    "riskpoints_contribution_held_without_an_account": lambda: contribution(is_held=True),
    "riskpoints_peerturn_once_a_person": turn_taken_twice,
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
