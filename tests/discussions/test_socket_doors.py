"""Who may hear: whoever lost the right, or signed out, hears nothing more."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore

from community.accounts.models import User
from community.delegations.models import Seat
from community.discussions import delivery
from community.discussions.feed import RIGHTS_CHANGED, SIGNED_OUT
from community.discussions.models import Channel
from tests import factories as house
from tests.discussions import factories
from tests.discussions.factories import say
from tests.discussions.sockets import Socket, in_db, session_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_nothing_committed_after_a_removal_is_delivered(
    channel: Channel, elue: Any, agent: Any, limits: Any
) -> None:
    """Even when nobody was told of the removal: rights are read with what is handed on."""
    limits(POLL_SECONDS=3600, RECHECK_SECONDS=3600)
    async with Socket(agent) as out, Socket(elue) as stays:
        await out.follow(channel)
        await stays.follow(channel)
        agents = Seat.objects.filter(participation__person=agent)
        await in_db(lambda: agents.update(since="2020-01-01", until="2020-01-02"))
        await in_db(say, channel, elue, "Entre nous")
        assert await out.closing() == RIGHTS_CHANGED
        assert await stays.bodies(1) == ["Entre nous"]


@pytest.mark.parametrize("told", [True, False])
async def test_a_removal_closes_the_socket(
    channel: Channel, elue: Any, agent: Any, told: bool, limits: Any
) -> None:
    """At once when it is announced; by the worker's own check when it is not. Others stay."""
    if told:
        limits(RECHECK_SECONDS=3600)
    client = await in_db(session_of, agent)
    async with Socket(client) as out, Socket(elue) as stays:
        await out.follow(channel)
        await stays.follow(channel)
        seats = Seat.objects.filter(participation__person=agent)
        if told:
            await in_db(lambda: [seat.delete() for seat in seats])
        else:
            await in_db(lambda: seats._raw_delete(seats.db))
        assert await out.closing() == RIGHTS_CHANGED
        assert await stays.quiet()
    async with Socket(client) as back:
        answer = await back.follow(channel)
        assert (answer["type"], answer["code"]) == ("error", "not_found")


@pytest.mark.parametrize("way", ["sign-out", "password", "deactivation"])
@pytest.mark.parametrize("following", [True, False])
async def test_signing_out_closes_the_socket(
    channel: Channel, agent: Any, way: str, following: bool
) -> None:
    """Whichever way the session ends, and whether or not a channel is followed."""
    client, user = await in_db(session_of, agent), factories.account(agent)
    async with Socket(client) as out:
        await (out.follow(channel) if following else out.greet())
        if way == "sign-out":
            await in_db(client.logout)
        elif way == "password":
            await in_db(lambda: User.objects.filter(pk=user.pk).update(password="another"))
        else:
            user.is_active = False
            await in_db(user.save)
        assert await out.closing() == SIGNED_OUT


async def test_a_page_of_nobody_is_told_to_sign_in() -> None:
    """Accepted, then closed with a code that the page can see."""
    async with Socket(None) as socket:
        assert socket.accepted
        assert await socket.closing() == SIGNED_OUT


@pytest.mark.parametrize(
    ("origin", "path"),
    [
        ("http://ailleurs.test", "/ws/"),
        ("https://localhost", "/ws/"),
        ("http://localhost:81", "/ws/"),
        ("", "/ws/"),
        ("http://localhost", "/ws/autre/"),
    ],
)
async def test_pages_of_other_origins_are_refused(agent: Any, origin: str, path: str) -> None:
    """Scheme, host and port must be ours, and the address is one."""
    async with Socket(agent, origin, path) as socket:
        assert not socket.accepted


async def test_a_right_lost_while_one_catches_up_closes_the_socket(
    channel: Channel, elue: Any, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right is asked again with each batch, not only when one subscribes."""
    await in_db(say, channel, elue, "Bonjour")
    monkeypatch.setattr(delivery, "may_hear", lambda _channel, _listeners: frozenset())
    async with Socket(agent) as out:
        await out.greet()
        await out.say({"type": "subscribe", "channel": channel.pk, "after": 0})
        assert await out.closing() == RIGHTS_CHANGED


def test_a_session_that_was_never_kept_hears_nothing() -> None:
    """Whoever listens is signed in, here and now."""
    user = house.UserFactory()
    listener = delivery.listener_of(user, SessionStore())
    assert delivery.still_signed_in([listener]) == frozenset()
