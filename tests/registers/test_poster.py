"""The poster: one page, with the chart's name, what is asked, until when, and the way to it."""

import io

import pytest
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from riskcontrol.lib.qr import qr_svg
from riskcontrol.registers.posting_pack.papers import about
from riskcontrol.registers.posting_pack.told import told_of
from tests.factories.accounts import contributor

from .papers import a_posting

pytestmark = pytest.mark.django_db


def poster(client, posting, query=""):
    client.force_login(contributor(posting.flowchart.section))
    return client.get(reverse("registers:poster", args=[posting.pk]) + query)


def read(response):
    reader = PdfReader(io.BytesIO(response.content))
    return reader, "".join("".join(page.extract_text() for page in reader.pages).split())


def test_the_poster_is_one_page_of_a4_that_tells_what_matters(client):
    posting = a_posting()
    response = poster(client, posting)
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    assert "%E6%B5%B7%E6%8A%A5.pdf" in response["Content-Disposition"]
    reader, text = read(response)
    (page,) = reader.pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    closes, code = posting.closes, posting.flowchart.code
    told = [
        "示范县农业农村局·行政审批股", "公开征求意见", "农药经营许可证核发流程图", "哪一步最不方便？",
        f"{closes.year}年{closes.month}月{closes.day}日", f"testserver/charts/{code}/", f"{code}/1",
    ]  # fmt: skip
    assert [words for words in told if words not in text] == []


def test_without_a_question_the_usual_one_is_asked(client):
    _reader, text = read(poster(client, a_posting(asked=""), "?lang=en"))
    assert "Isthechartright,andwhichstepisinconvenient?" in text


@pytest.mark.parametrize("query", ["", "?lang=en"])
@pytest.mark.parametrize(
    ("name", "asked", "unit"),
    [
        (200, 500, 100), (60, 180, 60), (60, 500, 24), (200, 180, 24), (16, 60, 100),
        (16, 60, 60), (16, 60, 24), (16, 0, 24),
    ],
)  # fmt: skip
def test_the_longest_texts_still_fit_one_page(client, name, asked, unit, query):
    made = a_posting("图" * name, "问" * asked, "局" * (unit - 4), "科" * 4)
    reader, text = read(poster(client, made, query))
    assert len(reader.pages) == 1
    assert text.count("图") >= name
    assert text.count("局") >= unit - 4
    assert text.count("问") == asked


@override_settings(PUBLIC_ADDRESS="http://qlgk.example.gov.cn")
def test_the_code_leads_to_the_page_of_the_chart(client):
    posting = a_posting()
    address = f"http://qlgk.example.gov.cn/charts/{posting.flowchart.code}/"
    with translation.override("en"):
        told = told_of(posting, page=address, report="")
        title = (
            "QR code of the page on which comments are taken: "
            f"qlgk.example.gov.cn/charts/{posting.flowchart.code}/"
        )
        assert about(told)["qr"] == qr_svg(address, title=title)
    assert (
        f"qlgk.example.gov.cn/charts/{posting.flowchart.code}/" in read(poster(client, posting))[1]
    )
