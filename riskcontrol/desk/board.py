"""What lies on the table of a body or of a person: reads alone, one query a kind of thing."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    StringAgg,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from powers.models import (
    Comment,
    Flowchart,
    Posting,
    Power,
    Release,
    ReleaseAct,
    Step,
    Version,
)
from powers.permissions.releases import WayUp
from powers.querysets import PowerQuerySet
from powers.states import OPEN_STAGES, ActOutcome, ChartState, Stage
from powers.turns import Turn
from powers.waiting import waiting_counts
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import Permission
from riskpoints.committee import sittings_for
from riskpoints.models import Examination, Lead, RiskPointStep, Round, Sitting, Worksheet
from riskpoints.rounds import Awaited, awaited
from riskpoints.states import WorksheetState
from riskpoints.triggers import Offer, offers_for

from .counting import counts_for
from .occasion_work import Carrying, carrying_for
from .queue import meetings_for

P = Permission
# Who has to do with postings and with the committee's sittings and meetings.
OF_POSTINGS = (P.REPLY_DRAFT, P.POSTING_MANAGE, P.POSTING_SETTLE, P.POSTING_STOP)
OF_COMMITTEES = (P.RISK_ASSESS, P.SITTING_CONVENE)
# So many charts that rounds wait for are shown; the rounds have them all.
MOST_AWAITED = 30
HEAVY = ("version__drawing", "version__facts", "version__svg")
HEAVY_FINAL = tuple(f"final_{name}" for name in HEAVY)


@dataclass(frozen=True)
class LastWay:
    """A chart's latest way up to the public: where it stands, and what the last act there said."""

    stage: str
    turn: Turn
    sent_up_by: str
    sender: int
    drawn_by: frozenset[int]
    outcome: str
    remark: str

    @property
    def is_under_way(self) -> bool:
        """Whether it waits for somebody."""
        return self.stage in OPEN_STAGES

    @property
    def is_returned(self) -> bool:
        """Whether it ended back with the section."""
        return self.stage == Stage.RETURNED

    @property
    def came_back(self) -> bool:
        """Whether a later stage gave it back to the one it waits for."""
        return self.is_under_way and self.outcome == ActOutcome.BACK

    def for_chart(self, chart: Flowchart) -> WayUp:
        """What decides whose turn it is."""
        return WayUp(self.turn, chart, self.sender, self.drawn_by)


@dataclass(frozen=True)
class Place:
    """One power, and how far its chart has come; `is_his` where he had a hand in the drawing."""

    power: Power
    chart: Any  # its flowchart; None where it is not drawn
    state: str
    way_up: LastWay | None
    stopped_on: datetime.date | None
    is_his: bool
    version_number: int | None
    is_settled: bool
    has_sheet: bool
    steps: int
    looked_at: int

    @property
    def was_stopped(self) -> bool:
        """Whether its last posting was stopped early and it has not been sent up since."""
        over = self.state in {ChartState.DRAFT, ChartState.SETTLED}
        return over and self.stopped_on is not None


@dataclass(frozen=True)
class Board:
    """Everything that may be somebody's turn, each list in its own order.

    The rows carry more than their models name: see postings_for, worksheets_for.
    """

    places: list[Place]
    postings: list[Any]
    worksheets: list[Any]
    sittings: list[Sitting]
    carrying: Carrying = field(default_factory=Carrying)
    stopped: list[Any] = field(default_factory=list)
    # Of what the committee alone knows, how much waits, by kind; and leads passed on to his section.
    counts: dict[str, int] = field(default_factory=dict)
    leads: list[Lead] = field(default_factory=list)
    # Open rounds by id, the charts that one of them waits for, and grounds for a new one.
    rounds: dict[int, Round] = field(default_factory=dict)
    awaited: list[Awaited] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    # The committee's open meetings; see desk.queue.meetings_for.
    meetings: list[Any] = field(default_factory=list)

    @property
    def occasions(self) -> list[Any]:
        """The occasions of measures that wait for somebody."""
        return self.carrying.occasions

    @property
    def commented(self) -> list[Any]:
        """The postings whose comments are to be answered: under way, or stopped early."""
        return [*self.postings, *self.stopped]

    @property
    def charts(self) -> Iterable[Place]:
        """Each chart once, by the first power it serves."""
        found: dict[int, Place] = {}
        for place in self.places:
            if place.power.flowchart_id:
                found.setdefault(place.power.flowchart_id, place)
        return found.values()


