"""Rulings from before are bound to what stands; assessments keep their one reason, and no text is made up."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from riskpoints.actions.reopening import look_for_changes
from riskpoints.models import Assessment, Grade, RiskPoint, Ruling
from riskpoints.snapshots import hash_of
from tests.factories.accounts import committee_chair
from tests.factories.leads import ruled
from tests.factories.rounds import decided

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [("riskpoints", "0007_contributions")]


def forward():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def as_before():
    """Take off what rulings and assessments did not have then."""
    Grade.objects.update(decides=False, reason="")
    Assessment.objects.update(reason="一人即可决定。")


def test_there_and_back_nothing_is_reopened_and_no_reason_is_made_up():
    point = decided().risk_points.get()
    said = point.ruling.snapshot
    earlier = Ruling.objects.get(pk=point.ruling_id)
    ruled(point, 2, earlier.ruled_on)
    as_before()
    try:
        MigrationExecutor(connection).migrate(BEFORE)
    finally:
        forward()
    point = RiskPoint.objects.get(pk=point.pk)
    assert point.ruling.snapshot == said
    assert point.ruling.snapshot_hash == hash_of(said)
    earlier.refresh_from_db()
    assert (earlier.snapshot, earlier.snapshot_hash) == ({}, hash_of({}))
    assert look_for_changes(body=point.body, by=committee_chair(point.body)) == []
    assert set(Assessment.objects.values_list("reason", flat=True)) == {"一人即可决定。"}
    assert set(Grade.objects.values_list("decides", "reason")) == {(False, "")}
