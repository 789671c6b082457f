"""Hostile files: each is refused in the reader's words, nothing is kept of it, and memory stays bounded."""

import io
import resource
import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from measures.models import Attendance, Evidence, Occasion
from riskcontrol.audit.models import Entry
from riskpoints.models import Lead
from tests.factories.accounts import BodyFactory, committee_member, contributor
from tests.factories.education import session_of
from tests.factories.measures import OccasionFactory
from tests.lib.test_handed_files import bomb as picture_bomb
from tests.lib.workbooks import bomb, reaching

pytestmark = pytest.mark.django_db
MOST = 100 * 1024  # KiB by which this process may grow
MB = 1024 * 1024
PAGE = "xl/worksheets/sheet1.xml"


@pytest.fixture(autouse=True)
def _store_of_its_own(settings):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory}


def reading(language, user, client):
    """Let a person who reads in a language hand something in."""
    user.language = language
    user.save()
    client.force_login(user)
    return user


def polyglot():
    """A picture cut short, with a zip bomb behind it."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, "PNG")
    return out.getvalue()[:60] + bomb(PAGE)


NO_KIND = {
    "zh-hans": "“{name}”的内容不是 PDF、JPEG 或 PNG",
    "en": "“{name}” is not a PDF, a JPEG or a PNG",
}
EVIDENCE = {
    "a zip bomb as docx": ("台账.docx", lambda: bomb(PAGE), NO_KIND),
    "a zip bomb as xlsx": ("台账.xlsx", lambda: bomb(PAGE), NO_KIND),
    "a zip bomb as zip": ("台账.zip", lambda: bomb(PAGE), NO_KIND),
    "a zip bomb as PDF": ("台账.pdf", lambda: bomb(PAGE), NO_KIND),
    "a program as picture": ("台账.png", lambda: b"MZ\x90\x00" * 900, NO_KIND),
    "a page as picture": ("台账.jpg", lambda: b"<!doctype html><script>1</script>", NO_KIND),
    "a picture bomb": (
        "台账.png",
        lambda: picture_bomb(50_000),
        {"zh-hans": "“{name}”超过 4000 万像素", "en": "“{name}” has more than 40 million pixels"},
    ),
    "a bomb behind a picture": (
        "台账.png",
        polyglot,
        {"zh-hans": "“{name}”无法打开", "en": "“{name}” cannot be opened"},
    ),
    "one that is too large": (
        "台账.pdf",
        lambda: b"%PDF-1.7" + bytes(12 * MB),
        {"zh-hans": "附件合计超过 5 MB", "en": "Together the files are larger than 5 MB"},
    ),
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("name", "made", "words"), EVIDENCE.values(), ids=EVIDENCE)
def test_of_hostile_evidence_nothing_is_kept(client, language, name, made, words):
    occasion = OccasionFactory()
    reading(language, contributor(occasion.measure.section), client)
    said = {f"o{occasion.pk}-note": "抽查五件。", "submission_id": uuid.uuid4()}
    said[f"o{occasion.pk}-evidence"] = SimpleUploadedFile(f"../../{name}", made())
    entries = Entry.objects.count()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    answer = client.post(reverse("measures:occasion_carry_out", args=[occasion.pk]), said)

    assert answer.status_code == 422
    (told,) = answer.context["refused"].errors["evidence"]
    assert told.startswith(words[language].format(name=name))
    assert (Evidence.objects.count(), Entry.objects.count()) == (0, entries)
    assert Occasion.objects.get().done_at is None
    assert not default_storage.exists(f"evidence/{timezone.localdate().year}")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST


LARGE = {"zh-hans": "表格太大", "en": "The sheet is too large"}
SHEETS = {
    "a zip bomb": (lambda: bomb(PAGE), LARGE),
    "a bomb that lies about its size": (
        lambda: bomb(PAGE, announced=100),
        {"zh-hans": "表格打不开", "en": "The sheet cannot be opened"},
    ),
    "a cell far off": (lambda: reaching("XFD1048576"), LARGE),
    "one that is too large": (
        lambda: b"PK\x03\x04" + bytes(12 * MB),
        {"zh-hans": "文件超过5 MB", "en": "The file is larger than 5 MB"},
    ),
    "a picture as sheet": (
        lambda: picture_bomb(50_000),
        {
            "zh-hans": "文件既不是表格也不是文本",
            "en": "The file is neither a sheet nor a text",
        },
    ),
}


def attendance_page():
    """The page on which a sheet of who was there is handed in, and who may hand it in."""
    session = session_of()
    page = reverse("measures:attendance_import", args=[session.pk])
    return page, contributor(session.plan.section)


def leads_page():
    """The page on which a sheet of leads is handed in, and who may hand it in."""
    return reverse("riskpoints:lead_import"), committee_member(BodyFactory())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("place", [attendance_page, leads_page])
@pytest.mark.parametrize(("made", "words"), SHEETS.values(), ids=SHEETS)
def test_a_hostile_sheet_is_refused_and_nothing_entered(client, language, place, made, words):
    page, user = place()
    reading(language, user, client)
    entries = Entry.objects.count()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    file = SimpleUploadedFile("../名单.xlsx", made())
    answer = client.post(page, {"file": file, "do": "look", "submission_id": uuid.uuid4()})

    assert answer.status_code == 422
    (told,) = answer.context["form"].errors["file"]
    assert told.startswith(words[language])
    assert (Attendance.objects.count(), Lead.objects.count()) == (0, 0)
    assert Entry.objects.count() == entries
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST
