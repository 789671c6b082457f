"""Firms of a dossier with what is on record of their trust: written out, and what stands against them."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import CreditRecord, Firm, ProjectFirm
from riskcontrol.accounts.models import Unit

from .checks import Problems, once, refers, told
from .projects import kept_file
from .ruled import kept

Row = dict[str, Any]


def firms_of(body: Unit) -> Iterable[Firm]:
    """Give a body's firms in the order they were entered, with all that travels."""
    return (
        Firm.objects.filter(body=body)
        .order_by("pk")
        .prefetch_related("parts__project", "records__project", "records__approved_by")
    )


def firm_row(firm: Firm) -> Row:
    """Write a firm; a record that no second person has approved stays in the installation."""
    in_order = sorted(firm.records.all(), key=lambda one: one.pk)
    return {"code": firm.code, "name": firm.name} | kept(
        parts=[_part(one) for one in firm.parts.all()],
        records=[_record(one) for one in in_order if one.approved_at],
    )


def _part(part: ProjectFirm) -> Row:
    return {"project": part.project.code, "part": part.part} | kept(despite=part.despite_because)


def _record(one: CreditRecord) -> Row:
    approved = {"by": one.approved_by_whom, "on": timezone.localdate(one.approved_at)}
    lifted = {"on": one.lifted_on, "because": one.lifted_because}
    return (
        {
            "credit": one.credit,
            "ground": one.ground,
            "begins": one.begins_on,
            "ends": one.ends_on,
        }
        | kept(project=one.project.code if one.project else "")
        | {"file": kept_file(one), "approved": approved}
        | kept(lifted=lifted if one.lifted_on else {})
    )


def sorted_firm(row: Row) -> Row:
    """Put parts and records in one order: which comes first says nothing."""
    parts = sorted(row.get("parts", []), key=lambda one: (one["project"], one["part"]))
    records = sorted(row.get("records", []), key=lambda one: (str(one["begins"]), str(one)))
    return row | ({"parts": parts} if parts else {}) | ({"records": records} if records else {})


def broken_firms(tree: Row, problems: Problems) -> None:
    """Say what is wrong with firms, their parts in projects and their records."""
    projects = {project["code"] for project in tree.get("projects", [])}
    for index, firm in enumerate(tree.get("firms", [])):
        path = f"firms[{index}]"
        parts = firm.get("parts", [])
        once(problems, f"{path}.parts", [(one["project"], one["part"]) for one in parts])
        for at, one in enumerate(parts):
            where = f"{path}.parts[{at}].project"
            refers(problems, where, one["project"], projects, _("no such project"))
        for at, one in enumerate(firm.get("records", [])):
            where = f"{path}.records[{at}]"
            refers(problems, f"{where}.project", one.get("project"), projects, _("no such project"))
            _check_record(one, where, problems)


def _check_record(one: Row, path: str, problems: Problems) -> None:
    last, lifted = one["ends"], one.get("lifted", {}).get("on")
    if last < one["begins"]:
        told(problems, f"{path}.ends", last, _("The last day comes before the first."))
    if one["approved"]["on"] > timezone.localdate():
        told(
            problems, f"{path}.approved.on", one["approved"]["on"], _("This day is still to come.")
        )
    if lifted and lifted > last:
        told(problems, f"{path}.lifted.on", lifted, _("not after its last day"))
