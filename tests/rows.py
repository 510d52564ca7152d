"""The rows that migrations make, put back as they are after a test that emptied the database.

Django would read them from JSON and save them one by one, signals and all, and PostgreSQL would
make each table anew: seconds for each test that commits, and there are hundreds.
"""

from __future__ import annotations

import datetime as dt
from itertools import chain
from typing import Any

from django.apps import apps
from django.db import connection, transaction

#: By table: its columns, and the rows that the migrations put there.
kept: dict[str, tuple[list[str], list[tuple[Any, ...]]]] = {}


def keep() -> None:
    """Remember what a new database holds, and let that be put back instead of Django's copy."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            filled_by_triggers = model._meta.db_table.endswith("_fts")
            if not model._meta.managed or model._meta.proxy or filled_by_triggers:
                continue
            fields = [field for field in model._meta.local_concrete_fields if not field.generated]
            columns = [quote(field.column) for field in fields]
            table = quote(model._meta.db_table)
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table}")
            if rows := cursor.fetchall():
                kept[table] = columns, [tuple(map(plain, row)) for row in rows]
    connection.creation.deserialize_db_from_string = put_back
    connection.ops.sql_flush = lambda _style, tables, **_more: empty(map(quote, tables))


def plain(value: Any) -> Any:
    """What every driver takes back."""
    return str(value) if isinstance(value, dt.date) else value


def empty(tables: Any) -> list[str]:
    return [f"DELETE FROM {table}" for table in tables]


def put_back(_text: str) -> None:
    """In the place of what is left: before the first of these tests, the same rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        for line in empty(kept):
            cursor.execute(line)
        for table, (columns, rows) in kept.items():
            row = f"({', '.join(['%s'] * len(columns))})"
            values = ", ".join([row] * len(rows))
            insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}"
            cursor.execute(insert, list(chain.from_iterable(rows)))
