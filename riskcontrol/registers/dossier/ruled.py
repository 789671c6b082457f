"""Rules of a dossier: written out, and what stands against a dossier's rules and what rests on them."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import Indicator, LineAim, Rule, RuleVersion
from measures.states import Line
from riskcontrol.accounts.models import Unit

from .checks import Problems, once, plain, told

Row = dict[str, Any]
MOST_LEVELS = 5


def kept(**row: Any) -> Row:
    """Leave out what is empty; a trailing underscore keeps Python's words out of the keys' way."""
    return {
        name.rstrip("_"): value
        for name, value in row.items()
        if value not in ("", None, [], {}, False)
    }


def rules_of(body: Unit) -> Iterable[Rule]:
    """Give a body's rules in the order they were listed, with all that travels."""
    rules = Rule.objects.filter(body=body).order_by("pk")
    aims = ("line_aims__risk_point", "line_aims__project")
    return rules.prefetch_related("versions__articles", *aims)


def rule_row(rule: Rule) -> Row:
    """Write a rule; documents and who entered what stay in the installation."""
    points = [aim.risk_point.key for aim in rule.line_aims.all() if aim.risk_point]
    versions = sorted(rule.versions.all(), key=lambda one: one.number)
    repealed = {"on": rule.repealed_on, "because": rule.repealed_because}
    return (
        {"key": rule.key, "name": rule.name, "issuer": rule.issuer}
        | kept(number=rule.number)
        | {"versions": [_version(one) for one in versions]}
        | kept(repealed=repealed if rule.is_repealed else {}, for_=points)
        | along(rule.line_aims.all())
        | kept(origin=rule.origin)
    )


def _version(version: RuleVersion) -> Row:
    articles = [{"name": one.label} | kept(text=one.text) for one in version.articles.all()]
    return {"date": version.issued_on} | kept(changed=version.what_changed, articles=articles)


def along(aims: Iterable[LineAim]) -> Row:
    """Write at which levels, classes and major projects something is aimed."""
    aims = list(aims)
    return kept(
        levels=[aim.rank for aim in aims if aim.line == Line.LEVEL],
        classes=[aim.unit_class for aim in aims if aim.line == Line.CLASS],
        projects=[aim.project.code for aim in aims if aim.project],
    )


def indicator_row(indicator: Indicator) -> Row:
    """Write an indicator, its numbers without needless zeros."""
    return (
        {"name": indicator.name}
        | kept(unit=indicator.unit)
        | {"baseline": plain(indicator.baseline), "target": plain(indicator.target)}
        | kept(master=indicator.is_master, readings=_readings(indicator))
    )


def _readings(indicator: Indicator) -> list[Row]:
    """Write what was read and verified, here or before, by day."""
    read = {one.on: one.value for one in indicator.earlier.all()}
    of_it = indicator.readings.all()
    read |= {one.occasion.due_on: one.value for one in of_it if one.occasion.verified_at}
    return [{"on": day, "value": plain(value)} for day, value in sorted(read.items())]


def broken_rules(tree: Row, problems: Problems) -> None:
    """Say what is wrong with rules, and with what measures rest on and are held against."""
    points = [point["key"] for point in tree["risk_points"]]
    for index, rule in enumerate(tree.get("rules", [])):
        path = f"rules[{index}]"
        _check_rule(rule, path, problems)
        _check_aims(rule, path, points, problems)
    _check_names(tree, problems)
    keys = {rule["key"] for rule in tree.get("rules", [])}
    for index, measure in enumerate(tree["measures"]):
        path = f"measures[{index}]"
        if measure.get("rule") and measure["rule"] not in keys:
            told(problems, f"{path}.rule", measure["rule"], _("no such rule"))
        if "article" in measure and "rule" not in measure:
            told(problems, f"{path}.article", measure["article"], _("“rule” is needed beside it"))
        if not any(measure.get(line) for line in ("for", "levels", "classes", "projects")):
            words = _("at least one risk point, level, class or major project")
            told(problems, f"{path}.for", measure["key"], words)
        _check_aims(measure, path, points, problems)
        _check_indicators(measure.get("indicators", []), path, problems)


