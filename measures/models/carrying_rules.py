"""A body's rules for carrying out: when an occasion is brought to mind, how it rises, when reviews fall due."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from riskcontrol.accounts.models import Unit

# More than about a year of working days, or five years, is a slip of the pen.
MOST_DAYS, MOST_MONTHS = 250, 60
DAYS = [MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
MONTHS = [MinValueValidator(1), MaxValueValidator(MOST_MONTHS)]


class CarryingRules(models.Model):
    """A body's own rules; without a row the usual ones hold. Days are working days, after the due day."""

    body = models.OneToOneField(Unit, models.CASCADE, related_name="carrying_rules")
    remind_days = models.PositiveSmallIntegerField(
        _("reminder, working days before"), default=3, validators=[MaxValueValidator(MOST_DAYS)]
    )
    owner_days = models.PositiveSmallIntegerField(
        _("overdue, to who carries it out, after working days"), default=1, validators=DAYS
    )
    answerer_days = models.PositiveSmallIntegerField(
        _("to who answers for it, after working days"), default=5, validators=DAYS
    )
    committee_days = models.PositiveSmallIntegerField(
        _("to the committee, after working days"), default=10, validators=DAYS
    )
    review_months_1 = models.PositiveSmallIntegerField(
        _("level I, every so many months"), default=3, validators=MONTHS
    )
    review_months_2 = models.PositiveSmallIntegerField(
        _("level II, every so many months"), default=6, validators=MONTHS
    )
    review_months_3 = models.PositiveSmallIntegerField(
        _("level III and below, every so many months"), default=12, validators=MONTHS
    )
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    owner_days__gte=1,
                    answerer_days__gte=F("owner_days"),
                    committee_days__gte=F("answerer_days"),
                    committee_days__lte=MOST_DAYS,
                    remind_days__lte=MOST_DAYS,
                ),
                name="measures_carryingrules_rise_in_order",
                violation_error_message=_(
                    "What is overdue rises from who carries it out to who answers for it and then to "
                    "the committee: the numbers of days may not fall."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    review_months_1__range=(1, MOST_MONTHS),
                    review_months_2__range=(1, MOST_MONTHS),
                    review_months_3__range=(1, MOST_MONTHS),
                ),
                name="measures_carryingrules_months_in_range",
                violation_error_message=_("A review falls due every 1 to 60 months."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.body)

    def review_months(self, rank: int) -> int:
        """Give after how many months a risk point of a rank is reviewed; 1 is the highest."""
        return {1: self.review_months_1, 2: self.review_months_2}.get(rank, self.review_months_3)
