"""Files of strangers: known by their content, written anew, and refused in clear words."""

import io
import struct
import time
import zlib

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader

from riskcontrol.lib.handed_files import LARGEST, clean_file

MARK = b"MARKED-CAMERA"


def picture(kind="JPEG", size=(60, 40), **how):
    """A picture with all that a camera writes beside it: place, maker, turned, a comment."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = MARK.decode(), 6
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 45.0, 12.0), 3: "E", 4: (120.0, 45.0, 0.0)})
    told = PngInfo()
    told.add_text("Comment", MARK.decode())
    more = {"JPEG": {"comment": MARK}, "PNG": {"pnginfo": told}}[kind]
    out = io.BytesIO()
    made = Image.new("RGB", size, "white")
    made.putpixel((0, 0), (200, 0, 0))
    made.save(out, kind, exif=exif, icc_profile=MARK, **(more | how))
    return out.getvalue()


def pdf(change=lambda _pdf: None):
    """A PDF of one page, changed in some way."""
    made = pikepdf.new()
    made.add_blank_page()
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def refused(name, content):
    """What is said of a file that is not taken, in English."""
    with override("en"), pytest.raises(ValidationError) as said:
        clean_file(name, content)
    return said.value.messages


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", "jpg"), ("PNG", "png")])
def test_a_picture_keeps_its_pixels_and_nothing_else(kind, suffix):
    content = picture(kind)
    assert MARK in content
    file = clean_file(f"IMG.{suffix}", content)
    made = Image.open(io.BytesIO(file.content))
    assert (file.name, file.kind) == (f"IMG.{suffix}", f"image/{kind.lower()}")
    assert (MARK in file.content, dict(made.getexif()), made.size) == (False, {}, (40, 60))
    assert "icc_profile" not in made.info


def test_what_hangs_behind_a_picture_is_gone():
    file = clean_file("a.png", picture("PNG") + b"PK\x03\x04 an archive")
    assert b"an archive" not in file.content


def test_a_picture_with_a_palette_keeps_what_is_clear():
    made = Image.new("P", (8, 8))
    made.info["transparency"] = 0
    out = io.BytesIO()
    made.save(out, "PNG")
    found = Image.open(io.BytesIO(clean_file("a.png", out.getvalue()).content))
    assert (found.mode, found.info) == ("P", {"transparency": 0})


def test_a_picture_in_print_colours_becomes_one_for_the_screen():
    out = io.BytesIO()
    Image.new("CMYK", (8, 8)).save(out, "JPEG")
    assert Image.open(io.BytesIO(clean_file("a.jpg", out.getvalue()).content)).mode == "RGB"


def test_the_content_decides_and_the_name_follows():
    assert clean_file("photo.pdf", picture()).name == "photo.jpg"
    assert clean_file("ohne Endung", pdf()).name == "ohne Endung.pdf"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\Users\\张三\\照片.png", "照片.png"),
        ("a\x00b\u202egnp.exe.png", "abgnp.exe.png"),
        ("  ", "file.png"),
        ("长" * 300 + ".png", "长" * 100 + ".png"),
    ],
)
def test_a_name_loses_its_folders_and_its_unseen_signs(name, kept):
    with override("en"):
        assert clean_file(name, picture("PNG")).name == kept


def test_a_pdf_loses_what_it_says_of_its_maker():
    def change(made):
        made.docinfo["/Author"] = MARK.decode()
        with made.open_metadata() as told:
            told["dc:creator"] = [MARK.decode()]
        photo = made.make_stream(picture())
        photo.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Filter=pikepdf.Name.DCTDecode,
            Width=60,
            Height=40,
            BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceRGB,
        )
        made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=photo))

    content = pdf(change)
    assert MARK in content
    file = clean_file("报告.pdf", content)
    found = PdfReader(io.BytesIO(file.content))
    assert (file.name, file.kind, MARK in file.content) == ("报告.pdf", "application/pdf", False)
    assert (found.metadata, len(found.pages)) == (None, 1)
    assert found.pages[0].images[0].image.size == (60, 40)


@pytest.mark.parametrize("content", [pdf(), picture(), picture("PNG")])
def test_the_same_file_is_the_same_later_too_and_a_kept_one_handed_in_again(content):
    """By its digest a file is known that is kept already; a second later a clock would show in it."""
    first = clean_file("a", content)
    time.sleep(1.1)  # the writer asks the system in C for the second, which no test can move
    assert clean_file("a", content).digest == first.digest
    if first.kind == "application/pdf":
        assert clean_file("a", first.content).digest == first.digest


def open_action(**action):
    """A change that lets a PDF do something when it is opened."""

    def change(made):
        made.Root.OpenAction = pikepdf.Dictionary(**action)

    return change


def with_file(made):
    made.attachments["x.exe"] = b"MZ"


def hidden_deep(made):
    link = pikepdf.Dictionary(A=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
    made.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Kids=pikepdf.Array([link]))])


def dynamic_form(made):
    made.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.String("<xdp/>"))


SCRIPT = ["“a.pdf” holds a script or an active form. Print it as a new PDF."]
LAUNCH = ["“a.pdf” would start a program or send data. Print it as a new PDF."]
INSIDE = ["“a.pdf” has other files inside. Print it as a new PDF."]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (open_action(S=pikepdf.Name.JavaScript, JS="app.alert(1)"), SCRIPT),
        (hidden_deep, SCRIPT),
        (dynamic_form, SCRIPT),
        (open_action(S=pikepdf.Name.Launch, F="cmd.exe"), LAUNCH),
        (open_action(S=pikepdf.Name.SubmitForm, F="http://x.example"), LAUNCH),
        (with_file, INSIDE),
        (open_action(S=pikepdf.Name.GoToE), INSIDE),
    ],
    ids=["script", "deep", "xfa", "launch", "submit", "file", "embedded"],
)
def test_a_pdf_that_acts_or_carries_is_refused(change, said):
    assert refused("a.pdf", pdf(change)) == said


def test_a_harmless_action_of_a_pdf_is_taken():
    def first_page(made):
        made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])

    assert clean_file("a.pdf", pdf(first_page)).kind == "application/pdf"


def locked():
    made = pikepdf.new()
    made.add_blank_page()
    out = io.BytesIO()
    made.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def bomb(side):
    """A PNG of a few hundred bytes that says it has side × side pixels."""

    def chunk(kind, data):
        packed = struct.pack(">I", len(data)) + kind + data
        return packed + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.png", b"", "“a.png” is empty. Choose another file, or none."),
        (
            "a.pdf",
            b"MZ\x90\x00" * 50,
            "“a.pdf” is not a PDF, a JPEG or a PNG, whatever it is called. Save it as one of them.",
        ),
        (
            "a.png",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "“a.png” is not a PDF, a JPEG or a PNG, whatever it is called. Save it as one of them.",
        ),
        (
            "a.pdf",
            b"\xef\xbb\xbf<!doctype html>%PDF-1.4",
            "“a.pdf” is not a PDF, a JPEG or a PNG, whatever it is called. Save it as one of them.",
        ),
        (
            "a.jpg",
            picture()[:400],
            "“a.jpg” cannot be opened. Save it anew, or choose another file.",
        ),
        (
            "a.pdf",
            b"%PDF-1.7 and nothing",
            "“a.pdf” cannot be opened. Save it anew, or choose another file.",
        ),
        (
            "a.png",
            bomb(100_000),
            "“a.png” has more than 40 million pixels. Make the picture smaller.",
        ),
        ("a.pdf", locked(), "“a.pdf” is locked with a password. Save it without one."),
        (
            "a.png",
            bytes(LARGEST + 1),
            "“a.png” is larger than 5 MB. Make it smaller, or leave it out.",
        ),
    ],
    ids=["empty", "exe", "svg", "html", "cut", "no pdf", "bomb", "locked", "one byte too many"],
)
def test_what_is_wrong_is_said(name, content, said):
    assert refused(name, content) == [said]


def test_a_picture_of_zeros_that_unpacks_to_much_is_refused_in_time():
    out = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(out, "PNG")
    assert len(out.getvalue()) < 20_000
    assert refused("a.png", out.getvalue()) == [
        "“a.png” has more than 40 million pixels. Make the picture smaller."
    ]


def test_a_pdf_that_unpacks_to_much_breaks_its_reader_alone():
    packed = zlib.compress(b"1 0 " * 250_000_000, 1)
    content = (
        b"%PDF-1.5\n1 0 obj<</Type/ObjStm/N 100000000/First 900000000/Filter/FlateDecode/Length "
        + str(len(packed)).encode()
        + b">>stream\n"
        + packed
        + b"\nendstream endobj\n2 0 obj<</Type/Catalog/Pages 3 0 R>>endobj\n"
        + b"trailer<</Root 2 0 R>>\n%%EOF"
    )
    assert len(content) < LARGEST
    assert len(refused("a.pdf", content)) == 1
