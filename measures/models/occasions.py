"""Each time a measure is carried out, and the files that show it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from measures.querysets import OccasionQuerySet
from powers.models.comments import new_public_id

from .measures import Measure

USER = settings.AUTH_USER_MODEL


class Occasion(models.Model):
    """One time a measure falls due: done by somebody, verified by somebody else."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="occasions")
    due_on = models.DateField()
    done_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    note = models.TextField(_("what was done"), max_length=2000, blank=True)
    verified_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)
    sent_back_because = models.CharField(max_length=500, blank=True)

    objects = OccasionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on", "done_at"])]
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
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.due_on}"


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
