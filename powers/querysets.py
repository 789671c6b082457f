"""Reads of powers, charts and postings that have a name."""

import datetime
import re
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from riskcontrol.accounts.querysets import readable_by

from .findable import plain, wanted
from .states import OPEN_STAGES, ChartState, PostingState

if TYPE_CHECKING:
    from riskcontrol.accounts.models import User

    from .models import (  # noqa: F401 - for the type parameters
        Flowchart,
        Posting,
        Power,
        Release,
        Sketch,
        Step,
        Version,
    )


def today() -> datetime.date:
    """The day it is for the unit."""
    return timezone.localdate()


def chart_state(chart: str) -> Case:
    """Compute how far the chart named by a field (`pk`, `flowchart`) has come: ChartState."""
    releases, postings, versions = (
        # By name, for the models themselves use these querysets.
        apps.get_model("powers", name).objects.filter(flowchart=OuterRef(chart))
        for name in ("Release", "Posting", "Version")
    )
    under_way, withheld = releases.filter(stage__in=OPEN_STAGES), versions.filter(withheld=True)
    settled = postings.exclude(settled_at=None)
    unsettled = postings.filter(settled_at=None, stopped_on=None)
    upcoming = unsettled.filter(opens__gt=today())
    return Case(
        When(**{f"{chart}__isnull": True}, then=Value(ChartState.NONE)),
        When(Exists(under_way), then=Value(ChartState.RELEASE)),
        When(Exists(upcoming), then=Value(ChartState.UPCOMING)),
        When(Exists(unsettled), then=Value(ChartState.POSTED)),
        When(Exists(settled), then=Value(ChartState.SETTLED)),
        When(Exists(withheld), then=Value(ChartState.WITHHELD)),
        default=Value(ChartState.DRAFT),
        output_field=models.CharField(),
    )


class PowerQuerySet(models.QuerySet["Power"]):
    """Powers."""

    def visible_to(self, user: "User") -> Self:
        """Keep the powers of bodies whose business a person may read."""
        return self.filter(readable_by(user))

    def for_list(self) -> Self:
        """Load what a row of the list shows."""
        return self.select_related("section__parent", "body", "flowchart").fetch_mode(
            models.FETCH_PEERS
        )

    def with_chart_state(self) -> Self:
        """Say of each how far its chart has come: `chart_state`, a ChartState."""
        return self.annotate(chart_state=chart_state("flowchart"))

    def tally(self) -> "models.QuerySet[Any, Any]":
        """Count them by category."""
        return self.order_by().values("category").annotate(count=Count("pk")).order_by("category")

    def matching(self, words: str) -> Self:
        """Keep those whose code, name or affected party holds the words."""
        return self.filter(
            Q(name__icontains=words) | Q(code__icontains=words) | Q(affected_party__icontains=words)
        )

    def publishable(self) -> Self:
        """Keep those that nothing holds back from being published."""
        return self.exclude(withheld_ground__gt="", withheld_approver__gt="")

    def withheld(self) -> Self:
        """Keep those that may not be published: a ground, and a second person who approved it."""
        return self.filter(withheld_ground__gt="", withheld_approver__gt="")

    def kept_back(self) -> Self:
        """Keep those withheld or proposed to be, the decided first, with all that their list tells."""
        decided = Case(When(withheld_approver="", then=Value(1)), default=Value(0))
        return (
            self.filter(withheld_ground__gt="")
            .select_related("section", "body", "withheld_proposed_by", "withheld_approved_by")
            .order_by(decided, "body__order", "body", "order", "pk")
        )


