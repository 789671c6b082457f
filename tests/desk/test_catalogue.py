"""The catalogue's page, and a row's form filled from it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.models import Measure
from riskpoints.models import CatalogueEntry, RiskPoint, RowDraft
from tests.desk.worksheet_pages import row_url, typed
from tests.factories.accounts import SectionFactory, contributor
from tests.factories.powers import settled_chart
from tests.factories.riskpoints import opened, step_of
from tests.riskpoints.examples import decided, held_up

pytestmark = pytest.mark.django_db
PAGE = reverse("desk:catalogue")


def beside(entry):
    """A new worksheet of the same body on another chart."""
    return opened(settled_chart(section=SectionFactory(parent=entry.body)))


def shown(client, **asked):
    return [entry.title for entry in client.get(PAGE, asked).context["page"].object_list]


def test_the_chair_enters_a_decided_point_once(client):
    point, chair = decided()
    client.force_login(chair)
    detail = reverse("riskpoints:detail", args=[point.pk])
    enter = reverse("desk:catalogue_enter", args=[point.pk])
    assert enter in client.get(detail).content.decode()

    assert client.post(enter).url == detail

    assert enter not in client.get(detail).content.decode()
    assert client.post(enter).status_code == 403
    assert CatalogueEntry.objects.count() == 1


def test_others_are_offered_no_button_and_are_refused(client):
    point, _chair = decided()
    enter = reverse("desk:catalogue_enter", args=[point.pk])
    client.force_login(contributor(point.section))
    detail = client.get(reverse("riskpoints:detail", args=[point.pk])).content.decode()
    assert enter not in detail

    assert client.post(enter).status_code == 403
    client.force_login(opened().opened_by)
    assert client.post(enter).status_code == 404
    assert not CatalogueEntry.objects.exists()


def test_the_page_is_searched_and_shows_what_one_may_read(client):
    entry = held_up(title="收件不登记")
    held_up(beside(entry), title="送达拖延", category="duty", measures=1)
    held_up(title="别的单位")
    client.force_login(contributor(entry.source.section))

    assert shown(client) == ["送达拖延", "收件不登记"]
    assert shown(client, q="收件") == ["收件不登记"]
    assert shown(client, q="台账") == ["送达拖延", "收件不登记"]
    assert shown(client, category="duty") == ["送达拖延"]
    assert shown(client, q="没有") == []
    assert shown(client, category="x") == ["送达拖延", "收件不登记"]


def test_the_page_costs_the_same_at_one_and_three_rows(client):
    entry = held_up()
    client.force_login(contributor(entry.source.section))
    counts = []
    for rows in (1, 3):
        while CatalogueEntry.objects.count() < rows:
            held_up(beside(entry))
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(PAGE).context["page"].object_list) == rows
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_the_chair_takes_an_example_out_with_a_reason(client):
    entry = held_up()
    address = reverse("desk:catalogue_withdraw", args=[entry.pk])
    client.force_login(entry.entered_by)
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 200
    assert CatalogueEntry.objects.get().withdrawn_at is None

    assert client.post(address, {"reason": "太笼统"}).url == PAGE

    entry.refresh_from_db()
    assert (entry.withdrawn_because, entry.withdrawn_by) == ("太笼统", entry.entered_by)
    assert shown(client) == []
    assert client.get(address).status_code == 403
    client.force_login(opened().opened_by)
    assert client.get(address).status_code == 404


def test_the_form_offers_what_fits_and_nothing_else(client):
    entry = held_up()
    worksheet = beside(entry)
    client.force_login(worksheet.opened_by)

    assert client.get(row_url(worksheet)).context["offers"] == [entry]
    assert client.get(row_url(worksheet, "serve")).context["offers"] == []


def test_taking_over_fills_what_is_empty_and_writes_nothing_yet(client):
    entry = held_up(title="收件不登记", measures=2)
    worksheet = beside(entry)
    client.force_login(worksheet.opened_by)
    mine = {"title": "我的标题", "manifestations": "我写的一句。", "causes": ["rules"]}
    blanks = {"measures-TOTAL_FORMS": "2", "measures-INITIAL_FORMS": "0"}
    blanks |= {"measures-0-text": "我的措施。", "measures-1-text": ""}

    answer = client.post(row_url(worksheet), mine | blanks | {"take": entry.pk})

    form = answer.context["entry"]
    assert form.main.initial["title"] == "我的标题"
    assert form.main.initial["category"] == "process"
    assert form.main.initial["manifestations"] == "我写的一句。\n应受理不受理。\n不应受理的受理。"
    assert form.main.initial["causes"] == ["rules"]
    assert [row.initial["text"] for row in form.measures] == [
        "我的措施。",
        "建立台账0。",
        "建立台账1。",
    ]
    assert not worksheet.risk_points.exists()
    kept = RowDraft.objects.get().data
    assert (kept["title"], kept["taken_from"], "take" in kept) == (
        ["我的标题"],
        [str(entry.pk)],
        False,
    )


def test_what_is_saved_is_linked_to_its_example_and_known_as_a_copy(client):
    entry = held_up()
    worksheet = beside(entry)
    client.force_login(worksheet.opened_by)
    first = client.post(row_url(worksheet), {"take": entry.pk}).context["entry"]
    measure = first.measures.forms[0].initial
    same = {"title": entry.title, "manifestations": "\n".join(entry.manifestations)}
    sent = typed(worksheet, **same, taken_from=entry.pk) | {
        "measures-0-text": measure["text"],
        "measures-0-taken_from": measure["taken_from"],
    }

    answer = client.post(row_url(worksheet), sent)

    point = worksheet.risk_points.get()
    assert point.taken_from == entry
    assert point.measures.get().taken_from == entry.measures.get()
    assert "?saved" not in answer.url
    detail = client.get(reverse("riskpoints:detail", args=[point.pk])).content.decode()
    assert reverse("riskpoints:detail", args=[entry.source_id]) in detail


def test_an_example_of_another_body_or_none_fills_nothing(client):
    entry, worksheet = held_up(), opened()
    client.force_login(worksheet.opened_by)
    for asked in (entry.pk, "x", "9" * 30):
        answer = client.post(row_url(worksheet), {"title": "我的标题", "take": asked})
        assert answer.context["entry"].main.initial["title"] == "我的标题"
        assert not answer.context["entry"].main.initial["manifestations"]

    forged = typed(worksheet, taken_from=entry.pk)
    assert client.post(row_url(worksheet), forged).status_code == 200
    assert (RiskPoint.objects.filter(worksheet=worksheet).count(), step_of(worksheet).pk > 0) == (
        0,
        True,
    )
    assert not Measure.objects.filter(worksheet=worksheet).exists()
