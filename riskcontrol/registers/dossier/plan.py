"""What an import would do: a pure read that compares a dossier with what is here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from powers.models import Flowchart, Power
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import UnitKind

from .checks import Problem, Problems, told
from .education import named_plans, sorted_plan
from .firms import sorted_firm
from .pledges import named_pledges, pledges_kept_here
from .projects import projects_taken, sorted_project
from .reading import read_dossier
from .ruled import readings_kept_here, rules_kept_here
from .rules import section_of_chart
from .tree import in_order, tree_of
from .warned import sorted_warning_rules

Row = dict[str, Any]
PARTS = (
    "sections",
    "positions",
    "flowcharts",
    "powers",
    "risk_points",
    "projects",
    "firms",
    "rules",
    "measures",
)


# What makes lists whose order says nothing alike, by the part.
IN_ORDER = {"projects": sorted_project, "firms": sorted_firm, "education": sorted_plan}


@dataclass
class Plan:
    """A dossier against what is here: rows named `part/key`, and everything that stands against it."""

    tree: Row
    problems: Problems
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    # Here, and no longer in the dossier: listed, never deleted.
    missing: list[str] = field(default_factory=list)

    @property
    def touched(self) -> set[str]:
        """The rows that carrying it out writes."""
        return {*self.new, *self.changed}


def plan_import(data: bytes) -> Plan:
    """Compare a dossier's bytes with the database and say all that would happen; nothing is written."""
    tree, problems = read_dossier(data)
    plan = Plan(tree, problems)
    if problems:
        return plan
    _taken_elsewhere(tree, problems)
    body = Unit.objects.bodies().filter(code=tree["unit"]["code"]).first()
    here = dict(rows_of(canonical(tree_of(body)))) if body else {}
    for kept_here in (rules_kept_here, readings_kept_here, pledges_kept_here):
        kept_here(canonical(tree), here, problems)
    for name, row in rows_of(canonical(tree)):
        before = here.pop(name, None)
        kind = "new" if before is None else "unchanged" if before == row else "changed"
        getattr(plan, kind).append(name)
    plan.missing = sorted(here)
    return plan


def rows_of(tree: Row) -> Iterator[tuple[str, Row]]:
    """Walk a dossier's rows, each with its name, the unit first."""
    unit = {name: value for name, value in tree["unit"].items() if name != "sections"}
    yield f"unit/{tree['unit']['code']}", unit
    for section in tree["unit"].get("sections", []):
        yield f"sections/{section['code']}", section
    for part in PARTS[1:]:
        for row in tree.get(part, []):
            yield f"{part}/{row.get('key') or row['code']}", row
    yield from named_plans(tree.get("education", []))
    yield from named_pledges(tree.get("pledges", []))
    if "warning_rules" in tree:
        yield f"warning_rules/{tree['unit']['code']}", tree["warning_rules"]


def canonical(tree: Row) -> Row:
    """Give a tree in which only facts differ: optional keys left out when empty, the owner of a chart said."""
    charts = [
        _pruned(chart) | {"section": section_of_chart(tree, chart)} for chart in tree["flowcharts"]
    ]
    points = [_pruned(point) | {"at": _sorted(point["at"])} for point in tree["risk_points"]]
    powers = [
        _pruned(power | {"duties": in_order(power.get("duties", []))}) for power in tree["powers"]
    ]
    whole = _pruned(tree, keep_lists=True)
    measures = [_pruned(one) | _sorted(_told(one, "keeps")) for one in tree["measures"]]
    return (
        whole
        | {"flowcharts": charts, "powers": powers, "risk_points": points, "measures": measures}
        | {
            part: [in_one_order(_pruned(row)) for row in tree[part]]
            for part, in_one_order in IN_ORDER.items()
            if part in tree
        }
        | _told_in_order(tree)
    )


def _told_in_order(tree: Row) -> Row:
    row = tree.get("warning_rules")
    return {"warning_rules": sorted_warning_rules(row)} if row else {}


def _told(row: Row, *names: str) -> Row:
    return {name: row[name] for name in names if row.get(name)}


def _sorted(at: Row) -> Row:
    """Where a point stands is a set: the order it is listed in says nothing."""
    return {name: sorted(one) if isinstance(one, list) else one for name, one in at.items()}


def _pruned(value: Any, *, keep_lists: bool = False) -> Any:
    if isinstance(value, dict):
        pruned = {name: _pruned(one) for name, one in value.items()}
        return {name: one for name, one in pruned.items() if keep_lists or one not in ([], {})}
    if isinstance(value, list):
        return [_pruned(one) for one in value]
    return value


def _taken_elsewhere(tree: Row, problems: Problems) -> None:
    """Codes are unique everywhere: another body's unit, power or chart may stand in the way."""
    code = tree["unit"]["code"]
    if Unit.objects.filter(code=code).exclude(kind=UnitKind.BODY).exists():
        problems.append(
            Problem("unit.code", code, _("this code belongs to a unit that is no body"))
        )
    codes = [section["code"] for section in tree["unit"]["sections"]]
    taken = set(
        Unit.objects.filter(code__in=codes)
        .exclude(parent__code=code)
        .values_list("code", flat=True)
    )
    for index, one in enumerate(codes):
        if one in taken:
            told(problems, f"unit.sections[{index}].code", one, _("another unit has this code"))
    _taken_powers_and_charts(tree, code, problems)
    projects_taken(tree, problems)


def _taken_powers_and_charts(tree: Row, code: str, problems: Problems) -> None:
    powers = {power["code"]: index for index, power in enumerate(tree["powers"])}
    for taken in Power.objects.filter(code__in=powers).exclude(body__code=code):
        told(
            problems, f"powers[{powers[taken.code]}].code", taken.code,
            _("another body's power has this code"),
        )  # fmt: skip
    charts = {f"{code}-{chart['key']}".lower(): i for i, chart in enumerate(tree["flowcharts"])}
    for chart in Flowchart.objects.filter(code__in=charts).exclude(body__code=code):
        told(
            problems, f"flowcharts[{charts[chart.code]}].key", chart.code,
            _("another body's chart has this code"),
        )  # fmt: skip
