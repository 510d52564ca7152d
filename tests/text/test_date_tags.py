"""Dates in templates, as precisely as they are known."""

import datetime as dt

import pytest
from django.utils import timezone

from community.text.dates import PartialDate, said
from community.text.templatetags import dates

N = "\u00a0"


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2024-05-16", None, f'<time datetime="2024-05-16">16{N}mai 2024</time>'),
        ("2024-05-01", None, f'<time datetime="2024-05-01">1<sup>er</sup>{N}mai 2024</time>'),
        ("2024-05", None, '<time datetime="2024-05">mai 2024</time>'),
        ("2024", None, '<time datetime="2024">2024</time>'),
        (
            "2024-05-16",
            "2024-05-18",
            f'<time datetime="2024-05-16">du 16 au 18{N}mai 2024</time>',
        ),
        (None, None, ""),
        ("", None, ""),
    ],
)
def test_a_date_is_shown_as_precisely_as_it_is_known(start, end, shown):
    """Day, month or year – never more; nothing when it is not known."""
    assert dates.when(start, end) == shown


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2024-05-16", None, f'<time datetime="2024-05-16">16{N}mai</time>'),
        ("2024-05", "2024-06", '<time datetime="2024-05">de mai à juin</time>'),
        ("2024-12", "2025-01", '<time datetime="2024-12">de décembre 2024 à janvier 2025</time>'),
        ("2024", None, ""),
        (None, None, ""),
    ],
)
def test_below_its_year_a_date_leaves_the_year_out(start, end, shown):
    """In a series by year the year is said once; a span over two years says both."""
    assert dates.when_short(start, end) == shown


def test_a_date_may_be_partial_or_plain():
    """Templates hold partial dates, days of the calendar and moments alike."""
    shown = f'<time datetime="2024-05-16">16{N}mai 2024</time>'
    assert dates.when(PartialDate("2024-05-16")) == shown
    assert dates.when(dt.date(2024, 5, 16)) == shown
    assert dates.when(dt.datetime(2024, 5, 16, 9, tzinfo=dt.UTC)) == shown


TODAY = dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-11-30", None, "aujourd'hui"),
        ("2026-12-01", None, "demain"),
        ("2026-11-29", None, "hier"),
        ("2026-12-02", None, "mercredi 2 décembre"),
        ("2026-11-01", None, "dimanche 1er novembre"),
        ("2027-01-05", None, "mardi 5 janvier 2027"),
        ("2026-12-01", "2026-12-01", "demain"),
        ("2026-11-30", "2026-12-02", "du 30 novembre au 2 décembre"),
        ("2026-12-30", "2027-01-02", "du 30 décembre 2026 au 2 janvier 2027"),
        ("2026-12", None, "décembre 2026"),
        ("2026", None, "2026"),
    ],
)
def test_what_is_near_is_said_as_one_says_it(start, end, words):
    """The day of the week, no year when it is this one; a month never becomes a day."""
    last = PartialDate(end) if end else None
    assert said(PartialDate(start), last, TODAY) == words


def test_today_is_said_by_the_clocks_of_the_house(monkeypatch):
    """The tag marks the date up, and begins a sentence when asked to."""
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)
    assert dates.said("2026-11-30") == '<time datetime="2026-11-30">aujourd’hui</time>'
    assert dates.said("2026-12-01", initial=True) == '<time datetime="2026-12-01">Demain</time>'
    assert "1<sup>er</sup>\u00a0novembre</time>" in dates.said("2026-11-01")
    assert dates.said(None) == ""


def test_a_moment_is_of_the_day_that_it_is_in_paris():
    """Late in the evening, universal time is a day behind."""
    moment = dt.datetime(2026, 11, 30, 23, 30, tzinfo=dt.UTC)
    assert 'datetime="2026-12-01"' in dates.when(moment)
    assert dates.clock(moment) == f"0{N}h{N}30"
    assert dates.weekday(moment) == "mardi"


def test_in_a_sentence_a_day_is_plain_text():
    """« 1er décembre 2026 », and nothing when there is no date."""
    assert dates.day(dt.date(2026, 12, 1)) == f"1er{N}décembre 2026"
    assert dates.day(None) == ""


def test_only_a_full_day_has_a_day_of_the_week():
    """A month or a year must not pretend to be a day."""
    assert dates.weekday("2026-12-01") == "mardi"
    assert dates.weekday("2026-12") == ""
    assert dates.weekday(None) == ""


@pytest.mark.parametrize(
    ("hour", "said"),
    [(dt.time(14, 30), f"14{N}h{N}30"), (dt.time(9), f"9{N}h"), (None, "")],
)
def test_hours_are_said_as_people_say_them(hour, said):
    """« 14 h 30 », « 9 h »."""
    assert dates.clock(hour) == said


def test_the_hour_of_elsewhere_names_its_city():
    """« Africa/Douala » is no word for people."""
    assert dates.city("Africa/Douala") == "Douala"
    assert dates.city("America/Argentina/Buenos_Aires") == "Buenos Aires"
