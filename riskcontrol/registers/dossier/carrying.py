"""Carry out a plan: what was decided elsewhere is taken over as decided, in one transaction."""

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from measures.models import MajorProject
from powers.models import Policy
from riskcontrol.accounts.actions import write_duties
from riskcontrol.accounts.models import Position, Unit, UnitClass, User
from riskcontrol.accounts.roles import UnitKind
from riskcontrol.audit.actions import record
from riskpoints.actions.schemes import ensure_scheme

from . import (
    carrying_charts,
    carrying_projects,
    carrying_risks,
    carrying_rules,
    education,
    pledges,
    warned,
)
from .plan import Plan, Row, plan_import, rows_of


@transaction.atomic
def carry_out(data: bytes, *, by: User) -> Plan:
    """Import a dossier's bytes, planned anew inside the transaction since the world may have moved.

    Raises ValueError where the plan has problems; then nothing is written.
    """
    plan = plan_import(data)
    if plan.problems:
        raise ValueError(_("A dossier with problems is not carried in."))
    carrier = Carrier(plan, by)
    carrier.carry()
    return plan


class Carrier:
    """One import under way: the body, the rows to write, and the ledger's entries."""

    def __init__(self, plan: Plan, by: User) -> None:
        self.tree, self.touched, self.by = plan.tree, plan.touched, by
        self.body = _body(plan.tree["unit"])

    def carry(self) -> None:
        """Write every touched row, lowest first, and leave an entry for the import and one a row."""
        if not self.touched:
            return
        record(verb="dossier.import", target=self.body, by=self.by, rows=len(self.touched))
        Policy.objects.get_or_create(body=self.body)
        ensure_scheme(self.body)
        for order, (name, row) in enumerate(rows_of(self.tree)):
            if name in self.touched:
                part = name.split("/")[0]
                self.leave(name, WRITERS[part](self, row, order))

    def leave(self, name: str, target: Model) -> None:
        """Leave the ledger's entry for one row."""
        record(verb="dossier.row", target=target, by=self.by, row=name)

    def unit(self, code: str) -> Unit:
        """Find a section, or the body itself, by code."""
        return Unit.objects.below(self.body).get(code=code)

    def position(self, code: str) -> Position:
        """Find one of the body's positions by code."""
        return Position.objects.of_body(self.body).get(code=code)

    def project(self, code: str) -> MajorProject:
        """Find one of the body's major projects by code."""
        return MajorProject.objects.get(body=self.body, code=code)


def _body(unit: Row) -> Unit:
    body, _new = Unit.objects.get_or_create(
        code=unit["code"], defaults={"kind": UnitKind.BODY, "name": unit["name"]}
    )
    return body


def _write_unit(carrier: Carrier, row: Row, _order: int) -> Unit:
    body = carrier.body
    body.name, body.origin = row["name"], row.get("origin", "")
    body.save(update_fields=["name", "origin"])
    _write_classes(body, row["classes"])
    write_duties(body, row.get("duties", []))
    return body


def _write_classes(unit: Unit, names: list[str]) -> None:
    unit.classes.all().delete()
    for order, name in enumerate(dict.fromkeys(names)):
        UnitClass.objects.create(unit=unit, name=name, order=order)


def _write_section(carrier: Carrier, row: Row, order: int) -> Unit:
    facts = {"name": row["name"], "origin": row.get("origin", ""), "order": order}
    section, _new = Unit.objects.update_or_create(
        code=row["code"],
        defaults=facts,
        create_defaults=facts | {"kind": UnitKind.SECTION, "parent": carrier.body},
    )
    _write_classes(section, row["classes"])
    write_duties(section, row.get("duties", []))
    return section


def _write_position(carrier: Carrier, row: Row, order: int) -> Position:
    position, _new = Position.objects.update_or_create(
        body=carrier.body,
        code=row["code"],
        defaults={
            "unit": carrier.unit(row["section"]),
            "name": row["name"],
            "duties": row["duties"],
            "is_collective": row.get("collective", False),
            "origin": row.get("origin", ""),
            "order": order,
        },
    )
    return position


WRITERS = {
    "unit": _write_unit,
    "sections": _write_section,
    "positions": _write_position,
    "flowcharts": carrying_charts.write_flowchart,
    "powers": carrying_charts.write_power,
    "risk_points": carrying_risks.write_risk_point,
    "projects": carrying_projects.write_project,
    "firms": carrying_projects.write_firm,
    "rules": carrying_rules.write_rule,
    "measures": carrying_rules.write_measure,
    "education": education.write_plan,
    "pledges": pledges.write_pledge,
    "warning_rules": warned.write_warning_rules,
}
