"""A body's own rules, and how a chart is released to be posted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from powers.querysets import ReleaseQuerySet
from powers.states import (
    ACTS,
    BY_OTHER_HANDS,
    OPEN_STAGES,
    ActOutcome,
    CommentsShown,
    Stage,
)
from powers.turns import Turn
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.accounts.roles import ADMINISTRATORS, Role

from .charts import Flowchart

USER = settings.AUTH_USER_MODEL


class Policy(models.Model):
    """A body's own rules on postings, comments and answers; its stages of a release are ReleaseStage."""

    body = models.OneToOneField(Unit, models.CASCADE, related_name="policy")
    posting_days = models.PositiveSmallIntegerField(
        _("usual posting period in working days"), default=7
    )
    shortest_days = models.PositiveSmallIntegerField(
        _("shortest posting period in working days"), default=5
    )
    answer_days = models.PositiveSmallIntegerField(
        _("a comment is answered within so many working days"), default=15
    )
    second_person = models.BooleanField(
        _("nothing said or answered is published without a second person"), default=False
    )
    comments_shown = models.CharField(
        _("how comments are shown"),
        max_length=10,
        choices=CommentsShown,
        default=CommentsShown.EACH,
    )
    contact_months = models.PositiveSmallIntegerField(
        _("name and contact of a sender are erased so many months after the posting is settled"),
        default=6,
    )
    proof_of_work = models.BooleanField(
        _("a sender's device proves some work before a comment is taken"), default=False
    )
    row_version = models.PositiveIntegerField(default=1)

    report_channel = models.CharField(
        _("the body's own channel for reports about a person's conduct"),
        max_length=200,
        blank=True,
        help_text=_("Office, telephone and address; the public reads it beside 12388."),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(comments_shown__in=CommentsShown.values),
                name="powers_policy_comments_shown_known",
            ),
            models.CheckConstraint(
                condition=Q(answer_days__gte=1, contact_months__lte=36),
                name="powers_policy_answers_and_erases_in_time",
                violation_error_message=_(
                    "An answer takes at least one working day; names and contacts are kept for at "
                    "most 36 months."
                ),
            ),
            models.CheckConstraint(
                condition=Q(shortest_days__gte=1, posting_days__gte=F("shortest_days")),
                name="powers_policy_usual_not_below_shortest",
                violation_error_message=_(
                    "The shortest period is at least one working day, and the usual one not shorter."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.body)


class ReleaseStage(models.Model):
    """One stage that a body's releases pass from now on; without any they pass the usual three."""

    body = models.ForeignKey(Unit, models.CASCADE, related_name="release_stages")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("name of the stage"), max_length=40, blank=True)
    act = models.CharField(_("act"), max_length=12, choices=ACTS)
    role = models.CharField(_("role that holds it"), max_length=30, choices=Role)
    position = models.ForeignKey(
        Position,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("position"),
    )

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "order"], name="powers_releasestage_order_once_a_body"
            ),
            models.CheckConstraint(
                condition=Q(act__in=[str(stage) for stage in OPEN_STAGES]),
                name="powers_releasestage_act_known",
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted({*Role.values} - ADMINISTRATORS)),
                name="powers_releasestage_held_by_who_reads_charts",
                violation_error_message=_("An administrator sees no charts and so holds no stage."),
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.CONTRIBUTOR) | Q(position__isnull=False),
                name="powers_releasestage_contributor_in_a_position",
                violation_error_message=_("Name the position of a contributor who holds a stage."),
            ),
        ]

    def __str__(self) -> str:
        return self.turn.words

    @property
    def turn(self) -> Turn:
        """The stage as a release keeps it; costs a query where the position is not loaded."""
        place = self.position
        return Turn(self.act, self.role, self.name, self.position_id, place.name if place else "")


class Release(models.Model):
    """A chart on its way up to be posted, stage by stage as they were set when it was sent up."""

    flowchart = models.ForeignKey(Flowchart, models.PROTECT, related_name="releases")
    stage = models.CharField(max_length=12, choices=Stage)
    # powers.turns.Turn as JSON, in order; `at` is the place of the one it waits for.
    stages = models.JSONField(default=list)
    at = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField(_("posting period in working days"))
    opens_on = models.DateField(_("opens for comment on"), null=True)
    asked = models.CharField(_("what the public is asked"), max_length=500, blank=True)
    submitted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="powers_release_stage_known"
            ),
            models.UniqueConstraint(
                fields=["flowchart"],
                condition=Q(stage__in=[str(stage) for stage in OPEN_STAGES]),
                name="powers_release_one_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flowchart} {self.words}"

    @property
    def turns(self) -> list[Turn]:
        """Its stages in order."""
        return [Turn.from_json(frozen) for frozen in self.stages]

    @property
    def turn(self) -> Turn | None:
        """The stage it waits for; none once it is released or returned."""
        return self.turns[self.at] if self.stage in OPEN_STAGES else None

    @property
    def words(self) -> str:
        """Where it stands, after its subject: "waits for …", "released", "returned"."""
        if self.turn:
            return gettext("waits for: %(stage)s") % {"stage": self.turn.words}
        return self.get_stage_display()


class ReleaseAct(models.Model):
    """What somebody did with a release at one of its stages, for himself or for whom he stands in."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="acts")
    place = models.PositiveSmallIntegerField()  # of the stage, in the release's stages
    act = models.CharField(max_length=12, choices=ACTS)
    outcome = models.CharField(max_length=10, choices=ActOutcome, default=ActOutcome.PASSED)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    result = models.CharField(_("result of the review"), max_length=300, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    # Who sent the chart up, once more, so that the database itself can tell him from who decides.
    sent_up_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=[str(stage) for stage in OPEN_STAGES]),
                name="powers_releaseact_act_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=ActOutcome.values), name="powers_releaseact_outcome_known"
            ),
            models.CheckConstraint(
                condition=~Q(act=Stage.CLEARANCE, outcome=ActOutcome.PASSED) | ~Q(result=""),
                name="powers_releaseact_clearance_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(outcome=ActOutcome.PASSED) | ~Q(remark=""),
                name="powers_releaseact_return_says_why",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of=None) | ~Q(on_behalf_of=F("by")),
                name="powers_releaseact_on_behalf_of_another",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=[str(stage) for stage in BY_OTHER_HANDS])
                | ~Q(by=F("sent_up_by"))
                & (Q(on_behalf_of=None) | ~Q(on_behalf_of=F("sent_up_by"))),
                name="powers_releaseact_not_by_who_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.by}"

    @property
    def stage(self) -> str:
        """The stage as it was named; costs a query where the release is not loaded."""
        return self.release.turns[self.place].words
