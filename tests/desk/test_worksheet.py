"""The worksheet's page: what it shows to whom, and each press of a button on it."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from measures.actions import edit_measure
from measures.models import Measure
from powers.models import Reply
from riskcontrol.audit.models import Entry
from riskpoints.models import Examination, RiskPoint, RowDraft, Worksheet
from tests.factories.accounts import (
    PositionFactory,
    committee_chair,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    section_head,
)
from tests.factories.powers import (
    CommentFactory,
    PowerFactory,
    drawn_chart,
    fresh,
    posted,
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


def page(worksheet):
    if worksheet.flowchart:
        return reverse("desk:worksheet", args=[worksheet.flowchart.code])
    return reverse("desk:section_worksheet", args=[worksheet.section.code])


def row_url(worksheet, key="receive", name="point_add"):
    return reverse(f"desk:{name}", args=[worksheet.pk, f"step-{step_of(worksheet, key).pk}"])


def typed(worksheet, key="receive", **kwargs):
    """What a browser sends for a complete row."""
    section = worksheet.section
    return {
        "title": "立案环节把关不严",
        "manifestations": "应立案不立案。\n不能立案的立案。",
        "category": "process",
        "causes": ["supervision"],
        "proposed_rank": "2",
        "anchors": [f"step-{step_of(worksheet, key).pk}"],
        "found_self_0": "on",
        "found_self_1": "全科室",
        "found_self_2": "2026-11-02",
        "measures-TOTAL_FORMS": "2",
        "measures-INITIAL_FORMS": "0",
        "measures-0-text": "建立案件台账。",
        "measures-0-phase": "monitoring",
        "measures-0-kind": "rules",
        "measures-0-section": section.pk,
        "measures-0-rhythm": "quarter",
        "measures-1-section": section.pk,
    } | kwargs


def blank(**kwargs):
    """What a browser sends for a row without measures."""
    return {"measures-TOTAL_FORMS": "0", "measures-INITIAL_FORMS": "0"} | kwargs


def test_a_row_is_written_with_its_measures(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)

    assert client.get(row_url(worksheet)).status_code == 200
    response = client.post(row_url(worksheet), typed(worksheet))

    point = RiskPoint.objects.get()
    assert response.url == f"{page(worksheet)}#point-{point.pk}"
    assert [str(step) for step in point.steps.all()] == ["受理"]
    assert [str(measure) for measure in point.measures.all()] == ["建立案件台账。"]
    assert point.findings.get().who == "全科室"
    shown = client.get(page(worksheet)).content.decode()
    assert "不能立案的立案。" in shown


# ── what stands on the page ──────────────────────────────────────────────────


@pytest.mark.parametrize("make", [drawn_chart, lambda: posted(drawn_chart()).flowchart])
def test_before_the_gate_the_page_says_why_and_has_no_form(client, make):
    chart = make()
    client.force_login(contributor(chart.section))

    shown = client.get(reverse("desk:worksheet", args=[chart.code]))

    text = shown.content.decode()
    assert str(shown.context["gate"].reason) in text
    assert reverse("desk:worksheet_open", args=[chart.code]) not in text
    assert client.post(reverse("desk:worksheet_open", args=[chart.code])).status_code == 403
    assert not Worksheet.objects.exists()


def test_an_open_gate_offers_the_beginning_to_the_section_alone(client):
    chart = settled_chart()
    url = reverse("desk:worksheet_open", args=[chart.code])
    client.force_login(deputy_head(chart.section))
    assert url not in client.get(reverse("desk:worksheet", args=[chart.code])).content.decode()

    client.force_login(contributor(chart.section))
    assert url in client.get(reverse("desk:worksheet", args=[chart.code])).content.decode()
    assert client.post(url).url == reverse("desk:worksheet", args=[chart.code])

    assert Worksheet.objects.get().flowchart == chart


def test_a_section_page_begins_and_takes_a_point_on_a_position(client):
    position = PositionFactory()
    unit = position.unit
    client.force_login(contributor(unit))
    url = reverse("desk:section_worksheet", args=[unit.code])
    assert client.get(url).status_code == 200
    client.post(reverse("desk:section_worksheet_open", args=[unit.code]))
    worksheet = Worksheet.objects.get()
    row = reverse("desk:point_add", args=[worksheet.pk, f"position-{position.pk}"])

    response = client.post(row, blank(title="说情", category="ethics", anchors=[f"unit-{unit.pk}"]))

    assert response.status_code == 302
    assert list(RiskPoint.objects.get().units.all()) == [unit]
    assert "说情" in client.get(url).content.decode()


def test_a_section_page_goes_up_when_each_row_is_looked_at(client):
    worksheet = section_page()
    client.force_login(worksheet.opened_by)
    submit = reverse("desk:worksheet_submit", args=[worksheet.pk])
    rows = [f"position-{worksheet.section.positions.get().pk}", f"unit-{worksheet.section.pk}"]
    assert [e["field_id"] for e in client.post(submit).context["errors"]] == [*rows, ""]

    for row in rows:
        url = reverse("desk:none_found", args=[worksheet.pk, row])
        client.post(url, {"because": "不经手权力。"})

    assert client.post(submit).url == page(worksheet)
    worksheet.refresh_from_db()
    assert worksheet.state == "submitted"


def test_too_many_measures_are_refused_in_words(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)

    response = client.post(row_url(worksheet), typed(worksheet, **{"measures-TOTAL_FORMS": "41"}))

    assert response.status_code == 200
    assert response.context["entry"].measures.non_form_errors()
    assert not RiskPoint.objects.exists()


def test_a_section_page_waits_for_the_charts(client):
    chart = drawn_chart()
    client.force_login(contributor(chart.section))

    shown = client.get(reverse("desk:section_worksheet", args=[chart.section.code]))

    assert chart.name in shown.content.decode()
    assert not shown.context["gate"]


def buttons(worksheet, client):
    """Which of the whole worksheet's acts the page offers."""
    text = client.get(page(worksheet)).content.decode()
    names = ("submit", "sign", "return")
    urls = {name: reverse(f"desk:worksheet_{name}", args=[worksheet.pk]) for name in names}
    return [name for name, url in urls.items() if url in text]


