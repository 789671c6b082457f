"""The frames of pages, and the pages that tell of a fault: no reader, no database."""

from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation


def page(source, **context):
    """A page rendered, blanks folded."""
    html = engines["django"].from_string(source).render(context, RequestFactory().get("/"))
    return " ".join(html.split())


def test_the_title_is_the_heading_too_and_stays_text():
    said = page('{% extends "_plain.html" %}{% block title %}{{ x }}{% endblock %}', x="<b>")
    assert "<h1> &lt;b&gt; </h1>" in said
    assert "<title> &lt;b&gt; ·" in said


def test_a_page_may_have_another_heading():
    said = page(
        '{% extends "public/base.html" %}{% block title %}A{% endblock %}'
        "{% block heading %}B{% endblock %}"
    )
    assert "<h1>B</h1>" in said


def test_a_page_with_errors_says_so_in_its_title():
    assert "<title> Error: " in in_english('{% extends "public/base.html" %}', errors=["x"])
    assert "Error:" not in in_english('{% extends "public/base.html" %}')


def in_english(source, **context):
    with translation.override("en"):
        return page(source, **context)


def test_large_type_is_the_address_s_choice():
    html = engines["django"].from_string('{% extends "public/base.html" %}')
    large = html.render({}, RequestFactory().get("/", {"size": "large", "lang": "en"}))
    assert 'class="large"' in large
    assert 'href="/?lang=en"' in large
    assert 'class="large"' not in html.render({}, RequestFactory().get("/"))


def test_the_pages_of_faults_need_no_request():
    with translation.override("en"):
        assert "Something failed on our side" in render_to_string("500.html")
        assert "This request cannot be read" in render_to_string("400.html")


def test_an_unknown_address_is_told_without_a_cookie(client, db):
    with translation.override("en"):
        answer = client.get("/no-such-page/?lang=en")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert not answer.cookies


def test_an_unknown_address_leads_to_the_desk_only_from_the_desk(client, db):
    said = [client.get(f"{place}no-such-page/").text for place in ("/", "/desk/")]
    assert ['href="/desk/"' in text for text in said] == [False, True]
    assert ["廉政风险防控</span>" in text for text in said] == [False, True]


def test_a_refusal_gives_its_reason_as_text():
    with translation.override("en"):
        said = render_to_string("403.html", {"exception": "Because <b>."})
    assert "Because &lt;b&gt;." in said
