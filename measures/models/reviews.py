"""Reviews: whether a risk point and its measures still hold, by level and on what happened."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from measures.querysets.reviews import ReviewQuerySet
from measures.states import ReviewGround, ReviewOutcome
from riskcontrol.accounts.models import Unit
from riskpoints.models import RiskPoint

USER = settings.AUTH_USER_MODEL


class Review(models.Model):
    """One look at a risk point and its measures: due on a day, done with a reason; one open at a time."""

    risk_point = models.ForeignKey(RiskPoint, models.CASCADE, related_name="reviews")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    section = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    due_on = models.DateField()
    ground = models.CharField(max_length=10, choices=ReviewGround)
    # What happened, in words, where it is not the level alone.
    because = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=10, choices=ReviewOutcome, blank=True)
    reason = models.TextField(max_length=1000, blank=True)
    done_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["section", "due_on", "id"],
                condition=Q(done_at=None),
                name="measures_review_of_section",
            ),
            models.Index(
                fields=["body", "due_on", "id"],
                condition=Q(done_at=None),
                name="measures_review_of_body",
            ),
            models.Index(
                fields=["due_on", "id"], condition=Q(done_at=None), name="measures_review_open"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["risk_point"],
                condition=Q(done_at=None),
                name="measures_review_one_open_a_point",
            ),
            models.CheckConstraint(
                condition=Q(ground__in=ReviewGround.values), name="measures_review_ground_known"
            ),
            models.CheckConstraint(
                condition=Q(ground="level") | ~Q(because=""),
                name="measures_review_says_what_happened",
            ),
            models.CheckConstraint(
                condition=Q(done_by=None, done_at=None, outcome="", reason="")
                | (
                    Q(
                        done_by__isnull=False,
                        done_at__isnull=False,
                        outcome__in=ReviewOutcome.values,
                    )
                    & ~Q(reason="")
                ),
                name="measures_review_done_has_who_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_point} {self.due_on}"
