"""Carry in flowcharts, their postings, and the powers that run on them."""

import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from powers.actions.finding import keep_findable
from powers.charts import OF_A_PROJECT, drawing_of, facts_of
from powers.drawing.render import chart_svg_or_none
from powers.models import (
    Comment,
    Flowchart,
    LegalBasis,
    Link,
    Posting,
    Power,
    Reply,
    Step,
    Version,
)
from powers.states import Channel, CommentState
from riskcontrol.accounts.models import Duty, Unit
from riskcontrol.lib.workdays import period_between

from .rules import posting_is_over, section_of_chart

if TYPE_CHECKING:
    from .carrying import Carrier

Row = dict[str, Any]


def write_flowchart(carrier: "Carrier", row: Row, order: int) -> Flowchart:
    """Write a chart's rows; where the dossier posted it, version 1 (or the next) and the posting."""
    facts = {
        "section": carrier.unit(section_of_chart(carrier.tree, row)),
        "code": f"{carrier.body.code}-{row['key']}".lower(),
        "name": row["name"],
        "origin": row.get("origin", ""),
        "order": order,
    }
    chart, _new = Flowchart.objects.update_or_create(
        body=carrier.body, key=row["key"], defaults=facts
    )
    steps = _write_steps(carrier, chart, row["steps"])
    _write_links(chart, steps, row["links"])
    if "posting" in row:
        _write_posting(carrier, chart, row["posting"])
    return chart


def _write_steps(carrier: "Carrier", chart: Flowchart, rows: list[Row]) -> dict[str, Step]:
    """Steps that left the dossier are retired, not removed: risk points may stand on them."""
    chart.steps.exclude(key__in=[row["key"] for row in rows]).update(retired=True)
    steps = {}
    for order, row in enumerate(rows):
        step, _new = Step.objects.update_or_create(
            flowchart=chart,
            key=row["key"],
            defaults={
                "name": row["name"],
                "kind": row["kind"],
                "position": carrier.position(row["position"]),
                "days": row.get("days"),
                "is_check": row.get("check", False),
                **{name: row.get(name, "") for name in OF_A_PROJECT},
                "retired": False,
                "origin": row.get("origin", ""),
                "order": order,
            },
        )
        step.bases.all().delete()
        _write_bases(row.get("basis", []), step=step)
        steps[step.key] = step
    return steps


def _write_links(chart: Flowchart, steps: dict[str, Step], rows: list[Row]) -> None:
    chart.links.all().delete()
    for order, row in enumerate(rows):
        Link.objects.create(
            flowchart=chart,
            source=steps[row["from"]],
            target=steps[row["to"]],
            condition=row.get("when", ""),
            origin=row.get("origin", ""),
            order=order,
        )


def _write_bases(rows: list[Row], **owner: Any) -> None:
    for order, row in enumerate(rows):
        LegalBasis.objects.create(
            law=row["law"], article=row.get("article", ""), order=order, **owner
        )


def _write_posting(carrier: "Carrier", chart: Flowchart, row: Row) -> None:
    """Take over a posting. The version is frozen when its powers are known: see freeze_postings."""
    known = Posting.objects.filter(flowchart=chart, opens=row["opens"], imported=True).first()
    version = _version(carrier, chart, known)
    over = posting_is_over(row)
    facts = {
        "version": version,
        "closes": row["closes"],
        "calculation": period_between(row["opens"], row["closes"]).as_json(),
        "final_version": version if over else None,
        "settled_at": timezone.now() if over else None,
        "imported": True,
    }
    posting, _new = Posting.objects.update_or_create(
        flowchart=chart, opens=row["opens"], imported=True, defaults=facts
    )
    keep_findable(Posting.objects.filter(pk=posting.pk))
    posting.comments.exclude(merged_into=None).delete()  # they hold fast what they are merged with
    posting.comments.all().delete()
    for comment in row["comments"]:
        _write_comment(posting, comment)


def _version(carrier: "Carrier", chart: Flowchart, known: Posting | None) -> Version:
    """Freeze the chart as the dossier draws it, unless the version it has already says the same."""
    fresh = Flowchart.objects.with_drawing().get(pk=chart.pk)
    drawing = drawing_of(fresh)
    if known and known.version.drawing == drawing:
        return known.version
    last = chart.versions.order_by("-number").first()
    return Version.objects.create(
        flowchart=chart,
        number=last.number + 1 if last else 1,
        drawing=drawing,
        facts=facts_of(fresh) | {"powers": _facts(carrier, chart.key)},
        svg=chart_svg_or_none(drawing) or "",
        reason=_("carried in by a dossier"),
        made_by=carrier.by,
    )


