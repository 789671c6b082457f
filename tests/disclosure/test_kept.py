"""Pages kept for a minute: dear to make, cheap to hand out, and never behind what was done."""

import datetime
import time

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone

from powers.actions.comments import publish_replies
from powers.actions.handing_in import Said, hand_in_comment
from powers.actions.postings import approve_withholding, settle_posting
from powers.models import Comment, Extension, Posting, Power
from riskcontrol.audit.actions import record
from riskcontrol.disclosure.views.doors import shared
from tests.factories.accounts import UserFactory, deputy_head
from tests.factories.powers import CommentFactory, PowerFactory, drawn_chart, fresh, posted
from tests.powers.flow import change_step, handed_in, over

from .pages import address, answered, improved_chart, open_chart, passed_on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings):
    """Keep pages, as an installation does."""
    settings.PAGES_KEPT_SECONDS = 60
    UserFactory()


def done(target, by=None):
    """Leave the entry that an act on this leaves."""
    with transaction.atomic():
        record(verb="test.act", target=target, by=by or UserFactory())


@pytest.mark.parametrize("where", ["portal", "chart", "compare", "report"])
def test_a_kept_page_costs_one_query(client, django_assert_num_queries, where):
    chart = improved_chart()
    more = {"chart": address(chart), "compare": address(chart, "compare", "1", "2")}
    url = {"portal": "/", "report": "/report/"}.get(where) or more[where]
    first = client.get(url)
    with django_assert_num_queries(1):
        again = client.get(url)
    with django_assert_num_queries(1):
        unchanged = client.get(url, headers={"If-None-Match": first["ETag"]})
    names = ("ETag", "Last-Modified", "Cache-Control", "Content-Type", "Content-Language")
    assert again.content == first.content
    assert [again[name] for name in names] == [first[name] for name in names]
    assert unchanged.status_code == 304


