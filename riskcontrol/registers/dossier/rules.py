"""What must hold inside a dossier beyond its form: references, uniqueness, the gate, the higher level."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from powers.charts import OF_A_PROJECT
from powers.drawing.checks import shortfalls
from powers.states import CHANGING

from .checks import Problems, refer, refers, told
from .education import broken_education
from .firms import broken_firms
from .pledges import broken_pledges
from .projects import broken_projects
from .ruled import broken_rules
from .schema import LEVELS, RANKS
from .warned import broken_warning_rules

Row = dict[str, Any]


def broken(tree: Row) -> Problems:
    """Give every broken reference and rule of a dossier whose form is right."""
    problems: Problems = []
    for rule in (
        _unique, _positions, _flowcharts, _powers, _risk_points, _measures, broken_rules, broken_projects,
        broken_firms, broken_education, broken_pledges, broken_warning_rules, _gate, _ratings,
    ):  # fmt: skip
        rule(tree, problems)
    return problems


def drawing(chart: Row, positions: dict[str, str]) -> Row:
    """Give a chart of the dossier as the drawing that versions freeze."""
    return {
        "name": chart["name"],
        "steps": [
            {
                "key": step["key"],
                "name": step["name"],
                "kind": step["kind"],
                "position": step["position"],
                "position_name": positions.get(step["position"], ""),
                "days": step.get("days"),
                "check": step.get("check", False),
                "basis": [
                    {"law": basis["law"], "article": basis.get("article", "")}
                    for basis in step.get("basis", [])
                ],
                **{name: step[name] for name in OF_A_PROJECT if step.get(name)},
            }
            for step in chart["steps"]
        ],
        "links": [
            {"from": link["from"], "to": link["to"], "when": link.get("when", "")}
            for link in chart["links"]
        ],
    }


def section_codes(tree: Row) -> set[str]:
    """Give the codes that may stand where a section is named: the sections' and the unit's own."""
    return {tree["unit"]["code"], *(section["code"] for section in tree["unit"]["sections"])}


def section_of_chart(tree: Row, chart: Row) -> str:
    """Give the code of the section that owns a chart: its own, else its first power's, else the unit."""
    own = (power["section"] for power in tree["powers"] if power["flowchart"] == chart["key"])
    return chart.get("section") or next(own, tree["unit"]["code"])


def _unique(tree: Row, problems: Problems) -> None:
    parts = [
        ("unit.sections", tree["unit"]["sections"], "code"),
        *((part, tree[part], "code") for part in ("positions", "powers")),
        *((part, tree[part], "key") for part in ("flowcharts", "risk_points", "measures")),
        ("rules", tree.get("rules", []), "key"),
        *((part, tree.get(part, []), "code") for part in ("projects", "firms")),
        *(
            (f"flowcharts[{index}].steps", chart["steps"], "key")
            for index, chart in enumerate(tree["flowcharts"])
        ),
    ]
    for path, items, name in parts:
        seen: set[str] = set()
        for index, item in enumerate(items):
            folded = item[name].lower()
            if folded in seen:
                told(problems, f"{path}[{index}].{name}", item[name], _("stands here twice"))
            seen.add(folded)


def _positions(tree: Row, problems: Problems) -> None:
    for index, position in enumerate(tree["positions"]):
        path = f"positions[{index}].section"
        refers(problems, path, position["section"], section_codes(tree), _("no such section"))


def _flowcharts(tree: Row, problems: Problems) -> None:
    positions = {position["code"]: position["name"] for position in tree["positions"]}
    for index, chart in enumerate(tree["flowcharts"]):
        path = f"flowcharts[{index}]"
        refers(
            problems, f"{path}.section", chart.get("section"), section_codes(tree),
            _("no such section"),
        )  # fmt: skip
        _steps_and_links(chart, path, positions, problems)
        if "posting" in chart:
            _posting(chart, f"{path}.posting", problems)


