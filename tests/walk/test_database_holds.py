"""What always holds, held by the database itself against whoever writes past the actions."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import UniqueConstraint

from powers.models import Posting, Release, ReleaseAct, Version
from riskcontrol.audit.models import Entry
from riskpoints.models import Ruling, Worksheet

from . import (
    calendar_constraints,
    constraints,
    entering_constraints,
    evidence_constraints,
    judging_constraints,
    lead_constraints,
    level_constraints,
    meeting_constraints,
    oversight_constraints,
    release_constraints,
    round_constraints,
    scheme_constraints,
)
from .constraints import change, entry, posting, release, ruling, settled, sheet, wish
from .release_constraints import act

pytestmark = pytest.mark.django_db
BREAKS = (
    constraints.BREAKS
    | calendar_constraints.BREAKS
    | release_constraints.BREAKS
    | entering_constraints.BREAKS
    | evidence_constraints.BREAKS
    | judging_constraints.BREAKS
    | lead_constraints.BREAKS
    | level_constraints.BREAKS
    | oversight_constraints.BREAKS
    | meeting_constraints.BREAKS
    | round_constraints.BREAKS
    | scheme_constraints.BREAKS
)
OURS = {"accounts", "audit", "powers", "riskpoints", "measures"}
CONSTRAINTS = {
    constraint.name: (model, constraint)
    for model in apps.get_models()
    if model._meta.app_label in OURS
    for constraint in model._meta.constraints
}


def test_every_constraint_has_a_write_that_breaks_it():
    """A constraint without a row in the table, or a row without a constraint, fails here."""
    assert BREAKS.keys() == CONSTRAINTS.keys()


@pytest.mark.parametrize("name", sorted(CONSTRAINTS))
def test_the_database_refuses(name):
    """The one constraint of that name refuses, and no other."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREAKS[name]()
    assert said_of(*CONSTRAINTS[name]) in str(refused.value)


def said_of(model, constraint):
    """PostgreSQL names the constraint; of a unique one SQLite names the columns instead."""
    if connection.vendor == "postgresql" or not isinstance(constraint, UniqueConstraint):
        return constraint.name
    table, fields = model._meta.db_table, constraint.fields
    columns = [f"{table}.{model._meta.get_field(name).column}" for name in fields]
    return ", ".join(columns) or constraint.name


@pytest.mark.parametrize("table", ["powers_version", "audit_entry"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_is_frozen_stays(table, statement):
    """Neither a version nor a ledger entry is changed or removed, by SQL itself."""
    posting()
    entry()
    before = list(Version.objects.values()), list(Entry.objects.values())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement.format(table))
    assert (list(Version.objects.values()), list(Entry.objects.values())) == before


@pytest.mark.parametrize("what", scheme_constraints.CHANGES_IN_FORCE)
def test_a_scheme_in_force_stays(what):
    """Neither it nor any part of it is changed, added or removed, by SQL itself."""
    with pytest.raises(IntegrityError, match="is in force"), transaction.atomic():
        scheme_constraints.CHANGES_IN_FORCE[what]()


def test_refusing_leaves_room_for_what_is_right():
    """A second person's reason lowers, another person settles, verifies and signs."""
    second = constraints.UserFactory()
    lowered = ruling(rank=2, reason="已有制约。", second=second)
    change(wish(), seconded_by=second)
    one, other = constraints.UserFactory(), constraints.UserFactory()
    handed_in = {"handed_in_by": one, "handed_in_at": constraints.timezone.now()}
    done = posting(**handed_in, **settled(other))
    signed = act(act="signature", by=other, on_behalf_of=second)
    asked = posting(stop_asked_by=one, stop_reason="有误。")
    change(asked, stopped_by=other, stopped_on=constraints.DAY)
    assert Ruling.objects.get(pk=lowered.pk).second == second
    assert Posting.objects.get(pk=done.pk).settled_by == other
    assert ReleaseAct.objects.get(pk=signed.pk).by == other
    assert Posting.objects.get(pk=asked.pk).stopped_by == other


@pytest.mark.parametrize(
    "break_it",
    [
        *judging_constraints.HALF_CLOSED,
        *level_constraints.CLAUSES,
        *meeting_constraints.MORE,
        round_constraints.succeeded_twice,
        release_constraints.signed_for_who_submitted,
        lambda: posting(stop_reason="有误。"),
        lambda: posting(stop_asked_by=constraints.UserFactory()),
        lambda: posting(stopped_on=constraints.DAY, stopped_by=constraints.UserFactory()),
        lambda: posting(
            stopped_on=constraints.DAY,
            stopped_by=constraints.UserFactory(),
            stop_reason="有误。",
            **constraints.now_by("handed_in"),
            **settled(constraints.UserFactory()),
        ),
    ],
)
def test_the_database_refuses_by_every_clause(break_it):
    with pytest.raises(IntegrityError), transaction.atomic():
        break_it()


def test_what_is_over_does_not_hold_up_the_next():
    """A returned release, a settled posting and a decided worksheet let the next one begin."""
    back = release(stage="returned")
    over = posting(**constraints.now_by("handed_in"), **settled(constraints.UserFactory()))
    decided = {"state": "decided", "open_in": None, "decided_at": constraints.timezone.now()}
    old = sheet(**decided, **constraints.now_by("signed"))
    constraints.again(back, stage="check")
    constraints.again(over, settled_at=None, settled_by=None, final_version=None)
    constraints.again(old)
    counts = [model.objects.count() for model in (Release, Posting, Worksheet)]
    assert counts == [2, 2, 2]
