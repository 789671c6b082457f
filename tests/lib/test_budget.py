"""A minute's budget of time: what is spent counts, for everybody together, and the next minute begins anew."""

import datetime
import time

import pytest
import time_machine
from django.core.cache import cache

from riskcontrol.lib.budget import Spent, within_budget

NOON = datetime.datetime(2026, 3, 2, 4, 0, 20, tzinfo=datetime.UTC)
KEY = f"budget:drawing:{int(NOON.timestamp()) // 60}"


def work(seconds=0.01, *, budget=10, name="drawing"):
    with within_budget(name, budget):
        time.sleep(seconds)


def failing_work():
    with within_budget("drawing", 10):
        time.sleep(0.01)
        raise ZeroDivisionError


@time_machine.travel(NOON, tick=False)
def test_what_is_spent_is_added_up_in_thousandths():
    work(0.02)
    once = cache.get(KEY)
    work(0.02)
    assert (20 <= once < 2000, once + 20 <= cache.get(KEY)) == (True, True)


def test_beyond_the_budget_the_next_minute_is_named():
    with time_machine.travel(NOON, tick=False) as clock:
        work(budget=0.001)
        with pytest.raises(Spent) as spent:
            work(budget=0.001)
        assert spent.value.wait == 40
        clock.shift(39)
        with pytest.raises(Spent) as spent:
            work(budget=0.001)
        assert spent.value.wait == 1
        clock.shift(1)
        work(budget=0.001)


@time_machine.travel(NOON, tick=False)
def test_work_that_fails_has_spent_its_time_too():
    with pytest.raises(ZeroDivisionError):
        failing_work()
    assert cache.get(KEY) >= 10


@time_machine.travel(NOON, tick=False)
def test_each_kind_of_work_has_its_own_budget():
    work(budget=0.001)
    work(budget=0.001, name="other")


@time_machine.travel(NOON, tick=False)
def test_what_was_refused_spends_nothing():
    work(budget=0.001)
    spent = cache.get(KEY)
    for _again in range(3):
        with pytest.raises(Spent):
            work(budget=0.001)
    assert cache.get(KEY) == spent


@time_machine.travel(NOON, tick=False)
def test_a_count_that_is_crowded_out_under_way_is_no_fault():
    with within_budget("drawing", 10):
        cache.clear()
    assert cache.get(KEY) >= 1
