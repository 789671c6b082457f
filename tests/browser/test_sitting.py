"""The grid by keyboard: digits choose grades and go on; the level is told while it is chosen."""

import pytest
from playwright.sync_api import expect

from riskpoints.models import Assessment
from riskpoints.shipped import DECK, KINDS, MATRIX
from tests.factories.schemes import sitting_by

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SENTENCES = {
    "deck": (DECK, "3132", "Level I, because the discretion is I; the others give II or III."),
    "kinds": (
        KINDS,
        "12212",
        "Level III, because 2 of 5 criteria are met: Ethical risk, Institutional risk.",
    ),
    "matrix": (MATRIX, "23", "Level II, because Likelihood 4 × Harm 3 = 12."),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_digits_choose_grades_and_the_level_is_told(page, live_server, sign_in, name):
    outline, keys, sentence = SENTENCES[name]
    sitting = sitting_by(outline)
    sitting.chair.language = "en"
    sitting.chair.save()
    sign_in(sitting.chair)
    page.goto(f"{live_server.url}/desk/committee/{sitting.pk}/")
    page.locator("fieldset.factor input[type=radio]").first.focus()
    for key in keys:
        page.keyboard.press(key)
    line = page.locator("[data-sentence]")
    expect(line).to_contain_text(sentence)
    if outline.floors:
        page.get_by_label("unlimited discretion").check()
        expect(line).to_contain_text(f"{sentence} At least level I: unlimited discretion.")
        expect(line).to_have_class("note note-red")
    page.locator("textarea[name$=-reason]").first.fill("一人即可决定。")
    page.get_by_role("button", name="Hand in my assessment").click()
    page.wait_for_load_state()
    (said,) = Assessment.objects.all()
    assert [grade.anchor.rank for grade in said.grades.all()] == [int(key) for key in keys]
    assert [floor.name for floor in said.floors.all()] == (
        ["unlimited discretion"] if outline.floors else []
    )
