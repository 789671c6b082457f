"""Flowcharts, their steps and links, and the frozen versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from powers.drawing.flow import Step as DrawnStep
from powers.drawing.flow import flow_of
from powers.querysets import (
    FlowchartQuerySet,
    StepQuerySet,
    VersionQuerySet,
)
from powers.states import (
    ChartState,
    ProjectStage,
    StepKind,
)
from riskcontrol.accounts.models import Position, Unit, code_form

USER = settings.AUTH_USER_MODEL


class Flowchart(models.Model):
    """How a power runs: steps and links, owned by one section; it may serve several powers."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="all_flowcharts")
    section = models.ForeignKey(
        Unit, models.PROTECT, related_name="flowcharts", verbose_name=_("section")
    )
    key = models.CharField(max_length=60, validators=[code_form])
    code = models.CharField(_("code"), max_length=110, unique=True)
    name = models.CharField(_("name of the chart"), max_length=200)
    drawn_by: models.ManyToManyField = models.ManyToManyField(
        USER, related_name="drawn_flowcharts", blank=True
    )
    row_version = models.PositiveIntegerField(default=1)
    origin = models.CharField(max_length=200, blank=True)
    order = models.PositiveIntegerField(default=0)

    # A ChartState; set where the chart was loaded `with_state()`.
    state: str

    objects = FlowchartQuerySet.as_manager()

    class Meta:
        verbose_name = _("flowchart")
        ordering = ["order", "pk"]
        indexes = [
            models.Index(fields=["order", "id"], name="powers_flowchart_in_order"),
            models.Index(fields=["body", "order", "id"], name="powers_flowchart_of_body"),
            models.Index(fields=["section", "order", "id"], name="powers_flowchart_of_section"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["body", "key"], name="powers_flowchart_key_once_a_body")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state_words(self) -> str:
        """How far it has come, in a word; load it `with_state()`."""
        return str(ChartState(self.state).label)


class Step(models.Model):
    """One step of a flow. Its key lasts through renaming; one that carries risk points is retired."""

    flowchart = models.ForeignKey(Flowchart, models.CASCADE, related_name="steps")
    key = models.CharField(max_length=60)
    name = models.CharField(_("step"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=StepKind)
    position = models.ForeignKey(
        Position,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name=_("position"),
    )
    days = models.PositiveSmallIntegerField(_("limit in working days"), null=True, blank=True)
    is_check = models.BooleanField(_("check-and-balance step"), default=False)
    # Of a major project's chart: the stage, the body that holds the power, and the unit responsible.
    stage = models.CharField(_("stage"), max_length=12, choices=ProjectStage, blank=True)
    holder = models.CharField(_("body holding the power"), max_length=100, blank=True)
    responsible = models.CharField(_("responsible unit"), max_length=100, blank=True)
    retired = models.BooleanField(default=False)
    origin = models.CharField(max_length=200, blank=True)
    order = models.PositiveIntegerField(default=0)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["flowchart", "order", "id"], name="powers_step_of_chart")]
        constraints = [
            models.UniqueConstraint(
                fields=["flowchart", "key"], name="powers_step_key_once_a_chart"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=StepKind.values), name="powers_step_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["", *ProjectStage.values]), name="powers_step_stage_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """A way from one step to another, perhaps under a condition."""

    flowchart = models.ForeignKey(Flowchart, models.CASCADE, related_name="links")
    source = models.ForeignKey(Step, models.CASCADE, related_name="ways_out")
    target = models.ForeignKey(Step, models.CASCADE, related_name="ways_in")
    condition = models.CharField(_("condition"), max_length=200, blank=True)
    origin = models.CharField(max_length=200, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="powers_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Version(models.Model):
    """A frozen drawing: what is posted, compared and printed. A trigger refuses any change."""

    flowchart = models.ForeignKey(Flowchart, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    drawing = models.JSONField()
    # The public facts of its powers and the chart's section as they were: see powers.drawings.facts_of.
    facts = models.JSONField()
    svg = models.TextField(blank=True)
    reason = models.CharField(max_length=300)
    withheld = models.BooleanField(default=False)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    # Whether a posting of it was settled; set where it was asked `settled_or_withheld()`.
    is_settled: bool

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["flowchart", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["flowchart", "number"], name="powers_version_number_once_a_chart"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="powers_version_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flowchart} {self.number}"

    @cached_property
    def numbered(self) -> dict[str, DrawnStep]:
        """Its steps by key, each with its number and name as they are drawn."""
        return flow_of(self.drawing).by_key
