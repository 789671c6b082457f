"""Reads of risk points, worksheets and sittings that have a name."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from riskcontrol.accounts.querysets import readable_by

from .states import GIVES_WAY, Place, RoundOrigin, WorksheetState

if TYPE_CHECKING:
    from powers.models import Flowchart
    from riskcontrol.accounts.models import Unit, User

    from .models import (  # noqa: F401 - for the type parameters
        CatalogueEntry,
        Lead,
        LevelScheme,
        Meeting,
        Reopening,
        RiskPoint,
        Round,
        Ruling,
        Sitting,
        VerifiedLevel,
        Worksheet,
    )


class SchemeQuerySet(models.QuerySet["LevelScheme"]):
    """Schemes, the newest first."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read."""
        return self.filter(readable_by(user))

    def in_force(self) -> Self:
        """Keep those that were ever put in force; of each body the first is the one that holds now."""
        return self.filter(in_force_at__isnull=False)

    def drafts(self) -> Self:
        """Keep those not in force yet."""
        return self.filter(in_force_at=None)

    def whole(self) -> Self:
        """Load all that a scheme says, in a constant number of queries."""
        return self.select_related("body", "in_force_by").prefetch_related(
            "levels", "factors__anchors", "floors__level"
        )


class WorksheetQuerySet(models.QuerySet["Worksheet"]):
    """Worksheets."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read."""
        return self.filter(readable_by(user))

    def open(self) -> Self:
        """Keep those not decided yet."""
        return self.exclude(state=WorksheetState.DECIDED)

    def for_list(self) -> Self:
        """Load what a row of a list shows."""
        return self.select_related("section__parent__parent", "body__parent", "flowchart", "round")

    def of_chart(self, flowchart: "Flowchart") -> Self:
        """Keep a chart's, the latest first, loaded for its page."""
        return self.for_page().filter(flowchart=flowchart)

    def of_section_page(self, unit: "Unit") -> Self:
        """Keep those for a unit's positions and itself, the latest first, loaded for their page."""
        return self.for_page().filter(flowchart=None, section=unit)

    def for_page(self) -> Self:
        """Load what a worksheet's page shows of it; `has_later` where its rows were taken up again."""
        people = ("version", "opened_by", "submitted_by", "signed_by")
        later = apps.get_model("riskpoints", "Worksheet").objects.order_by()
        later = later.filter(pk__gt=OuterRef("pk"))
        charts = later.filter(flowchart=OuterRef("flowchart"))
        pages = later.filter(flowchart=None, section=OuterRef("section"))
        again = Q(Exists(charts)) | Q(Exists(pages), flowchart=None)
        return self.for_list().select_related(*people).annotate(has_later=again)


# What riskpoints.explaining asks of a risk point's ruling.
RULED_BY = (
    "ruling__grades__factor",
    "ruling__grades__anchor",
    "ruling__floors__level",
    "ruling__level__scheme__levels",
    "ruling__level__scheme__factors__anchors",
)


# What riskpoints.staging asks: the planned and the verified level beside the one that was ruled.
STAGES = ("ruling__plan__level", "verified__level")


