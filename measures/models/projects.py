"""Major projects: who answers for them, what is disclosed of them, and what their measures keep safe."""

import datetime
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.querysets.projects import DisclosureItemQuerySet, MajorProjectQuerySet
from measures.states import GOING, ProjectKind, ProjectState, Safeguard
from powers.models import Flowchart
from powers.models.comments import new_public_id
from powers.states import ChartState, ProjectStage
from riskcontrol.accounts.models import Unit, code_form

from .measures import Measure

USER = settings.AUTH_USER_MODEL
# Fifteen digits: SQLite keeps no more of a number.
MOST_YUAN = Decimal("9999999999999.99")


class MajorProject(models.Model):
    """A major project. It owns a flowchart, whose steps carry its stages, as a power does."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="all_projects")
    section = models.ForeignKey(
        Unit, models.PROTECT, related_name="projects", verbose_name=_("owner unit")
    )
    flowchart = models.OneToOneField(
        Flowchart, models.PROTECT, null=True, blank=True, related_name="project"
    )
    code = models.CharField(
        _("code"),
        max_length=60,
        unique=True,
        validators=[code_form],
        error_messages={"unique": _("Another project has this code.")},
    )
    name = models.CharField(_("name of the project"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=ProjectKind)
    # In yuan.
    amount = models.DecimalField(
        _("amount in yuan"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_YUAN)],
    )
    begins_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ProjectState, default=ProjectState.PLANNED
    )
    about = models.TextField(_("what it is for"), max_length=2000, blank=True)
    row_version = models.PositiveIntegerField(default=1)

    # Set where it was loaded `with_chart_state()`.
    chart_state: str

    objects = MajorProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("major project")
        ordering = ["-pk"]
        # The list is read along them, newest first; see ADR 0025.
        indexes = [
            models.Index(fields=["body", "-id"]),
            models.Index(fields=["body", "state", "-id"]),
            models.Index(fields=["body", "kind", "-id"]),
            models.Index(fields=["section", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="measures_majorproject_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=ProjectKind.values), name="measures_majorproject_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ProjectState.values),
                name="measures_majorproject_state_known",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0),
                name="measures_majorproject_amount_is_no_debt",
            ),
            models.CheckConstraint(
                condition=Q(begins_on=None)
                | Q(ends_on=None)
                | Q(ends_on__gte=models.F("begins_on")),
                name="measures_majorproject_ends_after_it_begins",
                violation_error_message=_("The last day comes before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chart_words(self) -> str:
        """How far its chart has come, in a word; load it `with_chart_state()`."""
        return str(ChartState(self.chart_state).label)


class ProjectParty(models.Model):
    """A person or unit that answers for a project, and in what."""

    project = models.ForeignKey(MajorProject, models.CASCADE, related_name="parties")
    part = models.CharField(_("answers for"), max_length=60)
    name = models.CharField(_("person or unit"), max_length=100)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(part="") & ~Q(name=""), name="measures_projectparty_is_said_whole"
            ),
            models.UniqueConstraint(
                fields=["project", "part", "name"], name="measures_projectparty_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part}：{self.name}"


class DisclosureItem(models.Model):
    """Something of a project that is made public by a day; done with a link or a file that shows it."""

    project = models.ForeignKey(MajorProject, models.PROTECT, related_name="disclosures")
    stage = models.CharField(_("stage"), max_length=12, choices=ProjectStage, blank=True)
    text = models.CharField(_("what is made public"), max_length=300)
    due_on = models.DateField(_("due on"))
    done_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    # On which day it was made public, as its reporter says.
    done_on = models.DateField(_("made public on"), null=True)
    link = models.URLField(_("where it stands"), max_length=500, blank=True)
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    file = models.FileField(upload_to="disclosure/%Y/", blank=True)
    # What its sender called it, without folders.
    name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    objects = DisclosureItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("disclosure item")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(done_at=None),
                name="measures_disclosure_undone",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="measures_disclosureitem_says_what"),
            models.CheckConstraint(
                condition=Q(stage__in=["", *ProjectStage.values]),
                name="measures_disclosureitem_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(done_by=None, done_at=None, done_on=None, link="", digest="")
                | Q(done_by__isnull=False, done_at__isnull=False, done_on__isnull=False)
                & (~Q(link="") | ~Q(digest="")),
                name="measures_disclosureitem_done_is_shown",
                violation_error_message=_("Give the link or the file that shows it."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def is_overdue(self, today: datetime.date) -> bool:
        """Whether its day has passed and nobody has reported it made public; never of a project that is over."""
        return self.done_at is None and self.due_on < today and self.project.state in GOING


class MeasureTag(models.Model):
    """What a measure keeps safe; one may keep several things safe."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="tags")
    tag = models.CharField(max_length=10, choices=Safeguard)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["tag", "measure"])]
        constraints = [
            models.UniqueConstraint(fields=["measure", "tag"], name="measures_measuretag_once"),
            models.CheckConstraint(
                condition=Q(tag__in=Safeguard.values), name="measures_measuretag_known"
            ),
        ]

    def __str__(self) -> str:
        return str(Safeguard(self.tag).label)
