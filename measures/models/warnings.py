"""Warnings that stand, the rules they are raised by, and what people did about them."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.querysets.lines import met_by
from measures.querysets.warnings import WarningQuerySet
from measures.warning_states import (
    COUNTED,
    SUBJECT_FIELDS,
    SUBJECTS,
    WarningDeed,
    WarningKind,
    WarningState,
)
from powers.models import Flowchart, Posting, Power, Step
from powers.models.comments import new_public_id
from riskcontrol.accounts.models import Unit
from riskcontrol.lib.workdays import workdays_between
from riskpoints.models import Lead, RiskPoint
from riskpoints.states import PALETTE, SIGNS, Colour, Shape

from .measures import Measure
from .projects import DisclosureItem

USER = settings.AUTH_USER_MODEL


class WarningScheme(models.Model):
    """One version of a body's rules for warnings; the newest holds. Triggers refuse any change."""

    body = models.ForeignKey(Unit, models.CASCADE, related_name="warning_schemes")
    number = models.PositiveIntegerField()
    # Nobody and no reason where what ships became the body's own by itself.
    set_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number"], name="measures_warningscheme_number_once_a_body"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="measures_warningscheme_counts_from_one"
            ),
            models.CheckConstraint(
                condition=Q(set_by=None, number=1) | (Q(set_by__isnull=False) & ~Q(reason="")),
                name="measures_warningscheme_set_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.number}"


class WarningColour(models.Model):
    """One colour of a body's warnings, 1 the gravest: it shows by name and shape, and by colour."""

    scheme = models.ForeignKey(WarningScheme, models.CASCADE, related_name="colours")
    rank = models.PositiveSmallIntegerField()
    # The shipped names are English and shown translated.
    name = models.CharField(max_length=20)
    shape = models.CharField(max_length=12, choices=Shape)
    colour = models.CharField(max_length=10, choices=Colour)

    class Meta:
        ordering = ["scheme", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "rank"], name="measures_warningcolour_rank_once"
            ),
            models.UniqueConstraint(
                fields=["scheme", "name"], name="measures_warningcolour_name_once"
            ),
            models.UniqueConstraint(
                fields=["scheme", "shape"], name="measures_warningcolour_shape_once"
            ),
            models.CheckConstraint(
                condition=Q(rank__range=(1, 4)), name="measures_warningcolour_one_to_four"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="measures_warningcolour_has_a_name"),
            models.CheckConstraint(
                condition=Q(shape__in=Shape.values), name="measures_warningcolour_shape_known"
            ),
            models.CheckConstraint(
                condition=Q(colour__in=Colour.values), name="measures_warningcolour_colour_known"
            ),
        ]

    def __str__(self) -> str:
        return gettext(self.name)

    @property
    def sign(self) -> str:
        """Its shape as a character."""
        return SIGNS[Shape(self.shape)]

    @property
    def inks(self) -> tuple[str, str]:
        """Its colour, and the pale ground it stands on; read on each with a contrast of 4.5 to 1."""
        return PALETTE[Colour(self.colour)]


class WarningRule(models.Model):
    """From how much on a kind of warning has a colour, and what the body calls it then."""

    scheme = models.ForeignKey(WarningScheme, models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=12, choices=WarningKind)
    colour = models.ForeignKey(WarningColour, models.CASCADE, related_name="rules")
    # Working days gone by, or a number of things: see warning_states.COUNTED.
    threshold = models.PositiveSmallIntegerField()
    # The body's own name; empty where the kind's own serves.
    name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["scheme", "kind", "colour__rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "kind", "colour"], name="measures_warningrule_once_a_colour"
            ),
            models.UniqueConstraint(
                fields=["scheme", "kind", "threshold"], name="measures_warningrule_once_a_threshold"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=WarningKind.values), name="measures_warningrule_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(WarningKind(self.kind).label)


def _about_one() -> Q:
    """Each kind names what it is about, and nothing else."""
    allowed = Q()
    for kind, field in SUBJECTS.items():
        others = {f"{other}__isnull": True for other in SUBJECT_FIELDS if other != field}
        allowed |= Q(kind=kind, **{f"{field}__isnull": False}, **others)
    return allowed