class FlowchartQuerySet(models.QuerySet["Flowchart"]):
    """Flowcharts."""

    def visible_to(self, user: "User") -> Self:
        """Keep the charts of bodies whose business a person may read."""
        return self.filter(readable_by(user))

    def matching(self, words: str) -> Self:
        """Keep those whose code or name, or a power's, holds the words."""
        found = Q(name__icontains=words) | Q(code__icontains=words)
        return (
            self.filter(
                found | Q(powers__name__icontains=words) | Q(powers__code__icontains=words)
            ).distinct()
            if words
            else self
        )

    def with_steps(self) -> Self:
        """Keep those with at least one step."""
        steps = apps.get_model("powers", "Step").objects.filter(flowchart=OuterRef("pk"))
        return self.filter(Exists(steps.filter(retired=False)))

    def drawable_by(self, user: "User", permission: str) -> Self:
        """Keep those of sections in which a person may do something."""
        ids = user.seated_in(permission)
        section, body = Q(section__in=ids), Q(body__in=ids) | Q(body__parent__in=ids)
        return self.filter(section | body)

    def with_state(self) -> Self:
        """Say of each how far it has come: `state`, a ChartState."""
        return self.annotate(state=chart_state("pk"))

    def for_list(self) -> Self:
        """Load what a row of the list shows."""
        return (
            self.select_related("section__parent", "body")
            .annotate(step_count=Count("steps", filter=Q(steps__retired=False), distinct=True))
            .order_by("order", "pk")  # grouping would drop the usual order
            .prefetch_related("powers")
        )

    def with_place(self) -> Self:
        """Load where in the tree they stand."""
        return self.select_related("section__parent__parent", "body__parent")

    def with_rows(self) -> Self:
        """Load the rows that they are drawn from."""
        steps = apps.get_model("powers", "Step").objects.select_related("position")
        links = apps.get_model("powers", "Link").objects.select_related("source", "target")
        rows = (Prefetch("steps", steps), "steps__bases", Prefetch("links", links))
        return self.with_place().prefetch_related(*rows)

    def with_drawing(self) -> Self:
        """Load all that is told of a drawing: the rows, and the powers."""
        powers = apps.get_model("powers", "Power").objects.select_related("section")
        return self.with_rows().prefetch_related(Prefetch("powers", powers), "powers__bases")

    def with_flow(self) -> Self:
        """Load the steps and ways alone, and the units that rights are asked of."""
        return self.select_related("section__parent__parent", "body__parent").prefetch_related(
            "steps__position", "steps__bases", "links__source", "links__target"
        )

    def public(self) -> Self:
        """Keep the charts that were ever posted (a posting that has opened)."""
        opened = apps.get_model("powers", "Posting").objects.opened()
        return self.filter(Exists(opened.filter(flowchart=OuterRef("pk"))))

    def with_final_version(self) -> Self:
        """Keep the charts that passed the gate once: settled, or withheld with a leader's approval."""
        return self.filter(
            Q(postings__settled_at__isnull=False) | Q(versions__withheld=True)
        ).distinct()


class StepQuerySet(models.QuerySet["Step"]):
    """Steps."""

    def live(self) -> Self:
        """Leave out the retired ones."""
        return self.filter(retired=False)


