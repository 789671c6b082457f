"""Checks that a dossier's form is made of: texts, numbers, days, words of a few, lists and mappings.

Each check takes a value and its path, adds what is wrong to the problems, and gives the value in
its one canonical shape, so that YAML and JSON of the same dossier come out the same.
"""

import datetime
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _


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


def text_or_none(longest: int) -> Check:
    """A text of at most so many characters, which may be empty."""

    def check(value: Any, path: str, problems: Problems) -> Any:
        return "" if value == "" else text(longest)(value, path, problems)

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
    return plain(value)


def money(value: Any, path: str, problems: Problems) -> Any:
    """An amount in yuan from nought, with at most two digits after the point."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not re.fullmatch(r"\d{1,13}(\.\d{1,2})?", str(value)):
        told(problems, path, value, _("an amount in yuan like 1500000 or 1500000.5"))
        return value
    return plain(value)


def plain(value: Decimal | float) -> int | float:
    """Write a number without needless zeros; fifteen digits pass through a float unrounded."""
    return int(value) if value == int(value) else float(value)


def link(value: Any, path: str, problems: Problems) -> Any:
    """An address on the web, as it may stand on a page."""
    try:
        URLValidator()(value)
    except ValidationError:
        told(problems, path, value, _("an address like https://example.org/notice"))
        return value
    return text(500)(value, path, problems)


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


def refer(
    problems: Problems, path: str, values: Iterable[str], known: Collection[str], what: str
) -> None:
    """Say of each of some references whether it leads nowhere."""
    for index, value in enumerate(values):
        refers(problems, f"{path}[{index}]", value, known, what)


def refers(
    problems: Problems, path: str, value: str | None, known: Collection[str], what: str
) -> None:
    """Say of a reference where it leads nowhere."""
    if value is not None and value not in known:
        told(problems, path, value, what)


def once(problems: Problems, path: str, values: Iterable[Any]) -> None:
    """Say of each of some values where it stands a second time."""
    seen: list[Any] = []
    for index, value in enumerate(values):
        if value in seen:
            shown = " · ".join(map(str, value)) if isinstance(value, tuple) else value
            told(problems, f"{path}[{index}]", shown, _("stands here twice"))
        seen.append(value)


CODE = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
code = text(40, CODE)
key = text(60, CODE)
name = text(200)
ORIGIN = Key("origin", text(200), needed=False)
