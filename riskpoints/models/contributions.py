"""What the six eyes (自己找、群众提、互相找、集体议、领导点、组织审) contribute to a search."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from powers.models import Flowchart, Step
from powers.models.comments import new_public_id
from riskcontrol.accounts.models import Position, Unit
from riskpoints.contribution_querysets import ContributionQuerySet
from riskpoints.states import EYES, FindingMethod

from .finding import Worksheet

USER = settings.AUTH_USER_MODEL
LONGEST = 500
# How a suggestion names a contribution: this and its public id.
CODE = "said-"


class Contribution(models.Model):
    """One thing somebody points at: by which of the six eyes, who took part, when.

    It is about a chart and one of its steps or none, or about a section, on the page of its own, and
    one of its positions or none. It is offered there until it is taken over or set aside.
    """

    body = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    flowchart = models.ForeignKey(
        Flowchart, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    step = models.ForeignKey(
        Step, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("step")
    )
    section = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    method = models.CharField(_("which of the six"), max_length=15, choices=FindingMethod)
    text = models.CharField(_("what may go wrong"), max_length=LONGEST)
    who = models.CharField(_("who took part"), max_length=200, blank=True)
    on = models.DateField(_("when"))
    # Nobody where it came by the form without an account; then the day is all that is kept of it.
    entered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    # Keyed hash of the form it came by, so that a form handed in twice makes one.
    form_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - unique, and none for what is entered
    # What came without an account waits until the committee has looked: it may accuse somebody.
    is_held = models.BooleanField(default=False)
    released_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=EYES), name="riskpoints_contribution_by_one_of_the_six"
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="riskpoints_contribution_says_something"
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=False) & ~Q(who="")
                | Q(entered_by=None, who="", method="masses"),
                name="riskpoints_contribution_says_who_unless_without_an_account",
            ),
            models.CheckConstraint(
                condition=Q(flowchart__isnull=False, section=None, position=None)
                | Q(flowchart=None, step=None, section__isnull=False),
                name="riskpoints_contribution_on_one_page",
            ),
            models.CheckConstraint(
                condition=Q(is_held=False) | Q(is_held=True, entered_by=None, released_by=None),
                name="riskpoints_contribution_held_without_an_account",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def place(self) -> Step | Position | Unit | None:
        """What it is about: a step, a position or a section; None where it is the whole chart."""
        return self.step or self.position or self.section

    @property
    def code(self) -> str:
        """How the worksheet names it among its suggestions."""
        return f"{CODE}{self.public_id}"


class PeerTurn(models.Model):
    """A colleague has handed in his own rows for a worksheet; from then on he reads the others'."""

    worksheet = models.ForeignKey(Worksheet, models.CASCADE, related_name="peer_turns")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["worksheet", "user"], name="riskpoints_peerturn_once_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.worksheet}: {self.user}"
