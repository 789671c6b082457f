"""What became of comments: figures over all postings, which equal what the pages list."""

import re

import pytest
from django.utils import timezone

from powers.models import Comment
from powers.public.after import overview, posted_by_unit_and_year
from powers.public.figures import figures_by
from tests.factories.accounts import BodyFactory, SectionFactory, UserFactory
from tests.factories.powers import CommentFactory, drawn_chart, posted

from .pages import passed_on
from .said import hidden, merged, said, settled, some_of_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installed():
    UserFactory()


def page(client, query=""):
    return " ".join(client.get(f"/handled/?lang=en{query}").text.split())


def chart_of(body, **fields):
    return drawn_chart(section=SectionFactory(parent=body), **fields)


def table(text):
    """The table by unit and year, row by row."""
    body = re.search(r"<tbody>(.*?)</tbody>", text)[1]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", body)
    ]


def facts(text):
    """The figures over all, by their names."""
    found = re.findall(r"<dt>(.*?)</dt> <dd>(.*?)</dd>", text)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", words).split()) for name, words in found}


def test_every_comment_has_one_fate_and_the_parts_add_up():
    posting = posted(drawn_chart())
    some_of_all(posting)
    (figures,) = figures_by(Comment.objects.all(), "posting").values()
    assert figures.received == Comment.objects.count() == 15 + 21 + 21 + 4 + 5 + 1
    assert (
        figures.published,
        figures.answered,
        figures.unanswered,
        figures.hidden,
        figures.merged,
        figures.waiting,
    ) == (36, 15, 21, 21, 4, 6)
    assert [part.count for part in figures.outcomes] == [1, 2, 3, 4, 5]
    assert [part.count for part in figures.reasons] == [1, 2, 3, 4, 5, 6]
    assert {part.code: part.count for part in figures.channels} == {
        "page": 1 + 21 + 4 + 1, "letter": 2 + 15, "phone": 3, "meeting": 4, "box": 5 + 5, "portal": 6,
    }  # fmt: skip


def test_the_page_tells_the_figures_in_words(client):
    posting = posted(drawn_chart())
    some_of_all(posting)
    assert facts(page(client)) == {
        "Comments received": "67 public page 27, letter 17, telephone 3, meeting 4, suggestion box 10, government portal 6",
        "Published": "36",
        "Answered": "15 adopted 1, partly adopted 2, not adopted 3, already so 4, outside this call for comments 5",
        "Not shown": "21 it is not about this chart 1, it holds personal data of somebody 2, it insults somebody 3, it advertises something 4, it cannot be made out 5, another reason 6",
        "Answered together with a like one": "4",
        "Not published yet": "6",
    }


def test_zero_is_told_as_zero(client):
    posted(drawn_chart())
    assert facts(page(client)) == {
        "Comments received": "0 public page 0, letter 0, telephone 0, meeting 0, suggestion box 0, government portal 0",
        "Published": "0",
        "Answered": "0 adopted 0, partly adopted 0, not adopted 0, already so 0, outside this call for comments 0",
        "Not shown": "0",
        "Answered together with a like one": "0",
        "Not published yet": "0",
    }


def test_the_table_has_a_row_a_unit_and_year(client):
    first, second = BodyFactory(name="甲局"), BodyFactory(name="乙局")
    year = timezone.localdate().year
    early = posted(chart_of(first), days_ago=800)
    late, later = posted(chart_of(first)), posted(chart_of(second))
    said(early, outcome="adopted")
    hidden(late)
    merged(said(later, outcome="declined"))
    CommentFactory(posting=later)
    assert table(page(client)) == [
        ["乙局", str(year), "1", "3", "1", "0", "1", "1", "1", "0", "0", "1", "0", "0"],
        ["甲局", str(year), "1", "1", "0", "1", "0", "0", "0", "0", "0", "0", "0", "0"],
        ["甲局", str(early.opens.year), "1", "1", "1", "0", "0", "0", "1", "1", "0", "0", "0", "0"],
    ]


def test_figures_are_narrowed_by_unit_and_year(client):
    body = BodyFactory(code="JIA")
    early, late = posted(chart_of(body), days_ago=800), posted(chart_of(body))
    other = posted(drawn_chart())
    for posting in (early, late, other):
        said(posting, outcome="adopted")
    for query, wanted in {
        "": [early, late, other],
        "&unit=JIA": [early, late],
        f"&unit=JIA&year={late.opens.year}": [late],
        f"&year={early.opens.year}": [early],
        "&unit=nonsense": [early, late, other],
        "&year=1999": [early, late, other],
    }.items():
        text = page(client, query)
        told = [each for each in (early, late, other) if f"/{each.flowchart.code}/handled/" in text]
        assert (query, told) == (query, wanted)
        assert facts(text)["Comments received"].startswith(f"{len(wanted)} ")


