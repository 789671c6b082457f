"""How levels look: each colour can be read, each shape is another, and the style sheet says the same."""

import re
from itertools import pairwise

import pytest
from django.conf import settings

from powers.drawing.marks import SIZES
from riskpoints.levels import levels_for, levels_now, marks_by_rank, shipped_levels
from riskpoints.models import Level
from riskpoints.shipped import DECK, KINDS, SHIPPED
from riskpoints.states import PALETTE, SIGNS, Colour, Shape
from tests.factories.accounts import BodyFactory, committee_chair
from tests.factories.measures import convened, handed_in
from tests.factories.schemes import drafted, in_force


def luminance(colour):
    """The relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_the_standards():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("colour", Colour)
def test_every_colour_can_be_read(colour):
    """On white, on its own ground, and white on it, as in a drawing."""
    ink, ground = PALETTE[colour]
    assert min(contrast(ink, "#ffffff"), contrast(ink, ground)) >= 4.5
    assert contrast("#1f2933", ground) >= 7


def test_the_style_sheet_has_the_palette():
    css = (settings.BASE_DIR / "static" / "css" / "levels.css").read_text()
    inks = dict(re.findall(r"\.ink-(\w+) \{\s+color: (#\w{6});", css))
    notes = re.findall(
        r"\.note\.note-(\w+) \{\s+border-color: (#\w{6});\s+background: (#\w{6});", css
    )
    assert inks == {colour.value: ink for colour, (ink, _ground) in PALETTE.items()}
    assert {name: (ink, ground) for name, ink, ground in notes} == {
        colour.value: pair for colour, pair in PALETTE.items()
    }


def test_every_shape_has_a_sign_and_is_drawn():
    assert SIGNS.keys() == set(Shape)
    assert SIZES.keys() == {shape.value for shape in Shape}
    assert len(set(SIGNS.values())) == len(Shape)


@pytest.mark.parametrize("outline", SHIPPED.values(), ids=SHIPPED)
def test_no_two_shipped_levels_share_mark_shape_or_colour(outline):
    looks = [(level.mark, level.shape, level.colour, level.name) for level in outline.levels]
    assert all(len(set(column)) == len(looks) for column in zip(*looks, strict=True))
    least = [level.least for level in outline.levels]
    assert least == [None] * 3 or all(high > low for high, low in pairwise(least))


@pytest.mark.django_db
def test_a_body_shows_the_levels_of_the_newest_scheme_in_force():
    body = BodyFactory()
    assert [level.look for level in levels_now(body)] == [level.look for level in shipped_levels()]
    in_force(KINDS, body)
    drafted(DECK, body)
    assert [level.least for level in levels_now(body)] == [5, 3, 0]


@pytest.mark.django_db
def test_a_decided_worksheet_keeps_the_levels_it_was_decided_by():
    sitting = convened(handed_in(points=0))
    worksheet = sitting.worksheet
    in_force(KINDS, worksheet.body)
    assert levels_for(worksheet)[1].least == 5
    worksheet.decided_at = worksheet.opened_at
    assert list(levels_for(worksheet).values()) == list(sitting.scheme.levels.all())


@pytest.mark.django_db
def test_a_filter_offers_the_marks_of_the_bodies_one_reads():
    body, strange = BodyFactory(), BodyFactory()
    in_force(DECK, body)
    for other, mark in ((body, "A"), (strange, "X")):
        draft = drafted(DECK, other)
        Level.objects.filter(scheme=draft, rank=1).update(mark=mark)
        type(draft).objects.filter(pk=draft.pk).update(in_force_at=draft.made_at)
    assert marks_by_rank(committee_chair(body)) == {1: "I / A", 2: "II", 3: "III"}
