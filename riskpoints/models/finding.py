"""Worksheets, the risk points found on them, and what was looked at without finding any."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from powers.drawing.warning_words import title_of
from powers.models import Flowchart, Power, Step, Version
from riskcontrol.accounts.models import Position, Unit
from riskpoints.querysets import RiskPointQuerySet, WorksheetQuerySet
from riskpoints.states import (
    EDITABLE,
    MARKED,
    SAID,
    Cause,
    FindingMethod,
    RiskCategory,
    WorksheetState,
)

from .confirming import CONFIRMED, WAITING, Confirmed
from .schemes import Level

USER = settings.AUTH_USER_MODEL


class Worksheet(Confirmed):
    """One chart's rows in one round (一图一表), or a section's page for its positions and itself."""

    section = models.ForeignKey(Unit, models.PROTECT, related_name="worksheets")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="all_worksheets")
    # Both set on a chart's worksheet, both empty on a section's page.
    flowchart = models.ForeignKey(Flowchart, models.PROTECT, null=True, related_name="worksheets")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="worksheets")
    round = models.ForeignKey("riskpoints.Round", models.PROTECT, related_name="worksheets")
    # Its round by a key that a closed round lacks: the database closes none with a worksheet under way.
    open_in = models.ForeignKey(
        "riskpoints.Round", models.PROTECT, null=True, to_field="open_key", related_name="under_way"
    )
    state = models.CharField(max_length=12, choices=WorksheetState, default=WorksheetState.DRAFT)
    opened_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=500, blank=True)
    imported = models.BooleanField(default=False)
    # When a row was last written.
    saved_at = models.DateTimeField(null=True)
    row_version = models.PositiveIntegerField(default=1)

    objects = WorksheetQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = WAITING
        constraints = [
            *CONFIRMED,
            models.CheckConstraint(
                condition=Q(state__in=WorksheetState.values),
                name="riskpoints_worksheet_state_known",
            ),
            models.CheckConstraint(
                condition=Q(flowchart=None, version=None)
                | Q(flowchart__isnull=False, version__isnull=False),
                name="riskpoints_worksheet_chart_has_a_version",
            ),
            models.UniqueConstraint(
                fields=["flowchart"],
                condition=~Q(state="decided"),
                name="riskpoints_worksheet_one_open_a_chart",
            ),
            models.UniqueConstraint(
                fields=["section"],
                condition=Q(flowchart=None) & ~Q(state="decided"),
                name="riskpoints_worksheet_one_open_a_section",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["handed-in", "decided"])
                | Q(imported=True)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="riskpoints_worksheet_signed_before_the_committee",
            ),
            models.CheckConstraint(
                condition=Q(state="decided", open_in=None)
                | (~Q(state="decided") & Q(open_in__isnull=False)),
                name="riskpoints_worksheet_under_way_in_an_open_round",
            ),
            models.CheckConstraint(
                condition=Q(state="decided", decided_at__isnull=False)
                | (~Q(state="decided") & Q(decided_at=None)),
                name="riskpoints_worksheet_decided_has_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""),
                name="riskpoints_worksheet_return_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.flowchart or self.section)

    @property
    def year(self) -> int:
        """The year of its round; load the round with it."""
        return self.round.year

    @property
    def reviewed_rows(self) -> list[Any]:
        """What it says of rows of earlier rounds, as the committee reviews it, in one query."""
        rows = self.carried_rows.exclude(successor__isnull=False)
        return list(
            rows.select_related(
                "risk_point",
                "by",
                "examination__step",
                "examination__position",
                "examination__unit",
            )
        )

    @property
    def is_editable(self) -> bool:
        """Whether rows may be written now."""
        return self.state in EDITABLE


class RiskPoint(models.Model):
    """Where somebody could be corrupted: on steps, on positions or on units."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="all_risk_points")
    section = models.ForeignKey(Unit, models.PROTECT, related_name="risk_points")
    worksheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="risk_points")
    key = models.CharField(max_length=60)
    title = models.CharField(_("risk point"), max_length=200)
    category = models.CharField(_("category"), max_length=12, choices=RiskCategory)
    # A list of Cause values, in the order of Cause.
    causes = models.JSONField(_("what fell short"), default=list, blank=True)
    steps = models.ManyToManyField(Step, through="RiskPointStep", related_name="risk_points")
    positions = models.ManyToManyField(Position, related_name="risk_points", blank=True)
    units = models.ManyToManyField(Unit, related_name="standing_risk_points", blank=True)
    flowchart = models.ForeignKey(
        Flowchart, models.PROTECT, null=True, blank=True, related_name="risk_points"
    )
    power = models.ForeignKey(
        Power, models.SET_NULL, null=True, blank=True, related_name="risk_points"
    )
    proposed_rank = models.PositiveSmallIntegerField(_("self-rated level"), null=True, blank=True)
    written_by: models.ManyToManyField = models.ManyToManyField(
        USER, related_name="written_risk_points", blank=True
    )
    ruling = models.OneToOneField(
        "Ruling", models.PROTECT, null=True, blank=True, related_name="ruled_point"
    )
    # The code of the warning about the flow that it was taken over from; mostly none.
    suggested_by = models.CharField(max_length=40, blank=True)
    # The entry of the body's catalogue that it was taken over from; mostly none.
    taken_from = models.ForeignKey(
        "CatalogueEntry", models.PROTECT, null=True, blank=True, related_name="taken"
    )
    row_version = models.PositiveIntegerField(default=1)
    origin = models.CharField(max_length=200, blank=True)
    order = models.PositiveIntegerField(default=0)

    # Computed, never stored: the scheme's level of that rank, where a page shows it.
    proposed_level: Level | None = None
    # Put on by riskpoints.rows: what became of it on a later worksheet, and what it takes the place of.
    look: Any = None
    changed_from: Any = None
    # Put on by riskpoints.listing: the names of what it stands on.
    stands_on: list[str]

    objects = RiskPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk point")
        ordering = ["order", "pk"]
        indexes = [
            models.Index(fields=["body", "category"]),
            models.Index(fields=["order", "id"]),
            models.Index(fields=["body", "order", "id"], name="riskpoints_point_of_body"),
            models.Index(fields=["section", "order", "id"], name="riskpoints_point_of_section"),
            models.Index(fields=["flowchart", "order", "id"], name="riskpoints_point_of_chart"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "key"], name="riskpoints_riskpoint_key_once_a_body"
            ),
            models.CheckConstraint(
                condition=Q(category__in=RiskCategory.values),
                name="riskpoints_riskpoint_category_known",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="riskpoints_riskpoint_has_a_title"),
            models.CheckConstraint(
                condition=Q(proposed_rank=None) | Q(proposed_rank__gte=1),
                name="riskpoints_riskpoint_proposed_rank_from_one",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def row_name(self) -> str:
        """How a draft of its row is named."""
        return f"point-{self.pk}"

    @property
    def cause_words(self) -> list[str]:
        """What fell short, in words."""
        return [str(Cause(cause).label) for cause in self.causes if cause in Cause.values]


class RiskPointStep(models.Model):
    """A risk point stands on a step; one point may stand on several."""

    risk_point = models.ForeignKey(RiskPoint, models.CASCADE, related_name="anchors")
    step = models.ForeignKey(Step, models.PROTECT, related_name="anchored")

    class Meta:
        ordering = ["step__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["risk_point", "step"], name="riskpoints_riskpointstep_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.risk_point} @ {self.step}"


class Manifestation(models.Model):
    """One way in which a risk point shows (表现形式)."""

    risk_point = models.ForeignKey(RiskPoint, models.CASCADE, related_name="manifestations")
    text = models.CharField(_("manifestation"), max_length=500)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Finding(models.Model):
    """One way in which a risk point was found; several may have found the same."""

    risk_point = models.ForeignKey(RiskPoint, models.CASCADE, related_name="findings")
    method = models.CharField(_("found by"), max_length=15, choices=FindingMethod)
    who = models.CharField(_("who took part"), max_length=200, blank=True)
    on = models.DateField(_("when"), null=True, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=FindingMethod.values),
                name="riskpoints_finding_method_known",
            ),
            models.UniqueConstraint(
                fields=["risk_point", "method"], name="riskpoints_finding_method_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_method_display()

    @property
    def is_marked(self) -> bool:
        """Whether the worksheet marks whose it is: what a meeting, a leader or the organisation added."""
        return self.method in MARKED


def one_row(of: str) -> models.CheckConstraint:
    """Hold that something is noted at one row: a step, a position or a unit."""
    return models.CheckConstraint(
        condition=Q(step__isnull=False, position=None, unit=None)
        | Q(step=None, position__isnull=False, unit=None)
        | Q(step=None, position=None, unit__isnull=False),
        name=f"riskpoints_{of}_of_one_row",
    )


class Examination(models.Model):
    """A row that was looked at and where no risk point was found, with the reason.

    The row is a step, or on a section's page a position or the unit itself.
    """

    worksheet = models.ForeignKey(Worksheet, models.CASCADE, related_name="examinations")
    step = models.ForeignKey(
        Step, models.PROTECT, null=True, blank=True, related_name="examinations"
    )
    position = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="examinations"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="examinations"
    )
    none_found_because = models.CharField(_("none found, because"), max_length=500)
    examined_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["step__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["worksheet", "step"], name="riskpoints_examination_once_a_row"
            ),
            models.UniqueConstraint(
                fields=["worksheet", "position"], name="riskpoints_examination_once_a_position"
            ),
            models.UniqueConstraint(
                fields=["worksheet", "unit"], name="riskpoints_examination_once_a_unit"
            ),
            one_row("examination"),
            models.CheckConstraint(
                condition=~Q(none_found_because=""), name="riskpoints_examination_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.none_found_because}"

    @property
    def place(self) -> Step | Position | Unit | None:
        """The step, position or unit it is about."""
        return self.step or self.position or self.unit


class Remark(models.Model):
    """What the section head or the committee says about one row of a worksheet it returns."""

    worksheet = models.ForeignKey(Worksheet, models.CASCADE, related_name="remarks")
    step = models.ForeignKey(Step, models.CASCADE, null=True, related_name="+")
    position = models.ForeignKey(Position, models.CASCADE, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    risk_point = models.ForeignKey(RiskPoint, models.CASCADE, null=True, related_name="remarks")
    text = models.CharField(_("remark"), max_length=500)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="riskpoints_remark_says_something")
        ]

    def __str__(self) -> str:
        return self.text


class SetAside(models.Model):
    """Something suggested that the section does not take over as a risk point, and why.

    `code` and its row name it: the first step of a warning, or a position or the unit itself.
    """

    worksheet = models.ForeignKey(Worksheet, models.CASCADE, related_name="set_asides")
    step = models.ForeignKey(Step, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=40)
    reason = models.CharField(_("why it is no risk point here"), max_length=500)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["step__order", "pk"]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["worksheet", row, "code"], name=f"riskpoints_setaside_once_a_{row}"
                )
                for row in ("step", "position", "unit")
            ),
            one_row("setaside"),
            models.CheckConstraint(condition=~Q(code=""), name="riskpoints_setaside_names_a_code"),
            models.CheckConstraint(condition=~Q(reason=""), name="riskpoints_setaside_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.title}"

    @property
    def place(self) -> Step | Position | Unit | None:
        """The step, position or unit at which it was suggested."""
        return self.step or self.position or self.unit

    @property
    def title(self) -> str:
        """What the warning is called now."""
        words = [said for begin, said in SAID.items() if self.code.startswith(begin)]
        return str(words[0]) if words else title_of(self.code)
