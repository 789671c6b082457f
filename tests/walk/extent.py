"""How far the random walks go: a few on every run, many at night, as many as somebody asks for.

`HYPOTHESIS_PROFILE=nightly` walks far; `WALK_EXAMPLES=5000` sets the number of walks, each as long as
at night. Either way they are others every time.
"""

import os

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

ASKED = int(os.environ.get("WALK_EXAMPLES", "0"))
FAR = bool(ASKED) or os.environ.get("HYPOTHESIS_PROFILE") == "nightly"


def extent(*, on_every_run, at_night):
    """Give Hypothesis's settings for two pairs: how many walks, and of how many steps."""
    examples, steps = at_night if FAR else on_every_run
    return {"max_examples": ASKED or examples, "stateful_step_count": steps}


def run(machine, extent, **more):
    """Run a machine so far: the same walks on every run, others where it is to go far."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            deadline=None,
            derandomize=not FAR,
            suppress_health_check=list(HealthCheck),
            database=None,
            **extent,
            **more,
        ),
    )


def run_alone(machine, extent, **more):
    """Run a machine that way, each walk in a savepoint that is rolled back after it."""
    run(alone(machine), extent, **more)


def alone(machine):
    """Give the same machine whose walks leave nothing behind."""

    class Alone(machine):
        def __init__(self):
            self.savepoint = transaction.savepoint_create()
            super().__init__()

        def teardown(self):
            try:
                super().teardown()
            finally:
                transaction.savepoint_rollback(self.savepoint)

    return Alone
