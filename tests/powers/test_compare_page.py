"""Two versions compared, for the staff: who may look, what it tells, why it changed."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from powers.actions.sketches import keep
from powers.charts import drawing_of
from powers.models import Posting, Reply
from powers.rows import rows_of
from tests.factories.accounts import BodyFactory, SectionFactory, UserFactory, contributor
from tests.factories.powers import CommentFactory, drawn_chart, fresh, frozen, posted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def address(chart, a=1, b=2):
    return reverse("powers:compare", args=[chart.code, a, b])


def settled_with(posting):
    """Settle a posting in the chart as it is now."""
    Posting.objects.filter(pk=posting.pk).update(
        final_version=frozen(posting.flowchart),
        handed_in_by=UserFactory(),
        settled_by=UserFactory(),
        settled_at=timezone.now(),
    )


def adopted(posting, *keys, body="写明现场核查。"):
    comment = CommentFactory(posting=posting, body=body)
    Reply.objects.create(comment=comment, outcome="adopted", reason="采纳。", changed=list(keys))
    return comment


def improved(client):
    """A chart whose second version came of its posting's second comment; somebody is signed in."""
    chart = drawn_chart()
    posting = posted(chart, days_ago=20)
    CommentFactory(posting=posting, body="没有下文。")
    adopted(posting, "examine")
    chart.steps.filter(key="examine").update(name="现场核查")
    settled_with(posting)
    reader(client, chart)
    return chart


def reader(client, chart):
    """Sign in somebody who reads English."""
    person = contributor(chart.section)
    type(person).objects.filter(pk=person.pk).update(language="en")
    client.force_login(person)
    return person


