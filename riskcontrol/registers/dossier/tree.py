"""From the database to a dossier's tree, in canonical order, empty optional keys left out."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, Q

from measures.models import Indicator, Measure
from measures.states import APPROVED, MeasureState, Safeguard
from powers.charts import OF_A_PROJECT, drawing_of
from powers.gate import final_version
from powers.models import Comment, Flowchart, Posting, Power
from powers.states import CommentState
from riskcontrol.accounts.models import Position, Unit
from riskpoints.explaining import explain
from riskpoints.models import RiskPoint, Ruling
from riskpoints.querysets import RULED_BY, STAGES
from riskpoints.stages import stages_of
from riskpoints.states import Rule

from .education import education_of, plan_row
from .firms import firm_row, firms_of
from .pledges import pledge_row, pledges_of
from .projects import project_row, projects_of
from .ruled import along, indicator_row, kept, rule_row, rules_of
from .schema import FACTORS, LEVELS, RANKS
from .warned import warning_rules_row

Row = dict[str, Any]


def tree_of(body: Unit) -> Row:
    """Give a body and all below it as a dossier's tree."""
    return {
        "dossier": 1,
        "unit": _unit(body),
        "positions": [
            _position(one) for one in Position.objects.of_body(body).select_related("unit")
        ],
        "flowcharts": [
            _flowchart(chart) for chart in Flowchart.objects.with_drawing().filter(body=body)
        ],
        "powers": [_power(one) for one in _powers(body)],
        "risk_points": [_risk_point(one) for one in _risk_points(body)],
        **kept(
            projects=[project_row(one) for one in projects_of(body)],
            firms=[firm_row(one) for one in firms_of(body)],
            rules=[rule_row(one) for one in rules_of(body)],
        ),
        "measures": [_measure(one) for one in _measures(body)],
        **kept(
            education=[plan_row(one) for one in education_of(body)],
            pledges=[pledge_row(one) for one in pledges_of(body)],
            warning_rules=warning_rules_row(body),
        ),
    }


def _unit(body: Unit) -> Row:
    sections = body.children.prefetch_related("classes", "duties")
    return (
        {"code": body.code, "name": body.name, "classes": [str(one) for one in body.classes.all()]}
        | kept(duties=[str(duty) for duty in body.duties.all()])
        | {"sections": [_section(section) for section in sections]}
        | kept(origin=body.origin)
    )


def _section(section: Unit) -> Row:
    classes = [str(one) for one in section.classes.all()]
    return {"code": section.code, "name": section.name, "classes": classes} | kept(
        duties=[str(duty) for duty in section.duties.all()], origin=section.origin
    )


def _position(position: Position) -> Row:
    return {
        "code": position.code,
        "section": position.unit.code,
        "name": position.name,
        "duties": position.duties,
    } | kept(collective=position.is_collective, origin=position.origin)


def _flowchart(chart: Flowchart) -> Row:
    """The drawing that was settled, where one was; the live rows otherwise."""
    version = final_version(chart)
    drawing = version.drawing if version else drawing_of(chart)
    powers = list(chart.powers.all())
    first = min(powers, key=lambda power: (power.order, power.pk), default=None)
    own = first is None or first.section_id != chart.section_id
    step_origins = {step.key: step.origin for step in chart.steps.all()}
    link_origins = {(link.source.key, link.target.key): link.origin for link in chart.links.all()}
    return (
        {"key": chart.key, "name": drawing["name"]}
        | kept(section=chart.section.code if own else "")
        | {
            "steps": [_step(step, step_origins.get(step["key"], "")) for step in drawing["steps"]],
            "links": [
                _link(link, link_origins.get((link["from"], link["to"]), ""))
                for link in drawing["links"]
            ],
        }
        | kept(posting=_posting(chart), origin=chart.origin)
    )


def _step(step: Row, origin: str) -> Row:
    row = {name: step[name] for name in ("key", "name", "kind", "position")}
    return row | kept(
        days=step["days"],
        check=step["check"],
        basis=[_basis(basis["law"], basis["article"]) for basis in step["basis"]],
        **{name: step.get(name, "") for name in OF_A_PROJECT},
        origin=origin,
    )


def _link(link: Row, origin: str) -> Row:
    return {"from": link["from"], "to": link["to"]} | kept(when=link["when"], origin=origin)


def _basis(law: str, article: str) -> Row:
    return {"law": law} | kept(article=article)


def _posting(chart: Flowchart) -> Row:
    posting = Posting.objects.filter(flowchart=chart).order_by("-opens", "-pk").first()
    if posting is None:
        return {}
    comments = posting.comments.select_related("reply").filter(
        state__in=[CommentState.RECEIVED, CommentState.ANSWERED]
    )
    return {
        "opens": posting.opens,
        "closes": posting.closes,
        "comments": [_comment(comment) for comment in comments],
    }


def _comment(comment: Comment) -> Row:
    row = kept(step=comment.step_key, body=comment.public_body)
    reply = getattr(comment, "reply", None)
    if reply and reply.published_on:
        row["reply"] = {"outcome": reply.outcome, "reason": reply.reason}
        row |= kept(changed=list(reply.changed))
    return row | kept(origin=comment.origin)


def _powers(body: Unit) -> Iterable[Power]:
    """A power without a chart cannot stand in a dossier; it stays here."""
    return (
        Power.objects.filter(body=body, flowchart__isnull=False)
        .select_related("section", "flowchart")
        .prefetch_related("bases", "duties__unit")
    )


