"""The SVG that Graphviz draws, rebuilt from a short list of what a page may carry."""

import re

from django.utils.safestring import SafeString, mark_safe
from lxml import etree

from .text import one_line

NAMESPACE = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
FONTS = (
    "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, Noto Sans SC, sans-serif"
)
LOOK = frozenset({"fill", "stroke", "stroke-width", "stroke-dasharray"})
ALLOWED: dict[str, frozenset[str]] = {
    "svg": frozenset({"width", "height", "viewBox"}),
    "g": frozenset({"id", "class", "transform"}),
    "a": frozenset(),
    "path": LOOK | {"d"},
    "polygon": LOOK | {"points"},
    "polyline": LOOK | {"points"},
    "ellipse": LOOK | {"cx", "cy", "rx", "ry"},
    "text": frozenset({"x", "y", "text-anchor", "font-size", "font-weight", "fill"}),
}
PLAIN_VALUE = re.compile(r"[\w\s#.,+-]*")
TRANSFORM = re.compile(r"((scale|rotate|translate)\([-\d.\s]+\)\s*)*")
STEP_LINK = re.compile(r"#step-[\w-]+")


def filtered(svg: bytes, *, title: str, description: str, prefix: str = "") -> str:
    """Rebuild a drawing as an image with a name and a description, safe to stand in a page.

    Only shapes and texts come through, with their look; ids are kept for steps alone and begin
    with the prefix. Raises ValueError for what is no SVG.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(svg, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("The drawing is no well-formed XML.") from error
    if root.tag != f"{{{NAMESPACE}}}svg":
        raise ValueError("The drawing is no SVG.")
    image = etree.Element(f"{{{NAMESPACE}}}svg", nsmap={None: NAMESPACE})
    copy_attributes(root, image, "svg", prefix)
    name_image(image, title, description, prefix)
    copy_children(root, image, prefix)
    return etree.tostring(image, encoding="unicode")


def inline(svg: str) -> SafeString:
    """Let a template write a filtered drawing as it is."""
    # Safe: `filtered` built every element and attribute itself, and lxml escaped every text.
    return mark_safe(svg)  # noqa: S308 - see above


def name_image(image: etree._Element, title: str, description: str, prefix: str) -> None:
    """Give the image its role, name and description for whoever has them read out."""
    ids = {"title": f"{prefix}chart-title", "desc": f"{prefix}chart-description"}
    image.set("class", "chart-drawing")
    image.set("role", "img")
    image.set("aria-labelledby", " ".join(ids.values()))
    image.set("font-family", FONTS)
    for tag, words in (("title", title), ("desc", description)):
        element = etree.SubElement(image, f"{{{NAMESPACE}}}{tag}", id=ids[tag])
        element.text = one_line(words)


def copy_children(source: etree._Element, target: etree._Element, prefix: str) -> None:
    """Copy what is allowed; everything else goes with all that is in it."""
    for child in source.iterchildren(tag=etree.Element):
        tag = child.tag.removeprefix(f"{{{NAMESPACE}}}")
        if tag not in ALLOWED or tag == "svg":
            continue
        copy = etree.SubElement(target, f"{{{NAMESPACE}}}{tag}")
        copy_attributes(child, copy, tag, prefix)
        if tag == "text":
            copy.text = "".join(child.itertext())
        else:
            copy_children(child, copy, prefix)


def copy_attributes(source: etree._Element, target: etree._Element, tag: str, prefix: str) -> None:
    """Copy the attributes that are allowed and whose values are plain."""
    for name, given in source.attrib.items():
        value = safe_value(name, given, prefix) if name in ALLOWED[tag] else ""
        if value:
            target.set(name, value)
    link = source.get(XLINK, "")
    if tag == "a" and STEP_LINK.fullmatch(link):
        target.set("href", "#" + prefix + link.removeprefix("#"))


def safe_value(name: str, value: str, prefix: str) -> str:
    """Give the value as it may stand, or nothing."""
    if name == "id":
        return prefix + value if re.fullmatch(r"step-[\w-]+", value) else ""
    if name == "transform":
        return value if TRANSFORM.fullmatch(value) else ""
    if value == "transparent":
        return "none"
    return value if PLAIN_VALUE.fullmatch(value) else ""
