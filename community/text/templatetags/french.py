"""French as it is printed: ``typo``, ``plain_typo``, ``ordinal``, ``joined``, ``number``…"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template.defaultfilters import truncatechars
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.text import elision, units
from community.text.typography import NBSP, ORDINAL, THIN, ending, short_ending, typeset

register = template.Library()

#: How many texts are kept as they are printed, of each kind: those of the pages that are read.
MOST_KEPT = 4096

#: A tag, or a whole element in which nothing is prose.
TAG = re.compile(r"(<(code|kbd|pre|samp|script|style|textarea)\b.*?</\2>|<[^>]*>)", re.DOTALL)

#: The words of a picture, which stand in its tag.
ALT = re.compile(r'(?<= alt=")[^"]+(?=")')


def _raise_endings(escaped: str) -> str:
    return ORDINAL.sub(lambda found: f"{found[1]}<sup>{short_ending(found[2])}</sup>", escaped)


@lru_cache(maxsize=MOST_KEPT)
def _set(text: str) -> SafeString:
    # Escaped here, and kept with its markup: a list says the same names on each of its pages.
    return mark_safe(_raise_endings(escape(typeset(text))))  # noqa: S308


def _set_tag(tag: str) -> str:
    if not tag.startswith("<img"):
        return tag
    return ALT.sub(lambda words: escape(typeset(html.unescape(words[0]))), tag)


@lru_cache(maxsize=MOST_KEPT)
def _set_html(written: str) -> SafeString:
    done, place = "", 0
    for tag in TAG.finditer(written):
        done += _set(html.unescape(written[place : tag.start()])) + _set_tag(tag[0])
        place = tag.end()
    done += _set(html.unescape(written[place:]))
    # Was safe, and each text between tags is escaped again.
    return mark_safe(done)  # noqa: S308


@register.filter
def typo(value: Any) -> SafeString:
    """Set text in printed French; plain text is escaped, what is already HTML keeps its tags."""
    if value is None:
        return SafeString("")
    if not hasattr(value, "__html__"):
        return _set(str(value))
    return _set_html(value.__html__())


@register.filter
def plain_typo(value: Any) -> str:
    """The same spaces and quotes without markup, where only text fits: a title, a description."""
    return typeset(str(value)) if value is not None else ""


@register.filter
def begun(value: Any, length: int) -> Any:
    """``{{ text|begun:240 }}``: ``truncatechars``, which reads every letter of a short text too."""
    return value if len(str(value)) <= length else truncatechars(value, length)


@register.filter
def ordinal(number: int, gender: str = "m") -> SafeString:
    """``1`` → 1<sup>er</sup> (``"f"``: 1<sup>re</sup>), ``2`` → 2<sup>e</sup>."""
    return format_html("{}<sup>{}</sup>", number, ending(int(number), feminine=gender == "f"))


@register.filter
def joined(values: Iterable[Any], conjunction: str = "") -> SafeString:
    """``a, b et c``; another conjunction may be given: ``joined:"ou"``."""
    items = [conditional_escape(value) for value in values]
    if len(items) < 2:
        return mark_safe("".join(items))  # noqa: S308 - each item is escaped
    first = ", ".join(items[:-1])
    return format_html("{} {} {}", mark_safe(first), conjunction or _("et"), items[-1])  # noqa: S308 - as above


register.filter("of", elision.of)
register.filter("of_person", elision.of_person)


@register.filter
def number(value: Decimal | float | int | None) -> str:
    """``1234.5`` → ``1 234,5``: French figures, no needless zeros."""
    if value is None:
        return ""
    whole, _point, decimals = f"{Decimal(str(value)):,f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", THIN) + (f",{decimals}" if decimals else "")


@register.filter
def counted(unit: str, value: Decimal | float | int) -> str:
    """A unit typed in the plural, as its number asks: « 1 personne », « 2 personnes »."""
    return units.counted(unit, value)


@register.filter
def weight(octets: int) -> str:
    """How heavy a file is, as phones say it: « 1,2 Mo », « 340 ko »."""
    for unit, size in (("Go", 10**9), ("Mo", 10**6), ("ko", 10**3)):
        if octets >= size:
            shown = Decimal(octets) / size
            return measured(round(shown, 1 if shown < 10 else 0), unit)
    return ngettext("%(octets)d octet", "%(octets)d octets", octets) % {"octets": octets}


@register.filter
def measured(value: Decimal | float | int | None, unit: str | None) -> str:
    """A number that keeps its unit on the same line."""
    if value is None or not unit:
        return number(value)
    return f"{number(value)}{NBSP}{unit}"
