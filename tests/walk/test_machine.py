"""The gate, the-higher-prevails and no-one-judges-his-own hold in whatever order people act.

`HYPOTHESIS_PROFILE=nightly` walks further and more often.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from . import machine
from .cast import assemble

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
EXTENT = {"max_examples": 500, "stateful_step_count": 60} if NIGHTLY else {
    "max_examples": 30, "stateful_step_count": 25,
}  # fmt: skip


@pytest.mark.django_db
def test_every_order_by_everybody(monkeypatch):
    """Try the steps of the whole way in every order by everybody."""
    cast, chart = assemble()
    monkeypatch.setattr(machine.Walk, "cast", cast)
    monkeypatch.setattr(machine.Walk, "chart", chart)
    phases = [phase for phase in Phase if phase != Phase.explain]  # long, and tells little here
    extent = settings(
        deadline=None, phases=phases, suppress_health_check=list(HealthCheck), **EXTENT
    )
    run_state_machine_as_test(machine.Walk, settings=extent)
