"""Dates in templates, as precisely as they are known."""

import datetime as dt

import pytest

from community.text.dates import PartialDate
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