def _steps_and_links(chart: Row, path: str, positions: dict[str, str], problems: Problems) -> None:
    before = len(problems)
    keys = {step["key"] for step in chart["steps"]}
    for index, step in enumerate(chart["steps"]):
        refers(
            problems, f"{path}.steps[{index}].position", step["position"], positions,
            _("no such position"),
        )  # fmt: skip
    for index, link in enumerate(chart["links"]):
        for end in ("from", "to"):
            refers(problems, f"{path}.links[{index}].{end}", link[end], keys, _("no such step"))
    pairs = [(link["from"], link["to"]) for link in chart["links"]]
    for index, pair in enumerate(pairs):
        if pair in pairs[:index]:
            told(problems, f"{path}.links[{index}]", " → ".join(pair), _("stands here twice"))
    if len(problems) == before:
        for shortfall in shortfalls(drawing(chart, positions)):
            told(problems, f"{path}.steps", shortfall.step or chart["name"], shortfall.message)


def _posting(chart: Row, path: str, problems: Problems) -> None:
    posting, keys = chart["posting"], {step["key"] for step in chart["steps"]}
    if posting["closes"] <= posting["opens"]:
        told(problems, f"{path}.closes", posting["closes"], _("later than the day it opens"))
    for index, comment in enumerate(posting["comments"]):
        at = f"{path}.comments[{index}]"
        refers(problems, f"{at}.step", comment.get("step"), keys, _("no such step"))
        refer(problems, f"{at}.changed", comment.get("changed", []), keys, _("no such step"))
        outcome = comment.get("reply", {}).get("outcome")
        if comment.get("changed") and outcome not in CHANGING:
            told(
                problems, f"{at}.changed", comment["changed"],
                _("only a comment adopted or partly adopted changes steps"),
            )  # fmt: skip


def _powers(tree: Row, problems: Problems) -> None:
    charts = {chart["key"] for chart in tree["flowcharts"]}
    for index, power in enumerate(tree["powers"]):
        path = f"powers[{index}]"
        refers(
            problems, f"{path}.section", power["section"], section_codes(tree), _("no such section")
        )
        refers(problems, f"{path}.flowchart", power["flowchart"], charts, _("no such flowchart"))
        _duties(power, path, known_duties(tree), problems)


def known_duties(tree: Row) -> set[tuple[str, str]]:
    """Give every duty that the dossier lists, each with the code of its section or of the unit."""
    units = [tree["unit"], *tree["unit"]["sections"]]
    return {(unit["code"], duty) for unit in units for duty in unit.get("duties", [])}


def _duties(power: Row, path: str, known: set[tuple[str, str]], problems: Problems) -> None:
    linked = [(one["section"], one["duty"]) for one in power.get("duties", [])]
    for index, (section, duty) in enumerate(linked):
        at = f"{path}.duties[{index}]"
        if (section, duty) not in known:
            told(problems, f"{at}.duty", duty, _("%(unit)s lists no such duty") % {"unit": section})
        if (section, duty) in linked[:index]:
            told(problems, at, duty, _("stands here twice"))


def _risk_points(tree: Row, problems: Problems) -> None:
    charts = {chart["key"]: chart for chart in tree["flowcharts"]}
    for index, point in enumerate(tree["risk_points"]):
        path, at = f"risk_points[{index}].at", point["at"]
        kinds = [kind for kind in ("steps", "positions", "sections") if kind in at]
        if len(kinds) != 1 or ("steps" in at) != ("flowchart" in at) or (
            "power" in at and "steps" not in at
        ):  # fmt: skip
            told(
                problems, path, ", ".join(at),
                _("one of: flowchart with steps; positions; sections"),
            )  # fmt: skip
            continue
        if point["category"] == "process" and "steps" not in at:
            told(problems, path, ", ".join(at), _("a process risk stands on steps"))
        _place(tree, charts, at, path, problems)


def _place(tree: Row, charts: dict[str, Row], at: Row, path: str, problems: Problems) -> None:
    refers(problems, f"{path}.flowchart", at.get("flowchart"), charts, _("no such flowchart"))
    chart = charts.get(at.get("flowchart", ""), {"steps": []})
    keys = [step["key"] for step in chart["steps"]]
    refer(problems, f"{path}.steps", at.get("steps", []) if keys else [], keys, _("no such step"))
    powers = [
        power["code"] for power in tree["powers"] if power["flowchart"] == at.get("flowchart")
    ]
    refers(problems, f"{path}.power", at.get("power"), powers, _("no such power on this chart"))
    codes = [position["code"] for position in tree["positions"]]
    refer(problems, f"{path}.positions", at.get("positions", []), codes, _("no such position"))
    sections = section_codes(tree)
    refer(problems, f"{path}.sections", at.get("sections", []), sections, _("no such section"))


