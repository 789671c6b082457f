"""Leads and contributions that wait for one person, as the scenes of `scenes` do."""

from django.urls import reverse

from riskcontrol.accounts.roles import Role
from riskpoints.actions.contributions import let_through
from riskpoints.actions.leads import answer_lead, close_lead
from tests.factories import riskpoints
from tests.factories.accounts import SectionFactory, person
from tests.factories.leads import came_in, entered, passed_on_at
from tests.factories.powers import settled_chart


def a_proven_case_without_a_risk_point():
    lead = entered(SectionFactory().body, proven=True)
    user = lead.entered_by
    address = reverse("riskpoints:lead_list") + "?years=all&state=proven-open"
    return user, address, lambda: close_lead(lead=lead, because="已另案处理。", by=user)


def a_lead_that_its_section_answered():
    sheet = riskpoints.opened()
    lead = passed_on_at(riskpoints.step_of(sheet))
    answer_lead(lead=lead, because="只办手续。", by=sheet.opened_by)
    user = lead.entered_by
    address = reverse("riskpoints:lead_list") + "?years=all&state=answered"
    return user, address, lambda: close_lead(lead=lead, because="不再。", by=user)


def a_lead_passed_on_to_the_section():
    sheet = riskpoints.submitted()
    lead = passed_on_at(riskpoints.step_of(sheet))
    user = sheet.opened_by

    def done():
        answer_lead(lead=lead, because="只办手续。", by=user)

    return user, reverse("desk:worksheet", args=[sheet.flowchart.code]), done


def a_contribution_without_an_account():
    said = came_in(settled_chart())
    user = person(Role.COMMITTEE_MEMBER, said.body)
    return user, reverse("riskpoints:held_list"), lambda: let_through(contribution=said, by=user)


LEAD_SCENES = [
    a_proven_case_without_a_risk_point,
    a_lead_that_its_section_answered,
    a_lead_passed_on_to_the_section,
    a_contribution_without_an_account,
]
