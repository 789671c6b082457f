"""Back to before each data migration and forward again: what was there is there, in its new form."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from . import judging, meetings, releases, rounds, schemes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.no_cover]
# From the newest to the oldest.
STOPS = [meetings.BEFORE, rounds.BEFORE, releases.BEFORE]
CARRIED = [
    judging.nothing_is_reopened_and_no_reason_is_made_up,
    meetings.sittings_are_carried_there_and_back,
    meetings.what_waited_for_its_confirmation_is_with_the_committee_again,
    schemes.ratings_are_carried_there_and_back,
    rounds.each_year_of_a_body_has_a_round_and_old_years_are_closed,
    releases.what_stands_becomes_stages_and_acts,
]


def back(stop):
    """Go back so far; gives the models as they were."""
    executor = MigrationExecutor(connection)
    executor.migrate(stop)
    return executor.loader.project_state(stop).apps


def forward():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_what_was_there_is_carried_there_and_back():
    told = [carried() for carried in CARRIED]
    wanted = [next(one) for one in told]
    try:
        for stop in STOPS:
            old = back(stop)
            for one, where in zip(told, wanted, strict=True):
                if where == stop:
                    one.send(old)
    finally:
        forward()
    for one in told:
        assert next(one, "over") == "over"
