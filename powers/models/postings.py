"""How a chart is posted: from which day to which, changed by whom, settled into what."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from powers.querysets import PostingQuerySet
from powers.states import PostingState
from riskcontrol.lib.workdays import Calculation

from .charts import Flowchart, Version
from .releases import Release

USER = settings.AUTH_USER_MODEL


class Posting(models.Model):
    """A version shown to the public for comment from the day it opens to the end of the day it closes."""

    flowchart = models.ForeignKey(Flowchart, models.PROTECT, related_name="postings")
    version = models.ForeignKey(Version, models.PROTECT, related_name="postings")
    release = models.OneToOneField(Release, models.PROTECT, null=True, related_name="posting")
    opens = models.DateField()
    closes = models.DateField()
    # How the closing day was counted, for the page: riskcontrol.lib.workdays.Calculation as JSON.
    calculation = models.JSONField(default=dict)
    asked = models.CharField(max_length=500, blank=True)
    handed_in_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    # What the moderator asked to mend when he gave the answers back; emptied when handed in again.
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    final_version = models.ForeignKey(
        Version, models.PROTECT, null=True, related_name="settled_postings"
    )
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    # An early end: its reason is public, the chart does not pass the gate and may be posted again.
    # Where a second person is asked for, one asks with the reason and another stops.
    stop_asked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    stopped_on = models.DateField(null=True)
    stopped_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    stop_reason = models.CharField(_("reason for the early end"), max_length=300, blank=True)
    imported = models.BooleanField(default=False)
    # What the public's list finds it by: see powers.findable.
    words = models.TextField(blank=True, editable=False)
    categories = models.CharField(max_length=200, blank=True, editable=False)

    # The body's, or None where it has set none; set where it was loaded `with_answer_days()`.
    answer_days: int | None

    # Whether its last day was set later; set where it was loaded `with_extended()`.
    is_extended: bool

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["-opens", "-pk"]
        indexes = [models.Index(fields=["opens", "closes"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="powers_posting_closes_after_it_opens"
            ),
            models.UniqueConstraint(
                fields=["flowchart"],
                condition=Q(settled_at=None, stopped_on=None),
                name="powers_posting_one_unsettled",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, final_version=None)
                | Q(settled_at__isnull=False, final_version__isnull=False),
                name="powers_posting_settles_into_a_version",
            ),
            models.CheckConstraint(
                condition=Q(imported=True)
                | Q(settled_by=None, settled_at=None)
                | (
                    Q(settled_by__isnull=False, handed_in_by__isnull=False)
                    & ~Q(settled_by=F("handed_in_by"))
                ),
                name="powers_posting_settled_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(stopped_on=None, stopped_by=None)
                & (
                    Q(stop_asked_by=None, stop_reason="")
                    | (Q(stop_asked_by__isnull=False) & ~Q(stop_reason=""))
                )
                | (
                    Q(stopped_on__isnull=False, stopped_by__isnull=False, settled_at=None)
                    & ~Q(stop_reason="")
                ),
                name="powers_posting_stopped_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(stop_asked_by=None)
                | Q(stopped_by=None)
                | ~Q(stop_asked_by=F("stopped_by")),
                name="powers_posting_stopped_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flowchart} {self.opens}"

    def state_on(self, day: datetime.date) -> PostingState:
        """Where it stands on a day; follows from its dates, so that nothing has to switch it."""
        if self.settled_at:
            return PostingState.SETTLED
        if self.stopped_on:
            return PostingState.STOPPED
        if day < self.opens:
            return PostingState.UPCOMING
        return PostingState.OPEN if day <= self.closes else PostingState.CLOSED

    @property
    def reference(self) -> str:
        """The posting number, as papers print it and letters name it: the chart's code and the version posted."""
        return f"{self.flowchart.code}/{self.version.number}"

    @property
    def shown_version(self) -> Version:
        """The version the public sees: the final one once settled, the posted one until then."""
        return self.final_version or self.version

    @property
    def calculation_sentences(self) -> list[str]:
        """How the last day was counted; nothing for a posting taken over from elsewhere."""
        frozen = self.calculation
        return Calculation.from_json(frozen).sentences if frozen else []

    @property
    def period_sentences(self) -> list[str]:
        """What became of the period, for anybody to read; costs a query unless extensions are loaded."""
        said = [extension.sentence for extension in self.extensions.all()]
        if self.stopped_on:
            stopped = gettext("Stopped early on %(day)s: %(reason)s")
            said.append(stopped % {"day": date_format(self.stopped_on), "reason": self.stop_reason})
        return said


class Extension(models.Model):
    """A later last day of a posting, with the reason that the public reads."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="extensions")
    closed_before = models.DateField()
    closes = models.DateField()
    reason = models.CharField(_("reason for the extension"), max_length=300)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("closed_before")),
                name="powers_extension_closes_later",
                violation_error_message=_("An extension ends later than the posting did."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="powers_extension_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.posting} → {self.closes}"

    @property
    def sentence(self) -> str:
        """From when to when it was extended, on which day, and why."""
        said = gettext("Extended on %(day)s from %(before)s to %(closes)s: %(reason)s")
        return said % {
            "day": date_format(self.made_on),
            "before": date_format(self.closed_before),
            "closes": date_format(self.closes),
            "reason": self.reason,
        }
