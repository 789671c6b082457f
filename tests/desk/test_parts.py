"""The parts that pages are made of."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import SafeString

from riskpoints.levels import shipped_levels
from riskpoints.models import Level


@pytest.fixture(autouse=True)
def in_english():
    """The words of the source."""
    with translation.override("en"):
        yield


def words(template, **context):
    """The part's text as a reader meets it, blanks folded; markup stays."""
    html = render_to_string(f"_parts/{template}.html", context, request=RequestFactory().get("/"))
    return " ".join(html.split())


class OneField(forms.Form):
    title = forms.CharField(label="Title", error_messages={"required": "Fill in the title."})


@pytest.mark.parametrize(
    ("rank", "shape", "numeral", "word", "colour"),
    [
        (1, "◆", "I", "high risk", "red"),
        (2, "▲", "II", "medium risk", "orange"),
        (3, "●", "III", "low risk", "green"),
    ],
)
def test_a_level_is_told_by_shape_mark_and_word(rank, shape, numeral, word, colour):
    assert words("level", level=shipped_levels()[rank - 1]) == (
        f'<span class="level ink-{colour}"> <span aria-hidden="true">{shape}</span> '
        f'Level {numeral} <span class="level-word">{word}</span> </span>'
    )


def test_a_body_s_own_look_takes_the_shipped_one_s_place():
    level = Level(rank=1, mark="A", name="", shape="square", colour="purple")
    assert words("level", level=level, count=3) == (
        '<span class="level ink-purple"> <span aria-hidden="true">■</span> '
        "Level A <span>× 3</span> </span>"
    )


def test_what_is_not_rated_says_so():
    assert words("level", level=None) == '<span class="level-none">not rated yet</span>'


def test_a_summary_of_no_errors_is_nothing():
    assert words("error_summary", form=OneField({"title": "x"})) == ""


def test_the_summary_leads_to_the_field():
    assert '<a href="#id_title" >Title: Fill in the title.</a>' in words(
        "error_summary", form=OneField({})
    )


def test_the_summary_tells_each_form_of_a_set():
    formset = forms.formset_factory(OneField)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-title": "x"}
    )
    said = words("error_summary", formset=formset)
    assert said.count("Fill in the title.") == 1
    assert 'href="#id_form-1-title"' in said


def test_the_present_step_is_marked_and_every_state_is_a_word():
    states = ["done", "now", "open", "locked"]
    said = words("stepper", steps=[{"name": state, "state": state} for state in states])
    assert said.count('aria-current="step"') == 1
    assert [said.count(word) for word in ("Done", "Under way", "Begun", "Must wait")] == [1] * 4


def test_a_chart_without_a_drawing_leads_to_the_text():
    said = words("chart", svg="", title="Licence")
    assert "The drawing is not available at the moment." in said
    assert 'href="#text-list"' in said


def test_a_drawing_stands_in_a_named_region():
    said = words("chart", svg=SafeString("<svg></svg>"), title='A "licence"')
    assert 'role="region" tabindex="0" aria-label="Drawing: A &quot;licence&quot;"' in said


def test_both_texts_of_a_conflict_are_text_and_can_be_chosen():
    field = {"name": "title", "label": "Title", "mine": "<b>1</b>", "theirs": "2"}
    said = words("conflict", fields=[field], hidden=[("row_version", 3)])
    assert 'name="title" value="&lt;b&gt;1&lt;/b&gt;" checked' in said
    assert 'name="title" value="2"' in said
    assert '<input type="hidden" name="row_version" value="3">' in said


def test_pages_keep_the_filters():
    request = RequestFactory().get("/", {"q": "x", "page": "2"})
    page = Paginator(range(30), 10).page(2)
    said = render_to_string("_parts/pagination.html", {"page": page}, request=request)
    assert 'href="?q=x&amp;page=1"' in said
    assert 'href="?q=x&amp;page=3"' in said
    assert "Page 2 of 3" in said


def test_a_list_of_one_page_has_no_pages():
    assert "<nav" not in words("pagination", page=Paginator([1], 10).page(1))


def test_an_empty_place_offers_the_next_act_only_where_there_is_one():
    assert "<a" not in words("empty", title="Nothing here")
    assert '<a class="btn btn-outline-secondary" href="/x/">Add</a>' in words(
        "empty", title="Nothing here", url="/x/", label="Add"
    )
