"""The frozen tables in tests. On SQLite a transactional test is cleaned up after by DELETE, which
their triggers refuse; so the triggers rest during that and stand again before the next test."""

from contextlib import contextmanager
from importlib import import_module

import pytest
from django.db import connection

from riskcontrol.lib.frozen import freeze, freeze_while, thaw, thaw_while

FROZEN = (
    "audit_entry", "powers_version", "riskpoints_handedup", "measures_evidence",
    "measures_ruleversion", "measures_rulearticle", "measures_rulefile", "measures_spotcheck",
)  # fmt: skip
# Rows of these are frozen once their scheme is in force, or their meeting or sitting is closed.
SCHEMES = import_module("riskpoints.migrations.0003_schemes_alone").FROZEN
SCHEMES += import_module("riskpoints.migrations.0008_meetings").FROZEN
# What was said in a closed sitting.
SAID = import_module("riskpoints.migrations.0016_no_part").FROZEN
SCHEMES += SAID
SCHEMES += import_module("measures.migrations.0006_rules").FROZEN
SCHEMES += import_module("measures.migrations.0007_calendar").FROZEN
WARNINGS = import_module("measures.migrations.0008_warnings")
FROZEN += WARNINGS.APPEND_ONLY
SCHEMES += WARNINGS.FROZEN
SCHEMES += import_module("measures.migrations.0014_acts_stay").FROZEN
EDUCATION = import_module("measures.migrations.0010_education")
FROZEN += EDUCATION.APPEND_ONLY
SCHEMES += EDUCATION.FROZEN
SCHEMES += import_module("measures.migrations.0009_projects").FROZEN[:1]
SCHEMES += import_module("measures.migrations.0012_credit_approved_elsewhere").FROZEN
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


@pytest.fixture(autouse=True)
def frozen_tables(request):
    """Freeze before a test that uses the database, thaw before the clean-up."""
    marked = request.node.get_closest_marker("django_db")
    if not (marked or DATABASE_FIXTURES & set(request.fixturenames)):
        yield
        return
    request.getfixturevalue("db")  # set up before this, hence cleaned up after it
    if connection.vendor == "sqlite":
        each(freeze)
        for table in SCHEMES:
            freeze_while(connection, *table)
    yield
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        each(thaw)
        for table, _condition, events in SCHEMES:
            thaw_while(connection, table, events)


@contextmanager
def said_again():
    """Let what was said in closed sittings be written as it was before the database held it."""
    for table, _condition, events in SAID:
        thaw_while(connection, table, events)
    yield
    for table in SAID:
        freeze_while(connection, *table)


def each(change):
    """Freeze or thaw every frozen table."""
    for table in FROZEN:
        change(connection, table)
