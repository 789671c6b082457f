"""The page of one chart: the plain box, the flow in words, what was said at its step, the paper."""

import gzip
import html
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from powers.models import LegalBasis, Policy, Posting
from powers.public.charts import chart_page
from powers.public.parts import COMMENTS_A_PART
from riskcontrol.lib.qr import qr_svg
from riskcontrol.lib.workdays import posting_period
from tests.bench.drawings import chart_of
from tests.factories.accounts import UserFactory
from tests.factories.powers import (
    CommentFactory,
    ExtensionFactory,
    PowerFactory,
    drawn_chart,
    fresh,
    posted,
    settled_chart,
)

from .pages import address, answered, improved_chart, open_chart
from .said import stopped

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installed():
    UserFactory()


def page(client, chart, query="?lang=en"):
    return client.get(address(chart) + query).text


def box(client, chart):
    """The words of the plain box."""
    text = page(client, chart)
    (found,) = re.findall(r'<section class="note box".*?</section>', text, re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found)).split())


def changed(posting, **facts):
    Posting.objects.filter(pk=posting.pk).update(**facts)
    return posting.flowchart


def counted(days_ago, days, **facts):
    """A chart whose last day was counted in working days."""
    posting = posted(drawn_chart(), days_ago=days_ago)
    period = posting_period(posting.opens, days)
    return changed(posting, closes=period.closes, calculation=period.as_json(), **facts)


def test_the_box_of_an_open_chart_says_all_five_things(client):
    chart = counted(0, 7, asked="哪一步不方便？")
    power = chart.powers.get()
    said = box(client, chart)
    body, section = chart.body.name, chart.section.name
    told = [
        "Your comment is asked for: 哪一步不方便？",
        "(7 working days left)",
        f"by which {section} exercises “{power.name}”",
        f"{section} answers each comment and says why. Another person in {body} confirms",
        "7 working days from",
        "the day of opening does not count",
        "within 15 working days",
        "Write a comment",
        "Ask with your receipt what became of your comment",
    ]
    assert [words for words in told if words not in said] == []


def test_the_box_tells_the_bodys_own_time_to_answer(client):
    chart = open_chart()
    Policy.objects.create(body=chart.body, answer_days=9)
    assert "within 9 working days" in box(client, chart)


def test_the_box_names_no_withheld_power(client):
    chart = drawn_chart()
    secret = PowerFactory(section=chart.section, flowchart=chart, name="后来保密的职权")
    posted(fresh(chart))
    assert "后来保密的职权" in box(client, chart)
    type(secret).objects.filter(pk=secret.pk).update(
        withheld_ground="涉密", withheld_approver="王局"
    )
    assert "后来保密的职权" not in page(client, chart)


def test_the_box_of_a_closed_chart_asks_for_nothing(client):
    said = box(client, counted(30, 7))
    assert "They are being answered now." in said
    assert "within 15 working days" in said
    assert "Write a comment" not in said


def test_the_box_invites_to_comment_only_while_comments_are_taken(client):
    invited = "who may say what is wrong or inconvenient"
    assert invited in box(client, open_chart())
    for chart in (counted(30, 7), settled_chart()):
        said = box(client, chart)
        assert (invited in said, "open to everyone" in said) == (False, True)


def test_the_box_of_a_posting_stopped_early_says_until_when_it_lasted(client):
    posting = posted(drawn_chart(), days_ago=5)
    stopped(posting)
    days = [posting.opens, posting.stopped_on, posting.closes]
    with override("en"):
        opens, last, closes = map(date_format, days)
    said = box(client, posting.flowchart)
    assert f"From {opens} to {last}; it was to last until {closes}." in said


def test_the_box_of_a_chart_from_a_dossier_does_not_claim_that_nothing_was_changed(client):
    chart = settled_chart()
    Posting.objects.filter(flowchart=chart).update(imported=True)
    said = box(client, chart)
    assert "stands as it was posted" not in said
    assert "The chart is settled. Whatever is changed later is posted again." in said


