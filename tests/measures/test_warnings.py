"""Warnings computed from data: each kind, its colours, its end and its return."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from measures.actions.projects import edit_project, report_disclosed, take_disclosure_away
from measures.actions.reviews import call_review
from measures.actions.warnings import (
    act_on,
    compute_warnings,
    ensure_warning_scheme,
    enter_law_change,
    set_aside,
    set_warning_rules,
)
from measures.models import Measure, Occasion
from measures.models import Warning as Raised
from measures.warning_rules import RuleOutline, outline_of, shipped
from measures.warning_states import WarningKind, WarningState
from powers.models import LegalBasis
from riskcontrol.audit.models import Entry
from riskcontrol.lib.workdays import add_workdays
from riskpoints.models import Examination
from tests.factories.accounts import committee_chair, committee_member, contributor, section_head
from tests.factories.leads import entered, ruled
from tests.factories.measures import (
    MeasureFactory,
    OccasionFactory,
    handed_in,
    measure_for,
    worksheet_of,
)
from tests.factories.powers import CommentFactory, posted, settled_chart
from tests.factories.projects import DisclosureItemFactory
from tests.factories.rules import RuleFactory, along
from tests.factories.warnings import issued

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 26)  # a Thursday
K = WarningKind


@pytest.fixture(autouse=True)
def on_a_thursday():
    with time_machine.travel(datetime.datetime(2026, 11, 26, 4, tzinfo=datetime.UTC), tick=True):
        yield


def day(workdays_ago):
    """A day so many working days before today."""
    found = TODAY
    while add_workdays(found, workdays_ago) != TODAY:
        found -= datetime.timedelta(days=1)
    return found


def computed(body, today=TODAY):
    """What stands after a computation, as kind, colour's rank, number and state."""
    compute_warnings(body, today)
    rows = Raised.objects.standing().filter(body=body)
    return sorted(rows.values_list("kind", "rank", "count", "state"))


def only(kind, body):
    return [row for row in computed(body) if row[0] == kind]


def overdue(workdays, section=None):
    measure = MeasureFactory(in_force=True, **({"section": section} if section else {}))
    OccasionFactory(measure=measure, due_on=day(workdays))
    return measure


def test_a_measure_overdue_grows_graver_and_ends_when_it_is_done():
    measure = overdue(1)
    body = measure.body
    assert computed(body) == [(K.OVERDUE, 3, None, "open")]
    assert computed(body, add_workdays(TODAY, 8)) == [(K.OVERDUE, 3, None, "open")]
    assert computed(body, add_workdays(TODAY, 9)) == [(K.OVERDUE, 2, None, "open")]
    assert computed(body, add_workdays(TODAY, 29)) == [(K.OVERDUE, 1, None, "open")]
    measure.occasions.update(
        done_by=contributor(measure.section), done_at=timezone.now(), note="已办"
    )
    assert computed(body) == []
    ended = Raised.objects.get()
    assert (ended.state, ended.ended_on) == (WarningState.ENDED, TODAY)


def test_a_measure_due_today_or_ended_is_no_warning():
    measure = overdue(0)
    later = overdue(3, measure.section)
    later.state, later.ended_on = "ended", TODAY
    later.save()
    assert computed(measure.body) == []


def test_the_day_moves_on_with_the_first_occasion_that_is_left():
    measure = overdue(12)
    OccasionFactory(measure=measure, due_on=day(2))
    assert computed(measure.body) == [(K.OVERDUE, 2, None, "open")]
    measure.occasions.filter(due_on=day(12)).update(
        done_by=contributor(measure.section), done_at=timezone.now(), note="已办"
    )
    assert computed(measure.body) == [(K.OVERDUE, 3, None, "open")]
    assert Raised.objects.get().since == day(2)


def test_computing_twice_changes_nothing():
    measure = overdue(3)
    computed(measure.body)
    before = Raised.objects.values_list("pk", "since", "state", "found_on").get()
    assert compute_warnings(measure.body, TODAY) == 0
    assert Raised.objects.values_list("pk", "since", "state", "found_on").get() == before