def _power(power: Power) -> Row:
    limits = kept(statutory=power.statutory_days, committed=power.committed_days)
    withheld = {"ground": power.withheld_ground, "approved_by": power.withheld_approver}
    return {
        "code": power.code,
        "name": power.name,
        "category": power.category,
        "section": power.section.code,
        "flowchart": power.flowchart.key if power.flowchart else "",
        "basis": [_basis(basis.law, basis.article) for basis in power.bases.all()],
    } | kept(
        limits=limits,
        affected_party=power.affected_party,
        duties=in_order({"section": one.unit.code, "duty": one.text} for one in power.duties.all()),
        withheld=withheld if power.is_withheld else {},
        origin=power.origin,
    )


def in_order(duties: Iterable[Row]) -> list[Row]:
    """Put the duties that a power does in one order: which comes first says nothing."""
    return sorted(duties, key=lambda one: (one["section"], one["duty"]))


def in_list(order: Iterable[str], some: set[str]) -> list[str]:
    """Put some of a few words in the order of all."""
    return [one for one in order if one in some]


def _risk_points(body: Unit) -> Iterable[RiskPoint]:
    return (
        RiskPoint.objects.filter(body=body)
        .in_register()
        .select_related("flowchart", "power", "ruling", *STAGES)
        .prefetch_related(
            "manifestations", "findings", "positions", "units",
            "anchors__step", *RULED_BY,
        )
    )  # fmt: skip


def _risk_point(point: RiskPoint) -> Row:
    return {
        "key": point.key,
        "title": point.title,
        "manifestations": [str(one) for one in point.manifestations.all()],
        "category": point.category,
        "causes": list(point.causes),
        "at": _place(point),
        "found_by": [finding.method for finding in point.findings.all()],
    } | kept(rating=_rating(point, point.ruling), origin=point.origin)


def _place(point: RiskPoint) -> Row:
    if point.flowchart:
        return kept(
            flowchart=point.flowchart.key,
            steps=[anchor.step.key for anchor in point.anchors.all()],
            power=point.power.code if point.power else "",
        )
    if positions := [position.code for position in point.positions.all()]:
        return {"positions": positions}
    return {"sections": [unit.code for unit in point.units.all()]}


def _rating(point: RiskPoint, ruling: Ruling | None) -> Row:
    if ruling is None:
        return {}
    row: Row = {"proposed": RANKS[(point.proposed_rank or ruling.highest_rank) - 1]}
    grades = {grade.factor.key: grade.anchor.rank for grade in ruling.grades.all()}
    later = _stages(point)
    if not is_plain(ruling, grades):
        return row | {"level": RANKS[ruling.rank - 1], "reason": explain(ruling)} | later
    row["factors"] = {key: LEVELS[rank - 1] for key, rank in grades.items()}
    if ruling.rank != ruling.highest_rank:
        row |= {"level": LEVELS[ruling.rank - 1], "reason": ruling.reason}
    return row | later


def _stages(point: RiskPoint) -> Row:
    """What is planned, and what was verified."""
    stages, row = stages_of(point), Row()
    if plan := stages.planned:
        row["planned"] = {"level": RANKS[plan.rank - 1], "reason": plan.reason}
    if one := stages.verified:
        row["verified"] = {
            "level": RANKS[one.rank - 1],
            "reason": one.reason,
            "on": one.ruled_on,
        }
    return row


def is_plain(ruling: Ruling, grades: dict[str, int]) -> bool:
    """Whether the four factors, the highest of them and nothing else made what the ruling goes by.

    A dossier says no more; what a scheme of the unit's own came to is told in words.
    """
    by_the_deck = grades.keys() == set(FACTORS) and ruling.level.scheme.rule == Rule.HIGHEST
    return by_the_deck and ruling.highest_rank == min(grades.values()) <= max(
        grades.values()
    ) <= len(LEVELS)


# An indicator that ended does not travel either: it would be read again.
CURRENT = Prefetch(
    "indicators",
    Indicator.objects.filter(ended_on=None).prefetch_related("earlier", "readings__occasion"),
)


def _measures(body: Unit) -> Iterable[Measure]:
    # What ended does not travel: whoever takes it over would put it in force again.
    waiting = Q(set_by__isnull=False) & ~Q(state__in=APPROVED)
    return (
        Measure.objects.filter(~waiting, body=body)
        .exclude(state=MeasureState.ENDED)
        .select_related("section", "position", "rule")
        .prefetch_related("aims__risk_point", "line_aims__project", "tags", CURRENT)
    )


def _measure(measure: Measure) -> Row:
    return {
        "key": measure.key,
        "text": measure.text,
        "phase": measure.phase,
        "kind": measure.kind,
        "for": [aim.risk_point.key for aim in measure.aims.all()],
        **along(measure.line_aims.all()),
        "section": measure.section.code,
    } | kept(
        position=measure.position.code if measure.position else "",
        due=measure.due_on,
        every=measure.rhythm,
        record=measure.record,
        rule=measure.rule.key if measure.rule else "",
        article=measure.article,
        indicators=[indicator_row(one) for one in measure.indicators.all()],
        keeps=in_list(Safeguard.values, {tag.tag for tag in measure.tags.all()}),
        origin=measure.origin,
    )
