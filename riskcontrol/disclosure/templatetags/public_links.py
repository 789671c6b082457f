"""The public carry their language and their type size in the address: no cookie is ever set."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

KEPT = ("lang", "size")


@register.simple_tag(takes_context=True)
def keep(context: dict[str, Any], **more: Any) -> str:
    """Give "?lang=en&size=large" as far as the reader chose, with more of a link's own; else "".

    What the link says itself goes before what the reader chose; "" leaves that out.
    """
    chosen = dict(kept(context)) | more
    query = urlencode({name: value for name, value in chosen.items() if value != ""})
    return f"?{query}" if query else ""


@register.simple_tag(takes_context=True)
def keep_inputs(context: dict[str, Any]) -> SafeString:
    """Carry the reader's choices through a form."""
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept(context))


def kept(context: dict[str, Any]) -> list[tuple[str, str]]:
    """The reader's choices in the address."""
    chosen = context["request"].GET
    return [(name, chosen[name]) for name in KEPT if chosen.get(name)]
