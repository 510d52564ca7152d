"""The seats of two cards that become one: joined where they are of one kind, refused where not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from community.accounts.signals import access_changed
from community.activity.models import Event
from community.alliance.models import ActorKind, Person
from community.delegations.actions import hand_over
from community.delegations.models import Delegation, Seat
from community.programmes.actions import take_part
from community.programmes.models import Participation
from tests import factories as make
from tests.alliance.merging import known_by_name, merge

pytestmark = pytest.mark.django_db

Day = dt.date


def sit(
    delegation: Delegation,
    person: Person,
    since: Day | None = None,
    until: Day | None = None,
    **fields: Any,
) -> Seat:
    """A seat of any days, past ones too."""
    participation = take_part(programme=delegation.programme, person=person)
    kind = fields.pop("kind", ActorKind.ELU)
    return Seat.objects.create(
        delegation=delegation,
        participation=participation,
        kind=kind,
        since=since,
        until=until,
        **fields,
    )


def held(person: Person) -> list[tuple[Day | None, Day | None]]:
    rows = Seat.objects.filter(participation__person=person).order_by("since", "pk")
    return list(rows.values_list("since", "until"))


def test_a_seat_comes_along_with_its_participation() -> None:
    """The card that stays sat nowhere: it sits where the other did, and nothing else changes."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    seat = sit(delegation, gone, Day(2024, 1, 1), referent=True, title="Maire")
    merge(kept, gone)
    seat.refresh_from_db()
    assert (seat.participation.person, seat.referent, seat.title) == (kept, True, "Maire")


def test_seats_that_follow_one_another_stay_two() -> None:
    """Both belong to the one participation; a shared date is no shared day."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    sit(delegation, gone, Day(2020, 1, 1), Day(2022, 1, 1), kind=ActorKind.AGENT)
    sit(delegation, kept, Day(2022, 1, 1))
    merge(kept, gone)
    assert held(kept) == [(Day(2020, 1, 1), Day(2022, 1, 1)), (Day(2022, 1, 1), None)]
    assert Participation.objects.filter(programme=delegation.programme).count() == 1


def test_seats_held_at_once_in_one_kind_become_one() -> None:
    """From the first day to the last; référent·e who was so all along, suppléant·e if both are."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    sit(delegation, kept, Day(2023, 1, 1), substitute=True)
    sit(delegation, gone, Day(2021, 1, 1), referent=True, title="Maire")
    team = make.team_member().user
    merge(kept, gone, team)
    seat = Seat.objects.get()
    assert (seat.participation.person, seat.since, seat.until) == (kept, Day(2021, 1, 1), None)
    assert (seat.referent, seat.substitute, seat.title) == (True, False, "Maire")
    told = Event.objects.get(verb="seats.merged")
    assert (told.actor, told.subject) == (team, kept)


def test_an_end_that_either_knows_is_not_longer_than_the_last() -> None:
    """A seat without a first day has held since ever; two suppléant·es stay one."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    sit(delegation, kept, None, Day(2022, 1, 1), substitute=True)
    sit(delegation, gone, Day(2021, 1, 1), Day(2023, 1, 1), substitute=True)
    merge(kept, gone)
    seat = Seat.objects.get()
    assert (seat.since, seat.until, seat.substitute) == (None, Day(2023, 1, 1), True)


def test_seats_of_two_kinds_at_once_are_refused() -> None:
    """One sits as one kind of actor: the team ends a seat first. Nothing has moved."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    sit(delegation, kept, Day(2023, 1, 1))
    last = sit(delegation, gone, Day(2024, 1, 1), kind=ActorKind.AGENT)
    with pytest.raises(ValidationError, match=r"en même temps, comme agent·e et comme élu·e"):
        merge(kept, gone)
    assert Seat.objects.filter(participation__person=gone).count() == 1
    last.delete()
    merge(kept, gone)
    assert held(kept) == [(Day(2023, 1, 1), None)]


