"""A unit is typed once, in the plural, and shown as its number asks."""

from decimal import Decimal

import pytest

from community.text.units import counted


@pytest.mark.parametrize("value", [0, 1, 1.5, Decimal("1.99"), -1])
@pytest.mark.parametrize(
    ("typed", "of_one"),
    [
        ("personnes", "personne"),
        ("récits", "récit"),
        ("ans", "an"),
        ("élu·es", "élu·e"),
        ("tables rondes", "table ronde"),
        ("jours de travail", "jour de travail"),
        ("visites des sites", "visite des sites"),
        ("personne", "personne"),
    ],
)
def test_a_regular_plural_becomes_singular_below_two(typed, of_one, value) -> None:
    """French counts from two on; a plural is left to several things."""
    assert counted(typed, value) == of_one
    assert counted(typed, 2) == typed
    assert counted(typed, 1100) == typed


@pytest.mark.parametrize(
    "typed",
    ["", "%", "€", "k€", "km²", "m/s", "kWh", "ms", "pers.", "temps", "mois", "journaux", "CDs"],
)
def test_anything_else_stays_as_it_was_typed(typed) -> None:
    """A sign, an abbreviation, an irregular plural is never cut."""
    assert counted(typed, 1) == typed