def test_each_address_and_each_host_has_a_page_of_its_own(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    url = address(open_chart())
    queries = ("", "?lang=en", "?size=large", "?lang=en&size=large", "?lanes=position")
    for _time in range(2):
        pages = [client.get(url + query).content for query in queries]
        pages.append(client.get(url, headers={"host": "other.example"}).content)
        assert len(set(pages)) == len(pages)


def test_last_modified_is_when_it_was_made_and_answers_a_reader(client):
    url = address(open_chart())
    start = datetime.datetime(2026, 3, 2, 4, tzinfo=datetime.UTC)
    with time_machine.travel(start, tick=False) as clock:
        posted(drawn_chart())
        chart = open_chart()
        url = address(chart)
        first = client.get(url)
        assert first["Last-Modified"] == "Mon, 02 Mar 2026 04:00:00 GMT"
        clock.shift(30)
        since = {"If-Modified-Since": first["Last-Modified"]}
        assert client.get(url, headers=since).status_code == 304
        done(chart)
        answer = client.get(url, headers=since)
        assert answer.status_code == 200
        assert answer["Last-Modified"] == "Mon, 02 Mar 2026 04:00:30 GMT"


def test_a_search_is_not_kept(client, django_assert_num_queries):
    open_chart()
    answer = client.get("/?q=%E5%AE%A1")
    assert "Last-Modified" not in answer
    with django_assert_num_queries(3):
        client.get("/?q=%E5%AE%A1")


def test_what_is_not_there_is_asked_for_anew(client):
    chart = drawn_chart()
    assert client.get(address(chart)).status_code == 404
    posted(chart)
    assert client.get(address(chart)).status_code == 200


def test_a_file_keeps_its_name_and_a_large_one_is_not_kept(rf):
    for size, made in ((9, 1), (300_000, 2)):
        calls = []

        def file(request, size=size, calls=calls):
            calls.append(size)
            name = {"Content-Disposition": "attachment; filename=x.csv"}
            return HttpResponse(b"x" * size, content_type="text/csv", headers=name)

        answers = [shared(file)(rf.get(f"/{size}")) for _time in range(2)]
        assert {each["Content-Disposition"] for each in answers} == {"attachment; filename=x.csv"}
        assert {(each["Content-Type"], len(each.content)) for each in answers} == {
            ("text/csv", size)
        }
        assert len(calls) == made


def test_a_cache_without_room_makes_the_page_anew(client):
    url = address(open_chart())
    first = client.get(url)
    cache.delete(f"page:http://testserver{url}#{first['ETag']}")
    assert client.get(url).content == first.content


def test_a_published_answer_shows_at_once(client):
    posting, people = over()
    answered(posting, published=False, body="意见在这里", step_key="examine")
    url = address(posting.flowchart)
    assert "意见在这里" not in client.get(url).text
    publish_replies(posting=posting, by=people.moderator)
    text = client.get(url).text
    assert text.count("意见在这里") == 2  # at its step, and in the list
    assert text.count("补正清单随受理通知一并公开。") == 2


def test_a_redaction_shows_at_once_wherever_the_comment_stands(client):
    chart = improved_chart()
    comment = Comment.objects.get()
    urls = [address(chart), address(chart, "compare", "1", "2")]
    assert ["写明现场核查" in client.get(url).text for url in urls] == [True, True]
    person = UserFactory()
    Comment.objects.filter(pk=comment.pk).update(
        shown_body="写明〔略〕。",
        redaction_reason="含个人信息",
        redacted_by=person,
        redacted_on=timezone.localdate(),
    )
    done(comment, person)
    told = [client.get(url).text for url in urls]
    assert [("写明现场核查" in text, "写明〔略〕。" in text) for text in told] == [
        (False, True)
    ] * 2


def test_a_new_version_shows_at_once(client):
    posting, people = handed_in()
    url = address(posting.flowchart)
    assert "现场核查" not in client.get(url).text
    answered(posting, changed=["examine"], published=False, step_key="examine")
    change_step(posting, "examine", name="现场核查")
    settle_posting(posting=posting, by=people.moderator)
    text = client.get(url + "?lang=en").text
    assert "version 2" in text
    assert "现场核查" in client.get(url).text


def test_a_withheld_power_and_a_withheld_chart_go_at_once(client):
    chart = drawn_chart()
    secret = PowerFactory(section=chart.section, flowchart=chart, name="后来保密的职权")
    posted(fresh(chart))
    assert "后来保密的职权" in client.get(address(chart)).text
    assert client.get("/").text.count(f"{address(chart)}") > 0
    leader = deputy_head(chart.section)
    for power in [secret, *chart.powers.exclude(pk=secret.pk)]:
        Power.objects.filter(pk=power.pk).update(withheld_ground="涉密")
        approve_withholding(power=Power.objects.get(pk=power.pk), by=leader)
        assert "后来保密的职权" not in client.get(address(chart)).text
    assert client.get(address(chart)).status_code == 404
    assert address(chart) not in client.get("/").text


def test_an_extension_and_a_stop_show_at_once(client):
    posting = posted(drawn_chart(), days_ago=20, days=9)
    url, person = address(posting.flowchart), UserFactory()
    assert "延期一周" not in client.get(url).text
    later = posting.closes + datetime.timedelta(days=14)
    Extension.objects.create(
        posting=posting, closed_before=posting.closes, closes=later, reason="意见多，延期一周。",
        made_by=person, made_on=timezone.localdate(),
    )  # fmt: skip
    Posting.objects.filter(pk=posting.pk).update(closes=later)
    done(posting, person)
    assert "延期一周" in client.get(url).text
    Posting.objects.filter(pk=posting.pk).update(
        stopped_on=timezone.localdate(), stopped_by=person, stop_reason="图有误。"
    )
    done(posting, person)
    assert "图有误。" in client.get(url).text


def test_midnight_closes_the_chart_at_once(client):
    start = datetime.datetime(2026, 3, 2, 15, 59, 59, tzinfo=datetime.UTC)  # one second to midnight
    with time_machine.travel(start, tick=False) as clock:
        posting = posted(drawn_chart(), days_ago=9, days=9)
        url = address(posting.flowchart)
        before, listed = client.get(url), client.get("/")
        assert "我要提意见" in before.text
        clock.shift(1)
        after = client.get(url, headers={"If-None-Match": before["ETag"]})
        assert (after.status_code, "我要提意见" in after.text) == (200, False)
        assert client.get("/", headers={"If-None-Match": listed["ETag"]}).status_code == 200


def test_what_is_passed_on_goes_from_the_counts_at_once(client):
    posting = posted(drawn_chart())
    comment = CommentFactory(posting=posting)
    url = address(posting.flowchart) + "?lang=en"
    assert "1 comment received" in client.get(url).text
    passed_on(comment)
    assert "0 comments received" in client.get(url).text


def test_a_comment_that_came_in_is_counted_within_a_minute(client):
    posting = posted(drawn_chart())
    url = address(posting.flowchart) + "?lang=en"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert "0 comments received" in client.get(url).text
        hand_in_comment(posting=posting, said=Said("话"), receipt_hash="0" * 64)
        assert "0 comments received" in client.get(url).text
        clock.shift(61)
        assert "1 comment received" in client.get(url).text


def test_many_readers_within_a_second_cost_no_query(client, settings, django_assert_num_queries):
    settings.PAGES_BEHIND_SECONDS = 0.3
    posting, people = over()
    answered(posting, published=False, body="意见在这里")
    url = address(posting.flowchart)
    time.sleep(0.3)  # whatever this process saw before
    client.get(url)
    with django_assert_num_queries(0):
        client.get(url)
    publish_replies(posting=posting, by=people.moderator)
    time.sleep(0.3)
    assert "意见在这里" in client.get(url).text


def test_no_act_is_lost_while_a_page_is_being_made(client):
    """The stamp is taken first: what is done before the page reads its rows makes it anew."""
    posting = posted(drawn_chart())
    url, acts = address(posting.flowchart), []

    def act_before_reading(execute, sql, params, many, context):
        if "powers_posting" in sql and not acts:
            acts.append(sql)
            done(posting)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(act_before_reading):
        client.get(url)
    assert len(acts) == 1
    answered(posting, body="紧接着公布的")  # behind the ledger's back
    assert "紧接着公布的" in client.get(url).text
