"""The public's pages: what they show, what they hide, and how they travel."""

import datetime
import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.utils import timezone

from powers.actions.moderation import refer
from powers.models import Posting, Version
from powers.public.charts import chart_page
from riskcontrol.lib.workdays import posting_period
from tests.factories.accounts import UserFactory, contributor, moderator
from tests.factories.powers import CommentFactory, PowerFactory, drawn_chart, frozen, posted

from .pages import address, answered, improved_chart, open_chart

pytestmark = pytest.mark.django_db
HEADERS = {
    "Cache-Control": "public, max-age=60",
    "Content-Language": "zh-hans",
    "Content-Type": "text/html; charset=utf-8",
}


@pytest.fixture(autouse=True)
def installed():
    """Somebody has an account: an installation without one leads to its first-run page."""
    UserFactory()


def page(client, chart, query="?lang=en"):
    return client.get(address(chart) + query).text


@pytest.mark.parametrize("query", ["", "?size=large"])
@pytest.mark.parametrize("where", ["/", "/report/", "chart", "compare"])
def test_pages_can_be_shared_by_any_cache(client, where, query):
    chart = improved_chart()
    more = {"chart": (), "compare": ("compare", "1", "2")}
    url = address(chart, *more[where]) if where in more else where
    response = client.get(url + query)
    assert {name: response[name] for name in HEADERS} == HEADERS
    assert "Vary" not in response
    assert not response.cookies
    assert client.get(url + query, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.head(url + query).status_code == 200
    assert client.post(url).status_code == 405


def test_a_signed_in_reader_gets_the_same_page(client):
    chart = open_chart()
    before = client.get(address(chart))
    client.force_login(contributor(chart.section))
    after = client.get(address(chart))
    assert after.text == before.text
    assert "Vary" not in after


def test_no_script_and_no_inline_style(client):
    text = page(client, improved_chart())
    assert "<script" not in text
    assert re.findall(r"<[^>]+\sstyle=", text.split("<svg")[0]) == []


@pytest.mark.parametrize("where", ["/", "chart"])
def test_a_page_with_its_stylesheets_stays_under_60_kb(client, where):
    chart = improved_chart()
    text = client.get("/" if where == "/" else address(chart)).text
    sheets = re.findall(r'href="/static/([^"]+\.css)"', text)
    parts = [text.encode(), *(Path(finders.find(sheet)).read_bytes() for sheet in sheets)]
    assert sheets
    assert sum(len(gzip.compress(part)) for part in parts) < 60_000


def test_a_draft_an_upcoming_and_an_unknown_chart_are_not_found(client):
    upcoming = posted(drawn_chart(), days_ago=-1).flowchart
    for code in (drawn_chart().code, upcoming.code, "nothing-here"):
        assert client.get(f"/charts/{code}/").status_code == 404
        assert code not in client.get("/").text


def test_a_withheld_chart_is_not_found(client):
    chart = open_chart()
    assert client.get(address(chart)).status_code == 200
    chart.powers.update(withheld_ground="涉密", withheld_approver="王局")
    assert client.get(address(chart)).status_code == 404
    assert chart.code not in client.get("/").text


def test_a_secret_version_is_neither_listed_nor_compared(client):
    chart = open_chart()
    frozen(chart, withheld=True, reason="涉及国家秘密")
    assert "涉及国家秘密" not in page(client, chart)
    assert client.get(address(chart, "compare", "1", "2")).status_code == 404


def test_a_power_withheld_since_is_left_out(client):
    chart = drawn_chart()
    secret = PowerFactory(section=chart.section, flowchart=chart, name="后来不公开的职权")
    posted(chart)
    assert "后来不公开的职权" in page(client, chart)
    type(secret).objects.filter(pk=secret.pk).update(
        withheld_ground="涉密", withheld_approver="王局"
    )
    assert "后来不公开的职权" not in page(client, chart)


def test_the_page_shows_the_frozen_drawing_and_not_the_rows(client):
    chart = open_chart()
    chart.steps.filter(key="examine").update(name="改动中的名称")
    type(chart).objects.filter(pk=chart.pk).update(name="改动中的图名")
    chart.powers.update(name="改动中的职权")
    text = page(client, chart) + client.get("/").text
    assert "改动中" not in text
    assert "审查" in text


def test_the_page_tells_what_is_asked_and_until_when(client):
    chart = drawn_chart()
    posting = posted(chart)
    period = posting_period(timezone.localdate(), 7)
    Posting.objects.filter(pk=posting.pk).update(
        asked="哪一步不方便？", closes=period.closes, calculation=period.as_json()
    )
    text = page(client, chart)
    assert "哪一步不方便？" in text
    assert "7 working days" in text
    assert "the day of opening does not count" in text


def test_beyond_the_holiday_data_the_page_says_so(client):
    chart = drawn_chart()
    posting = posted(chart)
    period = posting_period(datetime.date(2190, 1, 5), 7)
    Posting.objects.filter(pk=posting.pk).update(calculation=period.as_json())
    assert "are not announced yet" in page(client, chart)


def test_the_page_tells_the_public_facts_of_the_power(client):
    chart = drawn_chart()
    power = chart.powers.get()
    power.bases.create(law="行政许可法", article="第三十二条")
    chart.powers.update(
        statutory_days=20,
        committed_days=10,
        fee="不收费",
        enquiry_phone="0101-1",
        complaint_phone="0101-2",
        affected_party="企业",
    )
    posted(chart)
    text = page(client, chart)
    facts = [
        "《行政许可法》第三十二条",
        "20 working days",
        "10 working days",
        "不收费",
        "0101-1",
        "0101-2",
        "企业",
    ]
    assert [fact in text for fact in facts] == [True] * 7


def test_comments_show_with_their_answers_and_not_before(client):
    chart = open_chart()
    posting = Posting.objects.get()
    answered(posting, step_key="examine", body="公布了的意见")
    answered(posting, body="草拟了答复的意见", published=False)
    CommentFactory(posting=posting, body="还没答复的意见")
    CommentFactory(
        posting=posting,
        body="不公开的意见",
        state="hidden",
        hidden_for="other",
        hidden_reason="含电话",
    )
    passed_on = CommentFactory(posting=posting, body="转办的意见")
    refer(comment=passed_on, by=moderator(chart.section))
    text = page(client, chart)
    assert "公布了的意见" in text
    hidden = ["草拟了答复的意见", "还没答复的意见", "不公开的意见", "转办的意见", "含电话"]
    assert [words in text for words in hidden] == [False] * 5
    assert "4 comments received" in text
    assert "2 wait for an answer" in text


def test_an_adopted_comment_leads_to_what_changed(client):
    chart = improved_chart()
    text = page(client, chart)
    assert "Changed: “现场核查”." in text
    assert f'href="{address(chart, "compare", "1", "2")}?lang=en"' in text


def test_the_comparison_speaks_in_words_and_names_the_comment(client):
    chart = improved_chart()
    text = client.get(address(chart, "compare", "1", "2") + "?lang=en").text
    assert "The step “审查” is now called “现场核查”." in text
    link = f'href="{address(chart)}?lang=en#comment-1-1">comment 1</a>'
    assert link in re.sub(r"\s+>", ">", re.sub(r"<a\s+", "<a ", text))
    assert "“写明现场核查。”" in text
    assert 'id="comment-1-1"' in page(client, chart)


def test_the_comparison_names_every_comment_that_led_to_a_change(client):
    chart = improved_chart()
    posting = chart.postings.get()
    for number in range(2, 8):
        changed = ["examine"] if number in {3, 7} else []
        answered(posting, changed=changed, body=f"意见{number}。")
    text = client.get(address(chart, "compare", "1", "2") + "?lang=en").text
    assert re.findall(r"#comment-1-(\d+)", text) == ["1", "3", "7"]


def test_the_comparison_is_drawn_with_what_was(client):
    text = client.get(address(improved_chart(), "compare", "1", "2") + "?lang=en").text
    (svg,) = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert [word for word in ("现场核查", "was: 审查", "changed") if f">{word}<" not in svg] == []


def test_a_comment_of_a_later_posting_is_no_reason_for_an_earlier_change(client):
    chart = improved_chart()
    later = posted(chart)
    answered(later, changed=["examine"], step_key="examine", body="后来的意见。")
    assert "后来的意见。" in page(client, chart)
    assert "后来的意见。" not in client.get(address(chart, "compare", "1", "2")).text


def test_a_comment_that_is_not_shown_is_named_nowhere(client):
    chart = improved_chart()
    posting = chart.postings.get()
    answered(posting, changed=["examine"], published=False, body="没有公开的意见。")
    assert "没有公开的意见。" not in client.get(address(chart, "compare", "1", "2")).text


def test_the_same_version_twice_has_no_differences(client):
    text = client.get(address(improved_chart(), "compare", "2", "2") + "?lang=en").text
    assert "The two versions are the same." in text


@pytest.mark.parametrize("pair", [("1", "3"), ("0", "1")])
def test_a_version_that_was_never_shown_is_not_compared(client, pair):
    chart = improved_chart()
    frozen(chart)
    assert client.get(address(chart, "compare", *pair)).status_code == 404
    assert client.get(address(drawn_chart(), "compare", *pair)).status_code == 404


def test_a_version_is_compared_from_the_day_its_posting_opens(client):
    chart = improved_chart()
    later = posted(chart, days_ago=-1)
    assert client.get(address(chart, "compare", "1", "3")).status_code == 404
    Posting.objects.filter(pk=later.pk).update(opens=timezone.localdate())
    assert client.get(address(chart, "compare", "1", "3")).status_code == 200


def test_a_withheld_chart_is_not_compared(client):
    chart = improved_chart()
    assert client.get(address(chart, "compare", "1", "2")).status_code == 200
    chart.powers.update(withheld_ground="涉密", withheld_approver="王局")
    assert client.get(address(chart, "compare", "1", "2")).status_code == 404


def test_an_earlier_posting_keeps_its_comments_on_the_page(client):
    chart = improved_chart()
    posted(chart)
    text = page(client, chart)
    assert "写明现场核查。" in text
    assert text.count("Posted from") == 2
    assert [version.number for version in chart_page(chart.code).versions] == [1, 2, 3]


def test_language_and_type_size_travel_in_every_link(client):
    chart = improved_chart()
    text = page(client, chart, "?lang=en&size=large")
    # The masthead's own links change the one or the other.
    head, main = text.split("<main")
    assert f'href="{address(chart)}?lang=en"' in head
    assert f'href="{address(chart)}?size=large"' in head
    assert '<html lang="en" class="large">' in head
    links = re.findall(r'href="(/[^"]*)"', main)
    # A picture to be kept has a size of its own, and no type size.
    pictures = [link for link in links if "/picture." in link]
    assert [link for link in pictures if "lang=en" not in link or "large" in link] == []
    links = [link for link in links if link not in pictures]
    assert [link for link in links if "lang=en" not in link or "size=large" not in link] == []


def test_the_list_sets_open_charts_first(client):
    charts = [improved_chart(), posted(drawn_chart(), days_ago=20).flowchart, open_chart()]
    text = client.get("/").text
    places = [text.index(f"/charts/{chart.code}/") for chart in charts]
    assert places == sorted(places, reverse=True)


def test_an_empty_list_says_what_will_stand_here(client):
    assert "Nothing is posted yet" in client.get("/?lang=en").text


def test_queries_do_not_grow(client, django_assert_num_queries):
    chart = improved_chart()
    url = address(chart)
    client.get(url)  # whether the installation has begun is asked once
    with django_assert_num_queries(4):
        client.get(url)  # its body is kept by content
    cache.clear()
    with django_assert_num_queries(5):
        client.get(url)
    posting = Posting.objects.get()
    for _number in range(2):
        PowerFactory(section=chart.section, flowchart=chart)
        answered(posting)
    posted(chart)
    with django_assert_num_queries(5):
        client.get(url)


def test_a_missing_drawing_leaves_the_text_list(client):
    chart = open_chart()
    assert list(Version.objects.values_list("svg", flat=True)) == [""]
    assert 'id="text-list"' in page(client, chart)


def test_reports_are_shown_the_door(client):
    text = client.get("/report/").text
    assert "12388" in text
    assert "<form" not in text


def test_markup_in_names_stays_text(client):
    chart = open_chart(name="<b>图</b>\"'><script>")
    chart_text = page(client, chart) + client.get("/").text
    assert "<script>" not in chart_text
    assert "&lt;b&gt;图&lt;/b&gt;" in chart_text
