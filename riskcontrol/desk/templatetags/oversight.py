"""Words for what a frozen result says by its keys."""

from django import template

from riskpoints.rounds import LOOKS
from riskpoints.snapshots import names_of
from riskpoints.states import RiskCategory

register = template.Library()


@register.filter
def look_words(key: str) -> str:
    """What became of an earlier round's row, in words."""
    return str(LOOKS.get(key, key))


@register.filter
def category_words(key: str) -> str:
    """A category of risk, in words."""
    return str(dict(RiskCategory.choices).get(key, key))


@register.filter
def part_words(parts: list[str]) -> str:
    """What changed of a risk point since it was ruled on, in words."""
    return names_of(parts)
