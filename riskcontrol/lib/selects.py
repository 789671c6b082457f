"""A select with hundreds of options, written at once: a template for each option takes most of a page."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """Looks as any select does, groups of options included."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Write the select; `renderer` is not asked."""
        chosen = set(self.format_value(value))
        said = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        written = format_html_join("", "{}", self._groups(chosen))
        return format_html("<select{}>{}</select>", said, written)

    def _groups(self, chosen: set[str]) -> Iterator[tuple[SafeString]]:
        for value, words in self.choices:
            if isinstance(words, list | tuple):
                inside = _options(words, chosen)
                yield (format_html('<optgroup label="{}">{}</optgroup>', value, inside),)
            else:
                yield (_options([(value, words)], chosen),)


def _options(pairs: Iterable[tuple[Any, Any]], chosen: set[str]) -> SafeString:
    written = (("" if value is None else str(value), words) for value, words in pairs)
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, " selected" if value in chosen else "", words) for value, words in written),
    )
