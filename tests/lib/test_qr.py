"""QR codes say the address and nothing else."""

from lxml import etree

from riskcontrol.lib.qr import qr_svg

SVG = "{http://www.w3.org/2000/svg}"


def test_a_code_is_an_svg_with_a_title():
    root = etree.fromstring(qr_svg("https://example.org/charts/a-b/", title='图 <"&>'))
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title").text == '图 <"&>'
    assert {each.tag for each in root} == {f"{SVG}title", f"{SVG}path"}


def test_another_address_is_another_picture():
    first, second = (qr_svg(f"https://example.org/{name}/", title="码") for name in "ab")
    assert first != second
