"""Measures from the draft to the verified occasion, through the actions."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from measures.actions.approving import (
    approve_measures,
    change_answerer,
    return_measures,
)
from measures.actions.drafting import (
    aim_measure,
    draft_measure,
    edit_measure,
    remove_measure,
    unaim_measure,
)
from measures.actions.occasions import carry_out, enter_occasion, send_back, verify_occasion
from measures.actions.scheduling import schedule_first
from measures.models import Measure, Occasion
from measures.states import AnswersFor, MeasureState, Rhythm
from riskcontrol.audit.models import Entry
from riskpoints.actions.sittings import decide_sitting, return_sitting
from tests.factories.accounts import (
    PositionFactory,
    SectionFactory,
    committee_chair,
    contributor,
    section_head,
)
from tests.factories.measures import (
    MeasureFactory,
    OccasionFactory,
    assessed,
    convened,
    handed_in,
    measure_for,
    point_on,
    worksheet_of,
)
from tests.factories.powers import settled_chart

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 30)


@pytest.fixture
def point():
    """A risk point on a worksheet that is being filled in."""
    return point_on(worksheet_of(settled_chart()))


def written(point, **kwargs):
    fields = {
        "worksheet": point.worksheet,
        "risk_points": [point],
        "text": "建立案件台账，定期检查。",
        "phase": "monitoring",
        "kind": "rules",
        "section": point.section,
        "rhythm": "quarter",
    }
    return draft_measure(**(fields | {"by": contributor(point.section)} | kwargs))


def test_a_draft_is_aimed_and_leaves_no_entry(point):
    writer = contributor(point.section)
    measure = written(point, by=writer)
    assert measure.state == MeasureState.DRAFT
    assert list(measure.risk_points.all()) == [point]
    assert list(measure.written_by.all()) == [writer]
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"text": ""}, "text"),
        ({"phase": "later"}, "phase"),
        ({"kind": ""}, "kind"),
        ({"rhythm": ""}, "__all__"),
        ({"due_on": DAY}, "__all__"),
        ({"rhythm": "daily"}, "rhythm"),
        ({"section": "elsewhere"}, "section"),
        ({"position": "elsewhere"}, "position"),
    ],
)
def test_a_draft_with_gaps_is_refused(point, fields, named):
    others = {"section": SectionFactory, "position": PositionFactory}
    made = {k: others[k]() if v == "elsewhere" else v for k, v in fields.items()}
    with pytest.raises(ValidationError) as refused:
        written(point, **made)
    assert named in refused.value.message_dict
    assert not Measure.objects.exists()


def test_a_draft_is_the_sections_own(point):
    with pytest.raises(PermissionDenied):
        written(point, by=contributor(SectionFactory(parent=point.body)))


def test_nothing_is_drafted_once_the_committee_has_it():
    point = handed_in().risk_points.get()
    with pytest.raises(PermissionDenied):
        written(point)


def test_a_measure_is_aimed_at_points_of_its_worksheet(point):
    other = point_on(worksheet_of(settled_chart(section=point.section)))
    with pytest.raises(PermissionDenied):
        written(point, risk_points=[point, other])
    assert not Measure.objects.exists()


def test_editing_a_returned_measure_makes_it_a_draft_that_keeps_the_remark(point):
    measure = written(point)
    Measure.objects.update(state="returned", returned_because="写明频次")
    measure.refresh_from_db()
    editor = contributor(point.section)
    edit_measure(measure=measure, text="每月检查台账。", rhythm="month", by=editor)
    measure.refresh_from_db()
    said = (measure.text, measure.rhythm, measure.state, measure.returned_because)
    assert said == ("每月检查台账。", "month", "draft", "写明频次")
    assert measure.row_version == 2
    assert editor in measure.written_by.all()


def test_editing_may_aim_anew(point):
    measure, other = written(point), point_on(point.worksheet, 1)
    edit_measure(measure=measure, risk_points=[other], by=contributor(point.section))
    assert list(measure.risk_points.all()) == [other]


def test_editing_writes_what_a_section_writes_and_nothing_else(point):
    measure = written(point)
    with pytest.raises(ValueError, match="state"):
        edit_measure(measure=measure, state="in-force", by=contributor(point.section))


def test_aims_are_added_and_taken_away(point):
    measure, other = written(point), point_on(point.worksheet, 1)
    by = contributor(point.section)
    for _ in range(2):
        aim_measure(measure=measure, risk_point=other, by=by)
    assert list(measure.risk_points.order_by("pk")) == [point, other]
    unaim_measure(measure=measure, risk_point=point, by=by)
    assert list(measure.risk_points.all()) == [other]


def test_a_draft_is_removed_without_a_trace(point):
    remove_measure(measure=written(point), by=contributor(point.section))
    assert not Measure.objects.exists()
    assert not Entry.objects.exists()


def test_what_is_in_force_is_neither_edited_nor_removed(point):
    measure = measure_for(point, in_force=True)
    brought = MeasureFactory(section=point.section, in_force=True, imported=True)
    by = contributor(point.section)
    for one in (measure, brought):
        with pytest.raises(PermissionDenied):
            edit_measure(measure=one, text="另一条", by=by)
        with pytest.raises(PermissionDenied):
            remove_measure(measure=one, by=by)


def decided(*measures, **kwargs):
    """A decided worksheet with one measure of these fields; the chair who ruled."""
    sitting = assessed()
    measure = measure_for(sitting.worksheet.risk_points.get(), **kwargs)
    decide_sitting(sitting=sitting, by=sitting.chair)
    sitting.worksheet.refresh_from_db()
    return measure, sitting.worksheet, sitting.chair


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({"rhythm": "month"}, [datetime.date(2026, 12, 30)]),
        ({"rhythm": "year"}, [datetime.date(2027, 11, 30)]),
        ({"rhythm": "occasion"}, []),
        ({"rhythm": "", "due_on": DAY}, [DAY]),
        ({"rhythm": "", "due_on": datetime.date(2020, 1, 1)}, [datetime.date(2020, 1, 1)]),
    ],
)
def test_approval_puts_in_force_and_schedules(fields, due):
    measure, worksheet, chair = decided(**fields)
    assert approve_measures(worksheet=worksheet, on=DAY, by=chair) == 1
    measure.refresh_from_db()
    assert (measure.state, measure.in_force_from) == (MeasureState.IN_FORCE, DAY)
    assert [occasion.due_on for occasion in measure.occasions.all()] == due
    assert approve_measures(worksheet=worksheet, on=DAY, by=chair) == 0


def test_nothing_is_approved_or_returned_before_the_sitting_closes():
    worksheet = handed_in()
    measure_for(worksheet.risk_points.get())
    chair = committee_chair(worksheet.section)
    with pytest.raises(PermissionDenied):
        approve_measures(worksheet=worksheet, on=DAY, by=chair)
    with pytest.raises(PermissionDenied):
        return_measures(worksheet=worksheet, reasons={}, by=chair)


def test_only_the_committees_chair_approves():
    _measure, worksheet, _chair = decided()
    with pytest.raises(PermissionDenied):
        approve_measures(worksheet=worksheet, on=DAY, by=section_head(worksheet.section))


def test_single_measures_go_back_with_their_reason():
    sitting = convened()
    point = sitting.worksheet.risk_points.get()
    bad, good = measure_for(point), measure_for(point)
    elsewhere = measure_for(handed_in().risk_points.get())
    return_sitting(sitting=sitting, reason="补充", by=sitting.chair)
    sitting.worksheet.refresh_from_db()
    reasons = {bad.pk: "写明频次", elsewhere.pk: "别处"}
    assert return_measures(worksheet=sitting.worksheet, reasons=reasons, by=sitting.chair) == 1
    states = [Measure.objects.get(pk=one.pk).state for one in (bad, good, elsewhere)]
    assert states == ["returned", "draft", "draft"]


def test_what_a_dossier_brings_late_makes_no_occasion():
    fields = {"in_force": True, "in_force_from": DAY, "imported": True, "rhythm": ""}
    past = MeasureFactory(due_on=datetime.date(2015, 9, 30), **fields)
    ahead = MeasureFactory(due_on=datetime.date(2027, 1, 1), **fields)
    assert schedule_first(past) is None
    assert schedule_first(ahead) == Occasion.objects.get(measure=ahead)
    assert not past.occasions.exists()


def test_a_draft_is_not_scheduled():
    assert schedule_first(MeasureFactory()) is None


def test_carried_out_and_verified_by_two():
    occasion = OccasionFactory()
    section = occasion.measure.section
    doer, head = contributor(section), section_head(section)
    done = carry_out(occasion=occasion, note=" 抽查五件，无问题。 ", by=doer)
    assert (done.done_by, done.note) == (doer, "抽查五件，无问题。")
    verified = verify_occasion(occasion=occasion, by=head)
    assert verified.verified_by == head
    assert [e.verb for e in Entry.objects.order_by("sequence")] == [
        "occasion.carry_out",
        "occasion.verify",
    ]


def test_whoever_did_it_does_not_verify_it():
    occasion = OccasionFactory()
    head = section_head(occasion.measure.section)
    carry_out(occasion=occasion, note="已查", by=head)
    for act in (verify_occasion, send_back):
        with pytest.raises(PermissionDenied):
            act(occasion=occasion, by=head, **({"reason": "x"} if act is send_back else {}))


def test_a_report_says_what_was_done():
    occasion = OccasionFactory()
    with pytest.raises(ValidationError):
        carry_out(occasion=occasion, note="  ", by=contributor(occasion.measure.section))


def test_a_report_goes_back_and_is_made_again():
    occasion = OccasionFactory(done=True)
    section = occasion.measure.section
    head = section_head(section)
    with pytest.raises(ValidationError):
        send_back(occasion=occasion, reason="", by=head)
    sent = send_back(occasion=occasion, reason="附抽查记录", by=head)
    assert (sent.done_by, sent.note, sent.sent_back_because) == (None, "", "附抽查记录")
    detail = Entry.objects.get(verb="occasion.send_back").detail.content
    assert detail["note"] == "已抽查五件。"
    again = carry_out(occasion=occasion, note="已附", by=contributor(section))
    assert again.sent_back_because == ""


def test_a_report_that_goes_back_after_the_measure_ended_waits_for_nobody():
    occasion = OccasionFactory(done=True)
    today = {"state": MeasureState.ENDED, "ended_on": occasion.due_on}
    Measure.objects.filter(pk=occasion.measure_id).update(**today)
    sent = send_back(
        occasion=occasion, reason="附抽查记录", by=section_head(occasion.measure.section)
    )
    assert (sent.lapsed, Occasion.objects.undone().exists()) == (True, False)


def test_a_case_arises():
    measure = MeasureFactory(rhythm=Rhythm.OCCASION, in_force=True)
    by = contributor(measure.section)
    assert enter_occasion(measure=measure, on=DAY, by=by).due_on == DAY
    with pytest.raises(ValidationError):
        enter_occasion(measure=measure, on=DAY, by=by)
    assert Occasion.objects.count() == 1


def test_only_what_has_no_calendar_is_entered_by_hand():
    measure = MeasureFactory(rhythm=Rhythm.MONTH, in_force=True)
    with pytest.raises(PermissionDenied):
        enter_occasion(measure=measure, on=DAY, by=contributor(measure.section))


def test_another_answers_with_a_reason():
    measure = MeasureFactory(in_force=True)
    head = section_head(measure.section)
    with pytest.raises(ValidationError):
        change_answerer(measure=measure, answers_for=AnswersFor.HEAD, reason=" ", by=head)
    change_answerer(measure=measure, answers_for=AnswersFor.HEAD, reason="分工调整", by=head)
    measure.refresh_from_db()
    assert (measure.answers_for, measure.answers_because) == ("head", "分工调整")
    with pytest.raises(ValidationError):
        change_answerer(measure=measure, answers_for="", reason=" ", by=head)
    measure.refresh_from_db()
    assert measure.answers_for == "head"
    change_answerer(measure=measure, answers_for="", reason="分工恢复", by=head)
    measure.refresh_from_db()
    assert (measure.answers_for, measure.answers_because) == ("", "")
