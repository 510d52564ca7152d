"""The first rows of a list, with how many there are in all, in one query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

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
    return counted(first(rows, size))


def first(rows: QuerySet[Any], size: int = SHORT) -> QuerySet[Any]:
    """The same as a queryset, so that it can be prepared, for `counted`."""
    return rows.annotate(in_all=Window(Count("*")))[:size]


def counted(rows: Iterable[Any]) -> Excerpt[Any]:
    found = list(rows)
    return Excerpt(found, found[0].in_all if found else 0)


def ranked(rows: QuerySet[Any], group: str, order: Sequence[Any]) -> QuerySet[Any]:
    """Rows with their ``rank`` among those of the same ``group``, an annotation, for `by_group`.

    Whoever asks filters on the ranks to keep.
    """
    each: dict[str, Any] = {"partition_by": [F(group)]}
    rank, in_all = Window(RowNumber(), order_by=order, **each), Window(Count("*"), **each)
    return rows.annotate(rank=rank, in_all=in_all).order_by("rank")


def by_group(rows: Iterable[Any], group: str) -> dict[Any, Excerpt[Any]]:
    """Ranked rows, group by group."""
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, group), []).append(row)
    return {key: Excerpt(kept, kept[0].in_all) for key, kept in found.items()}


def in_all(rows: QuerySet[Any], start: int, stop: int) -> QuerySet[Any]:
    """Rows from one place up to another, each with how many there are, for `Stretches`."""
    return rows.annotate(in_all=Window(Count("*")))[start:stop]


@dataclass(frozen=True)
class Stretches:
    """What a ``Paginator`` cuts pages from, when the query is prepared.

    ``rows`` gives those from one place up to another, made by `in_all`.
    """

    rows: Callable[[int, int], list[Any]]

    def count(self) -> int:
        begun = self.rows(0, 1)
        return begun[0].in_all if begun else 0

    def __getitem__(self, cut: slice) -> list[Any]:
        return self.rows(cut.start, cut.stop)
