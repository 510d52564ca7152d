"""A mandate of référent·e is as long after two cards are merged as before; titles are all kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from community.delegations.models import Seat
from tests import factories as make
from tests.alliance.merging import known_by_name, merge
from tests.delegations.test_merging_seats import sit

pytestmark = pytest.mark.django_db

Day = dt.date
Days = tuple[Day | None, Day | None]


@pytest.mark.parametrize(
    ("mandate", "plain"),
    [
        pytest.param((Day(2020, 1, 1), Day(2030, 1, 1)), (Day(2020, 1, 1), None), id="longer"),
        pytest.param((Day(2022, 1, 1), None), (Day(2020, 1, 1), None), id="sooner"),
        pytest.param(
            (Day(2020, 1, 1), Day(2022, 1, 1)), (Day(2021, 1, 1), Day(2023, 1, 1)), id="past"
        ),
    ],
)
@pytest.mark.parametrize("own", [True, False])
def test_a_mandate_of_other_days_than_the_one_seat_is_refused(
    mandate: Days, plain: Days, own: bool
) -> None:
    """Neither made longer nor lost: once the seats follow one another, they are two of one card."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    first, second = (kept, gone) if own else (gone, kept)
    sit(delegation, first, *mandate, referent=True)
    other = sit(delegation, second, *plain)
    with pytest.raises(ValidationError, match="l'une comme référent·e, l'autre non"):
        merge(kept, gone)
    assert Seat.objects.count() == 2
    other.delete()
    merge(kept, gone)
    seat = Seat.objects.get()
    assert (seat.participation.person, seat.referent) == (kept, True)
    assert (seat.since, seat.until) == mandate


@pytest.mark.parametrize("own", [True, False])
def test_a_mandate_of_all_the_days_of_both_stays(own: bool) -> None:
    """What the other card held meanwhile adds no day to it."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    first, second = (kept, gone) if own else (gone, kept)
    sit(delegation, first, Day(2020, 1, 1), Day(2024, 1, 1), referent=True)
    sit(delegation, second, Day(2021, 1, 1), Day(2024, 1, 1), substitute=True)
    merge(kept, gone)
    seat = Seat.objects.get()
    assert (seat.referent, seat.substitute) == (True, False)
    assert (seat.since, seat.until) == (Day(2020, 1, 1), Day(2024, 1, 1))


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [
        ("Maire", "Vice-présidente", "Maire, Vice-présidente"),
        ("", "Vice-présidente", "Vice-présidente"),
        ("Maire", "Maire", "Maire"),
        ("m" * 100, "v" * 100, "m" * 100),
    ],
)
def test_the_titles_of_both_seats_are_kept(own: str, other: str, expected: str) -> None:
    """Where they fit, as those of two participations."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    sit(delegation, kept, title=own)
    sit(delegation, gone, title=other)
    merge(kept, gone)
    assert Seat.objects.get().title == expected
