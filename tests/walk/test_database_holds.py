"""What always holds, held by the database itself against whoever writes past the actions."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import UniqueConstraint

from powers.models import Posting, Release, ReleaseAct, Version
from riskcontrol.audit.models import Entry
from riskpoints.models import Ruling, Worksheet
from tests.factories.measures import assessed

from . import (
    calendar_constraints,
    constraints,
    education_constraints,
    entering_constraints,
    evidence_constraints,
    judging_constraints,
    lead_constraints,
    level_constraints,
    meeting_constraints,
    oversight_constraints,
    part_constraints,
    project_constraints,
    release_constraints,
    round_constraints,
    rule_constraints,
    scheme_constraints,
    warning_constraints,
)
from .constraints import change, entry, posting, release, ruling, settled, sheet, wish
from .release_constraints import act

pytestmark = pytest.mark.django_db
BREAKS = (
    constraints.BREAKS
    | calendar_constraints.BREAKS
    | release_constraints.BREAKS
    | education_constraints.BREAKS
    | entering_constraints.BREAKS
    | evidence_constraints.BREAKS
    | judging_constraints.BREAKS
    | lead_constraints.BREAKS
    | level_constraints.BREAKS
    | oversight_constraints.BREAKS
    | project_constraints.BREAKS
    | meeting_constraints.BREAKS
    | round_constraints.BREAKS
    | rule_constraints.BREAKS
    | scheme_constraints.BREAKS
    | warning_constraints.BREAKS
)
JUDGING_HIS_OWN = judging_constraints.UNSEATED | part_constraints.OWN
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


def test_every_guard_has_writes_that_break_it():
    guards = [
        guard.name
        for migration in ("0014_recusal", "0016_no_part")
        for guard in import_module(f"riskpoints.migrations.{migration}").GUARDS
    ]
    assert guards == list(JUDGING_HIS_OWN)


@pytest.mark.parametrize(
    ("name", "write"),
    [(name, write) for name, writes in JUDGING_HIS_OWN.items() for write in writes],
)
def test_nobody_judges_his_own(name, write):
    """Who is recused or was never a member neither rates, seconds, leads nor rules, by SQL itself.

    Nor does who has a part get a seat to rate from, let a ruling stand or say that a level has fallen.
    """
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def test_what_was_handed_in_before_a_recusal_stands():
    """Its row may be written on otherwise; a ruling from a dossier names people of no sitting."""
    sitting = assessed()
    seat = judging_constraints.recused(sitting)
    own = sitting.assessments.filter(rater=seat.user)
    assert own.update(reason="一人即可决定。") == 1
    brought = {"sitting": None, "source": "dossier", "ruled_by": constraints.UserFactory()}
    assert ruling(**brought, second=constraints.UserFactory()).sitting is None


def test_who_has_a_part_may_sit_recused_and_the_committee_of_a_body_is_no_part():
    """A committee's seat in the body is no post there; a dossier may bring what anybody proposed."""
    assert part_constraints.recused_with_a_part().recused_because == "wrote"
    made = part_constraints.verified()
    chair = made.ruling.sitting.chair
    change(made, proposed_by=chair)
    again = part_constraints.reopening(ruling=made.ruling)
    change(again, closed_at=constraints.timezone.now(), closed_by=chair, stands_because="未变。")
    brought = {"proposed_by": part_constraints.wrote(made.risk_point.worksheet), "imported": True}
    change(made, ruled_on=constraints.DAY, **brought)
    assert made.risk_point.verified_levels.get().imported


def test_a_decided_worksheet_lets_a_confirmed_ruling_stand():
    """Then the committee has judged it on that worksheet; its chair may have had a part long ago."""
    made = ruling()
    later = assessed()
    made.risk_point.written_by.add(later.chair)
    said = {"outcome": "confirmed", "reason": "仍在。", "by": constraints.UserFactory()}
    said |= {"at": constraints.timezone.now(), "seen_in": made.risk_point.worksheet}
    round_constraints.row(worksheet=later.worksheet, risk_point=made.risk_point, **said)
    now = constraints.timezone.now()
    standing = {"ruling": made, "closed_at": now, "closed_by": later.chair}
    with pytest.raises(IntegrityError, match="no_part"), transaction.atomic():
        part_constraints.reopening(**standing, stands_because="仍在。")
    change(later, closed_at=now, open_in=None, present_count=2, needed_count=2)
    assert part_constraints.reopening(**standing, stands_because="仍在。").closed_by == later.chair


@pytest.mark.parametrize("table", part_constraints.SAID)
def test_what_was_said_in_a_closed_sitting_stays(table):
    """Nothing of it is changed, removed or added, by SQL itself."""
    sitting = part_constraints.over()
    row_of, add = part_constraints.SAID[table]
    row = row_of(sitting)
    is_refused = pytest.raises(IntegrityError, match=f"{table} is in force")
    for statement in ("UPDATE {} SET id = id WHERE id = %s", "DELETE FROM {} WHERE id = %s"):
        with is_refused, transaction.atomic():
            connection.cursor().execute(statement.format(table), [row.pk])
    with is_refused, transaction.atomic():
        add(sitting)


def test_nothing_comes_into_a_closed_sitting_from_another():
    """Neither a seat nor a grade is moved there; nor is a wish seconded there afterwards."""
    sitting, other = part_constraints.over(), assessed()
    said = sitting.assessments.last()
    second = sitting.members.exclude(user=sitting.chair).get().user
    for row, fields in (
        (other.members.last(), {"sitting": sitting}),
        (other.assessments.last().grades.last(), {"assessment": said}),
        (sitting.proposals.get(), {"seconded_by": second}),
    ):
        with pytest.raises(IntegrityError, match="is in force"), transaction.atomic():
            change(row, **fields)


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


@pytest.mark.parametrize("what", project_constraints.CHANGES_ON_RECORD)
def test_what_is_on_record_of_a_project_stays(what):
    """Neither what was made public nor what is said of a firm is changed or removed, by SQL itself."""
    with pytest.raises(IntegrityError, match="is in force"), transaction.atomic():
        project_constraints.CHANGES_ON_RECORD[what]()


def test_refusing_leaves_room_for_what_is_right():
    """A second person's reason lowers, another person settles, verifies and signs."""
    asks = wish()
    second = asks.sitting.members.exclude(user=asks.proposed_by).get().user
    seat = judging_constraints.of(asks.sitting) | {"sitting": asks.sitting}
    lowered = ruling(**seat, rank=2, reason="已有制约。", second=second)
    change(asks, seconded_by=second)
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
        *rule_constraints.CLAUSES,
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


@pytest.mark.parametrize("what", warning_constraints.CHANGES_ON_RECORD)
def test_what_was_done_about_a_warning_stays(what):
    """Neither what was done, by whom and when, nor until when it was set aside, by SQL itself."""
    with (
        pytest.raises(IntegrityError, match="measures_warningact is in force"),
        transaction.atomic(),
    ):
        warning_constraints.CHANGES_ON_RECORD[what]()


def test_what_was_done_about_an_item_entered_by_mistake_goes_with_it():
    """The item, its warning and what was done about it; the ledger alone tells of it then."""
    made = warning_constraints.act(warning=warning_constraints.warning("disclosure"))
    with pytest.raises(IntegrityError, match="is in force"), transaction.atomic():
        change(made, note="另有说明")
    made.warning.disclosure.delete()
    assert not type(made).objects.exists()