def board_for(user: User) -> Board:
    """Read what is unfinished in the units a person may read; nothing for an administrator."""
    if not user.reading_ids:
        return Board([], [], [], [])
    powers = powers_for(Power.objects.visible_to(user), user).filter(
        Q(flowchart=None)
        | Q(withheld_ground__gt="", withheld_approver="")
        | Q(chart_state__in=[ChartState.DRAFT, ChartState.RELEASE])
        | Q(is_settled=True, has_sheet=False)
    )
    counts, leads = counts_for(user), leads_for(user)
    return replace(_board(powers, user), counts=counts, leads=leads)


def leads_for(user: User) -> list[Lead]:
    """Load the leads that wait for an answer of a section whose worksheets he fills in."""
    if not user.may_anywhere(Permission.WORKSHEET_EDIT):
        return []
    waiting = Lead.objects.passed_to(user).open().filter(answered_on=None)
    return list(waiting.select_related("flowchart", "section"))


def board_of(body: Unit, user: User) -> Board:
    """Read a whole body, its finished powers too, as one of its readers sees it."""
    return _board(powers_for(Power.objects.filter(body=body), user), user, body)


def _board(powers: Any, user: User, body: Unit | None = None) -> Board:
    def within(found: Any, path: str) -> Any:
        return found.filter(**{path: body}) if body else found

    def wanted(found: Any, path: str, may: Iterable[Permission]) -> list[Any]:
        """Read what a person's roles have to do with; of a whole body everything."""
        is_his = body is not None or any(user.may_anywhere(one) for one in may)
        return list(within(found, path)) if is_his else []

    sittings = sittings_for(user).filter(closed_at=None)
    postings = wanted(postings_for(user), "flowchart__body", OF_POSTINGS)
    rounds = within(Round.objects.visible_to(user).open().select_related("body"), "body")
    waited_for: list[Awaited] = []
    if user.may_anywhere(P.WORKSHEET_EDIT):
        sections = Unit.objects.workable_by(user, P.WORKSHEET_EDIT).order_by().values("pk")
        charts = within(Flowchart.objects.filter(section__in=sections), "body")
        waited_for = awaited(charts, MOST_AWAITED)
    return Board(
        places=[place_of(power) for power in powers],
        postings=[posting for posting in postings if not posting.stopped_on],
        worksheets=list(within(worksheets_for(user), "body")),
        sittings=wanted(sittings, "worksheet__body", OF_COMMITTEES),
        carrying=carrying_for(user, body),
        stopped=[posting for posting in postings if posting.stopped_on],
        rounds={one.pk: one for one in rounds},
        awaited=waited_for,
        meetings=wanted(meetings_for(user), "body", OF_COMMITTEES),
        offers=offers_for(user, body),
    )


