"""What the committee's pages show, put together from risk points, their chart and their measures."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.forms import BoundField, Form
from django.utils.translation import pgettext

from measures.along_lines import Reached, reaching_points
from measures.models import Measure
from powers.drawing.flow import step_of, told_of_project
from powers.gate import final_version
from powers.models import Version
from riskcontrol.accounts.models import User
from riskcontrol.lib.decisions import Decision
from riskpoints.around import Around, counts_around
from riskpoints.differing import Differences, deciding_reasons, differences_of
from riskpoints.explaining import because, explain, reasons_in
from riskpoints.hearing import (
    all_in,
    eligible,
    floors_of,
    has_submitted,
    highest_of,
    is_again,
    known_floors,
    level_at,
    level_of,
    owes_grades,
    prevailing_grades,
    proposal_for,
    raters,
    recused,
    said_of,
    seat_of,
    waits_for_a_second,
)
from riskpoints.hearing import points as points_of
from riskpoints.models import (
    Examination,
    ExpectedLevel,
    Factor,
    Floor,
    Level,
    LevelProposal,
    PlannedLevel,
    RiskPoint,
    Ruling,
    SetAside,
    Sitting,
    SittingMember,
)
from riskpoints.permissions.sittings import can_second, has_a_quorum
from riskpoints.querysets import RULED_BY
from riskpoints.stages import expected_in, plan_in
from riskpoints.states import Cause


@dataclass
class Context:
    """Where on its chart a risk point stands: the steps before and after one of its steps."""

    name: str
    number: int | None = None
    position: str = ""
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Said:
    """What one member handed in on a risk point: his grades in a sentence, and his reasons."""

    rater: User
    sentence: str
    reasons: list[str]


@dataclass
class Result:
    """What came out for a risk point, once everybody is in."""

    level: Level
    sentence: str
    assessments: list[Said]
    # Where the level by the grades is another than the section's own: why what decides is so.
    own: Level | None = None
    own_departs_because: list[tuple[Factor, str, User]] = field(default_factory=list)
    proposal: LevelProposal | None = None
    waits: bool = False
    # Whether the level is another than the factors give.
    departs: bool = False
    may_second: Decision | None = None


@dataclass
class Line:
    """One measure on a card, with the chair's line for returning it."""

    measure: Measure
    field: BoundField | None = None


@dataclass
class Row:
    """A row on which nothing was found, with the chair's line for a remark."""

    examination: Examination
    field: BoundField | None = None


@dataclass
class Card:
    """One risk point on the sitting's page."""

    point: RiskPoint
    number: int
    contexts: list[Context]
    measures: list[Line]
    shows_proposed: bool
    proposed: Level | None = None
    # What is planned: the chair's words in the sitting, the ruled plan, else the section's.
    plan: PlannedLevel | None = None
    expected: ExpectedLevel | None = None
    planning: Form | None = None
    # What reaches it along the lines by now.
    along: list[Reached] = field(default_factory=list)
    # What the number of risk points is graded by, and the floors known of its power.
    around: Around | None = None
    known: list[Floor] = field(default_factory=list)
    result: Result | None = None
    # The forms the reader may fill in about it; the view puts them here.
    assessment: Form | None = None
    proposing: Form | None = None
    remark: BoundField | None = None

    @property
    def causes(self) -> str:
        """What fell short, in words."""
        return pgettext("between items of a list", ", ").join(
            str(Cause(cause).label) for cause in self.point.causes
        )


@dataclass
class Bench:
    """The sitting's page as one person sees it; what is blind for him is not in it."""

    sitting: Sitting
    user: User
    cards: list[Card]
    examined: list[Row]
    # What the drawing suggested and the section did not take over.
    set_asides: list[SetAside]
    # All grades side by side, where the reader sees them.
    differences: Differences | None = None

    @property
    def seats(self) -> list[tuple[str, bool]]:
        """Who rates, and whether he has handed in."""
        return [
            (str(seat.user), has_submitted(self.sitting, seat.user_id))
            for seat in raters(self.sitting)
        ]

    @property
    def excused(self) -> list[str]:
        """Who may rate, is excused from the meeting and has not handed in."""
        rates = {seat.pk for seat in raters(self.sitting)}
        return [str(seat.user) for seat in eligible(self.sitting) if seat.pk not in rates]

    @property
    def quorum(self) -> Decision:
        """Whether enough take part to rule."""
        return has_a_quorum(self.sitting)

    @property
    def is_recused(self) -> bool:
        """Whether the reader is a member who may not rate this worksheet."""
        seat = seat_of(self.sitting, self.user.pk)
        return bool(seat and seat.recused_because)

    @property
    def recused(self) -> list[SittingMember]:
        """Who may not rate this worksheet, each with the ground."""
        return recused(self.sitting)

    @property
    def in_count(self) -> int:
        """How many have handed in."""
        return sum(is_in for _name, is_in in self.seats)


