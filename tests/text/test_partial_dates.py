"""Dates are as precise as they are known, and never shown as more."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from community.text.dates import (
    PartialDate,
    PartialDateField,
    PartialDateFormField,
    french_range,
    parse,
)

days = st.dates(min_value=dt.date(1000, 1, 1))
lengths = st.sampled_from([4, 7, 10])
partial_dates = st.builds(lambda day, length: PartialDate(day.isoformat()[:length]), days, lengths)


def date(value: str | None) -> PartialDate:
    read = parse(value)
    assert read is not None
    return read


@given(partial_dates)
def test_what_is_written_is_read_again(value: PartialDate) -> None:
    """A partial date survives a trip through its text, precision included."""
    again = parse(str(value))
    assert again == value
    assert again.precision == value.precision


@given(partial_dates)
def test_a_date_is_a_period(value: PartialDate) -> None:
    """The period starts before it ends, and lasts a day, a month or a year, no more, no less."""
    first, last = value.first_day, value.last_day
    assert first <= last
    length = len(value.iso)
    assert first.isoformat()[:length] == last.isoformat()[:length] == value.iso
    if first > dt.date(1000, 1, 1):
        assert (first - dt.timedelta(days=1)).isoformat()[:length] != value.iso or length == 10
    if last < dt.date.max:
        assert (last + dt.timedelta(days=1)).isoformat()[:length] != value.iso


@given(days)
def test_less_is_never_shown_as_more(day: dt.date) -> None:
    """A date known to the month shows no day, one known to the year shows no month."""
    year, month = PartialDate(day.isoformat()[:4]), PartialDate(day.isoformat()[:7])
    assert year.french() == f"{day.year}"
    assert month.french().endswith(f" {day.year}")
    assert not month.french()[0].isdigit()


@given(partial_dates, partial_dates)
def test_a_span_says_both_years(start: PartialDate, end: PartialDate) -> None:
    """A span names the year it ends in, and the one it starts in when it is another."""
    said = french_range(start, end)
    assert str(end.year) in said
    assert str(start.year) in said
    assert "  " not in said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2024-05-16", "16 mai 2024"),
        ("2024-05-01", "1er mai 2024"),
        ("2024-12", "décembre 2024"),
        ("2024", "2024"),
    ],
)
def test_a_date_is_said_in_french(value: str, said: str) -> None:
    """Day, month and year in French; the first of a month is « 1er »."""
    assert date(value).french() == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2024-05-16", None, "16 mai 2024"),
        ("2024-05-16", "2024-05-16", "16 mai 2024"),
        ("2024-05-16", "2024-05-18", "du 16 au 18 mai 2024"),
        ("2024-05-01", "2024-05-03", "du 1er au 3 mai 2024"),
        ("2024-05-30", "2024-06-01", "du 30 mai au 1er juin 2024"),
        ("2023-12-30", "2024-01-02", "du 30 décembre 2023 au 2 janvier 2024"),
        ("2024-05", "2024-06", "de mai à juin 2024"),
        ("2023-11", "2024-02", "de novembre 2023 à février 2024"),
        ("2023", "2024", "de 2023 à 2024"),
        ("2024-05", "2025", "de mai 2024 à 2025"),
    ],
)
def test_a_span_repeats_nothing(start: str, end: str | None, said: str) -> None:
    """What both ends share is said once."""
    assert french_range(date(start), parse(end)) == said


@pytest.mark.parametrize("value", ["2024", "2024-05", "2024-05-16", " 2024-05 ", "2024\n"])
def test_three_precisions_are_read(value: str) -> None:
    """A year, a month and a day are read, spaces around them let be."""
    assert str(date(value)) == value.strip()


@pytest.mark.parametrize("nothing", ["", None])
def test_an_unknown_date_is_none(nothing: str | None) -> None:
    """No date is no date: nothing is made up."""
    assert parse(nothing) is None


@pytest.mark.parametrize(
    "value",
    [
        "16/05/2024", "2024-5-1", "24", "2024-13", "2024-00", "2024-02-30", "2023-02-29",
        "0999", "12024", "2024-05-16T10:00", "mai 2024", "٢٠٢٤", "   ", "2024--05",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(value: str) -> None:
    """Anything else is refused with a sentence that says what to write."""
    with pytest.raises(ValidationError) as refusal:
        parse(value)
    assert "écrivez 2024, 2024-05 ou 2024-05-16" in refusal.value.messages[0]


@given(st.text())
def test_no_text_is_too_odd(value: str) -> None:
    """Whatever is typed is read or refused, and nothing else happens."""
    try:
        read = parse(value)
    except ValidationError:
        return
    assert read is None or str(read) == value.strip()


def test_a_leap_day_is_a_day() -> None:
    """The 29th of February exists in leap years only, and February ends with it."""
    assert date("2024-02").last_day == dt.date(2024, 2, 29)
    assert date("2023-02").last_day == dt.date(2023, 2, 28)
    assert date("2024-02-29").last_day == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    "field", [PartialDateFormField(required=False), PartialDateField(blank=True).formfield()]
)
def test_the_form_asks_for_a_date(field: PartialDateFormField) -> None:
    """The form, that of the column too, reads a date, keeps an empty one, refuses the rest."""
    assert field.clean("2024-05") == PartialDate("2024-05")
    assert field.clean("") is None
    with pytest.raises(ValidationError):
        field.clean("demain")


def test_the_form_sees_what_changed() -> None:
    """The same date typed again is no change; another precision is one."""
    field = PartialDateFormField()
    assert not field.has_changed(PartialDate("2024"), " 2024 ")
    assert field.has_changed(PartialDate("2024"), "2024-01")
    assert not field.has_changed(None, "")


def test_the_column_keeps_the_text() -> None:
    """The database holds the ISO text or nothing, and gives a partial date back."""
    field = PartialDateField(null=True, blank=True)
    assert field.get_prep_value(PartialDate("2024-05")) == "2024-05"
    assert field.get_prep_value(None) is None
    assert field.from_db_value("2024-05") == PartialDate("2024-05")
    assert field.from_db_value(None) is None
    assert field.clean("2024-05", None) == PartialDate("2024-05")
    assert field.clean(None, None) is None
