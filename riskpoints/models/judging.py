"""A ruling reopened by a later change, and what a committee's people practise on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from riskpoints.sitting_querysets import ReopeningQuerySet

from .sittings import Ruling

USER = settings.AUTH_USER_MODEL


class Reopening(models.Model):
    """A ruled risk point is another than it was ruled on: the committee lets the ruling stand, or rules anew."""

    ruling = models.ForeignKey(Ruling, models.PROTECT, related_name="reopenings")
    # The names of what changed (riskpoints.snapshots.PARTS), and the risk point as it was found then.
    changed = models.JSONField()
    found = models.JSONField()
    found_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    # Nobody where the day's work noticed it.
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    # Either why the ruling stands all the same, or the ruling that took its place.
    stands_because = models.CharField(_("why the ruling stands"), max_length=500, blank=True)
    ruled_again = models.ForeignKey(Ruling, models.PROTECT, null=True, related_name="+")

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        # The committee's page reads the open ones, the oldest first; they are few.
        indexes = [
            models.Index(
                fields=["at", "id"],
                condition=Q(closed_at=None),
                name="riskpoints_reopening_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ruling"],
                condition=Q(closed_at=None),
                name="riskpoints_reopening_one_open_a_ruling",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, stands_because="", ruled_again=None)
                | (
                    Q(closed_at__isnull=False, closed_by__isnull=False)
                    & (
                        (~Q(stands_because="") & Q(ruled_again=None))
                        | Q(stands_because="", ruled_again__isnull=False)
                    )
                ),
                name="riskpoints_reopening_closed_by_a_reason_or_a_ruling",
            ),
        ]

    def __str__(self) -> str:
        return str(self.ruling)


class PracticeAnswer(models.Model):
    """One person's grades of one practice case. It is his own; nothing follows from it."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="practice_answers")
    # The slug of the case (riskpoints.practice).
    case = models.CharField(max_length=30)
    # The rank for each factor's key of the scheme that ships.
    grades = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "case"], name="riskpoints_practiceanswer_once_a_case"
            ),
            models.CheckConstraint(
                condition=~Q(case=""), name="riskpoints_practiceanswer_names_a_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.case}"
