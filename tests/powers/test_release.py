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
from powers.drawing.warnings import warnings_of
from powers.models import Policy, Posting, Release
from powers.permissions.postings import chart_is_free
from powers.permissions.releases import can_act
from powers.states import Stage
from powers.warning_facts import facts_for
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
    with time_machine.travel("2026-03-02 10:00+08:00", tick=False):
        posting, people = released()
    release = posting.release
    now = day("2026-03-02")
    assert release.stage == Stage.RELEASED
    assert [
        (act.place, act.act, act.outcome, act.by, act.on_behalf_of, act.result, act.at.date())
        for act in release.acts.all()
    ] == [
        (0, "check", "passed", people.section_head, None, "", now),
        (1, "clearance", "passed", people.moderator, None, "不涉密", now),
        (2, "signature", "passed", people.deputy_head, None, "", now),
    ]


def test_each_act_may_leave_a_remark():
    release, people = submitted()
    check_release(release=release, remark=" 时限已核对。 ", by=people.section_head)
    clear_release(release=release, clearance="不涉密", remark="可公开", by=people.moderator)
    sign_release(release=release, remark="同意", by=people.deputy_head)
    assert [act.remark for act in release.acts.all()] == ["时限已核对。", "可公开", "同意"]


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


@pytest.mark.parametrize("days", [0, 4, 251])
def test_a_period_outside_the_bodys_bounds_is_refused(days):
    chart = drawn_chart()
    with pytest.raises(ValidationError):
        submit_release(flowchart=chart, days=days, by=contributor(chart.section))
    assert not Release.objects.exists()


def test_the_shortest_period_is_the_bodys_own():
    chart = drawn_chart()
    Policy.objects.create(body=chart.body, shortest_days=10, posting_days=12)
    by = contributor(chart.section)
    with pytest.raises(ValidationError):
        submit_release(flowchart=chart, days=9, by=by)
    assert not Release.objects.exists()
    assert submit_release(flowchart=chart, days=10, by=by).days == 10


def test_an_incomplete_chart_is_refused_naming_the_step():
    chart = drawn_chart()
    chart.steps.filter(key="examine").update(position=None)
    with pytest.raises(PermissionDenied, match="审查"):
        submit_release(flowchart=chart, days=7, by=contributor(chart.section))


def test_a_chart_that_warnings_stand_at_goes_up_all_the_same():
    chart = drawn_chart()
    chart.steps.filter(key="examine").update(name="作出处罚决定", days=None)
    found = warnings_of(drawing_of(fresh(chart)), facts_for(fresh(chart)))
    assert {warning.code for warning in found} >= {"no-limit", "decides-alone"}
    release = submit_release(flowchart=fresh(chart), days=7, by=contributor(chart.section))
    assert release.stage == Stage.CHECK


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
    last = returned.acts.last()
    assert returned.stage == Stage.RETURNED
    assert (last.outcome, last.remark, last.by) == ("returned", "第二步写明时限", by)
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
    assert (withdrawn.stage, withdrawn.acts.count()) == (Stage.RETURNED, 1)
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
