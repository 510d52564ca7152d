"""Dates as precisely as they are known, said as people say them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from community.text import dates
from community.text.dates import WEEKDAYS, PartialDate, french_range
from community.text.templatetags.french import typo
from community.text.typography import typeset

register = template.Library()


def local(value: Any) -> Any:
    """A moment by the clocks of the house; anything else as it is."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def as_partial(value: PartialDate | dt.date | str | None) -> PartialDate | None:
    """Whatever a template holds, as a partial date."""
    value = local(value)
    if isinstance(value, dt.date):
        return PartialDate(value.isoformat()[:10])
    if isinstance(value, str):
        return PartialDate(value) if value else None
    return value


@register.simple_tag
def when(start: Any, end: Any = None) -> SafeString:
    """``<time>`` element for a date or a span: « du 16 au 18 mai 2024 », « mai 2024 », « 2024 »."""
    first, last = as_partial(start), as_partial(end)
    if first is None:
        return SafeString("")
    return format_html('<time datetime="{}">{}</time>', first, typo(french_range(first, last)))


@register.simple_tag
def said(start: Any, end: Any = None, *, initial: bool = False) -> SafeString:
    """The same as one says it today: « aujourd'hui », « demain », « mardi 1er décembre ».

    For what is near, on pages that nobody keeps for a day. ``initial``: it begins a sentence.
    """
    first, last = as_partial(start), as_partial(end)
    if first is None:
        return SafeString("")
    words = dates.said(first, last, timezone.localdate())
    words = capfirst(words) if initial else words
    return format_html('<time datetime="{}">{}</time>', first, typo(words))


@register.simple_tag
def when_short(start: Any, end: Any = None) -> SafeString:
    """The same within its year, where the year is already said: « 16 mai », « de mai à juin »."""
    first, last = as_partial(start), as_partial(end)
    if first is None or first.precision == "year":
        return SafeString("")
    said = french_range(first, last)
    if last is None or last.year == first.year:
        said = said.removesuffix(f" {first.year}")
    return format_html('<time datetime="{}">{}</time>', first, typo(said))


@register.filter
def weekday(value: Any) -> str:
    """The day of the week of a date known to the day, else nothing."""
    date = as_partial(value)
    return WEEKDAYS[date.first_day.weekday()] if date and date.precision == "day" else ""


@register.filter
def day(value: Any) -> str:
    """« 1er décembre 2026 » in plain text, for a sentence."""
    date = as_partial(value)
    return typeset(date.french()) if date else ""


@register.filter
def city(time_zone: str) -> str:
    """Whose clocks a time zone names: « Douala » of ``Africa/Douala``."""
    return time_zone.rpartition("/")[2].replace("_", " ")


@register.filter
def clock(value: dt.time | dt.datetime | None) -> str:
    """``14 h 30``, ``9 h``: hours as they are said."""
    value = local(value)
    if value is None:
        return ""
    hour = f"{value.hour}\u00a0h"
    return f"{hour}\u00a0{value.minute:02d}" if value.minute else hour
