"""The first rows of a list, with how many there are in all, in one query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Count, F, QuerySet, Window

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


def first_of_each(rows: QuerySet[Any], group: str, size: int) -> dict[Any, Excerpt[Any]]:
    """The first ``size`` rows of each value of the column ``group``, by ``rank``, their window."""
    counted = rows.annotate(in_all=Window(Count("*"), partition_by=[F(group)]))
    found: dict[Any, list[Any]] = {}
    for row in counted.filter(rank__lte=size):
        found.setdefault(getattr(row, group), []).append(row)
    return {key: Excerpt(kept, kept[0].in_all) for key, kept in found.items()}
