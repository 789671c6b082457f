"""Measures, and the risk points they are aimed at."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from measures.querysets.measures import MeasureQuerySet
from measures.states import AnswersFor, MeasureKind, MeasureState, Phase, Rhythm
from riskcontrol.accounts.models import Position, Unit
from riskpoints.models import Level, RiskPoint, Worksheet

from .rules import Rule

USER = settings.AUTH_USER_MODEL


class Measure(models.Model):
    """What is done so that a risk does not come true: by whom, and by when or how often."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="all_measures")
    section = models.ForeignKey(
        Unit, models.PROTECT, related_name="measures", verbose_name=_("section that carries it out")
    )
    position = models.ForeignKey(
        Position,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("position that carries it out"),
    )
    worksheet = models.ForeignKey(
        Worksheet, models.PROTECT, null=True, blank=True, related_name="measures"
    )
    risk_points = models.ManyToManyField(RiskPoint, through="Aim", related_name="measures")
    key = models.CharField(max_length=60)
    text = models.CharField(_("measure"), max_length=500)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase)
    kind = models.CharField(_("kind"), max_length=15, choices=MeasureKind)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm, blank=True)
    record = models.CharField(_("what record stays"), max_length=200, blank=True)
    rule = models.ForeignKey(
        Rule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("rule it rests on"),
    )
    article = models.CharField(_("article"), max_length=60, blank=True)
    # Whether the text calls for something that nobody could check (riskpoints/slogans.py): kept, so
    # that it can be counted in the database. Whoever writes the text writes this.
    is_generic = models.BooleanField(default=False, editable=False)
    # Set only where somebody else answers than the level says, and then with the reason.
    answers_for = models.CharField(
        _("who answers for it"), max_length=15, choices=AnswersFor, blank=True
    )
    answers_because = models.CharField(_("why another answers"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=MeasureState, default=MeasureState.DRAFT)
    in_force_from = models.DateField(null=True, blank=True)
    # The day on which a round took away the last risk point that it met.
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)
    returned_because = models.CharField(max_length=500, blank=True)
    # Who set a measure that stands on no worksheet, and who put it in force: two people (ADR 0026).
    set_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    written_by: models.ManyToManyField = models.ManyToManyField(
        USER, related_name="written_measures", blank=True
    )
    imported = models.BooleanField(default=False)
    # The measure of the body's catalogue that it was taken over from; mostly none.
    taken_from = models.ForeignKey(
        "CatalogueMeasure", models.PROTECT, null=True, blank=True, related_name="taken"
    )
    row_version = models.PositiveIntegerField(default=1)
    origin = models.CharField(max_length=200, blank=True)
    order = models.PositiveIntegerField(default=0)

    # Computed, never stored: with_rank(), for_list() and with_last_due() give them.
    rank: int | None
    next_due: datetime.date | None
    last_due: datetime.date | None

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        ordering = ["order", "pk"]
        indexes = [
            models.Index(fields=["body", "state"]),
            models.Index(fields=["order", "id"]),
            models.Index(fields=["rule", "state"], name="measures_measure_by_rule"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "key"], name="measures_measure_key_once_a_body"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="measures_measure_has_a_text"),
            models.CheckConstraint(
                condition=Q(phase__in=Phase.values), name="measures_measure_phase_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MeasureKind.values), name="measures_measure_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=False, rhythm="")
                | Q(due_on=None, rhythm__in=Rhythm.values),
                name="measures_measure_due_date_or_rhythm",
                violation_error_message=_(
                    "Give either the day it is due or how often it recurs, one of the two."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["in-force", "ended"], in_force_from__isnull=False)
                | (~Q(state__in=["in-force", "ended"]) & Q(in_force_from=None)),
                name="measures_measure_in_force_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_on__isnull=False)
                | (~Q(state="ended") & Q(ended_on=None)),
                name="measures_measure_ended_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_because=""),
                name="measures_measure_return_says_why",
            ),
            models.CheckConstraint(
                condition=Q(answers_for="", answers_because="")
                | (~Q(answers_for="") & ~Q(answers_because="")),
                name="measures_measure_another_answers_for_a_reason",
                violation_error_message=_("Say why somebody else answers for it."),
            ),
            models.CheckConstraint(
                condition=Q(article="") | Q(rule__isnull=False),
                name="measures_measure_article_of_a_rule",
                violation_error_message=_("Choose the rule that the article stands in."),
            ),
            models.CheckConstraint(
                condition=Q(set_by=None, approved_by=None)
                | Q(
                    ~Q(state__in=["in-force", "ended"]),
                    set_by__isnull=False,
                    worksheet=None,
                    approved_by=None,
                )
                | Q(
                    ~Q(approved_by=F("set_by")),
                    state__in=["in-force", "ended"],
                    set_by__isnull=False,
                    worksheet=None,
                    approved_by__isnull=False,
                ),
                name="measures_measure_set_by_one_approved_by_another",
                violation_error_message=_("Whoever set it does not put it in force."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def highest_level(self) -> Level | None:
        """The highest level among the risk points it is aimed at; load their rulings' levels."""
        rulings = [point.ruling for point in self.risk_points.all() if point.ruling]
        highest = min(rulings, key=lambda ruling: ruling.rank, default=None)
        return highest.level if highest else None


class Aim(models.Model):
    """A measure is aimed at a risk point; several measures may meet one point, and the reverse."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="aims")
    risk_point = models.ForeignKey(RiskPoint, models.CASCADE, related_name="aims")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "risk_point"], name="measures_aim_once")
        ]

    def __str__(self) -> str:
        return f"{self.measure} → {self.risk_point}"
