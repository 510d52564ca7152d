"""French as it is searched: which words of a text count, and how two forms of one word meet.

Texts and questions go through the same reading, whatever the database, so that both find the same
(ADR 0011). The words of a text are its *terms*: stems, each once, with a space between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .folding import folded
from .stems import LONGEST, stem

#: The points of inclusive endings: what stands before the first is the word.
POINTS = "·•⋅‧∙"
#: Letters and figures, with what goes over a letter and what cannot be seen inside a word.
LETTERS = r"(?:[^\W_ʹ-ˆ]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060])+"
WORD = re.compile(rf"({LETTERS})(?:[{POINTS}]{LETTERS})*")
#: Words so frequent that they find nothing, folded; letters alone are among them by their length.
COMMON = frozenset(
    "ai aie aient ainsi alors apres as au aucun aucune aussi autre autres aux avaient avais avait"
    " avant avec avez avoir avons ayant bien car ce ceci cela celle celles celui ces cet cette ceux"
    " chaque chez comme comment dans de deja depuis des donc dont du elle elles en encore entre est"
    " et etaient etais etait etant etes etre eu eux faire fait font il ils je jusqu jusque la"
    " laquelle le lequel les lesquelles lesquels leur leurs lors lorsqu lorsque lui ma mais me meme"
    " memes mes moi moins mon ne ni nos notre nous on ont ou par parce pas pendant peu peut plus"
    " pour pourquoi puis puisqu puisque qu quand que quel quelle quelles quels quelqu quelque"
    " quelques qui quoi sa sans se sera serait seront ses si soit sommes son sont sous suis sur ta"
    " te tes toi ton tous tout toute toutes tres tu un une vers vos votre vous".split()
)
#: How many characters of a text are quoted round what was looked for, and how many before it.
QUOTED, BEFORE = 220, 60


@dataclass(frozen=True)
class Word:
    """A word that counts, where it stands, and what is common to its forms."""

    start: int
    end: int
    stem: str


def words_of(text: str) -> Iterator[Word]:
    """The words that count, in order: « l'eau » is « eau », « élu·es » is « élu »."""
    for found in WORD.finditer(text):
        if common := _stem_of(found[1][:LONGEST]):
            yield Word(found.start(), found.end(), common)


@lru_cache(maxsize=20_000)
def _stem_of(written: str) -> str:
    """The stem of a word as it is written; nothing when it does not count."""
    plain = "".join(filter(str.isalnum, folded(written)))
    counts = plain not in COMMON and (len(plain) > 1 or plain.isdigit())
    return stem(plain) if counts else ""


def terms_of(text: str) -> str:
    """What a text is found by, and what is looked for: its stems, each once."""
    return " ".join(dict.fromkeys(word.stem for word in words_of(text)))


def passage(text: str, terms: str) -> SafeString:
    """The part of a text that holds most of what was looked for, which is marked in it."""
    line = " ".join(text.split())
    sought = frozenset(terms.split())
    hits = [word for word in words_of(line) if word.stem in sought]
    start, end = _part(line, hits)
    shown, place = [conditional_escape("…" if start else "")], start
    for hit in hits:
        if start <= hit.start and hit.end <= end:
            words = line[hit.start : hit.end]
            shown.append(format_html("{}<mark>{}</mark>", line[place : hit.start], words))
            place = hit.end
    shown.append(conditional_escape(line[place:end] + ("…" if end < len(line) else "")))
    return mark_safe("".join(shown))  # noqa: S308 – each part is escaped


def _part(line: str, hits: list[Word]) -> tuple[int, int]:
    """From where to where a line is quoted, between two words."""
    if len(line) <= QUOTED:
        return 0, len(line)

    def held(first: Word) -> int:
        return len({hit.stem for hit in hits if 0 <= hit.start - first.start < QUOTED - BEFORE})

    best = max(hits, key=held, default=None)  # the first of those that hold as many
    start = max(best.start - BEFORE, 0) if best else 0
    if start:
        start = max(line.find(" ", start, best.start) + 1, start) if best else start
    end = min(start + QUOTED, len(line))
    if end < len(line):
        end = max(line.rfind(" ", start, end), best.end if best else 0) or end
    return start, min(end, len(line))
