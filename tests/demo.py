"""The demo for tests that only look at it: loaded once for a module, and what each test writes taken back."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import translation


@pytest.fixture(scope="module")
def loaded_demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo as `make run` leaves it. A test that starts from an empty database is of another module."""
    of_its_own = tmp_path_factory.mktemp("demo")
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, BASE_DIR=of_its_own),
        translation.override(settings.LANGUAGE_CODE),
        transaction.atomic(),
    ):
        call_command("load_demo", stdout=StringIO())
        call_command("run_day", stdout=StringIO())
        yield
        transaction.set_rollback(True)