def test_the_box_of_a_settled_chart_says_whether_comments_changed_it(client):
    same, other = settled_chart(), improved_chart()
    assert "The chart stands as it was posted." in box(client, same)
    said = box(client, other)
    assert "The chart was changed because of comments. See what changed" in said
    assert "within" not in said
    assert f'href="{address(other, "compare", "1", "2")}?lang=en"' in page(client, other)


def test_the_box_of_a_stopped_chart_gives_the_public_reason(client):
    stopped_on = timezone.localdate()
    facts = {"stopped_on": stopped_on, "stopped_by": UserFactory(), "stop_reason": "与新规不符。"}
    chart = counted(3, 9, **facts)
    said = box(client, chart)
    assert "It takes no comments any more. Reason: 与新规不符。" in said
    assert "If the chart is posted again, the new posting stands on this page." in said
    assert "Write a comment" not in page(client, chart)
    assert 'name="token"' not in client.get(address(chart, "comment")).text


def test_the_box_of_an_extended_chart_gives_both_days_and_counts_anew(client):
    chart = counted(3, 5)
    posting = Posting.objects.get()
    later = posting_period(posting.opens, 12).closes
    ExtensionFactory(posting=posting, closes=later, reason="意见较多。")
    changed(posting, closes=later)
    said = box(client, chart)
    days = f"from {in_english(posting.closes)} to {in_english(later)}"
    assert f"Extended {days}. Reason: 意见较多。" in said
    assert "12 working days from" in said


def in_english(day):
    """A day as an English page writes it."""
    with override("en"):
        return date_format(day)


def test_each_step_can_be_linked_to(client):
    text = page(client, open_chart())
    for number in (1, 2, 3):
        assert text.count(f'id="step-{number}"') == 1
        link = rf'<a\s+class="step-link not-on-paper"\s+href="#step-{number}"\s+aria-label="Link to step {number}"'
        assert len(re.findall(link, text)) == 1


def test_ids_stand_once_whatever_the_steps_are_called(client):
    chart = drawn_chart()
    chart.steps.filter(key="examine").update(key="1")
    posted(fresh(chart))
    ids = re.findall(r'\sid="([^"]+)"', page(client, chart))
    assert len(ids) == len(set(ids))


def test_the_flow_in_words_tells_ways_limits_and_the_law(client):
    chart = drawn_chart()
    step = chart.steps.get(key="examine")
    chart.links.filter(source=step).update(condition="材料齐全")
    LegalBasis.objects.create(step=step, law="行政许可法", article="第三十四条")
    posted(fresh(chart))
    text = page(client, chart)
    (told,) = re.findall(r'<li id="step-2">.*?</li>\s*<li id="step-3">', text, re.DOTALL)
    words = " ".join(re.sub(r"<[^>]+>", " ", told).split())
    assert "审查" in words
    assert f"{step.position.name} · 5 working days" in words
    assert "If 材料齐全: on to step 3, 送达" in words
    assert "《行政许可法》第三十四条" in words


def test_a_comment_stands_at_its_step_with_its_answer_and_in_the_list(client):
    chart = open_chart()
    posting = Posting.objects.get()
    answered(posting, step_key="examine", body="写明现场核查。")
    answered(posting, body="整张图都好。")
    CommentFactory(posting=posting, step_key="examine", body="还没有公布的意见")
    text = page(client, chart)
    steps, comments = text.split('id="comments-title"')
    (folded,) = re.findall(r"<details class=\"said.*?</details>", steps, re.DOTALL)
    assert "1 comment on this step" in folded
    assert "写明现场核查。" in folded
    assert "补正清单随受理通知一并公开。" in folded
    assert 'href="#comment-1-1"' in folded
    assert 'id="comment-1-1"' in comments
    assert ("整张图都好。" in steps, "整张图都好。" in comments) == (False, True)
    assert "还没有公布的意见" not in text