def test_a_level_one_risk_point_asks_for_a_verified_measure():
    point = ruled(handed_in().risk_points.get(), 1, day(0))
    lower = ruled(handed_in(settled_chart(section=point.section)).risk_points.get(), 2, day(0))
    measure = measure_for(point, in_force=True)
    occasion = OccasionFactory(measure=measure, done=True, due_on=TODAY)
    assert only(K.UNPROVEN, point.body) == [(K.UNPROVEN, 3, None, "open")]
    assert Raised.objects.get(kind=K.UNPROVEN).risk_point == point != lower
    occasion.verified_by, occasion.verified_at = section_head(point.section), timezone.now()
    occasion.save()
    assert only(K.UNPROVEN, point.body) == []


def verified_once(measure):
    by = section_head(measure.section)
    occasion = OccasionFactory(measure=measure, done=True, due_on=TODAY)
    Occasion.objects.filter(pk=occasion.pk).update(verified_by=by, verified_at=timezone.now())


def test_a_measure_in_force_along_a_line_proves_a_level_one_risk_point():
    point = ruled(handed_in().risk_points.get(), 1, day(0))
    measure = along(point.section, rank=1)
    verified_once(along(point.section, rank=2))
    assert only(K.UNPROVEN, point.body) == [(K.UNPROVEN, 3, None, "open")]
    verified_once(measure)
    assert only(K.UNPROVEN, point.body) == []
    Measure.objects.filter(pk=measure.pk).update(state="ended", ended_on=TODAY)
    assert only(K.UNPROVEN, point.body) == [(K.UNPROVEN, 3, None, "open")]


def test_a_measure_that_ended_proves_nothing():
    point = ruled(handed_in().risk_points.get(), 1, day(0))
    measure = measure_for(point, in_force=True)
    verified_once(measure)
    assert only(K.UNPROVEN, point.body) == []
    Measure.objects.filter(pk=measure.pk).update(state="ended", ended_on=TODAY)
    assert only(K.UNPROVEN, point.body) == [(K.UNPROVEN, 3, None, "open")]


def test_three_published_comments_on_one_step_of_the_last_posting():
    chart = settled_chart()
    posting = posted(chart)
    made = [
        CommentFactory(posting=posting, step_key="examine", published_on=TODAY) for _ in range(2)
    ]
    CommentFactory(posting=posting, step_key="examine")  # not published: it does not count
    CommentFactory(posting=posting, step_key="receive", published_on=TODAY)
    assert only(K.COMMENTS, chart.body) == []
    made.append(CommentFactory(posting=posting, step_key="examine", published_on=TODAY))
    assert only(K.COMMENTS, chart.body) == [(K.COMMENTS, 3, 3, "open")]
    assert Raised.objects.get(kind=K.COMMENTS).step.key == "examine"


def test_a_flow_that_takes_longer_than_its_power_may():
    chart = settled_chart()
    power = chart.powers.get()
    chart.steps.filter(key="examine").update(days=9)
    power.statutory_days, power.committed_days = 20, 15
    power.save()
    assert only(K.LIMIT, chart.body) == [(K.LIMIT, 3, 4, "open")]
    power.committed_days = 60
    power.statutory_days = 60
    power.save()
    assert only(K.LIMIT, chart.body) == []


def test_a_posting_with_comments_past_their_day():
    chart = settled_chart()
    CommentFactory(posting=posted(chart), received_on=day(20))
    assert only(K.UNANSWERED, chart.body) == [(K.UNANSWERED, 2, None, "open")]


def test_a_proven_case_without_a_risk_point_and_a_lead_that_is_not_proven():
    chart = settled_chart()
    entered(chart.body, proven=True)
    entered(chart.body, proven=False)
    assert only(K.CASE, chart.body) == [(K.CASE, 1, None, "open")]


def test_a_settled_chart_with_steps_nobody_looked_at():
    chart = settled_chart()
    sheet = worksheet_of(chart)
    sheet.round.opened_at = datetime.datetime.combine(day(12), datetime.time(9), datetime.UTC)
    sheet.round.save()
    steps = list(chart.steps.live())
    assert only(K.UNEXAMINED, chart.body) == [(K.UNEXAMINED, 3, len(steps), "open")]
    for step in steps:
        Examination.objects.create(worksheet=sheet, step=step, none_found_because="只登记")
    assert only(K.UNEXAMINED, chart.body) == []


