"""What was kept of a sender goes when its time is over, and files that belong to nothing."""

from django.db import transaction

from powers.models import Attachment, Comment, Posting
from riskcontrol.audit.actions import record
from riskcontrol.lib.kept_files import clear_away


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
    """Remove files of the public that no row knows; give how many."""
    return clear_away("attachments", known=Attachment.objects.values_list("file", flat=True))
