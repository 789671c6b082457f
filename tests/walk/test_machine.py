"""The gate, the-higher-prevails and no-one-judges-his-own hold in whatever order people act.

`HYPOTHESIS_PROFILE=nightly` walks further and more often.
"""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from powers.models import ReleaseAct

from . import machine
from .cast import PEOPLE, assemble
from .extent import extent
from .way import Habits

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
EXTENT = extent(on_every_run=(7, 25), at_night=(150, 60))
WAYS = [
    Habits("clerk", improves=True, lowers=True),
    Habits("section head", improves=False, lowers=False, waits=3, asks_two=True),
    Habits("drawing member", improves=False, lowers=True, waits=60),
    Habits("drawing moderator", improves=True, lowers=True, asks_two=True),
]


@pytest.fixture
def walk(monkeypatch):
    """The machine with its people and their chart, for a unit of these habits."""
    cast, chart = assemble()

    def with_habits(habits):
        for name, value in {"cast": cast, "chart": chart, "habits": habits}.items():
            monkeypatch.setattr(machine.Walk, name, value)
        return machine.Walk

    return with_habits


def test_the_straight_way_past_everybody_else(walk):
    """Once from the drawing to the verified measure; before each act everybody else tries it."""
    one = walk(Habits("clerk", improves=True, lowers=True))()
    one.begin(keeps=True, hurries=False, acts=0)
    try:
        one.attempt("edit", "drawing moderator", ["serve"], 3)
        go_past_everybody(one, lambda model: model.sheet)
        write_on_a_changed_step(one)
        go_past_everybody(one, lambda model: model.sheet.points)
        one.attempt("rewrite", "drawing member", 0, ["examine"])
        go_past_everybody(one, lambda model: any(second for _doer, second in model.done.values()))
        one.pass_days(31)
        one.attempt("carry_out", "section head", 1)
        one.attempt("verify", "section head", 1)
    finally:
        one.teardown()
    assert (one.model.sheet.points[0].rank, one.model.done[1]) == (3, ("section head", ""))


def test_every_way_round_past_everybody_else(walk):
    """By stand-ins, back to an earlier stage, opened later, extended, stopped by two, and once more."""
    one = walk(Habits("clerk", improves=False, lowers=False, waits=3, asks_two=True))()
    one.begin(keeps=True, hurries=False, acts=0)
    try:
        go_up_by_stand_ins(one)
        acts = ReleaseAct.objects.order_by("pk")
        assert list(acts.values_list("act", "outcome", "by__name", "on_behalf_of__name")) == [
            ("check", "passed", "section head", None),
            ("clearance", "back", "moderator", None),
            ("check", "passed", "section head", None),
            ("clearance", "passed", "member", "moderator"),
            ("signature", "back", "chair", "head"),
            ("clearance", "passed", "moderator", None),
            ("signature", "passed", "chair", "head"),
        ]
        everybody(one, "extend", "moderator", 3)
        one.pass_days(3)
        for act, by, *args in [
            ("comment", "public", ""),
            ("extend", "moderator", 3),
            ("drop_stop", "moderator"),
            ("stop", "moderator"),
            ("drop_stop", "deputy head"),
            ("stop", "head"),
            ("confirm_stop", "moderator"),
            ("answer", "clerk", 0, "declined", []),
            ("publish", "moderator"),
            ("edit", "clerk", ["examine"], 9),
        ]:
            everybody(one, act, by, *args)
        go_past_everybody(one, lambda model: model.final)
    finally:
        one.teardown()
    stopped, settled = one.model.postings
    assert (bool(stopped.stopped_on), settled.final["examine"]) == (True, 9)


def test_a_change_reopens_past_everybody(walk):
    """Ruled on, changed and let stand; changed once more and ruled anew; everybody else tries first."""
    one = walk(Habits("clerk", improves=False, lowers=False))()
    one.begin(keeps=False, hurries=False, acts=0)
    try:
        walk_on(one, lambda model: any(point.rank for point in model.points()))
        for limit, deeds in [
            (7, [("let_stand", "chair", 0)]),
            (
                9,
                [
                    ("convene_again", "chair", 0),
                    ("close_again", "chair"),
                    ("convene_again", "chair", 0),
                    ("assess_again", "chair", [3, 1, 3, 3]),
                    ("assess_again", "member", [3, 3, 3, 3]),
                    *_others_assess(one),
                    ("decide_again", "chair"),
                ],
            ),
        ]:
            everybody(one, "edit", "clerk", ["examine"], limit)
            everybody(one, "submit", "clerk", 7)
            walk_on(one, lambda model, limit=limit: model.final["examine"] == limit)
            everybody(one, "compare", "chair")
            for act, by, *args in deeds:
                everybody(one, act, by, *args)
    finally:
        one.teardown()
    point = one.model.points()[0]
    assert (point.rank, point.basis, bool(point.reopened)) == (1, {"examine": 9}, False)


def _others_assess(one):
    """The drawing member rates as well, where he had no part in the worksheet."""
    sheet = one.model.sheets[0]
    others = {"drawing member"} - sheet.had_a_part
    return [("assess_again", person, [3, 3, 3, 3]) for person in sorted(others)]


def walk_on(one, is_there):
    """Walk on until the model has come so far, without letting anybody else try."""
    while not is_there(one.model):
        one.go_on()
        one.holds()


def go_up_by_stand_ins(one):
    """Send it up, have it given back, and let the last two stages be taken for others.

    One who drew it has a stand-in, and who sent it up stands in for a leader: both in vain.
    """
    for act, by, *args in [
        ("edit", "drawing moderator", [], 5),
        ("name_stand_in", "drawing moderator", "drawing moderator", "post member", 5),
        ("name_stand_in", "deputy head", "deputy head", "clerk", 5),
        ("submit", "clerk", 7, 3),
        ("check", "section head"),
        ("give_release_back", "moderator", 0),
        ("check", "section head"),
        ("name_stand_in", "moderator", "moderator", "member", 5),
        ("name_stand_in", "head", "head", "chair", 5),
        ("clear", "member"),
        ("give_release_back", "chair", 1),
        ("clear", "moderator"),
        ("end_stand_in", "moderator", "moderator"),
        ("sign", "chair"),
        ("edit", "clerk", ["serve"], 3),
        ("comment", "public", ""),
    ]:
        everybody(one, act, by, *args)


def everybody(one, act, by, *args):
    """Let everybody else try an act where it must fail, then whoever is meant to."""
    for person in PEOPLE:
        if person != by and one.refuses(act, person, *args):
            one.attempt(act, person, *args)
    one.attempt(act, by, *args)
    one.holds()


def write_on_a_changed_step(one):
    """Try what the gate refuses while a step is other than it was settled."""
    settled = one.model.live["examine"]
    one.attempt("edit", "clerk", ["examine"], 9)
    one.attempt("write", "clerk", ["examine"])
    one.attempt("find_nothing", "clerk", "examine")
    one.attempt("edit", "clerk", ["examine"], settled)


def go_past_everybody(one, is_there):
    """Walk on until the model has come so far."""
    while not is_there(one.model):
        one.tempt()
        one.go_on()
        one.holds()


@pytest.mark.parametrize("habits", WAYS, ids=lambda habits: habits.clerk)
def test_every_order_by_everybody(walk, habits):
    """Try the steps of the whole way in every order by everybody."""
    phases = set(Phase) - {Phase.explain}  # it takes long and tells little here
    checks = list(HealthCheck)
    extent = settings(deadline=None, phases=phases, suppress_health_check=checks, **EXTENT)
    run_state_machine_as_test(walk(habits), settings=extent)
