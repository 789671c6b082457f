"""What a row may say of rows of other tables: the database itself refuses it as it is written.

A check constraint sees one row alone; a guard is a trigger that asks others as well. It judges what is
written from then on, not what stands already.

SQLite drops the triggers of a table it rebuilds, and rebuilds no table that another one's trigger
names: a migration that alters a guarded table, or one that a guard names, begins with `unguarded` and
ends with `guarded`.
"""

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

from riskcontrol.lib.frozen import run


@dataclass(frozen=True)
class Guard:
    """Refuse to write a table's row of which an SQL condition on `NEW` holds; `name` is the refusal.

    `columns` are those whose writing is looked at; `events` tells whether new rows are looked at too.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    refused: str
    events: tuple[str, ...] = ("insert", "update")


def guarded(*guards: Guard) -> RunPython:
    """Make the migration operation that sets guards up, and takes them down on the way back."""
    return RunPython(_all_up(guards), _all_down(guards))


def unguarded(*guards: Guard) -> RunPython:
    """Make the migration operation that takes guards down, and sets them up on the way back."""
    return RunPython(_all_down(guards), _all_up(guards))


def _all_up(guards: tuple[Guard, ...]):  # type: ignore[no-untyped-def]  # RunPython's own type is private
    def up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for guard in guards:
            set_up(editor.connection, guard)

    return up


def _all_down(guards: tuple[Guard, ...]):  # type: ignore[no-untyped-def]  # as above
    def down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for guard in guards:
            take_down(editor.connection, guard)

    return down


def set_up(connection: BaseDatabaseWrapper, guard: Guard) -> None:
    """Refuse from now on with an IntegrityError that names the guard; may be repeated."""
    run(connection, up_sql(guard, connection.vendor))


def take_down(connection: BaseDatabaseWrapper, guard: Guard) -> None:
    """Refuse no more; may be repeated."""
    run(connection, down_sql(guard, connection.vendor))


def up_sql(guard: Guard, vendor: str) -> list[str]:
    """Give the statements that set a guard up on "sqlite" or "postgresql"."""
    if vendor == "postgresql":
        body = (
            f"BEGIN IF {guard.refused} THEN RAISE EXCEPTION '{guard.name}'"
            " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END"
        )
        events = " OR ".join(_event(guard, event) for event in guard.events)
        return [
            f'CREATE OR REPLACE FUNCTION "{guard.name}"() RETURNS trigger LANGUAGE plpgsql'
            f" AS $$ {body} $$",
            f'CREATE OR REPLACE TRIGGER "{guard.name}" BEFORE {events} ON "{guard.table}"'
            f' FOR EACH ROW EXECUTE FUNCTION "{guard.name}"()',
        ]
    return [
        f'CREATE TRIGGER IF NOT EXISTS "{guard.name}_{event}" BEFORE {_event(guard, event)}'
        f' ON "{guard.table}" WHEN {guard.refused}'
        f" BEGIN SELECT RAISE(ABORT, '{guard.name}'); END"
        for event in guard.events
    ]


def _event(guard: Guard, event: str) -> str:
    return f"{event} OF {', '.join(guard.columns)}" if event == "update" else event


def down_sql(guard: Guard, vendor: str) -> list[str]:
    """Give the statements that undo up_sql."""
    if vendor == "postgresql":
        return [
            f'DROP TRIGGER IF EXISTS "{guard.name}" ON "{guard.table}"',
            f'DROP FUNCTION IF EXISTS "{guard.name}"',
        ]
    return [f'DROP TRIGGER IF EXISTS "{guard.name}_{event}"' for event in guard.events]
