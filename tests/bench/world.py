"""A world of risk points built at once: bodies, charts, worksheets in all states, rulings, measures.

Every chart has ten steps and twenty risk points: twelve that were ruled on last year and are looked
at again this year, and eight of this year, on a worksheet that stands anywhere between begun and
decided. Rows are written in bulk, so the ledger knows nothing of them.
"""

import datetime
from dataclasses import dataclass, field
from functools import cache
from itertools import batched, pairwise

from django.db import connection
from django.utils import timezone

from measures.models import Aim, Measure, Occasion
from measures.states import MeasureKind, MeasureState, Phase, Rhythm
from powers.charts import drawing_of, facts_of
from powers.drawing.render import chart_svg_or_none
from powers.models import Comment, Flowchart, Link, Posting, Power, Step, Version
from powers.states import Category, StepKind
from riskcontrol.accounts.models import Duty, Position, Unit
from riskcontrol.accounts.roles import UnitKind
from riskpoints.actions.phrases import give_grams
from riskpoints.actions.schemes import ensure_scheme
from riskpoints.likeness import digest_of
from riskpoints.models import (
    CarriedRow,
    Examination,
    Finding,
    Lead,
    Manifestation,
    Phrase,
    PhraseUse,
    RiskPoint,
    RiskPointStep,
    Round,
    Worksheet,
)
from riskpoints.states import Cause, FindingMethod, LeadKind, Look, Place, RiskCategory
from riskpoints.states import WorksheetState as State
from tests.factories.accounts import (
    AreaFactory,
    UserFactory,
    committee_chair,
    committee_member,
    contributor,
)
from tests.factories.powers import fresh

from .near_copies import text
from .sittings import rule

# The charts of one batch; every fifth chart lies in one of the smaller bodies, the rest in the big one.
BATCH, BODIES, A_SECTION = 100, 20, 20
POINTS, EARLIER, STEPS = 20, 12, 10
# Where this year's worksheets stand, by the number of their chart.
STATES = [
    *(State.DECIDED, State.HANDED_IN, State.DRAFT, State.SUBMITTED, State.RETURNED),
    *(State.DECIDED, State.DECIDED, State.DECIDED, State.HANDED_IN, State.DECIDED),
    *(State.DRAFT, State.DECIDED, State.DECIDED, State.HANDED_IN, State.DECIDED),
    *(State.SUBMITTED, State.DECIDED, State.DECIDED, State.DRAFT, State.DECIDED),
]
LOOKS = [Look.CONFIRMED] * 6 + [Look.UNTOUCHED] * 2 + [Look.REMOVED]
COPIED = 50_000  # so many texts; what comes after is copied
CATEGORIES, RISKS = Category.values, RiskCategory.values


