"""The dossier's form, key by key: what may stand where, and what is said of what may not.

Each check takes a value and its path, adds what is wrong to the problems, and gives the value in
its one canonical shape, so that YAML and JSON of the same dossier come out the same.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from measures.states import MeasureKind, Phase, Rhythm
from powers.states import Category, Outcome, ProjectStage, StepKind
from riskpoints.states import Cause, FindingMethod, RiskCategory


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where, with which value, and what would be right."""

    path: str
    value: str
    right: str

    def __str__(self) -> str:
        return f"{self.path}: {self.value} — {self.right}"


Problems = list[Problem]
Check = Callable[[Any, str, Problems], Any]
LEVELS = ("I", "II", "III")
# A level's numeral where a scheme of a unit's own ruled; it may have up to five.
RANKS = (*LEVELS, "IV", "V")
FACTORS = ("nature", "discretion", "harm", "closeness")


@dataclass(frozen=True)
class Key:
    """A key of a mapping: its name, the check of its value, and whether it must be there."""

    name: str
    check: Check
    needed: bool = True


def told(problems: Problems, path: str, value: object, right: str) -> None:
    """Add a problem, the value cut to what a line can show."""
    shown = "—" if value is None else str(value)
    problems.append(Problem(path or "/", shown if len(shown) <= 80 else shown[:79] + "…", right))


def text(longest: int, form: str = "") -> Check:
    """A non-empty text of at most so many characters, perhaps of a form."""

    def check(value: Any, path: str, problems: Problems) -> Any:
        if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
            told(problems, path, value, _("a text is needed here"))
        elif len(str(value)) > longest:
            told(problems, path, value, _("at most %(count)s characters") % {"count": longest})
        elif form and not re.fullmatch(form, str(value)):
            told(problems, path, value, _("letters, digits and hyphens"))
        return str(value)

    return check


def choice(*values: str) -> Check:
    """One of a few words."""

    def check(value: Any, path: str, problems: Problems) -> Any:
        if value not in values:
            told(problems, path, value, _("one of: %(values)s") % {"values": ", ".join(values)})
        return value

    return check


def whole(value: Any, path: str, problems: Problems) -> Any:
    """A whole number from one up to what a small column holds."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 32_000:
        told(problems, path, value, _("a whole number from 1 to 32000"))
    return value


def number(value: Any, path: str, problems: Problems) -> Any:
    """A number with at most two digits after the point, as an indicator is counted."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not abs(value) < 10**10 or round(value, 2) != value:
        told(problems, path, value, _("a number with at most two digits after the point"))
        return value
    return int(value) if value == int(value) else value


def true(value: Any, path: str, problems: Problems) -> Any:
    """The word true; left out otherwise."""
    if value is not True:
        told(problems, path, value, _("true, or leave the key out"))
    return value


