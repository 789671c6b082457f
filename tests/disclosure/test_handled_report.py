"""The handling report of a posting, as page and on paper: from what is published, and nothing else."""

import io
import re

import pytest
from django.utils import timezone, translation
from pypdf import PdfReader

from powers.models import Posting
from powers.public.after import report
from tests.factories.accounts import UserFactory
from tests.factories.powers import CommentFactory, ExtensionFactory, drawn_chart, frozen, posted

from .pages import open_chart, passed_on
from .said import (
    hidden,
    improved,
    merged,
    redacted,
    said,
    settled,
    some_of_all,
    stopped,
    sums_up,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installed():
    UserFactory()


def place(posting, more=""):
    return f"/charts/{posting.flowchart.code}/handled/{posting.version.number}/{more}"


def page(client, posting, lang="en"):
    return " ".join(client.get(f"{place(posting)}?lang={lang}").text.split())


def paper(client, posting, lang="en"):
    query = "" if lang == "zh-hans" else f"?lang={lang}"
    return PdfReader(io.BytesIO(client.get(f"{place(posting, 'report.pdf')}{query}").content))


def words(reader):
    """What stands on the paper, without blanks: how a line breaks is no matter."""
    return "".join("".join(each.extract_text() for each in reader.pages).split())


def both(client, posting):
    """The page and the paper as one text without blanks."""
    return ["".join(page(client, posting).split()), words(paper(client, posting))]


def test_the_report_tells_what_was_said_and_done(client):
    posting = posted(drawn_chart(name="许可证核发流程图"), days_ago=30)
    said(
        posting,
        outcome="adopted",
        changed=["examine"],
        step_key="examine",
        body="写明现场核查。",
        reason="已写明。",
    )
    said(posting, outcome="declined", body="希望邮寄。", reason="经费没有预算。", channel="letter")
    improved(posting, examine="现场核查")
    for text in both(client, posting):
        told = [
            "写明现场核查。", "已写明。", "希望邮寄。", "经费没有预算。",
            "Thestep“审查”isnowcalled“现场核查”.",
        ]  # fmt: skip
        assert [each for each in told if each not in text] == []
    text = page(client, posting)
    assert "Step 2" in text
    assert "settled on" in text
    assert "Version 1 was posted, version 2 is what the comments made of it." in text
    assert text.count('<article class="comment"') == 2
    assert text.count("<svg") == 1


def test_before_and_after_stand_with_the_comment_that_led_to_them():
    posting = posted(drawn_chart(), days_ago=30)
    said(posting, outcome="adopted", changed=["examine"], body="甲")
    said(posting, outcome="declined", body="乙")
    improved(posting, examine="现场核查", serve="当场送达")
    with translation.override("en"):
        told = report(posting.flowchart.code, 1)
        assert [(each.comment.body, each.changes) for each in told.comments] == [
            ("甲", ["The step “审查” is now called “现场核查”."]),
            ("乙", []),
        ]


def test_zero_comments_make_a_proper_report(client):
    posting = settled(posted(drawn_chart(), days_ago=30))
    for text in both(client, posting):
        assert "Nocommentcameinduringtheposting." in text
        assert "Nothingwaschanged:thechartissettledasitwasposted." in text
    paperwork = words(paper(client, posting))
    assert (
        "0commentswerereceived:publicpage0,letter0,telephone0,meeting0,suggestionbox0,"
        "governmentportal0." in paperwork
    )
    assert (
        "0commentsareanswered:adopted0,partlyadopted0,notadopted0,alreadyso0,"
        "outsidethiscallforcomments0." in paperwork
    )


def test_nothing_is_said_of_changes_before_a_dossier_carried_the_chart_in(client):
    posting = settled(posted(drawn_chart(), days_ago=30))
    said(posting, outcome="adopted", changed=["examine"], step_key="examine")
    claim, told = "settledasitwasposted", "carriedinfromadossier"
    for text in both(client, posting):
        assert (claim in text, told in text) == (True, False)
    Posting.objects.filter(pk=posting.pk).update(imported=True)
    for text in both(client, posting):
        assert (claim in text, told in text) == (False, True)


def test_the_report_of_an_open_posting_says_how_far_it_is(client):
    posting = posted(drawn_chart())
    for text in both(client, posting):
        assert "Nocommenthascomeinsofar." in text
    assert "open for comment, as of" in page(client, posting)
    assert "Thepostingisnotsettledyet." in words(paper(client, posting))
    said(posting)
    assert page(client, posting).count("Waits for its answer, due by") == 1
    assert "Not answered yet." not in page(client, posting)
    assert "Notansweredyet" in words(paper(client, posting))


def test_an_extension_and_an_early_end_are_told_with_their_reasons(client):
    posting = posted(drawn_chart(), days_ago=5)
    ExtensionFactory(posting=posting, reason="意见较多，延长七天。")
    stopped(posting, "依据已修订。")
    for text in both(client, posting):
        assert "itwasextendedfrom" in text
        assert "意见较多，延长七天。" in text
        assert "itwasendedearly.Reason:依据已修订。" in text


def test_what_a_dossier_carried_in_was_settled_on_no_known_day(client):
    posting = settled(posted(drawn_chart(), days_ago=30))
    Posting.objects.filter(pk=posting.pk).update(imported=True)
    text = page(client, posting)
    assert "settled on" not in text
    assert "as version 1" in text


@pytest.mark.parametrize("summed", [False, True])
def test_what_is_not_published_stands_nowhere(client, summed):
    posting = posted(drawn_chart(), days_ago=3)
    if summed:
        sums_up(posting)
    said(posting, outcome="adopted", body="公布的意见。", reason="公布的理由。")
    seen = [page(client, posting), words(paper(client, posting))]
    assert ["公布的理由。" in text for text in seen] == [True, True]
    assert ["公布的意见。" in text for text in seen] == [not summed] * 2
    hidden(posting, "other", body="隐去的意见。", hidden_reason="隐去的话。")
    redacted(said(posting, outcome="partly", body="科长电话 0000。"), "科长电话（略）。")
    merged(said(posting, body="并入的意见。"), body="被合并的意见。")
    said(posting, outcome="declined", body="等着的意见。", reason="草拟的理由。", published=False)
    said(posting, body="留名的意见。", name="王建国", contact="0000-1", name_shown=False)
    CommentFactory(posting=posting, body="没处理的意见。")
    forbidden = [
        "隐去的意见", "隐去的话", "0000", "被合并的意见", "等着的意见", "草拟的理由", "王建国",
        "没处理的意见",
    ]  # fmt: skip
    for text in (page(client, posting), words(paper(client, posting))):
        assert [each for each in forbidden if each in text] == []
        assert ("科长电话（略）。" in text) is not summed
    assert "8commentswerereceived" in words(paper(client, posting))


def test_what_was_passed_on_leaves_no_trace(client):
    posting = posted(drawn_chart())
    said(posting, outcome="adopted")
    before = client.get(place(posting)).content, words(paper(client, posting))
    comment = CommentFactory(posting=posting, body="经办人收受好处")
    assert client.get(place(posting)).content != before[0]
    passed_on(comment)
    assert (client.get(place(posting)).content, words(paper(client, posting))) == before


def test_hidden_ones_are_a_number_by_reason(client):
    posting = posted(drawn_chart())
    hidden(posting, "insult")
    hidden(posting, "insult")
    hidden(posting, "advertising")
    assert "Notshown,because:itinsultssomebody2,itadvertisessomething1." in words(
        paper(client, posting)
    )


def test_summed_comments_are_told_by_step_and_outcome(client):
    posting = posted(drawn_chart(), days_ago=3)
    sums_up(posting)
    for outcome, step, reason in [
        ("declined", "serve", "没有预算。"),
        ("adopted", "examine", "已写明。"),
        ("adopted", "", "已改名。"),
        ("declined", "serve", "没有预算。"),
        ("declined", "serve", "依法当面送达。"),
        ("adopted", "serve", "可以。"),
    ]:
        said(posting, outcome=outcome, step_key=step, reason=reason, body=f"{step}的意见")
    with translation.override("en"):
        told = report(posting.flowchart.code, 1)
        assert told.comments == []
        assert [
            (line.step_number, line.outcome, line.count, line.reasons) for line in told.summed
        ] == [
            (None, "adopted", 1, ["已改名。"]),
            (2, "adopted", 1, ["已写明。"]),
            (3, "adopted", 1, ["可以。"]),
            (3, "declined", 3, ["没有预算。", "依法当面送达。"]),
        ]
    for text in both(client, posting):
        assert "的意见" not in text
        assert text.count("没有预算。") == 1


def test_a_summed_report_counts_what_it_answers():
    posting = posted(drawn_chart())
    sums_up(posting)
    some_of_all(posting)
    told = report(posting.flowchart.code, 1)
    assert sum(line.count for line in told.summed) == told.figures.answered == 15


def test_a_summed_report_names_no_comment_at_a_change(client):
    posting = posted(drawn_chart(), days_ago=30)
    said(posting, outcome="adopted", changed=["examine"], body="写明现场核查。")
    improved(posting, examine="现场核查")
    assert "Changed because of:" in page(client, posting)
    sums_up(posting)
    text = page(client, posting)
    assert "Changed because of:" not in text
    assert "The step “审查” is now called “现场核查”." in text


def test_only_what_the_public_has_seen_has_a_report(client):
    chart = open_chart()
    posting = chart.postings.get()
    frozen(chart)
    upcoming = posted(drawn_chart(), days_ago=-1)
    draft = drawn_chart()
    missing = [
        place(upcoming), f"/charts/{chart.code}/handled/2/", f"/charts/{draft.code}/handled/1/",
        "/charts/none/handled/1/",
    ]  # fmt: skip
    for path in missing:
        assert [client.get(path + more).status_code for more in ("", "report.pdf")] == [404, 404]
    assert client.get(place(posting)).status_code == 200
    chart.powers.update(withheld_ground="涉密", withheld_approver="王局")
    assert [client.get(place(posting, more)).status_code for more in ("", "report.pdf")] == [
        404,
        404,
    ]


def test_each_posting_of_a_chart_has_its_own_report(client):
    chart = drawn_chart()
    first = settled(posted(chart, days_ago=40))
    said(first, outcome="adopted", body="先前的意见。")
    second = posted(chart)
    said(second, outcome="adopted", body="后来的意见。")
    assert ["先前的意见。" in page(client, each) for each in (first, second)] == [True, False]
    assert ["后来的意见。" in page(client, each) for each in (first, second)] == [False, True]


def test_the_chart_page_leads_to_it(client):
    posting = posted(drawn_chart())
    text = client.get(f"/charts/{posting.flowchart.code}/?lang=en&size=large").text
    assert f'href="{place(posting)}?lang=en&amp;size=large"' in text.replace("\n", " ").replace(
        "  ", ""
    )


def test_the_paper_has_the_form_of_an_official_one(client):
    posting = posted(drawn_chart(name="许可证核发流程图"), days_ago=30)
    said(posting, outcome="adopted", changed=["examine"], body="写明现场核查。")
    improved(posting, examine="现场核查")
    reader = paper(client, posting, "zh-hans")
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in reader.pages} == {
        (595, 842)
    }
    assert reader.metadata.title == "关于《许可证核发流程图》公开征求意见采纳情况的说明"
    text = words(reader)
    heads = ["一、征求意见情况", "二、收到意见情况", "三、意见采纳情况", "四、修改情况", "附件"]
    assert [text.index(head) for head in heads] == sorted(text.index(head) for head in heads)
    today = timezone.localdate()
    signed = f"{posting.flowchart.body.name}{today.year}年{today.month}月{today.day}日"
    assert signed in text
    assert [f"—{number}—" in text for number in range(1, len(reader.pages) + 1)] == [True] * len(
        reader.pages
    )
    assert len(reader.pages[-1].images) or "现场核查" in reader.pages[-1].extract_text()