def test_who_follows_whom_is_kept() -> None:
    """What was handed over to either was handed over to the one that is left, and from it."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    first = sit(delegation, known_by_name(), Day(2019, 1, 1), Day(2020, 1, 1))
    sit(delegation, kept, Day(2020, 6, 1), Day(2022, 1, 1))
    other = sit(delegation, gone, Day(2020, 1, 1), Day(2022, 1, 1), follows=first)
    last = sit(delegation, known_by_name(), Day(2022, 1, 1), follows=other)
    merge(kept, gone)
    [seat] = Seat.objects.filter(participation__person=kept)
    assert seat.follows == first
    last.refresh_from_db()
    assert last.follows == seat


def test_a_seat_has_one_successor() -> None:
    """Both were followed: the one that followed the seat that stays is named."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    own = sit(delegation, kept, Day(2020, 1, 1), Day(2022, 1, 1))
    other = sit(delegation, gone, Day(2020, 1, 1), Day(2022, 1, 1))
    after = [
        sit(delegation, known_by_name(), Day(2022, 1, 1), follows=seat) for seat in (own, other)
    ]
    merge(kept, gone)
    for seat in after:
        seat.refresh_from_db()
    assert [seat.follows for seat in after] == [own, None]


def test_nobody_follows_themselves() -> None:
    """A relay between the two cards, on days that both held, was none."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    other = sit(delegation, gone, Day(2020, 1, 1))
    own = sit(delegation, kept, Day(2021, 1, 1), follows=other)
    merge(kept, gone)
    own.refresh_from_db()
    assert (own.follows, own.since) == (None, Day(2020, 1, 1))


def test_a_relay_from_one_card_to_the_other_is_kept() -> None:
    """One after the other, they stay two seats of one person."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    seat = sit(delegation, gone, Day(2020, 1, 1))
    new = hand_over(seat=seat, successor=kept)
    merge(kept, gone)
    assert Seat.objects.filter(participation__person=kept).count() == 2
    assert Seat.objects.get(pk=new.pk).follows == seat


def test_seats_of_three_spells_join_when_one_bridges_two() -> None:
    """What lies between two seats of one card, and touches both, makes one of all three."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    sit(delegation, kept, Day(2020, 1, 1), Day(2021, 1, 1))
    sit(delegation, kept, Day(2022, 1, 1))
    sit(delegation, gone, Day(2020, 6, 1), Day(2022, 6, 1))
    merge(kept, gone)
    assert held(kept) == [(Day(2020, 1, 1), None)]


def test_in_two_delegations_each_keeps_its_seats() -> None:
    """Of one dispositif, where one participates once; what overlaps elsewhere joins nothing."""
    here, there = make.delegation(), make.delegation()
    beside = make.delegation(here.programme)
    kept, gone = known_by_name(), known_by_name()
    seats = [
        sit(here, kept, Day(2020, 1, 1)),
        sit(beside, gone, Day(2020, 1, 1), kind=ActorKind.AGENT),
        sit(there, gone, Day(2020, 1, 1)),
    ]
    merge(kept, gone)
    assert {seat.pk for seat in Seat.objects.filter(participation__person=kept)} == {
        seat.pk for seat in seats
    }


def test_open_rooms_are_told(django_capture_on_commit_callbacks: Any) -> None:
    """Whoever signs in as the one that is left reads what either sat in: sockets look again."""
    delegation = make.delegation()
    kept, gone = make.PersonFactory(), known_by_name()
    sit(delegation, kept)
    sit(delegation, gone)
    told: set[int] = set()

    def hear(user_ids: frozenset[int], **_kwargs: Any) -> None:
        told.update(user_ids)

    access_changed.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            merge(kept, gone)
    finally:
        access_changed.disconnect(hear)
    assert kept.user_id in told


def test_what_was_joined_long_ago_and_what_is_held_now_stay_two() -> None:
    """Two seats held at once in the past become one; the one of today is another."""
    delegation = make.delegation()
    kept, gone = known_by_name(), known_by_name()
    sit(delegation, kept, Day(2018, 1, 1), Day(2019, 1, 1))
    sit(delegation, gone, Day(2018, 6, 1), Day(2020, 1, 1))
    sit(delegation, kept, Day(2023, 1, 1), kind=ActorKind.AGENT)
    merge(kept, gone)
    assert held(kept) == [(Day(2018, 1, 1), Day(2020, 1, 1)), (Day(2023, 1, 1), None)]
