"""Who reads a channel: computed from participation and seats, the same from both ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from community.accounts.models import User
from community.alliance.models import ActorKind, Person
from community.delegations.actions import end_seat
from community.delegations.models import Seat
from community.discussions import delivery
from community.discussions.actions import exclude, open_channel, readmit
from community.discussions.errors import Refused
from community.discussions.models import Channel
from community.discussions.permissions import may_manage, may_set_rule, readers_of
from community.programmes.actions import leave, set_audience
from community.programmes.models import Circle, PageAudience
from community.programmes.querysets import visible_pages
from tests import factories as house
from tests.discussions import factories

pytestmark = pytest.mark.django_db


def reads(person: Person, channel: Channel) -> bool:
    """Whether somebody reads a channel; both ways of asking must agree."""
    user = factories.account(person)
    answer = Channel.objects.readable_by(user).filter(pk=channel.pk).exists()
    assert readers_of(channel).filter(pk=person.pk).exists() == answer
    return answer


def outsiders(channel: Channel) -> list[Person]:
    """Those who have no seat and would find a door if there were one."""
    programme = house.accompaniment()
    if delegation := channel.delegations.first():
        programme = delegation.programme
    elif channel.programme:
        programme = channel.programme
    admin = User.objects.create_superuser(email="admin@exemple.test")
    return [
        house.team_member(),
        house.animator(programme),
        house.PersonFactory(user=admin),
        house.participant(programme),
        house.PersonFactory(),
    ]


def test_a_programme_s_channel_is_read_by_who_takes_part() -> None:
    """Participants and animators read it; the team and other allied people do not."""
    channel = factories.programme_channel()
    assert channel.programme
    inside = [house.participant(channel.programme), house.animator(channel.programme)]
    outside = [house.team_member(), house.PersonFactory(), house.participant(house.chantier())]
    assert all(reads(person, channel) for person in inside)
    assert not any(reads(person, channel) for person in outside)
    assert set(readers_of(channel)) == set(inside)
    leave(participation=inside[0].participations.get())
    assert not reads(inside[0], channel)


def test_a_delegation_s_channel_is_read_by_its_seats_alone() -> None:
    """Neither team, nor animator, nor administrator, nor another delegation reads it."""
    channel = factories.delegation_channel()
    inside = factories.seated(channel)
    other = house.seat(house.delegation(channel.delegations.get().programme)).participation.person
    assert reads(inside, channel)
    assert not any(reads(person, channel) for person in [*outsiders(channel), other])


def test_a_pair_s_channel_is_read_by_the_seats_of_each_delegation() -> None:
    """Twinned delegations read one another, and nobody else does."""
    channel = factories.pair_channel()
    first, second = channel.delegations.order_by("pk")
    inside = [house.seat(delegation).participation.person for delegation in (first, second)]
    assert all(reads(person, channel) for person in inside)
    assert not any(reads(person, channel) for person in outsiders(channel))


def test_a_peers_channel_is_read_by_one_kind_of_actors_across_delegations() -> None:
    """All elected officials of a programme, whatever their delegation; no other kind."""
    programme = house.accompaniment()
    channel = factories.peers_channel(programme)
    one, other = house.delegation(programme), house.delegation(programme)
    elected = [house.seat(one).participation.person, house.seat(other).participation.person]
    agent = house.seat(one, ActorKind.AGENT).participation.person
    elsewhere = house.seat(house.delegation()).participation.person
    assert all(reads(person, channel) for person in elected)
    assert not reads(agent, channel)
    assert not reads(elsewhere, channel)
    assert not any(reads(person, channel) for person in outsiders(channel))


@pytest.mark.parametrize(
    ("circle", "expected"),
    [
        (Circle.ANYONE, {"ally", "participant", "team"}),
        (Circle.ALLIES, {"ally", "participant", "team"}),
        (Circle.PARTICIPANTS, {"participant", "team"}),
    ],
)
def test_a_page_s_channel_follows_the_page_s_audience(circle: str, expected: set[str]) -> None:
    """Whoever signs in and may see the page reads what is said under it."""
    programme = house.comap()
    session = house.session(programme)
    set_audience(page=session, circle=circle)
    channel = open_channel(kind=Channel.Kind.PAGE, page=session)
    people = {
        "ally": house.PersonFactory(),
        "participant": house.participant(programme),
        "team": house.team_member(),
    }
    assert {name for name, person in people.items() if reads(person, channel)} == expected
    session.unpublish()
    assert not any(reads(person, channel) for person in people.values())


def test_a_page_s_channel_is_read_by_who_sees_the_page() -> None:
    """Its readers are those for whom ``visible_pages`` finds the page, whatever page and person:
    the rule is told twice in SQL, and this holds the two together.
    """
    programme, other = house.comap(), house.comap()
    people = [
        house.PersonFactory(),
        house.participant(programme),
        house.animator(programme),
        house.participant(other),
        house.team_member(),
        house.PersonFactory(user=User.objects.create_superuser(email="admin@exemple.test")),
    ]
    pages: list[Any] = [house.appointment()]
    for circle in Circle:
        pages += [house.session(programme), house.session(other)]
        for page in pages[-2:]:
            set_audience(page=page, circle=circle)
    draft, forgotten = house.session(programme), house.session(programme)
    draft.unpublish()
    PageAudience.objects.filter(page=forgotten.pk).delete()
    answers = set()
    for page in [*pages, draft, forgotten]:
        channel = open_channel(kind=Channel.Kind.PAGE, page=page)
        for person in people:
            sees = visible_pages(factories.account(person)).filter(pk=page.pk).exists()
            assert reads(person, channel) == sees, (page, person)
            answers.add(sees)
    assert answers == {True, False}


def test_a_seat_counts_while_it_is_held() -> None:
    """An ended seat, and one that has not begun, read nothing."""
    channel = factories.delegation_channel()
    person = factories.seated(channel)
    seat = Seat.objects.get()
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    Seat.objects.update(since=tomorrow)
    assert not reads(person, channel)
    Seat.objects.update(since=dt.date(2020, 1, 1))
    assert reads(person, channel)
    seat.refresh_from_db()
    end_seat(seat=seat)
    assert not reads(person, channel)


def test_an_inactive_account_and_a_nameless_one_read_nothing() -> None:
    """Deactivated accounts, visitors and accounts that nobody knows by name are outside."""
    channel = factories.delegation_channel()
    person = factories.seated(channel)
    user = factories.account(person)
    assert reads(person, channel)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not reads(person, channel)
    assert not Channel.objects.readable_by(AnonymousUser()).exists()
    session = house.session(house.comap())
    open_channel(kind=Channel.Kind.PAGE, page=session)
    assert not Channel.objects.readable_by(house.UserFactory()).exists()


def test_who_is_put_out_reads_no_more_until_let_in_again() -> None:
    """An exclusion holds for one person and one channel."""
    channel = factories.programme_channel()
    assert channel.programme
    person, other = house.participant(channel.programme), house.participant(channel.programme)
    animator = factories.account(house.animator(channel.programme))
    exclude(channel=channel, person=person, acting_user=animator)
    assert not reads(person, channel)
    assert reads(other, channel)
    readmit(channel=channel, person=person, acting_user=animator)
    assert reads(person, channel)


def test_who_manages_a_channel() -> None:
    """The team and the animators of its dispositif; not those who merely read."""
    page_channel = open_channel(kind=Channel.Kind.PAGE, page=house.session(house.comap()))
    assert page_channel.page
    seated_channel = factories.pair_channel()
    programme_channel = factories.programme_channel()
    assert programme_channel.programme
    team = factories.account(house.team_member())
    for channel, programme in [
        (page_channel, page_channel.page.get_parent().specific),
        (seated_channel, seated_channel.delegations.order_by("pk")[1].programme),
        (programme_channel, programme_channel.programme),
    ]:
        assert may_manage(team, channel)
        assert may_manage(factories.account(house.animator(programme)), channel)
        assert not may_manage(factories.account(house.participant(programme)), channel)


def test_who_sets_the_rule() -> None:
    """The référent·es of delegation and pair channels; elsewhere who animates."""
    channel = factories.pair_channel()
    delegation = channel.delegations.order_by("pk")[0]
    referent = house.seat(delegation, referent=True).participation.person
    member = house.seat(delegation).participation.person
    animator = house.animator(delegation.programme)
    assert may_set_rule(factories.account(referent), channel)
    assert not may_set_rule(factories.account(member), channel)
    assert not may_set_rule(factories.account(animator), channel)
    assert not may_set_rule(AnonymousUser(), channel)
    peers = factories.peers_channel(delegation.programme)
    assert may_set_rule(factories.account(animator), peers)
    assert not may_set_rule(factories.account(referent), peers)


def test_who_may_have_it_is_asked_after_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A removal and a message that come between the two reads: the message is not handed on."""
    channel = factories.delegation_channel()
    leaving, staying = factories.seated(channel), factories.seated(channel)
    read_after = delivery.read_after

    def meanwhile(*args: Any) -> delivery.Changes:
        Seat.objects.filter(participation__person=leaving).delete()
        factories.say(channel, staying, "Après son départ")
        return read_after(*args)

    listeners = []
    for person in (leaving, staying):
        session = SessionStore()
        session.create()
        listeners.append(delivery.listener_of(factories.account(person), session))
    monkeypatch.setattr(delivery, "read_after", meanwhile)
    changes, hearing = delivery.changes_after(channel.pk, listeners, 0)
    assert [item["body"] for item in changes.items] == ["Après son départ"]
    assert hearing == {listeners[1]}
    with pytest.raises(Refused):
        delivery.changes_for(channel.pk, factories.account(leaving), 0)