class RiskPointQuerySet(models.QuerySet["RiskPoint"]):
    """Risk points."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read.

        Asked of the risk points alone, without a join, so that a list is read along its index: of
        one body along the body's, of an area along that of all, leaving out what is not his.
        """
        if not user.reads_areas:
            return self.filter(body__in=user.reading_ids)
        return self.exclude(body__in=user.hidden_bodies)

    def for_rows(self) -> Self:
        """Load what a row of the list shows, in two queries."""
        return (
            self.select_related("section", "flowchart", "ruling__level", "worksheet", *STAGES)
            .prefetch_related("manifestations")
            .with_reopened()
        )

    def for_list(self) -> Self:
        """Load what a row of a register shows, in a constant number of queries."""
        return (
            self.for_rows()
            .select_related("section__parent", "body", "power")
            .prefetch_related("steps", "positions", "units", "findings")
        )

    def with_reopened(self) -> Self:
        """Say of each whether a later change has reopened its ruling, as `is_reopened`."""
        opened = self.model._meta.apps.get_model("riskpoints", "Reopening").objects.filter(
            ruling=OuterRef("ruling"), closed_at=None
        )
        return self.annotate(is_reopened=Exists(opened))

    def for_detail(self) -> Self:
        """Load all that a risk point's own page shows."""
        return (
            self.for_list()
            .select_related("taken_from", "expected", "verified__proposed_by", "verified__second")
            .prefetch_related("written_by", "measures__section", "measures__position", *RULED_BY)
        )

    def for_worksheet(self) -> Self:
        """Load what a worksheet's row shows; the measures are reached by their reverse name."""
        return self.select_related("ruling__level", "power", "expected", *STAGES).prefetch_related(
            "manifestations", "findings", "steps", "positions", "units", "measures__position"
        )

    def with_met(self) -> Self:
        """Say of each in `is_met` whether a measure in force meets it along a line, aimed at it or not.

        The measures app stands above this one and is asked by its name.
        """
        aims = apps.get_model("measures", "LineAim").objects.reaching_each().standing()
        return self.annotate(is_met=Exists(aims.filter(measure__isnull=False).order_by()))

    def for_snapshot(self) -> Self:
        """Load what riskpoints.snapshots reads, and the ruling with what reopened it."""
        return self.select_related("power", "flowchart", "worksheet__version", "ruling").prefetch_related(
            "manifestations", "steps", "positions", "units", "measures",
            "worksheet__flowchart__powers", "ruling__reopenings",
        )  # fmt: skip

    def matching(self, words: str) -> Self:
        """Keep those whose title or one of whose manifestations holds the words."""
        manifestations = apps.get_model("riskpoints", "Manifestation").objects
        shown = manifestations.filter(risk_point=OuterRef("pk"), text__icontains=words)
        return self.filter(Q(title__icontains=words) | Exists(shown))

    def holding(self, phrases: "list[int]") -> Self:
        """Keep those whose title or one of whose manifestations is one of these phrases, by id."""
        uses = apps.get_model("riskpoints", "PhraseUse").objects.order_by()
        owners = uses.filter(phrase__in=phrases, place__in=[Place.TITLE, Place.SHOWN])
        return self.filter(pk__in=owners.values("owner"))

    def beside(self, worksheet: "Worksheet") -> Self:
        """Keep a worksheet's own and those ruled on earlier that stood on the same rows then.

        Then is the day it was decided, and now where it is not decided.
        """
        moment = worksheet.decided_at or timezone.now()
        if worksheet.flowchart_id:
            same = Q(flowchart=worksheet.flowchart_id)
        else:
            same = Q(positions__unit=worksheet.section_id) | Q(units=worksheet.section_id)
        earlier: Any = same & Q(ruling__isnull=False) & Q(worksheet__decided_at__lte=moment)
        earlier &= ~gave_way("pk", worksheet__decided_at__lte=moment)
        return self.filter(Q(worksheet=worksheet) | earlier).distinct()

    def standing(self) -> Self:
        """Keep those that have not given way in a later round."""
        return self.filter(~gave_way("pk"))

    def in_register(self) -> Self:
        """Keep what registers and totals hold: a changed one takes its place once it is ruled on."""
        looks = apps.get_model("riskpoints", "CarriedRow").objects.order_by()
        follows = Exists(looks.filter(successor=OuterRef("pk")))
        return self.standing().filter(Q(ruling__isnull=False) | ~follows)

    def given_way(self) -> Self:
        """Keep those that were changed or removed in a later round."""
        return self.filter(gave_way("pk"))

    def reopened(self) -> Self:
        """Keep those that stand and whose ruling a later change has reopened."""
        return self.standing().filter(
            ruling__reopenings__closed_at=None, ruling__reopenings__isnull=False
        )

    def ruling_settled(self) -> Self:
        """Keep those whose ruling is neither reopened by a later change nor being rated anew."""
        reopenings = apps.get_model("riskpoints", "Reopening").objects.order_by()
        sittings = apps.get_model("riskpoints", "Sitting").objects.open().order_by()
        return self.filter(
            ~Exists(reopenings.filter(ruling=OuterRef("ruling"), closed_at=None)),
            ~Exists(sittings.filter(again_on=OuterRef("pk"))),
        )

    def tally(self, *by: str) -> "models.QuerySet[RiskPoint, dict[str, Any]]":
        """Count the ruled ones by rank within each of these fields, in one query."""
        return (
            self.ruled()
            .order_by()
            .values(*by, rank=F("ruling__rank"))
            .annotate(points=Count("pk", distinct=True))
        )

    def ruled(self) -> Self:
        """Keep those with a ruling."""
        return self.filter(ruling__isnull=False)

    def on_chart(self, flowchart: object) -> Self:
        """Keep those that stand on a chart's steps."""
        return self.filter(flowchart=flowchart)