def test_many_comments_come_in_parts_and_none_is_lost(client):
    chart = open_chart()
    posting = Posting.objects.get()
    for number in range(COMMENTS_A_PART + 5):
        answered(posting, step_key="examine", body=f"意见第{number}条。")
    first, second = (page(client, chart, query) for query in ("?lang=en", "?lang=en&comments=2"))
    shown = [re.findall(r'id="(comment-1-\d+)"', text) for text in (first, second)]
    assert [len(places) for places in shown] == [20, 5]
    assert sorted(shown[0] + shown[1]) == sorted(f"comment-1-{number}" for number in range(1, 26))
    assert "5 more comments on this step" in first
    assert "20 more comments on this step" in second
    assert f'href="{address(chart)}?lang=en&amp;comments=2#comments-title"' in first
    assert f'href="{address(chart)}?lang=en#comments-title"' in second


def test_a_comparison_leads_to_the_part_in_which_its_comment_stands(client):
    chart = improved_chart()
    posting = Posting.objects.get()
    for number in range(COMMENTS_A_PART):
        answered(posting, body=f"意见第{number}条。")
    answered(posting, changed=["examine"], step_key="examine", body="写明两人以上。")
    text = client.get(address(chart, "compare", "1", "2") + "?size=large").text
    links = re.findall(r'href="([^"]*#comment-1-\d+)"', text)
    assert links == [
        f"{address(chart)}?size=large#comment-1-1",
        f"{address(chart)}?size=large&amp;comments=2#comment-1-22",
    ]
    part = chart_page(chart.code).part(2)
    assert [comment.body for comment in part.comments] == ["意见第19条。", "写明两人以上。"]


def test_remedies_are_told_where_a_power_acts_on_people_outside(client):
    chart = drawn_chart()
    chart.powers.update(category="licensing", complaint_phone="0000-123")
    posted(fresh(chart))
    text = page(client, chart)
    assert "administrative reconsideration within 60 days" in text
    assert "within six months" in text
    assert "0000-123" in text
    inside = page(client, open_chart())
    assert "reconsideration" not in inside
    assert "Reports of misconduct go to the discipline bodies" in inside


def test_the_paper_says_whose_it_is_and_leads_back_to_the_page(client):
    chart = open_chart()
    text = page(client, chart, "?lang=en&size=large")
    (head,) = re.findall(r'<div class="paper-head on-paper">.*?</svg>', text, re.DOTALL)
    whole = f"http://testserver{address(chart)}?lang=en"
    assert qr_svg(whole, title=whole).strip() in head
    words = " ".join(html.unescape(re.sub(r"<svg.*|<[^>]+>", " ", head, flags=re.DOTALL)).split())
    today = in_english(timezone.localdate())
    assert words == (
        f"Unit {chart.body.name} · {chart.section.name} Version Version 1, {today} · {chart.code} "
        f"Printed {today} This page {whole}"
    )


def large_chart():
    """A chart of 30 steps that serves three powers, with a full page of comments and answers."""
    chart = chart_of(30)
    for step in chart.steps.all():
        LegalBasis.objects.create(step=step, law="中华人民共和国行政许可法", article="第三十四条")
    for _number in range(3):
        facts = {"affected_party": "企业、个体工商户", "fee": "不收费", "statutory_days": 20}
        power = PowerFactory(section=chart.section, flowchart=chart, category="licensing", **facts)
        LegalBasis.objects.create(power=power, law="中华人民共和国行政许可法", article="第四十二条")
    posting = posted(fresh(chart))
    words = "希望把第{0}项的补正清单放到网上，注明{0}个工作日的起算点，不用再跑第{0}趟窗口。" * 2
    for number in range(COMMENTS_A_PART):
        answered(posting, step_key=f"s{number}", body=words.format(number * 37))
    return chart


def test_a_large_page_with_its_stylesheets_stays_under_60_kb(client):
    text = page(client, large_chart(), "")
    assert (text.count("<svg"), text.count('id="comment-')) == (2, COMMENTS_A_PART)
    sheets = re.findall(r'href="/static/([^"]+\.css)"', text)
    parts = [text.encode(), *(Path(finders.find(sheet)).read_bytes() for sheet in sheets)]
    sizes = [len(gzip.compress(part)) for part in parts]
    assert len(sheets) == 6
    assert sum(sizes) < 60_000, sizes