@dataclass
class World:
    """An area with its people, and what has been built in it so far."""

    area: Unit = field(default_factory=AreaFactory)
    bodies: list[Unit] = field(default_factory=list)
    rounds: dict[int, tuple[Round, Round]] = field(default_factory=dict)
    levels: dict[int, list] = field(default_factory=dict)
    sections: dict[tuple[int, int], tuple[Unit, Position]] = field(default_factory=dict)
    made: int = 0
    # The chart whose drawing all have.
    first: int = 0

    def __post_init__(self) -> None:
        self.bodies = [self.body(at) for at in range(BODIES + 1)]
        self.chair = committee_chair(self.area)
        self.members = [committee_member(self.area) for _one in range(2)]
        self.writer = contributor(self.section(0)[0])
        self.head = UserFactory()

    def body(self, at: int) -> Unit:
        """Open a body with its scheme and two rounds: last year's, closed, and this year's."""
        made = Unit.objects.create(
            parent=self.area,
            kind=UnitKind.BODY,
            code=f"B{self.area.pk}-{at}",
            name=f"示范市第{at}局",
        )
        now, year = timezone.now(), timezone.localdate().year
        closed = Round.objects.create(
            body=made, year=year - 1, number=1, ground="yearly", origin="moved",
            opened_at=now - datetime.timedelta(days=400), closed_at=now, open_key=None,
        )  # fmt: skip
        opened = Round.objects.create(
            body=made, year=year, number=1, ground="yearly", opened_at=now, opened_by=UserFactory()
        )
        self.rounds[made.pk] = (closed, opened)
        self.levels[made.pk] = list(ensure_scheme(made).levels.all())
        return made

    def section(self, at: int) -> tuple[Unit, Position]:
        """Give the section that a chart lies in, with its position."""
        body = self.bodies[0 if at % 5 else at // 5 % BODIES + 1] if at else self.bodies[0]
        key = (body.pk, at // A_SECTION if at % 5 else at // (5 * BODIES * A_SECTION))
        if key not in self.sections:
            code = f"{body.code}-{key[1]}"
            unit = Unit.objects.create(
                parent=body, kind=UnitKind.SECTION, code=code, name=f"{body.name}{key[1]}科"
            )
            duties = [
                Duty(unit=unit, text=f"负责第{number}类事项", order=number) for number in range(5)
            ]
            Duty.objects.bulk_create(duties)
            position = Position.objects.create(
                unit=unit, body=body, code=code, name=f"经办岗{key[1]}"
            )
            self.sections[key] = (unit, position)
        return self.sections[key]


def grow(world: World, points: int) -> None:
    """Build on until the world has so many risk points."""
    for numbers in batched(range(world.made, points // POINTS), BATCH, strict=False):
        charts = draw(world, numbers)
        search(world, charts)
    world.made = points // POINTS
    connection.cursor().execute(
        "ANALYZE"
    )  # PostgreSQL does so by itself, SQLite once it is told to


@cache
def frozen_flow(chart: int) -> tuple[dict, dict, str]:
    """Give the drawing of ten steps that all charts share, its facts and its picture."""
    drawn = fresh(Flowchart.objects.get(pk=chart))
    drawing = drawing_of(drawn)
    return drawing, facts_of(drawn), chart_svg_or_none(drawing) or ""


def draw(world: World, numbers: tuple[int, ...]) -> list[Flowchart]:
    """Draw and settle charts, each with a power; every twentieth power waits for its chart."""
    places = [world.section(at) for at in numbers]
    charts = Flowchart.objects.bulk_create(
        Flowchart(
            body=unit.parent, section=unit, key=f"chart-{at}", order=at,
            code=f"{unit.parent.code}-chart-{at}".lower(), name=f"第{at}项职权运行流程",
        )
        for at, (unit, _position) in zip(numbers, places, strict=True)
    )  # fmt: skip
    kinds = [StepKind.START, *[StepKind.STEP] * (STEPS - 2), StepKind.END]
    steps = Step.objects.bulk_create(
        Step(flowchart=chart, key=f"s{order}", name=f"第{order}步", kind=kind, position=position,
             order=order, days=3)
        for chart, (_unit, position) in zip(charts, places, strict=True)
        for order, kind in enumerate(kinds)
    )  # fmt: skip
    chains = list(batched(steps, STEPS, strict=False))
    Link.objects.bulk_create(
        Link(flowchart_id=source.flowchart_id, source=source, target=target, order=source.order)
        for chain in chains
        for source, target in pairwise(chain)
    )
    for chart, chain in zip(charts, chains, strict=True):
        chart.chain = chain
    powers_of(charts, numbers)
    settle(world, charts)
    return charts


def powers_of(charts: list[Flowchart], numbers: tuple[int, ...]) -> None:
    """List a power for each chart, and for every twentieth one more that is not drawn yet."""
    drawn = [(chart, at, chart) for chart, at in zip(charts, numbers, strict=True)]
    undrawn = [(chart, at, None) for chart, at in zip(charts, numbers, strict=True) if at % 20 == 7]
    Power.objects.bulk_create(
        Power(
            section=chart.section, body=chart.body, flowchart=on, order=at,
            code=f"{chart.code}-p" if on else f"{chart.code}-q",
            name=f"第{at}项职权", category=CATEGORIES[at % len(CATEGORIES)],
            fee="每件二十元" if at % 9 == 0 else "",
        )
        for chart, at, on in drawn + undrawn
    )  # fmt: skip


def settle(world: World, charts: list[Flowchart]) -> None:
    """Freeze, post and settle charts; of some a comment was answered."""
    world.first = world.first or charts[0].pk
    drawing, facts, svg = frozen_flow(world.first)
    versions = Version.objects.bulk_create(
        Version(flowchart=chart, number=1, reason="公示", drawing=drawing, facts=facts, svg=svg)
        for chart in charts
    )
    day = timezone.localdate() - datetime.timedelta(days=60)
    postings = Posting.objects.bulk_create(
        Posting(
            flowchart=chart, version=version, final_version=version, opens=day, words=chart.name,
            closes=day + datetime.timedelta(days=9), settled_at=timezone.now(), imported=True,
        )
        for chart, version in zip(charts, versions, strict=True)
    )  # fmt: skip
    Comment.objects.bulk_create(
        Comment(
            posting=posting,
            body="希望写明几天内答复。",
            received_on=day,
            receipt_hash=f"{posting.pk:064}",
        )
        for posting in postings[::7]
    )
    for chart, version in zip(charts, versions, strict=True):
        chart.version = version


def search(world: World, charts: list[Flowchart]) -> None:
    """Search charts in two rounds; leads point at some of them."""
    earlier = sheets_of(world, charts, 0)
    found = find(world, charts, earlier, range(EARLIER))
    later = sheets_of(world, charts, 1)
    find(world, charts, later, range(EARLIER, POINTS))
    look_again(charts, later, earlier, found)
    Lead.objects.bulk_create(
        Lead(
            body=chart.body, section=chart.section, flowchart=chart, kind=LeadKind.PETITION,
            on=timezone.localdate(), gist="压件不办。", source="信访", proven=chart.order % 3 == 0,
            entered_by=world.chair, entered_on=timezone.localdate(),
        )
        for chart in charts[::11]
    )  # fmt: skip


def sheets_of(world: World, charts: list[Flowchart], turn: int) -> list[Worksheet]:
    """Open a worksheet on each chart: last year's decided, this year's wherever it stands."""
    now = timezone.now()
    sheets = []
    for chart in charts:
        state = STATES[chart.order % len(STATES)] if turn else State.DECIDED
        joined, is_over = world.rounds[chart.body_id][turn], state == State.DECIDED
        signed = world.head if state in {State.HANDED_IN, State.DECIDED} else None
        sheets.append(
            Worksheet(
                section=chart.section, body=chart.body, flowchart=chart, version=chart.version,
                round=joined, open_in=None if is_over else joined, state=state,
                signed_by=signed, signed_at=now if signed else None,
                decided_at=now if is_over else None, opened_by=world.writer,
                return_reason="补充理由。" if state == State.RETURNED else "", saved_at=now,
            )
        )  # fmt: skip
    return Worksheet.objects.bulk_create(sheets)


def find(world, charts, sheets, numbers: range) -> list[RiskPoint]:
    """Write risk points on worksheets with all that belongs to them, and rule where it is decided."""
    points = RiskPoint.objects.bulk_create(
        RiskPoint(
            body=chart.body, section=chart.section, worksheet=sheet, flowchart=chart,
            key=f"point-{chart.order}-{number}", title=f"{(seed := chart.order * POINTS + number) % 997}号风险",
            category=RISKS[seed % len(RISKS)], causes=[Cause.RULES], proposed_rank=seed % 3 + 1,
            order=seed,
        )
        for chart, sheet in zip(charts, sheets, strict=True)
        for number in numbers
    )  # fmt: skip
    beside(charts, points, len(numbers))
    measures_for(points)
    rule(world, sheets, points, len(numbers))
    return points


def beside(charts: list[Flowchart], points: list[RiskPoint], each: int) -> None:
    """Put risk points on steps, say how they show and who found them."""
    RiskPointStep.objects.bulk_create(
        RiskPointStep(risk_point=point, step=chart.chain[1 + point.order % 7])
        for chart, some in zip(charts, batched(points, each, strict=False), strict=True)
        for point in some
    )
    Manifestation.objects.bulk_create(
        Manifestation(risk_point=point, text=text(point.order % COPIED)) for point in points
    )
    index(points)
    Finding.objects.bulk_create(
        Finding(risk_point=point, method=FindingMethod.SELF, who="全科") for point in points
    )


def index(points: list[RiskPoint]) -> None:
    """Keep the words of risk points as their acts do, without the keys that near-copies are found by."""
    said = {
        (point.pk, place): words
        for point in points
        for place, words in ((Place.TITLE, point.title), (Place.SHOWN, text(point.order % COPIED)))
    }
    phrases = {digest_of(words): words for words in said.values()}
    new = [Phrase(digest=digest, text=words) for digest, words in phrases.items()]
    before = set(Phrase.objects.filter(digest__in=phrases).values_list("digest", flat=True))
    Phrase.objects.bulk_create(new, ignore_conflicts=True)
    ids = dict(Phrase.objects.filter(digest__in=phrases).values_list("digest", "pk"))
    give_grams({ids[name]: phrases[name] for name in phrases if name not in before})
    PhraseUse.objects.bulk_create(
        PhraseUse(
            phrase_id=ids[digest_of(said[point.pk, place])], body_id=point.body_id, place=place,
            section_id=point.section_id, worksheet_id=point.worksheet_id, owner=point.pk,
        )
        for point in points
        for place in (Place.TITLE, Place.SHOWN)
    )  # fmt: skip


def measures_for(points: list[RiskPoint]) -> None:
    """Aim a measure at every four risk points, carried out and verified once."""
    fours = list(batched(points, 4, strict=False))
    measures = Measure.objects.bulk_create(
        Measure(
            body=some[0].body, section=some[0].section, worksheet=some[0].worksheet,
            key=f"measure-{some[0].key}", text=f"每月抽查第{some[0].order}类案卷。", order=some[0].order,
            phase=Phase.MONITORING, kind=MeasureKind.OVERSIGHT, rhythm=Rhythm.MONTH,
            state=MeasureState.IN_FORCE, in_force_from=timezone.localdate(),
        )
        for some in fours
    )  # fmt: skip
    Aim.objects.bulk_create(
        Aim(measure=measure, risk_point=point)
        for measure, some in zip(measures, fours, strict=True)
        for point in some
    )
    Occasion.objects.bulk_create(Occasion.of(measure, timezone.localdate()) for measure in measures)


def look_again(charts, later, earlier, points: list[RiskPoint]) -> None:
    """Carry last year's rows over; a step on which nothing was found says why."""
    CarriedRow.objects.bulk_create(
        CarriedRow(
            worksheet=sheet, risk_point=point, seen_in=before, outcome=look,
            reason="办法没有变。" if look != Look.UNTOUCHED else "",
            by=sheet.opened_by if look != Look.UNTOUCHED else None,
            at=timezone.now() if look != Look.UNTOUCHED else None,
        )
        for sheet, before, some in zip(later, earlier, batched(points, EARLIER, strict=False), strict=True)
        for point in some
        for look in [LOOKS[point.order % len(LOOKS)]]
    )  # fmt: skip
    Examination.objects.bulk_create(
        Examination(worksheet=sheet, step=chart.chain[0], none_found_because="只登记，不作决定。")
        for chart, sheet in zip(charts, later, strict=True)
    )
