"""Rows that nobody changes: the database itself refuses, for whole tables or while something holds.

TRUNCATE stays free on PostgreSQL, where it cleans up after tests; a live system's own database
role has no right to it. SQLite drops the triggers of a table it rebuilds: a migration that alters
a frozen table ends with `append_only` or `frozen_while` again.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_as_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
EVENTS = ("update", "delete")


def append_only(table: str) -> RunPython:
    """Make the migration operation that freezes a table, and thaws it on the way back."""

    def forward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        freeze(editor.connection, table)

    def back(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        thaw(editor.connection, table)

    return RunPython(forward, back)


def freeze(connection: BaseDatabaseWrapper, table: str) -> None:
    """Refuse UPDATE and DELETE of a table's rows with an IntegrityError naming it; may be repeated."""
    run(connection, freeze_sql(table, connection.vendor))


def thaw(connection: BaseDatabaseWrapper, table: str) -> None:
    """Let rows be changed again; may be repeated."""
    run(connection, thaw_sql(table, connection.vendor))


def freeze_sql(table: str, vendor: str) -> list[str]:
    """Give the statements that freeze a table on "sqlite" or "postgresql"."""
    if vendor == "postgresql":
        return [
            FUNCTION,
            f'CREATE OR REPLACE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE ON "{table}"'
            " FOR EACH ROW EXECUTE FUNCTION refuse_as_append_only()",
        ]
    return [
        f'CREATE TRIGGER IF NOT EXISTS "{table}_no_{event}" BEFORE {event} ON "{table}"'
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for event in EVENTS
    ]


def thaw_sql(table: str, vendor: str) -> list[str]:
    """Give the statements that undo freeze_sql; the shared function stays."""
    if vendor == "postgresql":
        return [f'DROP TRIGGER IF EXISTS "{table}_append_only" ON "{table}"']
    return [f'DROP TRIGGER IF EXISTS "{table}_no_{event}"' for event in EVENTS]


type Events = dict[str, tuple[str, ...]]
# Which of a row's two states a condition is asked about, by event.
OWN: Events = {"update": ("OLD",), "delete": ("OLD",)}
PART: Events = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def frozen_while(table: str, condition: str, events: Events) -> RunPython:
    """Make the migration operation that refuses changes to rows of which an SQL condition holds."""

    def forward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        freeze_while(editor.connection, table, condition, events)

    def back(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        thaw_while(editor.connection, table, events)

    return RunPython(forward, back)


def freeze_while(
    connection: BaseDatabaseWrapper, table: str, condition: str, events: Events
) -> None:
    """Refuse changes to rows of which a condition holds with an IntegrityError; may be repeated.

    `condition` names the row as `{row}`; `events` is OWN for what it holds of itself, PART for rows
    that belong to such a row, which are not added either.
    """
    for event, rows in events.items():
        holds = " OR ".join(condition.format(row=row) for row in rows)
        run(connection, while_sql(table, event, holds, connection.vendor))


def thaw_while(connection: BaseDatabaseWrapper, table: str, events: Events) -> None:
    """Let such rows be changed again; may be repeated."""
    for event in events:
        run(connection, end_sql(table, event, connection.vendor))


def while_sql(table: str, event: str, holds: str, vendor: str) -> list[str]:
    """Give the statements that refuse one event while a condition holds."""
    name = f"{table}_while_{event}"
    if vendor == "postgresql":
        row = "OLD" if event == "delete" else "NEW"
        body = (
            f"BEGIN IF {holds} THEN RAISE EXCEPTION '{table} is in force'"
            f" USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END"
        )
        return [
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$',
            f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {event} ON "{table}"'
            f' FOR EACH ROW EXECUTE FUNCTION "{name}"()',
        ]
    return [
        f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {event} ON "{table}" WHEN {holds}'
        f" BEGIN SELECT RAISE(ABORT, '{table} is in force'); END"
    ]


def end_sql(table: str, event: str, vendor: str) -> list[str]:
    """Give the statements that undo while_sql."""
    name = f"{table}_while_{event}"
    if vendor == "postgresql":
        return [
            f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
            f'DROP FUNCTION IF EXISTS "{name}"',
        ]
    return [f'DROP TRIGGER IF EXISTS "{name}"']


def run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    """Execute statements as they stand."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
