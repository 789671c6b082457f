"""One thing that waits for one person, and the act after which it waits no more.

Each scene gives the person, the address his work leads to, and that act.
"""

import datetime

from django.urls import reverse
from django.utils import timezone

from measures.actions.occasions import carry_out, verify_occasion
from measures.actions.reminding import remind
from powers.actions.comments import Answer, publish_replies, save_answers
from powers.actions.moderation import publish_comment, release_comment
from powers.actions.postings import (
    approve_withholding,
    confirm_stop,
    hand_in_posting,
    propose_withholding,
    settle_posting,
    stop_posting,
)
from powers.actions.referrals import take_up
from powers.actions.releases import (
    check_release,
    clear_release,
    return_release,
    sign_release,
    submit_release,
)
from powers.models import Policy, Power
from riskcontrol.accounts.roles import Role
from riskcontrol.desk.sitting_actions import convene, decide
from riskpoints.actions.sittings import propose_level, second_lowering
from riskpoints.actions.worksheets import return_worksheet, sign_worksheet, submit_worksheet
from tests.desk import meeting_scenes
from tests.desk.lead_scenes import LEAD_SCENES
from tests.factories import measures, riskpoints
from tests.factories.accounts import (
    SectionFactory,
    StandInFactory,
    UserFactory,
    committee_member,
    contributor,
    person,
    section_head,
)
from tests.factories.powers import (
    PowerFactory,
    ReferralFactory,
    drawn_chart,
    fresh,
    settled_chart,
)
from tests.powers import flow

DAY = datetime.timedelta(days=1)


def a_power_without_a_flow():
    power = PowerFactory()
    chart = drawn_chart(section=power.section)
    user = contributor(power.section)
    chart.drawn_by.add(user)
    submit_release(flowchart=chart, days=7, by=user)
    done = lambda: Power.objects.filter(pk=power.pk).update(flowchart=chart)  # noqa: E731 - the act
    return user, reverse("powers:power_edit", args=[power.code]), done


def _release_page(chart):
    return reverse("powers:release", args=[chart.code])


def a_chart_never_sent_up():
    chart = drawn_chart()
    user = contributor(chart.section)
    return user, _release_page(chart), lambda: submit_release(flowchart=chart, days=7, by=user)


def a_chart_returned():
    release, people = flow.submitted()
    return_release(release=release, remark="缺时限", by=people.section_head)
    chart, user = release.flowchart, people.contributor
    return user, _release_page(chart), lambda: submit_release(flowchart=chart, days=7, by=user)


def a_chart_to_check():
    release, people = flow.submitted()
    user = people.section_head
    return user, _release_page(release.flowchart), lambda: check_release(release=release, by=user)


def a_chart_to_clear():
    release, people = flow.checked()
    user = people.moderator
    done = lambda: clear_release(release=release, clearance="不涉密", by=user)  # noqa: E731 - the act
    return user, _release_page(release.flowchart), done


def a_chart_to_sign():
    release, people = flow.cleared()
    user = people.deputy_head
    return user, _release_page(release.flowchart), lambda: sign_release(release=release, by=user)


def a_chart_to_clear_for_another():
    release, people = flow.checked()
    user = committee_member(release.flowchart.section)
    StandInFactory(principal=people.moderator, person=user)
    done = lambda: clear_release(release=release, clearance="不涉密", by=user)  # noqa: E731 - the act
    return user, _release_page(release.flowchart), done


def a_chart_that_came_back():
    release, people = flow.checked()
    return_release(release=release, remark="再核时限", to=0, by=people.moderator)
    user = people.section_head
    return user, _release_page(release.flowchart), lambda: check_release(release=release, by=user)


def a_stopped_posting_to_send_up_again():
    posting, people = flow.released()
    chart, user = fresh(posting.flowchart), people.contributor
    stop_posting(posting=posting, reason="内容有误", by=people.moderator)
    return user, _release_page(chart), lambda: submit_release(flowchart=chart, days=7, by=user)


