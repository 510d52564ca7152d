"""`docs/permissions.md` is what the house does: its table is read, and each line of it tried."""

from __future__ import annotations

import pytest

from tests.repository import ROOT

from .actions import ACTIONS
from .world import PROTECTED, Visitor, World

pytestmark = pytest.mark.django_db

ANSWERS = {"✓": True, "–": False}


def table() -> tuple[list[str], dict[str, list[bool]]]:
    """The kinds of visitor, and each action with its answers in their order."""
    text = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| ")
    ]
    (_action, *kinds), *lines = rows
    return kinds, {action: [ANSWERS[cell] for cell in cells] for action, *cells in lines}


KINDS, TABLE = table()


def test_each_line_of_the_table_is_tried() -> None:
    """No line is only said, none is only tried; each answers for every kind of visitor."""
    assert sorted(TABLE) == sorted(ACTIONS)
    assert {len(answers) for answers in TABLE.values()} == {len(KINDS)}


@pytest.mark.parametrize("kind", KINDS)
def test_the_house_answers_as_the_table_says(kind: str) -> None:
    """What somebody of this kind does works, or not, as their column says; nothing stays of it."""
    assert played(World().enters(kind)) == column(kind)


@pytest.mark.parametrize("kind", sorted(PROTECTED))
def test_nothing_opens_before_the_second_factor_is_shown(kind: str) -> None:
    """Not even what is open to all: they are led to showing it, or leave."""
    found = played(World().enters(kind, second_factor=False))
    assert [action for action, done in found.items() if done] == []


def played(visitor: Visitor) -> dict[str, bool]:
    return {action: visitor.plays(door) for action, door in ACTIONS.items()}


def column(kind: str) -> dict[str, bool]:
    place = KINDS.index(kind)
    return {action: answers[place] for action, answers in TABLE.items()}
