"""A comment passed on to the committee changes nothing that the unit's people or the public can read.

Source of the rule: 信访工作条例 (2022), what accuses somebody is not made known to him or his unit.
"""

import datetime

import pytest
import time_machine

from powers.actions import moderation as act
from powers.actions.comments import Answer, publish_replies, save_answers
from powers.actions.postings import hand_in_posting, settle_posting
from powers.models import Comment, Posting
from riskcontrol.accounts.roles import COMMITTEE, Role
from tests.test_urls import ROUTES

from .passing_on import NOW, PUBLIC, UNIT_ROLES, Unit, a_world, differing, everything, unread_routes

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
ACCUSES = "经办人刘某要先收红包才肯受理。"
# Pages on which a comment would show; the whole of them is read once.
NEAR = {
    "desk:home", "desk:walk", "desk:ledger", "powers:posting_list", "powers:posting_detail",
    "powers:comment_act", "disclosure:chart", "disclosure:portal",
}  # fmt: skip
OF_THE_PUBLIC = {name for name in ROUTES if name.startswith("disclosure:")} - {
    "disclosure:picture", "disclosure:handled_report_pdf",
}  # fmt: skip
ONE_DAY = datetime.timedelta(days=1)
# They only take what is handed in, are the committee's or nobody's here, or are doors. A new page
# that somebody of the unit or the public reads belongs into passing_on.addresses().
NOT_READ = {
    "accounts:enter", "accounts:first_run", "accounts:language", "accounts:person_add", "accounts:person_disable", "accounts:role_grant",
    "accounts:person_email",
    "accounts:person_password", "accounts:stand_in_add", "accounts:stand_in_end", "accounts:position_add", "accounts:role_appoint",
    "accounts:role_revoke", "accounts:section_add", "desk:ledger_verify",
    "desk:catalogue_enter", "desk:catalogue_withdraw", "desk:row_hints", "desk:worksheet_paste",
    "desk:carried_back", "desk:carried_change", "desk:carried_confirm", "desk:carried_remove",
    "desk:schemes", "desk:scheme", "desk:scheme_drop", "desk:scheme_force", "desk:scheme_start",
    "desk:round_close", "desk:round_compare", "desk:round_last_day", "desk:round_open",
    "desk:changes_look", "desk:practice", "desk:practice_case", "desk:practice_over", "desk:reopened",
    "desk:charge", "desk:charge_due", "desk:charge_file", "desk:charge_hand_up", "desk:charge_receive",
    "desk:charge_send_back", "desk:handed_up", "desk:mandate", "desk:mandate_withdraw", "desk:oversight_send",
    "desk:receipt_of_filing", "desk:same_power_share", "desk:sharing_end", "registers:receipt_pdf",
    "desk:item_move", "desk:item_put_off", "desk:item_take_off", "desk:meeting", "desk:meeting_add",
    "desk:meeting_call", "desk:meeting_chair", "desk:meeting_close", "desk:meeting_decided",
    "desk:meeting_postpone",
    "desk:member_attend", "desk:member_excuse", "desk:minutes", "desk:worksheet_confirm",
    "registers:minutes_pdf",
    "desk:look_again", "desk:none_found", "desk:point_add", "desk:point_edit", "desk:point_remove",
    "desk:contribute", "desk:contribution_take_away", "desk:own_handed_in", "disclosure:finding",
    "desk:level_plan", "desk:level_propose", "desk:level_raise", "desk:level_second",
    "desk:level_withdraw", "desk:sitting_plan",
    "desk:lead_answer", "desk:section_worksheet_open", "desk:sitting", "desk:sitting_assess", "desk:sitting_convene",
    "desk:sitting_decide", "desk:sitting_propose", "desk:sitting_return", "desk:sitting_second",
    "desk:sitting_withdraw", "desk:suggestion_offer_again", "desk:suggestion_set_aside",
    "desk:worksheet_draft", "desk:worksheet_open", "desk:worksheet_return", "desk:worksheet_sign",
    "desk:worksheet_submit", "measures:answerer_change", "measures:occasion_carry_out",
    "measures:rule_add", "measures:rule_aim", "measures:rule_edit", "measures:rule_file", "measures:rule_repeal",
    "measures:rule_version", "measures:set", "measures:set_edit", "measures:set_end", "measures:set_in_force",
    "measures:set_send_back", "measures:set_hints",
    "measures:indicator_add", "measures:indicator_edit", "measures:indicator_remove",
    "measures:spot_check", "measures:spot_check_draw", "measures:spot_frame", "measures:spot_find",
    "measures:spot_answer", "measures:spot_close", "measures:spot_send_back", "measures:review",
    "measures:review_call",
    "measures:evidence", "measures:occasion_enter", "measures:occasion_send_back", "measures:occasion_verify",
    "measures:notice", "measures:notice_accept", "measures:notice_add", "measures:notice_reply",
    "measures:notice_return", "measures:warning", "measures:warning_act", "measures:warning_set_aside",
    "measures:attendance_import", "measures:attendance_list", "measures:education_drop",
    "measures:education_edit", "measures:education_end", "measures:education_material",
    "measures:education_plan", "measures:education_session", "measures:education_session_add",
    "measures:pledge", "registers:pledge_pdf",
    "registers:notice_pdf", "registers:spot_check_pdf",
    "measures:disclosure_add", "measures:disclosure_file", "measures:disclosure_remove",
    "measures:disclosure_report", "measures:measure_tag", "measures:part_add", "measures:part_remove",
    "measures:project_begin", "measures:record_add", "measures:record_approve", "measures:record_file",
    "measures:record_lift", "measures:record_refuse",
    "powers:duty_unlink", "powers:referral_detail", "powers:referral_list",
    "riskpoints:held_act", "riskpoints:held_list", "riskpoints:lead_add", "riskpoints:lead_detail", "riskpoints:lead_edit",
    "riskpoints:lead_import", "riskpoints:lead_list", "riskpoints:lead_sheet",
}  # fmt: skip


