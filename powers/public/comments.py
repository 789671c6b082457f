"""What the public may hand in, and what it may learn of it: comments and their receipts."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from powers import receipts
from powers.actions.erasing import forget_sender
from powers.actions.handing_in import Said
from powers.actions.handing_in import hand_in_comment as keep_comment
from powers.drawing.outline import OutlineItem, outline
from powers.models import Comment, Policy, Posting, Referral
from powers.personal_data import kinds_in
from powers.querysets import today
from riskcontrol.lib.handed_files import CleanFile

from .charts import PostedChart, shown_version
from .rounds import PublicComment, public_comment

__all__ = ["CommentPage", "Receipt", "Said", "comment_page", "hand_in_comment", "receipt"]

# What the pages need of a posting, and no column more: it is read with every comment.
RELATED = ("flowchart__body__policy", "version", "final_version")
NEEDED = [
    *("opens", "closes", "settled_at", "stopped_on", "asked", "calculation"),
    *("flowchart__code", "flowchart__body__code"),
    *(f"flowchart__body__policy__{name}" for name in ("contact_months", "proof_of_work")),
    *(f"version__{name}" for name in ("number", "drawing", "facts")),
    *(f"final_version__{name}" for name in ("number", "drawing", "facts")),
]

# A form from which another text was handed in already.
USED = "used"
# What reads a form within so short a time is no person.
SOONEST = datetime.timedelta(seconds=3)


@dataclass(frozen=True)
class CommentPage(PostedChart):
    """The pages on which a comment is written: what may be said of the chart, and the body's rules."""

    policy: Policy

    @cached_property
    def steps(self) -> list[OutlineItem]:
        """The steps to choose from, as on the chart's page."""
        return outline(self.shown.drawing)

    @property
    def calculation(self) -> list[str]:
        """How the last day was counted, in sentences."""
        return self.posting.calculation_sentences

    @property
    def contact_months(self) -> int:
        """Name and contact are erased so many months after the posting is over."""
        return self.policy.contact_months

    @property
    def asks_for_proof(self) -> bool:
        """Whether the sender's device is to prove some work."""
        return self.policy.proof_of_work

    def preview(self, said: Said) -> PublicComment:
        """Give a comment as the public would read it if it were shown today."""
        return public_comment(
            self.posting, Comment(posting=self.posting, received_on=today(), **vars(said))
        )


def comment_page(code: str) -> CommentPage | None:
    """Give the page for comments on a chart, or None where the public sees no such chart.

    By simple queries, for it is asked with every comment: the same as `newest_public` tells of one.
    """
    found = Posting.objects.opened().filter(flowchart__code=code).order_by("-opens", "-pk")
    posting = found.select_related(*RELATED).only(*NEEDED).first()
    if posting is None or _is_withheld(posting):
        return None
    return CommentPage(posting, getattr(posting.flowchart.body, "policy", None) or Policy())


def _is_withheld(posting: Posting) -> bool:
    """Whether its chart serves powers none of which may be published."""
    powers = posting.flowchart.powers.order_by().values_list("withheld_ground", "withheld_approver")
    return bool(powers) and all(ground and approver for ground, approver in powers)


def personal_data_in(*texts: str) -> list[str]:
    """Name what seems to point at a person in the texts, for the one who is about to hand them in."""
    return [str(kind.label) for kind in kinds_in(*texts)]


def comment_token() -> str:
    """Make the hidden token of a comment form just shown."""
    return receipts.new_token()


def nonce_of(token: str) -> str:
    """Give what is random in a form's token, "" for one that is none of ours."""
    try:
        return receipts.nonce_of(token)
    except receipts.BadSignature:
        return ""


def token_problem(token: str) -> str:
    """Say why a form must be handed in anew, "" where its token is good."""
    return "" if nonce_of(token) and receipts.is_fresh(token) else too_old()


def is_too_fast(token: str) -> bool:
    """Whether a form of ours comes back faster than a person writes."""
    return bool(nonce_of(token)) and not receipts.is_older(token, SOONEST)


def repeated(said: Said, token: str) -> str:
    """Give the receipt code of a form that was handed in before, "" where it was not.

    One whose comment was passed on since gives its code as well, and makes no second comment.

    Raises ValidationError with the words to show where it was handed in with another text.
    """
    nonce = nonce_of(token)
    kept = _kept(nonce)
    if kept is None:
        return ""
    _check_same(kept, said)
    return receipts.code_of(nonce)


def _check_same(kept: tuple[str, str], said: Said) -> None:
    """Raise ValidationError where another text was handed in from the form before this one."""
    if kept != (said.body, said.step_key):
        raise ValidationError(
            _(
                "You have handed in a comment from this form already. "
                "Hand in once more to send this text as another comment."
            ),
            code=USED,
        )


def _kept(nonce: str) -> tuple[str, str] | None:
    """Find text and step of what was handed in from a form, with the unit or with the committee."""
    if not nonce:
        return None
    receipt_hash = receipts.hash_of(receipts.code_of(nonce))
    for model in (Comment, Referral):
        found = model._default_manager.filter(receipt_hash=receipt_hash)
        if kept := found.values_list("body", "step_key").first():
            return kept
    return None


def hand_in_on(
    page: CommentPage, *, said: Said, token: str, files: tuple[CleanFile, ...] = ()
) -> str:
    """Hand in a comment on an open chart and give its receipt code.

    Ask first whether it is `repeated`. Raises ValidationError with the words to show: the form is
    too old, the chart takes no comments (any more), or another text came from the form meanwhile.
    """
    _check(page, said, token)
    receipt = receipts.code_of(nonce_of(token))
    receipt_hash = receipts.hash_of(receipt)
    kept = keep_comment(posting=page.posting, said=said, receipt_hash=receipt_hash, files=files)
    _check_same((kept.body, kept.step_key), said)
    return receipt


def hand_in_comment(*, code: str, step_key: str, body: str, token: str) -> str:
    """Hand in a comment on a chart by its code; the same form again gives the same receipt code.

    Raises ValidationError as `repeated` and `hand_in_on` do.
    """
    said = Said(body, step_key)
    if receipt := repeated(said, token):
        return receipt
    page = comment_page(code)
    if page is None:
        raise ValidationError(not_open(), code="closed")
    return hand_in_on(page, said=said, token=token)


def _check(page: CommentPage, said: Said, token: str) -> None:
    """Raise ValidationError where a new comment cannot be taken as it is."""
    if problem := token_problem(token):
        raise ValidationError(problem, code="expired")
    if not page.is_open:
        raise ValidationError(not_open(), code="closed")
    if not said.body.strip():
        raise ValidationError(_("Write what you want to say."), code="empty")
    if said.step_key and said.step_key not in {item.key for item in page.steps}:
        raise ValidationError(_("Choose a step of this chart, or the whole chart."), code="step")


def not_open() -> str:
    """Say that the chart takes no comments."""
    return _("This chart takes no comments at present. Your text is still below.")


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
    knows_sender: bool = False  # a name or a contact is kept


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
        knows_sender=bool(kept.name or kept.contact),
    )


def forget(code: str) -> None:
    """Take name and contact out of the comment with this receipt code, as its sender asks."""
    kept = Comment.objects.with_sender().filter(receipt_hash=receipts.hash_of(code)).first()
    if kept:
        forget_sender(comment=kept)
