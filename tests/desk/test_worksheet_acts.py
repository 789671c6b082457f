"""The worksheet's page: what it shows to whom, and each press of a button on it. The second part."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from measures.actions.drafting import edit_measure
from measures.models import Measure
from powers.models import Reply
from riskcontrol.audit.models import Entry
from riskpoints.models import Examination, RiskPoint, RowDraft, Worksheet
from tests.desk.worksheet_pages import HOSTILE, blank, page, row_url, typed
from tests.factories.accounts import (
    committee_member,
    contributor,
    section_head,
)
from tests.factories.powers import (
    CommentFactory,
    PowerFactory,
    fresh,
    settled_chart,
)
from tests.factories.riskpoints import (
    completed,
    measured,
    opened,
    section_page,
    signed,
    step_of,
    submitted,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(client, text):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    said = typed(worksheet, title=text, manifestations=text, found_self_1=text)
    client.post(row_url(worksheet), said | {"measures-0-text": text})
    point = RiskPoint.objects.get()
    urls = [
        page(worksheet),
        reverse("riskpoints:detail", args=[point.pk]),
        reverse("riskpoints:list"),
    ]
    urls.append(reverse("desk:point_edit", args=[worksheet.pk, point.pk]))

    for url in urls:
        shown = client.get(url).content.decode()
        assert escape(text) in shown
        assert "<script>alert" not in shown


def test_a_row_is_changed_with_its_measures(client):
    worksheet = opened()
    by = worksheet.opened_by
    client.force_login(by)
    point, other = written(worksheet, measures=2), written(worksheet, measures=1)
    keep, drop = point.measures.all()
    url = reverse("desk:point_edit", args=[worksheet.pk, point.pk])
    assert keep.text in client.get(url).content.decode()
    data = typed(worksheet, row_version=point.row_version, also=[other.measures.get().pk])
    data |= {"measures-0-measure": keep.pk, "measures-0-version": keep.row_version}
    data |= {"measures-1-measure": drop.pk, "measures-1-remove": "on"}

    assert client.post(url, data).status_code == 302

    measures = [m.text for m in point.measures.order_by("pk")]
    assert measures == ["建立案件台账。", other.measures.get().text]
    assert not Measure.objects.filter(pk=drop.pk).exists()


def test_a_measure_that_meets_another_point_stays_with_it(client):
    worksheet = opened()
    by = worksheet.opened_by
    client.force_login(by)
    first, second = written(worksheet, measures=1), written(worksheet, measures=0)
    shared = measured(first, second, by=by)

    response = client.get(url := reverse("desk:point_remove", args=[worksheet.pk, first.pk]))
    assert first.title in response.content.decode()
    assert client.post(url).url == page(worksheet)

    assert list(RiskPoint.objects.all()) == [second]
    assert list(Measure.objects.all()) == [shared]


def test_a_stale_save_shows_both_texts_and_saving_again_keeps_mine(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    point = written(worksheet, measures=0)
    url = reverse("desk:point_edit", args=[worksheet.pk, point.pk])
    data = typed(worksheet, row_version=1)
    client.post(url, data | {"title": "同事的写法", "measures-0-text": "同事的措施。"})

    response = client.post(url, data | {"title": "我的写法"})

    text = response.content.decode()
    assert response.status_code == 409
    assert ("同事的写法" in text, "我的写法" in text) == (True, True)
    assert RiskPoint.objects.get().title == "同事的写法"
    version = response.context["entry"].main["row_version"].value()
    assert client.post(url, data | {"title": "我的写法", "row_version": version}).status_code == 302
    assert RiskPoint.objects.get().title == "我的写法"


def test_a_measure_changed_meanwhile_is_noticed_too(client):
    worksheet = opened()
    by = worksheet.opened_by
    client.force_login(by)
    point = written(worksheet, measures=1)
    measure = point.measures.get()
    edit_measure(measure=measure, by=by, text="同事的措施。")
    data = typed(worksheet, row_version=1) | {"measures-0-measure": measure.pk}
    url = reverse("desk:point_edit", args=[worksheet.pk, point.pk])

    response = client.post(url, data | {"measures-0-version": 1})

    assert response.status_code == 409
    assert response.context["entry"].measures.forms[0]["version"].value() == "2"
    assert "同事的措施。" in response.content.decode()


def test_a_measure_removed_meanwhile_is_written_anew(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    point = written(worksheet, measures=1)
    gone = point.measures.get()
    Measure.objects.all().delete()
    url = reverse("desk:point_edit", args=[worksheet.pk, point.pk])

    client.post(url, typed(worksheet, row_version=1) | {"measures-0-measure": gone.pk})

    assert [measure.text for measure in point.measures.all()] == ["建立案件台账。"]


def test_a_point_of_one_power_where_the_chart_serves_several(client):
    chart = settled_chart()
    second = PowerFactory(section=chart.section, flowchart=chart)
    worksheet = opened(fresh(chart))
    client.force_login(worksheet.opened_by)

    client.post(row_url(worksheet), typed(worksheet, power=second.pk))

    assert RiskPoint.objects.get().power == second
    assert second.name in client.get(page(worksheet)).content.decode()


def test_a_closed_row_takes_no_post(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    step = step_of(worksheet)
    step.name = "收件"
    step.save()

    assert client.post(row_url(worksheet), typed(worksheet)).status_code == 403
    assert client.post(row_url(worksheet, "examine"), typed(worksheet)).status_code == 200

    assert not RiskPoint.objects.exists()


def test_what_is_being_typed_is_kept_and_comes_back(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    data = typed(worksheet, title="写到一半", category="", more="")

    response = client.post(row_url(worksheet, name="worksheet_draft"), data)

    assert response.status_code == 204
    assert "announce" in response.headers["HX-Trigger"]
    shown = client.get(row_url(worksheet)).content.decode()
    for words in ("写到一半", "不能立案的立案。", "建立案件台账。", "全科室", "2026-11-02"):
        assert words in shown
    assert not RiskPoint.objects.exists()
    assert not Entry.objects.exclude(verb__in=["round.open", "worksheet.open"]).exists()


def test_a_real_save_and_discarding_end_the_draft(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    draft_url, url = row_url(worksheet, name="worksheet_draft"), row_url(worksheet)
    client.post(draft_url, typed(worksheet))
    client.post(url, {"discard": "1"})
    assert not RowDraft.objects.exists()
    client.post(draft_url, typed(worksheet))

    client.post(url, typed(worksheet))

    assert not RowDraft.objects.exists()


def test_a_draft_is_the_writers_alone_and_survives_nonsense(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    draft_url = row_url(worksheet, name="worksheet_draft")
    client.post(draft_url, {"title": "我的半句", "measures-TOTAL_FORMS": "many"})
    assert "我的半句" in client.get(row_url(worksheet)).content.decode()

    client.force_login(contributor(worksheet.section))

    assert "我的半句" not in client.get(row_url(worksheet)).content.decode()


def test_htmx_gets_the_form_alone_and_an_error_comes_back_into_its_place(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    asked = client.get(row_url(worksheet), headers={"HX-Request": "true"})
    assert "<html" not in asked.content.decode()

    sent = client.post(row_url(worksheet), blank(), headers={"HX-Request": "true"})

    place = f"#form-step-{step_of(worksheet).pk}"
    assert (sent.headers["HX-Retarget"], sent.headers["HX-Reselect"]) == (place, place)
    assert "<html" not in sent.content.decode()


def test_none_found_is_said_changed_and_taken_back(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    url = row_url(worksheet, name="none_found")
    assert client.post(url, {"because": " "}).status_code == 200
    assert client.post(url, {"because": "只办文书。"}).status_code == 302
    assert "只办文书。" in client.get(url).content.decode()
    assert "只办文书。" in client.get(page(worksheet)).content.decode()

    client.post(row_url(worksheet, name="look_again"))

    assert not Examination.objects.exists()


def test_none_found_beside_a_risk_point_is_refused_in_words(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    written(worksheet)

    response = client.post(row_url(worksheet, name="none_found"), {"because": "无"})

    assert len(response.context["form"].non_field_errors()) == 1


def test_submitting_names_what_is_lacking_with_its_place(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    point = written(worksheet, measures=0)
    url = reverse("desk:worksheet_submit", args=[worksheet.pk])

    response = client.post(url)

    text = response.content.decode()
    assert f'href="#point-{point.pk}"' in text
    assert text.count('href="#step-') == 2
    worksheet.refresh_from_db()
    assert worksheet.state == "draft"


def test_it_goes_up_and_comes_back_with_remarks(client):
    worksheet = completed()
    step = step_of(worksheet, "serve")
    client.force_login(worksheet.opened_by)
    url = reverse("desk:worksheet_submit", args=[worksheet.pk])
    assert client.post(url).url == page(worksheet)
    client.force_login(head := section_head(worksheet.section))
    back = reverse("desk:worksheet_return", args=[worksheet.pk])
    assert client.get(back).status_code == 200
    assert client.post(back, {"reason": ""}).status_code == 200
    client.post(back, {"reason": "再看一遍", f"step-{step.pk}": "写明时限"})
    client.force_login(worksheet.opened_by)
    shown = client.get(page(worksheet)).content.decode()
    assert ("再看一遍" in shown, "写明时限" in shown) == (True, True)
    client.post(url)
    client.force_login(head)

    assert client.post(reverse("desk:worksheet_sign", args=[worksheet.pk])).url == page(worksheet)

    worksheet.refresh_from_db()
    assert worksheet.state == "handed-in"


def test_signing_twice_with_one_form_signs_once(client):
    worksheet = submitted()
    client.force_login(section_head(worksheet.section))
    url = reverse("desk:worksheet_sign", args=[worksheet.pk])
    data = {"submission_id": str(uuid.uuid4())}

    assert client.post(url, data).url == client.post(url, data).url
    assert Entry.objects.filter(verb="worksheet.sign").count() == 1


def test_a_rater_does_not_see_the_self_rating(client):
    worksheet = signed()
    point = worksheet.risk_points.get()
    urls = [page(worksheet), reverse("riskpoints:detail", args=[point.pk])]
    client.force_login(contributor(worksheet.section))
    assert all("ink-orange" in client.get(url).content.decode() for url in urls)

    client.force_login(committee_member(worksheet.section))

    assert not any("ink-orange" in client.get(url).content.decode() for url in urls)
    assert reverse("desk:committee") in client.get(page(worksheet)).content.decode()


@pytest.mark.parametrize("make", [opened, section_page])
def test_after_the_decision_the_section_may_begin_anew(client, make):
    worksheet = make()
    Worksheet.objects.update(
        state="decided", open_in=None, decided_at=timezone.now(), imported=True
    )
    client.force_login(worksheet.opened_by)
    url = client.get(page(worksheet)).context["open_url"]

    client.post(url)

    assert Worksheet.objects.filter(state="draft").count() == 1


def test_a_comment_of_the_public_stands_at_its_step(client):
    worksheet = opened()
    comment = CommentFactory(
        posting=worksheet.flowchart.postings.get(),
        step_key="serve",
        state="answered",
        published_on=timezone.localdate(),
    )
    Reply.objects.create(
        comment=comment, outcome="declined", reason="已有规定", published_on=timezone.localdate()
    )
    client.force_login(worksheet.opened_by)

    bands = client.get(page(worksheet)).context["bands"]

    assert [band.first.comments for band in bands] == [[], [], [comment]]
