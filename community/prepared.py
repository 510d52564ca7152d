"""Queries whose SQL is written once in a process, and run again with other values.

Django writes the SQL of a queryset anew each time it is asked, and that was two thirds of the time
that a signed-in page took. `prepared` keeps the text and finds where each value went (ADR 0008).
"""

from __future__ import annotations

import copy
import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

T = TypeVar("T")

#: How many shapes of one query are kept: an address may ask for any page of a list.
MOST_KEPT = 200
#: What a pattern of LIKE takes for more than itself: a value that holds any is written anew.
WILD = re.compile(r"[%_\\]")
#: What columns hold whose parameters have a type of their own; of the others, 64 bits.
LIMITS = {"Int2": 2**15, "Int4": 2**31}
#: What the driver takes as it is.
PLAIN = frozenset({int, str})
MISSING: Any = object()
#: A day or an hour in the text of a parameter, as databases without a type of their own have it.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d")


class NotPreparable(TypeError):
    """A queryset whose SQL depends on a value, so that it cannot be written once."""


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    """Make of a function that builds a queryset one that gives its rows, as a list.

    Positional arguments are *values*: numbers, texts, days, moments, UUIDs, accounts. A value
    goes into the SQL and decides nothing else: what the function looks at itself, or that is
    written into the text (a size, a name of a field), is given by keyword. An account may also be
    asked whether it is signed in, active, and of the team. The clock is given as a value too, or
    a day would stay that of the first call.

    Raises `NotPreparable` when the text turns out to follow a value. In tests each call is
    compared with the SQL that Django writes for these very values.
    """
    kept: dict[Any, _Prepared | None] = {}  # the oldest first

    @wraps(build)
    def rows(*values: Any, **shape: Any) -> list[Any]:
        key = (*(_kind(value) for value in values), *sorted(shape.items()))
        found = kept.get(key, MISSING)
        if found is MISSING:
            found = kept[key] = _prepare(build, values, shape)
            if len(kept) > MOST_KEPT:
                kept.pop(next(iter(kept)), None)
        sql = found and found.sql_for(values)
        if settings.PREPARED_QUERIES_ARE_CHECKED:
            _check(build, values, shape, sql)
        if not found:
            return []
        return list(build(*values, **shape)) if sql is None else found.rows(sql)

    return rows


@dataclass(frozen=True)
class _Slot:
    """Where a value stands among the parameters: as itself, or inside a pattern."""

    place: int
    value: int
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class _Prepared:
    """A queryset as Django wrote it, with the places of the values."""

    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: Sequence[Any]
    slots: Sequence[_Slot]
    #: How the database's values become ours, column by column.
    converters: dict[int, Any]

    def sql_for(self, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]] | None:
        """The text and its parameters.

        Nothing when Django has more to say of a value: a sign of a pattern, too large a number.
        """
        params = list(self.params)
        connection = connections[self.queryset.db]
        for slot in self.slots:
            value = _plain(values[slot.value], connection)
            if slot.before or slot.after:
                if WILD.search(value):
                    return None
                value = f"{slot.before}{value}{slot.after}"
            if _is_int(value):
                size = type(params[slot.place])  # some drivers tell a column's size by its type
                if abs(value) >= LIMITS.get(size.__name__, 2**63):
                    return None
                value = size(value)
            params[slot.place] = value
        return self.sql, tuple(params)

    def rows(self, sql: tuple[str, tuple[Any, ...]]) -> list[Any]:
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[self.queryset.db]
        compiler.as_sql = lambda *_args, **_options: sql
        compiler.get_converters = lambda _columns: self.converters
        like: Any = self.queryset
        query: Any = _Written(compiler)
        again: Any = QuerySet(like.model, query, like.db)
        again._iterable_class = like._iterable_class
        again._prefetch_related_lookups = like._prefetch_related_lookups
        return list(again)


@dataclass(frozen=True)
class _Written:
    """A query whose SQL is written."""

    compiler: Any

    def get_compiler(self, *_args: Any, **_options: Any) -> Any:
        return self.compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.compiler.query, name)


