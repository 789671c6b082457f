"""A lead that is not passed on changes nothing that the unit's people or the public can read."""

import pytest
import time_machine

from riskcontrol.accounts.roles import Role
from riskpoints.actions import leads as act
from tests.factories.accounts import committee_chair, committee_member
from tests.factories.leads import entered_at

from .passing_on import NOW, Unit, a_world, differing, everything

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]


@pytest.fixture
def unit(db):
    with time_machine.travel(NOW, tick=False):
        made = Unit()
        made.member, made.chair = committee_member(made.section), committee_chair(made.section)
        return made


def world(unit, *steps):
    """What is read where one comment came in and then these things were done."""
    with a_world():
        unit.comments_online("受理要几天？")
        for step in steps:
            step(unit)
        return everything(unit)


def lead_of(unit):
    return entered_at(unit.settled.steps.get(key="receive"), by=unit.member, proven=True)


def all_that_can_be_done(unit):
    lead = lead_of(unit)
    act.link_lead(lead=lead, risk_point=unit.point, by=unit.member)
    act.unlink_lead(lead=lead, risk_point=unit.point, by=unit.member)
    lead = act.close_lead(lead=lead, because="不再。", by=unit.member)
    lead = act.reopen_lead(lead=lead, by=unit.member)
    act.take_back_lead(lead=act.pass_on_lead(lead=lead, by=unit.member), by=unit.member)
    act.erase_lead(lead=lead, ground="依法。", by=unit.chair)
    act.link_lead(lead=lead_of(unit), risk_point=unit.point, by=unit.member)


def passed_on(unit):
    act.pass_on_lead(lead=lead_of(unit), by=unit.member)


def test_first_one_that_is_passed_on_is_read_by_the_section_and_by_nobody_else(unit):
    told = differing(world(unit), world(unit, passed_on))
    where = ["/desk/", f"/desk/worksheets/{unit.settled.code}/"]
    section = [Role.CONTRIBUTOR, Role.SECTION_HEAD]
    assert set(told) == {(role, address) for role in section for address in where}


def test_one_that_is_not_is_nowhere_whatever_is_done_to_it(unit):
    assert differing(world(unit), world(unit, lead_of, all_that_can_be_done)) == {}
