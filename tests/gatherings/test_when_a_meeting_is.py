"""When a meeting is: as precisely as it is known, in the time of its place."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.gatherings.models import GatheringPage
from community.text.dates import parse
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def day(offset: int) -> str:
    return (TODAY() + dt.timedelta(days=offset)).isoformat()


def test_an_end_before_the_start_is_refused() -> None:
    """The last day may be the first one, never one before: the sentence says so."""
    programme = make.comap()
    with pytest.raises(ValidationError) as refusal:
        make.session(programme, date="2024-05-16", end_date="2024-05-15")
    assert refusal.value.message_dict["end_date"] == ["Le dernier jour vient avant le premier."]
    assert not GatheringPage.objects.exists()
    page = make.session(programme, date="2024-05-16", end_date="2024-05-16")
    assert (page.starts_on, page.ends_on) == (dt.date(2024, 5, 16), dt.date(2024, 5, 16))


@pytest.mark.parametrize(
    ("start", "end"), [("2024-05", "2024-04"), ("2024", "2023"), ("2024-05-16", "2024-04")]
)
def test_less_precise_ends_are_compared_too(start, end) -> None:
    """A month before the month, a year before the year are refused as well."""
    with pytest.raises(ValidationError, match="avant le premier"):
        make.session(make.comap(), date=start, end_date=end)


@pytest.mark.parametrize(
    ("start", "end", "bounds"),
    [
        ("2024", None, ("2024-01-01", "2024-12-31")),
        ("2024-02", None, ("2024-02-01", "2024-02-29")),
        ("2024-05-16", "2024-05", ("2024-05-16", "2024-05-31")),
        ("2024-05", "2024-06-03", ("2024-05-01", "2024-06-03")),
        (None, None, (None, None)),
    ],
)
def test_the_bounds_follow_the_dates(start, end, bounds) -> None:
    """The period kept for sorting runs from the first day that it may be to the last one."""
    page = make.session(make.comap(), date=start, end_date=end)
    page.refresh_from_db()
    assert (str(page.starts_on), str(page.ends_on)) == tuple(map(str, bounds))
    page.date, page.end_date = parse("2025"), None
    page.save(update_fields=["date", "end_date"])
    page.refresh_from_db()
    assert page.starts_on == dt.date(2025, 1, 1)


def test_the_database_refuses_an_end_before_the_start() -> None:
    """Whoever writes round the model is refused by the database itself."""
    page = make.session(make.comap(), date="2024-05-16")
    with pytest.raises(IntegrityError), transaction.atomic():
        GatheringPage.objects.filter(pk=page.pk).update(ends_on=dt.date(2024, 5, 15))


def test_a_last_day_needs_a_first() -> None:
    """An end without a start is refused at the field that is missing."""
    with pytest.raises(ValidationError) as refusal:
        make.session(make.comap(), end_date="2024-05-16")
    assert list(refusal.value.message_dict) == ["date"]


@pytest.mark.parametrize("date", [None, "2024", "2024-05"])
def test_an_hour_needs_a_day(date) -> None:
    """An hour of a month is no hour: refused unless the day is known."""
    with pytest.raises(ValidationError, match="date au jour près"):
        make.session(make.comap(), date=date, start_time=dt.time(9))
    page = make.session(make.comap(), date="2024-05-16", start_time=dt.time(9))
    assert page.starts_at is not None
    assert page.ends_at is None


def test_an_end_hour_needs_a_start_hour() -> None:
    """« Jusqu'à 17 h » alone is refused."""
    with pytest.raises(ValidationError, match="demande une heure de début"):
        make.session(make.comap(), date="2024-05-16", end_time=dt.time(17))


@pytest.mark.parametrize("end", [dt.time(9), dt.time(8, 59)])
def test_hours_of_one_day_are_in_order(end) -> None:
    """On one day the end hour comes after the start; over several days it may be earlier."""
    hours = {"start_time": dt.time(9), "end_time": end}
    with pytest.raises(ValidationError, match="La fin vient avant le début"):
        make.session(make.comap(), date="2024-05-16", **hours)
    with pytest.raises(ValidationError, match="La fin vient avant le début"):
        make.session(make.comap(), date="2024-05-16", end_date="2024-05-16", **hours)
    page = make.session(make.comap(), date="2024-05-16", end_date="2024-05-17", **hours)
    assert page.starts_at < page.ends_at


def test_an_hour_is_local_to_the_place() -> None:
    """Nine o'clock in Yaoundé is nine o'clock there, whatever the season in Paris."""
    yaounde = make.session(
        make.comap(), date="2024-07-01", start_time=dt.time(9), time_zone="Africa/Douala"
    )
    paris = make.session(make.comap(), date="2024-07-01", start_time=dt.time(9))
    assert yaounde.starts_at.astimezone(dt.UTC).hour == 8
    assert paris.starts_at.astimezone(dt.UTC).hour == 7


@pytest.mark.parametrize("name", ["Europe/Pariss", "Mars/Olympus", "../etc/passwd", "CET+9"])
def test_an_unknown_time_zone_is_refused(name) -> None:
    """A name that the time zone database does not know is refused with an example."""
    with pytest.raises(ValidationError, match="Europe/Paris"):
        make.session(make.comap(), date="2024-07-01", time_zone=name)


def test_a_date_is_shown_as_it_is_known() -> None:
    """A day, a month, a year or nothing: never more than what is known."""
    programme = make.comap()
    shown = [
        make.session(programme, date="2024-05-16").when,
        make.session(programme, date="2024-05").when,
        make.session(programme, date="2024").when,
        make.session(programme).when,
    ]
    assert shown == ["16 mai 2024", "mai 2024", "2024", ""]


def test_dates_come_back_from_the_database_as_they_were() -> None:
    """What is stored is the date and its precision."""
    page = make.session(make.comap(), date="2024-05")
    again = GatheringPage.objects.get(pk=page.pk)
    assert again.date == parse("2024-05")
    assert again.end_date is None


def test_past_and_coming() -> None:
    """Today's meeting is coming until its last day is over; one of unknown date is told: past."""
    programme = make.comap()
    pages = {
        "yesterday": make.session(programme, date=day(-1)),
        "today": make.session(programme, date=day(0)),
        "begun": make.session(programme, date=day(-2), end_date=day(1)),
        "tomorrow": make.session(programme, date=day(1)),
        "unknown": make.session(programme),
        "this year": make.session(programme, date=str(TODAY().year)),
        "long ago": make.session(programme, date="2021"),
    }
    coming = {"today", "begun", "tomorrow", "this year"}
    assert {name for name, page in pages.items() if not page.is_past} == coming
    assert {page.pk for page in GatheringPage.objects.coming()} == {
        pages[name].pk for name in coming
    }
    past = {page.pk for page in GatheringPage.objects.past()}
    assert past == {page.pk for page in pages.values()} - {pages[name].pk for name in coming}


def test_each_meeting_is_past_or_coming() -> None:
    """The two lists share nothing and leave nothing out."""
    programme = make.comap()
    for date in (None, day(-1), day(0), day(1), "2020", str(TODAY().year)):
        make.session(programme, date=date)
    coming, past = set(GatheringPage.objects.coming()), set(GatheringPage.objects.past())
    assert not coming & past
    assert coming | past == set(GatheringPage.objects.all())
