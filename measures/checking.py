"""What nobody could check of a measure afterwards: pointed out while it is typed, never held up.

Who does it and what record stays may stand in the measure's own words or in the fields beside them.
What calls for something and names nothing at all is told by riskpoints/slogans.py.
"""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from riskcontrol.lib.ids import is_id
from riskpoints.slogans import ENGLISH, RECORD, RULE, WHO, is_slogan

from .models import Rule

NAMES_WHO = re.compile(f"{WHO}|{ENGLISH}", re.IGNORECASE)
NAMES_RECORD = re.compile(f"{RECORD}|{ENGLISH}", re.IGNORECASE)
NAMES_RULE = re.compile(f"{RULE}|{ENGLISH}", re.IGNORECASE)

# What is typed of one measure: text, position, record, rule and article, by name.
Typed = Mapping[str, str]


def unchecked(rows: Mapping[str, Typed]) -> dict[str, list[str]]:
    """Say of each measure what is missing, in one query more where a rule is named."""
    ids = {int(row["rule"]) for row in rows.values() if is_id(row["rule"])}
    found = Rule.objects.filter(pk__in=ids).prefetch_related("versions__articles") if ids else ()
    rules = {str(rule.pk): rule for rule in found}
    return {name: said for name, row in rows.items() if (said := _lacks(row, rules))}


def _lacks(row: Typed, rules: Mapping[str, Rule]) -> list[str]:
    said = []
    if not is_slogan(row["text"]) and (lacks := _missing(row)):
        words = _("So that it can be checked afterwards, say: %(lacks)s.")
        said.append(words % {"lacks": _("; ").join(lacks)})
    if rule := rules.get(row["rule"]):
        said += _about_rule(rule, row["article"])
    return said


def _missing(row: Typed) -> list[str]:
    """What is neither in the words nor in the fields, where no record stays that could be looked at."""
    text = row["text"]
    if row["record"] or NAMES_RECORD.search(text):
        return []
    lacks = [_("what record stays")]
    if not row["position"] and not NAMES_WHO.search(text):
        lacks.append(_("who does it"))
    if not row["rule"] and not NAMES_RULE.search(text):
        lacks.append(_("by which rule"))
    return lacks


def _about_rule(rule: Rule, article: str) -> list[str]:
    if rule.is_repealed:
        return [_("%(rule)s is repealed. Choose the rule that took its place.") % {"rule": rule}]
    versions = list(rule.versions.all())
    known = {one.label for one in versions[0].articles.all()} if versions else set()
    if article and known and article not in known:
        words = _("The version of %(rule)s that holds has no “%(article)s”.")
        return [words % {"rule": rule, "article": article}]
    return []
