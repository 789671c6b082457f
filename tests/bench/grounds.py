"""What warnings are about, in bulk: charts, risk points, rules, projects and leads beside the measures.

For every ten measures there is a chart with three risk points that ten measures are aimed at, for every
hundred a rule and a major project. All of it lies in the section of the measures it belongs to. So that
the night's reads have to look through what is in order as well, of each thing only some are amiss.
"""

import datetime
from collections.abc import Iterable
from itertools import batched
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from measures.models import Aim, DisclosureItem, LawChange, LineAim, MajorProject, Measure, Rule
from measures.states import Line, ProjectKind, ProjectState, Validity
from powers.charts import drawing_of, facts_of
from powers.models import (
    Comment,
    Flowchart,
    LegalBasis,
    Link,
    Posting,
    Power,
    Step,
    Version,
)
from powers.states import Category, StepKind
from riskcontrol.accounts.models import Unit, UnitClass, User
from riskpoints.actions.schemes import ensure_scheme
from riskpoints.models import (
    Examination,
    Lead,
    LeadLink,
    RiskPoint,
    RiskPointStep,
    Round,
    Ruling,
    Worksheet,
)
from riskpoints.states import LeadKind, RiskCategory, WorksheetState
from tests.factories.powers import fresh

BATCH = 500
# So many measures share a section in turn; a chart, rule or project goes to measures alike in it.
TURN = 100
MEASURES_A_CHART, MEASURES_A_RULE, ITEMS = 10, 100, 10
KINDS = (StepKind.START, StepKind.DECISION, StepKind.STEP, StepKind.END)
# Three ways through four steps of three days: the longest takes nine, all steps take twelve.
WAYS = ((0, 1), (1, 2), (1, 3))
POINTS = 3
CLASS, LAW = "审批", "档案法"
LAWS = 20
# Of ten measures two were never verified, and the points they alone are aimed at stand at level I.
UNVERIFIED = (8, 9)


def ago(days: int) -> datetime.date:
    """The day so many days before today."""
    return timezone.localdate() - datetime.timedelta(days=days)


def at(days: int) -> datetime.datetime:
    """The moment so many days before now."""
    return timezone.now() - datetime.timedelta(days=days)


def chart_of(measure: int) -> int:
    """Give the number of the chart whose risk points a measure is aimed at."""
    return measure // (TURN * MEASURES_A_CHART) * TURN + measure % TURN


def rule_of(measure: int) -> int:
    """Give the number of the rule, and of the project, that goes with a measure."""
    return measure // (TURN * MEASURES_A_RULE) * TURN + measure % TURN