@pytest.mark.parametrize(
    ("who", "make", "offered"),
    [
        (contributor, opened, ["submit"]),
        (section_head, opened, ["submit"]),
        (deputy_head, opened, []),
        (contributor, submitted, []),
        (section_head, submitted, ["sign", "return"]),
        (contributor, signed, []),
        (section_head, signed, []),
        (committee_member, signed, []),
        (committee_chair, signed, ["return"]),
        (moderator, submitted, []),
    ],
)
def test_each_sees_what_he_may_press_and_gets_403_beyond(client, who, make, offered):
    worksheet = make()
    client.force_login(who(worksheet.section))

    assert buttons(worksheet, client) == offered
    for name in {"submit", "sign", "return"} - set(offered):
        url = reverse(f"desk:worksheet_{name}", args=[worksheet.pk])
        assert client.post(url, {"reason": "否"}).status_code == 403


def every_url(worksheet, point):
    step = f"step-{step_of(worksheet).pk}"
    rows = [
        reverse(f"desk:{name}", args=[worksheet.pk, step])
        for name in ("point_add", "none_found", "look_again", "worksheet_draft")
    ]
    points = [
        reverse(f"desk:{name}", args=[worksheet.pk, point.pk])
        for name in ("point_edit", "point_remove")
    ]
    whole = [
        reverse(f"desk:worksheet_{name}", args=[worksheet.pk])
        for name in ("submit", "sign", "return")
    ]
    return [*rows, *points, *whole]


def test_a_stranger_gets_404_and_somebody_signed_out_the_entrance(client):
    worksheet = opened()
    urls = every_url(worksheet, written(worksheet))
    assert {client.post(url).status_code for url in urls} == {302}
    client.force_login(contributor(settled_chart().section))

    assert {client.post(url).status_code for url in [*urls, page(worksheet)]} <= {404, 405}
    assert client.get(page(worksheet)).status_code == 404
    assert client.get(page(section_page())).status_code == 404


def test_a_colleague_without_the_right_gets_403_and_writes_nothing(client):
    worksheet = opened()
    urls = every_url(worksheet, written(worksheet))
    client.force_login(deputy_head(worksheet.section))

    assert {client.post(url, {"title": "x", "because": "x"}).status_code for url in urls} == {403}
    assert (RiskPoint.objects.count(), Examination.objects.count()) == (1, 0)
    assert RowDraft.objects.count() == 0


@pytest.mark.parametrize("row", ["step-0", "point-0", "x", "step-", "unit-1"])
def test_a_row_that_is_not_there_is_404(client, row):
    worksheet = opened()
    client.force_login(worksheet.opened_by)

    for name in ("point_add", "none_found"):
        assert client.get(reverse(f"desk:{name}", args=[worksheet.pk, row])).status_code == 404
    assert client.get(reverse("desk:point_edit", args=[worksheet.pk, 0])).status_code == 404


