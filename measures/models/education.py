"""Integrity education: plans aimed at positions, sessions, who was there; and pledges."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from measures.education_states import EducationForm, PlanState, PledgeGround
from measures.querysets.education import EducationPlanQuerySet, PledgeQuerySet
from powers.models.comments import new_public_id
from riskcontrol.accounts.models import Position, Unit

USER = settings.AUTH_USER_MODEL


class EducationPlan(models.Model):
    """What education is given to whom: positions whose risks call for it, by a day."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="education_plans")
    # Who holds it; nobody where it is the committee itself.
    section = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="education_held",
        verbose_name=_("held by"),
    )
    form = models.CharField(_("form"), max_length=10, choices=EducationForm)
    title = models.CharField(_("topic"), max_length=100)
    aim = models.TextField(_("what it should achieve"), max_length=500)
    due_on = models.DateField(_("to be held by"))
    positions = models.ManyToManyField(Position, related_name="education_plans")
    state = models.CharField(max_length=8, choices=PlanState, default=PlanState.OPEN)
    dropped_because = models.CharField(max_length=500, blank=True)
    planned_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    planned_on = models.DateField()
    row_version = models.PositiveIntegerField(default=1)

    # Computed, never stored: for_list() gives them.
    aimed: int
    reached: int
    held: int

    objects = EducationPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("education plan")
        ordering = ["-due_on", "-pk"]
        indexes = [
            models.Index(fields=["body", "-due_on", "-id"], name="measures_education_listed")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(form__in=EducationForm.values), name="measures_educationplan_form_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values), name="measures_educationplan_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(aim=""), name="measures_educationplan_says_what_for"
            ),
            models.CheckConstraint(
                condition=(Q(state="dropped") & ~Q(dropped_because=""))
                | (~Q(state="dropped") & Q(dropped_because="")),
                name="measures_educationplan_dropped_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Whether it runs on past its day."""
        return self.state == PlanState.OPEN and self.due_on < timezone.localdate()


class EducationSession(models.Model):
    """One time at which a plan's education is given."""

    plan = models.ForeignKey(EducationPlan, models.PROTECT, related_name="sessions")
    on = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    speaker = models.CharField(_("speaker"), max_length=100)
    topic = models.CharField(_("topic"), max_length=200)
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "on", "topic"],
                name="measures_educationsession_once_a_day",
                violation_error_message=_("This session is entered already."),
            ),
            models.CheckConstraint(
                condition=~Q(topic="") & ~Q(speaker=""),
                name="measures_educationsession_says_what_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {date_format(self.on, 'Y-m-d')}"


class EducationMaterial(models.Model):
    """A file used at a session: checked by its content, never changed."""

    session = models.ForeignKey(EducationSession, models.PROTECT, related_name="materials")
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    file = models.FileField(upload_to="education/%Y/")
    # What its sender called it, without folders.
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "digest"],
                name="measures_educationmaterial_once_a_session",
                violation_error_message=_("This file is kept here already."),
            ),
            models.CheckConstraint(
                condition=Q(size__lte=5 * 1024 * 1024),
                name="measures_educationmaterial_at_most_5_mib",
            ),
            models.CheckConstraint(
                # A dossier brings a file's name and digest; the file stays where it was handed in.
                condition=Q(kind__in=["application/pdf", "image/jpeg", "image/png"])
                | Q(file="", kind="", size=0),
                name="measures_educationmaterial_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Attendance(models.Model):
    """Who was at a session, or why not."""

    session = models.ForeignKey(EducationSession, models.CASCADE, related_name="attendances")
    name = models.CharField(_("name"), max_length=50)
    position = models.ForeignKey(
        Position, models.PROTECT, related_name="attendances", verbose_name=_("position")
    )
    was_there = models.BooleanField(_("was there"), default=True)
    reason = models.CharField(_("why not"), max_length=200, blank=True)

    class Meta:
        ordering = ["position__order", "pk"]
        indexes = [
            models.Index(fields=["position", "was_there"], name="measures_attendance_of_post")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "position", "name"], name="measures_attendance_once_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="measures_attendance_names_somebody"
            ),
            models.CheckConstraint(
                condition=Q(was_there=True, reason="") | (Q(was_there=False) & ~Q(reason="")),
                name="measures_attendance_absence_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pledge(models.Model):
    """A holder's pledge for his position and a year (廉政承诺), drafted from the position's own risks.

    The yearly job drafts it; the holder alone confirms it, and then triggers refuse any change.
    """

    body = models.ForeignKey(Unit, models.PROTECT, related_name="pledges")
    position = models.ForeignKey(Position, models.PROTECT, related_name="pledges")
    holder = models.ForeignKey(USER, models.PROTECT, null=True, related_name="pledges")
    # Whose it is, in words, where he confirmed it elsewhere and a dossier brought it.
    holder_name = models.CharField(max_length=150, blank=True)
    year = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=8, choices=PledgeGround)
    # One line a risk; drafted anew until it is confirmed.
    text = models.TextField()
    own_words = models.CharField(_("in your own words"), max_length=500, blank=True)
    drafted_on = models.DateField()
    due_on = models.DateField()
    confirmed_at = models.DateTimeField(null=True)
    # SHA-256 of what was confirmed, as the ledger has it.
    digest = models.CharField(max_length=64, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        ordering = ["-year", "position__order", "pk"]
        indexes = [
            models.Index(fields=["holder", "confirmed_at"], name="measures_pledge_of_holder"),
            models.Index(fields=["body", "-year", "-id"], name="measures_pledge_listed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["position", "holder", "year"], name="measures_pledge_once_a_year"
            ),
            models.UniqueConstraint(
                fields=["position", "year", "digest"],
                condition=Q(holder=None),
                name="measures_pledge_brought_once",
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=False, holder_name="")
                | (Q(holder=None, confirmed_at__isnull=False) & ~Q(holder_name="")),
                name="measures_pledge_has_a_holder_or_was_brought",
            ),
            models.CheckConstraint(
                condition=Q(ground__in=PledgeGround.values), name="measures_pledge_ground_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="measures_pledge_says_what"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, digest="", own_words="")
                | (Q(confirmed_at__isnull=False) & ~Q(digest="")),
                name="measures_pledge_confirmed_has_its_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.year}"

    @property
    def whose(self) -> str:
        """Whose it is: its holder, or whom the dossier names that brought it."""
        return str(self.holder) if self.holder else self.holder_name

    @property
    def lines(self) -> list[str]:
        """What is pledged, a line a risk."""
        return self.text.splitlines()

    @property
    def is_late(self) -> bool:
        """Whether its day has passed unconfirmed."""
        return self.confirmed_at is None and self.due_on < timezone.localdate()
