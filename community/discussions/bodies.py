"""The text of a message: what may be said, and the links in it."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from .errors import Refused

#: What a message may be dressed with (https://spec.commonmark.org/), as `MarkdownIt` names it.
RULES = [
    *("emphasis", "backticks", "link", "linkify", "escape", "newline"),
    *("list", "blockquote", "fence"),
]
#: A text without any of this is shown as it is.
MARKED = re.compile(r"[*_`\[\\]|https?://|^\s*(?:>|[-+]\s|\d+[.)]\s)", re.MULTILINE)
#: Where a link may lead.
ALLOWED = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
#: How many characters of a message are quoted by its replies.
QUOTED = 80
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


def as_html(text: str) -> SafeString:
    """The text dressed: bold, italic, lists, quotes, code and links, and nothing else.

    Empty when nothing in it asks to be dressed: it is then shown as it is. Markup of a page goes
    in as text, links lead to the web or to a mail, and are followed by nobody's robot.
    """
    return mark_safe(MARKDOWN.render(text).strip()) if MARKED.search(text) else mark_safe("")  # noqa: S308 – HTML in the source is escaped


def first_words(text: str) -> str:
    """How a text begins, on one line, for whoever quotes it."""
    return Truncator(plain(text)).chars(QUOTED)


def plain(text: str) -> str:
    """A text as it is read aloud: on one line, without what dresses it."""
    bare = unescape(strip_tags(as_html(text))) or text
    return " ".join(bare.split())


def may_lead_to(url: str) -> bool:
    return bool(ALLOWED.match(url))


def _writer() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True})
    markdown.enable(RULES)
    markdown.validateLink = may_lead_to  # type: ignore[method-assign]
    markdown.add_render_rule("link_open", _open_link)
    markdown.add_render_rule("link_close", _close_link)
    return markdown


def _open_link(_writer: Any, tokens: Any, place: int, _options: Any, _env: Any) -> str:
    return format_html('<a href="{}" rel="nofollow ugc noopener">', tokens[place].attrGet("href"))


def _close_link(_writer: Any, tokens: Any, place: int, _options: Any, env: Any) -> str:
    """After words that hide where they lead, the host."""
    opening = max(i for i in range(place) if tokens[i].type == "link_open")
    if tokens[opening].markup == "linkify":
        return "</a>"
    host = urlsplit(tokens[opening].attrGet("href")).hostname
    return format_html("</a> <small>({})</small>", host) if host else "</a>"


MARKDOWN = _writer()
