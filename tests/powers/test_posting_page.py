"""The postings list, and answering and settling on one page."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from powers.actions.comments import Answer, save_answers
from powers.actions.moderation import refer
from powers.models import Comment, Posting, Reply
from powers.states import CommentState
from tests.disclosure.pages import answered, improved_chart
from tests.factories.accounts import contributor, deputy_head, moderator
from tests.factories.powers import CommentFactory, drawn_chart, posted

from .flow import change_step, handed_in, over

pytestmark = pytest.mark.django_db
LIST = "/desk/postings/?lang=en"


def url_of(posting):
    return reverse("powers:posting_detail", args=[posting.pk]) + "?lang=en"


def page(client, posting, by):
    client.force_login(by)
    return client.get(url_of(posting)).text


def stamps(response):
    """The hidden stamps of the answer forms, by name."""
    rows = response.context["rows"]
    return {f"{row.form.prefix}-seen": row.form.stamp for row in rows if row.form}


def answer(comment, decision, reason="已写明。", changed=()):
    prefix = f"c-{comment.public_id}"
    return {
        f"{prefix}-decision": decision,
        f"{prefix}-reason": reason,
        f"{prefix}-changed": list(changed),
    }


def send(client, posting, by, act, **typed):
    client.force_login(by)
    seen = stamps(client.get(url_of(posting)))
    return client.post(
        url_of(posting), {"act": act, "submission_id": uuid.uuid4(), **seen, **typed}
    )


def test_all_answers_are_saved_together(client):
    posting, people = over(comments=3)
    first, second, third = posting.comments.all()
    typed = (
        answer(first, "adopted", changed=["examine"])
        | answer(second, "already", "第三条已写明。")
        | {f"c-{third.public_id}-suggestion": "与第1条相同"}
    )
    assert send(client, posting, people.contributor, "save", **typed).status_code == 302
    assert (first.reply.outcome, first.reply.changed) == ("adopted", ["examine"])
    assert second.reply.outcome == "already"
    third.refresh_from_db()
    assert third.suggestion == "与第1条相同"


def test_the_walk_over_http(client):
    posting, people = over(comments=1)
    comment = posting.comments.get()
    change_step(posting, "examine", name="现场核查")
    typed = answer(comment, "adopted", changed=["examine"])
    send(client, posting, people.contributor, "hand-in", **typed)
    send(client, posting, people.moderator, "settle")
    posting.refresh_from_db()
    assert (posting.handed_in_by, posting.settled_by) == (people.contributor, people.moderator)
    assert posting.final_version.number == 2
    assert "What the comments changed" in page(client, posting, people.contributor)


def test_handing_in_what_is_not_covered_says_so_and_keeps_the_drafts(client):
    posting, people = over(comments=1)
    change_step(posting, "serve", days=30)
    typed = answer(posting.comments.get(), "declined")
    client.force_login(people.contributor)
    response = send(client, posting, people.contributor, "hand-in", **typed)
    text = client.get(response.url + "?lang=en").text
    assert "No adopted comment covers this" in text
    assert "Put the posted drawing back" in text
    assert Reply.objects.get().outcome == "declined"
    send(client, posting, people.contributor, "put-back")
    assert posting.flowchart.steps.get(key="serve").days == 5


@pytest.mark.parametrize(
    ("decision", "reason", "changed"),
    [
        ("adopted", "", []),
        ("", "有理由没决定", []),
        ("hide", "不归科室", []),
        ("declined", "不采纳", ["examine"]),
        ("nonsense", "x", []),
        ("adopted", "改了", ["nowhere"]),
        ("adopted", "长" * 2001, []),
        ("declined", "请直接打办事员手机13800138000。", []),
    ],
)
def test_bad_answers_come_back_with_what_was_typed(client, decision, reason, changed):
    posting, people = over(comments=1)
    typed = answer(posting.comments.get(), decision, reason, changed)
    response = send(client, posting, people.contributor, "save", **typed)
    assert 'id="error-summary"' in response.text
    assert reason in response.text
    assert not Reply.objects.exists()
    assert Comment.objects.get().state == CommentState.RECEIVED


def test_what_must_be_mended_names_its_comment(client):
    posting, people = over(comments=2)
    first, second = posting.comments.all()
    typed = answer(first, "declined", "已写明。") | answer(second, "declined", "")

    response = send(client, posting, people.contributor, "save", **typed)

    assert [problem["message"] for problem in response.context["problems"]] == [
        "Comment 2: Give the reason; the sender reads it."
    ]


def test_a_stale_answer_shows_both_and_overwrites_only_when_saved_again(client):
    posting, people = over(comments=1)
    comment = posting.comments.get()
    client.force_login(people.contributor)
    seen = stamps(client.get(url_of(posting)))
    theirs = Answer(comment, "already", "别人写的答复")
    save_answers(posting=posting, answers=[theirs], by=people.section_head)
    mine = {"act": "save", **seen, **answer(comment, "declined", "我写的答复")}
    text = client.post(url_of(posting), mine).text
    assert ("别人写的答复" in text, "我写的答复" in text) == (True, True)
    assert Reply.objects.get().reason == "别人写的答复"
    send(client, posting, people.contributor, "save", **answer(comment, "declined", "我写的答复"))
    assert Reply.objects.get().reason == "我写的答复"


def test_a_comment_that_came_meanwhile_is_left_alone(client):
    posting, people = over(comments=1)
    client.force_login(people.contributor)
    typed = answer(posting.comments.get(), "already") | stamps(client.get(url_of(posting)))
    CommentFactory(posting=posting, body="刚到的意见")
    assert client.post(url_of(posting), {"act": "save", **typed}).status_code == 302
    assert posting.comments.unanswered().get().body == "刚到的意见"


@pytest.mark.parametrize(
    ("meanwhile", "told"),
    [
        ({"state": "hidden", "hidden_for": "insult"}, "not shown, for a stated reason by now"),
        ({"held_for": "many"}, "This comment is held by now"),
    ],
)
def test_an_answer_to_what_was_dealt_with_meanwhile_comes_back(client, meanwhile, told):
    posting, people = over(comments=1)
    client.force_login(people.contributor)
    typed = answer(posting.comments.get(), "declined", "我写的答复")
    typed |= stamps(client.get(url_of(posting)))
    Comment.objects.update(**meanwhile)
    text = client.post(url_of(posting), {"act": "save", **typed}).text
    assert (told in text, "我写的答复" in text) == (True, True)
    assert not Reply.objects.exists()


def test_an_answer_to_what_is_gone_meanwhile_comes_back_in_words(client):
    posting, people = over(comments=2)
    first, second = posting.comments.all()
    client.force_login(people.contributor)
    typed = answer(first, "declined", "给不在了的意见") | answer(second, "already", "给还在的")
    typed |= stamps(client.get(url_of(posting)))
    refer(comment=first, by=people.moderator)
    text = client.post(url_of(posting), {"act": "save", **typed}).text
    assert ("“给不在了的意见”" in text, "给还在的" in text) == (True, True)
    assert not Reply.objects.exists()


def test_publishing_over_http(client):
    posting, people = over(comments=1)
    send(client, posting, people.contributor, "save", **answer(posting.comments.get(), "already"))
    assert "Publish the answers" in page(client, posting, people.moderator)
    send(client, posting, people.moderator, "publish")
    assert Comment.objects.get().state == CommentState.ANSWERED
    response = send(client, posting, people.moderator, "publish")
    assert "No answer waits to be published." in client.get(response.url + "?lang=en").text


def test_giving_back_over_http(client):
    posting, people = handed_in()
    assert 'id="error-summary"' in send(client, posting, people.moderator, "return").text
    send(client, posting, people.moderator, "return", remark="理由写具体")
    assert "理由写具体" in page(client, posting, people.contributor)
    assert Posting.objects.get().handed_in_at is None


def test_what_the_moderator_cannot_do_yet_is_said(client):
    posting, people = over(comments=1)
    response = send(client, posting, people.moderator, "settle")
    assert "has not handed in" in client.get(response.url + "?lang=en").text


@pytest.mark.parametrize("act", ["save", "hand-in", "put-back", "publish", "settle", "return"])
def test_a_leader_reads_and_does_not_act(client, act):
    posting, people = over(comments=1)
    assert "希望写明几天内答复。" in page(client, posting, people.deputy_head)
    response = client.post(url_of(posting), {"act": act, "remark": "x"})
    assert response.status_code == 403
    assert not Reply.objects.exists()


def test_a_stranger_finds_no_posting(client):
    posting, _people = over(comments=1)
    client.force_login(contributor(drawn_chart().section))
    assert client.get(url_of(posting)).status_code == 404
    assert client.post(url_of(posting), {"act": "save"}).status_code == 404


def test_an_unknown_act_is_refused(client):
    posting, people = over()
    assert send(client, posting, people.contributor, "nonsense").status_code == 400


def test_the_page_while_the_posting_is_open(client):
    posting = posted(drawn_chart())
    by = contributor(posting.flowchart.section)
    assert "Comments still come in." in page(client, posting, by)
    assert "Save and hand in" not in page(client, posting, by)


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 comment still waits for an answer."), (2, "2 comments still wait for an answer.")],
)
def test_one_waiting_comment_is_one(client, count, said):
    posting, people = over(comments=count)
    assert said in page(client, posting, people.moderator)


def test_a_removed_step_can_be_named(client):
    posting, people = over(comments=1)
    posting.flowchart.steps.filter(key="examine").update(retired=True)
    assert "审查 (removed)" in page(client, posting, people.contributor)


def test_settled_and_hidden_comments_show_their_end(client):
    chart = improved_chart()
    posting = Posting.objects.get()
    CommentFactory(
        posting=posting, state="hidden", hidden_for="other", hidden_reason="含他人电话。"
    )
    text = page(client, posting, contributor(chart.section))
    assert ("含他人电话。" in text, "补正清单随受理通知一并公开。" in text) == (True, True)


def test_the_list_counts_what_waits(client):
    posting, people = over(comments=2)
    answered(posting)
    client.force_login(people.contributor)
    row = client.get(LIST).context["rows"][0]
    assert (row[0].comment_count, row[0].unanswered_count, row[1]) == (3, 2, "closed")


def test_the_list_shows_ones_own_bodys_postings(client):
    posting, people = over()
    stranger = posted(drawn_chart(name="别家的图"))
    client.force_login(people.contributor)
    assert [row[0] for row in client.get(LIST).context["rows"]] == [posting]
    client.force_login(contributor(stranger.flowchart.section))
    assert [row[0] for row in client.get(LIST).context["rows"]] == [stranger]


@pytest.mark.parametrize(
    ("query", "found"),
    [("state=closed", 1), ("state=open", 0), ("q=没有", 0), ("q=流程图", 1), ("state=x", 1)],
)
def test_the_list_is_narrowed(client, query, found):
    _posting, people = over()
    client.force_login(people.contributor)
    assert len(client.get(f"{LIST}&{query}").context["rows"]) == found


def test_a_posting_is_found_by_the_number_that_its_papers_print(client):
    posting, people = over()
    number = posting.reference
    other = posted(drawn_chart(section=posting.flowchart.section))
    client.force_login(people.contributor)

    def found(words):
        return [row[0] for row in client.get(LIST, {"q": words}).context["rows"]]

    assert number == f"{posting.flowchart.code}/{posting.version.number}"
    assert other.reference != number
    assert found(number) == [posting]
    assert found(f" {number.upper()} ".replace("/", "／")) == [posting]
    assert found(f"{posting.flowchart.code}/{posting.version.number + 1}") == []
    assert found(f"{posting.flowchart.code}/{'9' * 40}") == []
    assert number in page(client, posting, people.contributor)


def test_an_empty_list_leads_on(client):
    client.force_login(deputy_head(drawn_chart().section))
    assert "No chart has been posted yet" in client.get(LIST).text


def test_queries_do_not_grow(client):
    chart = drawn_chart()
    client.force_login(moderator(chart.section))

    def queries():
        with CaptureQueriesContext(connection) as counted:
            client.get(LIST)
        return len(counted)

    CommentFactory(posting=posted(chart))
    one = queries()
    for _number in range(2):
        CommentFactory(posting=posted(drawn_chart(section=chart.section)))
    assert queries() == one <= 12