@pytest.mark.parametrize("written", ["行政处罚法", "中华人民共和国行政处罚法", "《行政处罚法》"])
def test_a_chart_settled_before_its_law_changed(written):
    chart = settled_chart()
    LegalBasis.objects.create(step=chart.steps.first(), law=written, article="第七条")
    by = contributor(chart.section)
    change = {"body": chart.body, "law": "《中华人民共和国行政处罚法》", "what": "修订", "by": by}
    enter_law_change(changed_on=datetime.date(2020, 1, 1), **change)
    assert only(K.OUTDATED, chart.body) == []
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    enter_law_change(changed_on=tomorrow, **change)
    assert only(K.OUTDATED, chart.body) == []
    compute_warnings(chart.body, tomorrow)
    assert Raised.objects.get(kind=K.OUTDATED).since == tomorrow


def test_a_measure_that_rests_on_a_repealed_rule():
    rule = RuleFactory()
    measure = MeasureFactory(in_force=True, rule=rule)
    beside = MeasureFactory(in_force=True, section=measure.section, rule=RuleFactory())
    assert only(K.REPEALED, measure.body) == []
    rule.validity, rule.repealed_on, rule.repealed_because = "repealed", day(30), "已被替代。"
    rule.save()
    assert only(K.REPEALED, measure.body) == [(K.REPEALED, 1, None, "open")]
    raised = Raised.objects.get(kind=K.REPEALED)
    assert (raised.measure, raised.since) == (measure, day(30))
    measure.rule = beside.rule
    measure.save()
    assert only(K.REPEALED, measure.body) == []


def test_an_item_of_a_project_not_made_public_in_time_until_it_is():
    item = DisclosureItemFactory(due_on=day(1))
    DisclosureItemFactory(project=item.project, due_on=TODAY)
    DisclosureItemFactory(project=item.project, due_on=day(9), done=True)
    other = DisclosureItemFactory(due_on=day(9))
    body = item.project.body
    assert computed(body) == [(K.UNDISCLOSED, 3, None, "open")]
    raised = Raised.objects.get()
    assert (raised.disclosure, raised.section, raised.since) == (item, item.project.section, day(1))
    in_four_days = computed(body, add_workdays(TODAY, 4))
    assert [(kind, rank) for kind, rank, *_more in in_four_days] == [
        (K.UNDISCLOSED, 2), (K.UNDISCLOSED, 3),
    ]  # fmt: skip
    link = {"link": "https://www.example.org/zb", "on": TODAY}
    report_disclosed(item=item, by=contributor(item.project.section), **link)
    assert computed(body) == []
    raised.refresh_from_db()
    assert (raised.state, raised.ended_on) == (WarningState.ENDED, TODAY)
    assert computed(other.project.body) == [(K.UNDISCLOSED, 2, None, "open")]


@pytest.mark.parametrize("state", ["stopped", "finished"])
def test_a_project_that_is_over_warns_of_nothing_until_it_goes_on(state):
    item = DisclosureItemFactory(due_on=day(1))
    project, by = item.project, contributor(item.project.section)
    going = DisclosureItemFactory(due_on=day(1), project__section=project.section)

    def warned_of():
        computed(project.body)
        found = Raised.objects.standing().order_by("disclosure")
        return [one.disclosure for one in found.select_related("disclosure")]

    assert warned_of() == [item, going]
    for now, stands in ((state, [going]), ("under-way", [item, going])):
        fields = {"name": project.name, "state": now}
        expected = project.row_version
        project = edit_project(
            project=project, section=project.section, fields=fields, expected=expected, by=by
        )
        assert warned_of() == stands


def test_an_item_taken_away_takes_its_warning_along_but_not_a_notice():
    item = DisclosureItemFactory(due_on=day(1))
    section = item.project.section
    computed(section.body)
    raised = Raised.objects.get()
    act_on(warning=raised, note="已督促", by=section_head(section))
    noticed = issued(section, warning=raised)
    with pytest.raises(ValidationError):
        take_disclosure_away(item=item, by=contributor(section))
    assert noticed.warning == raised
    other = DisclosureItemFactory(project=item.project, due_on=day(1))
    computed(section.body)
    act_on(warning=Raised.objects.get(disclosure=other), note="录错", by=section_head(section))
    take_disclosure_away(item=other, by=contributor(section))
    assert Raised.objects.get() == raised


