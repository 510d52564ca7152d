"""Dates as precisely as they are known, said as people say them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from community.text.dates import PartialDate, french_range
from community.text.templatetags.french import typo

register = template.Library()

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def as_partial(value: PartialDate | dt.date | str | None) -> PartialDate | None:
    """Whatever a template holds, as a partial date."""
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
def clock(value: dt.time | None) -> str:
    """``14 h 30``, ``9 h``: hours as they are said."""
    if value is None:
        return ""
    hour = f"{value.hour}\u00a0h"
    return f"{hour}\u00a0{value.minute:02d}" if value.minute else hour