@pytest.fixture
def unit(db):
    with time_machine.travel(NOW, tick=False):
        return Unit()


def world(unit, *steps, only=()):
    """What is read where one comment came before and one after what happens in between."""
    with a_world():
        unit.comments_online("受理要几天？")
        for step in steps:
            step(unit)
        unit.comments_online("能不能邮寄？")
        return everything(unit, only)


def comes_online(unit):
    unit.comments_online(ACCUSES)


def comes_by_letter(unit):
    unit.enters(ACCUSES)


def it():
    return Comment.objects.get(body=ACCUSES)


def first():
    return Comment.objects.order_by("pk").first()


def passed_on(unit):
    unit.passes_on(it())


def test_first_a_comment_that_is_kept_is_seen_all_over(unit):
    told = differing(world(unit, only=NEAR), world(unit, comes_online, only=NEAR))
    where = {key[1] if isinstance(key, tuple) else key for key in told}
    readers = {key[0] for key in told if isinstance(key, tuple)}
    page = f"/desk/postings/{unit.posting.pk}/"
    assert where >= {
        page,
        f"{page}?show=all",
        "/desk/postings/",
        "/desk/",
        "/desk/walk/",
        "dossier",
        "letters",
    }
    assert where >= {f"/charts/{unit.chart.code}/", "/"}
    assert readers == {
        PUBLIC, Role.CONTRIBUTOR, Role.SECTION_HEAD, Role.MODERATOR, Role.DEPUTY_HEAD, Role.HEAD,
        Role.AUDITOR, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR,
    }  # fmt: skip


def test_once_passed_on_every_page_of_everybody_is_what_it_is_without_it(unit):
    without = world(unit)
    for comes in (comes_online, comes_by_letter):
        with_it = world(unit, comes, passed_on)
        assert differing(without, with_it) == {}
        assert ACCUSES not in str(with_it)


def repeats(unit):
    unit.comments_online(f"{ACCUSES}！")


