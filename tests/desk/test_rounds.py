"""Pages of rounds: the list with what is offered, one round, opening, closing, two compared."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.models import Measure
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Role
from riskcontrol.desk import board, round_work
from riskcontrol.desk.actions import change_entry
from riskcontrol.desk.board import board_for
from riskcontrol.desk.work import work_of
from riskpoints.actions.carrying import remove_row
from riskpoints.actions.points import write_risk_point
from riskpoints.actions.worksheets import say_none_found, sign_worksheet, submit_worksheet
from riskpoints.models import RiskPoint, Round
from tests.factories.accounts import (
    SectionFactory,
    committee_chair,
    contributor,
    deputy_head,
    person,
    section_head,
)
from tests.factories.powers import settled_chart
from tests.factories.riskpoints import facts, measured, opened, step_of
from tests.factories.rounds import (
    all_confirmed,
    carried,
    chaired,
    closed,
    decided,
    next_sheet,
    ruled_on,
)

pytestmark = pytest.mark.django_db
LIST = reverse("desk:rounds")


def page(round, name="round"):
    return reverse(f"desk:{name}", args=[round.pk])


@pytest.mark.parametrize("odd", [2**63, "9" * 5000])
def test_what_cannot_be_a_chart_or_section_is_refused_as_any_other_not_offered(client, odd):
    chart = settled_chart()
    client.force_login(committee_chair(chart.body))
    said = {"ground": "yearly", "charts": [chart.pk, odd], "sections": [odd]}
    answer = client.post(reverse("desk:round_open", args=[chart.body.code]), said)
    words = [f"选项中没有“{odd}”，从列表中选择。"]
    assert answer.context["form"].errors == {"charts": words, "sections": words}
    assert not Round.objects.exists()


def test_the_chair_opens_a_round_over_some_charts(client):
    chart = settled_chart()
    client.force_login(committee_chair(chart.body))
    url = reverse("desk:round_open", args=[chart.body.code])
    assert url in client.get(LIST).content.decode()

    answer = client.post(url, {"ground": "law", "reason": "", "charts": [chart.pk]})
    assert list(answer.context["form"].errors) == ["reason"] or answer.context["form"].errors
    assert not Round.objects.exists()

    said = {"ground": "law", "reason": "《档案法》修订。", "charts": [chart.pk]}
    answer = client.post(url, said)
    made = Round.objects.get()
    assert answer.url == page(made)
    assert (made.ground, list(made.charts.all())) == ("law", [chart])
    text = client.get(page(made)).content.decode()
    assert "《档案法》修订。" in text
    assert chart.name in text


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.HEAD, Role.COMMITTEE_MEMBER])
def test_others_read_and_get_403_where_they_would_act(client, role):
    made = chaired(settled_chart().body)
    client.force_login(person(role, made.body))
    assert client.get(LIST).status_code == client.get(page(made)).status_code == 200
    for url in (
        reverse("desk:round_open", args=[made.body.code]),
        page(made, "round_close"),
        page(made, "round_last_day"),
    ):
        assert url not in client.get(page(made)).content.decode()
        assert client.get(url).status_code == client.post(url).status_code == 403


def test_strangers_get_404(client):
    made, other = chaired(settled_chart().body), chaired(settled_chart().body)
    client.force_login(committee_chair(other.body))
    assert client.get(page(other)).status_code == 200
    urls = [page(made, name) for name in ("round", "round_close", "round_last_day")]
    urls += [reverse("desk:round_open", args=[made.body.code])]
    urls += [reverse("desk:round_compare", args=[made.pk, other.pk])]
    assert [client.get(url).status_code for url in urls] == [404] * len(urls)
    assert str(made.body) not in client.get(LIST).content.decode()


def test_closing_asks_why_each_chart_is_left_out_and_keeps_what_was_typed(client):
    first = decided()
    bare, other = (settled_chart(section=first.section) for _time in range(2))
    client.force_login(committee_chair(first.body))
    url = page(first.round, "round_close")
    names = [f"chart-{chart.pk}" for chart in (bare, other)]
    assert [name for name in client.get(url).context["form"].fields if name != "for_all"] == names

    refused = client.post(url, {names[0]: "明年再查。"})
    assert list(refused.context["form"].errors) == [names[1]]
    assert "明年再查。" in refused.content.decode()
    assert Round.objects.get().is_open

    assert client.post(url, {names[0]: "明年再查。", "for_all": "人手不足。"}).url == page(
        first.round
    )
    left = dict(first.round.left_out.values_list("flowchart", "reason"))
    assert left == {bare.pk: "明年再查。", other.pk: "人手不足。"}
    text = client.get(page(first.round)).content.decode()
    assert "明年再查。" in text
    assert "人手不足。" in text


def test_the_last_day_is_set(client):
    made = chaired(settled_chart().body)
    client.force_login(committee_chair(made.body))
    past = client.post(page(made, "round_last_day"), {"last_day": "2020-01-01"})
    assert list(past.context["form"].errors) == ["last_day"]
    day = timezone.localdate() + datetime.timedelta(days=9)
    client.post(page(made, "round_last_day"), {"last_day": day.isoformat()})
    assert Round.objects.get().last_day == day


def test_the_numbers_of_a_round_are_the_lengths_of_its_lists(client):
    sheet = next_sheet()
    remove_row(row=carried(sheet), reason="已由系统办理。", by=sheet.opened_by)
    client.force_login(sheet.opened_by)
    told = {key: n for key, _w, n in client.get(page(sheet.round)).context["reading"].tallies}
    assert told == {"untouched": 2, "confirmed": 0, "changed": 0, "removed": 1, "new": 1}
    for key, count in told.items():
        shown = client.get(page(sheet.round), {"rows": key})
        assert shown.context["rows"].paginator.count == count
    assert "已由系统办理。" in client.get(page(sheet.round), {"rows": "removed"}).content.decode()
    assert client.get(page(sheet.round), {"rows": "lost"}).status_code == 404


def many(count):
    """So many decided charts with their next worksheet in a chair's round."""
    first = decided()
    sheets = [first] + [decided(opened(settled_chart(section=first.section)))
                        for _more in range(count - 1)]  # fmt: skip
    made = chaired(first.body)
    for sheet in sheets:
        all_confirmed(next_sheet(sheet))
    return first.round, made


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_at_one_and_at_three(client, django_assert_num_queries, rows):
    first, made = many(rows)
    client.force_login(committee_chair(made.body))
    client.get(LIST)
    with django_assert_num_queries(14):
        client.get(page(made), {"rows": "confirmed"})
    with django_assert_num_queries(9):
        client.get(LIST)
    with django_assert_num_queries(27):
        client.get(reverse("desk:round_compare", args=[first.pk, made.pk]))