class VerifiedLevelQuerySet(models.QuerySet["VerifiedLevel"]):
    """Verified levels: proposed, standing, raised back."""

    def proposed(self) -> Self:
        """Keep those that wait for a second person."""
        return self.filter(ruled_on=None)

    def whole(self) -> Self:
        """Load what their pages and their permissions ask."""
        return self.select_related(
            "risk_point__worksheet__section__parent__parent",
            "risk_point__section__parent__parent",
            "risk_point__ruling__level",
            "level",
            "proposed_by",
            "second",
        )


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read."""
        return self.filter(readable_by(user))

    def open(self) -> Self:
        """Keep those that are not closed."""
        return self.filter(closed_at=None)

    def covering(self, section: "Unit", flowchart: "Flowchart | None" = None) -> Self:
        """Keep those that cover a chart, or without one a section's own page."""
        covers = Q(charts=None, sections=None) | Q(sections=section)
        if flowchart:
            covers |= Q(charts=flowchart)
        return self.filter(covers).distinct()

    def to_join(self, year: int) -> Self:
        """Keep those a new worksheet may join: not what was made for old worksheets of another year."""
        return self.open().exclude(Q(origin=RoundOrigin.MOVED) & ~Q(year=year))

    def for_list(self) -> Self:
        """Load what a row of a list shows."""
        return self.select_related("body", "opened_by", "closed_by").prefetch_related(
            "charts", "sections"
        )


class CatalogueQuerySet(models.QuerySet["CatalogueEntry"]):
    """Examples of the bodies' catalogues."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read."""
        return self.filter(readable_by(user))

    def in_use(self) -> Self:
        """Keep those that were not taken out, with their measures."""
        return self.filter(withdrawn_at=None).prefetch_related("measures")

    def matching(self, words: str) -> Self:
        """Keep those whose risk point, step or one of whose measures holds the words."""
        at_measure = self.model._default_manager.filter(measures__text__icontains=words)
        return self.filter(
            Q(title__icontains=words)
            | Q(step_name__icontains=words)
            | Q(source__manifestations__text__icontains=words)
            | Q(pk__in=at_measure.values("pk"))
        ).distinct()

    def for_list(self) -> Self:
        """Load what a row of the catalogue shows, with how often each was taken over, `taken_count`."""
        return (
            self.select_related("body", "entered_by", "source__section__parent__parent")
            .annotate(taken_count=Count("taken", distinct=True))
            .order_by("category", "title", "pk")
        )


def gave_way(path: str, **when: Any) -> Exists:
    """Whether the risk point that a field names gave way in a decided worksheet.

    Asked row by row, so that no join multiplies rows and no page looks through all risk points.
    """
    looks = apps.get_model("riskpoints", "CarriedRow").objects.order_by()
    decided = {"worksheet__state": WorksheetState.DECIDED, **when}
    return Exists(looks.filter(risk_point=OuterRef(path), outcome__in=GIVES_WAY, **decided))


def charts_acting_in(unit: "Unit") -> "models.QuerySet[Flowchart]":
    """Give the charts that a unit owns, or that it or one of its positions acts in."""
    from powers.models import Flowchart  # noqa: PLC0415 - cycle: models use these querysets

    acting = Q(steps__position__unit=unit, steps__retired=False)
    return Flowchart.objects.filter(Q(section=unit) | Q(body=unit) | acting).distinct()


def near(lead: "Lead") -> Q:
    """Keep risk points at the narrowest place that a lead points to: step, position, chart or section."""
    if lead.step_id:
        return Q(anchors__step=lead.step_id)
    if lead.position_id:
        return Q(positions=lead.position_id) | Q(anchors__step__position=lead.position_id)
    if lead.flowchart_id:
        return Q(flowchart=lead.flowchart_id)
    return Q(section=lead.section_id) if lead.section_id else Q()
