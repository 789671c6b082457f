"""A comment of the public is handed in: kept with its files, held where somebody must look first."""

import datetime
import os
import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from powers.likeness import is_like_any
from powers.models import Attachment, Comment, Posting
from powers.personal_data import kinds_in
from powers.querysets import today
from powers.states import Channel, HeldFor
from riskcontrol.audit.actions import record
from riskcontrol.lib.handed_files import CleanFile
from riskcontrol.lib.kept_files import removed_unless_kept, write

# A comment is set beside so many of the newest on its posting, so that the work has an end.
COMPARED = 50


@dataclass(frozen=True)
class Said:
    """What somebody wrote: on which step ("" for the whole chart), and who he is if he says so."""

    body: str
    step_key: str = ""
    name: str = ""
    contact: str = ""
    name_shown: bool = False


def hand_in_comment(
    *, posting: Posting, said: Said, receipt_hash: str, files: tuple[CleanFile, ...] = ()
) -> Comment:
    """Keep a comment of the public with its files; the same receipt hash again gives the one kept before.

    Of the time the day alone is kept, and nothing of where it came from. Raises ValidationError
    where so many wait on this posting that no more are taken, or the files cannot be written.
    """
    held_for = reason_to_hold(posting, said)
    try:
        return _kept_anew(posting, said, receipt_hash, held_for, files)
    except IntegrityError:
        # A twin of the same form came between: it is the one that is kept.
        return Comment.objects.get(receipt_hash=receipt_hash)


def _kept_anew(
    posting: Posting, said: Said, receipt_hash: str, held_for: str, files: tuple[CleanFile, ...]
) -> Comment:
    with removed_unless_kept() as written, transaction.atomic():
        comment = Comment.objects.create(
            posting=posting,
            receipt_hash=receipt_hash,
            received_on=today(),
            held_for=held_for,
            **vars(said),
        )
        digests = [_keep(comment, file, written).digest for file in files]
        detail: dict[str, Any] = {"step": said.step_key} | ({"files": digests} if digests else {})
        label = posting.version.drawing["name"]
        record(verb="comment.hand-in", target=comment, by=None, label=label, **detail)
    return comment


def reason_to_hold(posting: Posting, said: Said) -> str:
    """Say for what the moderator looks first, "" for nothing: HeldFor.

    Raises ValidationError once the posting's queue is full. It may be passed by as many as are
    handed in at the same moment.
    """
    most, a_day = settings.COMMENT_LIMITS["chart_waiting"], settings.COMMENT_LIMITS["chart_a_day"]
    told = posting.comments.order_by("-pk").values_list("body", "channel", "received_on")
    newest = list(told[: max(COMPARED, a_day)])
    # Only where there are many at all is it asked how many of them wait.
    if len(newest) >= min(COMPARED, most) and _waiting(posting, most) >= most:
        raise ValidationError(queue_is_full(), code="full")
    if kinds_in(said.body, said.name if said.name_shown else ""):
        return HeldFor.PERSONAL
    if is_like_any(said.body, (body for body, _channel, _day in newest[:COMPARED])):
        return HeldFor.LIKE
    came_today = [1 for _body, *how in newest if how == [Channel.PAGE, today()]]
    return HeldFor.MANY if len(came_today) >= a_day else ""


def _waiting(posting: Posting, most: int) -> int:
    """Count what nobody has decided on yet, and stop counting at the most."""
    return posting.comments.undecided()[:most].count()


def queue_is_full() -> str:
    """Say that no more comments are taken for the time being."""
    return str(
        _(
            "So many comments on this chart wait to be looked at that no more are taken at present. "
            "Your text is still here: keep a copy and hand it in tomorrow, or send it by letter."
        )
    )


def _keep(comment: Comment, file: CleanFile, written: list[str]) -> Attachment:
    """Write a file under a random name, of this day and no hour."""
    attachment = Attachment(comment=comment)
    try:
        write(attachment, file, secrets.token_hex(16), written)
        _set_to_midnight(written[-1])
    except OSError as problem:
        raise ValidationError(
            _(
                "The files cannot be kept at present. Your text is still here: hand it in without "
                "them, or try again later."
            ),
            code="files",
        ) from problem
    attachment.save()
    return attachment


def _set_to_midnight(name: str) -> None:
    """Let the file on disk tell the day alone, as the row does. A store elsewhere keeps its own time."""
    if isinstance(default_storage, FileSystemStorage):
        midnight = timezone.make_aware(datetime.datetime.combine(today(), datetime.time()))
        os.utime(default_storage.path(name), (midnight.timestamp(), midnight.timestamp()))
