"""Drawing a chart: the rows of the editor become steps and links."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from powers.charts import OF_A_PROJECT
from powers.models import Flowchart, LegalBasis, Link, Sketch, Step
from powers.permissions.inventory import can_draw, can_edit_chart
from powers.row_problems import problems_of
from powers.rows import Basis, Row, Rows, days_of, drawing_from, filled
from riskcontrol.accounts.models import Position, Unit, User
from riskcontrol.audit.actions import record
from riskcontrol.lib.stale import check_current


@transaction.atomic
def save_flowchart(
    *, flowchart: Flowchart, name: str, rows: Rows, expected: int, by: User
) -> Flowchart:
    """Write a chart's name and rows; who saves has had a hand in the drawing from then on.

    His unsaved work on it ends with that. Raises Stale where the row version is no longer the
    expected one, ValidationError where the rows hold what cannot be written.
    """
    flowchart = Flowchart.objects.select_for_update().get(pk=flowchart.pk)
    can_edit_chart(by, flowchart).enforce()
    check_current(flowchart, expected=expected, name=name)
    write_rows(flowchart, rows)
    flowchart.name = name
    flowchart.row_version += 1
    flowchart.save(update_fields=["name", "row_version"])
    flowchart.drawn_by.add(by)
    Sketch.objects.filter(flowchart=flowchart, user=by).delete()
    record(verb="flowchart.save", target=flowchart, by=by, steps=len(filled(rows)))
    return flowchart


def begin_flowchart(*, section: Unit, name: str, stem: str, rows: Rows, by: User) -> Flowchart:
    """Begin a chart of a section, whose code is made from `stem`, with the rows that there are.

    Part of an action, as `write_rows`: the caller holds the transaction and leaves the entry.
    """
    can_draw(by, section).enforce()
    key = free_key(section.body, stem)
    flowchart = Flowchart.objects.create(
        body=section.body,
        section=section,
        key=key,
        code=f"{section.body.code}-{key}".lower(),
        name=name[:200],
        order=Flowchart.objects.filter(body=section.body).count(),
    )
    flowchart.drawn_by.add(by)
    write_rows(flowchart, rows)
    return flowchart


def free_key(body: Unit, stem: str) -> str:
    """Give a chart's key out of a power's code, without the body's own code before it."""
    stem = stem.lower()
    first = stem.removeprefix(f"{body.code.lower()}-")[:50] or stem[:50]
    first = first.rstrip("-")
    key, number = first, 1
    while Flowchart.objects.filter(code=f"{body.code}-{key}".lower()).exists():
        number += 1
        key = f"{first}-{number}"
    return key


def write_rows(flowchart: Flowchart, rows: Rows) -> None:
    """Make a chart's steps and links what the rows say."""
    positions = {each.code: each for each in Position.objects.of_body(flowchart.body)}
    if problems := problems_of(rows, positions.keys()):
        raise ValidationError([problem.message for problem in problems])
    rows = filled(rows)
    steps = _write_steps(flowchart, rows, positions)
    _drop_steps(flowchart, set(steps))
    _write_links(flowchart, rows, steps)
    LegalBasis.objects.filter(step__flowchart=flowchart).delete()
    LegalBasis.objects.bulk_create(
        LegalBasis(step=steps[row.key], law=basis.law, article=basis.article, order=order)
        for row in rows
        for order, basis in enumerate(written(row.bases))
    )


def written(bases: Iterable[Basis]) -> list[Basis]:
    """Leave out the empty ones."""
    return [basis for basis in bases if basis.law]


def _write_steps(
    flowchart: Flowchart, rows: Rows, positions: dict[str, Position]
) -> dict[str, Step]:
    old = {step.key: step for step in flowchart.steps.all()}
    steps = {row.key: old.get(row.key) or Step(flowchart=flowchart, key=row.key) for row in rows}
    for order, row in enumerate(rows):
        _fill(steps[row.key], row, positions, order)
    Step.objects.bulk_create(step for step in steps.values() if step.pk is None)
    fields = ["name", "kind", "position", "days", "is_check", "order", "retired", *OF_A_PROJECT]
    Step.objects.bulk_update((old[key] for key in steps.keys() & old.keys()), fields)
    return {step.key: step for step in flowchart.steps.filter(key__in=steps)}


def _fill(step: Step, row: Row, positions: dict[str, Position], order: int) -> None:
    step.name, step.kind, step.days = row.name, row.kind, days_of(row)
    step.position = positions.get(row.position)
    step.is_check, step.order, step.retired = row.check, order, False
    step.stage, step.holder, step.responsible = row.stage, row.holder, row.responsible


def _drop_steps(flowchart: Flowchart, kept: set[str]) -> None:
    """Delete the steps that are gone; one that stands in a frozen version is retired instead.

    A step can carry risk points only if it stands in a version, so that none of those is lost.
    """
    gone = flowchart.steps.exclude(key__in=kept)
    drawings = flowchart.versions.values_list("drawing", flat=True)
    frozen = {step["key"] for drawing in drawings for step in drawing["steps"]}
    gone.filter(key__in=frozen).update(retired=True)
    gone.exclude(key__in=frozen).delete()


def _write_links(flowchart: Flowchart, rows: Rows, steps: dict[str, Step]) -> None:
    """Rewrite the links; one that stays keeps its origin."""
    old = {(link.source_id, link.target_id): link.origin for link in flowchart.links.all()}
    flowchart.links.all().delete()
    drawn = drawing_from(rows, name="", positions={})["links"]
    pairs = [(steps[link["from"]], steps[link["to"]], link["when"]) for link in drawn]
    Link.objects.bulk_create(
        Link(
            flowchart=flowchart,
            source=source,
            target=target,
            condition=when,
            origin=old.get((source.pk, target.pk), ""),
            order=order,
        )
        for order, (source, target, when) in enumerate(pairs)
    )
