"""Tell what a person changed on the site from what the files say, and decide what to write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from facts.lists import FactList, Key

#: Fields that carry a right: ``--overwrite`` adds to them and takes away nothing given by hand.
RIGHTS = frozenset({"animators"})


class EditKind(StrEnum):
    """Why a thing is left as it is."""

    CHANGED = "changed"
    DELETED = "deleted"
    #: What it stands under was deleted on the site.
    ORPHAN = "orphan"
    #: No source speaks of it any more, and it is not ours to take away.
    UNSAID = "unsaid"


@dataclass(frozen=True)
class Edit:
    """What a load left alone: a field that a person changed, or a whole thing."""

    kind: EditKind
    list: str
    key: Key
    field: str = ""
    current: Any = None
    said: Any = None


@dataclass(frozen=True)
class Decision:
    """What to write of a thing, and what was left as a person wanted it."""

    changes: dict[str, Any]
    edits: list[Edit]


def decide(
    kind: FactList,
    key: Key,
    *,
    said: Mapping[str, Any],
    current: Mapping[str, Any],
    written: Mapping[str, Any],
    overwrite: bool,
) -> Decision:
    """Compare what the files say now, what the site shows, and what the last load had written."""
    decision = Decision({}, [])
    for field, value in said.items():
        now = current[field]
        before = written.get(field, [] if isinstance(value, list) else None)
        if field in kind.unions:
            target = _united(value, now, before, overwrite=overwrite, grows=field in RIGHTS)
            same = set(target) == set(now)
            left = not overwrite and set(target) != set(value)
        else:
            left = not overwrite and now not in (value, before)
            target = now if left else value
            same = target == now
        if not same:
            decision.changes[field] = target
        if left:
            decision.edits.append(Edit(EditKind.CHANGED, kind.name, key, field, now, value))
    return decision


def _united(
    said: list[Any], now: list[Any], before: list[Any], *, overwrite: bool, grows: bool
) -> list[Any]:
    """References: what the files say, less what a person took out, plus what they added."""
    added = [item for item in now if item not in before and item not in said]
    if overwrite:
        return [*said, *added] if grows else said
    removed = [item for item in before if item not in now]
    return [*(item for item in said if item not in removed), *added]
