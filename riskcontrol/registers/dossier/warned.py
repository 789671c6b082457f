"""A body's own rules for warnings in a dossier: written out, checked, and carried in.

Where what ships holds, there is nothing to carry.
"""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from measures.actions.warnings import write_scheme
from measures.models import WarningScheme
from measures.warning_rules import (
    ColourOutline,
    RuleOutline,
    SchemeOutline,
    outline_of,
    scheme_of,
    shipped,
)
from measures.warning_states import WarningKind
from riskcontrol.accounts.models import Unit

from .checks import Problems, once, refer, told
from .ruled import kept

if TYPE_CHECKING:
    from .carrying import Carrier

Row = dict[str, Any]


def warning_rules_row(body: Unit) -> Row:
    """Write the rules that hold in a body; nothing where they are what ships."""
    scheme = scheme_of(body)
    if scheme is None:
        return {}
    names = [one.name for one in scheme.colours.all()]
    outline = outline_of(scheme)
    # An outline's names are in the reader's language; a dossier has them as they are kept.
    colours = tuple(
        ColourOutline(name, one.shape, one.colour)
        for name, one in zip(names, outline.colours, strict=True)
    )
    own = SchemeOutline(colours, outline.rules)
    return {} if own == shipped() else _row(own)


def _row(outline: SchemeOutline) -> Row:
    return {"colours": [vars(one).copy() for one in outline.colours]} | kept(
        kinds=[_kind(rule, outline) for rule in outline.rules if any_of(rule)]
    )


def any_of(rule: RuleOutline) -> bool:
    """Whether a kind is ever raised."""
    return any(number is not None for number in rule.thresholds)


def _kind(rule: RuleOutline, outline: SchemeOutline) -> Row:
    at = [
        {"colour": colour.name, "at": number}
        for colour, number in zip(outline.colours, rule.thresholds, strict=True)
        if number is not None
    ]
    return {"kind": rule.kind} | kept(name=rule.name) | {"from": at}


def sorted_warning_rules(row: Row) -> Row:
    """Put kinds and thresholds in one order: which comes first says nothing."""
    return _row(_outline(row))


def _outline(row: Row) -> SchemeOutline:
    """Give a dossier's rules as plain values; a kind it does not name is never raised."""
    colours = tuple(ColourOutline(**one) for one in row["colours"])
    told_of = {one["kind"]: one for one in row.get("kinds", [])}
    return SchemeOutline(
        colours, tuple(_rule(kind, told_of.get(kind, {}), colours) for kind in WarningKind.values)
    )


def _rule(kind: str, row: Row, colours: tuple[ColourOutline, ...]) -> RuleOutline:
    at = {one["colour"]: one["at"] for one in row.get("from", [])}
    return RuleOutline(kind, tuple(at.get(one.name) for one in colours), row.get("name", ""))


def broken_warning_rules(tree: Row, problems: Problems) -> None:
    """Say what is wrong with a dossier's rules for warnings."""
    row = tree.get("warning_rules")
    if row is None:
        return
    colours = tuple(ColourOutline(**one) for one in row["colours"])
    for words in SchemeOutline(colours).lacks:
        told(problems, "warning_rules.colours", len(colours), words)
    kinds = row.get("kinds", [])
    once(problems, "warning_rules.kinds", [one["kind"] for one in kinds])
    for index, one in enumerate(kinds):
        path, before = f"warning_rules.kinds[{index}].from", len(problems)
        names = [at["colour"] for at in one["from"]]
        refer(problems, path, names, [each.name for each in colours], _("no such colour"))
        once(problems, path, names)
        if len(problems) == before:
            _check_order(_rule(one["kind"], one, colours), path, problems)


def _check_order(rule: RuleOutline, path: str, problems: Problems) -> None:
    for words in SchemeOutline((), (rule,)).lacks_of_rules():
        told(problems, path, rule.kind, words)


def write_warning_rules(carrier: "Carrier", row: Row, _order: int) -> WarningScheme:
    """Write the body's next version of its rules; they hold from the next computation on."""
    before = scheme_of(carrier.body)
    return write_scheme(
        carrier.body,
        before.number + 1 if before else 1,
        _outline(row),
        set_by=carrier.by,
        reason=_("carried in by a dossier"),
    )
