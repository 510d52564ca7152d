"""Who is here now: told for a minute to those who read the channel, and kept nowhere."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from community.accounts.actions import show_presence
from community.accounts.leaving import erase_account
from community.accounts.personal_data import export_all
from community.discussions import presence as room
from community.discussions.actions import exclude
from community.discussions.feed import Feed
from community.discussions.models import Channel
from community.discussions.presence import (
    MOST,
    SECONDS,
    WORKERS,
    Presence,
    as_frame,
    known,
    presence,
)
from config.cache import ForgivingRedisCache
from tests import factories as house
from tests.discussions import factories
from tests.discussions.factories import account
from tests.discussions.sockets import Socket, in_db, session_of


def hide(person: Any) -> None:
    show_presence(user=account(person), shown=False)


def line(person: Any, channel: Channel) -> str:
    """What the page of a channel says of who is here; nothing when it says nothing."""
    html = session_of(person).get(channel.get_absolute_url()).content.decode()
    [shown] = [part.split("</p>")[0] for part in html.split("data-channel-here")[1:2]]
    words = " ".join(shown.split()).replace("\xa0", " ")
    return "" if words.startswith("hidden") else words.split("<span data-names>")[1].split("<")[0]


@pytest.mark.django_db
def test_a_page_that_is_loaded_shows_its_reader_to_the_next(channel, elue, agent) -> None:
    """Without any script: the reader first, then the others; and in that channel alone."""
    other = factories.pair_channel()
    assert line(elue, channel) == "vous"
    assert line(agent, channel) == "vous et Élue d’ici"
    assert line(factories.seated(other), other) == "vous"


@pytest.mark.django_db
def test_who_switched_it_off_is_shown_to_nobody_and_nothing_says_so(channel, elue, agent) -> None:
    """They see the others; alone, or to others, they are as if they were away."""
    assert line(elue, channel) == "vous"
    hide(elue)
    assert line(elue, channel) == ""
    assert line(agent, channel) == "vous"
    assert line(elue, channel) == "Agent d’ailleurs"
    assert presence.exchange() == {channel.pk: {agent.pk: "Agent d'ailleurs"}}


@pytest.mark.django_db
def test_who_reads_no_more_is_shown_no_more(channel, elue, agent) -> None:
    """At once, in this process and in another that still tells of them."""
    other = Presence()
    for process in (other, presence):
        process.visit(channel.pk, elue)
    other.exchange()
    assert line(agent, channel) == "vous et Élue d’ici"
    exclude(channel=channel, person=elue, acting_user=house.team_member().user)
    assert (channel.pk, elue.user_id) in other._visits
    assert line(agent, channel) == "vous"


@pytest.mark.django_db
def test_who_left_the_house_is_named_by_nobody(channel, elue, agent) -> None:
    """Not even by a process that has not heard of it; who is there still is."""
    rooms = {channel.pk: {elue.pk: "Élue d'ici", agent.pk: "Agent d'ailleurs"}}
    erase_account(user=account(elue))
    assert known(rooms) == {channel.pk: {agent.pk: "Agent d'ailleurs"}}


@pytest.mark.django_db
def test_a_page_counts_for_a_minute(channel, elue, agent) -> None:
    """Then whoever loaded it is not here any more, and nothing of it is left."""
    line(elue, channel)
    who = channel.pk, elue.user_id
    assert presence._visits[who][1] <= time.monotonic() + SECONDS
    presence._visits[who] = elue, time.monotonic()
    assert line(agent, channel) == "vous"
    assert who not in presence._visits


@pytest.mark.django_db
def test_processes_tell_one_another(channel, elue, agent) -> None:
    """Through the cache alone; one that says nothing any more is dropped with its people."""
    other = Presence()
    other.visit(channel.pk, elue)
    assert other.exchange() == {channel.pk: {elue.pk: "Élue d'ici"}}
    assert line(agent, channel) == "vous et Élue d’ici"
    assert len(cache.get(WORKERS)) == 2
    other.forget()
    assert line(agent, channel) == "vous"
    assert len(cache.get(WORKERS)) == 1


@pytest.mark.django_db
def test_a_process_that_two_lost_sight_of_comes_back(channel, elue) -> None:
    """Two that write the list of processes at once may drop one: it writes itself again."""
    other = Presence()
    other.visit(channel.pk, elue)
    other.exchange()
    cache.set(WORKERS, [], SECONDS)
    assert presence.exchange() == {}
    other.exchange()
    assert presence.exchange() == {channel.pk: {elue.pk: "Élue d'ici"}}


@pytest.mark.django_db
def test_without_the_cache_nobody_is_shown_and_nothing_breaks(
    channel, elue, agent, monkeypatch
) -> None:
    """Redis is away: the page opens, and names its reader alone."""
    line(elue, channel)
    away = ForgivingRedisCache("redis://127.0.0.1:1", {})
    monkeypatch.setattr(room, "cache", away)
    assert line(agent, channel) == "vous"
    assert presence.exchange() == {}
    presence.forget()


@pytest.mark.django_db
def test_a_crowd_is_shown_by_its_first_names(channel, elue) -> None:
    """No more than so many are named, on the page as in the frame."""
    people = [factories.seated(channel, name=f"Personne {number:02}") for number in range(MOST)]
    crowd = {person.pk: person.name for person in people}
    presence.listen({channel.pk: crowd})
    assert "d’autres" not in line(elue, channel)
    assert not as_frame(channel.pk, {channel.pk: crowd})["more"]
    crowd[factories.seated(channel, name="Personne de plus").pk] = "Personne de plus"
    presence.listen({channel.pk: crowd})
    assert line(elue, channel).endswith("Personne 19 et d’autres")
    frame = as_frame(channel.pk, {channel.pk: crowd})
    assert frame["more"]
    assert len(frame["people"]) == MOST


@pytest.mark.django_db
def test_one_button_switches_it_off_and_on(elue) -> None:
    """On one's own account, said in words, and told in the copy of one's data."""
    client, address = session_of(elue), reverse("accounts:presence")
    user = account(elue)
    assert user.shows_presence
    assert "Ne plus montrer ma présence" in client.get("/compte/").content.decode()
    for sent, shown, words in (("0", False, "Montrer ma présence"), ("1", True, "Ne plus montrer")):
        page = client.post(address, {"shown": sent}, follow=True).content.decode()
        assert words in page
        user.refresh_from_db()
        assert user.shows_presence is shown
        assert export_all(user)["compte"]["presence"] is shown
    assert client.get(address).status_code == 405
    assert Client().post(address, {"shown": "0"})["Location"].startswith("/compte/login")
    user.refresh_from_db()
    assert user.shows_presence


async def hear_here(socket: Socket, *names: str) -> None:
    """Wait until these are told to be here; whatever else is told meanwhile is of who is here."""
    frame: dict[str, Any] = {}
    while [row["name"] for row in frame.get("people", [])] != sorted(names):
        frame = await socket.hear()
        assert frame["type"] == "here", frame


async def asks(socket: Socket, channel: Channel) -> None:
    await socket.greet()
    frame = {"type": "subscribe", "channel": channel.pk, "after": 0, "here": True}
    assert (await socket.ask(frame))["type"] == "changes"


@pytest.mark.django_db(transaction=True)
async def test_sockets_that_ask_are_told_who_comes_and_goes(channel, elue, agent, limits) -> None:
    """At each change, and to those alone who asked; whoever left is not here any more."""
    limits(HERE_SECONDS=0)
    async with Socket(elue) as mine:
        await asks(mine, channel)
        await hear_here(mine, elue.name)
        async with Socket(agent) as other:
            await other.follow(channel)
            await hear_here(mine, elue.name, agent.name)
            assert (await other.ask({"type": "ping"}))["type"] == "pong"
        await hear_here(mine, elue.name)


@pytest.mark.django_db(transaction=True)
async def test_a_socket_whose_person_switched_it_off_is_told_of_no_more(
    channel, elue, agent, limits
) -> None:
    """While it is open; and whoever reads another channel hears of its own people only."""
    limits(HERE_SECONDS=0)
    elsewhere = await in_db(factories.pair_channel)
    third = await in_db(factories.seated, elsewhere, name="Ailleurs")
    async with Socket(elue) as mine, Socket(agent) as other, Socket(third) as far:
        for socket, where in ((mine, channel), (other, channel), (far, elsewhere)):
            await asks(socket, where)
        await hear_here(other, elue.name, agent.name)
        await in_db(hide, elue)
        await hear_here(other, agent.name)
        await hear_here(far, "Ailleurs")


@pytest.mark.django_db(transaction=True)
async def test_a_socket_that_said_nothing_for_a_minute_counts_no_more(channel, elue, agent) -> None:
    """Its page is asleep, or its line is dead."""
    async with Socket(elue) as mine, Socket(agent) as other:
        await asks(mine, channel)
        await asks(other, channel)
        feed = Feed.here()
        await feed._tell_here()
        await hear_here(mine, elue.name, agent.name)
        for follower in feed.sockets:
            if follower.listener.user_id == agent.user_id:
                follower.heard_at -= SECONDS + 1
        await feed._tell_here()
        await hear_here(mine, elue.name)


@pytest.mark.django_db(transaction=True)
async def test_what_is_no_answer_to_who_is_here_is_refused(channel, elue) -> None:
    """The field that cannot be read is named, and nothing is followed."""
    async with Socket(elue) as socket:
        await socket.greet()
        frame = {"type": "subscribe", "channel": channel.pk, "after": 0, "here": "oui"}
        answer = await socket.ask(frame)
        assert (answer["code"], answer["field"]) == ("bad_frame", "here")
