"""French typography: the spaces, quotes, apostrophes and ordinals that a printer would set.

Everything here works on plain text and gives plain text; the template filters add the markup.
"""

from __future__ import annotations

import re

from community.text.dates import MONTHS

NBSP = "\u00a0"
THIN = "\u202f"
SPACES = rf"[ \t{NBSP}{THIN}]*"

#: Applied in this order, each on the outcome of those before.
RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # Straight quotes become guillemets, straight apostrophes curl.
        (r'"([^"\n]+)"', rf"«{NBSP}\1{NBSP}»"),
        (r"(?<=[^\W_])'(?=[\w«])", "’"),
        (r"\.\.\.", "…"),
        # A spaced hyphen is a dash, held by the word before it.
        (rf"(?<=\S)[ {NBSP}]-(?= )", f"{NBSP}–"),
        # Guillemets hold what they quote.
        (rf"«{SPACES}(?=\S)", f"«{NBSP}"),
        (rf"(?<=\S){SPACES}»", f"{NBSP}»"),
        # Double signs never begin a line; times (14:30) and addresses (https://) are no signs.
        (rf"(?<=[^\s(\[«{NBSP}{THIN}]){SPACES}([;!?]+)(?=[\s»”)\].,…]|$)", rf"{THIN}\1"),
        (rf"(?<=[^\s{NBSP}{THIN}]){SPACES}:(?=\s|$)", f"{NBSP}:"),
        # A number keeps its thousands, its unit, its month.
        (rf"(?<=\d)[ {NBSP}](?=\d{{3}}\b)", THIN),
        (r"(?<=\d) (?=[%€]|k?m²?\b|h\b|ha\b)", NBSP),
        (rf"\b(1er|\d{{1,2}}) (?={'|'.join(MONTHS)})", rf"\1{NBSP}"),
        (r"\b([nN]°) ?(?=\d)", rf"\1{NBSP}"),
    )
)

#: Numbers with a raised ending: 1er, 2e, 2ème, XXIe (a lone Roman figure is too often a word).
ORDINAL = re.compile(r"\b(\d+|[IVXLCDM]{2,})(ers?|res?|ères?|èmes?|es?|nde?s?)\b")


def typeset(text: str) -> str:
    """Set plain French text as a printer would; doing it twice changes nothing."""
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text


def ending(number: int, *, feminine: bool = False) -> str:
    """What is raised after an ordinal number: ``er``, ``re`` or ``e``."""
    if number == 1:
        return "re" if feminine else "er"
    return "e"


def short_ending(written: str) -> str:
    """``ème`` and ``ère`` are written ``e`` and ``re``."""
    return written.replace("èm", "").replace("ère", "re")
