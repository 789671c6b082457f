"""What people said about a posted chart, the answers, and what the committee alone may see."""

import string

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from powers.comment_querysets import AttachmentQuerySet, CommentQuerySet, ReferralQuerySet
from powers.states import (
    Channel,
    CommentState,
    HeldFor,
    HiddenFor,
    Outcome,
    ReferralState,
)
from riskcontrol.accounts.models import Unit

from .postings import Posting

USER = settings.AUTH_USER_MODEL


def new_public_id() -> str:
    """Make the name of a comment in addresses and forms; a row number would tell of gaps."""
    return get_random_string(12, string.ascii_lowercase + string.digits)


class Comment(models.Model):
    """What somebody said about a posted chart or one step of it. Nothing tells who it was but what he wrote."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="comments")
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    step_key = models.CharField(_("step"), max_length=60, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.PAGE)
    body = models.TextField(_("comment"), max_length=2000)
    name = models.CharField(_("name of the sender"), max_length=50, blank=True)
    contact = models.CharField(_("contact of the sender"), max_length=100, blank=True)
    name_shown = models.BooleanField(_("the name may be shown"), default=False)
    received_on = models.DateField()
    # Keyed hash of the receipt code; the code itself is shown once and never stored.
    receipt_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - unique, and none for what a dossier brought
    # Who entered what came by letter, telephone, meeting, box or portal, and where it is kept.
    entered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    source = models.CharField(_("where it came from"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=CommentState, default=CommentState.RECEIVED)
    held_for = models.CharField(max_length=10, choices=HeldFor, blank=True)
    assigned_to = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    # What the section asks of the moderator: not to show it, to merge it, to pass it on.
    suggestion = models.CharField(_("note to the moderator"), max_length=300, blank=True)
    suggested_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    # The last day on which whoever must act was reminded of it by mail.
    reminded_on = models.DateField(null=True)
    # Shown to the public from this day on, with or without its answer.
    published_on = models.DateField(null=True)
    published_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    # Whether the body asked for a second person on that day: then another had decided on it.
    by_two = models.BooleanField(default=False)
    # The last who decided on showing, hiding, redacting or merging it.
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    hidden_for = models.CharField(
        _("reason for not showing it"), max_length=12, choices=HiddenFor, blank=True
    )
    hidden_reason = models.CharField(_("in words"), max_length=300, blank=True)
    # What is shown in place of the body where part of it was taken out; the committee reads the rest.
    shown_body = models.TextField(_("comment as it is shown"), max_length=2000, blank=True)
    redaction_reason = models.CharField(_("why part is not shown"), max_length=300, blank=True)
    redacted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    redacted_on = models.DateField(null=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name=_("merged with")
    )
    origin = models.CharField(max_length=200, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CommentState.values), name="powers_comment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="powers_comment_channel_known"
            ),
            models.CheckConstraint(condition=~Q(body=""), name="powers_comment_says_something"),
            models.CheckConstraint(
                condition=Q(held_for__in=["", *HeldFor.values]), name="powers_comment_held_known"
            ),
            models.CheckConstraint(
                condition=(Q(state="hidden") & Q(hidden_for__in=HiddenFor.values))
                | (~Q(state="hidden") & Q(hidden_for="", hidden_reason="")),
                name="powers_comment_hidden_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(hidden_for="other") | ~Q(hidden_reason=""),
                name="powers_comment_another_reason_is_told",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into=None)),
                name="powers_comment_merged_into_one",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="powers_comment_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(shown_body="", redaction_reason="", redacted_by=None, redacted_on=None)
                | (
                    Q(redacted_by__isnull=False, redacted_on__isnull=False)
                    & ~Q(shown_body="")
                    & ~Q(redaction_reason="")
                ),
                name="powers_comment_redacted_says_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None, published_by=None)
                | (Q(published_on__isnull=False, held_for="") & ~Q(state="hidden")),
                name="powers_comment_published_is_neither_held_nor_hidden",
            ),
            models.CheckConstraint(
                condition=Q(channel="page", entered_by=None) | ~Q(channel="page"),
                name="powers_comment_page_entered_by_nobody",
            ),
            models.CheckConstraint(
                condition=Q(by_two=False)
                | (
                    Q(published_by__isnull=False, decided_by__isnull=False)
                    & ~Q(published_by=F("decided_by"))
                ),
                name="powers_comment_published_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(suggestion="", suggested_by=None)
                | (~Q(suggestion="") & Q(suggested_by__isnull=False)),
                name="powers_comment_suggestion_says_whose",
            ),
        ]

    def __str__(self) -> str:
        return self.public_body[:40]

    @property
    def public_body(self) -> str:
        """The comment as everybody but the committee reads it."""
        return self.shown_body or self.body

    @property
    def hidden_words(self) -> str:
        """Why it is not shown, for its sender: the reason's name, and what was added in words."""
        if self.hidden_for == HiddenFor.OTHER:
            return self.hidden_reason
        name = str(HiddenFor(self.hidden_for).label)
        words = {"reason": name, "words": self.hidden_reason}
        return _("%(reason)s: %(words)s") % words if self.hidden_reason else name


