"""`docs/permissions.md` is what the house does: its table is read, and each line of it tried."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.repository import ROOT

from .actions import ACTIONS
from .world import World

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
def test_the_house_answers_as_the_table_says(kind) -> None:
    """What somebody of this kind does works, or not, as their column says; nothing stays of it."""
    visitor = World().enters(kind)
    found = {}
    for action, tries in ACTIONS.items():
        with transaction.atomic():
            found[action] = bool(tries(visitor))
            transaction.set_rollback(True)
    place = KINDS.index(kind)
    assert found == {action: TABLE[action][place] for action in found}
