"""One thing that is wrong in a facts file, said in one line."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import Any

LONGEST_VALUE = 80


@dataclass(frozen=True)
class Fault:
    """Where a file is wrong, what is wrong there, and what was expected.

    ``list``, ``slug`` and ``field`` are empty when the fault is that of a whole file or row.
    """

    file: str
    list: str
    slug: str
    field: str
    wrong: str
    expected: str

    def __str__(self) -> str:
        place = " · ".join(part for part in (self.file, self.list, self.slug, self.field) if part)
        return printable(f"{place} : {self.wrong} ; attendu : {self.expected}")


def printable(text: str) -> str:
    """The text in one line that any terminal takes: control characters and the like escaped."""
    return "".join(
        character
        if character.isprintable() or unicodedata.category(character) == "Zs"
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def shown(value: Any) -> str:
    """A value as its file writes it, shortened when it is long."""
    text = printable(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