def test_what_came_after_and_was_held_for_being_like_it_does_not_tell(unit):
    without = world(unit, repeats, only=NEAR)
    with_it = world(unit, comes_online, repeats, only=NEAR)
    assert differing(without, with_it)
    assert differing(without, world(unit, comes_online, repeats, passed_on, only=NEAR)) == {}


def held_and_released(unit):
    Comment.objects.filter(pk=it().pk).update(held_for="like")
    act.release_comment(comment=it(), by=unit.by(Role.MODERATOR))


def shown(unit):
    act.publish_comment(comment=it(), by=unit.by(Role.MODERATOR))


def hidden(unit):
    act.hide_comment(comment=it(), reason="insult", by=unit.by(Role.MODERATOR))


def redacted(unit):
    act.redact_comment(
        comment=it(),
        shown="经办人[…]要先收红包才肯受理。",
        reason="含姓名",
        by=unit.by(Role.MODERATOR),
    )


def assigned(unit):
    act.assign_comment(comment=it(), to=unit.by(Role.CONTRIBUTOR), by=unit.by(Role.SECTION_HEAD))


def drafted(unit):
    answer = Answer(it(), "declined", "请向纪检部门反映。", (), "反映个人问题")
    save_answers(posting=unit.posting, answers=[answer], by=unit.by(Role.CONTRIBUTOR))


def merged(unit):
    act.merge_comment(comment=it(), into=first(), by=unit.by(Role.MODERATOR))


def merged_with(unit):
    act.merge_comment(comment=first(), into=it(), by=unit.by(Role.MODERATOR))


def test_whatever_was_done_to_it_before_leaves_no_trace(unit):
    without = world(unit, only=NEAR)
    told = {}
    for before in (
        held_and_released, shown, hidden, redacted, assigned, drafted, merged, merged_with,
    ):  # fmt: skip
        with_it = world(unit, comes_online, before, passed_on, only=NEAR)
        told[before.__name__] = differing(without, with_it)
    assert {name: places for name, places in told.items() if places} == {}


def all_answered(unit):
    answers = [Answer(each, "declined", "规程已写明。") for each in Comment.objects.order_by("pk")]
    save_answers(posting=unit.posting, answers=answers, by=unit.by(Role.CONTRIBUTOR))
    publish_replies(posting=unit.posting, by=unit.by(Role.MODERATOR))


def test_one_among_several_that_were_answered_in_public_leaves_no_trace(unit):
    told = NEAR | OF_THE_PUBLIC
    without = world(unit, all_answered, only=told)
    kept = world(unit, comes_online, all_answered, only=told)
    seen = {key[1] for key in differing(without, kept) if isinstance(key, tuple)}
    assert seen >= {"/handled/", "/feed/", "/open-data/comments.csv", "/open-data/postings.json"}
    assert differing(without, world(unit, comes_online, all_answered, passed_on, only=told)) == {}


def settled(unit, *comes, then=()):
    """What is read once the posting is settled, and what happens then."""
    with a_world():
        for step in (lambda unit: unit.comments_online("受理要几天？"), *comes, all_answered):
            step(unit)
        Posting.objects.filter(pk=unit.posting.pk).update(closes=NOW.date() - ONE_DAY)
        posting = hand_in_posting(posting=unit.posting, by=unit.by(Role.CONTRIBUTOR))
        settle_posting(posting=posting, by=unit.by(Role.MODERATOR))
        for step in then:
            step(unit)
        return everything(unit, NEAR | OF_THE_PUBLIC)


def test_after_the_posting_is_settled_none_is_left_either(unit):
    without = settled(unit)
    assert differing(without, settled(unit, comes_online))
    assert differing(without, settled(unit, comes_online, then=[passed_on])) == {}


def test_nobody_of_the_unit_is_left_out():
    assert set(UNIT_ROLES) == set(Role) - COMMITTEE


def test_every_page_is_read_here_by_somebody(unit):
    with a_world():
        unit.comments_online("受理要几天？")
        unread = unread_routes(unit)
    assert {name for name in unread if not name.startswith("account_")} == NOT_READ