def powers_for(powers: PowerQuerySet, user: User) -> Any:
    """Load powers with how far their charts have come, who drew them and sent them up."""
    chart = OuterRef("flowchart")
    ways_up = Release.objects.filter(flowchart=chart).order_by("-pk")
    last = Subquery(
        Release.objects.filter(flowchart=OuterRef(chart)).order_by("-pk").values("pk")[:1]
    )
    acts = ReleaseAct.objects.filter(release=last).order_by("-pk")
    versions = Version.objects.filter(flowchart=chart)
    postings = Posting.objects.filter(flowchart=chart).order_by("-pk")
    drawers = Flowchart.drawn_by.through.objects.filter(flowchart=chart)
    names = StringAgg(Cast("user_id", CharField()), Value(","))
    settled = Posting.objects.settled().filter(flowchart=chart)
    return (
        powers.select_related(
            "section__parent__parent", "body", "flowchart__section__parent__parent"
        )
        .with_chart_state()
        .annotate(
            **{
                name: Subquery(ways_up.values(field)[:1])
                for name, field in {
                    "stage": "stage",
                    "stages": "stages",
                    "at": "at",
                    "sender": "submitted_by",
                    "sent_up_by": "submitted_by__name",
                }.items()
            },
            outcome=Subquery(acts.values("outcome")[:1]),
            remark=Subquery(acts.values("remark")[:1]),
            drawn_by=Subquery(
                drawers.order_by().values("flowchart").annotate(ids=names).values("ids")
            ),
            stopped_on=Subquery(postings.values("stopped_on")[:1]),
            is_his=Exists(drawers.filter(user=user)),
            version_number=Subquery(versions.order_by("-number").values("number")[:1]),
            is_settled=Exists(settled) | Exists(versions.filter(withheld=True)),
            has_sheet=Exists(Worksheet.objects.filter(flowchart=chart)),
            steps=steps_on(chart),
            looked_at=steps_on(chart, looked_at=True),
        )
    )


def steps_on(chart: OuterRef, *, looked_at: bool = False) -> Coalesce:
    """Count a chart's live steps, or those of them somebody has looked at for risk points."""
    steps = Step.objects.live().filter(flowchart=chart).order_by()
    if looked_at:
        step = OuterRef("pk")
        steps = steps.filter(
            Exists(RiskPointStep.objects.filter(step=step))
            | Exists(Examination.objects.filter(step=step))
        )
    return Coalesce(
        Subquery(steps.values("flowchart").annotate(count=Count("pk")).values("count")), 0
    )


def place_of(power: Any) -> Place:
    """Take the facts off a power loaded by powers_for()."""
    return Place(
        power=power,
        chart=power.flowchart,
        state=power.chart_state,
        way_up=last_way(power) if power.stage else None,
        stopped_on=power.stopped_on,
        is_his=power.is_his,
        version_number=power.version_number,
        is_settled=power.is_settled,
        has_sheet=power.has_sheet,
        steps=power.steps,
        looked_at=power.looked_at,
    )


def last_way(power: Any) -> LastWay:
    """Take the facts of its chart's latest way up off a power loaded by powers_for()."""
    return LastWay(
        stage=power.stage,
        turn=Turn.from_json(power.stages[power.at]),
        sent_up_by=power.sent_up_by,
        sender=power.sender,
        drawn_by=frozenset(int(pk) for pk in (power.drawn_by or "").split(",") if pk),
        outcome=power.outcome or "",
        remark=power.remark or "",
    )


def postings_for(user: User) -> Any:
    """Load the postings that are not settled, whether he drew their chart, and the comments that wait.

    Of those stopped early only where a comment still waits for its answer.
    """
    drawers = Flowchart.drawn_by.through.objects.filter(flowchart=OuterRef("flowchart"), user=user)
    waits = Comment.objects.unfinished().filter(posting=OuterRef("pk"))
    return (
        Posting.objects.visible_to(user)
        .filter(Q(stopped_on=None) | Exists(waits), settled_at=None)
        .for_list()
        .with_extended()
        .select_related("flowchart__section__parent__parent", "flowchart__body__policy")
        .annotate(is_his=Exists(drawers), **waiting_counts(user))
        .defer(*HEAVY, *HEAVY_FINAL)
    )


def worksheets_for(user: User) -> Any:
    """Load the worksheets under way, and whether a sitting has taken one up."""
    sittings = Sitting.objects.open().filter(worksheet=OuterRef("pk"))
    return (
        Worksheet.objects.visible_to(user)
        .exclude(state=WorksheetState.DECIDED)
        .for_list()
        .annotate(has_sitting=Exists(sittings))
    )
