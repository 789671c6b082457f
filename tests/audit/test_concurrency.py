"""Many who act at once still leave one chain without gap or fork."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from riskcontrol.audit.actions import record
from riskcontrol.audit.models import Entry
from riskcontrol.audit.verification import verify
from tests.factories.accounts import UserFactory


@pytest.mark.django_db(transaction=True)
def test_acts_at_once_are_chained_one_after_the_other():
    person = UserFactory()

    def act(number):
        try:
            with transaction.atomic():
                record(verb="user.look", target=person, by=person if number % 2 else None)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(24)))

    assert verify() == 24
    assert Entry.objects.head("staff")[0] == 12
