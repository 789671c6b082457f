"""The texts of risk points and measures, kept once each and found by what they share with a new one."""

from django.db import models
from django.db.models import Q

from riskcontrol.accounts.models import Unit
from riskpoints.states import Place

from .finding import Worksheet


class Phrase(models.Model):
    """One text, whoever wrote it and however often; `riskpoints.likeness` says what counts as the same."""

    digest = models.CharField(max_length=32, unique=True)
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class PhraseKey(models.Model):
    """One of the keys under which a phrase and those like it stand together."""

    key = models.BigIntegerField()
    phrase = models.ForeignKey(Phrase, models.CASCADE, related_name="keys")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["key", "phrase"], name="riskpoints_phrasekey_once")
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.phrase}"


class PhraseGram(models.Model):
    """Two neighbouring characters of a phrase, by which a search finds it (riskpoints.finding_words)."""

    gram = models.CharField(max_length=2)
    phrase = models.ForeignKey(Phrase, models.CASCADE, related_name="grams")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["gram", "phrase"], name="riskpoints_phrasegram_once")
        ]

    def __str__(self) -> str:
        return f"{self.gram}: {self.phrase}"


class CommonGram(models.Model):
    """Two characters that stand in so many phrases that they tell none apart; none is kept under them."""

    gram = models.CharField(max_length=2, unique=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.gram


class PhraseUse(models.Model):
    """A phrase stands somewhere: as a risk point's name, as a way it shows, or as a measure.

    A measure is named by its id alone, for its app stands above this one.
    """

    phrase = models.ForeignKey(Phrase, models.CASCADE, related_name="uses", db_index=False)
    body = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    section = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    worksheet = models.ForeignKey(Worksheet, models.CASCADE, null=True, related_name="+")
    place = models.CharField(max_length=10, choices=Place)
    owner = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["phrase", "body"]),
            models.Index(fields=["owner", "place"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__in=Place.values), name="riskpoints_phraseuse_place_known"
            ),
            models.UniqueConstraint(
                fields=["phrase", "place", "owner"], name="riskpoints_phraseuse_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phrase} @ {self.place} {self.owner}"