class Warning(models.Model):  # noqa: A001 - the house's word for it; no module of ours raises the builtin
    """Something in the data that asks for somebody: since when, how grave, and what became of it.

    The nightly computation alone raises, recolours and ends them (ADR 29). One about a proven case
    is for the committee, as its lead is.
    """

    body = models.ForeignKey(Unit, models.PROTECT, related_name="all_warnings")
    # How addresses name it: row numbers would tell by their gaps of what is hidden.
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    section = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="warnings")
    kind = models.CharField(max_length=12, choices=WarningKind)
    rule = models.ForeignKey(WarningRule, models.PROTECT, related_name="warnings")
    # The rank of its rule's colour, in the order of the list.
    rank = models.PositiveSmallIntegerField()
    risk_point = models.ForeignKey(RiskPoint, models.CASCADE, null=True, related_name="warnings")
    measure = models.ForeignKey(Measure, models.CASCADE, null=True, related_name="warnings")
    step = models.ForeignKey(Step, models.CASCADE, null=True, related_name="warnings")
    power = models.ForeignKey(Power, models.CASCADE, null=True, related_name="warnings")
    posting = models.ForeignKey(Posting, models.CASCADE, null=True, related_name="warnings")
    lead = models.ForeignKey(Lead, models.CASCADE, null=True, related_name="warnings")
    flowchart = models.ForeignKey(Flowchart, models.CASCADE, null=True, related_name="warnings")
    disclosure = models.ForeignKey(
        DisclosureItem, models.CASCADE, null=True, related_name="warnings"
    )
    # The day from which on it is so.
    since = models.DateField()
    # How many there are, where the kind tells a number.
    count = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, choices=WarningState, default=WarningState.OPEN)
    aside_until = models.DateField(null=True)
    found_on = models.DateField()
    ended_on = models.DateField(null=True)
    # The computation that saw it last; one that the next does not see is over.
    seen_at = models.DateTimeField()

    objects = WarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("warning")
        ordering = ["rank", "since", "public_id"]
        indexes = [
            models.Index(
                fields=["body", "state", "rank", "since", "public_id"],
                name="measures_warning_of_body",
            ),
            models.Index(
                fields=["section", "state", "rank", "since", "public_id"],
                name="measures_warning_of_section",
            ),
            models.Index(
                fields=["state", "rank", "since", "public_id"], name="measures_warning_by_rank"
            ),
            models.Index(
                fields=["state", "kind", "rank", "since", "public_id"],
                name="measures_warning_by_kind",
            ),
            models.Index(fields=["body", "kind", "ended_on"], name="measures_warning_computed"),
        ]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["kind", field],
                    condition=Q(ended_on=None, **{f"{field}__isnull": False}),
                    name=f"measures_warning_once_a_{field}",
                )
                for field in SUBJECT_FIELDS
            ),
            models.CheckConstraint(condition=_about_one(), name="measures_warning_about_one_thing"),
            models.CheckConstraint(
                condition=Q(state__in=WarningState.values), name="measures_warning_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_on__isnull=False)
                | (~Q(state="ended") & Q(ended_on=None)),
                name="measures_warning_ended_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="aside") | Q(aside_until__isnull=False),
                name="measures_warning_aside_until_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject}"

    @property
    def subject(self) -> models.Model:
        """What it is about; load it `for_list()`."""
        found: models.Model = getattr(self, SUBJECTS[self.kind])
        return found

    @property
    def risk_points(self) -> models.QuerySet[RiskPoint]:
        """The ruled risk points that a review could look at: its own, or those its measure meets along any line."""
        standing = RiskPoint.objects.standing().filter(ruling__isnull=False)
        if self.measure_id:
            return standing.filter(met_by(measure=self.measure_id))
        return standing.filter(pk=self.risk_point_id) if self.risk_point_id else standing.none()

    @property
    def days(self) -> int:
        """For how many working days it has been so."""
        return workdays_between(self.since, timezone.localdate())

    @property
    def is_counted(self) -> bool:
        """Whether its colour goes by a number of things, and not by time."""
        return self.kind in COUNTED


class WarningAct(models.Model):
    """What somebody did about a warning, or why it was set aside until a day."""

    warning = models.ForeignKey(Warning, models.CASCADE, related_name="acts")
    deed = models.CharField(max_length=8, choices=WarningDeed)
    note = models.CharField(max_length=500)
    until = models.DateField(null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deed__in=WarningDeed.values), name="measures_warningact_deed_known"
            ),
            models.CheckConstraint(condition=~Q(note=""), name="measures_warningact_says_what"),
            models.CheckConstraint(
                condition=Q(deed="aside", until__isnull=False) | (~Q(deed="aside") & Q(until=None)),
                name="measures_warningact_aside_until_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()}: {self.note}"


class LawChange(models.Model):
    """A law that the body's powers rest on was changed: from which day on, and how."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="law_changes")
    # Without book marks and without 中华人民共和国: see measures.law_names.
    law = models.CharField(_("law or regulation"), max_length=200)
    changed_on = models.DateField(_("in force from"))
    what = models.CharField(_("what changed"), max_length=300)
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-changed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "law", "changed_on"],
                name="measures_lawchange_once_a_day",
                violation_error_message=_("This change is entered already."),
            ),
            models.CheckConstraint(condition=~Q(law=""), name="measures_lawchange_names_a_law"),
            models.CheckConstraint(condition=~Q(what=""), name="measures_lawchange_says_what"),
        ]

    def __str__(self) -> str:
        return f"《{self.law}》 {self.changed_on:%Y-%m-%d}"


def until_at_most(today: datetime.date) -> datetime.date:
    """Give the last day until which a warning may be set aside: a year ahead."""
    return today + datetime.timedelta(days=366)
