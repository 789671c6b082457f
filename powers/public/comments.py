"""What the public may hand in, and what it may learn of it: comments and their receipts."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from powers import receipts
from powers.actions.comments import hand_in_comment as keep_comment
from powers.models import Comment, Posting, Referral

from .charts import chart_page, shown_version
from .rounds import PublicComment, public_comment


def comment_token() -> str:
    """Make the hidden token of a comment form just shown."""
    return receipts.new_token()


def hand_in_comment(*, code: str, step_key: str, body: str, token: str) -> str:
    """Hand in a comment on an open chart and give its receipt code; the same form again gives it again.

    Raises ValidationError with the words to show: the form is too old, was used for another text,
    or the chart takes no comments (any more).
    """
    try:
        receipt = receipts.code_of(receipts.nonce_of(token))
    except receipts.BadSignature:
        raise ValidationError(too_old(), code="expired") from None
    kept = Comment.objects.filter(receipt_hash=receipts.hash_of(receipt)).first()
    if kept is None:
        kept = _hand_in(code, step_key, body, token, receipts.hash_of(receipt))
    if (kept.body, kept.step_key) != (body, step_key):
        raise ValidationError(
            _(
                "You have handed in a comment from this form already. "
                "Hand in once more to send this text as another comment."
            ),
            code="used",
        )
    return receipt


def _hand_in(code: str, step_key: str, body: str, token: str, receipt_hash: str) -> Comment:
    if not receipts.is_fresh(token):
        raise ValidationError(too_old(), code="expired")
    page = chart_page(code)
    if page is None or not page.is_open:
        raise ValidationError(
            _("This chart takes no comments at present. Your text is still below."), code="closed"
        )
    if not body.strip():
        raise ValidationError(_("Write what you want to say."), code="empty")
    if step_key and step_key not in {step.item.key for step in page.steps}:
        raise ValidationError(_("Choose a step of this chart, or the whole chart."), code="step")
    return keep_comment(
        posting=page.posting, step_key=step_key, body=body, receipt_hash=receipt_hash
    )


def too_old() -> str:
    """Say that the form was open too long; the page brings the text back with a new token."""
    return _("This page was open for too long. Your text is still here: hand it in once more.")


@dataclass(frozen=True)
class Receipt:
    """What became of a comment, for whoever holds its code; of one passed on no more than that it was."""

    state: str
    chart_name: str = ""
    code: str = ""  # the chart's
    on_show: bool = False
    state_word: str = ""
    hidden_reason: str = ""
    comment: PublicComment | None = None


PASSED_ON = "passed"


def receipt(code: str) -> Receipt | None:
    """Find what became of a comment by its receipt code, or None where the code is not known."""
    receipt_hash = receipts.hash_of(code)
    kept = Comment.objects.with_posting().filter(receipt_hash=receipt_hash).first()
    if kept is None:
        known = Referral.objects.filter(receipt_hash=receipt_hash).exists()
        return Receipt(PASSED_ON) if known else None
    posting = kept.posting
    return Receipt(
        state=kept.state,
        chart_name=shown_version(posting).drawing["name"],
        code=posting.flowchart.code,
        on_show=Posting.objects.newest_public().filter(flowchart=posting.flowchart).exists(),
        state_word=kept.get_state_display(),
        hidden_reason=kept.hidden_words if kept.hidden_for else "",
        comment=public_comment(posting, kept),
    )