def test_a_review_called_for_from_a_warning_acts_on_it():
    point = ruled(handed_in().risk_points.get(), 1, day(0))
    computed(point.body)
    raised, chair = Raised.objects.get(kind=K.UNPROVEN), committee_chair(point.section)
    call = {"ground": "warning", "because": "一直没有核验。", "due_on": TODAY, "by": chair}
    review = call_review(risk_point=point, warning=raised, **call)
    raised.refresh_from_db()
    act = raised.acts.get()
    assert (review.ground, raised.state) == ("warning", WarningState.ACTED)
    assert (act.deed, act.note, act.by) == ("review", "一直没有核验。", chair)
    assert Entry.objects.filter(verb="warning.review").count() == 1


def test_a_review_is_called_for_from_a_warning_about_that_risk_point_alone():
    point = ruled(handed_in().risk_points.get(), 2, day(0))
    measure = overdue(1, point.section)
    entered(point.body, proven=True)
    computed(point.body)
    call = {"ground": "warning", "because": "拖延。", "due_on": TODAY}
    call["by"] = committee_chair(point.section)
    for raised in Raised.objects.filter(kind__in=[K.OVERDUE, K.CASE]):
        with pytest.raises(ValidationError):
            call_review(risk_point=point, warning=raised, **call)
    measure.aims.create(risk_point=point)
    raised = Raised.objects.get(kind=K.OVERDUE)
    call_review(risk_point=point, warning=raised, **call)
    computed(point.body)
    raised.refresh_from_db()
    assert raised.state == WarningState.ACTED
    raised.measure.occasions.all().delete()
    computed(point.body)
    with pytest.raises(PermissionDenied):
        call_review(risk_point=point, warning=Raised.objects.get(pk=raised.pk), **call)


def test_what_was_acted_on_is_open_again_once_it_is_graver():
    measure = overdue(1)
    computed(measure.body)
    act_on(warning=Raised.objects.get(), note="已督促", by=section_head(measure.section))
    assert computed(measure.body) == [(K.OVERDUE, 3, None, "acted")]
    assert computed(measure.body, add_workdays(TODAY, 9)) == [(K.OVERDUE, 2, None, "open")]


def test_what_was_set_aside_returns_after_its_day():
    measure = overdue(1)
    computed(measure.body)
    until = timezone.localdate() + datetime.timedelta(days=3)
    by = committee_member(measure.section)
    set_aside(warning=Raised.objects.get(), reason="另案处理", until=until, by=by)
    assert computed(measure.body, until) == [(K.OVERDUE, 3, None, "aside")]
    later = until + datetime.timedelta(days=1)
    assert [row[3] for row in computed(measure.body, later)] == ["open"]


def test_the_bodys_own_rules_hold_from_the_next_computation_on():
    measure = overdue(2)
    body, chair = measure.body, committee_chair(measure.section)
    assert computed(body) == [(K.OVERDUE, 3, None, "open")]
    own = shipped()
    rules = [rule for rule in own.rules if rule.kind != K.OVERDUE]
    rules.append(RuleOutline(K.OVERDUE, (2, None, None), "拖延"))
    first = ensure_warning_scheme(body)
    rules.sort(key=lambda rule: WarningKind.values.index(rule.kind))
    outline = type(own)(own.colours, tuple(rules))
    made = set_warning_rules(body=body, outline=outline, reason="从严", expected=1, by=chair)
    assert (first.number, made.number, made.set_by) == (1, 2, chair)
    assert outline_of(made).rules == outline.rules
    assert computed(body) == [(K.OVERDUE, 1, None, "open")]
    assert str(Raised.objects.get().rule) == "拖延"


def test_a_kind_without_rules_is_no_warning():
    measure = overdue(2)
    body, chair = measure.body, committee_chair(measure.section)
    computed(body)
    own = shipped()
    none = tuple(RuleOutline(rule.kind, (None, None, None)) for rule in own.rules)
    outline = type(own)(own.colours, none)
    set_warning_rules(body=body, outline=outline, reason="试行", expected=1, by=chair)
    assert computed(body) == []


def test_one_bodys_computation_leaves_the_others_alone():
    one, other = overdue(2), overdue(2)
    computed(one.body)
    computed(other.body)
    one.occasions.all().delete()
    assert computed(one.body) == []
    assert Raised.objects.standing().get().body == other.body
