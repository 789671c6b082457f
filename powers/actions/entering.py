"""What came by letter, telephone, meeting, box or portal is entered by hand and treated like the rest."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from powers.models import Comment, Posting
from powers.permissions.moderation import can_enter
from powers.personal_data import kinds_in
from powers.querysets import today
from powers.states import Channel, HeldFor
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskcontrol.audit.models import Chain


@dataclass(frozen=True)
class Entered:
    """What is entered of a comment: how and when it came, where it is kept, and what it says."""

    channel: str
    source: str
    received_on: datetime.date
    body: str
    step_key: str = ""
    name: str = ""
    contact: str = ""
    name_shown: bool = False


@transaction.atomic
def enter_comment(*, posting: Posting, entered: Entered, receipt_hash: str, by: User) -> Comment:
    """Keep a comment that did not come by the public's page; the same receipt hash gives it again.

    Raises ValidationError where the day lies outside the posting, the step is not on its chart, or
    the receipt belongs to another text. The entry stands in the committee's chain: what is entered
    may turn out to accuse somebody (docs/adr/0015).
    """
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    can_enter(by, posting).enforce()
    check_entered(posting, entered)
    fields = vars(entered) | {"posting": posting, "entered_by": by}
    held = {"held_for": reason_to_hold(entered)}
    comment, new = Comment.objects.get_or_create(receipt_hash=receipt_hash, defaults=fields | held)
    if new:
        record(
            verb="comment.enter",
            target=posting,
            by=by,
            in_chain=Chain.COMMITTEE,
            comment=comment.public_id,
        )
    elif any(getattr(comment, name) != value for name, value in fields.items()):
        raise ValidationError(
            _(
                "This form was saved already with another text. Save once more to enter this one too."
            )
        )
    return comment


def reason_to_hold(entered: Entered) -> str:
    """Say whether the moderator looks first, as at what comes by the page: where it may hold personal data."""
    shown = entered.name if entered.name_shown else ""
    return HeldFor.PERSONAL if kinds_in(entered.body, shown) else ""


def check_entered(posting: Posting, entered: Entered) -> None:
    """Raise ValidationError, by field, for what cannot have come in on this posting."""
    problems = {}
    if entered.channel == Channel.PAGE or entered.channel not in Channel.values:
        problems["channel"] = _("Choose how it came in.")
    if not entered.body.strip():
        problems["body"] = _("Enter what was said.")
    if words := day_problem(posting, entered.received_on):
        problems["received_on"] = words
    steps = {step["key"] for step in posting.version.drawing["steps"]}
    if entered.step_key and entered.step_key not in steps:
        problems["step_key"] = _("Choose a step of this chart, or the whole chart.")
    if problems:
        raise ValidationError(problems)


def day_problem(posting: Posting, received_on: datetime.date) -> str:
    """Say what is wrong with the day a comment came in, or nothing."""
    if received_on > today():
        return _("This day has not come yet.")
    if received_on < posting.opens:
        day = date_format(posting.opens)
        return _("The posting opened on %(day)s; what came before is not about it.") % {"day": day}
    if received_on > posting.closes:
        day = date_format(posting.closes)
        return _("Comments were taken until %(day)s; this came in later.") % {"day": day}
    return ""
