"""Moderating on the page of a posting: buttons, forms, what is listed, and who sees what."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from powers.actions.comments import Answer, save_answers
from powers.actions.moderation import merge_comment, propose_showing, redact_comment
from powers.models import Comment, Policy, Referral, Reply
from tests.factories.accounts import committee_member, contributor, moderator, person
from tests.factories.powers import AttachmentFactory, CommentFactory, drawn_chart, frozen, posted

from .flow import over

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def scene(client):
    """A posting with one comment whose moderator is signed in."""
    posting, people = over(comments=1)
    client.force_login(people.moderator)
    people.posting, people.comment = posting, posting.comments.get()
    return people


def url_of(comment, act, query="?lang=en"):
    args = [comment.posting_id, comment.public_id, act]
    return reverse("powers:comment_act", args=args) + query


def page_of(posting, query="?lang=en"):
    return reverse("powers:posting_detail", args=[posting.pk]) + query


def press(client, comment, act, **typed):
    typed = {"submission_id": uuid.uuid4(), **typed}
    return client.post(url_of(comment, act), typed, follow=True)


def offered(client, posting, number=0, query="?lang=en"):
    return [act.name for act in client.get(page_of(posting, query)).context["rows"][number].acts]


def test_what_the_moderator_is_offered_follows_the_comment(client, scene):
    waiting = ["hide", "redact", "merge", "assign", "refer"]
    assert offered(client, scene.posting) == ["publish", *waiting]
    press(client, scene.comment, "publish")
    assert offered(client, scene.posting) == waiting
    press(client, scene.comment, "hide", reason="insult")
    assert offered(client, scene.posting) == ["show-again", "redact", "refer"]
    press(client, scene.comment, "show-again")
    Comment.objects.update(held_for="like", suggestion="合并", suggested_by=scene.contributor)
    assert offered(client, scene.posting) == ["release", "set-aside", *waiting]


def test_the_section_assigns_and_answers(client, scene):
    client.force_login(scene.contributor)
    assert offered(client, scene.posting) == ["assign"]
    assert client.get(page_of(scene.posting)).context["rows"][0].form


def test_readers_are_offered_nothing(client, scene):
    for reader in (scene.deputy_head, committee_member(scene.posting.flowchart.section)):
        client.force_login(reader)
        assert offered(client, scene.posting) == []


def test_a_button_acts_once_says_so_and_leads_back_to_the_comment(client, scene):
    key = uuid.uuid4()
    for _time in range(2):
        response = client.post(
            url_of(scene.comment, "publish", "?lang=en&show=all&page=1"), {"submission_id": key}
        )
        place = f"#comment-{scene.comment.public_id}"
        assert response.url == page_of(scene.posting, "?lang=en&show=all&page=1") + place
    text = client.get(page_of(scene.posting)).text
    assert "The public sees the comment from now on." in text
    assert "shown to the public since" in text


def test_what_stands_against_a_button_is_said_and_nothing_happens(client, scene):
    press(client, scene.comment, "publish")
    text = press(client, scene.comment, "publish").text
    assert "The public sees this comment already." in text
    text = press(client, scene.comment, "release").text
    assert "This comment is not held." in text


def test_looking_at_a_buttons_address_does_nothing(client, scene):
    assert client.get(url_of(scene.comment, "publish")).status_code == 405
    assert client.get(url_of(scene.comment, "nonsense")).status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize("act", ["hide", "redact", "merge", "assign", "refer"])
def test_a_form_opens_as_a_page_or_in_its_place(client, scene, act, headers):
    response = client.get(url_of(scene.comment, act), headers=headers)
    assert ('class="comment-act"' in response.text) is True
    assert ("<html" in response.text) == (not headers)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_what_was_typed_comes_back_where_something_is_missing(client, scene, headers):
    typed = {"shown": "希望[…]", "reason": ""}
    response = client.post(url_of(scene.comment, "redact"), typed, headers=headers)
    assert ("Give the reason" in response.text, "希望[…]" in response.text) == (True, True)
    assert response.get("HX-Retarget", "") == (f"#act-{scene.comment.public_id}" if headers else "")
    assert Comment.objects.get().shown_body == ""


def test_the_reason_beside_a_redacted_comment_points_at_nobody(client, scene):
    typed = {"shown": "希望[…]", "reason": "含手机号13800138000"}
    text = client.post(url_of(scene.comment, "redact"), typed).text
    words = "Everybody reads this, and it holds a mobile number. Leave the number out."
    assert (words in text, "含手机号13800138000" in text) == (True, True)
    assert Comment.objects.get().shown_body == ""
    typed["reason"] = "含电话，可打服务热线010-66668888"
    client.post(url_of(scene.comment, "redact"), typed)
    assert Comment.objects.get().redaction_reason == typed["reason"]


def test_more_than_leaving_out_is_told(client, scene):
    typed = {"shown": "我觉得很好[…]", "reason": "含姓名"}
    text = client.post(url_of(scene.comment, "redact"), typed).text
    assert "“我觉得很好” does not stand there" in text


def test_another_reason_needs_words(client, scene):
    text = client.post(url_of(scene.comment, "hide"), {"reason": "other", "words": ""}).text
    assert "Give the reason; the sender reads it." in text
    press(client, scene.comment, "hide", reason="other", words="不属于本单位职责。")
    assert Comment.objects.get().hidden_reason == "不属于本单位职责。"


def test_the_likest_comment_stands_first_to_merge_with(client, scene):
    CommentFactory(posting=scene.posting, body="完全是另一回事")
    like = CommentFactory(posting=scene.posting, body="希望写明几天之内答复")
    CommentFactory(posting=scene.posting, body="暂缓的", held_for="like")
    form = client.get(url_of(scene.comment, "merge")).context["form"]
    lines = [str(words) for _value, words in form.fields["into"].choices]
    assert lines == ["Comment 3: 希望写明几天之内答复", "Comment 2: 完全是另一回事"]
    press(client, scene.comment, "merge", into=like.public_id)
    assert Comment.objects.get(pk=scene.comment.pk).merged_into == like


def test_merged_comments_are_listed_at_the_one_they_go_with(client, scene):
    like = CommentFactory(posting=scene.posting, body="差不多的意见")
    merge_comment(comment=like, into=scene.comment, by=scene.moderator)
    (row,) = client.get(page_of(scene.posting)).context["rows"]
    assert [below.comment for below in row.merged] == [like]
    assert "Together with comment 2: “差不多的意见”" in client.get(page_of(scene.posting)).text
    text = client.get(page_of(scene.posting, "?lang=en&show=done")).text
    assert "answered together with comment 1" in text
    press(client, like, "unmerge")
    assert Comment.objects.get(pk=like.pk).merged_into is None


def test_assigning_over_http(client, scene):
    press(client, scene.comment, "assign", to=scene.contributor.pk)
    assert Comment.objects.get().assigned_to == scene.contributor
    client.force_login(scene.contributor)
    page = client.get(page_of(scene.posting, "?lang=en&show=mine"))
    assert [row.comment for row in page.context["rows"]] == [scene.comment]
    stranger = contributor(drawn_chart().section)
    text = client.post(url_of(scene.comment, "assign"), {"to": stranger.pk}).text
    assert "Select a valid choice" in text


def test_passing_on_over_http_leaves_nothing_on_the_page(client, scene):
    text = press(client, scene.comment, "refer").text
    assert "No comment has come in" in text
    assert Referral.objects.get().body == scene.comment.body
    assert client.get(url_of(scene.comment, "hide")).status_code == 404


@pytest.mark.parametrize("act", ["publish", "hide", "redact", "merge", "refer", "release"])
def test_a_colleague_without_the_right_is_told_why(client, scene, act):
    for other in (scene.contributor, scene.section_head, scene.deputy_head):
        client.force_login(other)
        response = client.post(url_of(scene.comment, act), {"reason": "insult"})
        assert response.status_code == 403
        assert "Your role in" in response.text
    assert Comment.objects.get().state == "received"


def test_a_stranger_finds_no_comment(client, scene):
    elsewhere = posted(drawn_chart())
    client.force_login(moderator(elsewhere.flowchart.section))
    assert client.post(url_of(scene.comment, "publish")).status_code == 404
    args = [elsewhere.pk, scene.comment.public_id, "publish"]
    assert client.post(reverse("powers:comment_act", args=args)).status_code == 404


# What is listed


def test_the_list_begins_with_what_is_to_be_done_the_oldest_first(client, scene):
    posting, day = scene.posting, timezone.localdate()
    older = CommentFactory(posting=posting, received_on=day - timezone.timedelta(days=5))
    hidden = CommentFactory(posting=posting, state="hidden", hidden_for="insult")

    def seen(show):
        page = client.get(page_of(posting, f"?lang=en&show={show}"))
        counts = {shelf.key: shelf.count for shelf in page.context["shelves"]}
        return [row.comment for row in page.context["rows"]], counts

    counts = {"open": 2, "look": 2, "drafted": 0, "done": 1, "all": 3}
    assert seen("") == ([older, scene.comment], counts)
    assert seen("done") == ([hidden], counts)
    assert seen("look")[0] == [older, scene.comment]
    assert seen("nonsense")[0] == [older, scene.comment]
    Comment.objects.filter(pk=older.pk).update(decided_by=scene.moderator)
    assert seen("look")[0] == [scene.comment]


def test_where_nothing_waits_all_are_listed(client, scene):
    Comment.objects.update(state="hidden", hidden_for="insult")
    page = client.get(page_of(scene.posting))
    assert (page.context["shown"], len(page.context["rows"])) == ("all", 1)


def test_where_comments_are_summed_up_only_what_is_marked_is_looked_at(client, scene):
    Policy.objects.create(body=scene.posting.flowchart.body, comments_shown="summed")
    held = CommentFactory(posting=scene.posting, held_for="personal")
    page = client.get(page_of(scene.posting, "?lang=en&show=look"))
    assert [row.comment for row in page.context["rows"]] == [held]


def test_what_waits_for_a_second_person_is_looked_at_by_the_second_alone(client, scene):
    Policy.objects.create(body=scene.posting.flowchart.body, second_person=True)
    second = moderator(scene.posting.flowchart.body)
    before = looked_at(client, scene, scene.moderator)
    propose_showing(comment=before[0], by=scene.moderator)

    assert looked_at(client, scene, scene.moderator) == before[1:]
    assert looked_at(client, scene, second) == before


def looked_at(client, scene, user):
    client.force_login(user)
    page = client.get(page_of(scene.posting, "?lang=en&show=look"))
    return [row.comment for row in page.context["rows"]]


def test_a_flood_comes_in_pages_and_answers_on_another_page_stay(client, scene):
    CommentFactory.create_batch(24, posting=scene.posting)
    client.force_login(scene.contributor)
    first, second = (client.get(page_of(scene.posting, f"?page={n}")) for n in (1, 2))
    assert [len(page.context["rows"]) for page in (first, second)] == [20, 5]
    row = second.context["rows"][4]
    assert row.number == 25
    prefix = row.form.prefix
    typed = {f"{prefix}-seen": row.form.stamp, f"{prefix}-decision": "already"}
    typed |= {f"{prefix}-reason": "已有规定。", "act": "save"}
    response = client.post(page_of(scene.posting, "?page=2"), typed)
    assert response.url == page_of(scene.posting, "?page=2")
    assert Reply.objects.get().reason == "已有规定。"


def test_numbers_are_those_of_the_public_page(client, scene):
    later = CommentFactory(posting=scene.posting, body="公开的第二条")
    press(client, later, "publish")
    code = scene.posting.flowchart.code
    assert "第 2 条" in client.get(f"/charts/{code}/").text
    numbers = {
        row.comment: row.number for row in client.get(page_of(scene.posting)).context["rows"]
    }
    assert numbers == {scene.comment: 1, later: 2}


# What is read by whom


def test_the_staff_read_only_what_is_left_and_the_committee_the_whole(client, scene):
    Comment.objects.update(body="请找王某某办理")
    comment = Comment.objects.get()
    redact_comment(comment=comment, shown="请找[…]办理", reason="含姓名", by=scene.moderator)
    readers = [scene.contributor, scene.section_head, scene.moderator, scene.deputy_head]
    for reader in readers:
        client.force_login(reader)
        for url in (page_of(scene.posting), *forms_for(reader, scene)):
            text = client.get(url).text
            assert ("请找[…]办理" in text, "王某某" in text) == (True, False)
    client.force_login(committee_member(scene.posting.flowchart.section))
    assert "王某某" in client.get(page_of(scene.posting)).text
    assert "no-store" in client.get(page_of(scene.posting))["Cache-Control"]


def forms_for(reader, scene):
    acts = ["hide", "redact", "merge", "refer"] if reader == scene.moderator else []
    return [url_of(scene.comment, act) for act in acts]


def test_a_file_is_handed_out_to_be_kept(client, scene):
    kept = AttachmentFactory(comment=scene.comment, name='照片".png')
    url = reverse("powers:attachment", args=[kept.public_id])
    assert url in client.get(page_of(scene.posting)).text
    response = client.get(url)
    assert response.content == b"\x89PNG"
    assert response["Content-Type"] == "image/png"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("who", ["stranger", "auditor"])
def test_a_file_is_not_there_for_others(client, scene, who):
    kept = AttachmentFactory(comment=scene.comment)
    body = scene.posting.flowchart.body
    other = person("auditor", body) if who == "auditor" else contributor(drawn_chart().section)
    client.force_login(other)
    url = reverse("powers:attachment", args=[kept.public_id])
    assert client.get(url).status_code == 404


def test_the_chart_stands_beside_in_every_version(client, scene):
    posting = scene.posting
    posting.flowchart.steps.filter(key="examine").update(name="现场核查")
    page = client.get(page_of(posting))
    assert page.context["version_words"] == "Version 1, as it was posted"
    assert "现场核查" not in str(page.context["svg"])
    now = client.get(page_of(posting, "?lang=en&version=now"))
    assert ("现场核查" in str(now.context["svg"]), now.context["version"]) == (True, None)
    frozen(posting.flowchart)
    second = client.get(page_of(posting, "?lang=en&version=2"))
    assert (second.context["version_words"], len(second.context["versions"])) == ("Version 2", 2)
    assert client.get(page_of(posting, "?version=99")).context["version"] == posting.version


def test_the_overdue_is_told_in_words(client, scene):
    day = timezone.localdate() - timezone.timedelta(days=60)
    Comment.objects.update(received_on=day)
    page = client.get(page_of(scene.posting))
    (row,) = page.context["rows"]
    assert row.clock.is_late
    assert f"{row.clock.days_late} working days overdue" in page.text


def test_a_second_person_is_asked_for_in_words(client, scene):
    Policy.objects.create(body=scene.posting.flowchart.body, second_person=True)
    assert offered(client, scene.posting)[0] == "propose"
    text = press(client, scene.comment, "propose").text
    assert f"{scene.moderator} decided on it; a second person shows it to the public" in text
    assert "You decided on this" in press(client, scene.comment, "publish").text


def test_the_page_asks_the_same_number_of_queries_for_one_and_for_three(
    client, django_assert_num_queries
):
    posting, people = over()
    client.force_login(people.contributor)
    client.get(page_of(posting))
    for number in (1, 2):
        for _one in range(number):
            one_of_each(posting, people)
        with django_assert_num_queries(27):
            client.get(page_of(posting, "?show=all"))


def one_of_each(posting, people):
    """A comment in each state, with everything that the page tells of one."""
    comments = CommentFactory.create_batch(4, posting=posting, step_key="examine")
    for comment in comments:
        AttachmentFactory(comment=comment)
    answer = Answer(comments[0], "adopted", "已改。", ("examine",), "注意")
    save_answers(posting=posting, answers=[answer], by=people.contributor)
    redact_comment(comment=comments[1], shown="希望[…]", reason="含姓名", by=people.moderator)
    merge_comment(comment=comments[2], into=comments[3], by=people.moderator)
    Comment.objects.filter(pk=comments[3].pk).update(assigned_to=people.section_head)
