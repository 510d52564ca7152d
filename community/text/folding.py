"""Texts as they are looked for: no capitals, accents, ligatures or points of inclusive endings."""

from __future__ import annotations

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": " ", "'": " ", "·": "", "-": " "})
SPACES = re.compile(r"\s+")


def folded(*texts: str) -> str:
    """Several texts as one to look into: « Élu·e de l'Œuvre » gives « elue de l oeuvre ».

    What is looked for is folded the same way, so that a hurried telephone finds what a
    careful keyboard wrote.
    """
    plain = " ".join(texts).lower().translate(LIGATURES)
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return SPACES.sub(" ", bare).strip()
