"""Spot checks (抽查): a random sample anyone can draw again, and what was found on each occasion in it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from measures.querysets.spot_checks import SpotCheckQuerySet, SpotItemQuerySet
from measures.states import Finding
from riskcontrol.accounts.models import Unit

from .occasions import Occasion

USER = settings.AUTH_USER_MODEL
# A sample anybody has to look at one by one; and what a page and a hash can hold at once.
MOST_DRAWN, MOST_IN_FRAME = 200, 20_000


class SpotCheck(models.Model):
    """A sample drawn from the occasions reported done; the draw is never changed.

    `frame` is what it was drawn from: one line an occasion, in order. Source of the rule: ADR 0028.
    """

    body = models.ForeignKey(Unit, models.PROTECT, related_name="spot_checks")
    section = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    purpose = models.CharField(_("what is looked into"), max_length=200)
    first_day = models.DateField(_("due from"))
    last_day = models.DateField(_("due to"))
    size = models.PositiveSmallIntegerField(_("how many are drawn"))
    seed = models.CharField(max_length=32)
    frame = models.TextField()
    frame_size = models.PositiveIntegerField()
    frame_hash = models.CharField(max_length=64)
    drawn_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    # Computed, never stored: for_list() gives them.
    found: int
    amiss: int
    open_items: int

    objects = SpotCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["body", "-id"], name="measures_spotcheck_of_body")]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "number"], name="measures_spotcheck_number_once_a_year"
            ),
            models.CheckConstraint(
                condition=~Q(purpose=""), name="measures_spotcheck_says_what_for"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="measures_spotcheck_ends_after_it_begins",
                violation_error_message=_("The last day is not before the first."),
            ),
            models.CheckConstraint(
                condition=Q(
                    size__gte=1,
                    size__lte=MOST_DRAWN,
                    frame_size__gte=F("size"),
                    frame_size__lte=MOST_IN_FRAME,
                ),
                name="measures_spotcheck_draws_from_its_frame",
            ),
        ]

    def __str__(self) -> str:
        words = _("Spot check %(number)s of %(year)s")
        return words % {"number": self.number, "year": self.year}


class SpotItem(models.Model):
    """One occasion in a sample: what was found, what the section answers, who closed it."""

    spot_check = models.ForeignKey(SpotCheck, models.PROTECT, related_name="items")
    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="spot_items")
    place = models.PositiveSmallIntegerField()
    finding = models.CharField(_("finding"), max_length=10, choices=Finding, blank=True)
    found = models.TextField(_("what was found"), max_length=1000, blank=True)
    found_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(null=True)
    correct_by = models.DateField(_("to be corrected by"), null=True, blank=True)
    answer = models.TextField(_("what was done about it"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    # Why an answer was not enough; the section answers again.
    sent_back_because = models.CharField(max_length=500, blank=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = SpotItemQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        indexes = [
            models.Index(
                fields=["occasion"],
                condition=Q(finding="shortfall", closed_at=None),
                name="measures_spotitem_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["spot_check", "occasion"], name="measures_spotitem_once_a_sample"
            ),
            models.UniqueConstraint(
                fields=["spot_check", "place"], name="measures_spotitem_one_a_place"
            ),
            models.CheckConstraint(
                condition=Q(finding="", found="", found_by=None, found_at=None)
                | Q(finding__in=Finding.values, found_by__isnull=False, found_at__isnull=False),
                name="measures_spotitem_finding_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=(Q(finding="shortfall", correct_by__isnull=False) & ~Q(found=""))
                | (~Q(finding="shortfall") & Q(correct_by=None)),
                name="measures_spotitem_shortfall_says_what_and_by_when",
                violation_error_message=_(
                    "Say what is amiss and by when it is to be put right; where all is in order "
                    "there is no such day."
                ),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (
                    Q(finding="shortfall", answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answer="")
                ),
                name="measures_spotitem_answer_to_a_shortfall",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None, closed_at=None)
                | Q(closed_by__isnull=False, closed_at__isnull=False, finding="in-order")
                | (
                    Q(closed_by__isnull=False, closed_at__isnull=False, answered_at__isnull=False)
                    & ~Q(closed_by=F("answered_by"))
                ),
                name="measures_spotitem_closed_once_answered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spot_check} {self.place}"
