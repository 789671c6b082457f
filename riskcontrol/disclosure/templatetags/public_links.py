"""The public carry their language and their type size in the address: no cookie is ever set."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from riskcontrol.disclosure.canonical import kept_by, on_this_page, written

register = template.Library()


@register.simple_tag(takes_context=True)
def keep(context: dict[str, Any], **more: Any) -> str:
    """Give "?lang=en&size=large" as far as the reader chose, with more of a link's own; else "".

    What the link says itself goes before what the reader chose; "" leaves that out.
    """
    return written(kept_by(context["request"]) | more)


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], **changed: Any) -> str:
    """Give the address of this page with something of it changed; "" leaves that out."""
    request = context["request"]
    return request.path + written(on_this_page(request) | changed)


@register.simple_tag(takes_context=True)
def keep_inputs(context: dict[str, Any], *more: str) -> SafeString:
    """Carry the reader's choices through a form, and more of the page's own parameters."""
    request = context["request"]
    own = {name: request.GET[name] for name in more if request.GET.get(name)}
    chosen = (kept_by(request) | own).items()
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', chosen)