def a_power_to_withhold():
    chart = drawn_chart()
    people = flow.people_of(chart)
    power = propose_withholding(power=chart.powers.get(), ground="涉密", by=people.contributor)
    url = reverse("powers:power_withholding", args=[power.code])
    user = people.deputy_head
    return user, url, lambda: approve_withholding(power=power, by=user)


def _posting_page(posting):
    return reverse("powers:posting_detail", args=[posting.pk])


def comments_to_answer():
    posting, people = flow.over(comments=1)
    user, answer = people.contributor, Answer(posting.comments.get(), "declined", "已有规定")

    def done():
        save_answers(posting=posting, answers=[answer], by=user)
        hand_in_posting(posting=posting, by=user)

    return user, _posting_page(posting), done


def comments_to_look_at():
    posting, people = flow.over(comments=1)
    user, comment = people.moderator, posting.comments.get()
    return user, _posting_page(posting), lambda: publish_comment(comment=comment, by=user)


def a_held_comment():
    posting, people = flow.over(comments=1)
    posting.comments.update(held_for="personal")
    user, comment = people.moderator, posting.comments.get()
    return user, _posting_page(posting), lambda: release_comment(comment=comment, by=user)


def answers_to_publish():
    posting, people = flow.over(comments=1)
    answer = Answer(posting.comments.get(), "declined", "已有规定")
    save_answers(posting=posting, answers=[answer], by=people.contributor)
    user = people.moderator
    return user, _posting_page(posting), lambda: publish_replies(posting=posting, by=user)


def something_passed_on():
    referral = ReferralFactory()
    user = person(Role.COMMITTEE_MEMBER, referral.body_unit)
    return user, reverse("powers:referral_list"), lambda: take_up(referral=referral, by=user)


def answers_to_hand_in():
    posting, people = flow.over()
    user = people.contributor
    return user, _posting_page(posting), lambda: hand_in_posting(posting=posting, by=user)


def a_posting_to_settle():
    posting, people = flow.handed_in()
    user = people.moderator
    return user, _posting_page(posting), lambda: settle_posting(posting=posting, by=user)


def an_early_end_to_confirm():
    posting, people = flow.released()
    Policy.objects.create(body=posting.flowchart.body, second_person=True)
    posting = stop_posting(posting=posting, reason="内容有误", by=people.moderator)
    user, url = people.deputy_head, reverse("powers:posting_period", args=[posting.pk])
    return user, url, lambda: confirm_stop(posting=posting, by=user)


def _sheet_page(sheet):
    return reverse("desk:worksheet", args=[sheet.flowchart.code])


def a_settled_chart_without_a_worksheet():
    chart = settled_chart()
    user = contributor(chart.section)

    def done():
        sheet = riskpoints.completed(riskpoints.opened(chart, by=user))
        submit_worksheet(worksheet=sheet, by=user)

    return user, reverse("desk:worksheet", args=[chart.code]), done


def a_worksheet_to_fill():
    sheet = riskpoints.completed()
    user = sheet.opened_by
    return user, _sheet_page(sheet), lambda: submit_worksheet(worksheet=sheet, by=user)


def a_section_s_page_to_fill():
    sheet = riskpoints.section_page()
    url = reverse("desk:section_worksheet", args=[sheet.section.code])
    row = riskpoints.sheet_of(sheet).rows[0]
    riskpoints.written(sheet, row.anchor)
    for other in riskpoints.sheet_of(sheet).rows[1:]:
        riskpoints.say_none_found(
            worksheet=sheet, row=other.key, because="只办手续。", by=sheet.opened_by
        )
    return sheet.opened_by, url, lambda: submit_worksheet(worksheet=sheet, by=sheet.opened_by)


def a_worksheet_returned():
    sheet = riskpoints.submitted()
    by = section_head(sheet.section)
    return_worksheet(worksheet=sheet, reason="再看看受理", by=by)
    user = sheet.opened_by
    return user, _sheet_page(sheet), lambda: submit_worksheet(worksheet=sheet, by=user)


def a_worksheet_to_sign():
    sheet = riskpoints.submitted()
    user = section_head(sheet.section)
    return user, _sheet_page(sheet), lambda: sign_worksheet(worksheet=sheet, by=user)


