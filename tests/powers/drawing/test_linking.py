"""A kept drawing whose steps lead to rows of a page."""

from lxml import etree

from powers.drawing.linking import Lead, linked
from powers.drawing.svg import NAMESPACE, filtered

RAW = (
    f'<svg xmlns="{NAMESPACE}" viewBox="0 0 9 9" width="9" height="9"><g id="step-a"><path d="M0 0"/></g>'
    '<g id="step-b"><text>乙 &amp; 丙</text></g></svg>'
)
SVG = filtered(RAW.encode(), title="图", description="两步")


def test_a_step_becomes_a_link_and_keeps_what_is_in_it():
    drawn = etree.fromstring(linked(SVG, {"a": Lead("step-7", '甲 "1"', "is-lacking")}))

    links = list(drawn.iter(f"{{{NAMESPACE}}}a"))
    assert [dict(link.attrib) for link in links] == [
        {"href": "#step-7", "aria-label": '甲 "1"', "class": "is-lacking"}
    ]
    assert [child.tag for child in links[0].iter()][1:] == [
        f"{{{NAMESPACE}}}{tag}" for tag in ("g", "path")
    ]
    assert (drawn.get("role"), "".join(drawn.itertext())) == ("group", "图两步乙 & 丙")
    assert [step.get("id") for step in drawn.iter(f"{{{NAMESPACE}}}g")] == [None, None]


def test_nothing_is_made_of_nothing():
    assert linked("", {"a": Lead("step-7", "甲")}) == ""
