"""Reads of comments and of what was passed on that have a name."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Q, Value, When

from riskcontrol.accounts.querysets import readable_by
from riskcontrol.accounts.roles import Permission

if TYPE_CHECKING:
    from riskcontrol.accounts.models import User

    from .models import Attachment, Comment, Referral  # noqa: F401 - for the type parameters


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments of the public."""

    def with_posting(self) -> Self:
        """Load the answer, the posting and its versions."""
        return self.select_related(
            "reply", "posting__flowchart", "posting__version", "posting__final_version"
        )

    def visible_to(self, user: "User") -> Self:
        """Keep those on charts a person may read."""
        return self.filter(readable_by(user, "posting__flowchart__body"))

    def unfinished(self) -> Self:
        """Keep those whose answer is not published, and that are neither hidden nor merged."""
        return self.filter(state="received")

    def unanswered(self) -> Self:
        """Keep those nobody has dealt with: no reply, not hidden nor merged."""
        return self.filter(state="received", reply=None)

    def undecided(self) -> Self:
        """Keep those nobody has answered, published, hidden or merged yet."""
        return self.filter(state="received", published_on=None)

    def with_sender(self) -> Self:
        """Keep those with a name or a contact of their sender."""
        return self.exclude(name="", contact="")

    def for_moderation(self) -> Self:
        """Load all that the page of a posting tells of them, the first that came in first."""
        people = ("assigned_to", "decided_by", "entered_by", "suggested_by", "redacted_by")
        return (
            self.select_related("reply__drafted_by", *people)
            .prefetch_related("attachments", "merged__reply")
            .order_by("received_on", "pk")
        )

    def shown(self) -> Self:
        """Keep those the public may read, with or without an answer."""
        return self.filter(published_on__isnull=False).exclude(state="merged")

    def answered(self) -> Self:
        """Keep those the public may read together with their answer."""
        return self.shown().filter(reply__published_on__isnull=False)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files handed in with comments."""

    def visible_to(self, user: "User") -> Self:
        """Keep, with its place, what belongs to comments he reads and to his committee's referrals."""
        postings, referrals = (
            apps.get_model("powers", name).objects.visible_to(user)
            for name in ("Posting", "Referral")
        )
        return self.filter(
            Q(comment__posting__in=postings) | Q(referral__in=referrals)
        ).select_related("comment__posting__flowchart__section__parent__parent", "referral")


class ReferralQuerySet(models.QuerySet["Referral"]):
    """What was passed on to the committee."""

    def waiting(self) -> Self:
        """Keep those nobody has taken up or dealt with yet."""
        return self.filter(state="waiting")

    def unfinished_first(self) -> Self:
        """Load what the list and the page of one tell: what waits, then what is taken up, then the rest."""
        place = Case(
            When(state="waiting", then=Value(0)), When(state="taken", then=Value(1)), default=2
        )
        return self.select_related(
            "posting__flowchart", "posting__version", "body_unit", "passed_by", "handled_by"
        ).order_by(place, "received_on", "pk")

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose committee a person sits on."""
        ids = user.seated_in(Permission.REFERRAL_READ)
        return self.filter(Q(body_unit__in=ids) | Q(body_unit__parent__in=ids))
