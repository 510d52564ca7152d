"""Units as their number asks: a unit is typed once, in the plural, and shown as French counts."""

from __future__ import annotations

from decimal import Decimal

#: Words that end in s though they are of one thing, and the small words that end a unit's own name.
NOT_PLURAL = frozenset(
    "accès avis bras bus cas concours corps cours dans des discours fois gaz gens hors les "
    "mois palais parcours pays pers processus progrès recours relais repas sans ses sous succès "
    "temps tiers vers".split()
)


def counted(unit: str, value: Decimal | float | int) -> str:
    """A unit of one thing below two, as French counts: « 0 personne », « 1,5 jour ».

    Regular plurals alone change, from the first word on: « tables rondes », « jours de travail ».
    A sign, an abbreviation, an irregular plural, a name stays as it was typed.
    """
    words = unit.split(" ")
    if -2 < value < 2:
        for place, word in enumerate(words):
            if not _is_plural(word):
                break
            words[place] = word.removesuffix("s")
    return " ".join(words)


def _is_plural(word: str) -> bool:
    letters = word.replace("·", "").replace("-", "")
    return (
        len(letters) > 2
        and letters.isalpha()
        and letters.islower()
        and letters.endswith("s")
        and letters not in NOT_PLURAL
    )
