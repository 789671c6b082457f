"""How a chart is released, posted, commented on and answered."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from powers.querysets import (
    CommentQuerySet,
    PostingQuerySet,
    ReleaseQuerySet,
)
from powers.states import (
    OPEN_STAGES,
    Channel,
    CommentState,
    Outcome,
    PostingState,
    Stage,
)
from riskcontrol.accounts.models import Unit
from riskcontrol.lib.workdays import Calculation

from .charts import Flowchart, Version

USER = settings.AUTH_USER_MODEL


class Policy(models.Model):
    """A body's own rules: which stages a release passes, and how long a posting lasts (working days)."""

    body = models.OneToOneField(Unit, models.CASCADE, related_name="policy")
    section_checks = models.BooleanField(_("the section head checks"), default=True)
    clearance_needed = models.BooleanField(_("reviewed for confidentiality"), default=True)
    leader_signs = models.BooleanField(_("the leader signs"), default=True)
    posting_days = models.PositiveSmallIntegerField(
        _("usual posting period in working days"), default=7
    )
    shortest_days = models.PositiveSmallIntegerField(
        _("shortest posting period in working days"), default=5
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shortest_days__gte=1, posting_days__gte=F("shortest_days")),
                name="powers_policy_usual_not_below_shortest",
                violation_error_message=_(
                    "The shortest period is at least one working day, and the usual one not shorter."
                ),
            )
        ]

    def __str__(self) -> str:
        return str(self.body)


class Release(models.Model):
    """A chart on its way up to be posted: checked, cleared for confidentiality, signed."""

    flowchart = models.ForeignKey(Flowchart, models.PROTECT, related_name="releases")
    stage = models.CharField(max_length=12, choices=Stage)
    days = models.PositiveSmallIntegerField(_("posting period in working days"))
    asked = models.CharField(_("what the public is asked"), max_length=500, blank=True)
    submitted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)
    checked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    clearance = models.CharField(_("result of the review"), max_length=300, blank=True)
    cleared_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="powers_release_stage_known"
            ),
            models.UniqueConstraint(
                fields=["flowchart"],
                condition=Q(stage__in=[str(stage) for stage in OPEN_STAGES]),
                name="powers_release_one_under_way",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None, checked_at=None)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="powers_release_check_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(cleared_by=None, cleared_at=None, clearance="")
                | (Q(cleared_by__isnull=False, cleared_at__isnull=False) & ~Q(clearance="")),
                name="powers_release_clearance_has_result_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="powers_release_signature_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(returned_by=None) | ~Q(remark=""),
                name="powers_release_return_says_why",
            ),
            models.CheckConstraint(
                condition=(Q(cleared_by=None) | ~Q(cleared_by=F("submitted_by")))
                & (Q(signed_by=None) | ~Q(signed_by=F("submitted_by"))),
                name="powers_release_not_by_who_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flowchart} {self.get_stage_display()}"


class Posting(models.Model):
    """A version shown to the public for comment from the day it opens to the end of the day it closes."""

    flowchart = models.ForeignKey(Flowchart, models.PROTECT, related_name="postings")
    version = models.ForeignKey(Version, models.PROTECT, related_name="postings")
    release = models.OneToOneField(Release, models.PROTECT, null=True, related_name="posting")
    opens = models.DateField()
    closes = models.DateField()
    # How the closing day was counted, for the page: riskcontrol.lib.workdays.Calculation as JSON.
    calculation = models.JSONField(default=dict)
    asked = models.CharField(max_length=500, blank=True)
    handed_in_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    # What the moderator asked to mend when he gave the answers back; emptied when handed in again.
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    final_version = models.ForeignKey(
        Version, models.PROTECT, null=True, related_name="settled_postings"
    )
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    imported = models.BooleanField(default=False)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["-opens", "-pk"]
        indexes = [models.Index(fields=["opens", "closes"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="powers_posting_closes_after_it_opens"
            ),
            models.UniqueConstraint(
                fields=["flowchart"],
                condition=Q(settled_at=None),
                name="powers_posting_one_unsettled",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, final_version=None)
                | Q(settled_at__isnull=False, final_version__isnull=False),
                name="powers_posting_settles_into_a_version",
            ),
            models.CheckConstraint(
                condition=Q(imported=True)
                | Q(settled_by=None, settled_at=None)
                | (
                    Q(settled_by__isnull=False, handed_in_by__isnull=False)
                    & ~Q(settled_by=F("handed_in_by"))
                ),
                name="powers_posting_settled_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flowchart} {self.opens}"

    def state_on(self, day: datetime.date) -> PostingState:
        """Where it stands on a day; follows from its dates, so that nothing has to switch it."""
        if self.settled_at:
            return PostingState.SETTLED
        if day < self.opens:
            return PostingState.UPCOMING
        return PostingState.OPEN if day <= self.closes else PostingState.CLOSED

    @property
    def calculation_sentences(self) -> list[str]:
        """How the last day was counted; nothing for a posting taken over from elsewhere."""
        frozen = self.calculation
        return Calculation.from_json(frozen).sentences if frozen else []


class Comment(models.Model):
    """What somebody said about a posted chart or one step of it. Nothing tells who it was."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="comments")
    step_key = models.CharField(_("step"), max_length=60, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.PAGE)
    body = models.TextField(_("comment"), max_length=2000)
    received_on = models.DateField()
    # Keyed hash of the receipt code; the code itself is shown once and never stored.
    receipt_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - unique, and none for what came by hand
    state = models.CharField(max_length=10, choices=CommentState, default=CommentState.RECEIVED)
    hidden_reason = models.CharField(_("reason for not showing it"), max_length=300, blank=True)
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
                condition=(Q(state="hidden") & ~Q(hidden_reason=""))
                | (~Q(state="hidden") & Q(hidden_reason="")),
                name="powers_comment_hidden_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.body[:40]


class Reply(models.Model):
    """The answer to a comment: an outcome, a reason, and the steps it changed in the final chart."""

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="reply")
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome)
    reason = models.TextField(_("reason"), max_length=2000)
    # Keys of the steps it changed; empty where nothing was changed.
    changed = models.JSONField(_("steps it changes"), default=list, blank=True)
    drafted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    published_on = models.DateField(null=True)

    class Meta:
        constraints = [
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
