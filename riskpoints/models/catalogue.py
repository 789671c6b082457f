"""A body's catalogue: decided risk points that the committee's chair holds up as examples."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from powers.states import Category, StepKind
from riskcontrol.accounts.models import Unit
from riskpoints.querysets import CatalogueQuerySet
from riskpoints.states import Cause, RiskCategory

USER = settings.AUTH_USER_MODEL


class CatalogueEntry(models.Model):
    """A risk point as it was decided, to be taken over elsewhere; the measures app adds its measures.

    What it says is a copy: the risk point may change later, the example does not.
    """

    body = models.ForeignKey(Unit, models.PROTECT, related_name="catalogue")
    source = models.ForeignKey("RiskPoint", models.PROTECT, related_name="examples")
    title = models.CharField(_("risk point"), max_length=200)
    category = models.CharField(_("category"), max_length=12, choices=RiskCategory)
    # Lists of texts, in the order in which they are shown.
    causes = models.JSONField(default=list, blank=True)
    manifestations = models.JSONField(default=list, blank=True)
    # What it is found by: the words of the first step it stood on and its own, the step's kind, and
    # the kinds of power on its chart. Empty where it stood on a position or a unit.
    words = models.JSONField(default=list, blank=True)
    step_name = models.CharField(max_length=200, blank=True)
    step_kind = models.CharField(max_length=12, choices=StepKind, blank=True)
    powers = models.JSONField(default=list, blank=True)
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(_("reason"), max_length=500, blank=True)

    # Computed, never stored: for_list() gives it.
    taken_count: int

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["category", "title", "pk"]
        indexes = [models.Index(fields=["body", "withdrawn_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=RiskCategory.values),
                name="riskpoints_catalogueentry_category_known",
            ),
            models.CheckConstraint(
                condition=~Q(title=""), name="riskpoints_catalogueentry_has_a_title"
            ),
            models.CheckConstraint(
                condition=Q(step_kind__in=["", *StepKind.values]),
                name="riskpoints_catalogueentry_step_kind_known",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(withdrawn_at=None),
                name="riskpoints_catalogueentry_once_a_point",
                violation_error_message=_("This risk point is in the catalogue already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_because="")
                ),
                name="riskpoints_catalogueentry_withdrawn_says_who_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def cause_words(self) -> list[str]:
        """What fell short, in words."""
        return [str(Cause(cause).label) for cause in self.causes if cause in Cause.values]

    @property
    def power_words(self) -> list[str]:
        """The kinds of power on the chart it comes from, in words."""
        return [str(Category(kind).label) for kind in self.powers if kind in Category.values]
