"""What the format says of each list: who a row is, what it refers to, how two files merge.

``docs/facts-format.md`` tells the same in words; the values themselves are ruled by
``schema.json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]
Key = tuple[Any, ...]
Document = Mapping[str, Any]


@dataclass(frozen=True)
class FactList:
    """One list of a facts file."""

    name: str
    identity: tuple[str, ...] = ("slug",)
    #: Field → the lists in which its slugs are defined.
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Lists that only grow when a later file speaks of the row.
    unions: frozenset[str] = frozenset()
    #: Lists that a later file replaces as a whole.
    replaced: frozenset[str] = frozenset()
    #: Pairs of fields that bound a period.
    period: tuple[str, str] | None = None

    def key(self, row: Row) -> Key:
        """The identity of a row, the same in every file."""
        return tuple(row[name] for name in self.identity)


LISTS: tuple[FactList, ...] = (
    FactList("organisations"),
    FactList("people", references={"organisation": ("organisations",)}),
    FactList("territories"),
    FactList(
        "programmes",
        references={
            "animators": ("people",),
            "partners": ("organisations",),
            "funders": ("organisations",),
            "territories": ("territories",),
        },
        unions=frozenset({"animators", "partners", "funders", "territories"}),
        replaced=frozenset({"objectives"}),
        period=("start_year", "end_year"),
    ),
    FactList(
        "sessions",
        references={
            "programme": ("programmes",),
            "speakers": ("people",),
            "organisations": ("organisations",),
        },
        unions=frozenset({"speakers", "organisations"}),
        period=("date", "end_date"),
    ),
    FactList(
        "resources",
        references={"publisher": ("organisations",), "programme": ("programmes",)},
    ),
    FactList(
        "lessons",
        identity=("programme", "year", "text"),
        references={"programme": ("programmes",)},
        unions=frozenset({"fondamentaux", "dimensions", "fantastiques"}),
    ),
    FactList(
        "pilot_projects",
        references={
            "territory": ("territories",),
            "cohort": ("programmes",),
            "allies": ("people", "organisations"),
        },
        unions=frozenset({"allies"}),
        replaced=frozenset({"effects", "limits"}),
    ),
    FactList("press", identity=("outlet", "title"), references={"programme": ("programmes",)}),
    FactList("figures", identity=("year", "key")),
    FactList("phases", identity=("programme", "order"), references={"programme": ("programmes",)}),
    FactList("methods", replaced=frozenset({"steps"})),
    FactList("concepts", identity=("scheme", "notation"), unions=frozenset({"alt_labels"})),
)

BY_NAME: Mapping[str, FactList] = {kind.name: kind for kind in LISTS}

#: Lessons name the concepts that they illustrate by scheme and notation.
TAGS = ("fondamentaux", "dimensions", "fantastiques")


def rows_of(document: Document, name: str) -> list[Row]:
    """The rows of a list; a list that a file leaves out is empty."""
    rows: list[Row] = document.get(name, [])
    return rows
