"""Who may open what was handed in with a comment."""

from django.utils.translation import gettext as _

from powers.models import Attachment
from powers.permissions.postings import POSTING_PERMISSIONS
from riskcontrol.accounts.models import User
from riskcontrol.lib.decisions import ALLOW, Decision, deny


def can_open_attachment(user: User, attachment: Attachment) -> Decision:
    """Whether he may open a file: who answers or moderates comments there; with a referral its committee.

    Ask it of what he may see at all (`Attachment.objects.visible_to`): a file that was passed on is
    visible to the committee alone.
    """
    if attachment.comment is None:
        return ALLOW
    section = attachment.comment.posting.flowchart.section
    if any(user.may(permission, section) for permission in POSTING_PERMISSIONS):
        return ALLOW
    return deny(_("Files of the public are opened by those who answer or moderate comments."))