def hand_on(sheet):
    submit_worksheet(worksheet=sheet, by=sheet.opened_by)
    return ruled_on(sign_worksheet(worksheet=sheet, by=section_head(sheet.section)))


def row(sheet, key):
    return f"step-{step_of(sheet, key).pk}"


def compared(client, url, *, levels):
    """What the page compares; each risk point on it was ruled on and shows its level."""
    answer = client.get(url)
    shown = answer.text.count('class="level '), answer.text.count("level-none")
    assert shown == (levels, 0)
    return answer.context["comparison"]


def test_two_rounds_are_compared_in_words(client):
    sheet = opened()
    by = sheet.opened_by
    for title in ("留下的", "改动的", "移除的"):
        point = write_risk_point(worksheet=sheet, facts=facts(step_of(sheet), title=title), by=by)
        measured(point, by=by)
    for key in ("examine", "serve"):
        say_none_found(worksheet=sheet, row=row(sheet, key), because="只办手续。", by=by)
    hand_on(sheet)
    made = chaired(sheet.body)
    later = next_sheet(sheet)
    remove_row(row=carried(later, "移除的"), reason="已由系统办理。", by=by)
    change_entry(
        carried=carried(later, "改动的"),
        facts=facts(step_of(later), title="改动后的"),
        measures=[],
        kept=Measure.objects.filter(risk_points__title="改动的"),
        by=by,
    )
    say_none_found(worksheet=later, row=row(later, "serve"), because="已上网。", by=by)
    new = write_risk_point(
        worksheet=later, facts=facts(step_of(later, "examine"), title="新增的"), by=by
    )
    measured(new, by=by)
    all_confirmed(later)
    hand_on(later)

    client.force_login(by)
    url = reverse("desk:round_compare", args=[sheet.round_id, made.pk])
    shown = compared(client, url, levels=4)

    assert [[pair.point.title for pair in part.pairs] for part in shown.parts] == [
        ["新增的"], ["移除的"], ["改动后的"], [], ["留下的"], [], [],
    ]  # fmt: skip
    assert [len(pair.aspects) for pair in shown.changed] == [1]
    assert shown.removed[0].look.reason == "已由系统办理。"
    assert [(one.before, one.after) for one in shown.none_found] == [
        ("只办手续。", ""), ("只办手续。", "已上网。"),
    ]  # fmt: skip
    back = client.get(reverse("desk:round_compare", args=[made.pk, sheet.round_id]))
    assert back.context["comparison"].earlier == sheet.round
    assert client.get(reverse("desk:round_compare", args=[made.pk, made.pk])).status_code == 404


def items(user):
    user = User.objects.get(pk=user.pk)
    return [item.url for item in work_of(user, board_for(user))]


def test_so_many_charts_of_a_round_stand_in_my_work_and_a_way_to_all(monkeypatch):
    for place in (board, round_work):
        monkeypatch.setattr(place, "MOST_AWAITED", 1)
    first = decided()
    decided(opened(settled_chart(section=first.section)))
    elsewhere = SectionFactory(parent=first.body)
    user, url = contributor(first.section), reverse("desk:worksheet", args=[first.flowchart.code])
    chaired(first.body)
    assert [item for item in items(user) if item in {url, LIST}] == [url, LIST]
    for nobody in (contributor(elsewhere), deputy_head(first.section)):
        assert LIST not in items(nobody)
        assert LIST not in [
            item.url for item in work_of(nobody, board.board_of(first.body, nobody))
        ]


