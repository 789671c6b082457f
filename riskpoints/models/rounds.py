"""Rounds of screening, and what becomes of an earlier round's rows in a later one."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from powers.models import Flowchart
from riskcontrol.accounts.models import Unit
from riskpoints.querysets import RoundQuerySet
from riskpoints.states import Look, RoundGround, RoundOrigin

from .finding import Examination, RiskPoint, Worksheet

USER = settings.AUTH_USER_MODEL


class Round(models.Model):
    """One screening of a body (一轮排查): what it covers, why it is opened, when it is over."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="rounds", verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    # Counts within the body and year.
    number = models.PositiveSmallIntegerField()
    ground = models.CharField(_("ground"), max_length=10, choices=RoundGround)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    origin = models.CharField(max_length=10, choices=RoundOrigin, default=RoundOrigin.CHAIR)
    # Both empty: every chart of the body.
    charts = models.ManyToManyField(Flowchart, related_name="rounds", blank=True)
    sections = models.ManyToManyField(Unit, related_name="covered_by", blank=True)
    last_day = models.DateField(_("to be done by"), null=True, blank=True)
    opened_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    # What its worksheets under way point to; gone once it is closed.
    open_key = models.UUIDField(null=True, unique=True, default=uuid.uuid4, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "number"], name="riskpoints_round_number_once_a_year"
            ),
            models.UniqueConstraint(
                fields=["body", "year"],
                condition=Q(ground="yearly", closed_at=None),
                name="riskpoints_round_one_yearly_open",
                violation_error_message=_("The yearly round of this year is open already."),
            ),
            models.CheckConstraint(
                condition=Q(ground__in=RoundGround.values), name="riskpoints_round_ground_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=RoundOrigin.values), name="riskpoints_round_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(ground="yearly") | ~Q(reason=""),
                name="riskpoints_round_trigger_says_why",
                violation_error_message=_("Say what has changed."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False)
                | Q(closed_at__isnull=False, origin="moved"),
                name="riskpoints_round_closed_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, open_key__isnull=False)
                | Q(closed_at__isnull=False, open_key=None),
                name="riskpoints_round_open_has_a_key",
            ),
        ]

    def __str__(self) -> str:
        words = pgettext("round", "Round %(number)s of %(year)s")
        return words % {"number": self.number, "year": self.year}

    @property
    def is_open(self) -> bool:
        """Whether worksheets may still join it."""
        return self.closed_at is None

    @property
    def coverage(self) -> str:
        """What it covers, in words; load charts and sections with it."""
        named = [str(one) for one in (*self.charts.all(), *self.sections.all())]
        if not named:
            return str(_("every chart of the unit"))
        return pgettext("between items of a list", ", ").join(named)


class LeftOut(models.Model):
    """A covered chart that a round was closed without, and why."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="left_out")
    flowchart = models.ForeignKey(Flowchart, models.PROTECT, related_name="+")
    reason = models.CharField(_("why it is left out"), max_length=500)

    class Meta:
        ordering = ["flowchart__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "flowchart"], name="riskpoints_leftout_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="riskpoints_leftout_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.flowchart}: {self.reason}"


class CarriedRow(models.Model):
    """A row of an earlier worksheet on a later one: a risk point, or where none was found.

    The earlier row stays as it was decided. A risk point that is confirmed goes on as the same one
    with its ruling; one that is changed has a successor; one that is removed has none. It gives way
    when the later worksheet is decided.
    """

    worksheet = models.ForeignKey(Worksheet, models.CASCADE, related_name="carried_rows")
    risk_point = models.ForeignKey(RiskPoint, models.PROTECT, null=True, related_name="looks")
    examination = models.ForeignKey(Examination, models.PROTECT, null=True, related_name="looks")
    # The decided worksheet on which it was last written or confirmed.
    seen_in = models.ForeignKey(Worksheet, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Look, default=Look.UNTOUCHED)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    successor = models.OneToOneField(
        RiskPoint, models.PROTECT, null=True, related_name="carried_from"
    )
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    # Names of its steps that changed since it was last seen: riskpoints.carrying gives them.
    changed_steps: list[str]

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["risk_point", "outcome"], name="riskpoints_carried_by_point")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["worksheet", "risk_point"], name="riskpoints_carriedrow_point_once"
            ),
            models.UniqueConstraint(
                fields=["worksheet", "examination"], name="riskpoints_carriedrow_none_once"
            ),
            models.CheckConstraint(
                condition=Q(risk_point__isnull=False, examination=None)
                | Q(risk_point=None, examination__isnull=False),
                name="riskpoints_carriedrow_is_one_row",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Look.values), name="riskpoints_carriedrow_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="untouched", by=None, at=None)
                | (~Q(outcome="untouched") & Q(by__isnull=False, at__isnull=False)),
                name="riskpoints_carriedrow_looked_at_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["confirmed", "removed"]) | ~Q(reason=""),
                name="riskpoints_carriedrow_says_why",
            ),
            models.CheckConstraint(
                condition=Q(outcome="changed", risk_point__isnull=False, successor__isnull=False)
                | ((~Q(outcome="changed") | Q(risk_point=None)) & Q(successor=None)),
                name="riskpoints_carriedrow_changed_has_a_successor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_point or self.examination}: {self.get_outcome_display()}"

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has looked at it in this round."""
        return self.outcome == Look.UNTOUCHED

    @property
    def row_name(self) -> str:
        """How its place on the page is named."""
        return f"carried-{self.pk}"
