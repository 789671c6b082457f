"""Open data: what is public as CSV and JSON, row by row, and nothing beside it."""

import csv
import datetime
import io
import json
import re

import pytest
from django.test.utils import override_settings
from django.utils import timezone

from powers.public.open_data import DATASETS
from tests.factories.accounts import SectionFactory, UserFactory
from tests.factories.powers import CommentFactory, PowerFactory, drawn_chart, posted

from .pages import passed_on
from .said import hidden, improved, merged, redacted, said, settled, some_of_all, stopped, sums_up

pytestmark = pytest.mark.django_db
NAMES = [each.name for each in DATASETS]


@pytest.fixture(autouse=True)
def installed():
    UserFactory()


def content(client, name, kind, query=""):
    response = client.get(f"/open-data/{name}.{kind}{query}")
    assert response.streaming
    return b"".join(response.streaming_content)


def rows(client, name, query="?lang=en"):
    return json.loads(content(client, name, "json", query))["rows"]


def lines(client, name):
    text = content(client, name, "csv", "?lang=en").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def a_chart(**fields):
    section = SectionFactory(name="行政审批股", parent__name="示范局")
    chart = drawn_chart(section=section, name="许可证核发流程图", **fields)
    chart.powers.update(
        name="许可证核发", category="licensing", statutory_days=20, affected_party="企业"
    )
    chart.powers.get().bases.create(law="行政许可法", article="第三十四条")
    return chart


def test_charts_are_told_by_the_version_on_show(client):
    posting = posted(a_chart(), days_ago=30)
    said(posting, outcome="adopted", changed=["examine"])
    improved(posting, examine="现场核查")
    chart = posting.flowchart
    assert rows(client, "charts") == [
        {
            "chart": chart.code,
            "version": 2,
            "name": "许可证核发流程图",
            "body_code": chart.body.code,
            "body": "示范局",
            "section_code": chart.section.code,
            "section": "行政审批股",
            "state": "settled",
            "state_name": "settled",
            "opens": posting.opens.isoformat(),
            "closes": posting.closes.isoformat(),
            "steps": 3,
            "page": f"http://testserver/charts/{chart.code}/",
        }
    ]


def test_steps_are_told_with_their_ways_and_bases(client):
    chart = a_chart()
    step = chart.steps.get(key="examine")
    step.bases.create(law="行政许可法", article="第三十七条")
    chart.links.filter(source=step).update(condition="合格")
    posted(chart)
    position = step.position.name
    told = rows(client, "steps")
    assert [(row["step"], row["key"], row["name"]) for row in told] == [
        (1, "receive", "受理"), (2, "examine", "审查"), (3, "serve", "送达"),
    ]  # fmt: skip
    assert told[1] == {
        "chart": chart.code,
        "version": 1,
        "step": 2,
        "key": "examine",
        "name": "审查",
        "kind": "step",
        "kind_name": "step",
        "position": position,
        "days": 5,
        "check": False,
        "stage": "",
        "stage_name": "",
        "holder": "",
        "responsible": "",
        "next": [{"step": 3, "condition": "合格"}],
        "basis": [{"law": "行政许可法", "article": "第三十七条"}],
    }
    line = lines(client, "steps")[1]
    assert (line["next"], line["basis"], line["check"]) == (
        "3 (合格)",
        "《行政许可法》第三十七条",
        "0",
    )


def test_powers_are_told_as_they_were_frozen_and_never_one_withheld_since(client):
    chart = a_chart()
    secret = PowerFactory(section=chart.section, flowchart=chart, name="后来不公开的职权")
    posted(chart)
    chart.powers.update(fee="改动中")
    told = rows(client, "powers")
    assert [row["name"] for row in told] == ["许可证核发", "后来不公开的职权"]
    assert told[0] == {
        "chart": chart.code,
        "version": 1,
        "code": chart.powers.first().code,
        "name": "许可证核发",
        "category": "licensing",
        "category_name": "administrative licensing",
        "affected_party": "企业",
        "statutory_days": 20,
        "committed_days": None,
        "fee": "",
        "enquiry_phone": "",
        "complaint_phone": "",
        "basis": [{"law": "行政许可法", "article": "第三十四条"}],
    }
    type(secret).objects.filter(pk=secret.pk).update(
        withheld_ground="涉密", withheld_approver="王局"
    )
    assert [row["name"] for row in rows(client, "powers")] == ["许可证核发"]


