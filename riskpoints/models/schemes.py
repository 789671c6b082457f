"""A body's levels, factors, anchored descriptions and floors, in versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t

from riskcontrol.accounts.models import Unit
from riskpoints.querysets import SchemeQuerySet
from riskpoints.rating import Terms
from riskpoints.states import KNOWN, PALETTE, SIGNS, Colour, Known, Rule, Shape

USER = settings.AUTH_USER_MODEL


class LevelScheme(models.Model):
    """One version of a body's scheme: its levels, its factors, the rule that makes one of the other.

    It is drafted until it is put in force; from then on the database lets nobody change it. The
    newest in force is the one that sittings are convened by.
    """

    body = models.ForeignKey(Unit, models.CASCADE, related_name="schemes")
    number = models.PositiveIntegerField(default=1)
    # The shipped names are English and shown translated.
    name = models.CharField(max_length=100)
    rule = models.CharField(max_length=10, choices=Rule, default=Rule.HIGHEST)
    made_at = models.DateTimeField(auto_now_add=True)
    in_force_at = models.DateTimeField(null=True)
    # Nobody where the shipped scheme became the body's own by itself.
    in_force_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    row_version = models.PositiveIntegerField(default=1)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number"], name="riskpoints_levelscheme_number_once_a_body"
            ),
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(in_force_at=None),
                name="riskpoints_levelscheme_one_draft_a_body",
            ),
            models.CheckConstraint(
                condition=Q(rule__in=Rule.values), name="riskpoints_levelscheme_rule_known"
            ),
            models.CheckConstraint(
                condition=Q(in_force_by=None) | (Q(in_force_at__isnull=False) & ~Q(reason="")),
                name="riskpoints_levelscheme_put_in_force_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return _t(self.name)

    @property
    def terms(self) -> Terms:
        """What its rule goes by. Costs no query where its levels, factors and anchors are loaded."""
        least = {level.rank: level.least for level in self.levels.all() if level.least is not None}
        scales = {factor.key: len(factor.anchors.all()) for factor in self.factors.all()}
        return Terms(self.rule, scales, least)


class Level(models.Model):
    """One level of a scheme; rank 1 is the highest. It shows by mark, shape and word, and by colour."""

    scheme = models.ForeignKey(LevelScheme, models.CASCADE, related_name="levels")
    rank = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=10)
    name = models.CharField(max_length=40, blank=True)
    shape = models.CharField(max_length=12, choices=Shape)
    colour = models.CharField(max_length=10, choices=Colour)
    # Where the rule counts or multiplies: the least count or product that gives this level.
    least = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["scheme", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "rank"], name="riskpoints_level_rank_once_a_scheme"
            ),
            models.UniqueConstraint(
                fields=["scheme", "mark"], name="riskpoints_level_mark_once_a_scheme"
            ),
            models.UniqueConstraint(
                fields=["scheme", "shape"], name="riskpoints_level_shape_once_a_scheme"
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1), name="riskpoints_level_ranks_from_one"
            ),
            models.CheckConstraint(condition=~Q(mark=""), name="riskpoints_level_has_a_mark"),
            models.CheckConstraint(
                condition=Q(shape__in=Shape.values), name="riskpoints_level_shape_known"
            ),
            models.CheckConstraint(
                condition=Q(colour__in=Colour.values), name="riskpoints_level_colour_known"
            ),
        ]

    def __str__(self) -> str:
        return self.mark

    @property
    def sign(self) -> str:
        """Its shape as a character."""
        return SIGNS[Shape(self.shape)]

    @property
    def word(self) -> str:
        """What it is in a word, as in "high risk"; empty where it has none."""
        return _t(self.name) if self.name else ""

    @property
    def look(self) -> tuple[int, str, str, str, str]:
        """All that is seen of it, whichever version of a scheme it stands in; sorts by rank."""
        return self.rank, self.mark, self.name, self.shape, self.colour

    @property
    def inks(self) -> tuple[str, str]:
        """Its colour, and the pale ground it stands on."""
        return PALETTE[Colour(self.colour)]


class Factor(models.Model):
    """One factor or criterion that levels are judged by. The shipped names are shown translated."""

    scheme = models.ForeignKey(LevelScheme, models.CASCADE, related_name="factors")
    key = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["scheme", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "key"], name="riskpoints_factor_key_once_a_scheme"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="riskpoints_factor_has_a_name"),
        ]

    def __str__(self) -> str:
        return _t(self.name)


class Anchor(models.Model):
    """One grade of a factor, described so that two raters mean the same; rank 1 is the highest."""

    factor = models.ForeignKey(Factor, models.CASCADE, related_name="anchors")
    rank = models.PositiveSmallIntegerField()
    # How the grade is called: a level's mark, yes or no, or a word of its own.
    mark = models.CharField(max_length=20)
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["factor", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["factor", "rank"], name="riskpoints_anchor_once_a_grade"
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1), name="riskpoints_anchor_ranks_from_one"
            ),
            models.CheckConstraint(condition=~Q(mark=""), name="riskpoints_anchor_has_a_mark"),
        ]

    def __str__(self) -> str:
        return _t(self.text) if self.text else self.word

    @property
    def word(self) -> str:
        """Its mark in the reader's language."""
        return _t(self.mark)


class Floor(models.Model):
    """A fact that sets a level at least so high whatever the factors give; at the highest, a veto.

    A rater ticks it, or it is known of the power.
    """

    scheme = models.ForeignKey(LevelScheme, models.CASCADE, related_name="floors")
    level = models.ForeignKey(Level, models.CASCADE, related_name="floors")
    name = models.CharField(max_length=200)
    known = models.CharField(max_length=20, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["scheme", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "order"], name="riskpoints_floor_order_once_a_scheme"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="riskpoints_floor_has_a_name"),
            models.CheckConstraint(
                condition=Q(known__in=["", *KNOWN]), name="riskpoints_floor_known_of_a_power"
            ),
        ]

    def __str__(self) -> str:
        return _t(self.name)

    def holds_of(self, *, category: str, fee: str, is_withheld: bool) -> bool:
        """Say whether it is known to hold of a power; what a rater ticks is never known."""
        facts = {category}
        facts |= {Known.FEE.value} if fee else set()
        facts |= {Known.WITHHELD.value} if is_withheld else set()
        return self.known in facts
