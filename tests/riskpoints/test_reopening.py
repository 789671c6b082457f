"""A ruling is bound to what it was made on; a later change reopens it, and the committee acts."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from powers.models import Power
from riskcontrol.audit.models import Entry
from riskcontrol.desk.sitting_actions import convene, decide, give_back
from riskpoints.actions.carrying import remove_row
from riskpoints.actions.reopening import let_stand
from riskpoints.actions.sittings import decide_sitting, submit_assessments
from riskpoints.jobs import run_day
from riskpoints.models import Reopening, RiskPoint, Ruling
from riskpoints.snapshots import changed_parts, changes, hash_of, snapshot_now
from riskpoints.states import WorksheetState
from tests.factories.accounts import (
    BodyFactory,
    committee_chair,
    committee_member,
    contributor,
)
from tests.factories.measures import assess, convened, judgement, raters_of
from tests.factories.riskpoints import opened, signed, step_of, written
from tests.factories.rounds import carried, next_sheet, ruled_on
from tests.factories.schemes import in_force
from tests.riskpoints.settling import fresh, looked, ruled_point, settled_anew, signed_next

pytestmark = pytest.mark.django_db


def test_a_ruling_keeps_the_risk_point_it_was_made_on():
    point = ruled_point()
    said = point.ruling.snapshot
    step = step_of(point.worksheet)
    assert said["title"] == point.title == "受理环节把关不严"
    assert said["manifestations"] == ["应受理不受理。", "不应受理的受理。"]
    assert [row["key"] for row in said["steps"]] == [step.key]
    assert said["steps"][0]["to"] == ["审查"]
    assert said["measures"] == ["建立台账0。"]
    power = point.flowchart.powers.get()
    assert [row["code"] for row in said["powers"]] == [power.code]
    assert point.ruling.snapshot_hash == hash_of(said)
    told = Entry.objects.get(verb="sitting.decide").detail.content
    assert told["bound"] == {point.key: point.ruling.snapshot_hash}


def test_nothing_is_reopened_where_nothing_changed():
    point = ruled_point()
    assert looked(point) == []
    assert run_day() == 0
    assert not Entry.objects.filter(verb="ruling.reopen").exists()


def retitled(point):
    RiskPoint.objects.filter(pk=point.pk).update(title="别的")


def shown_otherwise(point):
    point.manifestations.first().delete()


def recategorised(point):
    RiskPoint.objects.filter(pk=point.pk).update(category="duty")


def another_cause(point):
    RiskPoint.objects.filter(pk=point.pk).update(causes=["rules"])


def stands_elsewhere(point):
    point.anchors.all().delete()
    point.positions.add(step_of(point.worksheet).position)


def step_changed(point):
    settled_anew(point.flowchart, days=9)


def way_changed(point):
    link = point.flowchart.links.first()
    link.condition = "材料齐全"
    link.save()
    settled_anew(point.flowchart)


def power_of_another_kind(point):
    point.flowchart.powers.update(category="reward")


def power_takes_a_fee(point):
    point.flowchart.powers.update(fee="每件五元")


def power_withheld(point):
    point.flowchart.powers.update(withheld_ground="工作秘密", withheld_approver="张三")


def power_more(point):
    other = Power.objects.get(flowchart=point.flowchart)
    other.pk, other.code = None, "X-99"
    other.save(force_insert=True)


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (retitled, ["title"]),
        (shown_otherwise, ["manifestations"]),
        (recategorised, ["category"]),
        (another_cause, ["causes"]),
        (stands_elsewhere, ["steps", "positions"]),
        (step_changed, ["steps"]),
        (way_changed, ["steps"]),
        (power_of_another_kind, ["powers"]),
        (power_takes_a_fee, ["powers"]),
        (power_withheld, ["powers"]),
        (power_more, ["powers"]),
    ],
)
def test_a_change_reopens_once(change, parts):
    point = ruled_point()
    change(point)
    (made,) = looked(point)
    assert (made.ruling, made.changed) == (point.ruling, parts)
    assert looked(point) == []
    assert run_day() == 0
    assert list(RiskPoint.objects.reopened()) == [point]
    entry = Entry.objects.get(verb="ruling.reopen").detail.content
    assert entry == {"changed": parts, "was": point.ruling.snapshot_hash}


def renamed_position(point):
    position = step_of(point.worksheet).position
    position.name = "综合窗口岗"
    position.save()
    settled_anew(point.flowchart)


def renamed_power(point):
    point.flowchart.powers.update(name="新名称")


def another_step_changed(point):
    settled_anew(point.flowchart, "serve", days=9)


def measure_reworded(point):
    point.measures.update(text="改为每周核对。")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (renamed_position, ["steps"]),
        (renamed_power, ["powers"]),
        (another_step_changed, []),
        (measure_reworded, ["measures"]),
    ],
)
def test_what_is_only_told_reopens_nothing(change, told):
    point = ruled_point()
    change(point)
    assert looked(point) == []
    now = snapshot_now(fresh(point))
    assert changed_parts(point.ruling.snapshot, now) == []
    found = changes(point.ruling.snapshot, now)
    assert (len(found), any(one.reopens for one in found)) == (len(told), False)


def test_a_step_changed_and_not_settled_reopens_nothing():
    point = ruled_point()
    point.flowchart.steps.filter(key="receive").update(days=9)
    assert looked(point) == []


def test_the_day_reopens_in_nobodys_name():
    point = ruled_point()
    retitled(point)
    assert run_day() == 1
    made = Reopening.objects.get()
    assert made.by is None
    assert Entry.objects.get(verb="ruling.reopen").actor_name == ""


def test_only_a_chair_of_the_body_looks():
    point = ruled_point()
    retitled(point)
    for person in (
        contributor(point.section),
        committee_member(point.body),
        committee_chair(BodyFactory()),
    ):
        with pytest.raises(PermissionDenied):
            looked(point, by=person)
    assert not Reopening.objects.exists()


def stand(made, by, **kwargs):
    seen = hash_of(snapshot_now(fresh(made.ruling.risk_point)))
    given = {"reason": "时限缩短，风险未变。", "seen": seen} | kwargs
    return let_stand(reopening=made, by=by, **given)


def test_the_chair_lets_a_ruling_stand_for_what_is_there_now():
    point = ruled_point()
    chair = committee_chair(point.body)
    step_changed(point)
    (made,) = looked(point, by=chair)
    stand(made, chair)
    assert not RiskPoint.objects.reopened().exists()
    assert fresh(point).ruling == point.ruling
    assert looked(point, by=chair) == []
    entry = Entry.objects.get(verb="ruling.let-stand").detail.content
    assert entry == {"reason": "时限缩短，风险未变。", "now": Reopening.objects.get().found_hash}
    settled_anew(point.flowchart, days=11)
    (again,) = looked(point, by=chair)
    assert again.changed == ["steps"]


def test_letting_stand_says_why_and_looks_at_what_is_there():
    point = ruled_point()
    chair = committee_chair(point.body)
    retitled(point)
    (made,) = looked(point, by=chair)
    with pytest.raises(ValidationError):
        stand(made, chair, reason=" ")
    seen = hash_of(snapshot_now(fresh(point)))
    recategorised(point)
    with pytest.raises(PermissionDenied, match="又有变化"):
        stand(made, chair, seen=seen)
    stand(made, chair)
    with pytest.raises(PermissionDenied):
        stand(made, chair)
    assert Reopening.objects.get().changed == ["title", "category"]


def test_who_had_a_part_or_no_seat_does_not_let_stand():
    point = ruled_point()
    retitled(point)
    (made,) = looked(point)
    author = committee_chair(point.body)
    point.written_by.add(author)
    for person in (author, committee_member(point.body), contributor(point.section)):
        with pytest.raises(PermissionDenied):
            stand(made, person)
    assert Reopening.objects.get().closed_at is None


def two_points():
    """A decided worksheet with two risk points on its first row, both ruled."""
    sheet = opened()
    written(sheet, title="另一个")
    return ruled_on(signed(sheet))


def test_a_sitting_rates_anew_what_was_reopened_and_nothing_else():
    sheet = two_points()
    first, other = sheet.risk_points.order_by("pk")
    standing = list(sheet.measures.values_list("pk", "state"))
    retitled(first)
    looked(first)
    sitting = convened(sheet)
    assert list(sitting.again_on.all()) == [first]
    for rater in raters_of(sitting):
        submit_assessments(sitting=sitting, judgements={first.pk: judgement(1)}, by=rater)
    (ruling,) = decide(sitting=sitting, by=sitting.chair)
    assert (fresh(first).ruling, ruling.rank) == (ruling, 1)
    assert ruling.snapshot["title"] == "别的"
    assert fresh(other).ruling == other.ruling
    assert first.rulings.count() == 2
    made = Reopening.objects.get()
    assert (made.ruled_again, made.closed_by) == (ruling, sitting.chair)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.risk_points.count()) == (WorksheetState.DECIDED, 2)
    assert list(sheet.measures.values_list("pk", "state")) == standing
    assert looked(first) == []


def test_a_decided_worksheet_without_anything_reopened_is_not_sat_on():
    point = ruled_point()
    with pytest.raises(PermissionDenied):
        convene(worksheet=point.worksheet, by=committee_chair(point.section))


def test_a_sitting_on_what_was_reopened_may_close_without_a_ruling():
    point = ruled_point()
    retitled(point)
    looked(point)
    sitting = convened(point.worksheet)
    with pytest.raises(ValidationError):
        give_back(sitting=sitting, reason=" ", measures={}, by=sitting.chair)
    give_back(sitting=sitting, reason="等修订办法印发。", measures={}, by=sitting.chair)
    sitting.refresh_from_db()
    assert (sitting.returned, bool(sitting.closed_at)) == (True, True)
    assert fresh(point).worksheet.state == WorksheetState.DECIDED
    assert list(RiskPoint.objects.reopened()) == [point]


def test_what_changes_while_it_is_rated_is_noticed_after_the_ruling():
    point = ruled_point()
    retitled(point)
    looked(point)
    sitting = convened(point.worksheet)
    recategorised(point)
    assert run_day() == 0
    for rater in raters_of(sitting):
        assess(sitting, rater, 2)
    (ruling,) = decide_sitting(sitting=sitting, by=sitting.chair)
    assert (ruling.snapshot["title"], ruling.snapshot["category"]) == ("别的", "process")
    (made,) = looked(point)
    assert (made.ruling, made.changed) == (ruling, ["category"])


def test_no_ruling_stands_while_a_sitting_rates_it():
    point = ruled_point()
    retitled(point)
    (made,) = looked(point)
    convened(point.worksheet)
    with pytest.raises(PermissionDenied, match="评审会"):
        stand(made, committee_chair(point.body))


def test_a_later_round_that_confirms_lets_the_ruling_stand():
    point = ruled_point()
    settled_anew(point.flowchart, days=9)
    looked(point)
    ruled_on(signed_next(point))
    made = Reopening.objects.get()
    assert (made.stands_because, bool(made.closed_at)) == ("办法没有变。", True)
    assert fresh(point).ruling == point.ruling
    assert looked(point) == []


def test_a_confirmed_row_whose_change_nobody_noticed_before_is_bound_too():
    point = ruled_point()
    settled_anew(point.flowchart, days=9)
    ruled_on(signed_next(point))
    assert Reopening.objects.get().changed == ["steps"]
    told = Entry.objects.filter(verb="sitting.decide").order_by("sequence").last().detail.content
    assert told["stands"] == [point.key]
    assert looked(point) == []


def test_what_gave_way_leaves_the_queue():
    point = ruled_point()
    retitled(point)
    looked(point)
    sheet = next_sheet(point.worksheet)
    remove_row(row=carried(sheet), reason="已由系统办理。", by=sheet.opened_by)
    assert list(RiskPoint.objects.reopened()) == [point]
    sheet.refresh_from_db()
    sheet.state, sheet.open_in, sheet.decided_at = WorksheetState.DECIDED, None, timezone.now()
    sheet.signed_by, sheet.signed_at = committee_member(sheet.section), timezone.now()
    sheet.save()
    assert not RiskPoint.objects.reopened().exists()
    assert not Reopening.objects.open().exists()


def test_a_scheme_put_in_force_reopens_nothing():
    point = ruled_point()
    in_force(body=point.body)
    assert looked(point) == []


def test_a_ruling_from_before_that_is_bound_to_nothing_stays():
    point = ruled_point()
    Ruling.objects.update(source="dossier", sitting=None, snapshot={}, snapshot_hash="")
    retitled(point)
    assert looked(point) == []


@pytest.mark.parametrize("count", [1, 3])
def test_looking_costs_the_same_for_any_number(django_assert_max_num_queries, count):
    sheet = opened()
    for number in range(count):
        written(sheet, title=f"风险{number}")
    sheet = ruled_on(signed(sheet))
    with django_assert_max_num_queries(19):
        assert looked(sheet.risk_points.first(), by=committee_chair(sheet.body)) == []


def test_ruling_anew_and_looking_again_exclude_one_another():
    point = ruled_point()
    retitled(point)
    looked(point)
    sitting = convened(point.worksheet)
    with pytest.raises(PermissionDenied, match="重新评定"):
        next_sheet(point.worksheet)
    give_back(sitting=sitting, reason="等修订办法印发。", measures={}, by=sitting.chair)
    next_sheet(point.worksheet)
    with pytest.raises(PermissionDenied, match="由评审会在该表"):
        convene(worksheet=point.worksheet, by=committee_chair(point.section))
