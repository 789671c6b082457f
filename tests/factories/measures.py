"""Measures, and what a sitting needs: a worksheet handed in, the committee, their grades."""

import factory
from django.utils import timezone

from measures.models import Aim, Measure, Occasion
from measures.states import MeasureKind, MeasureState, Phase, Rhythm
from riskcontrol.accounts.roles import Role
from riskpoints.actions.sittings import Judgement, convene_sitting, submit_assessments
from riskpoints.joining import round_for
from riskpoints.models import RiskPoint, RiskPointStep, Round, Worksheet
from riskpoints.states import RiskCategory, WorksheetState

from .accounts import SectionFactory, UserFactory, committee_chair, committee_member, person
from .powers import frozen, settled_chart

FACTORS = ("nature", "discretion", "harm", "closeness")


def round_of(chart):
    """The round that is open for a chart; by itself a yearly one, without an entry in the ledger."""
    joined = round_for(section=chart.section, flowchart=chart)
    if joined.pk is None:
        joined.number = Round.objects.filter(body=chart.body, year=joined.year).count() + 1
        joined.opened_at = timezone.now()
        joined.save()
    return joined


def worksheet_of(chart, **kwargs):
    """A worksheet on a chart, by itself being filled in, in the round that is open."""
    joined = round_of(chart)
    under_way = kwargs.get("state") != WorksheetState.DECIDED
    return Worksheet.objects.create(
        flowchart=chart,
        version=chart.versions.last() or frozen(chart),
        section=chart.section,
        body=chart.body,
        round=joined,
        open_in=joined if under_way else None,
        **kwargs,
    )


def handed_in(chart=None, *, points=1, **kwargs):
    """A signed worksheet with the committee, its risk points on the chart's second step."""
    chart = chart or settled_chart()
    signed = {"submitted_by": UserFactory(), "signed_by": UserFactory()}
    signed |= {"signed_at": timezone.now()} | kwargs
    worksheet = worksheet_of(chart, state=WorksheetState.HANDED_IN, **signed)
    for number in range(points):
        point_on(worksheet, number)
    return worksheet


def point_on(worksheet, number=0, **kwargs):
    """A risk point on the second step of a worksheet's chart."""
    point = RiskPoint.objects.create(
        worksheet=worksheet,
        body=worksheet.body,
        section=worksheet.section,
        flowchart=worksheet.flowchart,
        key=f"point-{worksheet.pk}-{number}",
        title=f"风险点{number}",
        category=RiskCategory.PROCESS,
        proposed_rank=3,
        order=number,
        **kwargs,
    )
    RiskPointStep.objects.create(
        risk_point=point, step=worksheet.flowchart.steps.get(key="examine")
    )
    return point


def committee(worksheet, members=1):
    """The chair and so many members of the committee that a worksheet goes to."""
    return (
        committee_chair(worksheet.section),
        [committee_member(worksheet.section) for _ in range(members)],
    )


def convened(worksheet=None, *, members=1):
    """A sitting with its chair and members."""
    worksheet = worksheet or handed_in()
    chair, _members = committee(worksheet, members)
    return convene_sitting(worksheet=worksheet, wrote_measures=[], by=chair)


def raters_of(sitting):
    """The people who rate, the chair first."""
    return [seat.user for seat in sitting.members.filter(recused_because="").order_by("pk")]


def judgement(*ranks, reason="标准弹性大"):
    """The same rank for each factor, or four ranks in the factors' order."""
    ranks = ranks * len(FACTORS) if len(ranks) == 1 else ranks
    return Judgement(dict(zip(FACTORS, ranks, strict=True)), dict.fromkeys(FACTORS, reason))


def assess(sitting, by, *ranks):
    """Hand in one member's grades, the same for each risk point."""
    points = sitting.worksheet.risk_points.all()
    given = {point.pk: judgement(*ranks) for point in points}
    return submit_assessments(sitting=sitting, judgements=given, by=by)


def assessed(sitting=None, *ranks):
    """A sitting in which everybody has handed in the same grades."""
    sitting = sitting or convened()
    for rater in raters_of(sitting):
        assess(sitting, rater, *(ranks or (2, 3, 3, 3)))
    return sitting


class MeasureFactory(factory.django.DjangoModelFactory):
    """A drafted monthly measure."""

    class Meta:
        model = Measure

    section = factory.SubFactory(SectionFactory)
    body = factory.LazyAttribute(lambda measure: measure.section.body)
    key = factory.Sequence(lambda n: f"measure-{n}")
    text = factory.Sequence(lambda n: f"措施{n}")
    phase = Phase.MONITORING
    kind = MeasureKind.OVERSIGHT
    rhythm = Rhythm.MONTH

    class Params:
        in_force = factory.Trait(
            state=MeasureState.IN_FORCE, in_force_from=factory.LazyFunction(timezone.localdate)
        )


class OccasionFactory(factory.django.DjangoModelFactory):
    """A measure in force is due today."""

    class Meta:
        model = Occasion

    measure = factory.SubFactory(MeasureFactory, in_force=True)
    body = factory.LazyAttribute(lambda occasion: occasion.measure.body)
    section = factory.LazyAttribute(lambda occasion: occasion.measure.section)
    position = factory.LazyAttribute(lambda occasion: occasion.measure.position)
    due_on = factory.LazyFunction(timezone.localdate)

    class Params:
        done = factory.Trait(
            done_by=factory.SubFactory(UserFactory),
            done_at=factory.LazyFunction(timezone.now),
            note="已抽查五件。",
        )


def measure_for(point, **kwargs):
    """A measure on a risk point's worksheet, aimed at it."""
    measure = MeasureFactory(section=point.section, worksheet=point.worksheet, **kwargs)
    Aim.objects.create(measure=measure, risk_point=point)
    return measure


def everybody(section):
    """One person for each role that sees the section's work, by role."""
    above = section.body
    in_section = {Role.CONTRIBUTOR, Role.SECTION_HEAD}
    business = [*in_section, Role.DEPUTY_HEAD, Role.HEAD, Role.COMMITTEE_MEMBER]
    business += [Role.COMMITTEE_CHAIR, Role.MODERATOR]
    return {role: person(role, section if role in in_section else above) for role in business}
