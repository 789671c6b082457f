"""A body's rules for warnings: what ships, what holds, and which rule a fact comes under."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit
from riskpoints.states import Colour, Shape

from .models import WarningRule, WarningScheme
from .warning_states import MOST_COLOURS, SHIPPED, SHIPPED_COLOURS, WarningKind


@dataclass(frozen=True)
class ColourOutline:
    """One colour as it is written down: its name, shape and ink."""

    name: str
    shape: str
    colour: str


@dataclass(frozen=True)
class RuleOutline:
    """A kind's own name, and for each colour from the gravest on the threshold, or None for never."""

    kind: str
    thresholds: tuple[int | None, ...]
    name: str = ""


@dataclass(frozen=True)
class SchemeOutline:
    """A body's rules as plain values: colours from the gravest on, one rule a kind."""

    colours: tuple[ColourOutline, ...]
    rules: tuple[RuleOutline, ...] = field(default_factory=tuple)

    @property
    def lacks(self) -> list[str]:
        """What keeps them from being set, in sentences."""
        return [*self._lacks_of_colours(), *self.lacks_of_rules()]

    def _lacks_of_colours(self) -> list[str]:
        said = []
        if not 1 <= len(self.colours) <= MOST_COLOURS:
            said.append(_("Name one to %(most)s colours.") % {"most": MOST_COLOURS})
        if not all(one.name for one in self.colours):
            said.append(_("Give every colour a name."))
        if len({one.name for one in self.colours}) < len(self.colours):
            said.append(_("Two colours have the same name."))
        if len({one.shape for one in self.colours}) < len(self.colours):
            said.append(
                _(
                    "Two colours have the same shape. Give each its own, so that colour is never alone."
                )
            )
        if not all(one.shape in Shape and one.colour in Colour for one in self.colours):
            said.append(_("Choose a shape and a colour for each."))
        return said

    def lacks_of_rules(self) -> list[str]:
        """Say which kinds have numbers that do not rise with the colours."""
        said = []
        words = _("“%(kind)s”: the graver colour comes later, so its number is higher.")
        for rule in self.rules:
            given = [number for number in rule.thresholds if number is not None]
            if any(graver <= milder for graver, milder in pairwise(given)):
                said.append(words % {"kind": WarningKind(rule.kind).label})
        return said


def shipped() -> SchemeOutline:
    """Give the rules that ship: yellow, orange, red."""
    return SchemeOutline(
        tuple(ColourOutline(*one) for one in SHIPPED_COLOURS),
        tuple(RuleOutline(kind, thresholds) for kind, thresholds in SHIPPED.items()),
    )


def outline_of(scheme: WarningScheme) -> SchemeOutline:
    """Give a version's rules as plain values, so that a form begins with them."""
    colours = list(scheme.colours.all())
    numbers = {(rule.kind, rule.colour_id): rule for rule in scheme.rules.all()}
    rules = []
    for kind in WarningKind.values:
        own = [numbers.get((kind, colour.pk)) for colour in colours]
        name = next((rule.name for rule in own if rule), "")
        rules.append(
            RuleOutline(kind, tuple(rule.threshold if rule else None for rule in own), name)
        )
    looks = (ColourOutline(str(one), one.shape, one.colour) for one in colours)
    return SchemeOutline(tuple(looks), tuple(rules))


def scheme_of(body: Unit) -> WarningScheme | None:
    """Give the version that holds, with its colours and rules; None where nothing was computed yet."""
    found = WarningScheme.objects.filter(body=body).order_by("-number")
    return found.prefetch_related("colours", "rules__colour").first()


def rules_by_kind(scheme: WarningScheme) -> dict[str, list[WarningRule]]:
    """Give each kind's rules, the gravest first."""
    found: dict[str, list[WarningRule]] = {}
    for rule in sorted(scheme.rules.all(), key=lambda rule: rule.colour.rank):
        found.setdefault(rule.kind, []).append(rule)
    return found


def rule_for(rules: Sequence[WarningRule], amount: int) -> WarningRule | None:
    """Give the gravest rule that an amount reaches; None where it reaches none."""
    return next((rule for rule in rules if amount >= rule.threshold), None)
