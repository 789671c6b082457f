"""Freezing a chart, and putting a frozen drawing back in place of the rows."""

from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext

from powers.charts import OF_A_PROJECT, drawing_of, facts_of
from powers.drawing.render import chart_svg_or_none
from powers.models import Flowchart, LegalBasis, Link, Step, Version
from riskcontrol.accounts.models import Position, User


def freeze(*, flowchart: Flowchart, reason: str, by: User, withheld: bool = False) -> Version:
    """Keep the chart as it is now, with its picture and public facts (load it `with_drawing()`).

    Part of an action: the caller holds the transaction and leaves the ledger entry.
    """
    drawing = drawing_of(flowchart)
    last = flowchart.versions.aggregate(last=Max("number"))["last"] or 0
    with translation.override(settings.LANGUAGE_CODE):
        svg = chart_svg_or_none(drawing) or ""
    return Version.objects.create(
        flowchart=flowchart,
        number=last + 1,
        drawing=drawing,
        facts=facts_of(flowchart),
        svg=svg,
        reason=reason,
        withheld=withheld,
        made_by=by,
    )


def house_words(message: str) -> str:
    """Say a kept reason in the installation's language, whatever the acting person reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext(message)


def restore(flowchart: Flowchart, drawing: dict[str, Any]) -> None:
    """Make the live rows show a frozen drawing again; steps that it lacks are retired, not deleted.

    Part of an action, as `freeze`. A position that no longer exists leaves the step without one.
    """
    positions = {position.code: position for position in flowchart.body.all_positions.all()}
    old = {step.key: step for step in flowchart.steps.all()}
    flowchart.links.all().delete()
    LegalBasis.objects.filter(step__flowchart=flowchart).delete()
    steps = {
        row["key"]: _restore_step(
            old.get(row["key"]) or Step(flowchart=flowchart), row, at, positions
        )
        for at, row in enumerate(drawing["steps"])
    }
    flowchart.steps.exclude(key__in=steps).update(retired=True)
    Link.objects.bulk_create(
        Link(
            flowchart=flowchart,
            source=steps[row["from"]],
            target=steps[row["to"]],
            condition=row["when"],
            order=at,
        )
        for at, row in enumerate(drawing["links"])
    )
    flowchart.name = drawing["name"]


def _restore_step(
    step: Step, row: dict[str, Any], order: int, positions: dict[str, Position]
) -> Step:
    step.key, step.name, step.kind = row["key"], row["name"], row["kind"]
    step.days, step.is_check = row["days"], row["check"]
    step.position = positions.get(row["position"])
    step.order, step.retired = order, False
    for name in OF_A_PROJECT:
        setattr(step, name, row.get(name, ""))
    step.save()
    LegalBasis.objects.bulk_create(
        LegalBasis(step=step, law=basis["law"], article=basis["article"], order=at)
        for at, basis in enumerate(row["basis"])
    )
    return step
