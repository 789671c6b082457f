"""Risk points, the worksheet they are found on, and how they are rated."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from powers.models import Flowchart, Power, Step, Version
from riskcontrol.accounts.models import Position, Unit

from .querysets import RiskPointQuerySet, SittingQuerySet, WorksheetQuerySet
from .states import (
    EDITABLE,
    Cause,
    FindingMethod,
    RecusalGround,
    RiskCategory,
    RulingSource,
    WorksheetState,
)
from .words import MARKS

USER = settings.AUTH_USER_MODEL


class LevelScheme(models.Model):
    """A body's levels, factors and anchors. Shipped: the deck's four factors and three levels."""

    body = models.ForeignKey(Unit, models.CASCADE, related_name="schemes")
    number = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number"], name="riskpoints_levelscheme_number_once_a_body"
            )
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.number}"


class Level(models.Model):
    """One level of a scheme; rank 1 is the highest."""

    scheme = models.ForeignKey(LevelScheme, models.CASCADE, related_name="levels")
    rank = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=10)

    class Meta:
        ordering = ["scheme", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "rank"], name="riskpoints_level_rank_once_a_scheme"
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1), name="riskpoints_level_ranks_from_one"
            ),
        ]

    def __str__(self) -> str:
        return self.mark


class Factor(models.Model):
    """One factor that levels are judged by. The shipped names are English and shown translated."""

    scheme = models.ForeignKey(LevelScheme, models.CASCADE, related_name="factors")
    key = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["scheme", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "key"], name="riskpoints_factor_key_once_a_scheme"
            )
        ]

    def __str__(self) -> str:
        return _t(self.name)


class Anchor(models.Model):
    """What a factor looks like at a level, described so that two raters mean the same."""

    factor = models.ForeignKey(Factor, models.CASCADE, related_name="anchors")
    level = models.ForeignKey(Level, models.CASCADE, related_name="anchors")
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["factor", "level__rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["factor", "level"], name="riskpoints_anchor_once_a_grade"
            )
        ]

    def __str__(self) -> str:
        return _t(self.text)


class Worksheet(models.Model):
    """One chart's rows in one round (一图一表), or a section's page for its positions and itself."""

    section = models.ForeignKey(Unit, models.PROTECT, related_name="worksheets")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="all_worksheets")
    # Both set on a chart's worksheet, both empty on a section's page.
    flowchart = models.ForeignKey(Flowchart, models.PROTECT, null=True, related_name="worksheets")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="worksheets")
    year = models.PositiveSmallIntegerField()
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
        constraints = [
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
    written_by = models.ManyToManyField(USER, related_name="written_risk_points", blank=True)
    ruling = models.OneToOneField(
        "Ruling", models.PROTECT, null=True, blank=True, related_name="ruled_point"
    )
    row_version = models.PositiveIntegerField(default=1)
    origin = models.CharField(max_length=200, blank=True)
    order = models.PositiveIntegerField(default=0)

    objects = RiskPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk point")
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["body", "category"]), models.Index(fields=["order", "id"])]
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

    @property
    def proposed_mark(self) -> str:
        """The numeral of the self-rated level; empty where it is not rated."""
        return MARKS.get(self.proposed_rank or 0, "")


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
            models.CheckConstraint(
                condition=Q(step__isnull=False, position=None, unit=None)
                | Q(step=None, position__isnull=False, unit=None)
                | Q(step=None, position=None, unit__isnull=False),
                name="riskpoints_examination_of_one_row",
            ),
            models.CheckConstraint(
                condition=~Q(none_found_because=""), name="riskpoints_examination_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step or self.position or self.unit}: {self.none_found_because}"


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


class RowDraft(models.Model):
    """What one person typed into a row and has not saved yet, kept so that nothing is lost."""

    worksheet = models.ForeignKey(Worksheet, models.CASCADE, related_name="drafts")
    row = models.CharField(max_length=60)
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    # The fields as the form sent them: {name: [values]}.
    data = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["worksheet", "row", "user"], name="riskpoints_rowdraft_once_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.worksheet} {self.row}"


class Sitting(models.Model):
    """A committee's meeting on one worksheet: its members, their blind assessments, the rulings."""

    worksheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="sittings")
    scheme = models.ForeignKey(LevelScheme, models.PROTECT, related_name="sittings")
    chair = models.ForeignKey(USER, models.PROTECT, related_name="+")
    held_on = models.DateField()
    minutes = models.CharField(_("minutes reference"), max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    # Whether it ended with rulings or sent the worksheet back.
    returned = models.BooleanField(default=False)

    # Computed, never stored: riskpoints.committee.sittings_for() gives them.
    point_count: int
    in_count: int
    is_in: bool
    lowering_waits: bool

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["worksheet"],
                condition=Q(closed_at=None),
                name="riskpoints_sitting_one_open_a_worksheet",
            )
        ]

    def __str__(self) -> str:
        return f"{self.worksheet} {self.held_on}"