def test_a_comment_longer_than_a_page_is_printed_whole(client):
    posting = posted(drawn_chart())
    body = "".join(f"{number:04d}" for number in range(500))
    said(posting, outcome="adopted", body=body, reason="理" * 2000)
    reader = paper(client, posting)
    text = words(reader)
    assert [f"{n:04d}" for n in range(500) if f"{n:04d}" not in text] == []
    assert text.count("理") >= 2000
    assert len(reader.pages) > 2


def test_hostile_text_is_text(client):
    hostile = "<script>alert(1)</script><img src='file:///etc/passwd'>"
    posting = posted(drawn_chart(name=f"图{hostile}"))
    said(posting, outcome="adopted", body=hostile, reason=hostile)
    assert "<script" not in page(client, posting)
    assert words(paper(client, posting)).count("<script>alert(1)</script>") >= 2


def test_a_missing_drawing_leaves_the_words(client):
    posting = posted(drawn_chart(), days_ago=30)
    for number in range(81):
        posting.flowchart.steps.create(key=f"more-{number}", name=f"加{number}", kind="step")
    said(posting, outcome="adopted", changed=["more-1"])
    settled(posting, final=frozen(posting.flowchart))
    text = page(client, posting)
    assert "<svg" not in text
    assert "Both versions in one picture: see the annex." not in words(paper(client, posting))


