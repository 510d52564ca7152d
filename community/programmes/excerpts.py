"""The first rows of a list, with how many there are in all, in one query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")

#: How much of a list stands on a page that shows several: the rest is behind a link.
SHORT = 4


@dataclass(frozen=True)
class Excerpt(Generic[Row]):
    """The rows shown; templates read it as the list itself."""

    rows: list[Row]
    total: int

    @property
    def more(self) -> int:
        """How many rows are not shown."""
        return self.total - len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: Any) -> Any:
        return self.rows[place]


NOTHING: Excerpt[Any] = Excerpt([], 0)


def excerpt(rows: QuerySet[Any], size: int = SHORT) -> Excerpt[Any]:
    """The first ``size`` of ``rows``, which hold no row twice (« distinct » comes after counts)."""
    found = list(rows.annotate(in_all=Window(Count("*")))[:size])
    return Excerpt(found, found[0].in_all if found else 0)


def first_of_each(
    rows: QuerySet[Any],
    group: str,
    order: Sequence[Any],
    size: int,
    spans: Mapping[Any, tuple[int, int]] | None = None,
) -> dict[Any, Excerpt[Any]]:
    """The first ``size`` rows of each value of the annotation ``group``, put in ``order``.

    A value named in ``spans`` has those instead that come after so many rows, up to so many.
    """
    each: dict[str, Any] = {"partition_by": [F(group)]}
    ranked = rows.order_by().annotate(
        rank=Window(RowNumber(), order_by=order, **each), in_all=Window(Count("*"), **each)
    )
    ranked.query = ranked.query.chain(_Spans)
    ranked.query.asked = group, size, spans or {}
    found: dict[Any, list[Any]] = {}
    for row in ranked:
        found.setdefault(getattr(row, group), []).append(row)
    return {key: Excerpt(kept, kept[0].in_all) for key, kept in found.items()}


class _Spans(Query):
    """A query of rows with a ``rank`` in a group, of which some ranks are kept."""

    #: The name of the group, how many rows of each, and the spans of those that have one.
    asked: tuple[str, int, Mapping[Any, tuple[int, int]]]

    def get_compiler(
        self, using: Any = None, connection: Any = None, elide_empty: bool = True
    ) -> Any:
        connection = connection or connections[using]
        return _SpansCompiler(self, connection, using, elide_empty)


class _SpansCompiler(SQLCompiler):
    """Writes the condition on ``rank`` around a query.

    Django's own filter on a window says the same, but compiles its query twice over: that was a
    quarter of the time that a programme's page took.
    """

    query: _Spans

    def as_sql(self, *_args: Any, **_options: Any) -> tuple[str, tuple[Any, ...]]:
        ranked, params = super().as_sql(with_col_aliases=True)
        group, size, spans = self.query.asked
        named = " ".join(
            f"WHEN %s THEN rank > {after:d} AND rank <= {up_to:d}"
            for after, up_to in spans.values()
        )
        kept = f"rank <= {size:d}"
        if named:
            kept = f"CASE {self.connection.ops.quote_name(group)} {named} ELSE {kept} END"
        # Of what is written here nothing was typed by anybody: numbers, and a name in the code.
        sql = f"SELECT * FROM ({ranked}) ranked WHERE {kept} ORDER BY rank"  # noqa: S608
        return sql, (*params, *spans)
