"""The committee's sitting: blind assessments, proposals, rulings."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from riskpoints.sitting_querysets import RulingQuerySet, SittingQuerySet
from riskpoints.states import FEWEST, RecusalGround, RulingSource

from .finding import RiskPoint, Worksheet
from .meetings import Meeting
from .schemes import Anchor, Factor, Floor, Level, LevelScheme

USER = settings.AUTH_USER_MODEL


class Sitting(models.Model):
    """A committee's hearing of one worksheet: its members, their blind assessments, the rulings.

    It is an item of a meeting's agenda, in its place; one that was put off waits for the next.
    """

    worksheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="sittings")
    scheme = models.ForeignKey(LevelScheme, models.PROTECT, related_name="sittings")
    chair = models.ForeignKey(USER, models.PROTECT, related_name="+")
    convened_at = models.DateTimeField(default=timezone.now)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="sittings")
    # Its meeting by a key that a closed one lacks: the database closes none with an open item.
    open_in = models.ForeignKey(
        Meeting, models.PROTECT, null=True, to_field="open_key", related_name="open_sittings"
    )
    place = models.PositiveSmallIntegerField(default=1)
    # How many took part when it was ruled on, and how many the quorum asked for.
    present_count = models.PositiveSmallIntegerField(null=True)
    needed_count = models.PositiveSmallIntegerField(null=True)
    minutes = models.CharField(_("minutes reference"), max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    # Whether it ended with rulings or sent the worksheet back.
    returned = models.BooleanField(default=False)
    # Set where it rates anew, of a decided worksheet, what was reopened; empty: all of the worksheet.
    again_on = models.ManyToManyField(RiskPoint, related_name="+", blank=True)
    return_reason = models.CharField(max_length=500, blank=True)

    # Computed, never stored: riskpoints.committee.sittings_for() gives them.
    point_count: int
    in_count: int
    missing_count: int
    part: str

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["worksheet"],
                condition=Q(closed_at=None),
                name="riskpoints_sitting_one_open_a_worksheet",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, meeting=None, open_in=None)
                | Q(closed_at=None, meeting__isnull=False, open_in__isnull=False)
                | Q(closed_at__isnull=False, open_in=None),
                name="riskpoints_sitting_open_on_an_open_agenda",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | Q(returned=True)
                | Q(
                    meeting__isnull=False,
                    present_count__isnull=False,
                    needed_count__isnull=False,
                    needed_count__gte=FEWEST,
                    present_count__gte=F("needed_count"),
                ),
                name="riskpoints_sitting_ruled_by_a_quorum",
                violation_error_message=_("Too few members took part to rule on this."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.worksheet)

    @property
    def held_on(self) -> datetime.date | None:
        """The day of its meeting, None while it is on no agenda; load the meeting with it."""
        return self.meeting.held_on if self.meeting else None


class SittingMember(models.Model):
    """A member of a sitting, or one recused from it with the reason."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="members")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    recused_because = models.CharField(max_length=300, blank=True)
    # Whether he took part when it was ruled on; empty before.
    was_present = models.BooleanField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "user"], name="riskpoints_sittingmember_once"
            ),
            models.CheckConstraint(
                condition=~Q(was_present=True) | Q(recused_because=""),
                name="riskpoints_sittingmember_recused_is_not_counted",
            ),
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
    # Why a ticked floor holds that sets the level. Before reasons stood at the grades (docs/adr/0022):
    # why what decides the level is graded so.
    reason = models.TextField(_("reason"), max_length=500, blank=True)
    # The floors that the rater ticked.
    floors: models.ManyToManyField = models.ManyToManyField(Floor, related_name="+", blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "risk_point", "rater"], name="riskpoints_assessment_once_a_rater"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rater}: {self.risk_point}"


class Grade(models.Model):
    """The grade an assessment gives one factor."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="grades")
    factor = models.ForeignKey(Factor, models.PROTECT, related_name="+")
    anchor = models.ForeignKey(Anchor, models.PROTECT, related_name="+")
    # Whether the rater's own level comes from it (riskpoints.rating.deciding); then it says why. Of
    # grades from before reasons stood here nobody wrote that down.
    decides = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        ordering = ["factor__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "factor"], name="riskpoints_grade_once_a_factor"
            ),
            models.CheckConstraint(
                condition=Q(decides=False) | ~Q(reason=""),
                name="riskpoints_grade_that_decides_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {self.anchor.word}"


class LevelProposal(models.Model):
    """In a sitting, the chair's wish to rule otherwise than the scheme's rule says.

    Raising stands at once; lowering waits for a second person.
    """

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="proposals")
    risk_point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")
    # What the rule gave when it was made: all were in, and their grades do not change any more.
    highest_rank = models.PositiveSmallIntegerField()
    reason = models.CharField(_("reason"), max_length=500)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
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
    # The floors that held: ticked by any rater, or known of the power.
    floors: models.ManyToManyField = models.ManyToManyField(Floor, related_name="+", blank=True)
    # Ranks as they were, so that the rule can be a constraint: 1 is the highest. The second is what
    # the scheme's rule and its floors gave.
    rank = models.PositiveSmallIntegerField()
    highest_rank = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    ruled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    second = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ruled_on = models.DateField()
    minutes = models.CharField(max_length=200, blank=True)
    # The risk point as it was ruled on, as riskpoints.snapshots reads it, and its SHA-256 (hex).
    snapshot = models.JSONField(default=dict, blank=True)
    snapshot_hash = models.CharField(max_length=64, blank=True)

    objects = RulingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["-ruled_on", "-id"],
                condition=Q(rank__gt=F("highest_rank")),
                name="riskpoints_ruling_lowered",
            )
        ]
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
            models.CheckConstraint(
                condition=~Q(source="sitting") | ~Q(snapshot_hash=""),
                name="riskpoints_ruling_of_a_sitting_is_bound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_point}: {self.level}"

    @property
    def level_by_rule(self) -> Level | None:
        """The level that the scheme's rule and its floors gave; load `level__scheme__levels` with it."""
        levels = self.level.scheme.levels.all()
        return next((level for level in levels if level.rank == self.highest_rank), None)


class RulingGrade(models.Model):
    """The prevailing grade of one factor in a ruling."""

    ruling = models.ForeignKey(Ruling, models.CASCADE, related_name="grades")
    factor = models.ForeignKey(Factor, models.PROTECT, related_name="+")
    anchor = models.ForeignKey(Anchor, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["factor__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["ruling", "factor"], name="riskpoints_rulinggrade_once_a_factor"
            )
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {self.anchor.word}"
