"""Which object stands for which name, while a load runs."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from facts.lists import Key


class MissingParentError(Exception):
    """A page or row cannot be made: what it belongs to is not there."""


class MissingSectionError(Exception):
    """The house has no page for a section: its tree was not built, or somebody deleted it."""


class World:
    """The objects that stand for the things of the files, by list and name, and back."""

    def __init__(self) -> None:
        self._pks: dict[str, dict[str, int]] = defaultdict(dict)
        self._names: dict[str, dict[int, str]] = defaultdict(dict)

    @staticmethod
    def name_of(key: Key) -> str:
        """The name of a thing inside its list: its slug, for most."""
        return "/".join(map(str, key))

    def add(self, list_name: str, key: Key, pk: int) -> None:
        name = self.name_of(key)
        self._pks[list_name][name] = pk
        self._names[list_name][pk] = name

    def pk(self, list_name: str, name: str) -> int | None:
        """The object of that name in that list; none when a person deleted it."""
        if name.startswith("#"):
            owner, _slash, pk = name[1:].partition("/")
            return int(pk) if owner == list_name else None
        return self._pks[list_name].get(name)

    def name(self, list_name: str, pk: Any) -> str:
        """The name of an object; ``#people/12`` for a row that no file speaks of."""
        return self._names[list_name].get(pk, f"#{list_name}/{pk}")

    def knows(self, list_name: str, pk: int) -> bool:
        return pk in self._names[list_name]
