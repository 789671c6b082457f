"""The committee's meetings: called for a day with an agenda, minuted and closed; and a body's rules for them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from riskcontrol.accounts.models import Unit
from riskpoints.querysets import MeetingQuerySet
from riskpoints.states import FEWEST, Quorum

USER = settings.AUTH_USER_MODEL


class QuorumRule(models.Model):
    """How many must take part before a worksheet is ruled on."""

    quorum = models.CharField(_("quorum"), max_length=12, choices=Quorum, default=Quorum.MAJORITY)
    quorum_number = models.PositiveSmallIntegerField(
        _("fixed number of members"), null=True, blank=True
    )

    class Meta:
        abstract = True


def quorum_constraints(name: str) -> list[models.BaseConstraint]:
    """Give what holds of a quorum rule: it is known, and a fixed number stands where one is meant."""
    return [
        models.CheckConstraint(
            condition=Q(quorum__in=Quorum.values), name=f"riskpoints_{name}_quorum_known"
        ),
        models.CheckConstraint(
            condition=Q(
                quorum=Quorum.NUMBER, quorum_number__isnull=False, quorum_number__gte=FEWEST
            )
            | (~Q(quorum=Quorum.NUMBER) & Q(quorum_number=None)),
            name=f"riskpoints_{name}_quorum_number_where_fixed",
            violation_error_message=_(
                "A fixed quorum is a number of at least two; any other has no number."
            ),
        ),
    ]


class CommitteeRules(QuorumRule):
    """A body's own rules for its committee; without a row the usual ones hold."""

    body = models.OneToOneField(Unit, models.CASCADE, related_name="committee_rules")
    two_stages = models.BooleanField(
        _("the unit's leading group confirms a worksheet before the committee sits on it"),
        default=False,
    )
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = quorum_constraints("committeerules")

    def __str__(self) -> str:
        return str(self.body)


class Meeting(QuorumRule):
    """A meeting of a body's committee: its agenda is its sittings, its members those of any of them.

    The quorum is the body's rule of the day it was called on.
    """

    body = models.ForeignKey(Unit, models.PROTECT, related_name="meetings")
    # Counts within the body and the year in which it was called.
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    chair = models.ForeignKey(USER, models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    held_on = models.DateField(_("date"))
    begins_at = models.TimeField(_("time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    # The day it was first called for, and why it is another one now.
    first_on = models.DateField(null=True)
    put_off_because = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    # What was decided in its canonical form (riskpoints.minutes), and the SHA-256 of that.
    decided = models.TextField(blank=True)
    decided_hash = models.CharField(max_length=64, blank=True)
    # Made for sittings from before there were meetings; closed ones of these have no hash.
    moved = models.BooleanField(default=False)
    # What its open items point to; gone once it is closed.
    open_key = models.UUIDField(null=True, unique=True, default=uuid.uuid4, editable=False)

    # Computed, never stored: MeetingQuerySet.for_list() gives them.
    item_count: int
    open_count: int

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["body", "-held_on", "-id"], name="riskpoints_meeting_by_day")
        ]
        constraints = [
            *quorum_constraints("meeting"),
            models.UniqueConstraint(
                fields=["body", "year", "number"], name="riskpoints_meeting_number_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, decided="", decided_hash="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(decided_hash=""))
                | Q(closed_at__isnull=False, moved=True),
                name="riskpoints_meeting_closed_has_who_and_the_hash",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, open_key__isnull=False)
                | Q(closed_at__isnull=False, open_key=None),
                name="riskpoints_meeting_open_has_a_key",
            ),
            models.CheckConstraint(
                condition=Q(first_on=None, put_off_because="")
                | (Q(first_on__isnull=False) & ~Q(put_off_because="")),
                name="riskpoints_meeting_put_off_says_why",
            ),
        ]

    def __str__(self) -> str:
        words = pgettext("meeting of a committee", "Meeting %(number)s of %(year)s")
        return words % {"number": self.number, "year": self.year}

    @property
    def is_open(self) -> bool:
        """Whether it has not been closed."""
        return self.closed_at is None


class MeetingMember(models.Model):
    """Somebody called to a meeting; with a reason, one who is excused from it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="members")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    excused_because = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"], name="riskpoints_meetingmember_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class PutOff(models.Model):
    """An item that a meeting put off, and why; its sitting goes on in another meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="put_offs")
    sitting = models.ForeignKey("riskpoints.Sitting", models.PROTECT, related_name="put_offs")
    # Its place on the agenda of that meeting.
    place = models.PositiveSmallIntegerField()
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "sitting"], name="riskpoints_putoff_once_a_meeting"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="riskpoints_putoff_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting}: {self.reason}"
