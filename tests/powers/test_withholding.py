"""What may not be published: a ground, a second person, and a drawing kept in its stead."""

import pytest
from django.core.exceptions import PermissionDenied

from powers.actions.postings import (
    approve_withholding,
    keep_withheld,
    propose_withholding,
)
from powers.gate import gate_of
from powers.models import Version
from riskcontrol.audit.models import Entry
from tests.factories.accounts import contributor, deputy_head, moderator, section_head
from tests.factories.powers import PowerFactory, drawn_chart, fresh

from .flow import people_of

pytestmark = pytest.mark.django_db


def proposed(chart=None):
    chart = chart or drawn_chart()
    people = people_of(chart)
    power = propose_withholding(
        power=chart.powers.get(), ground="涉及国家秘密", by=people.contributor
    )
    return power, people


def test_approval_keeps_the_drawing_and_opens_the_gate():
    power, people = proposed()
    power = approve_withholding(power=power, by=people.deputy_head)
    version = Version.objects.get()
    assert (version.withheld, version.reason, version.facts["powers"]) == (True, "涉及国家秘密", [])
    assert gate_of(fresh(power.flowchart)).version == version
    assert power.withheld_approver == people.deputy_head.name


def test_each_act_leaves_one_entry():
    power, people = proposed()
    approve_withholding(power=power, by=people.deputy_head)
    verbs = Entry.objects.order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["power.propose-withholding", "power.approve-withholding"]


@pytest.mark.parametrize("role", [contributor, section_head, moderator])
def test_approving_is_the_leaders(role):
    power, _people = proposed()
    with pytest.raises(PermissionDenied):
        approve_withholding(power=power, by=role(power.section))


def test_who_proposed_does_not_approve():
    power, people = proposed()
    type(power).objects.filter(pk=power.pk).update(withheld_proposed_by=people.deputy_head)
    with pytest.raises(PermissionDenied):
        approve_withholding(power=power, by=people.deputy_head)


def test_who_drew_does_not_approve():
    power, people = proposed()
    power.flowchart.drawn_by.add(people.deputy_head)
    with pytest.raises(PermissionDenied):
        approve_withholding(power=power, by=people.deputy_head)


def test_nothing_proposed_nothing_approved():
    chart = drawn_chart()
    with pytest.raises(PermissionDenied):
        approve_withholding(power=chart.powers.get(), by=deputy_head(chart.section))


def test_an_approval_is_given_once():
    power, people = proposed()
    approve_withholding(power=power, by=people.deputy_head)
    with pytest.raises(PermissionDenied):
        approve_withholding(power=power, by=people.deputy_head)


def test_proposing_is_the_sections():
    chart = drawn_chart()
    with pytest.raises(PermissionDenied):
        propose_withholding(power=chart.powers.get(), ground="涉密", by=moderator(chart.section))


def test_a_power_without_a_chart_is_withheld_too():
    power = PowerFactory()
    power = propose_withholding(power=power, ground="涉密", by=contributor(power.section))
    power = approve_withholding(power=power, by=deputy_head(power.section))
    assert power.is_withheld
    assert not Version.objects.exists()


def test_an_incomplete_chart_is_not_kept_until_the_leader_confirms_it():
    chart = drawn_chart()
    chart.steps.filter(key="serve").update(position=None)
    power, people = proposed(chart)
    approve_withholding(power=power, by=people.deputy_head)
    with pytest.raises(PermissionDenied):
        keep_withheld(flowchart=chart, by=people.deputy_head)
    assert not gate_of(fresh(chart)).decision
    chart.steps.filter(key="serve").update(position=chart.steps.get(key="receive").position)
    keep_withheld(flowchart=chart, by=people.deputy_head)
    assert gate_of(fresh(chart)).decision


def test_keeping_an_unchanged_drawing_makes_no_second_version():
    power, people = proposed()
    approve_withholding(power=power, by=people.deputy_head)
    first = Version.objects.get()
    assert keep_withheld(flowchart=power.flowchart, by=people.deputy_head) == first


def test_a_later_edit_is_confirmed_again():
    power, people = proposed()
    approve_withholding(power=power, by=people.deputy_head)
    power.flowchart.steps.filter(key="examine").update(name="复核")
    assert not gate_of(fresh(power.flowchart)).step("examine")
    keep_withheld(flowchart=power.flowchart, by=people.deputy_head)
    assert gate_of(fresh(power.flowchart)).step("examine")
    assert Version.objects.count() == 2


def test_one_publishable_power_closes_the_gate_again():
    power, people = proposed()
    approve_withholding(power=power, by=people.deputy_head)
    PowerFactory(section=power.section, flowchart=power.flowchart)
    assert not gate_of(fresh(power.flowchart)).decision
    with pytest.raises(PermissionDenied):
        keep_withheld(flowchart=power.flowchart, by=people.deputy_head)


def test_taking_the_ground_back_lets_the_approval_lapse():
    power, people = proposed()
    power = approve_withholding(power=power, by=people.deputy_head)
    power = propose_withholding(power=power, ground=" ", by=people.contributor)
    assert (power.withheld_ground, power.withheld_approver, power.is_withheld) == ("", "", False)
    assert not gate_of(fresh(power.flowchart)).decision
