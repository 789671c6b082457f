"""What is printed: the register of risk points, the annotated chart, and the commands that write them."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from measures.models import Measure
from powers.models import Flowchart
from riskcontrol.accounts.models import Unit
from riskcontrol.registers.charts import annotated_pdf
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.risk_points import register_of, risk_points_pdf
from riskpoints.models import RiskPoint
from tests.factories.accounts import (
    BodyFactory,
    UserFactory,
    contributor,
    deputy_head,
    person,
    section_head,
)
from tests.factories.powers import drawn_chart, posted
from tests.registers.examples import DATA


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def body(db):
    carry_out(DATA, by=UserFactory())
    return Unit.objects.get(code="DEMO")


def pages_of(content):
    return PdfReader(io.BytesIO(content)).pages


def words_of(content):
    return "".join("".join(page.extract_text() for page in pages_of(content)).split())


def test_register_has_a_row_a_risk_point_with_computed_totals(body):
    register = register_of(body)
    assert [line.number for line in register.lines] == list(range(1, 12))
    told = [(level.mark, count) for level, count in register.levels]
    assert told == [("I", 3), ("II", 5), ("III", 3)]
    assert sum(count for _category, count in register.categories) == 11
    assert register.measure_count == Measure.objects.count()


def test_register_names_who_answers(body):
    section = Unit.objects.get(code="DEMO-JC")
    head, deputy = section_head(section), deputy_head(section)
    leader = person("head", body)
    lines = {line.title: line for line in register_of(body).lines}
    first, second = lines["调查环节滥用裁量"], lines["立案环节把关不严"]
    assert (first.section_head, first.leader) == (head.name, leader.name)
    assert (second.section_head, second.leader) == (head.name, deputy.name)


def test_register_counts_what_is_not_rated_last(body):
    RiskPoint.objects.filter(key="rules").update(ruling=None)
    told = [(level and level.mark, count) for level, count in register_of(body).levels]
    assert told == [("I", 3), ("II", 5), ("III", 2), (None, 1)]


def test_register_takes_the_same_number_of_queries_at_three_rows_as_at_one(
    body, django_assert_num_queries
):
    few = RiskPoint.objects.for_list().prefetch_related("measures")
    for count in (1, 3):
        with django_assert_num_queries(9):
            register_of(body, few[:count])


def test_register_prints_lying_with_head_and_page_numbers(body):
    content = risk_points_pdf(body)
    pages = pages_of(content)
    width, height = pages[0].mediabox.width, pages[0].mediabox.height
    assert (round(width), round(height)) == (842, 595)
    told = ["".join(page.extract_text().split()) for page in pages]
    assert [f"Page{number}of{len(pages)}." in text for number, text in enumerate(told, 1)] == [
        True
    ] * len(pages)
    # The signatures may stand on a page of their own.
    assert ["Controlmeasures" in text for text in told[:2]] == [True, True]


def test_register_prints_chinese_that_can_be_selected(body):
    text = words_of(risk_points_pdf(body))
    titles = RiskPoint.objects.values_list("title", flat=True)
    assert [title for title in titles if title not in text] == []
    fonts = pages_of(risk_points_pdf(body))[0]["/Resources"]["/Font"].get_object().values()
    embedded = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts]
    assert all({"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"]) for font in embedded)


def test_register_is_chinese_for_a_chinese_reader(body):
    with translation.override("zh-hans"):
        assert "示范单位" in words_of(risk_points_pdf(body))


@pytest.mark.django_db
def test_empty_register_says_so():
    assert "Noriskpointhasbeenfoundyet." in words_of(risk_points_pdf(BodyFactory()))


HOSTILE = "<script>alert(1)</script>\"'\\ javascript:alert(1) <b>"


def test_hostile_text_is_text_on_paper(body):
    RiskPoint.objects.filter(key="rules").update(title=HOSTILE)
    assert "<script>alert(1)</script>" in words_of(risk_points_pdf(body))


A4, A3 = [595, 842], [842, 1191]


@pytest.mark.parametrize(
    ("chart", "paper"),
    [("discipline-case", A3), ("major-decision", A4), ("finance", A4), ("licence", A3)],
)
def test_annotated_chart_is_one_page_that_can_be_read_with_everything_on_it(body, chart, paper):
    version = Flowchart.objects.get(key=chart).versions.get()
    pages = pages_of(annotated_pdf(version))
    size = sorted([round(pages[0].mediabox.width), round(pages[0].mediabox.height)])
    assert (len(pages), size) == (1, paper)
    text = "".join(pages[0].extract_text().split())
    points = RiskPoint.objects.filter(flowchart__key=chart)
    assert [point.title for point in points if point.title[:6] not in text] == []


def test_missing_dot_prints_the_text_list(body, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    version = Flowchart.objects.get(key="finance").versions.get()
    assert "提出支出申请并附票据" in words_of(annotated_pdf(version))


PAGES = [
    ("registers:index", []),
    ("registers:risk_points_pdf", ["DEMO"]),
    ("registers:annotated_pdf", ["demo-finance"]),
]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_prints_open_for_the_body_and_for_nobody_else(body, client, name, args):
    outsider = contributor(BodyFactory())
    answers = []
    for who in (None, outsider, contributor(Unit.objects.get(code="DEMO-JC"))):
        client.logout()
        if who:
            client.force_login(who)
        answers.append(client.get(reverse(name, args=args)).status_code)
    # The page of prints is everybody's, with his own bodies on it.
    assert answers == [302, 200 if name == "registers:index" else 404, 200]


def test_page_of_prints_shows_only_own_bodies(body, client):
    client.force_login(contributor(BodyFactory(name="别的单位")))
    page = client.get(reverse("registers:index")).content.decode()
    assert ("别的单位" in page, "示范单位" in page) == (True, False)


def test_page_of_prints_is_not_for_administrators(body, client):
    client.force_login(person("auditor", body))
    assert client.get(reverse("registers:index")).status_code == 403


def test_pdf_has_a_name_that_says_what_it_is(body, client):
    client.force_login(contributor(body))
    answer = client.get(reverse("registers:risk_points_pdf", args=["DEMO"]) + "?lang=en")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('inline; filename="risk points_DEMO_')
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_chart_never_settled_is_not_printed(client):
    chart = drawn_chart()
    client.force_login(contributor(chart.section))
    url = reverse("registers:annotated_pdf", args=[chart.code])
    assert client.get(url).status_code == 404


def test_export_register_writes_the_pdf(body, tmp_path):
    file = tmp_path / "register.pdf"
    call_command("export_register", "risk-points", unit="DEMO", output=file, stdout=io.StringIO())
    assert len(pages_of(file.read_bytes())) == 3


@pytest.mark.parametrize(
    ("register", "unit", "kind", "words"),
    [
        ("risk-points", "NONE", "pdf", "DEMO"),
        ("handbook", "DEMO", "pdf", "risk-points"),
        ("risk-points", "DEMO", "xlsx", "risk-points"),
    ],
)
def test_export_register_says_what_it_cannot_do(body, tmp_path, register, unit, kind, words):
    file = tmp_path / "out"
    with pytest.raises(CommandError, match=words):
        call_command("export_register", register, unit=unit, format=kind, output=file)
    assert not file.exists()


@pytest.mark.parametrize(
    ("options", "begins"),
    [
        ({"format": "svg"}, b"<svg"),
        ({"format": "png"}, b"\x89PNG"),
        ({"format": "pdf"}, b"%PDF"),
        ({"format": "svg", "annotated": True}, b"<svg"),
        ({"format": "png", "annotated": True}, b"\x89PNG"),
        ({"format": "svg", "version": 1}, b"<svg"),
    ],
)
def test_draw_writes_a_picture(body, tmp_path, options, begins):
    file = tmp_path / "chart"
    call_command("draw", "demo-finance", output=file, stdout=io.StringIO(), **options)
    assert file.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("none", {}),
        ("demo-finance", {"version": 9}),
        ("demo-finance", {"format": "bpmn"}),
    ],
)
def test_draw_says_what_it_cannot_do(body, tmp_path, code, options):
    with pytest.raises(CommandError):
        call_command("draw", code, output=tmp_path / "chart", **options)
    assert list(tmp_path.iterdir()) == []


def test_draw_says_that_graphviz_is_missing(body, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match="Graphviz"):
        call_command("draw", "demo-finance", format="png", output=tmp_path / "chart")


def test_every_print_that_is_offered_opens(body, client):
    section = Unit.objects.get(code="DEMO-JC")
    posted(drawn_chart(section=section))
    client.force_login(contributor(section))
    page = client.get(reverse("registers:index")).content.decode()
    offered = re.findall(r'href="(/desk/registers/[^"]+\.pdf)"', page)
    assert (len(offered), [path for path in offered if client.get(path).status_code != 200]) == (
        5,
        [],
    )


def picture(client, code="demo-finance", kind="svg", **query):
    url = reverse("registers:annotated_picture", args=[code, kind])
    return client.get(url, {"lang": "en"} | query)


@pytest.mark.parametrize(
    ("kind", "query", "begins"),
    [
        ("svg", {}, b"<?xml"),
        ("svg", {"version": "1"}, b"<?xml"),
        ("png", {"size": "900"}, b"\x89PNG"),
        ("pdf", {}, b"%PDF"),
        ("pdf", {"size": "A3"}, b"%PDF"),
    ],
)
def test_annotated_picture_is_handed_out(body, client, kind, query, begins):
    client.force_login(contributor(body))
    answer = picture(client, kind=kind, **query)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer.content.startswith(begins)


def test_annotated_picture_shows_the_risk_points(body, client):
    client.force_login(contributor(body))
    titles = RiskPoint.objects.filter(flowchart__key="finance").values_list("title", flat=True)
    told = re.sub(r"<[^>]*>|\s", "", picture(client).text)
    assert titles
    assert [title for title in titles if title not in told] == []


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ({"version": "9"}, 404, "This chart has no such version"),
        ({"lanes": "position"}, 400, "An annotated chart has no room for lanes"),
        ({"size": "A0"}, 400, "a whole number from 100 to 8000"),
    ],
)
def test_annotated_picture_says_what_cannot_be_had(body, client, query, status, words):
    client.force_login(contributor(body))
    answer = picture(client, **query)
    assert (answer.status_code, words in answer.text) == (status, True)


def test_annotated_picture_is_not_for_other_bodies(body, client):
    client.force_login(contributor(BodyFactory()))
    assert [picture(client).status_code, picture(client, size="A0").status_code] == [404, 404]


@pytest.mark.django_db
def test_annotated_picture_of_a_chart_never_settled_says_so(client):
    chart = drawn_chart()
    client.force_login(contributor(chart.section))
    assert picture(client, chart.code).status_code == 404
