"""What a measure is held against: indicators with baseline and target, and what was read each time."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .measures import Measure
from .occasions import Occasion


class Indicator(models.Model):
    """A number that shows whether a measure works; of the master one the target decides.

    The target lies above the baseline where more is better, below it where less is.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="indicators")
    name = models.CharField(_("indicator"), max_length=200)
    unit = models.CharField(_("unit of the indicator"), max_length=20, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=12, decimal_places=2)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2)
    is_master = models.BooleanField(default=False)
    order = models.PositiveIntegerField(default=0)
    # It is read no more; what was read stays.
    ended_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["-is_master", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "name"],
                name="measures_indicator_name_once_a_measure",
                violation_error_message=_("This measure has an indicator of this name already."),
            ),
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(is_master=True),
                name="measures_indicator_one_master_a_measure",
                violation_error_message=_("This measure has a master indicator already."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="measures_indicator_has_a_name"),
            models.CheckConstraint(
                condition=Q(is_master=False) | Q(ended_on=None),
                name="measures_indicator_master_has_not_ended",
                violation_error_message=_("The master indicator does not end."),
            ),
            models.CheckConstraint(
                condition=~Q(target=F("baseline")),
                name="measures_indicator_target_is_not_the_baseline",
                violation_error_message=_(
                    "The target is the baseline: then nothing would show that the measure works."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_read(self) -> bool:
        """Whether it is read each time still."""
        return self.ended_on is None

    @property
    def has_readings(self) -> bool:
        """Whether anything was read on it, here or before."""
        return self.readings.exists() or self.earlier.exists()

    def is_reached_by(self, value: Decimal) -> bool:
        """Whether a reading reaches the target."""
        return value >= self.target if self.target > self.baseline else value <= self.target


class Reading(models.Model):
    """What an indicator stood at on one occasion; of what was verified it never changes."""

    occasion = models.ForeignKey(Occasion, models.CASCADE, related_name="readings")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="readings")
    value = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["indicator__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "indicator"], name="measures_reading_once_an_occasion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"


class EarlierReading(models.Model):
    """What an indicator stood at, verified, where a measure was before a dossier brought it.

    It is shown and passed on, and proves nothing here: nobody here verified it.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="earlier")
    on = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "on"], name="measures_earlierreading_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"
