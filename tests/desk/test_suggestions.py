"""Suggestions on the worksheet's page and at the sitting: taken over, set aside, read."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskpoints.actions.suggestions import set_aside
from riskpoints.models import RiskPoint, RowDraft, SetAside
from tests.desk.worksheet_pages import page, row_url, typed
from tests.factories.accounts import contributor, deputy_head
from tests.factories.measures import convened
from tests.factories.powers import settled_chart
from tests.factories.riskpoints import signed, step_of, submitted, written
from tests.riskpoints.suggested import ALONE, NO_LIMIT, chart_with, sheet_with
from tests.riskpoints.worksheet_acts import key

pytestmark = pytest.mark.django_db


def answer_url(worksheet, name="suggestion_set_aside", step="receive", code="no-limit"):
    return reverse(f"desk:{name}", args=[worksheet.pk, key(worksheet, step), code])


def take_over_url(worksheet, step="receive", code="no-limit"):
    return f"{row_url(worksheet, step)}?suggestion={code}"


def signed_in(client, worksheet, by=None):
    client.force_login(by or worksheet.opened_by)
    return client


def text_of(client, worksheet):
    return client.get(page(worksheet)).content.decode()


def put_aside(worksheet, reason="当场办结。"):
    return set_aside(
        worksheet=worksheet,
        row=key(worksheet),
        code="no-limit",
        reason=reason,
        by=worksheet.opened_by,
    )


def test_a_row_shows_what_the_drawing_points_at(client):
    worksheet = sheet_with(**NO_LIMIT)
    text = text_of(signed_in(client, worksheet), worksheet)
    assert text.count('class="suggestion"') == 1
    assert answer_url(worksheet) in text
    assert take_over_url(worksheet) in text


def test_taking_over_opens_the_form_filled_in(client):
    worksheet = sheet_with(**NO_LIMIT)
    shown = signed_in(client, worksheet).get(take_over_url(worksheet))
    form = shown.context["entry"].main
    assert form["title"].value()
    assert len(form["manifestations"].value().splitlines()) == 2
    assert (form["category"].value(), form["causes"].value()) == ("process", ["rules"])
    anchors = [f"step-{step_of(worksheet, key).pk}" for key in ("receive", "examine")]
    assert form["anchors"].value() == anchors
    assert form["found_decomposition"].value()[0] is True
    assert not RiskPoint.objects.exists()


def test_what_is_taken_over_is_written_and_offered_no_more(client):
    worksheet = sheet_with(**NO_LIMIT)
    form = signed_in(client, worksheet).get(take_over_url(worksheet)).context["entry"].main
    sent = typed(worksheet, title=form["title"].value(), suggested_by="no-limit")
    assert client.post(row_url(worksheet), sent).status_code == 302
    point = RiskPoint.objects.get()
    assert (point.title, point.suggested_by) == (str(form["title"].value()), "no-limit")
    assert 'class="suggestion"' not in text_of(client, worksheet)
    edit = reverse("desk:point_edit", args=[worksheet.pk, point.pk])
    client.post(edit, typed(worksheet, row_version=1, title="改名"))
    assert RiskPoint.objects.get().suggested_by == "no-limit"


def test_a_word_too_much_loses_nothing_of_what_was_taken_over(client):
    worksheet = sheet_with(**NO_LIMIT)
    signed_in(client, worksheet)
    sent = typed(worksheet, title="", suggested_by="no-limit")
    shown = client.post(row_url(worksheet), sent)
    assert shown.context["entry"].main["suggested_by"].value() == "no-limit"
    shown = client.post(row_url(worksheet), sent | {"more": "1"})
    assert shown.context["entry"].main["suggested_by"].value() == "no-limit"


@pytest.mark.parametrize("code", ["same-hands", "nonsense", "<script>", ""])
def test_what_is_not_suggested_there_opens_an_empty_form(client, code):
    worksheet = sheet_with(**NO_LIMIT)
    shown = signed_in(client, worksheet).get(take_over_url(worksheet, code=code))
    assert shown.status_code == 200
    assert shown.context["entry"].main["title"].value() is None


def test_unfinished_text_comes_before_a_suggestion(client):
    worksheet = sheet_with(**NO_LIMIT)
    data = {"title": ["写了一半"]}
    RowDraft.objects.create(
        worksheet=worksheet, row=key(worksheet), user=worksheet.opened_by, data=data
    )
    shown = signed_in(client, worksheet).get(take_over_url(worksheet))
    assert shown.context["entry"].main["title"].value() == "写了一半"


def test_setting_aside_asks_for_a_reason_and_lists_it(client):
    worksheet = sheet_with(**NO_LIMIT)
    url = answer_url(worksheet)
    assert signed_in(client, worksheet).get(url).status_code == 200
    refused = client.post(url, {"reason": " "})
    assert list(refused.context["form"].errors) == ["reason"]
    assert not SetAside.objects.exists()
    assert client.post(url, {"reason": "当场办结。"}).url == f"{page(worksheet)}#{key(worksheet)}"
    text = text_of(client, worksheet)
    assert "当场办结。" in text
    assert take_over_url(worksheet) not in text


def test_htmx_gets_the_form_alone_in_its_place(client):
    worksheet = sheet_with(**NO_LIMIT)
    url, headers = answer_url(worksheet), {"HX-Request": "true"}
    shown = signed_in(client, worksheet).get(url, headers=headers)
    assert "<html" not in shown.content.decode()
    refused = client.post(url, {"reason": ""}, headers=headers)
    assert refused["HX-Retarget"] == f"#form-{key(worksheet)}"


def test_a_reason_too_long_is_kept_and_named(client):
    worksheet = sheet_with(**NO_LIMIT)
    shown = signed_in(client, worksheet).post(answer_url(worksheet), {"reason": "长" * 501})
    assert list(shown.context["form"].errors) == ["reason"]
    assert "长" * 501 in shown.content.decode()


def test_a_hostile_reason_is_shown_as_it_was_written(client):
    worksheet = sheet_with(**NO_LIMIT)
    put_aside(worksheet, "<script>alert(1)</script>")
    text = text_of(signed_in(client, worksheet), worksheet)
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_double_submit_sets_aside_once(client):
    worksheet = sheet_with(**NO_LIMIT)
    sent = {"reason": "当场办结。", "submission_id": str(uuid.uuid4())}
    signed_in(client, worksheet)
    first, second = (client.post(answer_url(worksheet), sent) for _time in range(2))
    assert first.url == second.url
    assert SetAside.objects.count() == 1


def test_one_set_aside_is_offered_again(client):
    worksheet = sheet_with(**NO_LIMIT)
    put_aside(worksheet)
    url = answer_url(worksheet, "suggestion_offer_again")
    assert url in text_of(signed_in(client, worksheet), worksheet)
    assert client.post(url).url == f"{page(worksheet)}#{key(worksheet)}"
    assert take_over_url(worksheet) in text_of(client, worksheet)


@pytest.mark.parametrize(("step", "code"), [("examine", "no-limit"), ("receive", "unheard")])
def test_what_is_not_suggested_is_404(client, step, code):
    worksheet = sheet_with(**NO_LIMIT)
    url = answer_url(worksheet, step=step, code=code)
    assert signed_in(client, worksheet).get(url).status_code == 404
    assert client.post(url, {"reason": "否"}).status_code == 404


def test_strangers_get_404_colleagues_403_and_nothing_is_written(client):
    worksheet = sheet_with(**NO_LIMIT)
    put_aside(worksheet)
    urls = [answer_url(worksheet), answer_url(worksheet, "suggestion_offer_again")]
    signed_in(client, worksheet, contributor(settled_chart().section))
    assert {client.post(url, {"reason": "x"}).status_code for url in urls} == {404}
    signed_in(client, worksheet, deputy_head(worksheet.section))
    assert {client.post(url, {"reason": "x"}).status_code for url in urls} == {403}
    assert SetAside.objects.get().reason == "当场办结。"


def test_a_colleague_reads_suggestions_without_buttons(client):
    worksheet = sheet_with(**NO_LIMIT)
    text = text_of(signed_in(client, worksheet, deputy_head(worksheet.section)), worksheet)
    assert text.count('class="suggestion"') == 1
    assert answer_url(worksheet) not in text
    assert take_over_url(worksheet) not in text


def test_handed_over_the_answers_stand_and_no_button_does(client):
    worksheet = sheet_with(**NO_LIMIT)
    put_aside(worksheet)
    submitted(worksheet)
    signed_in(client, worksheet)
    text = text_of(client, worksheet)
    assert "当场办结。" in text
    url = answer_url(worksheet, "suggestion_offer_again")
    assert url not in text
    assert client.post(url).status_code == 403
    assert client.post(answer_url(worksheet), {"reason": "x"}).status_code == 403


def test_the_sitting_lists_what_was_set_aside_and_why(client):
    worksheet = sheet_with(**NO_LIMIT)
    put_aside(worksheet)
    sitting = convened(signed(worksheet))
    text = signed_in(client, worksheet, sitting.chair).get(
        reverse("desk:sitting", args=[sitting.pk])
    )
    assert "当场办结。" in text.content.decode()
    bare = convened()
    shown = signed_in(client, worksheet, bare.chair).get(reverse("desk:sitting", args=[bare.pk]))
    assert 'id="set-aside"' not in shown.content.decode()


def test_the_page_costs_the_same_at_one_and_three(client, django_assert_num_queries):
    worksheet = sheet_with(receive={"days": None}, **ALONE)
    put_aside(worksheet)
    written(worksheet, step_of(worksheet, "serve"))
    signed_in(client, worksheet)
    client.get(page(worksheet))
    with CaptureQueriesContext(connection) as one:
        client.get(page(worksheet))
    count = len(one)
    limits = {"category": "licensing", "statutory_days": 8, "committed_days": 8}
    worksheet.flowchart.powers.update(**limits)
    for step in ("receive", "examine"):
        written(worksheet, step_of(worksheet, step))
    assert text_of(client, worksheet).count('class="suggestion"') == 6
    with django_assert_num_queries(count):
        client.get(page(worksheet))


def test_a_chart_without_findings_says_nothing(client):
    worksheet = sheet_with()
    assert chart_with().steps.count() == 3
    assert 'class="suggestion"' not in text_of(signed_in(client, worksheet), worksheet)
