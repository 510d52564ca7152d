"""Rows found by the words of a text, on either database.

A room keeps what its texts are found by in a table of its own: a row a text, whose `TermsField`
holds the terms of `analysis.terms_of`. `IndexTerms`, in the migration that makes the table, has
the database index them; from then on whatever is written to the table is found, and nothing else.
`rows.filter(terms__holds=terms)` are those that hold every one of some terms, for a queryset that
starts from what somebody may see.

PostgreSQL has a GIN index on the array of the terms. SQLite has an FTS5 table beside, which three
triggers keep as the table is. Neither reads French: the analyser did (ADR 0011).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection as default_connection
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

#: What makes anew the rows of each room, by its name; see `register`.
rebuilders: dict[str, tuple[type[models.Model], Callable[[], int]]] = {}


class TermsField(models.TextField):
    """The terms of a text, as `analysis.terms_of` gives them."""


@TermsField.register_lookup
class Holds(models.Lookup):
    """Whether a row holds all these terms. Nothing to look for is not to be asked."""

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        sql = f"string_to_array({lhs}, ' ') @> string_to_array({rhs}, ' ')"
        return sql, (*lhs_params, *rhs_params)

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        column: Any = self.lhs
        model, quote = column.target.model, connection.ops.quote_name
        rhs, rhs_params = self.process_rhs(compiler, connection)
        key = f"{quote(column.alias)}.{quote(model._meta.pk.column)}"
        index = _index_of(model)
        return f"{key} IN (SELECT rowid FROM {index} WHERE {index} MATCH {rhs})", rhs_params  # noqa: S608 – a name of ours


def register(name: str, *, model: type[models.Model], rebuild: Callable[[], int]) -> None:
    """Have ``rebuild_search`` make the rows of a room anew; ``rebuild`` says how many they are."""
    rebuilders[name] = (model, rebuild)


def rebuild(name: str) -> int:
    """Index a room again, from its texts on: after the analyser changed, or another database."""
    model, rows = rebuilders[name]
    with transaction.atomic():  # whoever looks for something meanwhile finds it in the former one
        install(default_connection, model)
    return rows()


class IndexTerms(Operation):
    """In a migration: have the database index the terms of a model."""

    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The index is no part of the models."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        install(schema_editor.connection, to_state.apps.get_model(app_label, self.model_name))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        remove(schema_editor.connection, from_state.apps.get_model(app_label, self.model_name))

    def describe(self) -> str:
        return f"Index the terms of {self.model_name}"


#: By kind of database, what makes an index and what takes it away.
MAKING = {
    "postgresql": ["CREATE INDEX {index} ON {table} USING gin (string_to_array({terms}, ' '))"],
    "sqlite": [
        # Terms are folded and parted already: nothing is left to say of a letter, nor of an order.
        "CREATE VIRTUAL TABLE {index} USING fts5({terms}, content={table}, content_rowid={key},"
        " tokenize='ascii', detail=none, columnsize=0)",
        "CREATE TRIGGER {index}_come AFTER INSERT ON {table} BEGIN {come} END",
        "CREATE TRIGGER {index}_gone AFTER DELETE ON {table} BEGIN {gone} END",
        "CREATE TRIGGER {index}_changed AFTER UPDATE ON {table} BEGIN {gone} {come} END",
        "INSERT INTO {index}({index}) VALUES ('rebuild')",
    ],
}
COME = "INSERT INTO {index}(rowid, {terms}) VALUES (new.{key}, new.{terms});"
GONE = "INSERT INTO {index}({index}, rowid, {terms}) VALUES ('delete', old.{key}, old.{terms});"
TAKING_AWAY = {
    "postgresql": ["DROP INDEX IF EXISTS {index}"],
    "sqlite": [
        "DROP TRIGGER IF EXISTS {index}_come",
        "DROP TRIGGER IF EXISTS {index}_gone",
        "DROP TRIGGER IF EXISTS {index}_changed",
        "DROP TABLE IF EXISTS {index}",
    ],
}
#: FTS5 keeps what is deleted until it next tidies up.
PURGING = {"sqlite": ["INSERT INTO {index}({index}) VALUES ('optimize')"]}


def install(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    """Index what the table holds, and whatever will be written to it; again, from nothing."""
    remove(connection, model)
    _run(connection, model, MAKING)


def remove(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    """Index the table no more."""
    _run(connection, model, TAKING_AWAY)


def purge(model: type[models.Model]) -> None:
    """Leave nothing in the files of the index that no row holds any more.

    PostgreSQL sees to it by itself, as for any row that is deleted.
    """
    _run(default_connection, model, PURGING)


def _run(
    connection: BaseDatabaseWrapper, model: type[models.Model], statements: dict[str, list[str]]
) -> None:
    """Names are ours, and plain: none asks for quotes."""
    [terms] = [field for field in model._meta.local_fields if isinstance(field, TermsField)]
    key: Any = model._meta.pk
    names = {"table": model._meta.db_table, "key": key.column, "terms": terms.column}
    names["index"] = _index_of(model)
    names |= {"come": COME.format(**names), "gone": GONE.format(**names)}
    with connection.cursor() as cursor:
        for statement in statements.get(connection.vendor, ()):
            cursor.execute(statement.format(**names))


def _index_of(model: type[models.Model]) -> str:
    """What the database calls the index."""
    return f"{model._meta.db_table}_found"
