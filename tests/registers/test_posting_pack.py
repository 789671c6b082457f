"""The posting pack: what is in it, that each file says what was posted, and who may have it."""

import io
import re
import zipfile

import pytest
from django.test.utils import override_settings
from django.utils import translation
from django.utils.formats import date_format
from docx import Document
from docx.oxml.ns import qn
from lxml import html
from PIL import Image
from pypdf import PdfReader

from powers.drawing.text import width_of
from powers.models import Flowchart, Policy
from riskcontrol.registers.posting_pack import told
from riskcontrol.registers.posting_pack.notice import notice_of, return_form
from tests.factories.accounts import (
    contributor,
)
from tests.factories.powers import drawn_chart, posted

from .papers import a_posting, answer, unpacked, url_of

pytestmark = pytest.mark.django_db
CHINESE = [
    "公告.docx", "公告.pdf", "附件1-流程图.pdf", "附件1-流程图.png", "附件2-意见反馈表.docx",
    "附件2-意见反馈表.pdf", "公示网页.html",
]  # fmt: skip
ENGLISH = [
    "Announcement.docx", "Announcement.pdf", "Annex-1-Chart.pdf", "Annex-1-Chart.png",
    "Annex-2-Return-form.docx", "Annex-2-Return-form.pdf", "Page-for-a-website.html",
]  # fmt: skip


@pytest.fixture
def posting():
    return a_posting()


def pdf_words(content):
    return "".join("".join(p.extract_text() for p in PdfReader(io.BytesIO(content)).pages).split())


def paragraphs(content):
    return [each.text for each in Document(io.BytesIO(content)).paragraphs]


def cells(content):
    """The rows of all tables, each different cell once."""
    rows = [row for table in Document(io.BytesIO(content)).tables for row in table.rows]
    return [list(dict.fromkeys(cell._tc for cell in row.cells)) for row in rows]


def texts(row):
    return ["".join(node.text or "" for node in cell.iter(qn("w:t"))) for cell in row]


def test_the_pack_holds_exactly_these_files(client, posting):
    response = answer(client, posting)
    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert archive.namelist() == CHINESE
    # Marked as UTF-8, so that every system reads the Chinese names.
    assert {member.flag_bits & 0x800 for member in archive.infolist()} == {0x800}
    assert "%E5%85%AC%E7%A4%BA%E6%9D%90%E6%96%99.zip" in response["Content-Disposition"]


def test_the_pack_is_chinese_whatever_the_clerk_reads_and_english_on_request(client, posting):
    clerk = contributor(posting.flowchart.section)
    clerk.language = "en"
    clerk.save()
    for query, names in {"": CHINESE, "?lang=en": ENGLISH, "?lang=xx": CHINESE}.items():
        response = answer(client, posting, query, by=clerk)
        assert zipfile.ZipFile(io.BytesIO(response.content)).namelist() == names


def test_names_of_files_are_safe(client):
    posting = a_posting(name='../..\\核发:*?"<>|\r\n流程图' + "长" * 150)
    response = answer(client, posting)
    assert zipfile.ZipFile(io.BytesIO(response.content)).namelist() == CHINESE
    header = response["Content-Disposition"]
    assert re.search(r"[/\\:*?\"<>|\r\n]|%2F|%5C|%0A|%0D|%3A", header.split("''")[1]) is None
    assert len(header) < 900


def test_the_announcement_has_the_form_of_an_official_one(client, posting):
    told_in_word = paragraphs(unpacked(client, posting)["公告.docx"])
    opens, closes = (f"{d.year}年{d.month}月{d.day}日" for d in (posting.opens, posting.closes))
    code = posting.flowchart.code
    page = f"testserver/charts/{code}/"
    assert told_in_word == [
        "关于《农药经营许可证核发流程图》\n公开征求意见的公告",
        "为规范权力运行，自觉接受社会监督，示范县农业农村局编制了《农药经营许可证核发流程图》（以下简称流程图），现向社会公开征求意见。有关事项公告如下：",
        "一、征求意见时间",
        f"自{opens}起至{closes}止，共7个工作日（公示当日不计入）。",
        "二、征求意见内容",
        "流程图共3个环节，全图见附件1。",
        "重点征求以下意见：哪一步最不方便？",
        "三、反馈方式",
        f"（一）网上提交。登录{page}在线填写，无需注册，可以不留姓名。",
        f"（二）书面提交。填写《意见反馈表》（附件2），寄送或者当面交至示范县农业农村局行政审批股；来信请注明“公示编号{code}/1”。",
        "（三）电话反映。联系电话：0000-6212345。",
        "四、意见办理",
        f"对收到的意见逐条研究，自收到之日起15个工作日内作出答复；采纳情况及理由在{page}handled/1/公布。",
        "姓名和联系方式可以不填；填写的，未经本人同意不对外公开，并在流程图定稿6个月后删除。",
        "五、其他事项",
        "本次征求意见不受理反映干部个人问题的检举控告，此类问题请向纪检监察机关反映。全国纪检监察举报电话：12388；全国纪检监察举报网站：www.12388.gov.cn。",
        "附件：1. 《农药经营许可证核发流程图》",
        "2. 《农药经营许可证核发流程图》意见反馈表",
        "示范县农业农村局",
        opens,
    ]


