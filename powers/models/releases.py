"""A body's own rules, and how a chart is released to be posted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from powers.querysets import ReleaseQuerySet
from powers.states import OPEN_STAGES, CommentsShown, Stage
from riskcontrol.accounts.models import Unit

from .charts import Flowchart

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
    answer_days = models.PositiveSmallIntegerField(
        _("a comment is answered within so many working days"), default=15
    )
    second_person = models.BooleanField(
        _("nothing said or answered is published without a second person"), default=False
    )
    comments_shown = models.CharField(
        _("how comments are shown"),
        max_length=10,
        choices=CommentsShown,
        default=CommentsShown.EACH,
    )
    contact_months = models.PositiveSmallIntegerField(
        _("name and contact of a sender are erased so many months after the posting is settled"),
        default=6,
    )
    proof_of_work = models.BooleanField(
        _("a sender's device proves some work before a comment is taken"), default=False
    )

    report_channel = models.CharField(
        _("the body's own channel for reports about a person's conduct"),
        max_length=200,
        blank=True,
        help_text=_("Office, telephone and address; the public reads it beside 12388."),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(comments_shown__in=CommentsShown.values),
                name="powers_policy_comments_shown_known",
            ),
            models.CheckConstraint(
                condition=Q(answer_days__gte=1, contact_months__lte=36),
                name="powers_policy_answers_and_erases_in_time",
                violation_error_message=_(
                    "An answer takes at least one working day; names and contacts are kept for at "
                    "most 36 months."
                ),
            ),
            models.CheckConstraint(
                condition=Q(shortest_days__gte=1, posting_days__gte=F("shortest_days")),
                name="powers_policy_usual_not_below_shortest",
                violation_error_message=_(
                    "The shortest period is at least one working day, and the usual one not shorter."
                ),
            ),
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