class Grounds:
    """All that warnings of these sections may be about, so much as goes with so many measures."""

    def __init__(self, sections: list[Unit], by: User, *, few: int) -> None:
        self.sections, self.by, self.few = sections, by, few
        self.bodies = {section.parent_id: section.parent for section in sections}.values()
        self.charts: list[Flowchart] = []
        self.points: list[tuple[int, ...]] = []
        self.rules: list[int] = []
        self.projects: list[int] = []
        self.levels = {body.pk: list(ensure_scheme(body).levels.all()) for body in self.bodies}
        self.rounds = {body.pk: rounds_of(body, by) for body in self.bodies}
        # What everybody has in the first section of each body; its measures of that class are a few.
        UnitClass.objects.bulk_create(UnitClass(unit=one, name=CLASS) for one in sections[::few])
        change_laws(self.bodies, by)

    def section(self, number: int) -> Unit:
        """Every second thing lies in the first body, as in a big unit."""
        return self.sections[number % (self.few if number % 2 else len(self.sections))]

    def grow(self, measures: int) -> None:
        """Write what goes with measures up to a number."""
        last = measures - 1
        charts = range(len(self.charts), max(TURN, chart_of(last) + 1))
        for some in batched(charts, BATCH, strict=False):
            made = self.draw(some)
            self.charts += made
            self.search(made)
        more = range(len(self.rules), max(TURN, rule_of(last) + 1))
        self.rules += [one.pk for one in Rule.objects.bulk_create(map(self.rule, more))]
        projects = MajorProject.objects.bulk_create(map(self.project, more))
        self.projects += [one.pk for one in projects]
        disclose(projects, self.by)

    def draw(self, numbers: tuple[int, ...]) -> list[Flowchart]:
        """Draw charts of four steps, each with its power; post and settle them."""
        charts = Flowchart.objects.bulk_create(map(self.chart, numbers))
        steps = Step.objects.bulk_create(
            Step(flowchart=chart, key=f"s{order}", name=f"第{order}步", kind=kind, order=order, days=3)
            for chart in charts
            for order, kind in enumerate(KINDS)
        )  # fmt: skip
        for chart, chain in zip(charts, batched(steps, len(KINDS), strict=True), strict=True):
            chart.chain = chain
        Link.objects.bulk_create(
            Link(flowchart=chart, source=chart.chain[one], target=chart.chain[other], order=one)
            for chart in charts
            for one, other in WAYS
        )
        cite(charts, Power.objects.bulk_create(map(power_of, charts)))
        settle(charts)
        return charts

    def chart(self, number: int) -> Flowchart:
        """One chart."""
        section = self.section(number)
        return Flowchart(
            body=section.parent, section=section, key=f"chart-{number}", code=f"chart-{number}",
            name=f"第{number}项职权运行流程", order=number,
        )  # fmt: skip

    def search(self, charts: list[Flowchart]) -> None:
        """Look for risk points on charts in last year's round; on every second one in this year's too."""
        earlier = Worksheet.objects.bulk_create(self.sheet(chart, 0) for chart in charts)
        later = Worksheet.objects.bulk_create(self.sheet(chart, 1) for chart in charts[::2])
        points = RiskPoint.objects.bulk_create(
            point_of(chart, sheet, number)
            for chart, sheet in zip(charts, earlier, strict=True)
            for number in range(POINTS)
        )
        threes = list(batched(points, POINTS, strict=True))
        self.points += [tuple(one.pk for one in some) for some in threes]
        RiskPointStep.objects.bulk_create(
            RiskPointStep(risk_point=point, step=chart.chain[2])
            for chart, some in zip(charts, threes, strict=True)
            for point in some
        )
        Examination.objects.bulk_create(
            Examination(worksheet=sheet, step=step, none_found_because="只登记，不作决定。")
            for chart, sheet in zip(charts[::2], later, strict=True)
            for step in chart.chain
        )
        self.rule_on(charts, threes)
        self.enter_leads(charts, threes)

    def sheet(self, chart: Flowchart, turn: int) -> Worksheet:
        """A worksheet that was decided."""
        return Worksheet(
            section=chart.section, body=chart.body, flowchart=chart, version=chart.version,
            round=self.rounds[chart.body_id][turn], state=WorksheetState.DECIDED, open_in=None,
            signed_by=self.by, signed_at=at(45), decided_at=at(40), opened_by=self.by, saved_at=at(50),
        )  # fmt: skip

    def rule_on(self, charts: list[Flowchart], threes: list[tuple[RiskPoint, ...]]) -> None:
        """Rule on risk points, by a dossier: those that no verified measure meets are at level I."""
        rulings = Ruling.objects.bulk_create(
            Ruling(
                risk_point=point, source="dossier", level=level, rank=level.rank,
                highest_rank=level.rank, ruled_on=ago(40 + chart.order % 60),
            )
            for chart, some in zip(charts, threes, strict=True)
            for place, point in enumerate(some)
            for level in [self.levels[chart.body_id][0 if chart.order % 10 in UNVERIFIED else place]]
        )  # fmt: skip
        own = Ruling.objects.filter(risk_point=OuterRef("pk")).values("pk")
        found = RiskPoint.objects.filter(pk__in=[one.risk_point_id for one in rulings])
        found.update(ruling=Subquery(own[:1]))

    def enter_leads(self, charts: list[Flowchart], threes: list[tuple[RiskPoint, ...]]) -> None:
        """Enter a lead to each chart: half of them proven and at no risk point, some at one."""
        leads = Lead.objects.bulk_create(
            Lead(
                body=chart.body, section=chart.section, flowchart=chart, kind=LeadKind.PETITION,
                on=ago(90), gist="压件不办。", source="信访", proven=chart.order % 4 < 3,
                entered_by=self.by, entered_on=ago(50),
            )
            for chart in charts
        )  # fmt: skip
        LeadLink.objects.bulk_create(
            LeadLink(lead=lead, risk_point=some[0], by=self.by, on=ago(45))
            for lead, some in list(zip(leads, threes, strict=True))[1::4]
        )

    def rule(self, number: int) -> Rule:
        """A rule; those that measures ending in 3 rest on were repealed."""
        gone = {}
        if number % 10 == 3:
            gone = {"validity": Validity.REPEALED, "repealed_on": ago(30)}
            gone |= {"repealed_because": "已被替代。"}
        body = self.section(number).parent
        return Rule(
            body=body, key=f"rule-{number}", name=f"管理办法{number}", issuer="市纪委", **gone
        )

    def project(self, number: int) -> MajorProject:
        """A project with the chart of its number; every tenth is stopped."""
        section, chart = self.section(number), self.charts[number]
        return MajorProject(
            section=section, body=section.parent, code=f"project-{number}", name=f"项目{number}",
            kind=ProjectKind.WORKS, flowchart=chart,
            state=ProjectState.STOPPED if number % 10 == 7 else ProjectState.UNDER_WAY,
        )  # fmt: skip

    def rests_on(self, measure: int) -> int | None:
        """Give the rule that a measure rests on: three measures of ten do."""
        return self.rules[rule_of(measure)] if measure % 10 in {3, 4, 5} else None

    def aim(self, measures: list[Measure]) -> None:
        """Aim each measure at the points of its chart; a few that were never verified along a line."""
        Aim.objects.bulk_create(
            Aim(measure=one, risk_point_id=point)
            for one in measures
            for point in self.points[chart_of(one.order)]
        )
        lines: list[dict[str, Any] | None] = [None] * TURN
        lines[8], lines[9] = {"line": Line.LEVEL, "rank": 1}, {"line": Line.LEVEL, "rank": 2}
        lines[18] = {"line": Line.CLASS, "unit_class": CLASS}
        lines[19] = {"line": Line.PROJECT}
        LineAim.objects.bulk_create(
            LineAim(body_id=one.body_id, measure=one, **line, **self.project_at(line, one))
            for one in measures
            if (line := lines[one.order % TURN])
        )

    def project_at(self, line: dict[str, Any], measure: Measure) -> dict[str, int]:
        """Name the project where a measure is aimed at one."""
        if line["line"] != Line.PROJECT:
            return {}
        return {"project_id": self.projects[rule_of(measure.order)]}