def test_word_and_pdf_say_the_same(client, posting):
    files = unpacked(client, posting)
    in_pdf = pdf_words(files["公告.pdf"])
    # The numbers of annexes stand apart in a PDF.
    in_word = [re.sub(r"^(附件：)?\d\. ", "", words) for words in paragraphs(files["公告.docx"])]
    assert [words for words in in_word if "".join(words.split()) not in in_pdf] == []
    form = pdf_words(files["附件2-意见反馈表.pdf"])
    told_in_word = [text for row in cells(files["附件2-意见反馈表.docx"]) for text in texts(row)]
    assert [text for text in told_in_word if "".join(text.split()) not in form] == []


def test_word_has_the_page_and_the_letters_of_the_standard(client, posting):
    document = Document(io.BytesIO(unpacked(client, posting)["公告.docx"]))
    section = document.sections[0]
    measures = (
        section.page_width, section.page_height, section.top_margin, section.bottom_margin,
        section.left_margin, section.right_margin,
    )  # fmt: skip
    assert [round(each.mm) for each in measures] == [210, 297, 37, 35, 28, 26]
    looks = {
        name: (
            style.font.size.pt,
            style.element.rPr.rFonts.get(qn("w:eastAsia")),
            style.paragraph_format.line_spacing.pt,
        )
        for name in ("title", "heading", "text")
        for style in [document.styles[f"Official {name}"]]
    }
    assert looks == {
        "title": (22, "方正小标宋简体", 32),
        "heading": (16, "黑体", 28.95),
        "text": (16, "仿宋_GB2312", 28.95),
    }
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        field = footer.part.element.find(f".//{qn('w:fldSimple')}")
        assert field.get(qn("w:instr")) == "PAGE"
    properties = document.core_properties
    assert (properties.author, properties.comments) == ("", "")
    assert properties.title == "关于《农药经营许可证核发流程图》公开征求意见的公告"


def test_the_body_stands_centred_over_the_day(client, posting):
    document = Document(io.BytesIO(unpacked(client, posting)["公告.docx"]))
    who, when = document.paragraphs[-2:]
    # 8 signs over 2026年11月24日: both have one middle, and four signs stay free for the seal.
    right = [each.paragraph_format.right_indent.pt / 16 for each in (who, when)]
    with translation.override("zh-hans"):
        width = width_of(date_format(posting.opens))
    assert right[1] == pytest.approx(4, abs=0.01)
    assert right[0] + 8 / 2 == pytest.approx(4 + width / 2, abs=0.05)


def test_without_a_question_every_step_is_asked_about(client):
    told_in_word = paragraphs(unpacked(client, a_posting(asked=""))["公告.docx"])
    assert told_in_word[6].startswith("对流程图的各个环节均可提出意见建议")


def test_the_body_s_own_rules_stand_in_the_announcement(client, posting):
    Policy.objects.create(body=posting.flowchart.body, answer_days=20, contact_months=3)
    text = "".join(paragraphs(unpacked(client, posting)["公告.docx"]))
    assert "自收到之日起20个工作日内作出答复" in text
    assert "定稿3个月后删除" in text


