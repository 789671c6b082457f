"""Amounts of money as tables of public accounts write them, the same in every language."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def yuan(amount: Decimal | None) -> str:
    """Write an amount in yuan to the fen, a comma every three digits; a dash where none is known.

    Django's own grouping follows the language: Chinese would have no separators at all. What programs
    read (dossiers, forms, addresses) keeps plain digits and never passes here.
    """
    return "—" if amount is None else f"{amount:,.2f}"
