"""A name after « de »: « du Vigan », « des Mureaux », « d'Arras », « de la Métropole de Lyon ».

The apostrophe is the printed one: it stays itself where a sentence is escaped.

A sentence gives the name with the preposition already: « Délégation %(of_territory)s ».
"""

from __future__ import annotations

import re

from .folding import folded

#: The article that is written with the name.
WRITTEN = re.compile(r"(les?)\s+(?=\S)", re.IGNORECASE)
#: A name that begins so is said with an article that nobody writes there.
UNWRITTEN = {
    **dict.fromkeys(("pays", "parc", "departement", "syndicat", "petr", "pole"), "le"),
    **dict.fromkeys(("communaute", "metropole", "region", "ville", "vallee"), "la"),
    **dict.fromkeys(("agence", "agglomeration", "association", "eurometropole"), "l"),
}
OF = {"le": "du ", "les": "des ", "la": "de la ", "l": "de l’"}

#: An h is taken for one that is heard, but for these: « de Hazebrouck », « d'Hélène ».
MUTE = (
    *("habib", "hadrien", "hector", "helene", "helie", "heloise", "henri", "herault", "herve"),
    *("hilaire", "hippolyte", "honore", "honorine", "horace", "hortense", "hugues", "hyeres"),
)
#: These begin like a vowel and sound like a consonant.
HEARD = ("onze", "ouagadougou", "ouahigouya", "ouidah")


def of(name: object) -> str:
    """« de » and the name of a place or an organisation, with its article."""
    said = str(name)
    if found := WRITTEN.match(said):
        return OF[found[1].lower()] + said[found.end() :]
    first = folded(said).partition(" ")[0]
    return OF[UNWRITTEN[first]] + said if first in UNWRITTEN else of_person(said)


def of_person(name: object) -> str:
    """« de » and somebody's name: « d'Ada »; « Le » is a name there, and stays."""
    return f"d’{name}" if _elides(folded(str(name))) else f"de {name}"


def _elides(plain: str) -> bool:
    if plain.startswith("y"):  # « d'Yvetot », « de Yaoundé »
        return plain[1:2] not in {"", *"aeiou"}
    if plain.startswith("h"):
        return plain.startswith(MUTE)
    return plain[:1] in {*"aeiou"} and not plain.startswith(HEARD)
