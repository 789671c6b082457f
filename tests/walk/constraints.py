"""For every constraint of the apps a write that breaks it and nothing else. The names are the keys."""

import datetime

from django.utils import timezone

from measures.models import Aim
from powers.models import Link, Policy, Release, Reply, Sketch, SketchState
from powers.states import Stage
from riskcontrol.accounts.models import Duty, UnitClass
from riskcontrol.audit.models import Entry
from riskpoints.models import (
    Examination,
    LevelProposal,
    Remark,
    RowDraft,
    Ruling,
    RulingGrade,
    SetAside,
)
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    MembershipFactory,
    PositionFactory,
    SectionFactory,
    UserFactory,
)
from tests.factories.measures import (
    MeasureFactory,
    OccasionFactory,
    assessed,
    convened,
    handed_in,
    measure_for,
    worksheet_of,
)
from tests.factories.powers import (
    AttachmentFactory,
    CommentFactory,
    ExtensionFactory,
    FlowchartFactory,
    PowerFactory,
    ReferralFactory,
    StepFactory,
    drawn_chart,
    frozen,
    posted,
)

DAY = datetime.date(2026, 11, 30)


def change(row, **fields):
    """Write fields of a row past every action and form."""
    type(row)._default_manager.filter(pk=row.pk).update(**fields)


def again(row, **fields):
    """Write a row a second time, but for these fields."""
    row.pk, row._state.adding = None, True
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def now_by(*names):
    """Give a moment and a person for each of these: signed_by, signed_at …"""
    people = {f"{name}_by": UserFactory() for name in names}
    return people | {f"{name}_at": timezone.now() for name in names}


def entry(**fields):
    """Write a ledger entry; its hashes are asked about elsewhere."""
    given = {"chain": "public", "sequence": 1, "at": timezone.now(), "verb": "x.y"}
    given |= {"target_type": "x", "target_id": "1", "digest": "0", "hash": "0"}
    return Entry.objects.create(**(given | fields))


def release(**fields):
    """Send a chart up."""
    given = {"stage": Stage.CHECK, "days": 7} | fields
    given.setdefault("flowchart", FlowchartFactory())
    given.setdefault("submitted_by", UserFactory())
    return Release.objects.create(**given)


def posting(**fields):
    """Post a chart, and change what was posted."""
    made = posted(drawn_chart())
    change(made, **fields)
    return made


def settled(by, **fields):
    """Give what a settled posting holds."""
    version = frozen(FlowchartFactory())
    given = {"settled_at": timezone.now(), "settled_by": by, "final_version": version}
    return given | fields


def policy(**rules):
    return Policy.objects.create(body=BodyFactory(), **rules)


def merged_into_itself():
    """A comment merged into itself."""
    comment = CommentFactory()
    change(comment, state="merged", merged_into=comment)


def published_by_who_decided():
    """A comment shown by the one who decided on it, where two people are asked for."""
    one = UserFactory()
    CommentFactory(published_on=DAY, published_by=one, decided_by=one, by_two=True)


def published_by_who_drafted():
    """An answer published by the one who drafted it, where two people are asked for."""
    one = UserFactory()
    reply(drafted_by=one, published_by=one, published_on=DAY, by_two=True)


def reply(**fields):
    """Answer a comment."""
    given = {"outcome": "declined", "reason": "已有规定。"} | fields
    return Reply.objects.create(comment=CommentFactory(), **given)


def sketch(**fields):
    """Leave somebody's work on a chart unsaved."""
    given = {"flowchart": FlowchartFactory(), "user": UserFactory(), "based_on": 1}
    return Sketch.objects.create(**(given | fields))


def sketch_state(**fields):
    """Keep one state of unsaved work."""
    return SketchState.objects.create(sketch=sketch(), **({"number": 1, "rows": []} | fields))


def step_once(*, of):
    """Set a second step of one key on a chart."""
    StepFactory(flowchart=of.flowchart, key=of.key)


def sheet(**fields):
    """Open a worksheet on a chart, and change it."""
    made = worksheet_of(drawn_chart())
    change(made, **fields)
    return made


def point(**fields):
    """Find a risk point on a worksheet, and change it."""
    made = handed_in().risk_points.get()
    change(made, **fields)
    return made


