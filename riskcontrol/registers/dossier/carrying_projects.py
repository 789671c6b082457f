"""Carry in major projects with what is made public of them, and firms with their records of trust."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from measures.models import (
    CreditRecord,
    DisclosureItem,
    Firm,
    MajorProject,
    ProjectFirm,
    ProjectParty,
)
from powers.models import Flowchart

if TYPE_CHECKING:
    from .carrying import Carrier

Row = dict[str, Any]


def write_project(carrier: "Carrier", row: Row, _order: int) -> MajorProject:
    """Write a project; what was reported made public here stays as it was reported."""
    chart = Flowchart.objects.filter(body=carrier.body, key=row.get("flowchart")).first()
    if chart:
        # Another project of the dossier that gives its flow up is written later.
        others = MajorProject.objects.filter(flowchart=chart).exclude(code=row["code"])
        others.update(flowchart=None)
    facts = {
        "section": carrier.unit(row["section"]),
        "flowchart": chart,
        "name": row["name"],
        "kind": row["kind"],
        "state": row["state"],
        "amount": Decimal(str(row["amount"])) if "amount" in row else None,
        "begins_on": row.get("begins"),
        "ends_on": row.get("ends"),
        "about": row.get("about", ""),
    }
    project, _new = MajorProject.objects.update_or_create(
        body=carrier.body, code=row["code"], defaults=facts
    )
    project.parties.all().delete()
    ProjectParty.objects.bulk_create(
        ProjectParty(project=project, part=one["part"], name=one["name"], order=order)
        for order, one in enumerate(row.get("parties", []))
    )
    _write_disclosures(carrier, project, row.get("disclosures", []))
    return project


def _write_disclosures(carrier: "Carrier", project: MajorProject, rows: list[Row]) -> None:
    left = list(project.disclosures.all())
    for row in rows:
        wanted = (row["text"], row["due"], row.get("stage", ""))
        item = _taken(left, wanted, _told_of_item)
        if item is None:
            item = DisclosureItem(project=project)
            item.text, item.due_on, item.stage = wanted
        if "done" in row and item.done_at is None:
            _report(carrier, item, row["done"])
            item.save()
        elif item.pk is None:
            item.save()
    project.disclosures.filter(pk__in=[one.pk for one in left], done_at=None).delete()


def _told_of_item(item: DisclosureItem) -> tuple[object, ...]:
    return item.text, item.due_on, item.stage


def _taken[T](
    left: list[T], wanted: tuple[object, ...], told_of: Callable[[T], tuple[object, ...]]
) -> T | None:
    """Take the first that tells what is wanted out of those that are left."""
    found = next((one for one in left if told_of(one) == wanted), None)
    if found is not None:
        left.remove(found)
    return found


def _report(carrier: "Carrier", item: DisclosureItem, done: Row) -> None:
    item.done_by, item.done_at, item.done_on = carrier.by, timezone.now(), done["on"]
    item.link = done.get("link", "")
    _name_file(item, done.get("file", {}))


def _name_file(row: Any, file: Row) -> None:
    """Say which file it is; it stays where it was handed in."""
    row.name, row.digest = file.get("name", ""), file.get("digest", "")


def write_firm(carrier: "Carrier", row: Row, _order: int) -> Firm:
    """Write a firm, its parts in the dossier's projects, and its records as they were approved."""
    firm, _new = Firm.objects.update_or_create(
        body=carrier.body, code=row["code"], defaults={"name": row["name"]}
    )
    _write_parts(carrier, firm, row.get("parts", []))
    _write_records(carrier, firm, row.get("records", []))
    return firm


def _write_parts(carrier: "Carrier", firm: Firm, rows: list[Row]) -> None:
    told = [project["code"] for project in carrier.tree.get("projects", [])]
    given = {(row["project"], row["part"]) for row in rows}
    for part in firm.parts.filter(project__code__in=told).select_related("project"):
        if (part.project.code, part.part) not in given:
            part.delete()
    for row in rows:
        facts = {"despite_because": row.get("despite", "")}
        ProjectFirm.objects.update_or_create(
            firm=firm,
            project=carrier.project(row["project"]),
            part=row["part"],
            defaults=facts,
            create_defaults=facts | {"entered_by": carrier.by},
        )


def _write_records(carrier: "Carrier", firm: Firm, rows: list[Row]) -> None:
    left = [one for one in firm.records.select_related("project") if one.approved_at]
    for row in rows:
        project = carrier.project(row["project"]) if "project" in row else None
        wanted = (row["credit"], row["ground"], row["begins"], row["ends"], project)
        one = _taken(left, wanted, _told_of_record)
        if one is None:
            one = CreditRecord(firm=firm, entered_by=carrier.by, size=0)
            one.credit, one.ground, one.begins_on, one.ends_on, one.project = wanted
            _name_file(one, row["file"])
            _approve(one, row["approved"])
            one.save()
        if "lifted" in row and one.lifted_on is None:
            one.lifted_on, one.lifted_because = row["lifted"]["on"], row["lifted"]["because"]
            one.lifted_by = carrier.by
            one.save(update_fields=["lifted_on", "lifted_because", "lifted_by"])


def _told_of_record(one: CreditRecord) -> tuple[object, ...]:
    return one.credit, one.ground, one.begins_on, one.ends_on, one.project


def _approve(one: CreditRecord, approved: Row) -> None:
    """Take over who approved it there, by name, and on which day."""
    noon = datetime.time(12)
    one.approver = approved["by"]
    one.approved_at = timezone.make_aware(datetime.datetime.combine(approved["on"], noon))
