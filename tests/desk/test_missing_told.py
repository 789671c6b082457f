"""What is missing in a form is told by the page, in its own words; what was typed stays."""

import re
import uuid

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories.accounts import committee_chair
from tests.factories.meetings import sheets_of_one_body
from tests.factories.oversight import area_with, received, sent_down

# Signing in, and the page that asks again what was overtaken: their browsers' own words do.
OTHERS = {"account/login.html", "powers/begin.html", "409.html"}


def asking():
    """Give each form of the templates that is filled in and handed in, as it is opened."""
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
            opening = form.partition("{% csrf_token %}")[0]
            if "csrf_token" in form and re.search(r"crispy|\brequired\b", form):
                yield path.relative_to(settings.BASE_DIR / "templates").as_posix(), opening


def test_no_form_lets_the_browser_speak():
    forms = list(asking())
    assert len(forms) > 40
    assert [name for name, form in forms if "novalidate" not in form and name not in OTHERS] == []


def told(client, url, /, **typed):
    """Give what a page says of a form, each word once, and the page."""
    answer = client.post(url, typed | {"submission_id": uuid.uuid4()})
    errors = answer.context["form"].errors
    return [words for one in errors.values() for words in one], answer.text


@pytest.mark.django_db
def test_a_round_to_send_down_says_what_is_missing_and_keeps_what_was_typed(client):
    area, _bodies = area_with()
    client.force_login(committee_chair(area))
    url = reverse("desk:oversight_send", args=[area.code])
    said, text = told(client, url, title="", ground="yearly", text="附通知一份。")
    assert said == ["请填写标题。", "请填写工作要求。", "请选择上报期限。", "请至少选择一个单位。"]
    assert "附通知一份。" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("charge_due", ["请选择上报期限。", "请写明为什么调整期限。"]),
        ("charge_file", ["请选择备案日期。", "请填写备案号。"]),
    ],
)
def test_a_result_says_what_is_missing(client, name, words):
    area, bodies = area_with()
    charge = sent_down(area, bodies).charges.first()
    if name == "charge_file":
        received(charge)
    client.force_login(committee_chair(area))
    assert told(client, reverse(f"desk:{name}", args=[charge.pk]))[0] == words


@pytest.mark.django_db
def test_a_meeting_says_what_is_missing(client):
    body = sheets_of_one_body(1)[0].body
    client.force_login(committee_chair(body))
    said, text = told(client, reverse("desk:meeting_call", args=[body.code]), place="三楼会议室")
    assert said == ["请选择会议日期。", "请至少选择一份排查表。"]
    assert "三楼会议室" in text
