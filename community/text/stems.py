"""What is common to the forms of a French word: « territoriaux », « territoriale » are one word.

A light stemmer in the line of J. Savoy's (« Light stemming approaches for the French… », 2006), for
words that are folded already. It is told as rules that are applied until none does: a stem is its
own stem. It never says what a word means; two words may share a stem, and few do.
"""

from __future__ import annotations

from .folding import folded
from .units import NOT_PLURAL

#: The longest word that is kept whole; databases do not index endless ones.
LONGEST = 40
#: Words that seem to end like others and do not.
WHOLE = frozenset({*map(folded, NOT_PLURAL), "departement"})
#: What no rule would bring together.
IRREGULAR = dict(
    pair.split(":")
    for pair in (
        "baux:bail cieux:ciel coraux:corail departements:departement maux:mal travaux:travail"
        " vitraux:vitrail yeux:oeil"
    ).split()
)
#: Endings, what takes the place of each, and how many letters are left at least. The longest that
#: fits is taken first. Each makes the word shorter, or takes a « v » away: they come to an end.
TABLE = (
    # Plurals.
    ("s: aux:al eaux:eau eux:eu oux:ou", 3),
    # Feminines, and who does what the verb says.
    ("e:", 3),
    ("ateu: atif: eau:el eur:eu iqu:ic iv:if trice:teur v:f", 4),
    # Nouns and adverbs made of a verb or an adjective; « maison » and « liaison » are whole.
    ("ation: ement: aison:aison", 4),
    # Verbs.
    ("er: ez:", 3),
    ("ai: aient: ait: ant: ent: iez: ir:i on:", 4),
    ("dra:d dre:d dront:d du:d", 4),
    ("era:er eront:er ira:ir iront:ir it:i", 5),
    # What a feminine or a verb had doubled.
    ("ll:l nn:n pp:p rr:r ss:s tt:t", 3),
)
RULES = {
    ending: (instead, least)
    for row, least in TABLE
    for ending, _colon, instead in (rule.partition(":") for rule in row.split())
}
ENDINGS = range(max(map(len, RULES)), 0, -1)


def stem(word: str) -> str:
    """The stem of a folded word; what is not made of Latin letters alone is kept."""
    word = word[:LONGEST]
    if not (word.isascii() and word.isalpha()):
        return word
    while True:
        shorter = _shorter(word)
        if shorter == word:
            return word
        word = shorter


def _shorter(word: str) -> str:
    """The word after the first rule that applies."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word in WHOLE:
        return word
    for length in ENDINGS:
        rule = RULES.get(word[-length:])
        if rule and length <= len(word):
            ending, least = rule
            left = word[:-length] + ending
            if len(left) >= least:
                return left
    return word
