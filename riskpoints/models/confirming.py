"""The first of two stages: the unit's leading group confirms a worksheet before its committee sits on it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Confirmed(models.Model):
    """What a worksheet keeps of the confirmation; who confirms is another than who handed it in."""

    # Set when it is signed, by the body's rule of that day; a later change of the rule leaves it.
    needs_confirmation = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def hands(self) -> set[int | None]:
        """Ids of those through whose hands it came to the committee."""
        return {self.submitted_by_id, self.signed_by_id, self.confirmed_by_id}  # type: ignore[attr-defined]  # the worksheet's own


CONFIRMED = [
    models.CheckConstraint(
        condition=~Q(state__in=["handed-in", "decided"])
        | Q(needs_confirmation=False)
        | Q(confirmed_by__isnull=False),
        name="riskpoints_worksheet_confirmed_before_the_committee",
    ),
    models.CheckConstraint(
        condition=~Q(state="signed")
        | Q(
            needs_confirmation=True,
            confirmed_by=None,
            signed_by__isnull=False,
            signed_at__isnull=False,
        ),
        name="riskpoints_worksheet_signed_waits_for_confirmation",
    ),
    models.CheckConstraint(
        condition=Q(confirmed_by=None, confirmed_at=None)
        | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
        name="riskpoints_worksheet_confirmed_has_who_and_when",
    ),
    models.CheckConstraint(
        condition=Q(confirmed_by=None)
        | (
            (Q(submitted_by=None) | ~Q(confirmed_by=F("submitted_by")))
            & (Q(signed_by=None) | ~Q(confirmed_by=F("signed_by")))
        ),
        name="riskpoints_worksheet_confirmed_by_another",
    ),
]
# The committee's queue reads these, the oldest first.
WAITING = [
    models.Index(
        fields=["body", "signed_at"],
        condition=Q(state__in=["signed", "handed-in"]),
        name="riskpoints_worksheet_waiting",
    )
]
