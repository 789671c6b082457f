"""What was rated before schemes had versions keeps its grades, levels and wishes, there and back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from riskpoints.models import Grade, Level, LevelProposal, LevelScheme
from tests.factories.measures import assess, convened, raters_of

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [("riskpoints", "0002_suggestions")]


def forward():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def rated():
    """A sitting in which all are in and the chair wishes for another level."""
    sitting = convened()
    chair, member = raters_of(sitting)
    assess(sitting, chair, 2, 3, 3, 3)
    assess(sitting, member, 3, 3, 1, 3)
    LevelProposal.objects.create(
        sitting=sitting,
        risk_point=sitting.worksheet.risk_points.get(),
        level=sitting.scheme.levels.get(rank=2),
        highest_rank=1,
        reason="理由",
        proposed_by=chair,
    )


def kept():
    """What is to survive: who gave which grade, how levels look, what stood against a wish."""
    return (
        list(Grade.objects.order_by("pk").values_list("pk", "factor", "anchor")),
        [level.look for level in Level.objects.all()],
        LevelProposal.objects.get().highest_rank,
        list(LevelScheme.objects.values_list("name", "rule", "number")),
    )


def test_ratings_are_carried_there_and_back():
    rated()
    before = kept()
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(BEFORE)
        old = executor.loader.project_state(BEFORE).apps
        grades = old.get_model("riskpoints", "Grade").objects.order_by("pk")
        assert list(grades.values_list("level__rank", flat=True)) == [2, 3, 3, 3, 3, 3, 1, 3]
    finally:
        forward()
    assert kept() == before
    assert LevelScheme.objects.get().in_force_at is not None
