"""The agenda as a calendar feed: full days only, and what its reader may see."""

import datetime as dt

import pytest
from django.utils import timezone
from icalendar import Calendar

from community.gatherings.models import GatheringPart
from community.programmes.actions import set_audience
from community.programmes.models import Circle
from tests import factories as make

pytestmark = pytest.mark.django_db

FEED = "/agenda.ics"


def day(offset: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=offset)


def events(client):
    response = client.get(FEED)
    assert response.status_code == 200
    return {
        str(event["summary"]): event
        for event in Calendar.from_ical(response.content).walk("VEVENT")
    }


def test_only_days_are_entries(client) -> None:
    """A month or a year is no calendar entry; a day is; what is past is not."""
    programme = make.comap()
    next_year = str(day(0).year + 1)
    make.session(programme, title="jour", date=str(day(3)))
    make.session(programme, title="mois", date=f"{next_year}-05")
    make.session(programme, title="année", date=next_year)
    make.session(programme, title="inconnue")
    make.session(programme, title="passée", date=str(day(-3)))
    assert set(events(client)) == {"jour"}


def test_the_end_is_the_day_after(client) -> None:
    """Whole days end on the first day no longer held (RFC 5545, 3.6.1)."""
    programme = make.comap()
    make.session(programme, title="un", date=str(day(3)))
    make.session(programme, title="trois", date=str(day(3)), end_date=str(day(5)))
    found = events(client)
    assert found["un"]["dtstart"].dt == day(3)
    assert found["un"]["dtend"].dt == day(4)
    assert found["trois"]["dtend"].dt == day(6)


def test_an_end_known_to_the_month_is_no_entry_of_a_month(client) -> None:
    """When only the start is a day, the entry holds that day."""
    start = dt.date(day(0).year + 1, 5, 16)
    make.session(make.comap(), title="longue", date=str(start), end_date=str(start)[:7])
    assert events(client)["longue"]["dtend"].dt == start + dt.timedelta(days=1)


def test_hours_are_those_of_the_place(client) -> None:
    """With hours the entry is a moment, in the time zone of the meeting."""
    make.session(
        make.comap(),
        title="visio",
        date=str(day(3)),
        start_time=dt.time(9),
        end_time=dt.time(11, 30),
        time_zone="Africa/Douala",
    )
    make.session(make.comap(), title="sans fin", date=str(day(3)), start_time=dt.time(9))
    event = events(client)["visio"]
    assert event["dtstart"].params["tzid"] == "Africa/Douala"
    assert event["dtend"].dt - event["dtstart"].dt == dt.timedelta(hours=2, minutes=30)
    assert event["dtstart"].dt.astimezone(dt.UTC).hour == 8
    assert "dtend" not in events(client)["sans fin"]


def test_an_entry_says_where_and_leads_to_its_page(client) -> None:
    """Title, place and the page's full address; the identifier never changes."""
    page = make.session(make.comap(), title="Repas; thé, café", date=str(day(3)), place="Loos")
    event = events(client)["Repas; thé, café"]
    assert str(event["location"]) == "Loos"
    assert str(event["url"]) == f"http://testserver{page.url}"
    assert str(event["uid"]) == f"rencontre-{page.pk}@testserver"


def test_no_join_link_travels(client) -> None:
    """A feed's address goes from hand to hand: no part is in it, open ones included."""
    programme = make.comap()
    page = make.session(programme, date=str(day(3)))
    link = "https://visio.exemple/secret"
    for circle in Circle.values:
        make.part(page, GatheringPart.Kind.JOIN_LINK, url=link, text="code 1234", circle=circle)
    client.force_login(make.participant(programme).user)
    content = client.get(FEED).content
    assert b"BEGIN:VEVENT" in content
    assert b"secret" not in content.replace(b"\r\n ", b"")
    assert b"1234" not in content.replace(b"\r\n ", b"")


def test_only_what_one_may_see(client) -> None:
    """A hidden meeting is in the feed of those inside, in nobody else's; so is a draft in none."""
    programme = make.comap()
    set_audience(page=make.session(programme, title="cachée", date=str(day(3))), circle="allies")
    make.session(programme, title="brouillon", date=str(day(3)), live=False)
    assert events(client) == {}
    client.force_login(make.PersonFactory().user)
    assert set(events(client)) == {"cachée"}


def test_what_is_private_is_no_page_in_common(client) -> None:
    """The answer depends on who asks, and says so to caches; it is a calendar."""
    response = client.get(FEED)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Cookie" in response["Vary"]
    assert b"VERSION:2.0" in response.content
