"""The SVG that Graphviz draws, rebuilt from a short list of what a page may carry."""

import re
from collections.abc import Iterator
from html import escape

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
CHILDREN = {f"{{{NAMESPACE}}}{tag}": tag for tag in ALLOWED.keys() - {"svg"}}
PLAIN_VALUE = re.compile(r"[\w\s#.,+-]*")
TRANSFORM = re.compile(r"((scale|rotate|translate)\([-\d.\s]+\)\s*)*")
STEP_ID = re.compile(r"step-[\w-]+")
SIZE = re.compile(r'<svg [^>]*?viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
LENGTHS = re.compile(r'(<svg [^>]*?)width="[^"]*" height="[^"]*"')
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
    written = [f'<svg xmlns="{NAMESPACE}"{attributes(root, "svg", prefix)}']
    written += named(title, description, prefix)
    write_children(root, prefix, written)
    return "".join(written) + "</svg>"


def inline(svg: str) -> SafeString:
    """Let a template write a filtered drawing as it is."""
    # Safe: `filtered` wrote every element and attribute itself, and escaped every text.
    return mark_safe(svg)  # noqa: S308 - see above


def size_of(svg: str) -> tuple[float, float]:
    """The width and height of a filtered drawing, in points."""
    found = SIZE.match(svg)
    if found is None:
        raise ValueError("The drawing has no size.")
    return float(found[1]), float(found[2])


def alone(svg: str, width: float | None = None, *, unit: str = "") -> bytes:
    """Give a filtered drawing as a file of its own, that wide (in pixels) where a width is given."""
    if width is not None:
        own_width, own_height = size_of(svg)
        lengths = f'width="{width:g}{unit}" height="{own_height * width / own_width:g}{unit}"'
        svg = LENGTHS.sub(rf"\1{lengths}", svg, count=1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n'.encode()


def named(title: str, description: str, prefix: str) -> Iterator[str]:
    """Give the image its role, name and description for whoever has them read out."""
    names = {"title": f"{prefix}chart-title", "desc": f"{prefix}chart-description"}
    yield f' class="chart-drawing" role="img" aria-labelledby="{" ".join(names.values())}"'
    yield f' font-family="{FONTS}">'
    for tag, words in (("title", title), ("desc", description)):
        yield f'<{tag} id="{names[tag]}">{escape(one_line(words), quote=False)}</{tag}>'


def write_children(source: etree._Element, prefix: str, written: list[str]) -> None:
    """Write what is allowed of an element's content; everything else goes with all that is in it."""
    for child in source:
        tag = CHILDREN.get(child.tag)
        if tag is None:
            continue
        begin = f"<{tag}{attributes(child, tag, prefix)}"
        if tag == "text":
            written.append(f"{begin}>{escape(''.join(child.itertext()), quote=False)}</text>")
        elif len(child):
            written.append(begin + ">")
            write_children(child, prefix, written)
            written.append(f"</{tag}>")
        else:
            written.append(begin + "/>")


def attributes(source: etree._Element, tag: str, prefix: str) -> str:
    """Write the attributes that are allowed and whose values are plain, so that none needs escaping."""
    allowed = ALLOWED[tag]
    found = ""
    for name, given in source.items():
        if name in allowed:
            if value := safe_value(name, given, prefix):
                found += f' {name}="{value}"'
        elif name == XLINK and tag == "a" and STEP_LINK.fullmatch(given):
            found += f' href="#{prefix}{given.removeprefix("#")}"'
    return found


def safe_value(name: str, value: str, prefix: str) -> str:
    """Give the value as it may stand, or nothing."""
    if name == "id":
        return prefix + value if STEP_ID.fullmatch(value) else ""
    if name == "transform":
        return value if TRANSFORM.fullmatch(value) else ""
    if value == "transparent":
        return "none"
    return value if PLAIN_VALUE.fullmatch(value) else ""