def test_postings_are_told_with_their_figures(client):
    posting = posted(a_chart(), days_ago=2)
    some_of_all(posting)
    (row,) = rows(client, "postings")
    figures = {
        "received": 67, "received_page": 27, "received_letter": 17, "received_phone": 3,
        "received_meeting": 4, "received_box": 10, "received_portal": 6, "published": 36,
        "answered": 15, "adopted": 1, "partly": 2, "declined": 3, "already": 4,
        "out_of_scope": 5, "hidden": 21, "merged": 4, "waiting": 6,
    }  # fmt: skip
    assert {name: row[name] for name in figures} == figures
    assert (row["state"], row["settled_on"], row["final_version"]) == ("open", None, None)
    assert row["page"] == f"http://testserver/charts/{row['chart']}/handled/1/"


def test_a_stopped_and_a_settled_posting_tell_their_days(client):
    today = timezone.localdate().isoformat()
    chart = a_chart()
    stopped(posted(chart, days_ago=3), "依据已修订。")
    settled(posted(chart, days_ago=2))
    told = rows(client, "postings")
    names = ("version", "state", "stopped_on", "stop_reason", "settled_on", "final_version")
    assert [tuple(row[name] for name in names) for row in told] == [
        (2, "settled", None, "", today, 2),
        (1, "stopped", today, "依据已修订。", None, None),
    ]


def test_comments_are_those_the_page_lists(client):
    posting = posted(a_chart())
    some_of_all(posting)
    redacted(said(posting, outcome="partly", body="电话 0000"), "电话（略）")
    told = rows(client, "comments")
    address = f"/charts/{posting.flowchart.code}/?lang=en"
    text = client.get(address).text + client.get(f"{address}&comments=2").text
    assert len(told) == text.count('<article class="comment"') == 37
    numbers = [int(each) for each in re.findall(r"<b>Comment\s+(\d+)</b>", text)]
    assert [row["number"] for row in told] == numbers
    assert told[-1] == {
        "chart": posting.flowchart.code,
        "version": 1,
        "number": told[-1]["number"],
        "step": None,
        "step_name": "",
        "received_on": timezone.localdate().isoformat(),
        "comment": "电话（略）",
        "redaction_reason": "含他人电话",
        "outcome": "partly",
        "outcome_name": "partly adopted",
        "reason": "partly的理由。",
        "changed_steps": [],
        "page": f"http://testserver/charts/{posting.flowchart.code}/handled/1/",
    }


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_is_not_public_is_in_no_file(client, kind):
    posting = posted(a_chart())
    said(posting, outcome="adopted", body="公布的意见", name="王建国", name_shown=True)
    before = [content(client, name, kind) for name in NAMES]
    assert "公布的意见" in b"".join(before).decode()
    hidden(posting, "other", body="隐去的", hidden_reason="隐去的话")
    merged(said(posting, body="另一条"), body="被合并的")
    said(posting, outcome="declined", body="等着的", reason="草拟的理由", published=False)
    CommentFactory(posting=posting, body="没处理的", name="李四", contact="0000-1")
    upcoming = posted(drawn_chart(name="尚未公示的图"), days_ago=-1)
    secret = posted(drawn_chart(name="不公开的图"))
    secret.flowchart.powers.update(withheld_ground="涉密", withheld_approver="王局")
    forbidden = [
        "王建国", "李四", "0000-1", "隐去的", "隐去的话", "被合并的", "等着的", "草拟的理由",
        "没处理的", "尚未公示的图", "不公开的图", upcoming.flowchart.code, secret.flowchart.code,
    ]  # fmt: skip
    text = b"".join(content(client, name, kind) for name in NAMES).decode()
    assert [each for each in forbidden if each in text] == []
    assert "另一条" in text


def test_what_was_passed_on_leaves_no_trace(client):
    posting = posted(a_chart())
    before = [content(client, name, "json") for name in NAMES]
    comment = CommentFactory(posting=posting, body="经办人收受好处")
    assert [content(client, name, "json") for name in NAMES] != before
    passed_on(comment)
    assert [content(client, name, "json") for name in NAMES] == before