def test_the_return_form_is_one_page_with_the_number_of_the_posting(client, posting):
    for query, names in {"": CHINESE, "?lang=en": ENGLISH}.items():
        content = unpacked(client, posting, query)[names[5]]
        assert len(PdfReader(io.BytesIO(content)).pages) == 1
    files = unpacked(client, posting)
    rows = [texts(row) for row in cells(files["附件2-意见反馈表.docx"])]
    closes = f"{posting.closes.year}年{posting.closes.month}月{posting.closes.day}日"
    assert rows == [
        ["公示编号", f"{posting.flowchart.code}/1", "截止日期", closes],
        ["流程图名称", "农药经营许可证核发流程图"],
        ["征求意见单位", "示范县农业农村局行政审批股"],
        ["姓名（选填）", "", "联系方式（选填）", ""],
        ["是否公开姓名", "□ 同意公开    □ 不同意公开"],
        ["针对的内容", "□ 整张流程图    □ 第______步：____________________"],
        ["意见和建议", ""],
        ["理由", ""],
        ["收到日期", "", "登记人", ""],
        ["来源", "□ 来信  □ 意见箱  □ 座谈会", "回执码", "□ 已交意见人"],
    ]
    assert paragraphs(files["附件2-意见反馈表.docx"])[:2] == [
        "附件2",
        "《农药经营许可证核发流程图》意见反馈表",
    ]


@pytest.mark.parametrize("code", ["A-1", "body-1000-chart-359", "W" * 60])
@pytest.mark.parametrize(("query", "names"), [("", CHINESE), ("?lang=en", ENGLISH)])
def test_the_return_form_stays_one_page_with_long_names(client, query, names, code):
    long = a_posting("长" * 110 + "流程图", body="局" * 40, section="科" * 20)
    Flowchart.objects.filter(pk=long.flowchart_id).update(code=code)
    long.flowchart.refresh_from_db()
    files = unpacked(client, long, query)
    assert len(PdfReader(io.BytesIO(files[names[5]])).pages) == 1
    assert pdf_words(files[names[5]]).count("长") == 110
    title = {"": "意见反馈表", "?lang=en": "Return form for comments"}[query]
    assert paragraphs(files[names[4]])[1] == title
    assert paragraphs(files[names[0]])[-3] == f"2. {title}"


def test_the_chart_is_there_as_picture_and_on_paper(client, posting):
    files = unpacked(client, posting)
    picture = Image.open(io.BytesIO(files["附件1-流程图.png"]))
    assert picture.format == "PNG"
    assert min(picture.size) > 200
    reader = PdfReader(io.BytesIO(files["附件1-流程图.pdf"]))
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in reader.pages} == {
        (595, 842)
    }
    text = pdf_words(files["附件1-流程图.pdf"])
    assert [name for name in ("受理", "审查", "送达") if name not in text] == []


def test_it_is_the_posted_version_and_not_the_rows(client, posting):
    chart = posting.flowchart
    chart.steps.update(name="改动中的名称")
    type(chart).objects.filter(pk=chart.pk).update(name="改动中的图名")
    chart.powers.update(name="改动中的职权")
    files = unpacked(client, posting)
    text = files["公示网页.html"].decode() + pdf_words(files["公告.pdf"])
    assert "改动中" not in text + pdf_words(files["附件1-流程图.pdf"])
    assert "农药经营许可证核发" in text


def test_the_page_needs_nothing_beside_itself(client, posting):
    text = unpacked(client, posting)["公示网页.html"].decode()
    assert re.search(r"https?://|//[a-z]|url\(|@import|<script|<link|<iframe|<img", text) is None
    root = html.fromstring(text)
    named = [
        (element.tag, name, value)
        for element in root.iter()
        for name, value in element.attrib.items()
        if name in {"src", "href", "action", "data", "poster", "srcset", "xlink:href"}
    ]
    assert [each for each in named if not each[2].startswith("#")] == []
    assert len(root.findall(".//style")) == 1


def test_the_page_tells_chart_question_day_and_ways(client, posting):
    page = html.fromstring(unpacked(client, posting)["公示网页.html"].decode())
    text = "".join(page.text_content().split())
    code = posting.flowchart.code
    closes = f"{posting.closes.year}年{posting.closes.month}月{posting.closes.day}日"
    told_in_page = [
        "示范县农业农村局", "行政审批股", "农药经营许可证核发流程图", "哪一步最不方便？", closes,
        f"testserver/charts/{code}/", f"公示编号{code}/1", "0000-6212345", "转第2步“审查”", "12388",
        "15个工作日",
    ]  # fmt: skip
    assert [words for words in told_in_page if words not in text] == []
    drawing, code_picture = sorted(
        page.findall(".//svg"), key=lambda svg: len(svg.findall(".//text"))
    )[::-1]
    assert [name for name in ("受理", "审查", "送达") if name not in drawing.text_content()] == []
    assert code_picture.findtext("title") == f"提意见网页的二维码：testserver/charts/{code}/"


