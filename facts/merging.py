"""Merge the rows of several sources into one row a thing.

Pure functions. The sources come in the order of their first load, the oldest report first; what
they say of one thing is gone through field by field, and whatever a source replaces is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from facts.checks import ends_before_it_starts
from facts.lists import LISTS, Document, FactList, Key, Row, rows_of

#: Fields in which another text is another way to say it, not another fact.
REWORDED = frozenset({"summary", "theme", "label"})


class DifferenceKind(StrEnum):
    """How two sources differ."""

    CONTRADICTION = "contradiction"
    REWORDING = "rewording"


@dataclass(frozen=True)
class Difference:
    """A known value that a later source replaced by another one."""

    list: str
    key: Key
    field: str
    old: Any
    old_source: str
    new: Any
    new_source: str
    kind: DifferenceKind


@dataclass
class MergedRow:
    """What all sources together say of one thing."""

    values: dict[str, Any]
    #: The titles of the sources that spoke of it, in their order.
    sources: list[str]
    #: Field, or field and year, → the source of the value that stands.
    origins: dict[Any, str] = field(default_factory=dict)


Merged = dict[str, dict[Key, MergedRow]]


def merge(documents: Iterable[Document]) -> tuple[Merged, list[Difference]]:
    """Merge documents, each known by its ``source``, in the order given."""
    merged: Merged = {kind.name: {} for kind in LISTS}
    differences: list[Difference] = []
    for document in documents:
        for kind in LISTS:
            for row in rows_of(document, kind.name):
                differences += _merge_row(kind, merged[kind.name], row, document["source"])
    for kind in LISTS:
        for key, merged_row in merged[kind.name].items():
            differences += _settle_period(kind, key, merged_row)
    return merged, differences


def keep_sources(kept: Mapping[str, Document], given: Iterable[Document]) -> dict[str, Document]:
    """The sources after a load: one given again keeps its place, a new one comes last."""
    return {**kept, **{document["source"]: document for document in given}}


def _merge_row(
    kind: FactList, known: dict[Key, MergedRow], row: Row, source: str
) -> list[Difference]:
    key = kind.key(row)
    merged = known.setdefault(key, MergedRow({name: _nothing(row[name]) for name in row}, []))
    merged.sources.append(source)
    differences: list[Difference] = []
    for name, value in row.items():
        if value is None or value == []:
            continue
        if name == "participants":
            differences += _merge_participants(kind, key, merged, value, source)
        elif name in kind.unions:
            merged.values[name] = list(dict.fromkeys([*merged.values[name], *value]))
        else:
            old = merged.values[name]
            if name in merged.origins and old != value:
                reworded = name in REWORDED or name in kind.replaced
                difference = DifferenceKind.REWORDING if reworded else DifferenceKind.CONTRADICTION
                differences.append(
                    Difference(
                        kind.name, key, name, old, merged.origins[name], value, source, difference
                    )
                )
            if old != value:
                merged.values[name] = value
                merged.origins[name] = source
    return differences


def _merge_participants(
    kind: FactList, key: Key, merged: MergedRow, counts: list[Row], source: str
) -> list[Difference]:
    """One count a year: the later source wins the years that it gives."""
    by_year = {count["year"]: count for count in merged.values["participants"]}
    differences: list[Difference] = []
    for count in counts:
        year, old = count["year"], by_year.get(count["year"])
        if old == count:
            continue
        if old is not None:
            origin = merged.origins["participants", year]
            differences.append(
                Difference(
                    kind.name,
                    key,
                    "participants",
                    old,
                    origin,
                    count,
                    source,
                    DifferenceKind.CONTRADICTION,
                )
            )
        by_year[year] = count
        merged.origins["participants", year] = source
    merged.values["participants"] = [by_year[year] for year in sorted(by_year)]
    return differences


def _settle_period(kind: FactList, key: Key, row: MergedRow) -> list[Difference]:
    """Drop the older bound of a period that two sources, each right by itself, turned round.

    A later report moves the first day and does not repeat the last one: what is known stays, but
    a last day before the first is no knowledge.
    """
    if not kind.period or not ends_before_it_starts(*(row.values[name] for name in kind.period)):
        return []
    older, newer = sorted(kind.period, key=lambda name: row.sources.index(row.origins[name]))
    old = row.values[older]
    row.values[older] = None
    return [
        Difference(
            kind.name,
            key,
            older,
            old,
            row.origins.pop(older),
            None,
            row.origins[newer],
            DifferenceKind.CONTRADICTION,
        )
    ]


def _nothing(value: Any) -> Any:
    """What is known of a field before any source has said something."""
    return [] if isinstance(value, list) else None
