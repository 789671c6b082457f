"""The first rows of several queries, read in one: so a page that shows a little of much stays short."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def firsts(found: Iterable[QuerySet]) -> list[tuple[Any, ...]]:
    """Give (which query, its columns …) of the first rows of several queries, each cut to its length.

    They are `values_list` of as many columns of one kind each. Each runs along its own index up to
    its own end, on both databases; Django's `union` cannot cut its parts on SQLite, and `OR` between
    subqueries makes PostgreSQL walk the whole table.
    """
    parts: list[str] = []
    params: list[Any] = []
    for number, one in enumerate(found):
        try:
            sql, own = one.query.sql_with_params()
        except EmptyResultSet:
            continue
        # Compiled by Django with its parameters apart; nothing typed stands in it.
        parts.append(f"SELECT {number} AS part, p{number}.* FROM ({sql}) AS p{number}")  # noqa: S608 - see above
        params += own
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return cursor.fetchall()
