"""What is aimed at a level or a class reaches whatever has it now or later, and says why."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from measures.actions import setting as act
from measures.actions.indicators import Held
from measures.actions.rules import Targets
from measures.along_lines import reach_of, reaching_points
from measures.answering import answerer_of
from measures.models import LineAim, Measure
from measures.permissions.rules import can_change_set, can_end, can_put_in_force, can_set
from measures.proving import hands_of, lacks_of, proven
from measures.states import AnswersFor, MeasureState
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskpoints.models import RiskPoint
from tests.factories.accounts import (
    SectionFactory,
    committee_chair,
    committee_member,
    contributor,
    person,
)
from tests.factories.levels import prove
from tests.factories.measures import MeasureFactory, OccasionFactory, everybody
from tests.factories.rules import (
    RuleFactory,
    aimed,
    along,
    at_classes,
    at_levels,
    ruled_point,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def address(name, *args):
    return reverse(f"measures:{name}", args=args)


def because(subject):
    return [(str(entry.thing), entry.because) for entry in reach_of(subject).along]


@pytest.fixture
def point(db):
    """A risk point ruled to be of level two."""
    return ruled_point(rank=2)


def fields(section, **more):
    given = {"text": "每季度抽查会议记录。", "phase": "monitoring", "kind": "oversight"}
    return given | {"section": section, "rhythm": "quarter"} | more


def set_by(chair, section, targets=None, **more):
    return act.set_measure(
        body=section.body, targets=targets or at_levels(2), by=chair, **fields(section, **more)
    )


def test_what_is_aimed_at_a_level_reaches_the_points_that_have_it(point):
    measure = along(point.section, rank=2, text="抽查会议记录。")
    along(point.section, rank=1)
    along(SectionFactory(), rank=2)
    MeasureFactory(section=point.section, text="起草中的。")
    assert because(point) == [(measure.text, "因：II 级风险点")]


def test_a_point_that_gets_the_level_later_is_reached_then(point):
    measure = along(point.section, rank=1)
    assert because(point) == []
    point.ruling.rank = 1
    type(point.ruling).objects.filter(pk=point.ruling.pk).update(
        rank=1, level=point.ruling.level.scheme.levels.get(rank=1)
    )
    assert because(RiskPoint.objects.get(pk=point.pk)) == [(measure.text, "因：I 级风险点")]


def test_a_unit_that_gets_the_class_later_is_reached_then(point):
    measure = along(point.section, unit_class="行政执法")
    rule = RuleFactory(body=point.body, name="执法办法")
    aimed(rule, unit_class="行政执法")
    assert because(point) == because(point.section) == []
    point.section.classes.create(name="行政执法")
    told = "因：单位分类“行政执法”"
    assert because(point) == [(measure.text, told), ("《执法办法》", told)]
    assert because(point.section) == because(point)
    assert because(point.body) == because(point)


def test_what_does_not_hold_any_more_does_not_reach(point):
    ended = along(point.section, rank=2)
    Measure.objects.filter(pk=ended.pk).update(state="ended", ended_on=TODAY)
    aimed(RuleFactory(body=point.body, repealed=True), rank=2)
    assert because(point) == []


def test_a_rule_aimed_at_a_point_reaches_it_alone(point):
    other = ruled_point(rank=2)
    aimed(RuleFactory(body=point.body, name="办法"), point=point)
    assert because(point) == [("《办法》", f"因：风险点“{point.title}”")]
    assert because(other) == []


def test_many_points_are_told_as_one_by_one(point):
    along(point.section, rank=2)
    aimed(RuleFactory(body=point.body), point=point)
    point.section.classes.create(name="行政执法")
    aimed(RuleFactory(body=point.body), unit_class="行政执法")
    other = ruled_point(rank=1)
    points = list(RiskPoint.objects.select_related("ruling"))
    found = reaching_points(points)
    assert found[point.pk] == reach_of(point).along
    assert found[other.pk] == []


def test_the_pages_show_it_beside_their_own(client, point):
    along(point.section, rank=2, text="抽查二级风险点。")
    own = MeasureFactory(section=point.section, in_force=True, text="自己的措施。")
    own.aims.create(risk_point=point)
    position = point.flowchart.steps.get(key="examine").position
    power = point.flowchart.powers.first()
    client.force_login(contributor(point.section))
    pages = [
        reverse("riskpoints:detail", args=[point.pk]),
        reverse("desk:power", args=[power.code]),
        reverse("desk:position", args=[position.body.code, position.code]),
        reverse("desk:unit", args=[point.section.code]),
        reverse("desk:unit", args=[point.body.code]),
    ]
    for page in pages:
        text = client.get(page).text
        assert "抽查二级风险点。" in text, page
        assert "因：II 级风险点" in text, page
        assert "自己的措施。" in text, page


def test_it_counts_for_who_answers(point):
    measure = along(point.section, unit_class="行政执法")
    level = along(point.section, rank=1)

    def answers(one):
        return answerer_of(Measure.objects.with_rank().get(pk=one.pk))

    assert answers(measure) is None
    assert answers(level) == AnswersFor.HEAD
    point.section.classes.create(name="行政执法")
    assert answers(measure) == AnswersFor.DEPUTY


def test_it_counts_among_what_must_be_proven(point):
    own = MeasureFactory(section=point.section, in_force=True)
    own.aims.create(risk_point=point)
    prove(OccasionFactory(measure=own))
    assert RiskPoint.objects.filter(proven(TODAY)).get() == point
    line = along(point.section, rank=2, text="抽查会议记录。")
    assert not RiskPoint.objects.filter(proven(TODAY)).exists()
    (lack,) = lacks_of(point)
    assert "抽查会议记录。" in lack
    occasion = OccasionFactory(measure=line)
    prove(occasion)
    occasion.refresh_from_db()
    assert RiskPoint.objects.filter(proven(TODAY)).get() == point
    assert occasion.done_by_id in hands_of(point)


def test_who_may_set_and_who_puts_in_force():
    section = SectionFactory()
    people = everybody(section)
    drafted = set_by(committee_chair(section), section)
    in_force = along(section, rank=1)
    for can, thing, who in (
        (can_set, section.body, {Role.HEAD, Role.COMMITTEE_CHAIR}),
        (can_change_set, drafted, {Role.HEAD, Role.COMMITTEE_CHAIR}),
        (can_put_in_force, drafted, {Role.HEAD, Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR}),
        (can_end, drafted, set()),
        (can_change_set, in_force, set()),
        (can_end, in_force, set()),
    ):
        answers = {role: can(user, thing) for role, user in people.items()}
        assert all(answer or answer.reason for answer in answers.values())
        assert {role for role, answer in answers.items() if answer} == who


def test_one_sets_and_another_puts_in_force():
    section = SectionFactory()
    chair = committee_chair(section)
    measure = set_by(chair, section, master=Held("占比", "%", 50, 100))
    with pytest.raises(PermissionDenied, match="由他人审定"):
        act.put_in_force(measure=measure, by=chair)
    second = committee_member(section)
    act.put_in_force(measure=measure, by=second)
    measure.refresh_from_db()
    assert (measure.state, measure.in_force_from) == (MeasureState.IN_FORCE, TODAY)
    assert (measure.set_by, measure.approved_by) == (chair, second)
    assert measure.occasions.count() == 1
    assert measure.indicators.get().is_master
    verbs = list(Entry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["measure.set", "measure.put_in_force"]


def test_what_is_sent_back_is_changed_before_it_is_put_in_force():
    section = SectionFactory()
    chair, second = committee_chair(section), committee_member(section)
    measure = set_by(chair, section)
    act.send_back_set(measure=measure, because="写明抽查件数。", by=second)
    with pytest.raises(PermissionDenied, match="退回"):
        act.put_in_force(measure=measure, by=second)
    said = fields(section, text="每季度抽查会议记录五份。")
    act.change_set_measure(
        measure=measure, targets=at_classes("行政执法"), expected=1, by=chair, **said
    )
    act.put_in_force(measure=measure, by=second)
    measure.refresh_from_db()
    assert (measure.text, measure.row_version) == ("每季度抽查会议记录五份。", 2)
    assert list(measure.line_aims.values_list("line", "unit_class")) == [("class", "行政执法")]


def test_whoever_changed_it_does_not_put_it_in_force_either():
    section = SectionFactory()
    head = person(Role.HEAD, section.body)
    measure = set_by(committee_chair(section), section)
    act.change_set_measure(
        measure=measure, targets=at_levels(1), expected=1, by=head, **fields(section)
    )
    assert not can_put_in_force(head, measure)


def test_it_ends_with_a_reason_and_may_be_taken_back_before():
    section = SectionFactory()
    chair, second = committee_chair(section), committee_member(section)
    measure = set_by(chair, section)
    act.put_in_force(measure=measure, by=second)
    with pytest.raises(ValidationError):
        act.end_set_measure(measure=measure, because=" ", by=chair)
    act.end_set_measure(measure=measure, because="改由系统校验。", by=chair)
    measure.refresh_from_db()
    assert (measure.state, measure.ended_because) == (MeasureState.ENDED, "改由系统校验。")
    draft = set_by(chair, section)
    act.drop_set_measure(measure=draft, by=chair)
    assert not Measure.objects.filter(pk=draft.pk).exists()
    assert LineAim.objects.count() == 1


def test_a_measure_is_aimed_at_something_of_its_body(point):
    chair = committee_chair(point.section)
    with pytest.raises(ValidationError, match="适用范围"):
        set_by(chair, point.section, targets=Targets())
    elsewhere = SectionFactory()
    with pytest.raises(ValidationError, match="其他单位"):
        set_by(committee_chair(elsewhere), elsewhere, targets=Targets(points=(point,)))
    with pytest.raises(ValidationError, match="其他单位"):
        set_by(chair, point.section, rule=RuleFactory())
    assert not Measure.objects.exists()


def typed(section, **more):
    given = {"text": "每季度抽查会议记录。", "phase": "monitoring", "kind": "oversight"}
    given |= {"section": section.pk, "rhythm": "quarter", "submission_id": uuid.uuid4()}
    return given | more


def test_a_measure_is_set_over_the_page(client, point):
    RiskPoint.objects.filter(pk=point.pk).update(title="调阅线索不登记")
    point.section.classes.create(name="行政执法")
    rule = RuleFactory(body=point.body)
    client.force_login(committee_chair(point.section))
    assert 'value="2"' in client.get(address("set"), {"level": "2"}).text
    said = typed(
        point.section, levels=["2"], classes=["行政执法"], points="不登记", rule=rule.pk,
        article="第三条", record="抽查表", indicator="占比", baseline="50", target="100",
    )  # fmt: skip
    response = client.post(address("set"), said)
    measure = Measure.objects.get()
    assert (response.status_code, response.url) == (302, address("detail", measure.pk))
    assert (measure.rule, measure.article, measure.record) == (rule, "第三条", "抽查表")
    assert list(measure.risk_points.all()) == [point]
    aims = measure.line_aims.values_list("rank", "unit_class")
    assert set(aims) == {(2, ""), (0, "行政执法")}
    client.force_login(committee_member(point.section))
    client.post(address("set_in_force", measure.pk), {"submission_id": uuid.uuid4()})
    measure.refresh_from_db()
    assert measure.state == MeasureState.IN_FORCE


def test_what_nobody_could_check_is_pointed_out_while_it_is_typed(client, point):
    client.force_login(committee_chair(point.section))

    def said(**fields):
        return client.post(address("set_hints"), fields).text

    assert "留下什么记录" in said(text="把材料看一遍。")
    assert "<li>" not in said(text="把材料看一遍。", record="核验表")
    assert "<li>" not in said(text="")
    assert said(text="加强教育，提高认识。").count("<li>") == 1
    assert "hint-text" in client.get(address("set")).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "请选择适用范围"),
        ({"levels": ["9"]}, "9"),
        ({"levels": ["2"], "points": "没有的风险点"}, "没有名为“没有的风险点”"),
        ({"levels": ["2"], "points": "甲 [999999999999999999]"}, "没有名为"),
        ({"levels": ["2"], "due_on": "2026-02-31"}, "日期"),
        ({"levels": ["2"], "due_on": "2026-02-28"}, "只填一项"),
        ({"levels": ["2"], "article": "第三条"}, "请选择该条款所属的制度"),
        ({"levels": ["2"], "rule": "99999999999999999999"}, "99999999999999999999"),
        ({"levels": ["2"], "indicator": "占比"}, "指标应填写"),
        ({"levels": ["2"], "indicator": "占比", "baseline": "5", "target": "5"}, "相同"),
        ({"levels": ["2"], "indicator": "占比", "baseline": "1e30", "target": "5"}, "12 个数字"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, point, wrong, said):
    client.force_login(committee_chair(point.section))
    response = client.post(address("set"), typed(point.section, record="某某抽查表") | wrong)
    assert response.status_code == 422
    assert said in response.text
    assert "某某抽查表" in response.text
    assert not Measure.objects.exists()


def test_two_points_of_one_name_are_told_apart(client):
    points = [ruled_point(rank=2)]
    points.append(RiskPoint.objects.get(pk=points[0].pk))
    points[1].pk, points[1].key, points[1].ruling = None, "twin", None
    points[1].save(force_insert=True)
    section = points[0].section
    client.force_login(committee_chair(section))
    response = client.post(address("set"), typed(section, points=points[0].title))
    assert (response.status_code, "不止一个" in response.text) == (422, True)
    one = f"{points[1].title} [{points[1].pk}]"
    client.post(address("set"), typed(section, points=one))
    assert list(Measure.objects.get().risk_points.all()) == [points[1]]


def test_strangers_and_colleagues_at_the_doors(client, point):
    chair = committee_chair(point.section)
    measure = set_by(chair, point.section)
    client.force_login(contributor(SectionFactory()))
    names = ("set_edit", "set_end", "set_send_back")
    assert {client.get(address(name, measure.pk)).status_code for name in names} == {404}
    assert client.post(address("set_in_force", measure.pk)).status_code == 404
    client.force_login(contributor(point.section))
    assert {client.get(address(name, measure.pk)).status_code for name in names} == {403}
    assert client.post(address("set_in_force", measure.pk)).status_code == 403
    assert client.get(address("set")).status_code == 404
    client.force_login(chair)
    assert client.get(address("set_edit", measure.pk)).status_code == 200


def lines_of(client, **query):
    return client.get(address("lines"), query).context["lines"]


def test_the_four_lines_stand_side_by_side(client, point):
    point.section.classes.create(name="行政执法")
    along(point.section, rank=2)
    waits = set_by(committee_chair(point.section), point.section, targets=at_classes("行政执法"))
    rule = RuleFactory(body=point.body)
    aimed(rule, point=point)
    own = MeasureFactory(section=point.section, in_force=True)
    own.aims.create(risk_point=point)
    client.force_login(contributor(point.section))
    lines = lines_of(client)
    assert [(place.count, len(place.measures)) for place in lines.levels[:2]] == [(0, 0), (1, 1)]
    assert [(place.name, place.count, place.measures) for place in lines.classes] == [
        ("行政执法", 1, [waits])
    ]
    assert (lines.points.rules, lines.aimed_measures, lines.aimed_points) == ([rule], 1, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lines_cost_the_same_at_any_length(client, point, django_assert_num_queries, rows):
    for number in range(rows):
        along(point.section, rank=2)
        aimed(RuleFactory(body=point.body), unit_class=f"分类{number}")
        point.section.classes.create(name=f"分类{number}")
    client.force_login(contributor(point.section))
    with django_assert_num_queries(10):
        client.get(address("lines"))


def test_the_lines_of_another_body_are_not_there(client, point):
    client.force_login(contributor(SectionFactory()))
    assert client.get(address("lines"), {"body": point.body.code}).status_code == 404
