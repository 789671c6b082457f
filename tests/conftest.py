"""What every test starts from: only loopback, the default language, an empty cache."""

import gc
import os

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_socket import socket_allow_hosts

from tests.demo import loaded_demo  # noqa: F401 - a fixture
from tests.ledger import frozen_tables  # noqa: F401 - an autouse fixture

# A slow machine is no failure; a run that must be repeatable tries the same examples each time.
hypothesis_settings.register_profile(
    "local", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile(
    "ci", hypothesis_settings.get_profile("local"), derandomize=True, print_blob=True
)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "local")


ASKS_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to run the part of the suite that can differ between two databases."""
    words = "only tests that ask a database: what the others find is the same beside any"
    parser.addoption("--database-only", action="store_true", help=words)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what asks no database, where that was wanted."""
    if not config.getoption("--database-only"):
        return
    kept = {item: asks_database(item) for item in items}
    config.hook.pytest_deselected(items=[item for item in items if not kept[item]])
    items[:] = [item for item in items if kept[item]]


def asks_database(item: pytest.Item) -> bool:
    """Tell whether a test may ask a database: by its mark, by what it is given, or by its class."""
    if item.get_closest_marker("django_db") or ASKS_DATABASE & set(item.fixturenames):  # type: ignore[attr-defined]  # every test of ours is a function
        return True
    return item.cls is not None and issubclass(item.cls, TransactionTestCase)  # type: ignore[attr-defined]  # likewise


def pytest_runtest_setup() -> None:
    """Let a test reach this machine and nothing beyond it."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def default_language():
    """Begin in the language of the installation, whatever the test before chose."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    """Forget what the test before left in the caches."""
    for one in settings.CACHES:
        caches[one].clear()


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
