"""The text of a message: what may be said, and the links in it."""

from __future__ import annotations

import re
import unicodedata

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .errors import Refused

#: The same as in static/js/behaviours/channel-view.js: a link looks alike, whoever drew it.
LINK = re.compile(r"https?://[^\s<>\"«»]+")
TRAILING = ".,;:!?)]}'’…"
#: Unicode's categories of what cannot be seen, and of what databases and screens stumble over.
INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Cf", "Mn"})
UNKEPT = frozenset({"Cc", "Cs"})
#: Blank as well, though Unicode counts them among letters (Hangul fillers) and signs (Braille).
BLANK = frozenset("\n\t\u115f\u1160\u2800\u3164\uffa0")


def check_body(body: str) -> str:
    """The text as it is kept, without the blanks around it. Raises ``Refused``."""
    limit = settings.DISCUSSIONS["MESSAGE_MAX_LENGTH"]
    text = body.replace("\r\n", "\n").replace("\r", "\n").strip()
    categories = {unicodedata.category(character) for character in text if character not in BLANK}
    if categories <= INVISIBLE:
        raise Refused("empty", _("Écrivez quelque chose avant d'envoyer."))
    if len(text) > limit:
        sentence = _(
            "Ce message a %(length)d caractères, la limite est de %(limit)d : raccourcissez-le."
        )
        values = {"length": len(text), "limit": limit}
        raise Refused("too_long", sentence % values, limit=limit)
    if not categories.isdisjoint(UNKEPT):
        sentence = _(
            "Ce message contient des signes invisibles, que nous ne pouvons garder : tapez-le ici."
        )
        raise Refused("control_characters", sentence)
    return text


def split_links(text: str) -> list[tuple[str, bool]]:
    """The pieces of a text in order, each with whether it is the address of a link."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for match in LINK.finditer(text):
        address = match[0].rstrip(TRAILING)
        pieces += [(text[end : match.start()], False), (address, True)]
        end = match.start() + len(address)
    pieces.append((text[end:], False))
    return [piece for piece in pieces if piece[0]]


def linked(text: str) -> SafeString:
    """The text as HTML, its links followed by nobody's robot. Line breaks are the style sheet's."""
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html('<a href="{}" rel="nofollow ugc noopener">{}</a>', piece, piece)
                if is_link
                else piece,
            )
            for piece, is_link in split_links(text)
        ),
    )
