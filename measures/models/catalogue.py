"""Measures of the examples in a body's catalogue."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from measures.states import MeasureKind, Phase, Rhythm
from riskpoints.models import CatalogueEntry

USER = settings.AUTH_USER_MODEL


class CatalogueMeasure(models.Model):
    """A measure of an example in a body's catalogue, as it was in force when it was entered."""

    entry = models.ForeignKey(CatalogueEntry, models.CASCADE, related_name="measures")
    text = models.CharField(max_length=500)
    phase = models.CharField(max_length=12, choices=Phase)
    kind = models.CharField(max_length=15, choices=MeasureKind)
    # Empty where it was due once, by a day.
    rhythm = models.CharField(max_length=10, choices=Rhythm, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="measures_cataloguemeasure_has_a_text"
            ),
            models.CheckConstraint(
                condition=Q(phase__in=Phase.values), name="measures_cataloguemeasure_phase_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MeasureKind.values),
                name="measures_cataloguemeasure_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(rhythm__in=["", *Rhythm.values]),
                name="measures_cataloguemeasure_rhythm_known",
            ),
        ]

    def __str__(self) -> str:
        return self.text