def rounds_of(body: Unit, by: User) -> tuple[Round, Round]:
    """Open a body's two rounds: last year's, closed, and this year's."""
    year = timezone.localdate().year
    closed = Round.objects.create(
        body=body, year=year - 1, number=1, ground="yearly", origin="moved", opened_at=at(400),
        closed_at=at(300), open_key=None,
    )  # fmt: skip
    opened = Round.objects.create(
        body=body, year=year, number=1, ground="yearly", opened_at=at(80), opened_by=by
    )
    return closed, opened


def change_laws(bodies: Iterable[Unit], by: User) -> None:
    """Enter that laws were changed: one that many cite after the charts were settled, others too."""
    names = [LAW, *(f"第{number}号条例" for number in range(1, LAWS))]
    LawChange.objects.bulk_create(
        LawChange(body=body, law=name, changed_on=ago(30 + 4 * place), what="修订", entered_by=by)
        for body in bodies
        for place, name in enumerate(names)
    )


def power_of(chart: Flowchart) -> Power:
    """The power of a chart: of five one may take five days, one ten, which only all its steps pass."""
    days = {2: 5, 3: 10}.get(chart.order % 5, 40)
    return Power(
        section=chart.section, body=chart.body, flowchart=chart, order=chart.order,
        code=f"{chart.code}-p", name=f"第{chart.order}项职权", category=Category.PENALTY,
        statutory_days=days,
    )  # fmt: skip


def cite(charts: list[Flowchart], powers: list[Power]) -> None:
    """Let powers and steps rest on laws: a quarter of the powers and of the charts on the changed one."""
    LegalBasis.objects.bulk_create(
        LegalBasis(
            power=power, law=f"《中华人民共和国{LAW}》" if power.order % 4 == 0 else "民法典"
        )
        for power in powers
    )
    LegalBasis.objects.bulk_create(
        LegalBasis(step=step, law=LAW if chart.order % 4 == 1 else f"第{chart.order % LAWS}号条例")
        for chart in charts
        for step in chart.chain[1:3]
    )


def settle(charts: list[Flowchart]) -> None:
    """Freeze, post and settle charts; of five one has a step much spoken of, one a comment that waits."""
    drawn = fresh(charts[0])
    drawing, facts = drawing_of(drawn), facts_of(drawn)
    versions = Version.objects.bulk_create(
        Version(flowchart=chart, number=1, reason="公示", drawing=drawing, facts=facts)
        for chart in charts
    )
    for chart, version in zip(charts, versions, strict=True):
        chart.version = version
    before, last = (post(charts, days, settled=settled) for days, settled in ((200, 190), (80, 60)))
    said = {"published_on": ago(65), "state": "answered", "received_on": ago(70)}
    Comment.objects.bulk_create(
        Comment(posting=posting, step_key="s1", body="希望写明几天内答复。", **said)
        for posting in (*before[::5], *last[::5], *last[::5], *last[::5])
    )
    Comment.objects.bulk_create(
        Comment(posting=posting, body="何时答复？", received_on=ago(70)) for posting in last[1::5]
    )


def post(charts: list[Flowchart], days: int, *, settled: int) -> list[Posting]:
    """Post charts so many days ago, and settle them."""
    return Posting.objects.bulk_create(
        Posting(
            flowchart=chart, version=chart.version, final_version=chart.version, opens=ago(days),
            closes=ago(days - 9), words=chart.name, settled_at=at(settled), imported=True,
        )
        for chart in charts
    )  # fmt: skip


def point_of(chart: Flowchart, sheet: Worksheet, number: int) -> RiskPoint:
    """One risk point of a chart."""
    return RiskPoint(
        body=chart.body, section=chart.section, worksheet=sheet, flowchart=chart,
        key=f"point-{chart.order}-{number}", title=f"第{chart.order}项风险{number}",
        category=RiskCategory.PROCESS, causes=["rules"], order=chart.order * POINTS + number,
    )  # fmt: skip


def disclose(projects: list[MajorProject], by: User) -> None:
    """Say what of each project is made public: of ten items five are overdue, some done, some to come."""
    done = {"done_by": by, "done_at": at(9), "done_on": ago(9), "link": "https://www.example.org/a"}
    DisclosureItem.objects.bulk_create(
        DisclosureItem(
            project=project, text=f"公开事项{place}", due_on=ago(10 * (place - 2)),
            **(done if place >= 8 else {}),
        )
        for project in projects
        for place in range(ITEMS)
    )  # fmt: skip