class Reply(models.Model):
    """The answer to a comment: an outcome, a reason, and the steps it changed in the final chart."""

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="reply")
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome)
    reason = models.TextField(_("reason"), max_length=2000)
    # Keys of the steps it changed; empty where nothing was changed.
    changed = models.JSONField(_("steps it changes"), default=list, blank=True)
    drafted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    published_on = models.DateField(null=True)
    published_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    # Whether the body asked for a second person on that day: then another had drafted it.
    by_two = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(published_by=None) | Q(published_on__isnull=False),
                name="powers_reply_published_by_somebody_some_day",
            ),
            models.CheckConstraint(
                condition=Q(by_two=False)
                | (
                    Q(published_by__isnull=False, drafted_by__isnull=False)
                    & ~Q(published_by=F("drafted_by"))
                ),
                name="powers_reply_published_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="powers_reply_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="powers_reply_gives_a_reason"),
            models.CheckConstraint(
                condition=Q(outcome__in=["adopted", "partly"]) | Q(changed=[]),
                name="powers_reply_changes_only_where_adopted",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class Referral(models.Model):
    """A comment that turned out to be about a person's conduct, moved to the committee alone.

    It stands in no list of comments: what the unit's staff see is as if it had never come in.
    """

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+")
    body_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    step_key = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    body = models.TextField(_("text"))
    name = models.CharField(max_length=50, blank=True)
    contact = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=200, blank=True)
    received_on = models.DateField()
    receipt_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - as the comment's
    passed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    passed_on = models.DateField()
    state = models.CharField(max_length=10, choices=ReferralState, default=ReferralState.WAITING)
    note = models.TextField(_("note of the committee"), max_length=2000, blank=True)
    handled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    handled_on = models.DateField(null=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReferralState.values), name="powers_referral_state_known"
            ),
            models.CheckConstraint(condition=~Q(body=""), name="powers_referral_says_something"),
            models.CheckConstraint(
                condition=Q(state="waiting", handled_by=None, handled_on=None)
                | (~Q(state="waiting") & Q(handled_by__isnull=False, handled_on__isnull=False)),
                name="powers_referral_handled_by_somebody_some_day",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Attachment(models.Model):
    """A file handed in with a comment: checked by its content, kept under a random name."""

    comment = models.ForeignKey(
        Comment, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    referral = models.ForeignKey(
        Referral, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    file = models.FileField(upload_to="attachments/%Y/")
    # What the sender called it, without folders; shown to staff alone.
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(comment__isnull=False, referral=None)
                | Q(comment=None, referral__isnull=False),
                name="powers_attachment_of_a_comment_or_a_referral",
            ),
            models.CheckConstraint(
                condition=Q(size__lte=5 * 1024 * 1024), name="powers_attachment_at_most_5_mib"
            ),
        ]

    def __str__(self) -> str:
        return self.name
