"""Numbers that indicators were written and read with."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def plain(number: Decimal) -> str:
    """Write a number as a person would: without the zeros that its column adds after the point."""
    return f"{number.normalize():f}"
