"""A body's levels, factors and anchored descriptions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t

from riskcontrol.accounts.models import Unit

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
