"""Leads: what records of earlier years say about where power was, or may have been, misused."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from powers.models import Flowchart, Step
from powers.models.comments import new_public_id
from riskcontrol.accounts.models import Position, Unit
from riskpoints.lead_querysets import LeadQuerySet
from riskpoints.states import LeadKind

from .finding import RiskPoint

USER = settings.AUTH_USER_MODEL
LONGEST_GIST = 1000
LONGEST_SOURCE = 200
# How the form of a risk point names a lead: this and its public id.
CODE = "lead-"


class Lead(models.Model):
    """One entry of a record that may point at a risk; known to the committee alone.

    The section reads kind and gist of one that is passed on to it, and nothing else of it.
    """

    body = models.ForeignKey(Unit, models.PROTECT, related_name="leads")
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(_("kind of record"), max_length=12, choices=LeadKind)
    on = models.DateField(_("date"))
    gist = models.TextField(_("gist"), max_length=LONGEST_GIST, blank=True)
    source = models.CharField(_("source"), max_length=LONGEST_SOURCE, blank=True)
    proven = models.BooleanField(_("proven"), default=False)
    # Where it points to, as far as it is known.
    section = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    flowchart = models.ForeignKey(
        Flowchart, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chart")
    )
    # A step that is in no version yet may be drawn away; the lead then points to the chart alone.
    step = models.ForeignKey(
        Step, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("step")
    )
    position = models.ForeignKey(
        Position,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("position"),
    )
    risk_points = models.ManyToManyField(RiskPoint, through="LeadLink", related_name="leads")
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    entered_on = models.DateField()
    # Passed on to the section for finding: it reads kind and gist, not the source.
    passed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    passed_on = models.DateField(null=True, blank=True)
    # Why the section sees no risk point in it; the committee decides what becomes of it.
    answer = models.CharField(_("no risk point, because"), max_length=500, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    closed_because = models.CharField(_("closed, because"), max_length=500, blank=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    # Its words were erased by law; kind, date and place stay, so that the counts do.
    erased_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    erased_on = models.DateField(null=True, blank=True)
    row_version = models.PositiveIntegerField(default=1)

    # Computed, never stored: whether it is at a risk point that no later round has taken away.
    stands: bool

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["body", "-on"], name="riskpoints_lead_by_body")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=LeadKind.values), name="riskpoints_lead_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(erased_on__isnull=False) | (~Q(gist="") & ~Q(source="")),
                name="riskpoints_lead_says_what_and_wherefrom",
                violation_error_message=_("Say what it is about and where it is on record."),
            ),
            models.CheckConstraint(
                condition=Q(erased_on=None, erased_by=None)
                | Q(erased_on__isnull=False, erased_by__isnull=False, gist="", source=""),
                name="riskpoints_lead_erased_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(step=None) | Q(flowchart__isnull=False),
                name="riskpoints_lead_step_on_a_chart",
            ),
            models.CheckConstraint(
                condition=Q(section__isnull=False)
                | Q(flowchart=None, position=None, passed_on=None),
                name="riskpoints_lead_place_in_a_section",
                violation_error_message=_("Choose the section first."),
            ),
            models.CheckConstraint(
                condition=Q(passed_on=None, passed_by=None)
                | Q(passed_on__isnull=False, passed_by__isnull=False),
                name="riskpoints_lead_passed_on_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answered_by=None, answer="")
                | Q(answered_on__isnull=False, answered_by__isnull=False),
                name="riskpoints_lead_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None, closed_because="")
                | (
                    Q(closed_on__isnull=False, closed_by__isnull=False)
                    & (~Q(closed_because="") | Q(erased_on__isnull=False))
                ),
                name="riskpoints_lead_closed_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {date_format(self.on, 'Y-m-d')}"

    @property
    def is_closed(self) -> bool:
        """Whether the committee closed it with a reason."""
        return self.closed_on is not None

    @property
    def code(self) -> str:
        """How the form of a risk point names it."""
        return f"{CODE}{self.public_id}"


class LeadLink(models.Model):
    """A lead stands at a risk point: that is what it showed."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="links")
    risk_point = models.ForeignKey(RiskPoint, models.CASCADE, related_name="lead_links")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "risk_point"], name="riskpoints_leadlink_once")
        ]

    def __str__(self) -> str:
        return f"{self.lead} @ {self.risk_point}"
