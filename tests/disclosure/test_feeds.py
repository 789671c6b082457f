"""Atom feeds: valid, with ids that never change, and only of what the public may see."""

import datetime

import pytest
from django.utils import timezone
from lxml import etree

from powers.models import Extension, Posting, Version
from tests.factories.accounts import AreaFactory, BodyFactory, SectionFactory, UserFactory
from tests.factories.powers import CommentFactory, ExtensionFactory, drawn_chart, posted

from .said import hidden, improved, merged, said, settled, stopped, sums_up

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def installed():
    UserFactory()


def feed(client, code="", lang="en"):
    path = f"/feed/{code}/" if code else "/feed/"
    response = client.get(path if lang == "zh-hans" else f"{path}?lang={lang}")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.content)


def entries(root):
    """Title and text of every entry."""
    return [(e.findtext(f"{ATOM}title"), e.findtext(f"{ATOM}summary")) for e in entries_of(root)]


def entries_of(root):
    return root.findall(f"{ATOM}entry")


def ids(root):
    return [entry.findtext(f"{ATOM}id") for entry in entries_of(root)]


def named(posting, **fields):
    """A posting with days of its own, its version made on one day."""
    Posting.objects.filter(pk=posting.pk).update(**fields)
    posting.refresh_from_db()
    return posting


def test_each_thing_that_happens_is_an_entry(client):
    posting = posted(drawn_chart(name="许可证核发流程图"), days_ago=30, days=10)
    named(posting, asked="哪一步不方便？")
    ExtensionFactory(
        posting=posting, reason="意见较多。", closes=posting.closes + datetime.timedelta(days=7)
    )
    day = posting.closes + datetime.timedelta(days=3)
    said(posting, outcome="adopted", changed=["examine"], answered_on=day)
    said(posting, outcome="declined", answered_on=day)
    improved(posting, examine="现场核查")
    told = entries(feed(client))
    assert [title for title, _text in told] == [
        "Settled: 许可证核发流程图",
        "Extended: 许可证核发流程图",
        "Answers published: 许可证核发流程图",
        "Open for comment: 许可证核发流程图",
    ]
    texts = [text for _title, text in told]
    assert texts[0] == "The chart was improved and is settled as version 2."
    assert texts[1].endswith("Reason: 意见较多。")
    assert texts[2] == "Answers published: 2."
    assert texts[3].startswith("哪一步不方便？ Comments are taken until the end of")


def test_an_early_end_is_told_with_its_reason(client):
    stopped(posted(drawn_chart(name="甲图")), "依据已修订。")
    assert entries(feed(client)) == [
        ("Stopped early: 甲图", "Reason: 依据已修订。"),
        ("Open for comment: 甲图", entries(feed(client))[1][1]),
    ]


def test_ids_are_tags_of_public_codes_and_never_change(client):
    posting = posted(drawn_chart(), days_ago=30, days=10)
    code, day = posting.flowchart.code, timezone.localdate()
    extension = ExtensionFactory(posting=posting)
    answered_on = posting.closes
    said(posting, outcome="adopted", answered_on=answered_on)
    settled(posting)
    before = ids(feed(client))
    name = f"tag:testserver,{day}:{code}/1"
    assert before == [
        f"{name}/settled",
        f"{name}/extended/{extension.closes}",
        f"{name}/answers/{answered_on}",
        f"{name}/opened",
    ]
    type(posting.flowchart).objects.update(name="另一个名称")
    said(posting, outcome="declined", answered_on=answered_on)
    assert ids(feed(client)) == before
    assert ids(feed(client, lang="zh-hans")) == before
    assert ids(feed(client, posting.flowchart.body.code)) == before


def test_the_feed_is_valid_atom(client):
    body = BodyFactory(name="示范局")
    posting = posted(drawn_chart(section=SectionFactory(parent=body)))
    response = client.get(f"/feed/{body.code}/?lang=en")
    root = etree.fromstring(response.content)
    assert root.findtext(f"{ATOM}title") == "示范局 · Postings and what became of comments"
    assert root.findtext(f"{ATOM}id") == f"tag:testserver,2026:feed/{body.code}"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "http://testserver/",
        "self": f"http://testserver/feed/{body.code}/?lang=en",
    }
    (entry,) = entries_of(root)
    assert {child.tag.removeprefix(ATOM) for child in entry} == {
        "title", "link", "published", "updated", "author", "id", "summary",
    }  # fmt: skip
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "示范局"
    moment = f"{posting.opens}T00:00:00+08:00"
    assert entry.findtext(f"{ATOM}updated") == root.findtext(f"{ATOM}updated") == moment
    assert entry.find(f"{ATOM}summary").get("type") == "html"