def _measures(tree: Row, problems: Problems) -> None:
    points = [point["key"] for point in tree["risk_points"]]
    positions = [position["code"] for position in tree["positions"]]
    for index, measure in enumerate(tree["measures"]):
        path = f"measures[{index}]"
        refer(problems, f"{path}.for", measure["for"], points, _("no such risk point"))
        refers(
            problems, f"{path}.section", measure["section"], section_codes(tree),
            _("no such section"),
        )  # fmt: skip
        refers(
            problems, f"{path}.position", measure.get("position"), positions, _("no such position")
        )
        if ("due" in measure) == ("every" in measure):
            told(problems, path, measure["key"], _("either “due” or “every”, one of the two"))


def _gate(tree: Row, problems: Problems) -> None:
    shut = {
        chart["key"]: chart["name"] for chart in tree["flowcharts"] if not _settled(tree, chart)
    }
    for index, point in enumerate(tree["risk_points"]):
        for key in sorted(_charts_asked(tree, point["at"]) & set(shut)):
            told(
                problems, f"risk_points[{index}].at", shut[key],
                _("this chart has no posting that is over and fully answered"),
            )  # fmt: skip


def _settled(tree: Row, chart: Row) -> bool:
    powers = [power for power in tree["powers"] if power["flowchart"] == chart["key"]]
    if powers and all("withheld" in power for power in powers):
        return True
    return "posting" in chart and posting_is_over(chart["posting"])


def posting_is_over(posting: Row) -> bool:
    """Whether a dossier's posting has closed and answered every comment."""
    return posting["closes"] < timezone.localdate() and all(
        "reply" in comment for comment in posting["comments"]
    )


def _charts_asked(tree: Row, at: Row) -> set[str]:
    """The charts whose posting must be over before a point may stand there."""
    if "flowchart" in at:
        return {at["flowchart"]}
    positions = set(at.get("positions", []))
    for position in tree["positions"]:
        if position["section"] in at.get("sections", []):
            positions.add(position["code"])
    return {
        chart["key"]
        for chart in tree["flowcharts"]
        if any(step["position"] in positions for step in chart["steps"])
    }


def _ratings(tree: Row, problems: Problems) -> None:
    for index, point in enumerate(tree["risk_points"]):
        rating = point.get("rating", {})
        path = f"risk_points[{index}].rating"
        if "factors" in rating and "level" in rating and "reason" not in rating:
            told(
                problems, f"{path}.level", rating["level"],
                _("a level other than the highest factor (%(level)s) needs a reason")
                % {"level": highest(rating)},
            )  # fmt: skip
        if rating and "factors" not in rating and not {"level", "reason"} <= rating.keys():
            told(
                problems, path, rating["proposed"],
                _("without the four factors, a rating needs a level and a reason"),
            )  # fmt: skip
        if "reason" in rating and "level" not in rating:
            told(problems, f"{path}.reason", rating["reason"], _("a reason belongs to a level"))
        if {"planned", "verified"} & rating.keys():
            _stages(rating, path, problems)


def _stages(rating: Row, path: str, problems: Problems) -> None:
    """Measures do not raise a level; a verified one lies below the initial, not below the planned."""
    if "factors" not in rating and "level" not in rating:
        return
    initial = RANKS.index(rating.get("level") or highest(rating))
    given = {name: rating.get(name, {}).get("level") for name in ("planned", "verified")}
    planned = RANKS.index(given["planned"]) if given["planned"] else initial
    if planned < initial:
        right = _("not above the level itself (%(level)s)") % {"level": RANKS[initial]}
        told(problems, f"{path}.planned.level", given["planned"], right)
    elif given["verified"] and not initial < RANKS.index(given["verified"]) <= planned:
        right = _("below the level itself (%(level)s), and not below the planned one (%(planned)s)")
        words = right % {"level": RANKS[initial], "planned": RANKS[planned]}
        told(problems, f"{path}.verified.level", given["verified"], words)


def highest(rating: Row) -> str:
    """Give the highest grade of a rating's factors: I before II before III (就高不就低).

    A rating without the four factors was made by a scheme of its own: its level is what that gave.
    """
    if "factors" not in rating:
        return rating["level"]
    return min(rating["factors"].values(), key=LEVELS.index)