class SittingMember(models.Model):
    """A member of a sitting, or one recused from it with the reason."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="members")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    recused_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "user"], name="riskpoints_sittingmember_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def ground(self) -> str:
        """Why he is recused, in words; "" where he rates."""
        return str(RecusalGround(self.recused_because).label) if self.recused_because else ""


class Assessment(models.Model):
    """One rater's grades of a risk point, blind until every member has handed in."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="assessments")
    risk_point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="assessments")
    rater = models.ForeignKey(USER, models.PROTECT, related_name="+")
    # Why what decides the level is graded so.
    reason = models.TextField(_("reason"), max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "risk_point", "rater"], name="riskpoints_assessment_once_a_rater"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="riskpoints_assessment_gives_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rater}: {self.risk_point}"


class Grade(models.Model):
    """The grade an assessment gives one factor."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="grades")
    factor = models.ForeignKey(Factor, models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["factor__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "factor"], name="riskpoints_grade_once_a_factor"
            )
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {self.level}"


class LevelProposal(models.Model):
    """In a sitting, the chair's wish to rule otherwise than the highest factor says.

    Raising stands at once; lowering waits for a second person.
    """

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="proposals")
    risk_point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "risk_point"], name="riskpoints_levelproposal_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="riskpoints_levelproposal_gives_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None) | ~Q(seconded_by=F("proposed_by")),
                name="riskpoints_levelproposal_seconded_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_point}: {self.level}"


class Ruling(models.Model):
    """The level of a risk point, how it came about, and who ruled."""

    risk_point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="rulings")
    sitting = models.ForeignKey(Sitting, models.PROTECT, null=True, related_name="rulings")
    source = models.CharField(max_length=10, choices=RulingSource)
    level = models.ForeignKey(Level, models.PROTECT, related_name="rulings")
    # Ranks as they were, so that the rule can be a constraint: 1 is the highest.
    rank = models.PositiveSmallIntegerField()
    highest_rank = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    ruled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    second = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ruled_on = models.DateField()
    minutes = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rank__lte=F("highest_rank"))
                | (~Q(reason="") & Q(source="dossier"))
                | (~Q(reason="") & Q(second__isnull=False)),
                name="riskpoints_ruling_the_higher_prevails",
                violation_error_message=_(
                    "A level below the highest factor needs a reason and a second person."
                ),
            ),
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=F("ruled_by")),
                name="riskpoints_ruling_second_is_another",
            ),
            models.CheckConstraint(
                condition=Q(source="sitting", sitting__isnull=False, ruled_by__isnull=False)
                | Q(source="dossier", sitting=None),
                name="riskpoints_ruling_comes_from_a_sitting_or_a_dossier",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_point}: {self.level}"


class RulingGrade(models.Model):
    """The prevailing grade of one factor in a ruling."""

    ruling = models.ForeignKey(Ruling, models.CASCADE, related_name="grades")
    factor = models.ForeignKey(Factor, models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["factor__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["ruling", "factor"], name="riskpoints_rulinggrade_once_a_factor"
            )
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {self.level}"
