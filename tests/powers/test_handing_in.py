"""Handing in: what is held, where the queue ends, and that no file outlives a failure."""

import datetime
import os
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from powers.actions import handing_in
from powers.actions.handing_in import Said, hand_in_comment
from powers.models import Attachment, Comment
from riskcontrol.audit.models import Detail, Entry
from riskcontrol.lib.handed_files import CleanFile
from tests.factories.powers import CommentFactory, drawn_chart, posted

pytestmark = pytest.mark.django_db
FILE = CleanFile("照片.png", "image/png", b"\x89PNG of four colours")
TEXT = "希望在办事指南里写明需要哪些材料、几个工作日内答复。"


@pytest.fixture
def posting():
    return posted(drawn_chart())


@pytest.fixture
def on_disk(settings, tmp_path):
    """Files as an installation keeps them."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
        }
    }
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def hand_in(posting, text=TEXT, *, receipt="a", files=(), **who):
    return hand_in_comment(
        posting=posting, said=Said(text, **who), receipt_hash=receipt * 64, files=files
    )


def files_in(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_an_ordinary_comment_is_held_for_nothing(posting):
    comment = hand_in(posting, name="李四", contact="a@b.example", name_shown=True)
    assert (comment.held_for, comment.published_on) == ("", None)
    assert (comment.name, comment.contact, comment.name_shown) == ("李四", "a@b.example", True)


@pytest.mark.parametrize(
    ("text", "who", "held"),
    [
        ("请打13800138000。", {}, "personal"),
        (TEXT, {"name": "13800138000", "name_shown": True}, "personal"),
        (TEXT, {"name": "13800138000"}, ""),
        (TEXT, {"contact": "13800138000"}, ""),
    ],
)
def test_personal_data_that_would_be_read_by_all_is_held(posting, text, who, held):
    assert hand_in(posting, text, **who).held_for == held


def test_a_like_comment_on_the_same_posting_is_held(posting):
    hand_in(posting)
    CommentFactory(body="另一图上的话，与此处不同。")
    assert hand_in(posting, TEXT + "谢谢", receipt="b").held_for == "like"
    assert hand_in(posting, "另一图上的话，与此处不同。", receipt="c").held_for == ""


def test_more_than_a_days_number_is_held(posting, settings):
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"chart_a_day": 2}
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    CommentFactory.create_batch(3, posting=posting, received_on=yesterday, body="昨天的")
    CommentFactory.create_batch(3, posting=posting, channel="letter", body="信里的")
    texts = ["办理时限太长", "收费依据不明", "窗口电话打不通"]
    held = [hand_in(posting, text, receipt=text[0]).held_for for text in texts]
    assert held == ["", "", "many"]


def test_a_full_queue_takes_no_more_until_somebody_decides(posting, settings):
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"chart_waiting": 2}
    waiting = CommentFactory.create_batch(2, posting=posting)
    with pytest.raises(ValidationError) as refused:
        hand_in(posting)
    assert refused.value.code == "full"
    Comment.objects.filter(pk=waiting[0].pk).update(published_on=timezone.localdate())
    assert hand_in(posting).pk


def test_a_comment_is_compared_with_a_bounded_number(posting, django_assert_num_queries):
    CommentFactory.create_batch(3, posting=posting, body="三条")
    hand_in(posting, "先走一遍。")
    # read, savepoint, comment, the ledger's head, entry, detail, release; PostgreSQL locks the chain
    with django_assert_num_queries(7 + (connection.vendor == "postgresql")):
        hand_in(posting, "一条。", receipt="b")


def test_files_lie_under_random_names_with_their_digest(posting, on_disk):
    comment = hand_in(posting, files=(FILE, FILE))
    kept = list(comment.attachments.all())
    assert [(one.name, one.kind, one.size, one.digest) for one in kept] == [
        (FILE.name, FILE.kind, len(FILE.content), FILE.digest)
    ] * 2
    assert sorted(files_in(on_disk)) == sorted(Path(one.file.path) for one in kept)
    assert {Path(one.file.path).read_bytes() for one in kept} == {FILE.content}
    assert "照片" not in str(files_in(on_disk))
    detail = Detail.objects.get(entry__verb="comment.hand-in")
    assert detail.content == {"step": "", "files": [FILE.digest] * 2}


def test_a_file_tells_the_day_alone_and_is_for_the_service_alone(posting, on_disk):
    hand_in(posting, files=(FILE,))
    (path,) = files_in(on_disk)
    written = datetime.datetime.fromtimestamp(path.stat().st_mtime, tz=datetime.UTC)
    assert timezone.localtime(written).time() == datetime.time()
    assert [oct(one.stat().st_mode & 0o777) for one in (path, path.parent)] == ["0o600", "0o700"]


def test_no_file_stays_when_a_later_step_fails(posting, on_disk, settings):
    def fails(**_told):
        assert len(files_in(on_disk)) == 1
        raise RuntimeError

    real, handing_in.record = handing_in.record, fails
    try:
        with pytest.raises(RuntimeError):
            hand_in(posting, files=(FILE,))
    finally:
        handing_in.record = real
    assert (files_in(on_disk), Comment.objects.count(), Attachment.objects.count()) == ([], 0, 0)


def test_a_store_that_cannot_be_written_is_told_and_nothing_is_kept(posting, settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }
    settings.MEDIA_ROOT = blocked
    with pytest.raises(ValidationError) as refused:
        hand_in(posting, files=(FILE,))
    assert (refused.value.code, Comment.objects.count(), Entry.objects.count()) == ("files", 0, 0)
    assert blocked.read_text() == "no folder"


def test_a_second_file_that_cannot_be_written_takes_the_first_along(posting, on_disk):
    def written_once(path, times):
        if len(files_in(on_disk)) == 2:
            raise OSError(28, "No space left on device")
        return real(path, times)

    real, os.utime = os.utime, written_once
    try:
        with pytest.raises(ValidationError):
            hand_in(posting, files=(FILE, FILE))
    finally:
        os.utime = real
    assert (files_in(on_disk), Comment.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_a_twin_that_came_between_is_the_one_that_is_kept(posting, on_disk):
    first = hand_in(posting, files=(FILE,))
    twin = hand_in(posting, files=(FILE,))
    assert (twin.pk, len(files_in(on_disk))) == (first.pk, 1)
    assert transaction.get_autocommit()


def test_the_store_of_the_tests_is_emptied_as_well(posting):
    hand_in(posting, files=(FILE,))
    assert default_storage.exists(Attachment.objects.get().file.name)
