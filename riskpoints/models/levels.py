"""Beside the level as it was ruled: what is expected once the measures stand, and what was verified."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from riskpoints.querysets import VerifiedLevelQuerySet

from .finding import RiskPoint
from .schemes import Level
from .sittings import Ruling, Sitting

USER = settings.AUTH_USER_MODEL


class ExpectedLevel(models.Model):
    """On the worksheet, the level that the section expects of a risk point once its measures stand."""

    risk_point = models.OneToOneField(RiskPoint, models.CASCADE, related_name="expected")
    rank = models.PositiveSmallIntegerField()
    # The section's own level as it stood beside it, so that the rule can be a constraint.
    proposed_rank = models.PositiveSmallIntegerField()
    reason = models.CharField(_("why it is expected"), max_length=500)

    # Computed, never stored: the scheme's level of that rank, where a page shows it.
    level: Level | None = None

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rank__gte=F("proposed_rank")),
                name="riskpoints_expectedlevel_not_above_the_own",
                violation_error_message=_("Measures do not raise a level."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="riskpoints_expectedlevel_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_point}: {self.rank}"


class PlannedLevel(models.Model):
    """The level that the committee expects once the measures stand (预期等级).

    In a sitting it waits for the ruling; from then on it belongs to that ruling.
    """

    risk_point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="plans")
    sitting = models.ForeignKey(Sitting, models.PROTECT, null=True, related_name="plans")
    ruling = models.OneToOneField(Ruling, models.PROTECT, null=True, related_name="plan")
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")
    # Ranks as they were, so that the rule can be a constraint; the second is the ruling's.
    rank = models.PositiveSmallIntegerField()
    initial_rank = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(_("reason"), max_length=500)
    # Nobody where a dossier brought it.
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "risk_point"], name="riskpoints_plannedlevel_once_a_sitting"
            ),
            models.CheckConstraint(
                condition=Q(ruling=None, initial_rank=None, sitting__isnull=False)
                | Q(
                    ruling__isnull=False,
                    initial_rank__isnull=False,
                    rank__gte=F("initial_rank"),
                ),
                name="riskpoints_plannedlevel_not_above_the_ruling",
                violation_error_message=_("Measures do not raise a level."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="riskpoints_plannedlevel_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_point}: {self.level}"


class VerifiedLevel(models.Model):
    """A ruling that a level has fallen, since every required measure was verified (核验等级).

    One person of the committee proposes it, another seconds it; it stands until it is raised back.
    """

    risk_point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="verified_levels")
    # The ruling that it fell from; a later ruling begins anew.
    ruling = models.ForeignKey(Ruling, models.PROTECT, related_name="verified_levels")
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")
    # Ranks as they were, so that the rules can be constraints; the others are the ruling's and
    # the planned one.
    rank = models.PositiveSmallIntegerField()
    initial_rank = models.PositiveSmallIntegerField()
    planned_rank = models.PositiveSmallIntegerField()
    reason = models.CharField(_("reason"), max_length=500)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    second = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    imported = models.BooleanField(default=False)
    # When it became the risk point's, by its second person or by a dossier.
    ruled_on = models.DateField(null=True)
    # The risk point whose verified level it is now; none before it is ruled and once it is raised.
    stands_for = models.OneToOneField(RiskPoint, models.PROTECT, null=True, related_name="verified")
    raised_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    raised_on = models.DateField(null=True)
    raised_because = models.CharField(_("why it is raised back"), max_length=500, blank=True)

    objects = VerifiedLevelQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["risk_point"],
                condition=Q(ruled_on=None),
                name="riskpoints_verifiedlevel_one_proposed_a_point",
            ),
            models.CheckConstraint(
                condition=Q(rank__gt=F("initial_rank")),
                name="riskpoints_verifiedlevel_below_the_initial",
            ),
            models.CheckConstraint(
                condition=Q(rank__lte=F("planned_rank")),
                name="riskpoints_verifiedlevel_not_below_the_planned",
                violation_error_message=_("A level falls no further than was planned."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="riskpoints_verifiedlevel_says_why"
            ),
            models.CheckConstraint(
                condition=Q(second=None, ruled_on=None, imported=False)
                | Q(second__isnull=False, ruled_on__isnull=False, imported=False)
                | Q(second=None, ruled_on__isnull=False, imported=True),
                name="riskpoints_verifiedlevel_ruled_by_two_or_brought",
            ),
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=F("proposed_by")),
                name="riskpoints_verifiedlevel_second_is_another",
            ),
            models.CheckConstraint(
                condition=Q(stands_for=None)
                | Q(stands_for=F("risk_point"), ruled_on__isnull=False, raised_on=None),
                name="riskpoints_verifiedlevel_stands_once_ruled",
            ),
            models.CheckConstraint(
                condition=Q(raised_on=None, raised_by=None, raised_because="")
                | (
                    Q(raised_on__isnull=False, raised_by__isnull=False, ruled_on__isnull=False)
                    & ~Q(raised_because="")
                ),
                name="riskpoints_verifiedlevel_raised_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_point}: {self.level}"