def test_hostile_text_is_text_in_every_file(client):
    hostile = "<script>alert(1)</script>"
    posting = a_posting(name=f"图{hostile}\x08", asked=f"{hostile}\x0b？")
    files = unpacked(client, posting)
    assert "<script" not in files["公示网页.html"].decode()
    assert hostile in "".join(paragraphs(files["公告.docx"])).replace("\n", "")
    assert hostile in pdf_words(files["公告.pdf"])


def test_without_a_drawing_the_pack_holds_the_words(client, monkeypatch):
    chart = drawn_chart()
    for number in range(81):
        chart.steps.create(key=f"more-{number}", name=f"加{number}", kind="step")
    posting = posted(chart)
    files = unpacked(client, posting)
    assert list(files) == [name for name in CHINESE if not name.endswith(".png")]
    assert "加80" in pdf_words(files["附件1-流程图.pdf"])
    page = html.fromstring(files["公示网页.html"].decode())
    assert len(page.findall(".//svg")) == 1
    assert "加80" in page.text_content()


def test_a_power_withheld_since_is_in_no_file(client, posting):
    assert "农药经营许可证核发</h2>" in unpacked(client, posting)["公示网页.html"].decode()
    with translation.override("zh-hans"):
        other = posting.flowchart.powers.create(
            body=posting.flowchart.body, section=posting.flowchart.section, code="MORE",
            name="另一职权", category="internal",
        )  # fmt: skip
    posting.flowchart.powers.exclude(pk=other.pk).update(
        withheld_ground="涉密", withheld_approver="王局"
    )
    files = unpacked(client, posting)
    assert "农药经营许可证核发</h2>" not in files["公示网页.html"].decode()
    assert "0000-6212345" not in "".join(paragraphs(files["公告.docx"]))


@override_settings(PUBLIC_ADDRESS="http://qlgk.example.gov.cn")
def test_the_papers_lead_to_the_host_of_the_public(client, posting):
    files = unpacked(client, posting)
    text = "".join(paragraphs(files["公告.docx"])) + files["公示网页.html"].decode()
    assert f"qlgk.example.gov.cn/charts/{posting.flowchart.code}/" in text
    assert "testserver" not in text


def test_the_pack_takes_the_same_number_of_queries(client, posting, django_assert_num_queries):
    client.force_login(contributor(posting.flowchart.section))
    client.get(url_of(posting))
    with django_assert_num_queries(7):
        client.get(url_of(posting))
    for _number in range(2):
        posted(drawn_chart(section=posting.flowchart.section))
        posting.flowchart.powers.create(
            body=posting.flowchart.body, section=posting.flowchart.section,
            code=f"MORE-{_number}", name="另一职权", category="internal",
        )  # fmt: skip
    with django_assert_num_queries(7):
        client.get(url_of(posting))


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (0, "erased as soon as the chart is settled."),
        (1, "erased 1 month after the chart is settled."),
        (2, "erased 2 months after the chart is settled."),
    ],
)
def test_the_announcement_says_when_names_are_erased(posting, months, said):
    Policy.objects.create(body=posting.flowchart.body, contact_months=months)
    with translation.override("en"):
        facts = told.told_of(posting, page="http://example.org/charts/x/", report="")
        words = [each.text for each in notice_of(facts).paragraphs if "erased" in each.text]
    assert [text.endswith(said) for text in words] == [True]


def test_notice_and_form_are_complete_in_english(posting):
    with translation.override("en"):
        facts = told.told_of(posting, page="http://example.org/charts/x/", report="")
        notice, form = notice_of(facts), return_form(facts)
    assert notice.title == "Announcement calling for comments on “农药经营许可证核发流程图”"
    assert [each.text for each in notice.paragraphs if each.kind == "heading"] == [
        "1. Period",
        "2. What is asked",
        "3. How to comment",
        "4. What becomes of comments",
        "5. Reports about persons",
    ]
    assert form.title == "Return form for comments on “农药经营许可证核发流程图”"