def test_entries_lead_to_the_chart_and_to_the_report(client):
    posting = settled(posted(drawn_chart(), days_ago=30))
    code = posting.flowchart.code
    links = [entry.find(f"{ATOM}link").get("href") for entry in entries_of(feed(client))]
    assert links == [
        f"http://testserver/charts/{code}/handled/1/",
        f"http://testserver/charts/{code}/",
    ]
    assert [client.get(link).status_code for link in links] == [200, 200]


def test_a_feed_is_of_a_unit_and_all_below_it(client):
    area = AreaFactory()
    body = BodyFactory(parent=area)
    sections = [SectionFactory(parent=body), SectionFactory(parent=body), SectionFactory()]
    charts = [posted(drawn_chart(section=section)).flowchart for section in sections]
    of = {
        code: [name.split(": ")[1] for name, _text in entries(feed(client, code))]
        for code in (area.code, body.code, sections[0].code, sections[2].code, "")
    }
    names = [chart.name for chart in charts]
    assert {code: sorted(told) for code, told in of.items()} == {
        area.code: names[:2],
        body.code: names[:2],
        sections[0].code: names[:1],
        sections[2].code: names[2:],
        "": names,
    }


def test_a_unit_that_posted_nothing_has_no_feed(client):
    section = SectionFactory()
    posted(drawn_chart(section=section), days_ago=-1)
    assert client.get(f"/feed/{section.code}/").status_code == 404
    assert client.get("/feed/none/").status_code == 404
    posted(drawn_chart(section=section))
    assert client.get(f"/feed/{section.code}/").status_code == 200


def test_what_is_not_public_is_in_no_feed(client):
    posting = posted(drawn_chart())
    said(posting, outcome="adopted", body="公开的意见", reason="公开的理由")
    before = client.get("/feed/").content
    hidden(posting, body="隐去的意见")
    merged(said(posting), body="合并的意见")
    said(posting, outcome="adopted", reason="草拟的答复", published=False)
    CommentFactory(posting=posting)
    assert client.get("/feed/").content == before
    secret = posted(drawn_chart())
    posted(drawn_chart(), days_ago=-1)
    assert client.get("/feed/").content != before
    secret.flowchart.powers.update(withheld_ground="涉密", withheld_approver="王局")
    assert client.get("/feed/").content == before
    words = ["公开的意见", "公开的理由", "隐去的意见", "合并的意见", "草拟的答复"]
    assert [each for each in words if each in before.decode()] == []


def test_a_body_that_sums_up_tells_how_many_answers(client):
    posting = posted(drawn_chart())
    sums_up(posting)
    said(posting, outcome="adopted")
    assert entries(feed(client))[0][1] == "Answers published: 1."


def test_a_dossier_carried_in_was_settled_on_no_known_day(client):
    posting = settled(posted(drawn_chart(), days_ago=30))
    assert len(entries(feed(client))) == 2
    named(posting, imported=True)
    assert len(entries(feed(client))) == 1


def test_hostile_text_and_signs_that_xml_cannot_hold_do_no_harm(client):
    posting = posted(drawn_chart(name="图<b>\x08&"))
    named(posting, asked="<script>alert(1)</script>\x0b?")
    stopped(posting, "理由\x01<img>")
    told = entries(feed(client))
    assert told[0] == ("Stopped early: 图<b>&", "Reason: 理由&lt;img&gt;")
    assert "&lt;script&gt;" in told[1][1]


def test_an_empty_feed_is_the_same_all_day(client):
    first, second = (client.get("/feed/") for _time in range(2))
    assert first.content == second.content
    assert entries(etree.fromstring(first.content)) == []


def test_the_newest_fifty_are_told(client):
    for _number in range(51):
        posted(drawn_chart())
    assert len(entries(feed(client))) == 50


def test_the_feed_can_be_shared_by_any_cache(client):
    posting = posted(drawn_chart())
    for path in ("/feed/", f"/feed/{posting.flowchart.section.code}/"):
        response = client.get(path)
        assert response["Cache-Control"] == "public, max-age=60"
        assert "Vary" not in response
        assert not response.cookies
        again = client.get(path, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304


def test_every_page_names_the_feed(client):
    text = " ".join(client.get("/?lang=en").text.split())
    assert '<link rel="alternate" type="application/atom+xml" href="/feed/?lang=en"' in text


def test_queries_do_not_grow(client, django_assert_num_queries):
    posting = settled(posted(drawn_chart(), days_ago=30))
    said(posting, outcome="adopted")
    Extension.objects.create(
        posting=posting, closed_before=posting.opens, closes=posting.closes, reason="多",
        made_by=UserFactory(), made_on=posting.closes,
    )  # fmt: skip
    client.get("/feed/")  # whether the installation has begun is asked once
    with django_assert_num_queries(6):
        client.get("/feed/")
    for _number in range(2):
        more = stopped(posted(drawn_chart()))
        said(more, outcome="adopted")
        ExtensionFactory(posting=more)
    with django_assert_num_queries(6):
        client.get("/feed/")
    assert Version.objects.count() == 3
