"""A chart's way up: who may do what at which stage, and what comes out of it."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from powers.actions.releases import (
    POSTED,
    check_release,
    clear_release,
    return_release,
    sign_release,
    submit_release,
    withdraw_release,
)
from powers.actions.versions import house_words
from powers.charts import drawing_of
from powers.models import Policy, Posting, Release
from powers.permissions.postings import chart_is_free
from powers.permissions.releases import can_act
from powers.states import Stage
from riskcontrol.audit.models import Entry
from tests.factories.accounts import (
    committee_chair,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    section_head,
)
from tests.factories.powers import drawn_chart, fresh, posted, settled_chart

from .flow import checked, cleared, day, released, submitted

pytestmark = pytest.mark.django_db
ROLES = [
    contributor,
    section_head,
    moderator,
    deputy_head,
    committee_member,
    committee_chair,
]
ACTS = {check_release: submitted, clear_release: checked, sign_release: cleared}
MAY = {check_release: section_head, clear_release: moderator, sign_release: deputy_head}


def act_on(act, release, by):
    extra = {"clearance": "不涉密"} if act is clear_release else {}
    return act(release=release, by=by, **extra)


def stage_of(release):
    return Release.objects.get(pk=release.pk).stage


def verbs():
    return list(
        Entry.objects.filter(chain="staff").order_by("sequence").values_list("verb", flat=True)
    )


def test_release_opens_a_posting_with_the_frozen_drawing():
    with time_machine.travel("2026-03-02 10:00+08:00"):
        posting, people = released()
    assert (posting.opens, posting.closes) == (day("2026-03-02"), day("2026-03-11"))
    assert posting.version.drawing == drawing_of(fresh(posting.flowchart))
    assert (posting.version.number, posting.version.reason) == (1, house_words(POSTED))
    assert (posting.asked, posting.calculation["days"]) == ("哪里不方便？", 7)
    assert posting.version.made_by == people.deputy_head


def test_release_keeps_who_did_what():
    posting, people = released()
    release = posting.release
    assert release.stage == Stage.RELEASED
    assert release.checked_by == people.section_head
    assert (release.cleared_by, release.clearance) == (people.moderator, "不涉密")
    assert release.signed_by == people.deputy_head


def test_release_leaves_one_entry_an_act():
    released()
    assert verbs() == ["release.submit", "release.check", "release.clear", "release.sign"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", ACTS)
def test_stage_is_passed_by_its_role_alone(act, role):
    release, _people = ACTS[act]()
    before = stage_of(release)
    by = role(release.flowchart.section)
    if role is MAY[act]:
        act_on(act, release, by)
        assert stage_of(release) != before
    else:
        with pytest.raises(PermissionDenied):
            act_on(act, release, by)
        assert stage_of(release) == before


@pytest.mark.parametrize("role", ROLES)
def test_submitting_is_the_sections(role):
    chart = drawn_chart()
    by = role(chart.section)
    if role in (contributor, section_head):
        assert submit_release(flowchart=chart, days=7, by=by).stage == Stage.CHECK
    else:
        with pytest.raises(PermissionDenied):
            submit_release(flowchart=chart, days=7, by=by)


@pytest.mark.parametrize("act", [clear_release, sign_release])
def test_who_drew_the_chart_neither_clears_nor_signs(act):
    release, _people = ACTS[act]()
    by = MAY[act](release.flowchart.section)
    release.flowchart.drawn_by.add(by)
    with translation.override("en"), pytest.raises(PermissionDenied, match="You drew"):
        act_on(act, release, by)
    assert not can_act(by, release)


@pytest.mark.parametrize("act", [clear_release, sign_release])
def test_who_submitted_neither_clears_nor_signs(act):
    release, _people = ACTS[act]()
    by = MAY[act](release.flowchart.section)
    Release.objects.filter(pk=release.pk).update(submitted_by=by)
    with pytest.raises(PermissionDenied):
        act_on(act, release, by)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_of_another_stage_is_refused(act):
    posting, _people = released()
    with pytest.raises(PermissionDenied):
        act_on(act, posting.release, MAY[act](posting.flowchart.section))


@pytest.mark.parametrize(
    ("wanted", "stages"),
    [
        ({}, [Stage.CHECK, Stage.CLEARANCE, Stage.SIGNATURE]),
        ({"section_checks": False}, [Stage.CLEARANCE, Stage.SIGNATURE]),
        ({"clearance_needed": False}, [Stage.CHECK, Stage.SIGNATURE]),
        ({"leader_signs": False}, [Stage.CHECK, Stage.CLEARANCE]),
        ({"clearance_needed": False, "leader_signs": False}, [Stage.CHECK, Stage.SIGNATURE]),
    ],
)
def test_the_bodys_policy_sets_the_stages(wanted, stages):
    chart = drawn_chart()
    Policy.objects.create(body=chart.body, **wanted)
    release, _people = submitted(chart)
    passed = []
    while release.stage != Stage.RELEASED:
        passed.append(release.stage)
        act = {Stage.CHECK: check_release, Stage.CLEARANCE: clear_release}.get(
            release.stage, sign_release
        )
        release = act_on(act, release, MAY[act](chart.section))
    assert passed == stages
    assert Posting.objects.get().release == release


@pytest.mark.parametrize("days", [0, 4, 251])
def test_a_period_outside_the_bodys_bounds_is_refused(days):
    chart = drawn_chart()
    with pytest.raises(ValidationError):
        submit_release(flowchart=chart, days=days, by=contributor(chart.section))
    assert not Release.objects.exists()


def test_an_incomplete_chart_is_refused_naming_the_step():
    chart = drawn_chart()
    chart.steps.filter(key="examine").update(position=None)
    with pytest.raises(PermissionDenied, match="审查"):
        submit_release(flowchart=chart, days=7, by=contributor(chart.section))


def test_a_chart_goes_up_once_at_a_time():
    release, people = submitted()
    with pytest.raises(PermissionDenied):
        submit_release(flowchart=release.flowchart, days=7, by=people.contributor)


def test_a_posted_chart_does_not_go_up_again():
    chart = drawn_chart()
    posted(chart)
    with pytest.raises(PermissionDenied):
        submit_release(flowchart=chart, days=7, by=contributor(chart.section))


def test_a_settled_chart_goes_up_again_once_it_changed():
    chart = settled_chart()
    by = contributor(chart.section)
    with pytest.raises(PermissionDenied):
        submit_release(flowchart=chart, days=7, by=by)
    chart.steps.filter(key="examine").update(name="现场审查")
    assert submit_release(flowchart=chart, days=7, by=by).stage == Stage.CHECK


def test_a_withheld_chart_is_not_posted():
    chart = drawn_chart()
    chart.powers.update(withheld_ground="涉及国家秘密", withheld_approver="王局")
    with pytest.raises(PermissionDenied):
        submit_release(flowchart=chart, days=7, by=contributor(chart.section))


@pytest.mark.parametrize("at", [submitted, checked, cleared])
def test_each_stage_can_give_the_chart_back_with_a_remark(at):
    release, people = at()
    by = {submitted: people.section_head, checked: people.moderator}.get(at, people.deputy_head)
    returned = return_release(release=release, remark="第二步写明时限", by=by)
    assert (returned.stage, returned.remark, returned.returned_by) == (
        Stage.RETURNED,
        "第二步写明时限",
        by,
    )
    assert chart_is_free(release.flowchart)


def test_a_return_says_why():
    release, people = submitted()
    with pytest.raises(ValidationError):
        return_release(release=release, remark="  ", by=people.section_head)
    assert stage_of(release) == Stage.CHECK


def test_a_clearance_has_a_result():
    release, people = checked()
    with pytest.raises(ValidationError):
        clear_release(release=release, clearance=" ", by=people.moderator)
    assert stage_of(release) == Stage.CLEARANCE


def test_the_section_takes_its_chart_back_and_sends_it_again():
    release, people = checked()
    assert not chart_is_free(release.flowchart)
    withdrawn = withdraw_release(release=release, by=people.contributor)
    assert (withdrawn.stage, withdrawn.returned_by) == (Stage.RETURNED, None)
    again = submit_release(flowchart=release.flowchart, days=7, by=people.contributor)
    assert again.stage == Stage.CHECK


@pytest.mark.parametrize("role", [moderator, deputy_head, committee_member])
def test_withdrawing_is_the_sections(role):
    release, _people = submitted()
    with pytest.raises(PermissionDenied):
        withdraw_release(release=release, by=role(release.flowchart.section))


def test_a_released_chart_is_not_withdrawn():
    posting, people = released()
    with pytest.raises(PermissionDenied):
        withdraw_release(release=posting.release, by=people.contributor)
    with pytest.raises(PermissionDenied):
        return_release(release=posting.release, remark="晚了", by=people.deputy_head)


def test_a_chart_withheld_on_its_way_up_is_not_posted():
    release, people = cleared()
    release.flowchart.powers.update(withheld_ground="涉密", withheld_approver="王局")
    with pytest.raises(PermissionDenied):
        sign_release(release=release, by=people.deputy_head)
    assert not Posting.objects.exists()


def test_a_second_round_counts_its_versions_on():
    chart = settled_chart()
    chart.steps.filter(key="examine").update(name="现场审查")
    posting, _people = released(chart)
    assert posting.version.number == 2