def test_a_body_that_sums_up_gives_no_comments_one_by_one(client):
    posting = posted(a_chart())
    said(posting, outcome="adopted", body="公布的意见")
    assert len(rows(client, "comments")) == 1
    sums_up(posting)
    assert rows(client, "comments") == []
    assert rows(client, "postings")[0]["answered"] == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_fields_are_those_the_page_explains(client, name):
    posting = posted(a_chart())
    said(posting, outcome="adopted")
    text = client.get("/open-data/?lang=en").text
    section = text[text.index(f'id="set-{name}"') :].split("</section>")[0]
    explained = re.findall(r"<code>(.*?)</code>", section)
    assert list(rows(client, name)[0]) == explained
    assert list(lines(client, name)[0]) == explained


@pytest.mark.parametrize("name", NAMES)
def test_csv_and_json_tell_the_same(client, name):
    posting = posted(a_chart())
    said(posting, outcome="adopted", changed=["examine", "serve"])
    for line, row in zip(lines(client, name), rows(client, name), strict=True):
        plain = {key: value for key, value in row.items() if not isinstance(value, list)}
        as_text = {key: "" if value is None else str(value) for key, value in plain.items()}
        as_text |= {key: str(int(plain[key])) for key in plain if isinstance(plain[key], bool)}
        assert {key: line[key] for key in as_text} == as_text
    assert {"comments": "examine; serve"}.get(name, "") == line.get("changed_steps", "")


def test_csv_begins_with_the_mark_of_utf_8_and_lets_nothing_be_a_formula(client):
    posting = posted(a_chart())
    starts = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"]
    for body in starts:
        said(posting, outcome="adopted", body=body, reason=body)
    raw = content(client, "comments", "csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    told = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    for field in ("comment", "reason"):
        assert [line[field] for line in told] == [f"'{body}" for body in starts]
    assert [row["comment"] for row in rows(client, "comments")] == starts


def test_json_says_licence_day_and_where_it_is_explained(client):
    told = json.loads(content(client, "charts", "json"))
    assert {name: told[name] for name in told if name != "rows"} == {
        "dataset": "charts",
        "licence": "CC-BY-4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "date": timezone.localdate().isoformat(),
        "about": "http://testserver/open-data/",
    }
    assert datetime.date.fromisoformat(told["date"])
    assert told["rows"] == []


@override_settings(OPEN_DATA_LICENCE={"code": "X", "name": "某协议", "url": "https://x.example/"})
def test_the_licence_is_a_setting(client):
    assert json.loads(content(client, "charts", "json"))["licence"] == "X"
    text = client.get("/open-data/").text
    assert "某协议" in text
    assert 'href="https://x.example/"' in text


def test_words_are_in_the_language_asked_for(client):
    posted(a_chart())
    assert rows(client, "charts", "")[0]["state_name"] == "征求意见中"
    assert rows(client, "charts", "?lang=en")[0]["state_name"] == "open for comment"


def test_a_chart_is_told_once_however_often_it_was_posted(client):
    chart = a_chart()
    settled(posted(chart, days_ago=30))
    posted(chart)
    assert [row["version"] for row in rows(client, "charts")] == [2]
    assert [row["version"] for row in rows(client, "postings")] == [2, 1]


@pytest.mark.parametrize("path", ["none.csv", "charts.xlsx", "charts.CSV"])
def test_no_other_file_is_found(client, path):
    assert client.get(f"/open-data/{path}").status_code == 404


def test_files_and_page_can_be_shared_by_any_cache(client):
    posted(a_chart())
    for path, kind in {
        "/open-data/": "text/html; charset=utf-8",
        "/open-data/charts.csv": "text/csv; charset=utf-8",
        "/open-data/charts.json": "application/json",
    }.items():
        response = client.get(path)
        assert response["Content-Type"] == kind
        assert response["Cache-Control"] == "public, max-age=60"
        assert "Vary" not in response
        assert not response.cookies
    day = timezone.localdate()
    assert client.get("/open-data/charts.csv")["Content-Disposition"] == (
        f'attachment; filename="charts-{day}.csv"'
    )


@pytest.mark.parametrize("name", NAMES)
def test_queries_do_not_grow(client, django_assert_num_queries, name):
    counts = {"charts": 2, "steps": 2, "powers": 3, "postings": 3, "comments": 4}
    said(posted(a_chart()), outcome="adopted")
    client.get("/open-data/")  # whether the installation has begun is asked once
    with django_assert_num_queries(counts[name]):
        assert content(client, name, "csv")
    for _number in range(2):
        some_of_all(posted(drawn_chart()))
    with django_assert_num_queries(counts[name]):
        assert content(client, name, "csv")
