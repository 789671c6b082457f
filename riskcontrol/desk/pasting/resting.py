"""What a pasted measure rests on: the record it leaves, its rule among those in force, and the article."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _

from measures.models import Rule
from riskcontrol.accounts.models import Unit
from riskpoints.likeness import plain

NAMES = ("record", "rule", "article")
LONGEST_ARTICLE = 60
# “《现金管理办法》（〔2023〕8号）第三条”, “现金管理办法 第三条”.
ARTICLE = re.compile(
    r"[\s,，、:：]*(第\s*[0-9０-９零〇一二三四五六七八九十百千]{1,12}\s*条.*"
    r"|(?:Article|Art\.|Section|§)\s*\d.*)$",
    re.IGNORECASE,
)


class Cells(Protocol):
    """A row of the table, as far as it is needed here."""

    values: dict[str, Any]

    def text(self, name: str) -> str:
        """Give what a column says."""

    def fault(self, name: str, words: str) -> None:
        """Say what is wrong at the cell of a column."""


def rules_for(columns: Iterable[str], body: Unit) -> Sequence[Rule]:
    """Give a body's rules in force, where a column names rules."""
    return list(Rule.objects.holding().of_body(body)) if "rule" in columns else []


def rest(row: Cells, rules: Sequence[Rule]) -> None:
    """Understand what the measures of a row rest on; what cannot be is said at its cell."""
    row.values["record"] = " ".join(row.text("record").split())
    row.values["rule"], row.values["article"] = _rule(row, rules)
    if row.values["measures"]:
        return
    for name in NAMES:
        if row.text(name):
            row.fault(name, _("This row has no measure that it could belong to."))


def _rule(row: Cells, rules: Sequence[Rule]) -> tuple[Rule | None, str]:
    said, article = " ".join(row.text("rule").split()), " ".join(row.text("article").split())
    found = _named(said, rules)
    if not found and (behind := ARTICLE.search(said)):
        found, article = _named(said[: behind.start()], rules), article or behind[1]
    if len(article) > LONGEST_ARTICLE:
        row.fault("article", _("At most %(most)s characters.") % {"most": LONGEST_ARTICLE})
    if not said:
        if article:
            row.fault("article", _("Name the rule that the article stands in."))
        return None, ""
    if len(found) != 1:
        row.fault("rule", _refusal(said, found))
        return None, ""
    return found[0], article


def _named(said: str, rules: Sequence[Rule]) -> list[Rule]:
    """Find the rules that are called so: by name, by number, or by both."""
    wanted = plain(said)
    if not wanted:
        return []
    return [rule for rule in rules if wanted in _names_of(rule)]


def _names_of(rule: Rule) -> set[str]:
    name, number = plain(rule.name), plain(rule.number)
    return {name, number, name + number, number + name} - {""}


def _refusal(said: str, found: Sequence[Rule]) -> str:
    if not found:
        words = _("No rule in force of this unit has the name or number “%(name)s”.")
        return words % {"name": said[:60]}
    told = _("、").join(f"{rule}{rule.number}" for rule in found)
    words = _("Several rules in force are called so: %(rules)s. Add the number.")
    return words % {"rules": told}