def test_a_unit_without_postings_in_a_year_says_so(client):
    body = BodyFactory(code="JIA")
    posted(chart_of(body), days_ago=800)
    late = posted(drawn_chart())
    assert "This unit posted nothing in that year" in page(
        client, f"&unit=JIA&year={late.opens.year}"
    )


def test_an_empty_page_says_what_will_stand_here(client):
    assert "Nothing is posted yet" in page(client)


def test_each_posting_leads_to_its_report_with_its_figures(client):
    posting = settled(posted(drawn_chart(name="许可证核发流程图"), days_ago=30))
    said(posting, outcome="partly")
    hidden(posting)
    text = page(client)
    assert f'href="/charts/{posting.flowchart.code}/handled/1/?lang=en"' in text
    line = (
        "Received 2, published 1, answered 1 (adopted 0, partly adopted 1, not adopted 0, "
        "already so 0, outside this call for comments 0); not shown 1"
    )
    assert line in text


def list_of(chart):
    """The list of comments on the pages of a chart, without those told again at their steps."""
    return "".join(part.split("<main")[0] for part in chart.split('id="comments-title"')[1:])


def test_the_figures_equal_what_the_pages_list(client):
    postings = [posted(drawn_chart(), days_ago=at) for at in range(3)]
    for posting in postings[:2]:
        some_of_all(posting)
    said(postings[1], outcome="adopted")
    told = overview(posted_by_unit_and_year())
    listed = {}
    for row in told.page.object_list:
        chart = "".join(
            client.get(f"/charts/{row.code}/?lang=en{part}").text for part in ("", "&comments=2")
        )
        report = client.get(f"/charts/{row.code}/handled/{row.number}/?lang=en").text
        listed[row.code] = [text.count('<article class="comment"') for text in (chart, report)] + [
            text.count('class="answer-outcome"') for text in (list_of(chart), report)
        ]
        figures = row.figures
        assert listed[row.code] == [
            figures.published, figures.published, figures.answered, figures.answered,
        ]  # fmt: skip
    assert [row[0] for row in listed.values()] == [36, 37, 0]
    assert told.figures.published == sum(row[0] for row in listed.values()) == 73
    assert told.figures.answered == sum(row[2] for row in listed.values()) == 31


def test_what_the_public_may_not_see_is_not_counted(client):
    shown = posted(drawn_chart())
    said(shown, outcome="adopted")
    before = client.get("/handled/").content
    for posting in (posted(drawn_chart(), days_ago=-1), posted(drawn_chart())):
        said(posting, outcome="adopted")
    assert client.get("/handled/").content != before
    posting.flowchart.powers.update(withheld_ground="涉密", withheld_approver="王局")
    assert client.get("/handled/").content == before


def test_what_was_passed_on_leaves_no_trace(client):
    posting = posted(drawn_chart())
    said(posting, outcome="adopted")
    before = client.get("/handled/").content
    comment = CommentFactory(posting=posting, body="经办人收受好处")
    assert client.get("/handled/").content != before
    passed_on(comment)
    assert client.get("/handled/").content == before


def test_a_chart_posted_twice_counts_twice(client):
    chart = drawn_chart()
    first = settled(posted(chart, days_ago=40))
    second = posted(chart)
    said(first, outcome="adopted")
    text = page(client)
    assert "Postings in figures: 2" in text
    numbers = re.findall(rf"/charts/{chart.code}/handled/(\d+)/\?", text)
    assert numbers == ["2", "1"] == [str(each.version.number) for each in (second, first)]


def test_the_list_turns_pages(client):
    for _number in range(21):
        posted(drawn_chart())
    first, second = (page(client, more) for more in ("", "&page=2"))
    assert (first.count('class="item"'), second.count('class="item"')) == (20, 1)
    assert "Postings in figures: 21" in second


def test_queries_do_not_grow(client, django_assert_num_queries):
    posting = posted(drawn_chart())
    said(posting, outcome="adopted")
    client.get("/handled/")  # whether the installation has begun is asked once
    with django_assert_num_queries(5):
        client.get("/handled/")
    for days in (1, 2):
        some_of_all(posted(drawn_chart(), days_ago=days))
    with django_assert_num_queries(5):
        client.get("/handled/")


def test_the_page_can_be_shared_by_any_cache(client):
    posted(drawn_chart())
    response = client.get("/handled/?lang=en&size=large")
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Vary" not in response
    assert not response.cookies
    headers = {"If-None-Match": response["ETag"]}
    assert client.get("/handled/?lang=en&size=large", headers=headers).status_code == 304
    links = re.findall(r'href="(/(?!static)[^"]*)"', response.text.split("<main")[1])
    assert [link for link in links if "lang=en" not in link or "size=large" not in link] == []
