"""What is pointed out at a worksheet's row: while typing, and once it is saved; never instead of saving."""

import pytest
from django.urls import reverse
from lxml import html

from powers.models import Power
from riskpoints.models import RiskPoint, RowDraft
from tests.desk.worksheet_pages import page, row_url, typed
from tests.factories.accounts import contributor
from tests.factories.powers import settled_chart
from tests.factories.riskpoints import opened, step_of, submitted, written

pytestmark = pytest.mark.django_db
SHOWN = "受理窗口收到材料后，不登记、不出具受理单。"
GENERAL = "这句话放在哪个环节都说得通。请写明在本环节会怎样做、有什么表现。"
PLAIN = {"manifestations": "应受理的材料三次退回，暗示请托。"}


def hints(client, worksheet, key="serve", **data):
    """What the form is told, by its fields; and under `hinted-…` how that is named."""
    response = client.post(row_url(worksheet, key, "row_hints"), data)
    if response.status_code == 204:
        return {}
    places = html.fromstring(f"<main>{response.content.decode()}</main>")
    return {
        place.get("id"): [" ".join(item.text_content().split()) for item in place.iter("li")]
        for place in places
    }


def signed_in(client, worksheet):
    client.force_login(worksheet.opened_by)
    return worksheet


def test_nothing_is_said_where_nothing_is_to_be_said(client):
    worksheet = signed_in(client, opened())

    response = client.post(row_url(worksheet, name="row_hints"), typed(worksheet))

    assert (response.status_code, response.content) == (204, b"")


def test_each_field_is_told_what_is_in_it(client):
    worksheet = signed_in(client, opened())
    Power.objects.filter(flowchart=worksheet.flowchart).update(category="penalty")
    written(worksheet, manifestations=[SHOWN], measures=0)

    said = hints(
        client,
        worksheet,
        title="依据行政许可法处罚",
        manifestations=f"{SHOWN}\n监督不到位。\n三次退回材料，暗示请托。",
        **{"measures-TOTAL_FORMS": "2", "measures-1-text": "加强教育，\r\n提高认识。"},
    )

    again = "如果是同一风险涉及几个环节，请在原处勾选这些环节，不必另写。"
    assert said == {
        "hint-title": [
            "依据行政许可法处罚 《行政许可法》针对的是另一类职权，本项是行政处罚，请核对依据。"
        ],
        "hint-manifestations": [
            f"{SHOWN} 本表已有相同的表述。 {again} 前往",
            f"监督不到位。 {GENERAL}",
        ],
        "hint-measures-1-text": [
            "加强教育， 提高认识。 "
            "这样写，事后无从核查。请写明由谁做、留下什么记录、多久一次，或者依据哪项制度。"
        ],
    }


def test_what_was_said_is_not_said_again_and_goes_when_it_is_mended(client):
    worksheet = signed_in(client, opened())
    first = client.post(row_url(worksheet, name="row_hints"), {"manifestations": "监督不到位。"})
    named = html.fromstring(first.content.decode()).find(".//input").get("value")
    again = {"hinted-manifestations": named}

    assert hints(client, worksheet, manifestations="监督不到位。", **again) == {}
    assert hints(client, worksheet, **PLAIN, **again) == {"hint-manifestations": []}


def test_saving_saves_and_then_says_it(client):
    worksheet = signed_in(client, opened())

    answer = client.post(row_url(worksheet), typed(worksheet, manifestations="监督不到位。"))

    point = RiskPoint.objects.get()
    assert answer.url == f"{page(worksheet)}?saved={point.pk}#point-{point.pk}"
    assert GENERAL in client.get(answer.url).content.decode()
    assert GENERAL not in client.get(page(worksheet)).content.decode()


def test_saving_what_needs_no_second_look_leads_to_the_row_alone(client):
    worksheet = signed_in(client, opened())

    answer = client.post(row_url(worksheet), typed(worksheet))

    assert answer.url == f"{page(worksheet)}#point-{RiskPoint.objects.get().pk}"


def test_a_row_that_is_changed_is_not_compared_with_itself(client):
    worksheet = signed_in(client, opened())
    point = written(worksheet, manifestations=[SHOWN])
    address = reverse("desk:row_hints", args=[worksheet.pk, point.row_name])
    assert "hint-manifestations" in hints(client, worksheet, manifestations=SHOWN)

    assert client.post(address, {"manifestations": SHOWN}).status_code == 204


def test_another_bodys_words_are_not_shown(client):
    other = opened(settled_chart())
    written(other, title="窗口收件不登记不出单", manifestations=[SHOWN], measures=0)
    worksheet = signed_in(client, opened())
    near = SHOWN.replace("受理单", "受理通知书")

    response = client.post(row_url(worksheet, name="row_hints"), {"manifestations": near})

    said = response.content.decode()
    assert "其他单位已有相同或相近的表述。" in said
    assert [SHOWN in said, other.section.name in said, f"{other.flowchart.code}" in said] == [
        False,
        False,
        False,
    ]


def test_who_may_not_write_is_told_nothing(client):
    worksheet = opened()
    address = row_url(worksheet, name="row_hints")
    answers = []
    for person in (contributor(settled_chart().section), worksheet.opened_by):
        client.force_login(person)
        answers.append(client.post(address, {"manifestations": "监督不到位。"}).status_code)
    client.force_login(submitted().opened_by)
    assert answers == [404, 200]
    assert client.get(address).status_code == 405


def test_a_worksheet_that_is_away_tells_nothing(client):
    worksheet = signed_in(client, submitted())

    assert client.post(row_url(worksheet, name="row_hints"), PLAIN).status_code == 403


def test_a_draft_keeps_what_was_typed_and_not_what_was_said(client):
    worksheet = signed_in(client, opened())
    address = row_url(worksheet, name="worksheet_draft")

    client.post(address, {"title": "半句", "hinted-title": "abc"})

    assert RowDraft.objects.get().data == {"title": ["半句"]}


def test_odd_input_does_no_harm(client):
    worksheet = signed_in(client, opened())
    odd = {"measures-TOTAL_FORMS": "x" * 5, "taken_from": "9" * 40, "power": "-1", "title": "\x07"}

    assert hints(client, worksheet, **odd) == {}
    assert client.get(f"{page(worksheet)}?saved=x").status_code == 200
    assert client.get(f"{page(worksheet)}?saved=99").status_code == 200
    assert step_of(worksheet)
