"""A kept drawing whose steps lead somewhere on the page it stands on."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString
from lxml import etree

from .svg import NAMESPACE, inline


@dataclass(frozen=True)
class Lead:
    """Where a step leads on the page, what the link is called, and a class for its look."""

    to: str
    name: str
    look: str = ""


def linked(svg: str, leads: Mapping[str, Lead]) -> SafeString:
    """Make links of a filtered drawing's steps, by their keys; its other ids go, for the page has its own.

    A drawing with links is a group, not an image: an image hides what is inside it from whoever
    has the page read out.
    """
    if not svg:
        return inline("")
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    root.set("role", "group")
    for step in list(root.iter(f"{{{NAMESPACE}}}g")):
        name = step.attrib.pop("id", "")
        lead = leads.get(name.removeprefix("step-"))
        if name.startswith("step-") and lead:
            _wrap(step, lead)
    return inline(etree.tostring(root, encoding="unicode"))


def _wrap(step: etree._Element, lead: Lead) -> None:
    """Put a step into a link of its own, where it stood."""
    parent = step.getparent()
    if parent is None:
        return
    link = etree.Element(f"{{{NAMESPACE}}}a", {"href": f"#{lead.to}", "aria-label": lead.name})
    if lead.look:
        link.set("class", lead.look)
    parent.replace(step, link)
    link.append(step)
