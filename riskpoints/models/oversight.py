"""Rounds that a committee sends down to many bodies, and what comes back up (下发、上报、备案)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskcontrol.accounts.models import Unit
from riskpoints.oversight_querysets import ChargeQuerySet, MandateQuerySet
from riskpoints.states import ChargeState, RoundGround

from .rounds import Round

USER = settings.AUTH_USER_MODEL
OPEN = [ChargeState.UNDER_WAY.value, ChargeState.HANDED_UP.value, ChargeState.RETURNED.value]
# A part that is withdrawn was never handed up.
WITHOUT_RESULT = [ChargeState.UNDER_WAY.value, ChargeState.WITHDRAWN.value]
NOT_RECEIVED = [*OPEN, ChargeState.WITHDRAWN.value]
# The number of a filing as it is written on paper, in any language.
NUMBER = "备〔%(year)s〕%(number)s号"


class Mandate(models.Model):
    """A round of screening that a committee sends down to the bodies below it (下发的排查任务)."""

    committee = models.ForeignKey(Unit, models.PROTECT, related_name="mandates")
    title = models.CharField(pgettext_lazy("round sent down", "title"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"))
    ground = models.CharField(_("ground"), max_length=10, choices=RoundGround)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    asks = models.TextField(_("what is asked"), max_length=2000)
    text = models.TextField(_("accompanying text"), max_length=5000, blank=True)
    last_day = models.DateField(_("result due by"))
    sent_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(_("reason"), max_length=500, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=RoundGround.values), name="riskpoints_mandate_ground_known"
            ),
            models.CheckConstraint(
                condition=Q(ground="yearly") | ~Q(reason=""),
                name="riskpoints_mandate_trigger_says_why",
                violation_error_message=_("Say what has changed."),
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(asks=""), name="riskpoints_mandate_says_what_it_asks"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_at=None, withdrawn_because="")
                | (
                    Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                    & ~Q(withdrawn_because="")
                ),
                name="riskpoints_mandate_withdrawn_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Charge(models.Model):
    """One body's part in a round sent down: its own round, and how far its result has come."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="charges")
    # The mandate's committee once more, for what must hold of both.
    committee = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="charges")
    # A round answers one at a time: another only once this one is withdrawn.
    round = models.ForeignKey(Round, models.PROTECT, related_name="charges")
    # The round by a key that a closed one no longer has, until the result is received: so the
    # database closes no round whose result the committee above does not have.
    holds = models.ForeignKey(
        Round, models.PROTECT, null=True, to_field="open_key", related_name="held_open_by"
    )
    # Whether the round was open already when it was sent down.
    joined = models.BooleanField(default=False)
    last_day = models.DateField(_("result due by"))
    state = models.CharField(max_length=10, choices=ChargeState, default=ChargeState.UNDER_WAY)
    # What was handed up last.
    result = models.OneToOneField(
        "riskpoints.HandedUp", models.PROTECT, null=True, related_name="current_of"
    )
    handed_up_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    received_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    filed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    filed_on = models.DateField(_("filed on"), null=True)
    filing_year = models.PositiveSmallIntegerField(null=True)
    filing_number = models.PositiveIntegerField(_("number"), null=True)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mandate", "body"], name="riskpoints_charge_once_a_body"
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=~Q(state="withdrawn"),
                name="riskpoints_charge_one_a_round",
            ),
            models.UniqueConstraint(
                fields=["committee", "filing_year", "filing_number"],
                name="riskpoints_charge_filing_number_once_a_year",
                violation_error_message=_("This number is given already. Take another."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ChargeState.values), name="riskpoints_charge_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(body=F("committee")), name="riskpoints_charge_is_sent_down"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, holds__isnull=False)
                | (~Q(state__in=OPEN) & Q(holds=None)),
                name="riskpoints_charge_holds_its_round_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WITHOUT_RESULT, result=None, handed_up_by=None)
                | (
                    ~Q(state__in=WITHOUT_RESULT)
                    & Q(result__isnull=False, handed_up_by__isnull=False)
                ),
                name="riskpoints_charge_handed_up_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(state__in=NOT_RECEIVED, received_by=None, received_at=None)
                | (
                    ~Q(state__in=NOT_RECEIVED)
                    & Q(received_by__isnull=False, received_at__isnull=False)
                ),
                name="riskpoints_charge_received_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=(
                    ~Q(state="filed")
                    & Q(filed_by=None, filed_on=None, filing_year=None, filing_number=None)
                )
                | Q(
                    state="filed",
                    filed_by__isnull=False,
                    filed_on__isnull=False,
                    filing_year__isnull=False,
                    filing_number__isnull=False,
                    filing_number__gte=1,
                ),
                name="riskpoints_charge_filed_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(received_by=None) | ~Q(received_by=F("handed_up_by")),
                name="riskpoints_charge_received_by_another",
            ),
            models.CheckConstraint(
                condition=Q(filed_by=None) | ~Q(filed_by=F("handed_up_by")),
                name="riskpoints_charge_filed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} · {self.mandate}"

    @property
    def is_with_the_body(self) -> bool:
        """Whether the body is to do something: its result is not handed up, or came back."""
        return self.state in {ChargeState.UNDER_WAY, ChargeState.RETURNED}

    @property
    def is_withdrawn(self) -> bool:
        """Whether the committee above withdrew it: nothing is to be handed up."""
        return self.state == ChargeState.WITHDRAWN

    @property
    def filing(self) -> str:
        """The number under which it is filed, as written on paper; empty before."""
        if self.filing_number is None:
            return ""
        return NUMBER % {"year": self.filing_year, "number": self.filing_number}


class HandedUp(models.Model):
    """A round's result as it was handed up: frozen, and named by the SHA-256 of what it says."""

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="results")
    # Counts within the charge.
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["charge", "number"], name="riskpoints_handedup_number_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="riskpoints_handedup_number_counts_from_1"
            ),
            models.CheckConstraint(
                condition=~Q(sha256=""), name="riskpoints_handedup_has_a_digest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charge} · {self.number}"


class SentBack(models.Model):
    """Why the committee above gave a result back to its body."""

    result = models.OneToOneField(HandedUp, models.PROTECT, related_name="sent_back")
    reason = models.CharField(_("reason"), max_length=500)
    # Who had handed it up, once more: nobody judges his own.
    handed_up_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="riskpoints_sentback_says_why"),
            models.CheckConstraint(
                condition=~Q(by=F("handed_up_by")), name="riskpoints_sentback_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.reason