def date(value: Any, path: str, problems: Problems) -> Any:
    """A day, written 2026-11-23."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        told(problems, path, value, _("a day written like 2026-11-23"))
        return value


def rows(item: Check, least: int = 0) -> Check:
    """A list of at least so many items."""

    def check(value: Any, path: str, problems: Problems) -> Any:
        if not isinstance(value, list):
            told(problems, path, value, _("a list is needed here"))
            return []
        if len(value) < least:
            told(problems, path, value, _("at least one entry"))
        return [item(one, f"{path}[{index}]", problems) for index, one in enumerate(value)]

    return check


def mapping(*keys: Key) -> Check:
    """A mapping of exactly these keys; its canonical shape has them in this order."""
    known = [key.name for key in keys]

    def check(value: Any, path: str, problems: Problems) -> Any:
        if not isinstance(value, dict):
            told(problems, path, value, _("keys and values: %(keys)s") % {"keys": ", ".join(known)})
            return {}
        for name in value:
            if name not in known:
                right = _("unknown key; known are: %(keys)s") % {"keys": ", ".join(known)}
                told(problems, join(path, name), value[name], right)
        return dict(_checked(keys, value, path, problems))

    return check


def _checked(
    keys: Iterable[Key], value: dict[str, Any], path: str, problems: Problems
) -> Iterable[tuple[str, Any]]:
    for key in keys:
        if key.name in value:
            yield key.name, key.check(value[key.name], join(path, key.name), problems)
        elif key.needed:
            told(problems, join(path, key.name), None, _("this key is missing"))


def join(path: str, name: object) -> str:
    """Write a key below a path: `unit.sections[0].code`."""
    return f"{path}.{name}" if path else str(name)


CODE = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
code = text(40, CODE)
key = text(60, CODE)
name = text(200)
level = choice(*LEVELS)
ORIGIN = Key("origin", text(200), needed=False)
BASIS = rows(mapping(Key("law", text(200)), Key("article", text(100), needed=False)))

unit = mapping(
    Key("code", code),
    Key("name", name),
    Key("classes", rows(text(100))),
    Key("duties", rows(name), needed=False),
    Key(
        "sections",
        rows(
            mapping(
                Key("code", code),
                Key("name", name),
                Key("classes", rows(text(100))),
                Key("duties", rows(name), needed=False),
                ORIGIN,
            )
        ),
    ),
    ORIGIN,
)
position = mapping(
    Key("code", code),
    Key("section", code),
    Key("name", name),
    Key("duties", text(2000)),
    Key("collective", true, needed=False),
    ORIGIN,
)
step = mapping(
    Key("key", key),
    Key("name", name),
    Key("kind", choice(*StepKind.values)),
    Key("position", code),
    Key("days", whole, needed=False),
    Key("check", true, needed=False),
    Key("basis", BASIS, needed=False),
    Key("stage", choice(*ProjectStage.values), needed=False),
    Key("holder", text(100), needed=False),
    Key("responsible", text(100), needed=False),
    ORIGIN,
)
link = mapping(Key("from", key), Key("to", key), Key("when", name, needed=False), ORIGIN)
comment = mapping(
    Key("step", key, needed=False),
    Key("body", text(2000)),
    Key(
        "reply",
        mapping(Key("outcome", choice(*Outcome.values)), Key("reason", text(2000))),
        needed=False,
    ),
    Key("changed", rows(key), needed=False),
    ORIGIN,
)
posting = mapping(Key("opens", date), Key("closes", date), Key("comments", rows(comment)), ORIGIN)
flowchart = mapping(
    Key("key", key),
    Key("name", name),
    Key("section", code, needed=False),
    Key("steps", rows(step, least=1)),
    Key("links", rows(link)),
    Key("posting", posting, needed=False),
    ORIGIN,
)
power = mapping(
    Key("code", text(60, CODE)),
    Key("name", name),
    Key("category", choice(*Category.values)),
    Key("section", code),
    Key("flowchart", key),
    Key("basis", BASIS),
    Key(
        "limits",
        mapping(Key("statutory", whole, needed=False), Key("committed", whole, needed=False)),
        needed=False,
    ),
    Key("affected_party", name, needed=False),
    # The duties of its section or of the unit that it does.
    Key("duties", rows(mapping(Key("section", code), Key("duty", name))), needed=False),
    Key("withheld", mapping(Key("ground", text(300)), Key("approved_by", text(100))), needed=False),
    ORIGIN,
)
rating = mapping(
    Key("proposed", choice(*RANKS)),
    Key("factors", mapping(*(Key(factor, level) for factor in FACTORS)), needed=False),
    Key("level", choice(*RANKS), needed=False),
    Key("reason", text(2000), needed=False),
    Key(
        "planned",
        mapping(Key("level", choice(*RANKS)), Key("reason", text(500))),
        needed=False,
    ),
    Key(
        "verified",
        mapping(Key("level", choice(*RANKS)), Key("reason", text(500)), Key("on", date)),
        needed=False,
    ),
)
place = mapping(
    Key("flowchart", key, needed=False),
    Key("steps", rows(key, least=1), needed=False),
    Key("power", text(60, CODE), needed=False),
    Key("positions", rows(code, least=1), needed=False),
    Key("sections", rows(code, least=1), needed=False),
)
risk_point = mapping(
    Key("key", key),
    Key("title", name),
    Key("manifestations", rows(text(500), least=1)),
    Key("category", choice(*RiskCategory.values)),
    Key("causes", rows(choice(*Cause.values), least=1)),
    Key("at", place),
    Key("found_by", rows(choice(*FindingMethod.values), least=1)),
    Key("rating", rating, needed=False),
    ORIGIN,
)
article = mapping(Key("name", text(60)), Key("text", text(2000), needed=False))
rule = mapping(
    Key("key", key),
    Key("name", name),
    Key("issuer", name),
    Key("number", text(100), needed=False),
    Key(
        "versions",
        rows(
            mapping(
                Key("date", date),
                Key("changed", text(500), needed=False),
                Key("articles", rows(article), needed=False),
            ),
            least=1,
        ),
    ),
    Key("repealed", mapping(Key("on", date), Key("because", text(500))), needed=False),
    Key("for", rows(key), needed=False),
    Key("levels", rows(whole), needed=False),
    Key("classes", rows(text(100)), needed=False),
    ORIGIN,
)
indicator = mapping(
    Key("name", name),
    Key("unit", text(20), needed=False),
    Key("baseline", number),
    Key("target", number),
    Key("master", true, needed=False),
)
measure = mapping(
    Key("key", key),
    Key("text", text(500)),
    Key("phase", choice(*Phase.values)),
    Key("kind", choice(*MeasureKind.values)),
    Key("for", rows(key)),
    Key("levels", rows(whole), needed=False),
    Key("classes", rows(text(100)), needed=False),
    Key("section", code),
    Key("position", code, needed=False),
    Key("due", date, needed=False),
    Key("every", choice(*Rhythm.values), needed=False),
    Key("record", name, needed=False),
    Key("rule", key, needed=False),
    Key("article", text(60), needed=False),
    Key("indicators", rows(indicator), needed=False),
    ORIGIN,
)


def format_version(value: Any, path: str, problems: Problems) -> Any:
    """The number of the format: one."""
    if value != 1:
        told(problems, path, value, _("this system reads dossiers of format 1"))
    return value


dossier = mapping(
    Key("dossier", format_version),
    Key("unit", unit),
    Key("positions", rows(position)),
    Key("flowcharts", rows(flowchart)),
    Key("powers", rows(power)),
    Key("risk_points", rows(risk_point)),
    Key("rules", rows(rule), needed=False),
    Key("measures", rows(measure)),
)