def look(**fields):
    """Say of one row that nothing was found."""
    rows = {"step", "position", "unit"} & fields.keys()
    made = {} if rows else {"step": StepFactory()}
    made |= {"worksheet": sheet(), "none_found_because": "只办手续。"}
    return Examination.objects.create(**(made | fields))


def aside(**fields):
    """Set one suggestion of a worksheet aside."""
    made = {"worksheet": sheet(), "step": StepFactory(), "code": "no-limit", "by": UserFactory()}
    return SetAside.objects.create(**(made | {"reason": "另有规定。"} | fields))


def remark(text):
    Remark.objects.create(worksheet=sheet(), text=text, by=UserFactory())


def wish(**fields):
    """Wish for another level in a sitting."""
    held = convened()
    given = {"sitting": held, "risk_point": held.worksheet.risk_points.get()}
    given |= {"level": held.scheme.levels.last(), "reason": "已有制约。", "proposed_by": held.chair}
    given["highest_rank"] = 1
    return LevelProposal.objects.create(**(given | fields))


def seconded_by_himself():
    made = wish()
    change(made, seconded_by=made.proposed_by)


def ruling(**fields):
    """Rule on a risk point."""
    held = convened()
    given = {"sitting": held, "risk_point": held.worksheet.risk_points.get(), "source": "sitting"}
    given |= {"level": held.scheme.levels.first(), "rank": 1, "highest_rank": 1}
    given |= {"ruled_by": held.chair, "ruled_on": DAY, "snapshot_hash": "0" * 64}
    return Ruling.objects.create(**(given | fields))


def ruling_grade():
    made = ruling()
    factor = made.sitting.scheme.factors.first()
    return RulingGrade.objects.create(ruling=made, factor=factor, anchor=factor.anchors.first())


def assessment():
    return assessed().assessments.first()


def seconded_by_who_rules():
    made = ruling()
    change(made, second=made.ruled_by)


def verified_by_who_did():
    made = OccasionFactory(done=True)
    change(made, verified_by=made.done_by, verified_at=timezone.now())


def handed_in_and_settled_by_one():
    one = UserFactory()
    posting(handed_in_by=one, handed_in_at=timezone.now(), **settled(one))


def approved_by_who_proposed():
    one = UserFactory()
    people = {"withheld_proposed_by": one, "withheld_approved_by": one}
    PowerFactory(withheld_ground="涉密", withheld_approver=one.name, **people)


def link_twice():
    first, second = StepFactory(), StepFactory()
    for _time in range(2):
        Link.objects.create(flowchart=first.flowchart, source=first, target=second)


def in_any_case():
    UserFactory(username="ann")
    UserFactory(username="Ann")


def aim_twice():
    one = handed_in().risk_points.get()
    Aim.objects.create(measure=measure_for(one), risk_point=one)


def draft_twice():
    made = RowDraft.objects.create(worksheet=sheet(), row="step-1", user=UserFactory(), data={})
    again(made)


