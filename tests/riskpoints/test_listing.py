"""The list of risk points page by page, and the words that are sought in it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskcontrol.lib import leaves
from riskpoints import listing
from riskpoints.actions import phrases
from riskpoints.models import CommonGram, Phrase, PhraseGram, RiskPoint
from tests.factories.accounts import committee_chair
from tests.factories.leads import ruled
from tests.factories.riskpoints import opened, written

pytestmark = pytest.mark.django_db
LIST = reverse("riskpoints:list")


@pytest.fixture(autouse=True)
def short_pages(monkeypatch):
    monkeypatch.setattr(leaves, "PER_PAGE", 2)


@pytest.fixture
def sheet(client):
    """A worksheet with five risk points, A to E; its author is signed in."""
    worksheet = opened()
    for name in "ABCDE":
        written(
            worksheet, title=f"{name}点把关不严", manifestations=[f"{name}处压件不办。"], measures=0
        )
    client.force_login(worksheet.opened_by)
    return worksheet


def page(client, **asked):
    return client.get(LIST, asked).context["page"]


def letters(shown):
    return "".join(point.title[0] for point in shown.object_list)


def test_the_pages_lead_on_and_back(client, sheet):
    first = page(client)
    second = page(client, after=first.next)
    last = page(client, after=second.next)
    back = page(client, before=last.previous)
    home = page(client, before=back.previous)

    assert [letters(one) for one in (first, second, last, back, home)] == [
        "AB",
        "CD",
        "E",
        "CD",
        "AB",
    ]
    assert (first.total, first.is_more, first.previous, first.is_first) == (5, False, "", True)
    assert (last.next, last.is_first, last.total) == ("", False, None)
    assert (home.previous, home.is_first, back.is_first) == ("", True, False)
    assert page(client, before=second.next).next == page(client, before=second.next).next


def test_so_many_are_counted_and_no_more(client, sheet, monkeypatch):
    monkeypatch.setattr(leaves, "COUNTED", 4)

    shown = client.get(LIST, headers={"accept-language": "en"})

    assert (shown.context["page"].total, shown.context["page"].is_more) == (4, True)


def test_a_place_that_says_none_gives_the_first_page(client, sheet):
    for place in ["x", "1", "1.x", "-1.2", "9" * 31 + ".1", ".", "²."]:
        assert letters(page(client, after=place)) == "AB", place
        assert letters(page(client, before=place)) == "AB", place


def test_a_place_is_found_where_several_stand_at_one(client, sheet):
    RiskPoint.objects.update(order=7)
    first = page(client)

    assert letters(first) + letters(page(client, after=first.next)) == "ABCD"


def test_words_are_found_by_what_they_say(client, sheet):
    wanted = {
        "C处压件": "C", "c处": "C", "，压件不办": "AB", "Ｄ点": "D", "B处压件，不办": "B",
        "压件不严": "", "没有的话": "", "E": "E",
    }  # fmt: skip
    assert {words: letters(page(client, q=words)) for words in wanted} == wanted


def test_common_words_are_looked_for_bit_by_bit_and_none_is_passed_over(client, sheet, monkeypatch):
    monkeypatch.setattr(listing, "WINDOW", 2)
    for gram in ("点把", "把关", "关不", "不严"):
        CommonGram.objects.create(gram=gram)
    RiskPoint.objects.filter(title__startswith="B").update(title="B点")
    RiskPoint.objects.filter(title__startswith="C").update(title="C点")
    RiskPoint.objects.filter(title__startswith="D").update(title="D点")

    seen, at = [], {}
    while True:
        shown = page(client, q="把关不严", **at)
        seen.append((letters(shown), shown.looked_through, shown.total))
        if not shown.next:
            break
        at = {"after": shown.next}

    assert seen == [("A", 2, None), ("", 2, None), ("E", 0, None)]


def test_a_common_word_fills_a_page_and_the_next_goes_on_behind_it(client, sheet):
    for gram in ("压件", "件不", "不办"):
        CommonGram.objects.create(gram=gram)

    first = page(client, q="压件不办")
    second = page(client, q="压件不办", after=first.next)

    assert (letters(first), letters(second)) == ("AB", "CD")
    assert letters(page(client, q="压件不办", after=second.next)) == "E"


def test_what_has_become_common_is_kept_no_more(client, sheet, monkeypatch):
    monkeypatch.setattr(phrases, "COMMON", 3)
    Phrase.objects.filter(pk=16).delete()
    Phrase.objects.create(pk=16, digest="0" * 32, text="压件甲乙")
    phrases.give_grams({16: "压件甲乙"})

    assert list(CommonGram.objects.values_list("gram", flat=True)) == ["压件"]
    kept = PhraseGram.objects.filter(gram__in=["压件", "件甲"]).values_list("gram", flat=True)
    assert list(kept) == ["件甲"]
    assert letters(page(client, q="压件不办")) == "AB"


def test_words_and_filters_narrow_together(client, sheet):
    point = RiskPoint.objects.get(title__startswith="C")
    ruled(point, 1, point.worksheet.opened_at.date())

    assert letters(page(client, q="压件", level="1")) == "C"
    assert letters(page(client, q="A处", level="1")) == ""


def test_what_others_may_not_read_is_not_found(client, sheet):
    other = opened()
    client.force_login(other.opened_by)

    assert letters(page(client, q="压件")) == ""


def test_an_area_s_committee_reads_all_its_bodies_and_no_other(client, sheet):
    area = sheet.body
    client.force_login(committee_chair(area))
    written(opened(), title="Z点", measures=0)

    assert page(client).total == 5


@pytest.mark.parametrize("words", ["", "C处", "压件"])
def test_every_way_through_the_list_keeps_to_twelve_queries(client, sheet, words):
    CommonGram.objects.create(gram="压件")
    asked = {"q": words, "section": sheet.section_id, "category": "process", "state": "draft"}
    page(client, **asked)

    with CaptureQueriesContext(connection) as queries:
        assert page(client, **asked).object_list

    assert len(queries) <= 12
