"""From rows to a drawing: the plain dict that versions freeze and powers/drawing works on."""

from typing import Any

from django.db.models import Q

from .models import Flowchart, LegalBasis, Link, Power, Step

Drawing = dict[str, Any]


def drawing_of(flowchart: Flowchart) -> Drawing:
    """Give the chart's live rows as a drawing; load it `with_drawing()` to keep the queries constant."""
    steps = [step for step in flowchart.steps.all() if not step.retired]
    return {
        "name": flowchart.name,
        "steps": [_step(step) for step in steps],
        "links": [_link(link) for link in flowchart.links.all()],
    }


# What the steps of a major project's chart tell beyond those of others. A step that has none of it
# is written down as it was before there was any, so that what is frozen stays comparable.
OF_A_PROJECT = ("stage", "holder", "responsible")


def of_a_project(step: Any) -> dict[str, str]:
    """Give the stage, holder and responsible unit of a step or row, as far as they are set."""
    return {name: value for name in OF_A_PROJECT if (value := getattr(step, name))}


def _step(step: Step) -> Drawing:
    return {
        "key": step.key,
        "name": step.name,
        "kind": step.kind,
        "position": step.position.code if step.position else "",
        "position_name": step.position.name if step.position else "",
        "days": step.days,
        "check": step.is_check,
        "basis": [_basis(basis) for basis in step.bases.all()],
        **of_a_project(step),
    }


def _link(link: Link) -> Drawing:
    return {"from": link.source.key, "to": link.target.key, "when": link.condition}


def _basis(basis: LegalBasis) -> Drawing:
    return {"law": basis.law, "article": basis.article}


def facts_of(flowchart: Flowchart) -> Drawing:
    """Give what the public is told beside the drawing: body, section, and each power that may be shown."""
    return {
        "body": flowchart.body.name,
        "section": flowchart.section.name,
        "powers": [_facts(power) for power in flowchart.powers.all() if not power.is_withheld],
    }


def _facts(power: Power) -> Drawing:
    return {
        "code": power.code,
        "name": power.name,
        "category": power.category,
        "affected_party": power.affected_party,
        "statutory_days": power.statutory_days,
        "committed_days": power.committed_days,
        "fee": power.fee,
        "enquiry_phone": power.enquiry_phone,
        "complaint_phone": power.complaint_phone,
        "basis": [_basis(basis) for basis in power.bases.all()],
    }


def powers_behind(flowchart_id: int, facts: Drawing) -> list[Power]:
    """Load the powers on a chart and those that its frozen facts name, as far as withholding goes."""
    codes = [power["code"] for power in facts["powers"]]
    behind = Power.objects.filter(Q(code__in=codes) | Q(flowchart=flowchart_id))
    return list(behind.only("code", "flowchart_id", "withheld_ground", "withheld_approver"))


def hidden_codes(facts: Drawing, powers: list[Power]) -> frozenset[str]:
    """Name the frozen powers that may not be shown any more, by code; `powers` stand behind them.

    A code that no power has now was changed since: it may be the withheld one's, so it is hidden
    where one of them is withheld.
    """
    codes = {power["code"] for power in facts["powers"]}
    withheld = {power.code for power in powers if power.is_withheld}
    unknown = codes - {power.code for power in powers} if withheld else set()
    return frozenset(codes & withheld | unknown)
