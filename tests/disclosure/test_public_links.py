"""The public's choices of language and type size stay in the address, and only they."""

from django.template import Context, Template
from django.test import RequestFactory


def render(tag, **query):
    request = RequestFactory().get("/", query)
    return Template("{% load public_links %}" + tag).render(Context({"request": request}))


def test_a_reader_who_chose_nothing_gets_a_plain_link():
    assert render("{% keep %}") == ""
    assert render("{% keep_inputs %}") == ""


def test_what_the_reader_chose_is_kept_and_nothing_else():
    assert render("{% keep %}", lang="en", size="large", q="x") == "?lang=en&amp;size=large"


def test_a_link_adds_what_is_its_own():
    assert render("{% keep step='serve' %}", lang="en") == "?lang=en&amp;step=serve"


def test_a_form_carries_the_choice():
    assert render("{% keep_inputs %}", size="large") == (
        '<input type="hidden" name="size" value="large">'
    )


def test_markup_in_the_address_stays_text():
    assert render("{% keep_inputs %}", lang='"><script>') == (
        '<input type="hidden" name="lang" value="&quot;&gt;&lt;script&gt;">'
    )
    assert render("{% keep %}", lang='"><script>') == "?lang=%22%3E%3Cscript%3E"