def a_sitting_to_convene():
    sheet = measures.handed_in()
    chair, _members = measures.committee(sheet)

    def done():
        measures.assess(convene(worksheet=sheet, by=chair), chair, 2)

    return chair, reverse("desk:committee"), done


def _sitting_page(sitting):
    return reverse("desk:sitting", args=[sitting.pk])


def a_worksheet_to_rate():
    sitting = measures.convened()
    user = measures.raters_of(sitting)[1]
    return user, _sitting_page(sitting), lambda: measures.assess(sitting, user, 2)


def a_lowering_to_second():
    sitting = measures.assessed()
    chair, user = measures.raters_of(sitting)
    point = sitting.worksheet.risk_points.get()
    wish = {"sitting": sitting, "risk_point": point, "rank": 3, "reason": "已有双人复核"}
    proposal = propose_level(by=chair, **wish)
    return user, _sitting_page(sitting), lambda: second_lowering(proposal=proposal, by=user)


def a_sitting_to_decide():
    sitting = measures.assessed()
    user = sitting.chair
    return user, _sitting_page(sitting), lambda: decide(sitting=sitting, by=user)


def _measure_page(occasion):
    return reverse("measures:detail", args=[occasion.measure_id])


def a_measure_due():
    occasion = measures.OccasionFactory(due_on=timezone.localdate() + 14 * DAY)
    user = contributor(occasion.measure.section)
    done = lambda: carry_out(occasion=occasion, note="已抽查", by=user)  # noqa: E731 - the act
    return user, _measure_page(occasion), done


def a_measure_to_verify():
    occasion = measures.OccasionFactory(done=True)
    user = section_head(occasion.measure.section)
    return user, _measure_page(occasion), lambda: verify_occasion(occasion=occasion, by=user)


def _overdue(rank):
    sitting = measures.assessed(None, rank)
    point = sitting.worksheet.risk_points.get()
    measure = measures.measure_for(point)
    decide(sitting=sitting, by=sitting.chair)
    measure.occasions.update(due_on=timezone.localdate() - 10 * DAY)
    remind(timezone.localdate())
    return measure.occasions.get()


def an_overdue_measure_of_level(rank, role):
    occasion = _overdue(rank)
    section = occasion.measure.section
    user, worker = person(role, section.body), contributor(section)
    done = lambda: carry_out(occasion=occasion, note="已抽查", by=worker)  # noqa: E731 - the act
    return user, _measure_page(occasion), done


def an_overdue_measure_of_the_head_s():
    return an_overdue_measure_of_level(1, Role.HEAD)


def an_overdue_measure_of_the_deputy_s():
    return an_overdue_measure_of_level(2, Role.DEPUTY_HEAD)


def a_person_without_a_role():
    section = SectionFactory()
    user = person(Role.SECURITY_ADMINISTRATOR, section.body)
    newcomer = UserFactory(home=section.body)

    def done():
        newcomer.memberships.create(unit=section, role=Role.CONTRIBUTOR)

    return user, reverse("accounts:people"), done


SCENES = [
    *LEAD_SCENES,
    a_power_without_a_flow,
    a_chart_never_sent_up,
    a_chart_returned,
    a_chart_to_check,
    a_chart_to_clear,
    a_chart_to_sign,
    a_chart_to_clear_for_another,
    a_chart_that_came_back,
    a_stopped_posting_to_send_up_again,
    a_power_to_withhold,
    an_early_end_to_confirm,
    comments_to_answer,
    comments_to_look_at,
    a_held_comment,
    answers_to_publish,
    something_passed_on,
    answers_to_hand_in,
    a_posting_to_settle,
    a_settled_chart_without_a_worksheet,
    a_worksheet_to_fill,
    a_section_s_page_to_fill,
    a_worksheet_returned,
    a_worksheet_to_sign,
    *meeting_scenes.SCENES,
    a_sitting_to_convene,
    a_worksheet_to_rate,
    a_lowering_to_second,
    a_sitting_to_decide,
    a_measure_due,
    a_measure_to_verify,
    an_overdue_measure_of_the_head_s,
    an_overdue_measure_of_the_deputy_s,
    a_person_without_a_role,
]
