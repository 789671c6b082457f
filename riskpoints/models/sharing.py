"""What the committee above shares of one power among the bodies that hold it (同类职权比对)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from powers.models import Power
from powers.models.comments import new_public_id
from riskcontrol.accounts.models import Unit
from riskpoints.oversight_querysets import SharedPointQuerySet
from riskpoints.states import RiskCategory

from .finding import RiskPoint

USER = settings.AUTH_USER_MODEL
# How a suggestion names a shared risk point: this and its public id.
CODE = "same-"


class Comparison(models.Model):
    """Risk points of one power, offered to other bodies that hold the same: what, to whom, by whom."""

    committee = models.ForeignKey(Unit, models.PROTECT, related_name="comparisons")
    # The power's name when it was shared.
    name = models.CharField(max_length=200)
    # The powers whose bodies read it and on whose worksheets it is offered.
    powers = models.ManyToManyField(Power, related_name="comparisons")
    tells_origin = models.BooleanField(_("say which unit each comes from"), default=False)
    tells_level = models.BooleanField(_("show the levels"), default=False)
    shared_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-shared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="riskpoints_comparison_ended_has_who_and_when",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SharedPoint(models.Model):
    """One risk point as it is shared: its words at that time, without people, unit or level.

    Unit and level stand here only where the committee tells them.
    """

    comparison = models.ForeignKey(Comparison, models.PROTECT, related_name="points")
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    # Where it was taken from; no reader of the comparison learns of it.
    source = models.ForeignKey(RiskPoint, models.PROTECT, related_name="+")
    source_body = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    step_name = models.CharField(_("step"), max_length=200, blank=True)
    title = models.CharField(_("risk point"), max_length=200)
    category = models.CharField(_("category"), max_length=12, choices=RiskCategory)
    # Each with its text, phase, kind and rhythm.
    measures = models.JSONField(_("measures"), default=list)
    origin = models.CharField(_("unit"), max_length=200, blank=True)
    level = models.CharField(_("level"), max_length=20, blank=True)

    objects = SharedPointQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "source"], name="riskpoints_sharedpoint_once"
            ),
            models.CheckConstraint(
                condition=Q(category__in=RiskCategory.values),
                name="riskpoints_sharedpoint_category_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """How a suggestion, and the risk point taken over from it, name it."""
        return f"{CODE}{self.public_id}"
