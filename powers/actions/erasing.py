"""What was kept of a sender goes when its time is over, and files that belong to nothing."""

import datetime
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from powers.models import Attachment, Comment, Posting
from riskcontrol.audit.actions import record

# A file is written before its row is committed; after a day it belongs to no transaction any more.
ORPHAN = datetime.timedelta(days=1)
FOLDER = "attachments"


@transaction.atomic
def erase_senders(*, posting: Posting) -> int:
    """Take names and contacts out of a posting's comments and give of how many; the texts stay.

    What was passed on to the committee is not touched: it keeps what it needs.
    """
    Posting.objects.select_for_update().get(pk=posting.pk)
    count = posting.comments.with_sender().update(name="", contact="", name_shown=False)
    if count:
        # Nobody's act, as the end of a posting is.
        record(verb="comment.erase-senders", target=posting, by=None, count=count)
    return count


@transaction.atomic
def forget_sender(*, comment: Comment) -> None:
    """Take name and contact out of one comment, because its sender asks for it."""
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    comment.name, comment.contact, comment.name_shown = "", "", False
    comment.save(update_fields=["name", "contact", "name_shown"])
    label = comment.posting.version.drawing["name"]
    record(verb="comment.forget-sender", target=comment, by=None, label=label)


def clear_away_files() -> int:
    """Remove files that no row knows, left by a process that was killed in between; give how many."""
    known = set(Attachment.objects.values_list("file", flat=True))
    lost = [name for name in _files() if name not in known and _is_old(name)]
    for name in lost:
        default_storage.delete(name)
    return len(lost)


def _files() -> list[str]:
    """Name every file that was handed in, folder by folder."""
    if not default_storage.exists(FOLDER):
        return []
    years, _none = default_storage.listdir(FOLDER)
    return [
        str(PurePosixPath(FOLDER, year, name))
        for year in years
        for name in default_storage.listdir(f"{FOLDER}/{year}")[1]
    ]


def _is_old(name: str) -> bool:
    return default_storage.get_modified_time(name) < timezone.now() - ORPHAN
