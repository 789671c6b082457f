"""Notices: issued by the committee's chair, replied to by the section, accepted or given back."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import Notice, NoticeReply
from measures.models import Warning as Raised
from measures.notice_text import digest_of
from measures.permissions.notices import can_issue, can_issue_from, can_judge, can_reply
from measures.warning_states import NoticeKind, ReplyState, WarningDeed
from riskcontrol.accounts.models import Position, Unit, User
from riskcontrol.audit.actions import record

from .warnings import acted_on_by


@dataclass(frozen=True)
class NoticeFacts:
    """What a notice says: to whom, what was seen, what is required, by when."""

    kind: str
    section: Unit
    seen: str
    required: str
    due_on: datetime.date
    acts: Sequence[str] = ()
    position: Position | None = None


@transaction.atomic
def issue_notice(
    *, body: Unit, facts: NoticeFacts, warning: Raised | None = None, by: User
) -> Notice:
    """Issue a notice under the body's next number of the year, by hand or from a warning.

    The warning is acted on with it. Numbers follow one another without a gap and are never given
    twice; the digest of what it says stands in the ledger.
    """
    can_issue(by, body).enforce()
    if warning:
        can_issue_from(by, warning).enforce()
    _check(body, facts)
    today = timezone.localdate()
    notice = Notice(
        body=body,
        kind=facts.kind,
        year=today.year,
        number=_next_number(body, today.year),
        section=facts.section,
        position=facts.position,
        warning=warning,
        seen=facts.seen.strip(),
        required=facts.required.strip(),
        acts=list(facts.acts),
        due_on=facts.due_on,
        issued_by=by,
        issued_on=today,
    )
    notice.digest = digest_of(notice)
    notice.full_clean()
    notice.save(force_insert=True)
    if warning:
        acted_on_by(warning, WarningDeed.NOTICE, str(notice), by=by)
    record(verb="notice.issue", target=notice, by=by, sha256=notice.digest, to=str(notice.section))
    return notice


def _check(body: Unit, facts: NoticeFacts) -> None:
    if facts.section.body.pk != body.pk:
        raise ValidationError({"section": _("The section belongs to another body.")})
    if facts.position and facts.position.unit_id != facts.section.pk:
        raise ValidationError({"position": _("The position belongs to another section.")})
    if facts.due_on < timezone.localdate():
        raise ValidationError({"due_on": _("Choose a day from today on.")})
    if facts.kind == NoticeKind.DISPOSAL and not facts.acts:
        raise ValidationError({"acts": _("Say what a notice of disposal requires.")})
    if facts.kind == NoticeKind.CONTROL and facts.acts:
        raise ValidationError(
            {"acts": _("Talks, admonitions and circulars belong to a notice of disposal.")}
        )


def _next_number(body: Unit, year: int) -> int:
    """Give the number after the last one; the body is held until the commit."""
    Unit.objects.select_for_update(no_key=True).get(pk=body.pk)
    last = Notice.objects.filter(body=body, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@transaction.atomic
def reply_to_notice(*, notice: Notice, text: str, by: User) -> NoticeReply:
    """Say for the section what was done on a notice."""
    notice = _locked(notice)
    can_reply(by, notice).enforce()
    if not text.strip():
        raise ValidationError({"text": _("Write down what was done.")})
    reply = notice.replies.create(text=text.strip(), by=by)
    record(verb="notice.reply", target=notice, by=by, text=reply.text)
    return reply


@transaction.atomic
def accept_reply(*, notice: Notice, by: User) -> NoticeReply:
    """Accept the section's reply, so that the notice is done."""
    return _judge(notice, ReplyState.ACCEPTED, "", by=by)


@transaction.atomic
def return_reply(*, notice: Notice, reason: str, by: User) -> NoticeReply:
    """Give the section's reply back with the reason; it replies again."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it goes back.")})
    return _judge(notice, ReplyState.RETURNED, reason.strip(), by=by)


def _judge(notice: Notice, state: str, reason: str, *, by: User) -> NoticeReply:
    notice = _locked(notice)
    can_judge(by, notice).enforce()
    reply = notice.replies.get(state=ReplyState.WAITING)
    reply.state, reply.returned_because = state, reason
    reply.judged_by, reply.judged_at = by, timezone.now()
    reply.save()
    told: dict[str, Any] = {"reason": reason} if reason else {}
    record(verb=f"notice.{state}", target=notice, by=by, **told)
    return reply


def _locked(notice: Notice) -> Notice:
    return Notice.objects.for_page().select_for_update(of=("self",)).get(pk=notice.pk)
