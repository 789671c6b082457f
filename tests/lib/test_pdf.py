"""A PDF holds what the page holds, and reads nothing that is not ours."""

import gc
import re
import socketserver
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from pypdf import PdfReader
from weasyprint import HTML

from riskcontrol.lib.pdf import garbage_collector_off, render_pdf
from riskcontrol.lib.pdf_fetcher import OnlyOurs

ROOT = Path(__file__).resolve().parents[2]
PAGE = (
    '<!doctype html><html lang="{lang}"><title>风险点登记表</title>{head}<body>{body}</body></html>'
)


def print_page(body="", head="", lang="zh-CN", **options):
    html = PAGE.format(head=head, body=body, lang=lang)
    return PdfReader(BytesIO(render_pdf(html, **options)))


def text_of(pdf):
    return "".join(page.extract_text() for page in pdf.pages)


def drawing(inside):
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90">{inside}</svg>'


def as_data(svg):
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def vectors(address):
    """Every way we know in which a page can ask for something."""
    nested = drawing(f'<image href="{address}" width="9" height="9"/>')
    return {
        "img": f'<img src="{address}">',
        "stylesheet": f'<link rel="stylesheet" href="{address}">',
        "attachment": f'<link rel="attachment" href="{address}">',
        "attached link": f'<a rel="attachment" href="{address}">x</a>',
        "import": f'<style>@import url("{address}");</style>',
        "font": f'<style>@font-face{{font-family:x;src:url("{address}")}}p{{font-family:x}}</style><p>x',
        "background": f'<p style="background:url({address})">x',
        "content": f'<style>p::before{{content:url("{address}")}}</style><p>x',
        "list": f'<ul style="list-style-image:url({address})"><li>x</ul>',
        "svg image": nested,
        "svg use": drawing(f'<use href="{address}#a"/>'),
        "svg style": drawing(f'<style>@import url("{address}");</style>'),
        "svg in data": f'<img src="{as_data(nested)}">',
        "svg entity": '<img src="data:image/svg+xml,'
        + quote(f'<!DOCTYPE svg [<!ENTITY a SYSTEM "{address}">]>' + drawing("<text>&a;</text>"))
        + '">',
        "object": f'<object data="{address}"></object>',
        "embed": f'<embed src="{address}">',
        "iframe": f'<iframe src="{address}"></iframe>',
        "base": f'<base href="{address}"><img src="x.png">',
    }


@pytest.fixture(scope="module")
def listener():
    """A web server on loopback that counts who came."""
    hits = []

    class Count(BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_response(404)
            self.end_headers()

    with socketserver.TCPServer(("127.0.0.1", 0), Count) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], hits
        server.shutdown()


def test_words_title_and_language_are_found_back():
    pdf = print_page("<h1>对执法人员违纪行为的调查处理</h1>")

    assert text_of(pdf) == "对执法人员违纪行为的调查处理"
    assert pdf.metadata.title == "风险点登记表"
    assert pdf.trailer["/Root"]["/Lang"] == "zh-CN"


def test_css_adds_to_the_page_and_may_use_our_files():
    css = '@page { size: A4 landscape } @import url("static:css/none.css");'

    width, height = print_page("x", css=css).pages[0].mediabox[2:]

    assert (round(width), round(height)) == (842, 595)


def test_static_stylesheet_is_read():
    head = '<link rel="stylesheet" href="static:css/bootstrap.min.css">'

    assert text_of(print_page('<p class="d-none">hidden</p><p>shown</p>', head)) == "shown"


def test_drawing_in_the_page_is_drawn():
    svg = drawing('<text x="5" y="20">调查</text>')

    assert text_of(print_page(svg)) == "调查"
    assert text_of(print_page(f'<img src="{as_data(svg)}">')) == "调查"


@pytest.mark.parametrize("kind", vectors(""))
def test_nothing_is_read_from_disk(kind, tmp_path):
    pdf = print_page(vectors(secret_file(tmp_path).as_uri())[kind])

    assert "leaked" not in text_of(pdf)
    assert pdf.attachments == {}


def secret_file(folder):
    file = folder / "secret.css"
    file.write_text('body::after { content: "leaked" }')
    return file


@pytest.mark.parametrize("kind", ["stylesheet", "import"])
def test_the_printer_by_itself_would_leak(kind, tmp_path):
    html = PAGE.format(head="", lang="zh", body=vectors(secret_file(tmp_path).as_uri())[kind])

    assert "leaked" in text_of(PdfReader(BytesIO(HTML(string=html).write_pdf())))


@pytest.mark.parametrize("kind", vectors(""))
def test_nothing_is_asked_of_the_net(kind, listener):
    port, hits = listener

    print_page(vectors(f"http://127.0.0.1:{port}/{quote(kind)}")[kind])

    assert hits == []


def test_the_listener_counts(listener):
    port, hits = listener

    print_by_itself = HTML(string=vectors(f"http://127.0.0.1:{port}/control")["img"])
    print_by_itself.write_pdf()

    assert hits.pop() == "/control"


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("file:///etc/passwd", PermissionError),
        ("FILE:///etc/passwd", PermissionError),
        ("http://127.0.0.1/", PermissionError),
        ("ftp://127.0.0.1/", PermissionError),
        ("data:text/html,x", PermissionError),
        ("/etc/passwd", PermissionError),
        ("static:none.css", FileNotFoundError),
        ("static:%2e%2e/manage.py", Exception),
        ("static:../manage.py", Exception),
        ("static:/etc/passwd", Exception),
    ],
)
def test_fetcher_refuses(address, error):
    with pytest.raises(error):
        OnlyOurs().fetch(address)


@pytest.mark.parametrize("was_on", [True, False])
def test_collector_is_left_as_it_was(was_on):
    (gc.enable if was_on else gc.disable)()
    with garbage_collector_off():
        assert not gc.isenabled()
    now = gc.isenabled()
    gc.enable()

    assert now is was_on


def test_nothing_else_of_ours_imports_the_printer():
    folders = ["riskcontrol", "powers", "riskpoints", "measures"]
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    importing = [
        f for f in files if re.search(r"^\s*(from|import) weasyprint", f.read_text(), re.MULTILINE)
    ]

    assert sorted(file.name for file in importing) == ["pdf.py", "pdf_fetcher.py"]
