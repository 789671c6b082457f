"""The six eyes: what each contributes, who reads it when, and what alone blocks."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from powers.models import Comment, Reply
from riskcontrol.audit.models import Entry
from riskpoints.actions import contributions as act
from riskpoints.actions.suggestions import set_aside
from riskpoints.actions.worksheets import submit_worksheet
from riskpoints.contribution_offers import offers_for
from riskpoints.models import Contribution, Lead, PeerTurn
from riskpoints.permissions.contributions import eyes_of
from riskpoints.rows import add_comments, sheet_of
from riskpoints.suggestions import add_suggestions
from tests.factories.accounts import (
    SectionFactory,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    section_head,
)
from tests.factories.leads import came_in, said
from tests.factories.powers import CommentFactory
from tests.factories.riskpoints import completed, opened, section_page, signed, step_of, written
from tests.riskpoints.worksheet_acts import key

pytestmark = pytest.mark.django_db
OF_THE_SECTION = ["self", "masses", "peers", "group", "leader"]


def offered(worksheet, by=None):
    """What people said that waits there, as this person reads it, by the key of the step."""
    sheet = sheet_of(worksheet)
    add_suggestions(sheet, by)
    rows = {
        row.facts["key"]: [each for each in row.suggestions if hasattr(each, "method")]
        for row in sheet.rows
    }
    return {
        name: [(each.method, each.message) for each in found]
        for name, found in rows.items()
        if found
    }


def verbs(chain):
    return list(
        Entry.objects.filter(chain=chain).order_by("sequence").values_list("verb", flat=True)
    )


def test_who_contributes_as_which_of_the_six():
    worksheet = opened()
    section = worksheet.section
    other = SectionFactory(parent=worksheet.body)
    eyes = {
        role: list(eyes_of(role(unit), worksheet))
        for role, unit in [
            (contributor, section), (section_head, section), (deputy_head, section),
            (moderator, section), (committee_member, section),
        ]
    }  # fmt: skip
    assert eyes == {
        contributor: OF_THE_SECTION, section_head: OF_THE_SECTION, deputy_head: ["leader"],
        moderator: ["peers"], committee_member: ["organisation"],
    }  # fmt: skip
    assert eyes_of(contributor(other), worksheet) == ["peers"]


def test_with_the_committee_only_the_organisation_still_contributes():
    worksheet = signed()
    assert eyes_of(worksheet.opened_by, worksheet) == []
    assert eyes_of(committee_member(worksheet.section), worksheet) == ["organisation"]
    page = section_page(SectionFactory())
    assert eyes_of(page.opened_by, page) == OF_THE_SECTION


def test_one_sheet_makes_several_with_who_and_when():
    worksheet = opened()
    day = timezone.localdate() - datetime.timedelta(days=2)
    lines = [(step_of(worksheet), "甲。"), (step_of(worksheet, "examine"), "乙。"), (None, "丙。")]
    act.contribute(
        worksheet=worksheet,
        method="group",
        who="科务会",
        on=day,
        said=lines,
        by=worksheet.opened_by,
    )
    found = Contribution.objects.order_by("pk").values_list(
        "step__key", "text", "method", "who", "on"
    )
    assert list(found) == [
        ("receive", "甲。", "group", "科务会", day), ("examine", "乙。", "group", "科务会", day),
        (None, "丙。", "group", "科务会", day),
    ]  # fmt: skip
    assert verbs("staff")[-1] == "contribution.enter"
    assert offered(worksheet, worksheet.opened_by) == {
        "receive": [("group", "甲。"), ("group", "丙。")], "examine": [("group", "乙。")],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"who": " "}, ValidationError),
        ({"text": " "}, ValidationError),
        ({"on": timezone.localdate() + datetime.timedelta(days=1)}, ValidationError),
        ({"method": "organisation"}, PermissionDenied),
        ({"method": "records"}, PermissionDenied),
    ],
)
def test_what_cannot_be_is_refused(fields, error):
    worksheet = opened()
    with pytest.raises(error):
        said(worksheet, **fields)
    with pytest.raises(ValidationError):
        act.contribute(
            worksheet=worksheet,
            method="self",
            who="x",
            on=timezone.localdate(),
            said=[],
            by=worksheet.opened_by,
        )
    assert not Contribution.objects.exists()


def test_colleagues_read_one_another_once_both_have_handed_in():
    worksheet = opened()
    one, two = worksheet.opened_by, contributor(worksheet.section)
    said(worksheet, by=one, text="甲。")
    said(worksheet, by=two, text="乙。", method="peers")
    said(worksheet, by=two, text="会上。", method="group")
    everybody = [("self", "甲。"), ("peers", "乙。"), ("group", "会上。")]

    def read(by):
        return offered(worksheet, by).get("receive", [])

    assert read(one) == [everybody[0], everybody[2]]
    assert read(two) == everybody[1:]
    assert read(deputy_head(worksheet.section)) == [everybody[2]]
    act.hand_in_own(worksheet=worksheet, by=one)
    assert read(one) == [everybody[0], everybody[2]]
    assert read(two) == everybody[1:]
    assert read(deputy_head(worksheet.section)) == [everybody[0], everybody[2]]
    act.hand_in_own(worksheet=worksheet, by=two)
    act.hand_in_own(worksheet=worksheet, by=two)
    assert read(one) == read(two) == everybody
    assert PeerTurn.objects.count() == 2
    assert verbs("staff").count("contribution.hand-in") == 2


def test_none_found_is_handed_in_too():
    worksheet = opened()
    said(worksheet, text="甲。")
    other = contributor(worksheet.section)
    act.hand_in_own(worksheet=worksheet, by=worksheet.opened_by)
    assert offered(worksheet, other) == {}
    act.hand_in_own(worksheet=worksheet, by=other)
    assert offered(worksheet, other) == {"receive": [("self", "甲。")]}


def test_once_the_worksheet_is_handed_on_everybody_reads_all():
    worksheet = opened()
    said(worksheet, text="甲。")
    signed(worksheet)
    worksheet.refresh_from_db()
    assert offered(worksheet, committee_member(worksheet.section)) == {
        "receive": [("self", "甲。")]
    }


def test_ones_own_is_taken_away_and_nobody_elses():
    worksheet = opened()
    made = said(worksheet)
    with pytest.raises(PermissionDenied):
        act.take_away(contribution=made, worksheet=worksheet, by=section_head(worksheet.section))
    act.take_away(contribution=made, worksheet=worksheet, by=worksheet.opened_by)
    assert not Contribution.objects.exists()


def test_set_aside_keeps_the_reason_and_the_next_worksheet_does_not_ask_again():
    worksheet = opened()
    made = said(worksheet, method="group")
    set_aside(
        worksheet=worksheet,
        row=key(worksheet),
        code=made.code,
        reason="已有叫号机。",
        by=worksheet.opened_by,
    )
    assert offered(worksheet, worksheet.opened_by) == {}
    assert worksheet.set_asides.get().title == "一条意见"
    type(worksheet).objects.update(
        state="decided", open_in=None, decided_at=timezone.now(), imported=True
    )
    assert (
        offers_for(opened(worksheet.flowchart, by=worksheet.opened_by), worksheet.opened_by) == []
    )


def test_taken_over_it_is_offered_no_more_and_the_point_says_whose_it_is():
    worksheet = opened()
    made = said(worksheet, method="leader", who="李局长")
    point = written(worksheet, suggested_by=made.code)
    act.credit(risk_point=point, code=made.code)
    act.credit(risk_point=point, code=made.code)
    assert point.suggested_by == made.code
    found = [(each.method, each.who, each.on, each.is_marked) for each in point.findings.all()]
    assert found == [("self", "全科室", None, False), ("leader", "李局长", made.on, True)]
    assert offered(worksheet, worksheet.opened_by) == {}


def test_only_what_the_organisation_points_at_blocks():
    worksheet = completed()
    said(worksheet, method="leader")
    asked = said(
        worksheet, method="organisation", by=committee_member(worksheet.section), text="收费环节。"
    )
    with pytest.raises(ValidationError) as refused:
        submit_worksheet(worksheet=worksheet, by=worksheet.opened_by)
    assert refused.value.messages == ["纪检指出：“收费环节。”请据此填写风险点，或说明理由不采用。"]
    set_aside(
        worksheet=worksheet,
        row=key(worksheet),
        code=asked.code,
        reason="不收费。",
        by=worksheet.opened_by,
    )
    submit_worksheet(worksheet=worksheet, by=worksheet.opened_by)


def answered(worksheet, outcome, **fields):
    posting = worksheet.flowchart.postings.get()
    given = {"posting": posting, "step_key": "receive", "body": "建议公开叫号。"} | fields
    comment = CommentFactory(**given)
    day = timezone.localdate()
    Reply.objects.create(comment=comment, outcome=outcome, reason="略。", published_on=day)
    Comment.objects.filter(pk=comment.pk).update(published_on=day, state="answered")
    return comment


@pytest.mark.parametrize(
    ("outcome", "is_offered"),
    [("adopted", True), ("partly", True), ("declined", False), ("already", False)],
)
def test_an_adopted_comment_of_the_public_arrives_at_its_step(outcome, is_offered):
    worksheet = opened()
    comment = answered(worksheet, outcome)
    there = {"receive": [("masses", "建议公开叫号。")]} if is_offered else {}
    assert offered(worksheet, worksheet.opened_by) == there
    sheet = sheet_of(worksheet)
    add_comments(sheet)
    add_suggestions(sheet, worksheet.opened_by)
    assert [row.comments for row in sheet.rows] == [[] if is_offered else [comment], [], []]


def test_one_that_is_not_answered_yet_or_hidden_does_not():
    worksheet = opened()
    CommentFactory(posting=worksheet.flowchart.postings.get(), step_key="receive")
    hidden = answered(worksheet, "adopted")
    Comment.objects.filter(pk=hidden.pk).update(published_on=None)
    assert offered(worksheet, worksheet.opened_by) == {}


def test_a_comment_taken_over_was_raised_by_the_masses():
    worksheet = opened()
    comment = answered(worksheet, "adopted")
    code = f"comment-{comment.public_id}"
    point = written(worksheet, suggested_by=code)
    act.credit(risk_point=point, code=code)
    assert [each.method for each in point.findings.all()] == ["self", "masses"]
    assert offered(worksheet, worksheet.opened_by) == {}


def test_what_came_without_an_account_waits_for_the_committee():
    worksheet = opened()
    made = came_in(worksheet.flowchart)
    assert (made.entered_by, made.who, made.method, made.is_held) == (None, "", "masses", True)
    assert came_in(worksheet.flowchart) == made
    assert verbs("public")[-1] == "contribution.come-in"
    assert offered(worksheet, worksheet.opened_by) == {}
    member = committee_member(worksheet.section)
    assert list(Contribution.objects.held_for(member)) == [made]
    assert list(Contribution.objects.held_for(worksheet.opened_by)) == []
    with pytest.raises(PermissionDenied):
        act.let_through(contribution=made, by=worksheet.opened_by)

    act.let_through(contribution=made, by=member)

    assert offered(worksheet, worksheet.opened_by) == {
        "receive": [("masses", "排队时有人插队办件。")]
    }
    with pytest.raises(PermissionDenied):
        act.let_through(contribution=made, by=member)


def test_an_accusation_becomes_a_lead_and_never_comes_to_the_worksheet():
    worksheet = opened()
    made = came_in(worksheet.flowchart, text="经办人收红包。")
    lead = act.make_a_lead(contribution=made, by=committee_member(worksheet.section))
    assert (lead.gist, lead.kind, lead.step.key) == ("经办人收红包。", "complaint", "receive")
    assert not Contribution.objects.exists()
    assert offered(worksheet, worksheet.opened_by) == {}
    assert "contribution.make-lead" in verbs("committee")
    assert "contribution.make-lead" not in verbs("staff")


def test_what_says_nothing_is_kept_out_with_a_reason():
    made = came_in(opened().flowchart)
    member = committee_member(made.flowchart.section)
    with pytest.raises(ValidationError):
        act.keep_out(contribution=made, reason=" ", by=member)
    act.keep_out(contribution=made, reason="广告。", by=member)
    assert (Contribution.objects.count(), Lead.objects.count()) == (0, 0)


def test_a_full_queue_takes_no_more(settings):
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"chart_waiting": 1}
    chart = opened().flowchart
    came_in(chart)
    with pytest.raises(ValidationError):
        came_in(chart, form_hash="2" * 64)
    assert Contribution.objects.count() == 1
