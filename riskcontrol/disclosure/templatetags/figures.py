"""Figures in words, for the public's pages."""

from collections.abc import Iterable

from django import template

from powers.public.figures import Part
from powers.public.telling import parts_in_words

register = template.Library()


@register.filter
def in_words(parts: Iterable[Part]) -> str:
    """Tell the parts of a figure in a line."""
    return parts_in_words(parts)
