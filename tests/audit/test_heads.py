"""The heads of the ledger move with each act of staff and committee, and with none of the public."""

import pytest
from django.db import transaction

from riskcontrol.audit.actions import record
from riskcontrol.audit.heads import ledger_heads
from riskcontrol.audit.models import Chain
from tests.factories.accounts import UserFactory

from .helpers import write

pytestmark = pytest.mark.django_db


def test_an_empty_ledger_has_heads_too():
    assert ledger_heads() == (0, 0)


def test_the_heads_are_the_last_numbers_of_both_chains():
    write(3)
    with transaction.atomic():
        person = UserFactory()
        record(verb="x.refer", target=person, by=person, in_chain=Chain.COMMITTEE)
    assert ledger_heads() == (3, 1)


def test_what_the_public_does_leaves_them_where_they_are():
    write(2, by="public")
    assert ledger_heads() == (0, 0)


def test_one_query_tells_them(django_assert_num_queries):
    write(2)
    with django_assert_num_queries(1):
        ledger_heads()
