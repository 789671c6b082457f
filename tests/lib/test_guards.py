"""Guards that a migration takes down for as long as it alters a table, and sets up again."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from riskcontrol.lib.guards import guarded, unguarded
from riskpoints.models import Assessment
from tests.factories.accounts import UserFactory
from tests.factories.measures import assessed

pytestmark = pytest.mark.django_db
GUARDS = import_module("riskpoints.migrations.0014_recusal").GUARDS


def is_refused(rater):
    """Say whether somebody without a seat may not be named as the rater."""
    try:
        with transaction.atomic():
            Assessment.objects.update(rater=rater)
    except IntegrityError:
        return True
    return False


def test_taken_down_they_refuse_nothing_and_set_up_again_they_do():
    sitting = assessed()
    Assessment.objects.exclude(rater=sitting.chair).delete()
    outsider, editor = UserFactory(), SimpleNamespace(connection=connection)
    seen = [is_refused(outsider)]
    for operation in (unguarded(*GUARDS), guarded(*GUARDS)):
        for run in (operation.code, operation.reverse_code):
            for _twice in range(2):
                run(None, editor)
            Assessment.objects.update(rater=sitting.chair)
            seen.append(is_refused(outsider))
    assert seen == [True, False, True, True, False]
