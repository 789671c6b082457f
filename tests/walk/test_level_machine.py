"""A level falls only by two people and once all is proven, in whatever order people act; see levels.py."""

import pytest

from tests.factories.levels import ruled

from .extent import extent, run
from .levels import LOWEST, Levels, cast_of

pytestmark = pytest.mark.django_db
EXTENT = extent(on_every_run=(14, 35), at_night=(100, 50))


@pytest.fixture
def machine(monkeypatch):
    """The machine with its risk point and the people about it."""
    point = ruled(planned=None, measures=2)
    monkeypatch.setattr(Levels, "point", point)
    monkeypatch.setattr(Levels, "cast", cast_of(point))
    monkeypatch.setattr(Levels, "reached", set())
    return Levels


# Who may not, tries before who may.
OUTSIDE = ["clerk", "head", "author"]


def past(one, act, by, *args):
    for somebody in [*OUTSIDE, by]:
        getattr(one, act)(somebody, *args)
        one.holds()


def ruled_anew(one, rank):
    """Have the ruling that a change reopened made anew, by all who may rate."""
    one.change()
    past(one, "look", "chair")
    past(one, "convene_again", "chair")
    past(one, "close_again", "chair")
    past(one, "convene_again", "other chair")
    for somebody in ("chair", "member", "other chair"):
        past(one, "assess_again", somebody, [rank, 3, 3, 3])
        past(one, "decide_again", "chair")
    past(one, "propose", "member", LOWEST)
    past(one, "decide_again", "other chair")


def test_a_change_reopens_what_fell(machine):
    """Fallen and raised, let stand, ruled anew while a lower level stood and while one was proposed."""
    one = machine()
    try:
        while one.standing != LOWEST:
            one.go_on()
        past(one, "raise_back", "member")
        one.change()
        past(one, "look", "chair")
        past(one, "propose", "member", LOWEST)
        past(one, "let_stand", "other chair")
        past(one, "propose", "member", LOWEST)
        past(one, "second", "chair")
        ruled_anew(one, 2)
        past(one, "raise_back", "member")
        past(one, "plan", "chair", LOWEST)
        past(one, "propose", "member", LOWEST)
        ruled_anew(one, 1)
        past(one, "second", "chair")
        past(one, "withdraw", "member")
    finally:
        one.teardown()
    assert (one.initial, one.planned, one.standing, one.rulings) == (1, None, None, 3)
    assert one.reached == {
        "second", "raise", "look", "let stand", "decide again", "close again",
    }  # fmt: skip


def test_a_level_falls_by_the_rules_alone(machine):
    run(machine, EXTENT)
    assert {"second", "look"} <= machine.reached
