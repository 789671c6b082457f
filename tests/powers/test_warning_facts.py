"""What the warnings read from the database, and how a chart's page tells them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from powers.drawing.warnings import PowerFacts, WarningFacts
from powers.warning_facts import facts_for
from tests.factories.accounts import PositionFactory, contributor
from tests.factories.powers import PowerFactory, drawn_chart, fresh, settled_chart

pytestmark = pytest.mark.django_db


def page(chart):
    return reverse("powers:flowchart_detail", args=[chart.code])


def test_facts_are_the_powers_and_the_meetings_of_the_body():
    chart = drawn_chart()
    meeting = PositionFactory(unit=chart.body, is_collective=True)
    PositionFactory(is_collective=True)  # another body's
    limits = {"category": "licensing", "statutory_days": 20, "committed_days": 13}
    PowerFactory(section=chart.section, flowchart=chart, name="核发", **limits)
    first = chart.powers.all()[0]
    powers = PowerFacts(first.name, "internal"), PowerFacts("核发", *limits.values())
    assert facts_for(fresh(chart)) == WarningFacts(powers, frozenset({meeting.code}))


def test_positions_at_hand_are_not_asked_for_again(django_assert_num_queries):
    chart = drawn_chart()
    places = [PositionFactory(unit=chart.body, is_collective=True), PositionFactory()]
    with django_assert_num_queries(0):
        assert facts_for(chart, places).collective == {places[0].code}


def test_a_power_held_back_from_the_public_is_told():
    chart = drawn_chart()
    chart.powers.update(withheld_ground="涉密", withheld_approver="张")
    assert [power.withheld for power in facts_for(fresh(chart)).powers] == [True]


def test_facts_ask_once_whatever_the_number_of_powers(django_assert_num_queries):
    chart = drawn_chart()
    PowerFactory.create_batch(2, section=chart.section, flowchart=chart)
    chart = fresh(chart)
    with django_assert_num_queries(1):
        facts_for(chart)


def test_a_chart_s_page_tells_warnings_apart_from_what_is_to_mend(client):
    chart = drawn_chart()
    chart.steps.filter(key="examine").update(days=None)
    chart.steps.filter(key="serve").update(position=None)
    chart.powers.update(category="licensing", statutory_days=9, committed_days=6)
    client.force_login(contributor(chart.section))
    text = client.get(page(chart)).content.decode()
    assert text.count('class="check-problem"') == 1
    shown = client.get(page(chart)).context
    assert [found.code for found in shown["warnings"]] == [
        "unheard", "unpublished", "over-statutory", "no-limit",
    ]  # fmt: skip
    assert text.count('class="check-hint"') == 4
    assert (shown["path"].days, shown["path"].is_complete) == (10, False)
    assert "10" in text


def test_warnings_keep_nothing_from_going_up(client):
    chart = drawn_chart()
    chart.steps.update(days=None)
    client.force_login(contributor(chart.section))
    shown = client.get(page(chart))
    assert [found.code for found in shown.context["warnings"]] == ["no-limit"]
    assert reverse("powers:release", args=[chart.code]) in shown.content.decode()


def test_a_chart_too_large_to_draw_is_not_looked_at(client, monkeypatch):
    chart = drawn_chart()
    client.force_login(contributor(chart.section))
    monkeypatch.setattr("powers.views.charts.MOST_STEPS", 2)
    shown = client.get(page(chart))
    assert (shown.status_code, shown.context["warnings"], shown.context["path"]) == (200, [], None)


def test_the_page_asks_as_often_for_one_power_as_for_three(client, django_assert_num_queries):
    chart = settled_chart()
    client.force_login(contributor(chart.section))
    client.get(page(chart))
    with CaptureQueriesContext(connection) as one:
        client.get(page(chart))
    count = len(one)
    PowerFactory.create_batch(2, section=chart.section, flowchart=chart)
    with django_assert_num_queries(count):
        client.get(page(chart))