def bench_of(sitting: Sitting, user: User) -> Bench:
    """Put together what a person may see of a sitting loaded `whole()`, in a constant number of queries."""
    points = (
        RiskPoint.objects.filter(pk__in=[point.pk for point in points_of(sitting)])
        .for_worksheet()
        .prefetch_related("measures__section")
    )
    load_rulings(sitting)
    examined = sitting.worksheet.examinations.select_related("step", "position", "unit")
    counts = counts_around(sitting.worksheet)
    along = reaching_points(list(points))
    cards = [card_for(sitting, point, user, number) for number, point in enumerate(points, 1)]
    for card in cards:
        card.around = counts.get(card.point.pk)
        card.along = along.get(card.point.pk, [])
    differences = differences_of(sitting) if cards and shows_results(sitting, user) else None
    if is_again(sitting):
        return Bench(sitting, user, cards, [], [], differences)
    set_asides = list(sitting.worksheet.set_asides.select_related("step", "position", "unit", "by"))
    rows = [Row(examination) for examination in examined]
    return Bench(sitting, user, cards, rows, set_asides, differences)


def load_rulings(sitting: Sitting) -> None:
    """Load the rulings that a sitting made, with what tells their levels; a later sitting may rule anew."""
    made = Ruling.objects.select_related("ruled_by", "second", "level__scheme")
    parts = [name.removeprefix("ruling__") for name in RULED_BY]
    prefetch_related_objects([sitting], Prefetch("rulings", made.prefetch_related(*parts)))


def card_for(sitting: Sitting, point: RiskPoint, user: User, number: int) -> Card:
    """Put one risk point's card together; without what its reader may not know yet."""
    return Card(
        point=point,
        number=number,
        contexts=contexts_of(sitting, point),
        measures=[Line(measure) for measure in point.measures.all()],
        shows_proposed=not owes_grades(sitting, user.pk),
        proposed=level_at(sitting.scheme, point.proposed_rank),
        plan=plan_in(sitting, point),
        expected=expected_in(sitting, point),
        known=known_floors(sitting, point),
        result=result_for(sitting, point, user) if shows_results(sitting, user) else None,
    )


def shows_results(sitting: Sitting, user: User) -> bool:
    """Whether a person sees the grades: who rates when all are in, the others when it is ruled."""
    is_ruled = sitting.closed_at is not None and not sitting.returned
    if is_ruled or owes_grades(sitting, user.pk):
        return is_ruled
    seat = seat_of(sitting, user.pk)
    return bool(seat and not seat.recused_because and all_in(sitting))


def result_for(sitting: Sitting, point: RiskPoint, user: User) -> Result:
    """Tell what came out: the ruling where there is one, else what the factors and wishes give."""
    proposal = proposal_for(sitting, point)
    highest = highest_of(sitting, point)
    waits = bool(proposal and waits_for_a_second(sitting, proposal))
    rank = proposal.level.rank if proposal and not waits else highest
    ruling = next((one for one in sitting.rulings.all() if one.risk_point_id == point.pk), None)
    own = level_at(sitting.scheme, point.proposed_rank)
    departs_from_own = own is not None and own.rank != highest
    return Result(
        level=ruling.level if ruling else level_of(sitting, rank),
        sentence=explain(ruling) if ruling else told_of(sitting, point),
        assessments=[
            Said(
                said.rater,
                explain(said, sitting.scheme, known_floors(sitting, point)),
                reasons_in(said),
            )
            for said in said_of(sitting, point)
        ],
        own=own if departs_from_own else None,
        own_departs_because=deciding_reasons(sitting, point) if departs_from_own else [],
        proposal=proposal,
        departs=rank != highest,
        waits=waits,
        may_second=can_second(user, proposal, sitting) if proposal else None,
    )


def told_of(sitting: Sitting, point: RiskPoint) -> str:
    """Say what the prevailing grades and the floors come to, before it is ruled."""
    grades = prevailing_grades(sitting, point)
    return because(grades, sitting.scheme, floors_of(sitting, point))


def contexts_of(sitting: Sitting, point: RiskPoint) -> list[Context]:
    """Say where a risk point stands: on steps of the version it is rated on, on positions or on units."""
    version = version_for(sitting)
    drawing = version.drawing if version else {"steps": [], "links": []}
    steps = [on_the_chart(drawing, step.key) or Context(step.name) for step in point.steps.all()]
    homes = [*point.positions.all(), *point.units.all()]
    return [*steps, *(Context(str(home)) for home in homes)]


def version_for(sitting: Sitting) -> Version | None:
    """Give the version a sitting rates by: the worksheet's, or for what was reopened the one settled last."""
    worksheet = sitting.worksheet
    if worksheet.flowchart and is_again(sitting):
        return final_version(worksheet.flowchart) or worksheet.version
    return worksheet.version


def on_the_chart(drawing: dict[str, Any], key: str) -> Context | None:
    """Find a step in a drawing, with the names of the steps that lead to it and from it."""
    names = {step["key"]: step["name"] for step in drawing["steps"]}
    for number, step in enumerate(drawing["steps"], start=1):
        if step["key"] == key:
            return Context(
                name=step["name"],
                number=number,
                position=" · ".join(
                    filter(
                        None, [step["position_name"], told_of_project(step_of(step, number=number))]
                    )
                ),
                before=[names[way["from"]] for way in drawing["links"] if way["to"] == key],
                after=[names[way["to"]] for way in drawing["links"] if way["from"] == key],
            )
    return None