def _prepare(
    build: Callable[..., QuerySet[Any, Any]], values: Sequence[Any], shape: dict[str, Any]
) -> _Prepared | None:
    """Write the queryset for two sets of marks: what differs between them are the values."""
    written = [_write(build, _marks(values, series), shape) for series in (0, 1)]
    one, other = written
    if one is None or other is None:
        if one is other:
            return None
        raise NotPreparable(f"{build.__qualname__}: the SQL depends on a value.")
    queryset, compiler, sql, params = one
    if sql != other[2] or len(params) != len(other[3]):
        raise NotPreparable(f"{build.__qualname__}: the SQL depends on a value.")
    connection = connections[queryset.db]
    marks = [[_plain(mark, connection) for mark in _marks(values, series)] for series in (0, 1)]
    slots = list(_slots(build, params, other[3], marks))
    columns = [column for column, *_rest in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    return _Prepared(queryset, compiler, sql, params, slots, converters)


def _slots(
    build: Any, params: Sequence[Any], others: Sequence[Any], marks: list[list[Any]]
) -> Iterator[_Slot]:
    for place, (param, other) in enumerate(zip(params, others, strict=True)):
        if param == other:
            if isinstance(param, dt.date) or (isinstance(param, str) and MOMENT.search(param)):
                raise NotPreparable(f"{build.__qualname__}: a day that is not given as a value.")
            continue
        for value, (mark, twin) in enumerate(zip(*marks, strict=True)):
            if param == mark and other == twin:
                yield _Slot(place, value)
                break
            if isinstance(mark, str) and isinstance(param, str) and mark in param:
                before, _mark, after = param.partition(mark)
                if other == f"{before}{twin}{after}":
                    yield _Slot(place, value, before, after)
                    break
        else:
            raise NotPreparable(f"{build.__qualname__}: a parameter is computed from a value.")


def _write(
    build: Callable[..., QuerySet[Any, Any]], values: Sequence[Any], shape: dict[str, Any]
) -> tuple[QuerySet[Any, Any], Any, str, tuple[Any, ...]] | None:
    """What Django writes; nothing when it knows that no row can answer."""
    queryset = build(*values, **shape)
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    return queryset, compiler, sql, tuple(params)


def _check(build: Any, values: Sequence[Any], shape: Any, sql: Any) -> None:
    """Compare with what Django writes for these very values."""
    fresh = _write(build, values, shape)
    if sql is not None and fresh and (fresh[2], fresh[3]) != sql:
        raise NotPreparable(f"{build.__qualname__}: Django writes {fresh[2:]}, not {sql}.")
    if sql is None and fresh and not any(WILD.search(v) for v in values if isinstance(v, str)):
        raise NotPreparable(f"{build.__qualname__}: rows were taken for none.")


#: Marks are whole numbers that the smallest column holds.
MARKS = 30_000


def _marks(values: Sequence[Any], series: int) -> list[Any]:
    """As many values of the same kinds, each of which nothing else equals."""
    first = 1 + series * len(values)
    return [_mark(value, first + place) for place, value in enumerate(values)]


def _mark(value: Any, number: int) -> Any:
    if _is_account(value):
        flags = {"is_staff": value.is_staff, "is_active": value.is_active}
        return get_user_model()(pk=MARKS + number, **flags)
    if isinstance(value, str):
        return f"mark{number}kram"
    if isinstance(value, dt.datetime):
        return value.replace(year=1900) + dt.timedelta(days=number)
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=MARKS + number)
    if isinstance(value, dt.date):
        return dt.date(1900, 1, 1) + dt.timedelta(days=number)
    return MARKS + number if _is_int(value) else value


def _plain(value: Any, connection: Any) -> Any:
    """A value as the driver is given it."""
    if type(value) in PLAIN:
        return value
    if _is_account(value):
        return value.pk
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return value


def _kind(value: Any) -> Any:
    """What of a value may decide which SQL is written."""
    if type(value) in PLAIN:
        return type(value)
    if _is_account(value):
        return "account", value.is_staff, value.is_active
    if isinstance(value, str | dt.date | uuid.UUID) or _is_int(value):
        kinds = (str, uuid.UUID, dt.datetime, dt.date, int)
        return next(kind for kind in kinds if isinstance(value, kind))
    if value is None or getattr(value, "is_anonymous", False):
        return "nobody" if value else None
    raise TypeError(f"{value!r} cannot be a value of a prepared query: give it by keyword.")


def _is_account(value: Any) -> bool:
    return isinstance(value, get_user_model())


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
