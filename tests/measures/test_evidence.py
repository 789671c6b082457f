"""Files that show what was done: checked by what they are, in the ledger by their hash, never replaced."""

import datetime
import io
from functools import partial

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from measures.actions.occasions import send_back, verify_occasion
from measures.jobs import run_day
from measures.models import Evidence, Occasion
from riskcontrol.audit.models import Detail, Entry
from tests.factories.accounts import contributor, section_head
from tests.factories.measures import OccasionFactory

pytestmark = pytest.mark.django_db
FOLDER = f"evidence/{timezone.localdate().year}"


@pytest.fixture(autouse=True)
def _store_of_its_own(settings):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory}


def picture(colour="white"):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def png(name="台账.png", colour="white"):
    return SimpleUploadedFile(name, picture(colour))


@pytest.fixture
def occasion():
    return OccasionFactory()


@pytest.fixture
def doer(client, occasion):
    user = contributor(occasion.measure.section)
    client.force_login(user)
    return user


def report(client, occasion, *files, note="抽查五件，附台账。"):
    sent = {f"o{occasion.pk}-note": note, f"o{occasion.pk}-evidence": files}
    return client.post(reverse("measures:occasion_carry_out", args=[occasion.pk]), sent)


def kept():
    return list(Evidence.objects.values_list("name", "kind", "added_by"))


def test_files_stay_with_the_report_and_their_hashes_in_the_ledger(client, occasion, doer):
    assert report(client, occasion, png(), png("现场.jpg.png", "red")).status_code == 302

    assert kept() == [
        ("台账.png", "image/png", doer.pk),
        ("现场.jpg.png", "image/png", doer.pk),
    ]
    entry = Entry.objects.about(occasion.measure).get(verb="occasion.carry_out")
    told = Detail.objects.get(entry=entry).content
    assert told["evidence"] == {one.name: one.digest for one in Evidence.objects.all()}
    page = client.get(reverse("measures:detail", args=[occasion.measure_id])).content.decode()
    for one in Evidence.objects.all():
        assert reverse("measures:evidence", args=[one.public_id]) in page


def test_a_file_is_handed_out_to_readers_of_the_measure_alone(client, occasion, doer):
    report(client, occasion, png())
    address = reverse("measures:evidence", args=[Evidence.objects.get().public_id])

    handed_out = client.get(address)
    assert handed_out["Content-Disposition"].startswith("attachment")
    assert handed_out["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(handed_out.content)).size == (8, 8)

    client.force_login(contributor(OccasionFactory().measure.section))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.pdf", b"PK\x03\x04" + b"0" * 2000), "不是 PDF、JPEG 或 PNG"),
        (SimpleUploadedFile("a.png", b""), "空"),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.7 nothing"), "无法打开"),
        (SimpleUploadedFile("大.png", b"\x89PNG" + b"0" * (5 * 1024 * 1024)), "5"),
    ],
    ids=["a zip that says it is a PDF", "empty", "broken", "large"],
)
def test_what_is_no_evidence_is_refused_and_nothing_typed_is_lost(
    client, occasion, doer, file, said
):
    file.seek(0)
    answer = report(client, occasion, png(), file, note="抽查五件。")

    assert answer.status_code == 422
    assert said in str(answer.context["refused"].errors["evidence"])
    assert "抽查五件。" in answer.content.decode()
    assert (kept(), Occasion.objects.get().done_at) == ([], None)
    assert not default_storage.exists(FOLDER)


def test_whose_file_is_kept_with_it_does_not_verify_what_another_reports(client, occasion):
    section = occasion.measure.section
    first, other, third = section_head(section), section_head(section), section_head(section)
    client.force_login(first)
    report(client, occasion, png())
    send_back(occasion=occasion, reason="看不清。", by=other)
    client.force_login(third)
    report(client, occasion, png("新台账.png", "red"))

    occasion.refresh_from_db()
    for act in (verify_occasion, partial(send_back, reason="还是看不清。")):
        with pytest.raises(PermissionDenied, match="您上传的文件"):
            act(occasion=occasion, by=first)
    verify_occasion(occasion=occasion, by=other)
    assert Occasion.objects.get().verified_by == other


def test_four_files_are_too_many(client, occasion, doer):
    answer = report(client, occasion, *(png(f"{n}.png") for n in range(4)))
    assert answer.status_code == 422
    assert kept() == []


def test_a_name_with_folders_loses_them(client, occasion, doer):
    report(client, occasion, png("..\\..\\windows\\台账.png"))
    evidence = Evidence.objects.get()
    assert evidence.name == "台账.png"
    assert evidence.file.name == f"evidence/{timezone.localdate().year}/{evidence.public_id}.png"


def test_after_it_was_sent_back_the_old_file_stays_and_is_not_taken_twice(client, occasion, doer):
    report(client, occasion, png())
    send_back(occasion=occasion, reason="看不清。", by=section_head(occasion.measure.section))

    again = report(client, occasion, png("改名.png"))
    assert again.status_code == 422
    assert "台账" not in str(again.context["refused"].errors["evidence"])
    assert default_storage.listdir(FOLDER) == ([], [f"{Evidence.objects.get().public_id}.png"])

    assert report(client, occasion, png("新台账.png", "red")).status_code == 302
    assert [name for name, _kind, _by in kept()] == ["台账.png", "新台账.png"]


def test_the_database_lets_nobody_replace_or_remove_one(client, occasion, doer):
    report(client, occasion, png())
    for act in (
        lambda: Evidence.objects.update(name="别的.png"),
        lambda: Evidence.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


def test_the_day_clears_away_what_no_row_knows(client, occasion, doer):
    report(client, occasion, png())
    (one,) = Evidence.objects.all()
    lost = default_storage.save(f"{FOLDER}/lost.png", ContentFile(b"x"))
    run_day(timezone.localdate())
    assert default_storage.exists(lost)

    with time_machine.travel(timezone.now() + datetime.timedelta(days=1, minutes=1)):
        run_day(timezone.localdate())

    assert [default_storage.exists(name) for name in (lost, one.file.name)] == [False, True]