BREAKS = {
    "accounts_user_name_once_in_any_case": in_any_case,
    "accounts_user_language_known": lambda: UserFactory(language="xx"),
    "accounts_user_has_a_name": lambda: UserFactory(name=""),
    "accounts_unit_kind_known": lambda: BodyFactory(kind="club"),
    "accounts_unit_section_has_a_body": lambda: SectionFactory(parent=None),
    "accounts_unit_area_stands_on_top": lambda: AreaFactory(parent=BodyFactory()),
    "accounts_unitclass_once_a_unit": lambda: again(
        UnitClass.objects.create(unit=BodyFactory(), name="审批")
    ),
    "accounts_duty_once_a_unit": lambda: again(
        Duty.objects.create(unit=BodyFactory(), text="受理")
    ),
    "accounts_position_code_once_a_body": lambda: again(PositionFactory()),
    "accounts_membership_role_known": lambda: MembershipFactory(role="guest"),
    "accounts_membership_once": lambda: again(MembershipFactory()),
    "audit_entry_sequence_once_a_chain": lambda: [entry(), entry()],
    "audit_entry_chain_known": lambda: entry(chain="x", actor=UserFactory(), actor_name="张"),
    "audit_entry_sequence_counts_from_1": lambda: entry(sequence=0),
    "audit_entry_public_iff_nobody_named": lambda: entry(actor=UserFactory(), actor_name="张"),
    "powers_policy_usual_not_below_shortest": lambda: policy(posting_days=4, shortest_days=5),
    "powers_flowchart_key_once_a_body": lambda: again(FlowchartFactory(), code="another"),
    "powers_step_key_once_a_chart": lambda: step_once(of=StepFactory()),
    "powers_step_kind_known": lambda: StepFactory(kind="leap"),
    "powers_link_once": link_twice,
    "powers_version_number_once_a_chart": lambda: again(frozen(FlowchartFactory())),
    "powers_version_counts_from_one": lambda: again(frozen(FlowchartFactory()), number=0),
    "powers_power_category_known": lambda: PowerFactory(category="magic"),
    "powers_power_statutory_limit_is_days": lambda: PowerFactory(statutory_days=0),
    "powers_power_committed_limit_is_days": lambda: PowerFactory(committed_days=0),
    "powers_power_withholding_has_a_ground": lambda: PowerFactory(withheld_approver="张"),
    "powers_power_withholding_by_two_people": approved_by_who_proposed,
    "powers_legalbasis_of_a_power_or_a_step": lambda: PowerFactory().bases.create(
        law="档案法", step=StepFactory()
    ),
    "powers_release_stage_known": lambda: release(stage="nowhere"),
    "powers_release_one_under_way": lambda: again(release(), stage=Stage.SIGNATURE),
    "powers_posting_closes_after_it_opens": lambda: posting(opens=DAY, closes=DAY),
    "powers_posting_one_unsettled": lambda: again(posting()),
    "powers_posting_settles_into_a_version": lambda: posting(
        **now_by("handed_in"), **settled(UserFactory(), final_version=None)
    ),
    "powers_posting_settled_by_a_second_person": handed_in_and_settled_by_one,
    "powers_comment_state_known": lambda: CommentFactory(state="lost"),
    "powers_comment_channel_known": lambda: CommentFactory(channel="rumour"),
    "powers_comment_says_something": lambda: CommentFactory(body=""),
    "powers_comment_hidden_for_a_reason": lambda: CommentFactory(state="hidden"),
    "powers_comment_another_reason_is_told": lambda: CommentFactory(
        state="hidden", hidden_for="other"
    ),
    "powers_comment_held_known": lambda: CommentFactory(held_for="luck"),
    "powers_comment_merged_into_one": lambda: CommentFactory(state="merged"),
    "powers_comment_not_merged_into_itself": merged_into_itself,
    "powers_comment_redacted_says_who_when_and_why": lambda: CommentFactory(shown_body="略"),
    "powers_comment_published_is_neither_held_nor_hidden": lambda: CommentFactory(
        published_on=DAY, held_for="like"
    ),
    "powers_comment_page_entered_by_nobody": lambda: CommentFactory(entered_by=UserFactory()),
    "powers_comment_published_by_a_second_person": published_by_who_decided,
    "powers_comment_suggestion_says_whose": lambda: CommentFactory(suggestion="与第一条相同"),
    "powers_referral_state_known": lambda: ReferralFactory(
        state="lost", handled_by=UserFactory(), handled_on=DAY
    ),
    "powers_referral_says_something": lambda: ReferralFactory(body=""),
    "powers_referral_handled_by_somebody_some_day": lambda: ReferralFactory(state="closed"),
    "powers_attachment_of_a_comment_or_a_referral": lambda: AttachmentFactory(comment=None),
    "powers_attachment_at_most_5_mib": lambda: AttachmentFactory(size=5 * 1024 * 1024 + 1),
    "powers_extension_closes_later": lambda: ExtensionFactory(closes=DAY, closed_before=DAY),
    "powers_extension_says_why": lambda: ExtensionFactory(reason=""),
    "powers_policy_comments_shown_known": lambda: policy(comments_shown="loudly"),
    "powers_policy_answers_and_erases_in_time": lambda: policy(answer_days=0),
    "powers_posting_stopped_says_who_and_why": lambda: posting(stopped_on=DAY),
    "powers_reply_published_by_somebody_some_day": lambda: reply(published_by=UserFactory()),
    "powers_reply_published_by_a_second_person": published_by_who_drafted,
    "powers_reply_outcome_known": lambda: reply(outcome="perhaps"),
    "powers_reply_gives_a_reason": lambda: reply(reason=""),
    "powers_reply_changes_only_where_adopted": lambda: reply(changed=["examine"]),
    "powers_sketch_once_a_person": lambda: again(sketch()),
    "powers_sketch_stands_at_one_of_its_states": lambda: sketch(at=2),
    "powers_sketchstate_number_once_a_sketch": lambda: again(sketch_state()),
    "powers_sketchstate_counts_from_one": lambda: sketch_state(number=0),
    "riskpoints_riskpoint_key_once_a_body": lambda: again(point()),
    "riskpoints_riskpoint_category_known": lambda: point(category="magic"),
    "riskpoints_riskpoint_has_a_title": lambda: point(title=""),
    "riskpoints_riskpoint_proposed_rank_from_one": lambda: point(proposed_rank=0),
    "riskpoints_riskpointstep_once": lambda: again(point().anchors.get()),
    "riskpoints_finding_method_known": lambda: point().findings.create(method="dream"),
    "riskpoints_finding_method_once": lambda: again(point().findings.create(method="self")),
    "riskpoints_examination_once_a_row": lambda: again(look()),
    "riskpoints_examination_once_a_position": lambda: again(look(position=PositionFactory())),
    "riskpoints_examination_once_a_unit": lambda: again(look(unit=BodyFactory())),
    "riskpoints_examination_of_one_row": lambda: look(step=StepFactory(), unit=BodyFactory()),
    "riskpoints_examination_says_why": lambda: look(none_found_because=""),
    "riskpoints_remark_says_something": lambda: remark(""),
    "riskpoints_setaside_once_a_step": lambda: again(aside()),
    "riskpoints_setaside_once_a_position": lambda: again(
        aside(step=None, position=PositionFactory())
    ),
    "riskpoints_setaside_once_a_unit": lambda: again(aside(step=None, unit=BodyFactory())),
    "riskpoints_setaside_of_one_row": lambda: aside(step=None),
    "riskpoints_setaside_names_a_code": lambda: aside(code=""),
    "riskpoints_setaside_says_why": lambda: aside(reason=""),
    "riskpoints_rowdraft_once_a_person": draft_twice,
    "riskpoints_sitting_one_open_a_worksheet": lambda: again(convened()),
    "riskpoints_sittingmember_once": lambda: again(convened().members.first()),
    "riskpoints_assessment_once_a_rater": lambda: again(assessment()),
    "riskpoints_grade_once_a_factor": lambda: again(assessment().grades.first()),
    "riskpoints_levelproposal_once": lambda: again(wish()),
    "riskpoints_levelproposal_gives_a_reason": lambda: wish(reason=""),
    "riskpoints_levelproposal_seconded_by_another": seconded_by_himself,
    "riskpoints_ruling_the_higher_prevails": lambda: ruling(rank=2, reason="已有制约。"),
    "riskpoints_ruling_second_is_another": seconded_by_who_rules,
    "riskpoints_ruling_comes_from_a_sitting_or_a_dossier": lambda: ruling(ruled_by=None),
    "riskpoints_rulinggrade_once_a_factor": lambda: again(ruling_grade()),
    "measures_measure_key_once_a_body": lambda: again(MeasureFactory()),
    "measures_measure_has_a_text": lambda: MeasureFactory(text=""),
    "measures_measure_phase_known": lambda: MeasureFactory(phase="later"),
    "measures_measure_kind_known": lambda: MeasureFactory(kind="hope"),
    "measures_measure_due_date_or_rhythm": lambda: MeasureFactory(due_on=DAY),
    "measures_measure_in_force_from_a_day": lambda: MeasureFactory(state="in-force"),
    "measures_measure_return_says_why": lambda: MeasureFactory(state="returned"),
    "measures_measure_another_answers_for_a_reason": lambda: MeasureFactory(answers_for="head"),
    "measures_aim_once": aim_twice,
    "measures_occasion_once_a_day": lambda: again(OccasionFactory()),
    "measures_occasion_done_has_who_when_and_what": lambda: OccasionFactory(**now_by("done")),
    "measures_occasion_verified_by_another": verified_by_who_did,
}
