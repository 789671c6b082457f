"""The grid by keyboard: digits choose grades and go on; the level is told while it is chosen."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from riskpoints.models import Assessment
from riskpoints.shipped import DECK, KINDS, MATRIX
from tests.factories.measures import convened, handed_in, raters_of
from tests.factories.schemes import sitting_by

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ALONE = "一人即可决定。"
SENTENCES = {
    "deck": (DECK, "3132", "Level I, because the discretion is I; the others give II or III."),
    "kinds": (
        KINDS,
        "12212",
        "Level III, because 2 of 5 criteria are met: Ethical risk, Institutional risk.",
    ),
    "matrix": (MATRIX, "23", "Level II, because Likelihood 4 × Harm 3 = 12."),
}


def say_once(page, decides):
    """Write the reason at the first factor that decides; the other one has the same by one tick."""
    asked = page.locator("[data-why]:visible textarea")
    expect(asked).to_have_count(decides)
    asked.first.fill(ALONE)
    if decides > 1:
        page.get_by_label("Same as above").locator("visible=true").check()
        expect(page.locator("[data-why] textarea:visible")).to_have_count(1)


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
        page.locator("[data-why-floor] textarea").fill("去年出过事。")
    decides = {"deck": 1, "kinds": 2, "matrix": 2}[name]
    say_once(page, decides)
    page.get_by_role("button", name="Hand in my assessment").click()
    page.wait_for_load_state()
    (said,) = Assessment.objects.all()
    assert [grade.reason for grade in said.grades.all() if grade.decides] == [
        "一人即可决定。"
    ] * decides
    assert [grade.anchor.rank for grade in said.grades.all()] == [int(key) for key in keys]
    assert [floor.name for floor in said.floors.all()] == (
        ["unlimited discretion"] if outline.floors else []
    )


def open_as(page, person, live_server, sign_in, sitting):
    """Open a sitting in English as one of its members."""
    person.language = "en"
    person.save()
    sign_in(person)
    page.goto(f"{live_server.url}/desk/committee/{sitting.pk}/")


def test_n_goes_to_the_next_risk_point_and_then_to_the_button(page, live_server, sign_in):
    sitting = convened(handed_in(points=2))
    open_as(page, sitting.chair, live_server, sign_in, sitting)
    page.locator("fieldset.factor input[type=radio]").first.focus()
    page.keyboard.press("n")
    cards = page.locator("[data-card]")
    expect(cards.nth(1).locator("input[type=radio]").first).to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_role("button", name="Hand in my assessment")).to_be_focused()


def test_without_scripts_every_reason_is_there_and_errors_tell_which_are_needed(
    browser, live_server, client
):
    sitting = convened()
    sitting.chair.language = "en"
    sitting.chair.save()
    client.force_login(sitting.chair)
    context = browser.new_context(java_script_enabled=False)
    name = settings.SESSION_COOKIE_NAME
    session = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    context.add_cookies([session])
    page = context.new_page()
    page.goto(f"{live_server.url}/desk/committee/{sitting.pk}/")
    assert page.locator("[data-why] textarea:visible").count() == 4
    for row, rank in enumerate((2, 1, 3, 1)):
        page.locator("fieldset.factor").nth(row).locator("input[type=radio]").nth(rank - 1).check()
    button = page.get_by_role("button", name="Hand in my assessment")
    button.click()
    asked = page.locator(".grade-why .invalid-feedback")
    assert asked.count() == 2
    page.locator("[data-why] textarea").nth(1).fill(ALONE)
    page.locator("[data-same]").last.check()
    button.click()
    page.wait_for_load_state()
    (said,) = Assessment.objects.all()
    assert [grade.reason for grade in said.grades.all()] == ["", ALONE, "", ALONE]
    context.close()


def test_a_sitting_with_three_members(page, live_server, sign_in):
    """Each rates by keyboard and blind; then all see where they differ, and the chair rules."""
    sitting = convened(handed_in(points=3), members=2)
    keys = {0: "2133", 1: "3333", 2: "2233"}
    for place, person in enumerate(raters_of(sitting)):
        open_as(page, person, live_server, sign_in, sitting)
        expect(page.get_by_role("heading", name="Where the members differ")).to_have_count(0)
        page.locator("fieldset.factor input[type=radio]").first.focus()
        for key in keys[place] * 3:
            page.keyboard.press(key)
        for why in page.locator("[data-why]:visible textarea").all():
            why.fill(f"理由{place}")
        page.get_by_role("button", name="Hand in my assessment").click()
        page.wait_for_load_state()
    open_as(page, sitting.chair, live_server, sign_in, sitting)
    expect(page.get_by_role("heading", name="Where the members differ")).to_be_visible()
    expect(page.get_by_text("Agreement α =")).to_be_visible()
    expect(page.locator(".grades-compared .state-late")).to_have_count(3)
    page.get_by_role("button", name="Rule and approve the measures").click()
    page.wait_for_load_state()
    points = sitting.worksheet.risk_points.all()
    assert [point.ruling.rank for point in points] == [1, 1, 1]
