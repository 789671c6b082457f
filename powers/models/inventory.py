"""Powers and the articles that powers and steps rest on."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from powers.querysets import (
    PowerQuerySet,
)
from powers.states import (
    Category,
    ChartState,
)
from riskcontrol.accounts.models import Duty, Unit, code_form

from .charts import Flowchart, Step

USER = settings.AUTH_USER_MODEL


class Power(models.Model):
    """One power the unit holds, towards the outside or inside the house."""

    section = models.ForeignKey(
        Unit, models.PROTECT, related_name="powers", verbose_name=_("section")
    )
    body = models.ForeignKey(Unit, models.PROTECT, related_name="all_powers")
    flowchart = models.ForeignKey(
        Flowchart, models.SET_NULL, null=True, blank=True, related_name="powers"
    )
    code = models.CharField(
        _("code"),
        max_length=60,
        unique=True,
        validators=[code_form],
        error_messages={"unique": _("Another power has this code.")},
    )
    name = models.CharField(_("name"), max_length=200)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    affected_party = models.CharField(_("affected party"), max_length=200, blank=True)
    statutory_days = models.PositiveSmallIntegerField(
        _("statutory limit in working days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    committed_days = models.PositiveSmallIntegerField(
        _("committed limit in working days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    fee = models.CharField(_("fee"), max_length=200, blank=True)
    enquiry_phone = models.CharField(_("enquiry phone"), max_length=60, blank=True)
    complaint_phone = models.CharField(_("complaint phone"), max_length=60, blank=True)
    # The duties of its unit that it does.
    duties: models.ManyToManyField = models.ManyToManyField(
        Duty, through="PowerDuty", related_name="powers", blank=True
    )
    withheld_ground = models.CharField(_("ground for not publishing"), max_length=300, blank=True)
    withheld_proposed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withheld_approved_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The approver's name as it was; a dossier brings a name without an account.
    withheld_approver = models.CharField(max_length=100, blank=True)
    withheld_on = models.DateField(null=True, blank=True, editable=False)
    row_version = models.PositiveIntegerField(default=1)
    origin = models.CharField(max_length=200, blank=True)
    order = models.PositiveIntegerField(default=0)

    # A ChartState; set where the power was loaded `with_chart_state()`.
    chart_state: str

    objects = PowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("power")
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["body", "category"]), models.Index(fields=["order", "id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="powers_power_category_known"
            ),
            models.CheckConstraint(
                condition=Q(statutory_days__gte=1) | Q(statutory_days=None),
                name="powers_power_statutory_limit_is_days",
            ),
            models.CheckConstraint(
                condition=Q(committed_days__gte=1) | Q(committed_days=None),
                name="powers_power_committed_limit_is_days",
            ),
            models.CheckConstraint(
                condition=~Q(withheld_ground="") | Q(withheld_approver=""),
                name="powers_power_withholding_has_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(withheld_approved_by=None)
                | ~Q(withheld_approved_by=F("withheld_proposed_by")),
                name="powers_power_withholding_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(withheld_approver="") | Q(withheld_on=None),
                name="powers_power_withheld_since_it_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_withheld(self) -> bool:
        """Whether it may not be published: a ground is recorded and a second person approved it."""
        return bool(self.withheld_ground and self.withheld_approver)

    @property
    def state_words(self) -> str:
        """How far its chart has come, in a word; load it `with_chart_state()`."""
        return str(ChartState(self.chart_state).label)


class PowerDuty(models.Model):
    """A power does a duty of its unit: so a duty that no power does is seen."""

    power = models.ForeignKey(Power, models.CASCADE, related_name="duty_links")
    duty = models.ForeignKey(Duty, models.CASCADE, related_name="power_links")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["power", "duty"], name="powers_powerduty_once")
        ]

    def __str__(self) -> str:
        return f"{self.duty} · {self.power}"


class LegalBasis(models.Model):
    """One article that a power or a step rests on."""

    power = models.ForeignKey(Power, models.CASCADE, null=True, blank=True, related_name="bases")
    step = models.ForeignKey(Step, models.CASCADE, null=True, blank=True, related_name="bases")
    law = models.CharField(_("law or regulation"), max_length=200)
    article = models.CharField(_("article"), max_length=100, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(power=None, step__isnull=False) | Q(power__isnull=False, step=None),
                name="powers_legalbasis_of_a_power_or_a_step",
            )
        ]

    def __str__(self) -> str:
        return f"《{self.law}》{self.article}"
