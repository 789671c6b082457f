"""Firms that take part in major projects, and what is on record of their keeping and breaking trust."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from measures.querysets.projects import CreditRecordQuerySet, FirmQuerySet
from measures.states import CreditKind, FirmPart
from powers.models.comments import new_public_id
from riskcontrol.accounts.models import Unit

from .projects import MajorProject

USER = settings.AUTH_USER_MODEL


class Firm(models.Model):
    """A firm as one body knows it, named by its unified social credit code (GB 32100-2015)."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="firms")
    code = models.CharField(_("unified social credit code"), max_length=18)
    name = models.CharField(_("name of the firm"), max_length=200)

    objects = FirmQuerySet.as_manager()

    class Meta:
        verbose_name = _("firm")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["body", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "code"],
                name="measures_firm_code_once_a_body",
                violation_error_message=_("This firm is entered already."),
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9A-Z]{18}$"), name="measures_firm_code_has_its_form"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="measures_firm_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectFirm(models.Model):
    """A firm's part in a project. One under a sanction in force is entered for a reason alone."""

    project = models.ForeignKey(MajorProject, models.CASCADE, related_name="firms")
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="parts")
    part = models.CharField(_("part in the project"), max_length=12, choices=FirmPart)
    # Why it takes part although a sanction was in force when it was entered; mostly empty.
    despite_because = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "firm", "part"],
                name="measures_projectfirm_once",
                violation_error_message=_("This firm has this part in the project already."),
            ),
            models.CheckConstraint(
                condition=Q(part__in=FirmPart.values), name="measures_projectfirm_part_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm} · {self.get_part_display()}"


class CreditRecord(models.Model):
    """A sanction or an incentive of a firm, for a ground and a term; in force once another approves it."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="records")
    # The project that gave rise to it; it may be none.
    project = models.ForeignKey(
        MajorProject, models.PROTECT, null=True, blank=True, related_name="credit_records"
    )
    credit = models.CharField(_("kind"), max_length=8, choices=CreditKind)
    ground = models.CharField(_("ground"), max_length=500)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    file = models.FileField(upload_to="credit/%Y/")
    # What its sender called it, without folders.
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    # Who approved it, by name, where that was elsewhere and a dossier brought it.
    approver = models.CharField(max_length=100, blank=True)
    # Set where the second person did not approve it.
    refused_because = models.CharField(max_length=300, blank=True)
    lifted_on = models.DateField(null=True)
    lifted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    lifted_because = models.CharField(max_length=300, blank=True)

    objects = CreditRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record of trust")
        ordering = ["-begins_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(credit__in=CreditKind.values), name="measures_creditrecord_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(ground="") & ~Q(digest=""),
                name="measures_creditrecord_has_ground_and_source",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="measures_creditrecord_ends_after_it_begins",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None, approver="")
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    approver="",
                    refused_because="",
                )
                & ~Q(approved_by=F("entered_by"))
                | Q(approved_by=None, approved_at__isnull=False, refused_because="")
                & ~Q(approver=""),
                name="measures_creditrecord_approved_by_another",
                violation_error_message=_("Whoever entered it does not approve it."),
            ),
            models.CheckConstraint(
                condition=Q(lifted_on=None, lifted_by=None, lifted_because="")
                | Q(
                    lifted_on__isnull=False,
                    lifted_by__isnull=False,
                    approved_at__isnull=False,
                    lifted_on__lte=F("ends_on"),
                )
                & ~Q(lifted_because=""),
                name="measures_creditrecord_lifted_early_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm} · {self.get_credit_display()}"

    @property
    def approved_by_whom(self) -> str:
        """Who approved it, here or elsewhere; "" where nobody has."""
        return str(self.approved_by) if self.approved_by else self.approver

    def in_force_on(self, day: datetime.date) -> bool:
        """Whether it holds on a day: approved, within its term, and not lifted before."""
        lifted = self.lifted_on is not None and self.lifted_on <= day
        return self.approved_at is not None and self.begins_on <= day <= self.ends_on and not lifted

    def state_on(self, day: datetime.date) -> str:
        """Say in a word how it stands on a day."""
        if self.refused_because:
            return str(_("not approved"))
        if self.approved_at is None:
            return str(_("waits for a second person"))
        if self.lifted_on:
            return str(_("lifted early"))
        if self.in_force_on(day):
            return str(_("in force"))
        return str(_("not begun") if day < self.begins_on else _("over"))