def test_page_and_paper_can_be_shared_by_any_cache(client):
    posting = posted(drawn_chart())
    for more, kind in (("", "text/html; charset=utf-8"), ("report.pdf", "application/pdf")):
        response = client.get(place(posting, more) + "?lang=en&size=large")
        assert response["Content-Type"] == kind
        assert response["Cache-Control"] == "public, max-age=60"
        assert "Vary" not in response
        assert not response.cookies
        headers = {"If-None-Match": response["ETag"]}
        again = client.get(place(posting, more) + "?lang=en&size=large", headers=headers)
        assert again.status_code == 304


def test_links_keep_language_and_type_size(client):
    posting = posted(drawn_chart(), days_ago=30)
    said(posting, outcome="adopted", changed=["examine"])
    improved(posting, examine="现场核查")
    text = client.get(place(posting) + "?lang=en&size=large").text
    links = re.findall(r'href="(/(?!static)[^"]*)"', text.split("<main")[1])
    assert [link for link in links if "lang=en" not in link or "size=large" not in link] == []


def test_queries_do_not_grow(client, django_assert_num_queries):
    posting = posted(drawn_chart(), days_ago=30)
    said(posting, outcome="adopted", changed=["examine"])
    client.get(place(posting))  # whether the installation has begun is asked once
    with django_assert_num_queries(6):
        client.get(place(posting))
    for _number in range(2):
        said(posting, outcome="adopted", changed=["examine"])
        ExtensionFactory(posting=posting)
    with django_assert_num_queries(6):
        client.get(place(posting))