def test_a_chart_is_awaited_once_by_each_round_that_covers_it():
    """Named, of a named section, both, or where nothing is named; not where others are."""
    first = decided()
    body, section, chart = first.body, first.section, first.flowchart
    other = decided(opened(settled_chart(section=SectionFactory(parent=body)))).flowchart
    whole = chaired(body)
    named = chaired(body, charts=[chart])
    both = chaired(body, charts=[chart, other], sections=[section])
    of_section = chaired(body, sections=[section])
    elsewhere = chaired(body, charts=[other], sections=[other.section])

    def rounds_for(user):
        return [(one.round_id, one.chart) for one in board_for(user).awaited]

    covering = [whole.pk, named.pk, both.pk, of_section.pk]
    assert rounds_for(contributor(section)) == [(pk, chart) for pk in covering]
    others = [(pk, other) for pk in (whole.pk, both.pk, elsewhere.pk)]
    assert rounds_for(contributor(other.section)) == others


def test_an_open_round_stands_on_the_home_page_until_its_worksheet_is_begun(client):
    first = decided()
    user, url = contributor(first.section), reverse("desk:worksheet", args=[first.flowchart.code])
    assert url not in items(user)
    made = chaired(first.body)
    assert url in items(user)
    assert url not in items(deputy_head(first.section))
    client.force_login(user)
    assert page(made) in client.get("/desk/").content.decode()
    next_sheet(first)
    assert board_for(user).awaited == []


def test_the_worksheet_marks_untouched_rows_and_takes_each_answer(client):
    sheet = next_sheet()
    client.force_login(sheet.opened_by)
    here, found = reverse("desk:worksheet", args=[sheet.flowchart.code]), carried(sheet)
    urls = {
        name: reverse(f"desk:carried_{name}", args=[sheet.pk, found.pk])
        for name in ("confirm", "change", "remove", "back")
    }
    text = client.get(here).content.decode()
    assert [name for name, url in urls.items() if url in text] == ["confirm", "change", "remove"]
    assert {client.get(urls[name]).status_code for name in ("confirm", "change", "remove")} == {200}

    refused = client.post(urls["confirm"], {"reason": ""})
    assert list(refused.context["form"].errors) == ["reason"]
    assert client.post(urls["confirm"], {"reason": "办法没有变。"}).status_code == 302
    assert carried(sheet).outcome == "confirmed"
    assert "办法没有变。" in client.get(here).content.decode()
    client.post(urls["back"])
    client.post(urls["remove"], {"reason": "已由系统办理。"})
    assert (carried(sheet).outcome, carried(sheet).reason) == ("removed", "已由系统办理。")


def test_a_change_is_written_in_the_rows_form_with_the_measures_that_go_on(client):
    sheet = next_sheet()
    client.force_login(sheet.opened_by)
    found = carried(sheet)
    url = reverse("desk:carried_change", args=[sheet.pk, found.pk])
    entry = client.get(url).context["entry"]
    measure = Measure.objects.get()
    assert entry.main["title"].value() == found.risk_point.title
    assert entry.aims["kept"].value() == [measure.pk]

    said = {name: entry.main[name].value() for name in ("category", "causes", "manifestations")}
    said |= {"title": "受理拖延", "proposed_rank": "2", "anchors": [row(sheet, "receive")]}
    said |= {"found_self_0": "on", "kept": [measure.pk], "row_version": "1"}
    said |= {"measures-TOTAL_FORMS": "0", "measures-INITIAL_FORMS": "0"}
    assert client.post(url, said).status_code == 302

    point = RiskPoint.objects.get(title="受理拖延")
    assert (carried(sheet).successor, list(point.measures.all())) == (point, [measure])
    edit = client.get(reverse("desk:point_edit", args=[sheet.pk, point.pk])).context["entry"]
    assert (edit.own, edit.aims["kept"].value()) == ({}, [measure.pk])
    assert client.get(url).status_code == 404


def test_the_worksheet_of_an_earlier_round_is_shown_as_it_was(client):
    first = decided()
    later = next_sheet(first)
    client.force_login(first.opened_by)
    here = reverse("desk:worksheet", args=[first.flowchart.code])
    shown = client.get(here, {"round": first.round_id})
    assert shown.context["worksheet"] == later  # both stand in the year's round: the latest of it
    closed(Round.objects.exclude(pk=first.round_id).first() or chaired(first.body))
    assert client.get(here, {"round": "0"}).status_code == 404
    assert client.get(here, {"round": "x"}).status_code == 404


def test_left_points_are_found_in_the_list_when_asked_for(client):
    sheet = next_sheet()
    remove_row(row=carried(sheet), reason="已由系统办理。", by=sheet.opened_by)
    say_none_found(worksheet=sheet, row=row(sheet, "receive"), because="自动。", by=sheet.opened_by)
    all_confirmed(sheet)
    hand_on(sheet)
    client.force_login(sheet.opened_by)
    url = reverse("riskpoints:list")
    assert client.get(url).context["page"].total == 0
    assert client.get(url, {"state": "gone"}).context["page"].total == 1
