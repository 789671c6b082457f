"""Each time a measure is carried out, and the files that show it."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from measures.querysets.measures import OccasionQuerySet
from measures.states import RISES, TO_WHOM, AnswersFor, OccasionState, ReminderStep
from powers.models.comments import new_public_id
from riskcontrol.accounts.models import Position, Unit

from .measures import Measure

USER = settings.AUTH_USER_MODEL


class Occasion(models.Model):
    """One time a measure falls due: done by somebody, verified by somebody else.

    Body, section and position are the measure's own, kept here so that lists are read along an
    index; a measure that has occasions is written no more. `of()` makes one.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="occasions")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    section = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    position = models.ForeignKey(Position, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    done_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    note = models.TextField(_("what was done"), max_length=2000, blank=True)
    verified_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)
    sent_back_because = models.CharField(max_length=500, blank=True)
    # Its measure ended before it was carried out.
    lapsed = models.BooleanField(default=False)
    # How high it has risen as overdue, and who answered for it when it rose to him.
    risen = models.CharField(max_length=10, choices=ReminderStep, blank=True)
    answers = models.CharField(max_length=15, choices=AnswersFor, blank=True)
    state = models.GeneratedField(
        expression=Case(
            When(verified_at__isnull=False, then=Value(OccasionState.VERIFIED.value)),
            When(done_at__isnull=False, then=Value(OccasionState.REPORTED.value)),
            When(lapsed=True, then=Value(OccasionState.LAPSED.value)),
            default=Value(OccasionState.DUE.value),
        ),
        output_field=models.CharField(max_length=10, choices=OccasionState),
        db_persist=True,
    )

    objects = OccasionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["section", "state", "due_on", "id"], name="measures_occasion_of_section"
            ),
            models.Index(
                fields=["body", "state", "due_on", "id"], name="measures_occasion_of_body"
            ),
            models.Index(fields=["state", "due_on", "id"], name="measures_occasion_in_state"),
            models.Index(fields=["risen", "state", "due_on", "id"], name="measures_occasion_risen"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "due_on"], name="measures_occasion_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(done_by=None, done_at=None, note="")
                | (Q(done_by__isnull=False, done_at__isnull=False) & ~Q(note="")),
                name="measures_occasion_done_has_who_when_and_what",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None, verified_at=None)
                | (
                    Q(verified_by__isnull=False, verified_at__isnull=False, done_by__isnull=False)
                    & ~Q(verified_by=F("done_by"))
                ),
                name="measures_occasion_verified_by_another",
                violation_error_message=_("Whoever did it does not verify it."),
            ),
            models.CheckConstraint(
                condition=Q(lapsed=False) | Q(done_at=None),
                name="measures_occasion_lapsed_was_not_done",
            ),
            models.CheckConstraint(
                condition=Q(risen__in=["", *RISES]), name="measures_occasion_rises_by_known_steps"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.due_on}"

    @property
    def state_label(self) -> str:
        """How far it has come, in words; Django gives no words for a generated column."""
        return str(OccasionState(self.state).label)

    @property
    def risen_label(self) -> str:
        """To whom it has risen as overdue, in words."""
        return str(TO_WHOM.get(self.risen, ""))

    @classmethod
    def of(cls, measure: Measure, due_on: datetime.date) -> "Occasion":
        """Make an occasion of a measure, not saved, with what it keeps of the measure."""
        return cls(measure=measure, due_on=due_on, **kept_of(measure))


def kept_of(measure: Measure) -> dict[str, int | None]:
    """Give what an occasion keeps of its measure, by the names of its columns."""
    return {
        "body_id": measure.body_id,
        "section_id": measure.section_id,
        "position_id": measure.position_id,
    }


class Reminder(models.Model):
    """One occasion brought to mind once: to whom it rose, on what day, and who was told."""

    occasion = models.ForeignKey(Occasion, models.CASCADE, related_name="reminders")
    step = models.CharField(max_length=10, choices=ReminderStep)
    on = models.DateField()
    # The names as they were; empty where nobody had the seat.
    told = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["occasion", "step"], name="measures_reminder_once"),
            models.CheckConstraint(
                condition=Q(step__in=ReminderStep.values), name="measures_reminder_step_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion}: {self.get_step_display()}"


class Evidence(models.Model):
    """A file that shows what was done on one occasion: checked by its content, never changed."""

    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="evidence")
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    file = models.FileField(upload_to="evidence/%Y/")
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
                fields=["occasion", "digest"],
                name="measures_evidence_once_an_occasion",
                violation_error_message=_("This file is kept here already."),
            ),
            models.CheckConstraint(
                condition=Q(size__lte=5 * 1024 * 1024), name="measures_evidence_at_most_5_mib"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["application/pdf", "image/jpeg", "image/png"]),
                name="measures_evidence_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