def test_the_page_asks_a_constant_number_of_queries(client, django_assert_num_queries):
    worksheet = opened()
    by = worksheet.opened_by
    client.force_login(by)
    written(worksheet)
    client.get(page(worksheet))

    with CaptureQueriesContext(connection) as one:
        client.get(page(worksheet))
    for key in ("receive", "examine", "serve"):
        written(worksheet, step_of(worksheet, key), measures=3)

    with django_assert_num_queries(len(one)):
        client.get(page(worksheet))


# ── writing a row ────────────────────────────────────────────────────────────


def test_nothing_typed_is_lost_on_an_error(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    data = typed(worksheet, title="", **{"measures-0-phase": "", "measures-0-due_on": "2027-01-01"})

    response = client.post(row_url(worksheet), data)

    text = response.content.decode()
    assert response.status_code == 200
    for words in ("应立案不立案。", "建立案件台账。", "全科室", "2026-11-02"):
        assert words in text
    assert text.count('id="error-summary"') == 1
    assert (RiskPoint.objects.count(), Measure.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"measures-0-text": ""}, "text"),
        ({"measures-0-phase": ""}, "phase"),
        ({"measures-0-kind": ""}, "kind"),
        ({"measures-0-section": ""}, "section"),
        ({"measures-0-rhythm": ""}, "due_on"),
        ({"measures-0-due_on": "2027-01-01"}, "due_on"),
        ({"measures-0-rhythm": "", "measures-0-due_on": "soon"}, "due_on"),
    ],
)
def test_a_measure_says_what_it_needs(client, wrong, field):
    worksheet = opened()
    client.force_login(worksheet.opened_by)

    response = client.post(row_url(worksheet), typed(worksheet, **wrong))

    assert list(response.context["entry"].measures.forms[0].errors) == [field]
    assert not Measure.objects.exists()


def test_a_line_too_long_is_named(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)

    response = client.post(row_url(worksheet), typed(worksheet, manifestations="短\n" + "长" * 501))

    assert list(response.context["entry"].main.errors) == ["manifestations"]


def test_another_measures_row_keeps_what_is_typed_and_saves_nothing(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)

    response = client.post(row_url(worksheet), typed(worksheet, more="1"))

    entry = response.context["entry"]
    assert len(entry.measures.forms) == 3
    assert entry.measures.forms[0]["text"].value() == "建立案件台账。"
    assert "不能立案的立案。" in response.content.decode()
    assert not RiskPoint.objects.exists()


def test_a_double_submit_writes_once(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    data = typed(worksheet, submission_id=str(uuid.uuid4()))

    first, second = client.post(row_url(worksheet), data), client.post(row_url(worksheet), data)

    assert first.url == second.url
    assert (RiskPoint.objects.count(), Measure.objects.count()) == (1, 1)


HOSTILE = [
    '<script>alert(1)</script>"',
    "a'b`${c}",
    "javascript:alert(1)",
    "{{ 7|add:7 }}",
    "名" * 200,
]


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


# ── what was typed is kept ───────────────────────────────────────────────────


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
    assert Entry.objects.count() == 1


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


# ── none found, handing on, coming back ──────────────────────────────────────


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
    assert all("level-2" in client.get(url).content.decode() for url in urls)

    client.force_login(committee_member(worksheet.section))

    assert not any("level-2" in client.get(url).content.decode() for url in urls)
    assert reverse("desk:committee") in client.get(page(worksheet)).content.decode()


@pytest.mark.parametrize("make", [opened, section_page])
def test_after_the_decision_the_section_may_begin_anew(client, make):
    worksheet = make()
    Worksheet.objects.update(state="decided", decided_at=timezone.now(), imported=True)
    client.force_login(worksheet.opened_by)
    url = client.get(page(worksheet)).context["open_url"]

    client.post(url)

    assert Worksheet.objects.filter(state="draft").count() == 1


def test_a_comment_of_the_public_stands_at_its_step(client):
    worksheet = opened()
    comment = CommentFactory(
        posting=worksheet.flowchart.postings.get(), step_key="serve", state="answered"
    )
    Reply.objects.create(
        comment=comment, outcome="adopted", reason="已改", published_on=timezone.localdate()
    )
    client.force_login(worksheet.opened_by)

    bands = client.get(page(worksheet)).context["bands"]

    assert [band.first.comments for band in bands] == [[], [], [comment]]