def plain(text):
    """The page without tags, on one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_both_versions_are_told_and_drawn(client):
    text = client.get(address(improved(client))).text
    assert "The step “审查” is now called “现场核查”." in text
    (svg,) = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert [word for word in ("现场核查", "was: 审查", "changed") if f">{word}<" not in svg] == []


def test_a_legend_of_the_marks_stands_before_the_picture(client):
    text = client.get(address(improved(client))).text
    legend = text[text.index('<ul class="changes"') : text.index("<svg")]
    assert re.findall(r'"change change-([a-z]+)"', legend) == ["changed", "none"]
    assert plain(legend).endswith("changed 1 step as before")


def test_the_comment_that_led_to_it_is_numbered_as_on_its_posting(client):
    chart = improved(client)
    posting = chart.postings.get()
    text = client.get(address(chart)).text
    pk = posting.comments.get(body="写明现场核查。").public_id
    assert f'href="{reverse("powers:posting_detail", args=[posting.pk])}#comment-{pk}"' in text
    assert "Changed because of: comment 2 “写明现场核查。”" in plain(text)
    page = client.get(reverse("powers:posting_detail", args=[posting.pk])).text
    assert f'id="comment-{pk}"' in page
    assert "Comment 2" in plain(page)


def test_all_comments_that_led_to_a_change_are_named(client):
    chart = improved(client)
    posting = chart.postings.get()
    for number in range(3, 8):
        if number in {3, 7}:
            adopted(posting, "examine", body=f"意见{number}。")
        else:
            CommentFactory(posting=posting, body="没有下文。")
    text = plain(client.get(address(chart)).text)
    because = text[text.index("Changed because of:") :]
    assert re.findall(r"comment (\d+) “", because) == ["2", "3", "7"]


def test_a_comment_of_another_posting_is_no_reason(client):
    chart = improved(client)
    adopted(posted(chart), "examine", body="后来的意见。")
    assert "后来的意见。" not in client.get(address(chart)).text
    chart.steps.filter(key="examine").update(days=9)
    text = client.get(address(chart, 3, 0)).text
    assert ("后来的意见。" in text, "写明现场核查。" in text) == (True, False)


def test_comments_of_two_postings_are_told_apart(client):
    chart = improved(client)
    later = posted(chart)
    adopted(later, "examine", body="后来的意见。")
    chart.steps.filter(key="examine").update(days=9)
    settled_with(later)
    text = plain(client.get(address(chart, 1, 4)).text)
    assert text.count("(posted ") == 2


def test_the_chart_as_it_is_now_is_compared_too(client):
    chart = improved(client)
    chart.steps.filter(key="serve").update(days=30)
    text = client.get(address(chart, 2, 0)).text
    assert "The time for “送达” is now 30 working days; it was 5 working days." in text
    assert "not kept as a version" in text


@pytest.mark.parametrize("pair", [(2, 2), (2, 0), (0, 0)])
def test_the_same_has_no_picture(client, pair):
    text = client.get(address(improved(client), *pair)).text
    assert "The two versions are the same." in text
    assert "<svg" not in text


@pytest.mark.parametrize("pair", [(1, 3), (3, 1), (9, 0)])
def test_an_unknown_version_is_not_found(client, pair):
    assert client.get(address(improved(client), *pair)).status_code == 404


def test_another_bodys_chart_is_not_found(client):
    chart = improved(client)
    client.force_login(contributor(SectionFactory(parent=BodyFactory())))
    assert client.get(address(chart)).status_code == 404


def test_choosing_two_versions_leads_to_them(client):
    chart = improved(client)
    response = client.get(address(chart), {"a": "2", "b": "0"})
    assert (response.status_code, response["Location"]) == (302, address(chart, 2, 0))


def test_what_an_address_carries_beside_the_choice_is_no_choice(client):
    response = client.get(address(improved(client)), {"lang": "en"})
    assert (response.status_code, response.context["form"].errors) == (200, {})


def drafted(chart, person, name):
    """What somebody typed and has not saved."""
    first, *others = rows_of(drawing_of(fresh(chart)))
    keep(flowchart=chart, name=chart.name, rows=(replace(first, name=name), *others), by=person)


def test_from_the_studio_the_readers_own_draft_is_compared(client):
    chart = improved(client)
    person = reader(client, chart)
    drafted(chart, person, "受理申请")
    drafted(chart, contributor(chart.section), "他人的草稿")
    text = plain(client.get(address(chart, 2, 0), {"draft": "1"}).text)
    assert "The step “受理” is now called “受理申请”." in text
    assert ("他人的草稿" in text, "My draft not saved yet" in text) == (False, True)
    assert "The two versions are the same." in client.get(address(chart, 2, 0)).text
    chosen = client.get(address(chart, 2, 0), {"draft": "1", "a": "1", "b": "0"})
    assert chosen["Location"] == f"{address(chart, 1, 0)}?draft=1"


def test_without_a_draft_the_saved_chart_is_compared(client):
    text = client.get(address(improved(client), 2, 0), {"draft": "1"}).text
    assert "The two versions are the same." in text
    assert "My draft" not in text


def test_the_studio_leads_to_the_comparison_with_the_draft(client):
    chart = improved(client)
    text = client.get(reverse("powers:flowchart_edit", args=[chart.code])).text
    assert f'href="{address(chart, 2, 0)}?draft=1"' in text


def test_choosing_a_version_that_is_not_there_says_so(client):
    response = client.get(address(improved(client)), {"a": "7", "b": "x"})
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"a", "b"}


def test_each_version_gives_its_reason(client):
    chart = improved(client)
    frozen(chart, reason="第三次公示")
    text = client.get(address(chart, 2, 3)).text
    assert "第三次公示" in text


def test_more_steps_than_a_picture_holds_are_told_in_words(client):
    chart = improved(client)
    drawing = dict(chart.versions.get(number=1).drawing)
    row = drawing["steps"][0]
    drawing["steps"] = [row | {"key": f"k{number}"} for number in range(80)]
    frozen(chart, drawing=drawing)
    text = client.get(address(chart, 2, 3)).text
    assert ("<svg" in text, "these two together have more" in text) == (False, True)
    assert text.count("is new.") == 80


def test_the_charts_own_name_leads_the_list(client):
    chart = improved(client)
    type(chart).objects.filter(pk=chart.pk).update(name="另一张图")
    chart.steps.filter(key="receive").update(days=1)
    text = client.get(address(chart, 2, 0)).text
    assert text.index("is now called “另一张图”") < text.index("The time for “受理”")


def test_versions_link_to_their_comparison(client):
    chart = improved(client)
    text = client.get(reverse("powers:flowchart_detail", args=[chart.code])).text
    assert re.findall(r"compare/(\d+/\d+)/", text) == ["1/2", "2/0"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("pair", [(1, 2), (1, 0)])
def test_the_queries_stay_the_same(client, django_assert_max_num_queries, count, pair):
    chart = improved(client)
    posting = chart.postings.get()
    for number in range(count):
        adopted(posting, "examine", body=f"意见{number}")
        frozen(chart)
    fresh(chart)
    client.get(address(chart, *pair))
    with django_assert_max_num_queries(12 if 0 not in pair else 17):
        client.get(address(chart, *pair))
