"""French typography: the spaces, quotes, apostrophes and ordinals that a printer would set.

Everything here works on plain text and gives plain text; the template filters add the markup.
Letters and figures are never changed, nor addresses and what stands between back quotes.
"""

from __future__ import annotations

import re
from functools import lru_cache

from community.text.dates import MONTHS

NBSP = "\u00a0"
THIN = "\u202f"
SPACES = rf"[ \t{NBSP}{THIN}]*"
#: Units that stay on the line of their number.
UNITS = "[%€]|k€|M€|°C|k?m²?|kg|t|ha|h|min|j|[km]?Wh|ko|Mo|Go"

#: Stands for what is kept as it is while the rest is set; a text that holds one keeps it too.
KEPT_MARK = "\ue000"
KEPT = re.compile(
    r"https?://[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]…]"  # an address, without the sign that follows it
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|`[^`\n]+`"
    rf"|{KEPT_MARK}"
)

#: Applied in this order, each on the outcome of those before.
RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # Straight quotes become guillemets, straight apostrophes curl.
        (r'"([^"\n]+)"', rf"«{NBSP}\1{NBSP}»"),
        (r"(?<=[^\W_])'(?=[\w«])", "’"),
        (r"(?<!\.)\.\.\.(?!\.)", "…"),
        # The dot of « élu·e » has one form, which screen readers know, and no break beside it.
        (r"(?<=[^\W\d_])[•⋅‧∙](?=[^\W\d_])", "·"),
        # A spaced hyphen is a dash, held by the word before it.
        (rf"(?<=[^\s«])[ {NBSP}]-(?= )", f"{NBSP}–"),
        # Guillemets hold what they quote, though a tag may stand between.
        (rf"«{SPACES}(?=\S)", f"«{NBSP}"),
        (rf"(?<=\S){SPACES}»", f"{NBSP}»"),
        (r"(?<=«) $|^ (?=»)", NBSP),
        # Double signs never begin a line; times (14:30) and addresses (https://) are no signs.
        (rf"(?<=[^\s(\[«{NBSP}{THIN}]){SPACES}([;!?]+)(?=[\s»”)\].,:…]|$)", rf"{THIN}\1"),
        (rf"(?<=[^\s:{NBSP}{THIN}]){SPACES}:(?=\s|$)", f"{NBSP}:"),
        (r"^ (?=[;!?]+(?:\s|$))", THIN),
        (r"^ (?=:(?:\s|$))", NBSP),
        # Hours are said « 14 h 30 ».
        (r"(?<![\w-])([01]?\d|2[0-3])h([0-5]\d)(?![\w-])", rf"\1{NBSP}h{NBSP}\2"),
        (rf"\b([01]?\d|2[0-3])[ {NBSP}]h (?=[0-5]\d\b)", rf"\1{NBSP}h{NBSP}"),
        # A number keeps its thousands (a year has none to keep), its unit, its month.
        (rf"(?<![\d,.])(\d{{1,3}})[ {NBSP}](?=\d{{3}}(?!\d))", rf"\1{THIN}"),
        (rf"(?<=\d) (?=(?:{UNITS})(?!\w))", NBSP),
        (rf"\b(1er|\d{{1,2}}) (?={'|'.join(MONTHS)})", rf"\1{NBSP}"),
        # What announces a number or a name stays with it.
        (r"\b([nN]°) ?(?=\d)", rf"\1{NBSP}"),
        (r"\b(p\.|art\.|MM?\.|Mmes?|Dre?) (?=[\dA-ZÀ-Ý])", rf"\1{NBSP}"),
    )
)

#: Numbers with a raised ending: 1er, 2e, 2ème, XXIe (a lone Roman figure is too often a word).
ORDINAL = re.compile(r"\b(\d+|[IVXLCDM]{2,})(ers?|res?|ères?|èmes?|es?|nde?s?)\b")


@lru_cache(maxsize=4096)
def typeset(text: str) -> str:
    """Set plain French text as a printer would; doing it twice changes nothing."""
    kept = iter(KEPT.findall(text))
    text = KEPT.sub(KEPT_MARK, text)
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return re.sub(KEPT_MARK, lambda _mark: next(kept), text)


def ending(number: int, *, feminine: bool = False) -> str:
    """What is raised after an ordinal number: ``er``, ``re`` or ``e``."""
    if number == 1:
        return "re" if feminine else "er"
    return "e"


def short_ending(written: str) -> str:
    """``ème`` and ``ère`` are written ``e`` and ``re``."""
    return written.replace("èm", "").replace("ère", "re")