def _facts(carrier: "Carrier", key: str) -> list[Row]:
    """The public facts of a chart's powers, from the dossier: their rows are written after the chart's."""
    return [
        {
            "code": power["code"],
            "name": power["name"],
            "category": power["category"],
            "affected_party": power.get("affected_party", ""),
            "statutory_days": power.get("limits", {}).get("statutory"),
            "committed_days": power.get("limits", {}).get("committed"),
            "fee": "",
            "enquiry_phone": "",
            "complaint_phone": "",
            "basis": [
                {"law": one["law"], "article": one.get("article", "")} for one in power["basis"]
            ],
        }
        for power in carrier.tree["powers"]
        if power["flowchart"] == key and "withheld" not in power
    ]


def _write_comment(posting: Posting, row: Row) -> None:
    reply = row.get("reply")
    comment = Comment.objects.create(
        posting=posting,
        step_key=row.get("step", ""),
        channel=Channel.PAGE,
        body=row["body"],
        received_on=posting.closes,
        state=CommentState.ANSWERED if reply else CommentState.RECEIVED,
        published_on=posting.closes if reply else None,
        origin=row.get("origin", ""),
    )
    if reply:
        Reply.objects.create(
            comment=comment,
            outcome=reply["outcome"],
            reason=reply["reason"],
            changed=row.get("changed", []),
            published_on=posting.closes,
        )


def write_power(carrier: "Carrier", row: Row, order: int) -> Power:
    """Write a power; a ground for withholding comes with the name of who approved it there."""
    limits, withheld = row.get("limits", {}), row.get("withheld", {})
    power, _new = Power.objects.update_or_create(
        body=carrier.body,
        code=row["code"],
        defaults={
            "section": carrier.unit(row["section"]),
            "flowchart": Flowchart.objects.get(body=carrier.body, key=row["flowchart"]),
            "name": row["name"],
            "category": row["category"],
            "affected_party": row.get("affected_party", ""),
            "statutory_days": limits.get("statutory"),
            "committed_days": limits.get("committed"),
            "withheld_ground": withheld.get("ground", ""),
            "withheld_approver": withheld.get("approved_by", ""),
            "withheld_on": _withheld_since(carrier, row),
            "origin": row.get("origin", ""),
            "order": order,
        },
    )
    power.bases.all().delete()
    _write_bases(row["basis"], power=power)
    _link_duties(carrier, power, row.get("duties", []))
    keep_findable(Posting.objects.naming(power))
    _freeze_withheld(carrier, power)
    return power


def _link_duties(carrier: "Carrier", power: Power, rows: list[Row]) -> None:
    """Link a power to the duties that it does there, and to no others."""
    known = Duty.objects.filter(unit__in=Unit.objects.below(carrier.body)).select_related("unit")
    duties = {(duty.unit.code, duty.text): duty for duty in known}
    power.duties.set([duties[row["section"], row["duty"]] for row in rows])


def _withheld_since(carrier: "Carrier", row: Row) -> datetime.date | None:
    """Since when a power is withheld here: from today, unless the same ground held already."""
    if "withheld" not in row:
        return None
    told = {
        "withheld_ground": row["withheld"]["ground"],
        "withheld_approver": row["withheld"]["approved_by"],
    }
    same = Power.objects.filter(body=carrier.body, code=row["code"], **told).first()
    return same.withheld_on if same else timezone.localdate()


def _freeze_withheld(carrier: "Carrier", power: Power) -> None:
    """Where every power of a chart is withheld, the chart passes the gate by a version of its own."""
    chart = Flowchart.objects.with_drawing().get(powers=power)
    ours = [row for row in carrier.tree["powers"] if row["flowchart"] == chart.key]
    if not all("withheld" in row for row in ours) or chart.versions.exists():
        return
    Version.objects.create(
        flowchart=chart,
        number=1,
        drawing=drawing_of(chart),
        facts=facts_of(chart),
        reason=power.withheld_ground,
        withheld=True,
        made_by=carrier.by,
    )
