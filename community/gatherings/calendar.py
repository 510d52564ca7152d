"""Meetings as calendar entries (iCalendar, RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from community.text.typography import typeset

from .models import GatheringPage


def feed(gatherings: Iterable[GatheringPage], site: str) -> bytes:
    """A calendar of the meetings whose day is known; a month or a year is no calendar entry."""
    calendar = Calendar()
    calendar.add("prodid", "-//Fabrique apprenante//Agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", typeset(_("Agenda de l'alliance")))
    for gathering in gatherings:
        if gathering.date and gathering.date.precision == "day":
            calendar.add_component(entry(gathering, site))
    return calendar.to_ical()


def entry(gathering: GatheringPage, site: str) -> Event:
    """One meeting: at its hours when they are known, else over its whole days.

    The join link is never in it: a feed's address goes from hand to hand.
    """
    event = Event()
    event.add("uid", f"rencontre-{gathering.pk}@{urlsplit(site).hostname}")
    event.add("dtstamp", gathering.last_published_at or dt.datetime.now(dt.UTC))
    event.add("summary", gathering.title)
    event.add("url", site.rstrip("/") + (gathering.url or ""))
    if gathering.place:
        event.add("location", gathering.place)
    if gathering.starts_at:
        event.add("dtstart", gathering.starts_at)
        if gathering.ends_at:
            event.add("dtend", gathering.ends_at)
        return event
    first: Any = gathering.date
    last = gathering.end_date
    if last is None or last.precision != "day":
        last = first
    event.add("dtstart", first.first_day)
    event.add(
        "dtend", last.first_day + dt.timedelta(days=1)
    )  # the end is the first day no longer held
    return event