def _check_rule(rule: Row, path: str, problems: Problems) -> None:
    for index, version in enumerate(rule["versions"]):
        seen: set[str] = set()
        for at, article in enumerate(version.get("articles", [])):
            if article["name"] in seen:
                where = f"{path}.versions[{index}].articles[{at}].name"
                told(problems, where, article["name"], _("stands here twice"))
            seen.add(article["name"])


def _check_aims(row: Row, path: str, points: list[str], problems: Problems) -> None:
    for index, key in enumerate(row.get("for", [])):
        if key not in points and "versions" in row:
            told(problems, f"{path}.for[{index}]", key, _("no such risk point"))
    for index, rank in enumerate(row.get("levels", [])):
        if isinstance(rank, int) and rank > MOST_LEVELS:
            told(problems, f"{path}.levels[{index}]", rank, _("a level from 1 to 5"))


def _check_names(tree: Row, problems: Problems) -> None:
    seen: set[tuple[str, str]] = set()
    for index, rule in enumerate(tree.get("rules", [])):
        named = (rule["name"], rule.get("number", ""))
        if named in seen:
            told(problems, f"rules[{index}].name", rule["name"], _("stands here twice"))
        seen.add(named)


def _check_indicators(rows: list[Row], path: str, problems: Problems) -> None:
    seen: set[str] = set()
    masters = 0
    for index, row in enumerate(rows):
        where = f"{path}.indicators[{index}]"
        if row["name"] in seen:
            told(problems, f"{where}.name", row["name"], _("stands here twice"))
        if row["baseline"] == row["target"]:
            told(problems, f"{where}.target", row["target"], _("another number than the baseline"))
        _check_readings(row.get("readings", []), f"{where}.readings", problems)
        masters += bool(row.get("master"))
        if row.get("master") and masters > 1:
            told(problems, f"{where}.master", row["name"], _("one master indicator a measure"))
        seen.add(row["name"])


def _check_readings(rows: list[Row], path: str, problems: Problems) -> None:
    once(problems, path, [row["on"] for row in rows])
    for index, row in enumerate(rows):
        if row["on"] > timezone.localdate():
            told(problems, f"{path}[{index}].on", row["on"], _("This day is still to come."))


def readings_kept_here(tree: Row, here: dict[str, Row], problems: Problems) -> None:
    """Say where a dossier would change what was read here, or brought here before."""
    for index, measure in enumerate(tree["measures"]):
        ours = here.get(f"measures/{measure['key']}", {}).get("indicators", [])
        read = {one["name"]: _by_day(one) for one in ours}
        for at, indicator in enumerate(measure.get("indicators", [])):
            known = read.get(indicator["name"], {})
            for day, value in _by_day(indicator).items():
                if known.get(day, value) != value:
                    path = f"measures[{index}].indicators[{at}].readings"
                    told(problems, path, f"{day} {value}", _("what was read here is not changed"))


def _by_day(indicator: Row) -> dict[Any, Any]:
    return {one["on"]: one["value"] for one in indicator.get("readings", [])}


def rules_kept_here(tree: Row, here: dict[str, Row], problems: Problems) -> None:
    """Say where a dossier would change a version that is kept here, or list a rule a second time."""
    own = {row["key"] for row in tree.get("rules", [])}
    names = {
        (row["name"], row.get("number", "")): row["key"]
        for name, row in here.items()
        if name.startswith("rules/")
    }
    for index, row in enumerate(tree.get("rules", [])):
        path = f"rules[{index}]"
        other = names.get((row["name"], row.get("number", "")))
        if other not in {None, row["key"]} and other not in own:
            words = _("this rule is listed here under the key %(key)s")
            told(problems, f"{path}.key", row["key"], words % {"key": other})
        kept_versions = here.get(f"rules/{row['key']}", {}).get("versions", [])
        if row["versions"][: len(kept_versions)] != kept_versions:
            words = _("versions kept here are not changed; add what is amended as a further one")
            told(problems, f"{path}.versions", row["key"], words)
