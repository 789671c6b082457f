"""One act, one entry, chained on the last of its chain."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from riskcontrol.audit.actions import record
from riskcontrol.audit.models import Chain, Detail, Entry
from riskcontrol.audit.verification import verify
from tests.factories.accounts import UserFactory

from .helpers import write

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 4, 5, 6, 7, tzinfo=UTC)


@time_machine.travel(NOON, tick=False)
def test_staff_entry_tells_who_what_and_when():
    person, target = UserFactory(name="王明"), UserFactory(name="李强")

    entry = record(verb="user.rename", target=target, by=person, before="李", after="李强")

    assert Entry.objects.get() == entry
    assert (entry.chain, entry.sequence, entry.previous_hash) == (Chain.STAFF, 1, "")
    assert (entry.at, entry.actor, entry.actor_name) == (NOON, person, "王明")
    assert (entry.verb, entry.target_type) == ("user.rename", "accounts.user")
    assert entry.target_id == str(target.pk)
    assert entry.detail.label == "李强"
    assert entry.detail.content == {"before": "李", "after": "李强"}


@time_machine.travel(NOON, tick=False)
def test_public_entry_keeps_the_day_alone_and_nobody():
    entry = record(verb="comment.hand_in", target=UserFactory(), by=None)

    entry.refresh_from_db()
    assert timezone.localtime(entry.at).isoformat() == "2026-11-24T00:00:00+08:00"
    assert (entry.chain, entry.actor, entry.actor_name) == (Chain.PUBLIC, None, "")


@time_machine.travel(datetime(2026, 11, 24, 20, 0, tzinfo=UTC), tick=False)
def test_public_day_is_the_day_of_the_unit():
    entry = record(verb="comment.hand_in", target=UserFactory(), by=None)

    assert timezone.localdate(entry.at) == date(2026, 11, 25)


def test_label_can_be_given():
    entry = record(verb="user.add", target=UserFactory(), by=UserFactory(), label="新来的")

    assert entry.detail.label == "新来的"


def test_entries_are_chained_apart():
    staff, public = write(2), write(2, by="public")

    assert [entry.sequence for entry in staff + public] == [1, 2, 1, 2]
    assert [entry.previous_hash for entry in staff] == ["", staff[0].hash]
    assert [entry.previous_hash for entry in public] == ["", public[0].hash]


def test_keys_do_not_count():
    assert len({entry.pk for entry in write(5)}) == 5
    assert Entry._meta.pk.get_internal_type() == "UUIDField"
    assert Detail._meta.pk.remote_field.model is Entry


def test_same_detail_never_has_the_same_digest():
    first, second = write(2)
    first.detail.content = second.detail.content

    assert first.digest != second.digest


def test_target_must_be_saved():
    with pytest.raises(ValueError, match=r"record\('user.add'\) needs a target"):
        record(verb="user.add", target=UserFactory.build(), by=UserFactory())


@pytest.mark.django_db(transaction=True)
def test_record_needs_a_transaction():
    person = UserFactory()

    with pytest.raises(RuntimeError, match=r"record\('user.add'\) belongs inside a transaction"):
        record(verb="user.add", target=person, by=person)

    assert Entry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_entry_goes_with_the_act_that_fails():
    write(1)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(verb="user.add", target=UserFactory(), by=UserFactory()).sequence / 0

    assert verify() == 1


def test_record_costs_few_queries(django_assert_num_queries):
    person = UserFactory()
    # The last of the chain, the entry, its detail; on PostgreSQL the lock before.
    with django_assert_num_queries(3 + (connection.vendor == "postgresql")):
        record(verb="user.add", target=person, by=person)


def test_detail_takes_what_actions_have():
    person = UserFactory(name="王明")
    entry = record(
        verb="user.add",
        target=person,
        by=person,
        nothing=None,
        chain=Chain.STAFF,
        lazy=gettext_lazy("ledger entry"),
        on=date(2026, 11, 24),
        at=NOON,
        who=[person, entry_id := write(1)[0].pk],
        more={1: (True, 2)},
    )

    assert Detail.objects.get(entry=entry).content == {
        "nothing": None,
        "chain": "staff",
        "lazy": str(gettext_lazy("ledger entry")),
        "on": "2026-11-24",
        "at": "2026-11-24T04:05:06.000007+00:00",
        "who": ["王明", str(entry_id)],
        "more": {"1": [True, 2]},
    }


@pytest.mark.parametrize("value", [1.5, {1}, b"x", object])
def test_detail_without_one_written_form_is_refused(value):
    with pytest.raises(TypeError, match="A ledger detail holds"):
        record(verb="user.add", target=UserFactory(), by=UserFactory(), value=value)


# PostgreSQL stores no NUL in any text, so no form lets one through.
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | words | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


class AnyDetail(TestCase):
    """Whatever an action tells, the ledger holds it and stays whole."""

    @given(
        detail=st.dictionaries(st.from_regex("[a-z]_[a-z]+", fullmatch=True), values), label=words
    )
    def test_any_detail_is_kept_and_verified(self, detail, label):
        person = UserFactory()

        record(verb="user.add", target=person, by=person, label=label, **detail)

        assert verify() == Entry.objects.count()