class VersionQuerySet(models.QuerySet["Version"]):
    """Frozen versions; nothing changes or removes them."""

    def settled(self) -> Self:
        """Keep those that came out of a settled posting."""
        return self.filter(self._is_settled())

    def settled_or_withheld(self) -> Self:
        """Keep those that were settled, as `is_settled` says, and those kept in secret."""
        found = self.annotate(is_settled=self._is_settled())
        return found.filter(Q(is_settled=True) | Q(withheld=True))

    def _is_settled(self) -> Exists:
        postings = apps.get_model("powers", "Posting").objects.settled()
        return Exists(postings.filter(final_version=OuterRef("pk")))

    def update(self, **_values: object) -> int:
        """Refuse."""
        raise TypeError("A version is frozen.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise TypeError("A version is frozen.")


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Releases."""

    def under_way(self) -> Self:
        """Keep those still on their way up."""
        return self.filter(stage__in=OPEN_STAGES)

    def visible_to(self, user: "User") -> Self:
        """Keep those of charts a person may read."""
        return self.filter(readable_by(user, "flowchart__body"))

    def for_page(self) -> Self:
        """Load what the release page tells: the acts with their people, the posting, the chart's units."""
        acts = apps.get_model("powers", "ReleaseAct").objects.select_related("by", "on_behalf_of")
        return self.select_related(
            "flowchart__section__parent__parent",
            "flowchart__body",
            "submitted_by",
            "posting",
        ).prefetch_related(Prefetch("acts", acts))


class PostingQuerySet(models.QuerySet["Posting"]):
    """Postings; whether one is open follows from its dates."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of charts a person may read."""
        return self.filter(readable_by(user, "flowchart__body"))

    def open_on(self, day: datetime.date) -> Self:
        """Keep those that take comments on a day."""
        return self.unsettled().filter(opens__lte=day, closes__gte=day)

    def opened(self) -> Self:
        """Keep those whose first day has come, unless they were stopped before it."""
        return self.filter(Q(stopped_on=None) | Q(stopped_on__gte=F("opens")), opens__lte=today())

    def with_extended(self) -> Self:
        """Say of each whether its last day was set later: `is_extended`."""
        extensions = apps.get_model("powers", "Extension").objects
        return self.annotate(is_extended=Exists(extensions.filter(posting=OuterRef("pk"))))

    def without_entry(self, verb: str) -> Self:
        """Keep those of which the ledger does not tell this yet."""
        entries = apps.get_model("audit", "Entry").objects.filter(
            verb=verb,
            target_type=self.model._meta.label_lower,
            target_id=Cast(OuterRef("pk"), models.CharField()),
        )
        return self.filter(~Exists(entries))

    def for_page(self) -> Self:
        """Load what the page of one posting tells."""
        return self.select_related(
            "flowchart__section__parent__parent",
            "flowchart__body",
            "version",
            "final_version",
            "handed_in_by",
            "settled_by",
            "stop_asked_by",
            "stopped_by",
        )

    def in_state(self, state: str) -> Self:
        """Keep those that are upcoming, open, closed or settled today."""
        day = today()
        return {
            PostingState.UPCOMING: self.unsettled().filter(opens__gt=day),
            PostingState.OPEN: self.open_on(day),
            PostingState.CLOSED: self.unsettled().filter(closes__lt=day),
            PostingState.SETTLED: self.filter(settled_at__isnull=False),
            PostingState.STOPPED: self.filter(stopped_on__isnull=False),
        }[PostingState(state)]

    def newest_shown(self) -> Self:
        """Keep each chart's latest opened posting, unless none of its powers may be published."""
        every = self.model._default_manager.all()
        of_chart = every.opened().filter(flowchart=OuterRef("flowchart"))
        with_powers = every.filter(pk=OuterRef("pk"), flowchart__powers__isnull=False)
        showable = Q(flowchart__powers__withheld_ground="") | Q(
            flowchart__powers__withheld_approver=""
        )
        return self.filter(pk=Subquery(of_chart.order_by("-opens", "-pk").values("pk")[:1])).filter(
            ~Exists(with_powers) | Exists(with_powers.filter(showable))
        )

    def newest_public(self) -> Self:
        """Keep the same, with what is shown of them."""
        return self.newest_shown().select_related("flowchart", "version", "final_version")

    def with_answer_days(self) -> Self:
        """Say of each within how many working days a comment is answered: `answer_days`, or None."""
        return self.annotate(answer_days=models.F("flowchart__body__policy__answer_days"))

    def in_public_order(self) -> Self:
        """Set the open ones first, then those being answered, then the settled ones, latest first."""
        day = today()
        place = Case(
            When(Q(settled_at__isnull=False) | Q(stopped_on__isnull=False), then=Value(2)),
            When(closes__lt=day, then=Value(1)),
            default=Value(0),
        )
        return self.order_by(place, "-opens", "-pk")

    def matching(self, words: str) -> Self:
        """Keep those in which each of the words is found: see powers.findable."""
        return self.filter(*(Q(words__contains=word) for word in wanted(words)))

    def called(self, words: str) -> Self:
        """Keep those with this posting number, as it is printed, and those that hold the words."""
        code, slash, number = plain(words).rpartition("/")
        if not (slash and NUMBER.fullmatch(number)):
            return self.matching(words)
        numbered = self.filter(flowchart__code__iexact=code, version__number=number)
        return numbered | self.matching(words)

    def naming(self, power: "Power") -> Self:
        """Keep those whose frozen facts may name a power: on its chart, or by its code."""
        facts = Cast("version__facts", models.TextField())
        named = Q(facts_told__contains=f'"{power.code}"')
        return self.annotate(facts_told=facts).filter(named | Q(flowchart=power.flowchart_id))

    def over_with_senders(self) -> Self:
        """Keep the settled and stopped ones that still hold a sender's name or contact."""
        senders = apps.get_model("powers", "Comment").objects.with_sender()
        return self.exclude(settled_at=None, stopped_on=None).filter(
            Exists(senders.filter(posting=OuterRef("pk")))
        )

    def unsettled(self) -> Self:
        """Keep those neither settled nor stopped early."""
        return self.filter(settled_at=None, stopped_on=None)

    def settled(self) -> Self:
        """Keep the settled ones, the latest first."""
        return self.filter(settled_at__isnull=False).order_by("-settled_at", "-pk")

    def for_list(self) -> Self:
        """Load what a row of the list shows, with counts of comments and open ones."""
        return self.select_related(
            "flowchart__section__parent", "version", "final_version"
        ).annotate(
            comment_count=Count("comments", distinct=True),
            unanswered_count=Count(
                "comments",
                filter=Q(comments__state="received", comments__reply=None),
                distinct=True,
            ),
        )


# The version in a posting number; no chart has had so many that more signs are needed.
NUMBER = re.compile(r"[0-9]{1,6}")

# So long after he last kept something a person still counts as at work on a chart.
AT_WORK = datetime.timedelta(minutes=10)


class SketchQuerySet(models.QuerySet["Sketch"]):
    """What people drew and have not saved yet."""

    def of(self, flowchart: "Flowchart", user: "User") -> "Sketch | None":
        """Give a person's unsaved work on a chart, if there is any."""
        return self.filter(flowchart=flowchart, user=user).first()

    def unsaved_of(self, flowchart: "Flowchart", user: "User") -> "Sketch | None":
        """Give a person's work on a chart unless he has undone all of it; its first state is saved."""
        return self.filter(flowchart=flowchart, user=user, at__gt=1).first()

    def others(self, flowchart: "Flowchart", user: "User") -> Self:
        """Keep what others are at work on in a chart just now, with their names."""
        since = timezone.now() - AT_WORK
        return (
            self.filter(flowchart=flowchart, saved_at__gte=since)
            .exclude(user=user)
            .select_related("user")
        )
