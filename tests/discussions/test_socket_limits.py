"""What is wrong or too much gets an answer with a code and the limit."""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from typing import Any

import pytest
from django.db import OperationalError

from community.discussions import actions, consumers, delivery
from community.discussions.actions import open_channel
from community.discussions.models import Channel, Message
from community.discussions.threads import read
from tests import factories as house
from tests.discussions import factories
from tests.discussions.sockets import Socket, a_post, in_db

pytestmark = pytest.mark.django_db(transaction=True)


WRONG: list[tuple[Any, str]] = [
    ("", "bad_frame"),
    ("null", "bad_frame"),
    ("[1]", "bad_frame"),
    ("{", "bad_frame"),
    ("[" * 50_000, "bad_frame"),
    ({}, "unknown_type"),
    ({"type": "websocket.close"}, "unknown_type"),
    ({"type": ["post"]}, "unknown_type"),
    ({"type": "hello"}, "bad_frame"),
    ({"type": "hello", "version": 1}, "version"),
    ({"type": "subscribe"}, "bad_frame"),
    ({"type": "subscribe", "channel": True, "after": 0}, "bad_frame"),
    ({"type": "subscribe", "channel": 1, "after": -1}, "bad_frame"),
    ({"type": "subscribe", "channel": 2**63, "after": 0}, "bad_frame"),
    ({"type": "subscribe", "channel": 10**9, "after": 0}, "not_found"),
    ({"type": "post", "channel": 1, "nonce": 3, "body": "x"}, "bad_frame"),
    ({"type": "post", "channel": 1, "nonce": str(uuid.UUID(int=1)), "body": None}, "bad_frame"),
    ({"type": "post", "channel": 10**9, "nonce": str(uuid.UUID(int=1)), "body": "x"}, "not_found"),
    ({"type": "post", "channel": 1, "nonce": str(uuid.UUID(int=1)), "body": " "}, "empty"),
    (
        {"type": "post", "channel": 1, "nonce": str(uuid.UUID(int=1)), "body": "x", "re": "x"},
        "bad_frame",
    ),
    (
        {
            "type": "post",
            "channel": 1,
            "nonce": str(uuid.UUID(int=1)),
            "body": "x",
            "kind": "regle",
        },
        "bad_frame",
    ),
    ({"type": "edit", "channel": 1, "seq": 1}, "bad_frame"),
    ({"type": "edit", "channel": 10**9, "seq": 1, "body": "x"}, "not_found"),
    ({"type": "withdraw", "channel": 1, "seq": None}, "bad_frame"),
    ({"type": "react", "channel": 1, "seq": 1, "on": True, "sign": "pouce"}, "bad_frame"),
    ({"type": "react", "channel": 1, "seq": 1, "sign": "oui"}, "bad_frame"),
    ({"type": "pin", "channel": 1, "seq": 1, "on": 2}, "bad_frame"),
    ({"type": "answer", "channel": 1, "seq": 1, "by": "x"}, "bad_frame"),
    ("x" * 65_537, "too_big"),
]


async def test_whatever_is_wrong_gets_an_error_and_the_talk_goes_on(
    channel: Channel, elue: Any, limits: Any
) -> None:
    """A code and a sentence for each; the socket stays and still works."""
    async with Socket(elue) as socket:
        assert (await socket.ask({"type": "ping"}))["code"] == "hello_first"
        welcome = await socket.greet()
        assert welcome["limits"]["message_max_length"] == 4000
        for frame, code in WRONG:
            answer = await socket.ask(frame)
            assert (answer["type"], answer["code"]) == ("error", code), frame
            assert answer["sentence"]
        await socket.wire.send_input({"type": "websocket.receive", "bytes": b"\x00"})
        assert (await socket.hear())["code"] == "bad_frame"
        post = a_post(channel)
        assert (await socket.ask(post))["created"] is True
        assert (await socket.ask(post))["created"] is False
        reused = await socket.ask(post | {"body": "Autre"})
        assert (reused["code"], reused["nonce"], reused["channel"]) == (
            "nonce_reused",
            post["nonce"],
            channel.pk,
        )
        ahead = await socket.ask({"type": "subscribe", "channel": channel.pk, "after": 9})
        assert (ahead["code"], ahead["revision"]) == ("ahead", 1)


async def test_a_channel_of_others_answers_like_one_that_is_not(
    channel: Channel, limits: Any
) -> None:
    """Following and posting: the same frames, whether it exists or not."""
    team = await in_db(house.team_member)
    async with Socket(team) as socket:
        await socket.greet()
        answers = []
        for pk in (channel.pk, 10**9):
            nonce = str(uuid.UUID(int=1))
            subscribe = {"type": "subscribe", "channel": pk, "after": 0}
            post = {"type": "post", "channel": pk, "nonce": nonce, "body": "x"}
            answers += [await socket.ask(frame) | {"channel": None} for frame in (subscribe, post)]
        assert answers[:2] == answers[2:]


async def test_too_many_frames_are_told_to_wait(elue: Any, channel: Channel, limits: Any) -> None:
    """The answer says the limit and the delay; after it, one is heard again."""
    limits(FRAMES_PER_WINDOW=3, WINDOW_SECONDS=1)
    async with Socket(elue) as socket:
        await socket.greet()
        for _ in range(2):
            assert (await socket.ask({"type": "ping"}))["type"] == "pong"
        answer = await socket.ask({"type": "ping"})
        assert (answer["code"], answer["limit"], answer["retry_after"]) == ("too_fast", 3, 1)
        await asyncio.sleep(1.05)
        assert (await socket.ask({"type": "ping"}))["type"] == "pong"


async def test_speaking_too_fast_is_refused_and_sending_again_is_not(
    elue: Any, channel: Channel, limits: Any
) -> None:
    """What was said by another way counts too; the refusal repeats the nonce, so that the page
    sends it again after the delay. What is there already is acknowledged once more.
    """
    limits(FRAMES_PER_WINDOW=3)
    await in_db(factories.say, channel, elue)
    async with Socket(elue) as socket:
        await socket.greet()
        posts = [a_post(channel) for _ in range(3)]
        assert [(await socket.ask(post))["type"] for post in posts[:2]] == ["ack", "ack"]
        answer = await socket.ask(posts[2])
        assert (answer["type"], answer["code"], answer["limit"]) == ("error", "too_fast", 3)
        assert (answer["channel"], answer["nonce"]) == (channel.pk, posts[2]["nonce"])
        assert 1 <= answer["retry_after"] <= 10
        for post in posts[:2]:
            again = await socket.ask(post)
            assert (again["type"], again["created"]) == ("ack", False)
    assert await in_db(Message.objects.count) == 3


async def test_what_cannot_be_read_counts_as_well(elue: Any, limits: Any) -> None:
    """Noise is refused with its reason, then with the delay to wait."""
    limits(FRAMES_PER_WINDOW=2)
    async with Socket(elue) as socket:
        await socket.greet()
        codes = [(await socket.ask("{"))["code"] for _ in range(2)]
        assert codes == ["bad_frame", "too_fast"]


async def test_who_gives_up_waits_for_the_database() -> None:
    """A call that is given up ends when its thread has ended: nothing goes on behind it."""
    began, ended = threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        time.sleep(0.2)
        ended.set()

    task = asyncio.create_task(read(work))
    while not began.is_set():
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_a_page_follows_so_many_channels_and_no_more(
    channel: Channel, elue: Any, limits: Any
) -> None:
    """The one too many is refused with the limit; those followed go on."""
    limits(CHANNELS_PER_SOCKET=1)
    page = await in_db(house.comap)
    other = await in_db(lambda: open_channel(kind=Channel.Kind.PAGE, page=page))
    async with Socket(elue) as socket:
        await socket.follow(channel)
        answer = await socket.ask({"type": "subscribe", "channel": other.pk, "after": 0})
        assert (answer["code"], answer["limit"]) == ("too_many_channels", 1)
        assert (await socket.ask({"type": "subscribe", "channel": channel.pk, "after": 0}))[
            "type"
        ] == "changes"


async def test_one_person_opens_so_many_sockets_and_no_more(
    elue: Any, agent: Any, limits: Any
) -> None:
    """The one too many is closed with a code; another person is not concerned."""
    limits(SOCKETS_PER_USER=1)
    async with Socket(elue):
        async with Socket(elue) as second:
            assert await second.closing() == consumers.TOO_MANY
        async with Socket(agent) as other:
            assert (await other.greet())["type"] == "welcome"
    async with Socket(elue) as later:
        assert (await later.greet())["type"] == "welcome"


async def test_a_socket_ends_after_its_time(elue: Any, limits: Any) -> None:
    """It is closed with a code that says: come back."""
    limits(SOCKET_HOURS=0.5 / 3600)
    async with Socket(elue) as socket:
        assert await socket.closing() == consumers.RENEW


async def test_a_failing_database_acknowledges_nothing_and_ends_nothing(
    channel: Channel, elue: Any, agent: Any, limits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer is told to try again; readers get their messages when it is back."""
    changes_after = delivery.changes_after
    away = True

    def failing(*args: Any, **kwargs: Any) -> Any:
        if away:
            raise OperationalError("the database is away")
        return changes_after(*args, **kwargs)

    async with Socket(elue) as here, Socket(agent) as there:
        await there.follow(channel)
        await here.greet()
        with monkeypatch.context() as broken:
            broken.setattr(actions, "post_together", failing)
            answer = await here.ask(a_post(channel))
            assert (answer["code"], answer["retry_after"]) == ("unavailable", 5)
        monkeypatch.setattr(delivery, "changes_after", failing)
        monkeypatch.setattr(delivery, "newest_revisions", lambda _ids: failing() or {})
        await here.say({"type": "subscribe", "channel": channel.pk, "after": 0})
        assert (await here.ask(a_post(channel, "Gardé")))["type"] == "ack"
        await asyncio.sleep(0.7)
        monkeypatch.undo()
        away = False
        assert await there.bodies(1) == ["Gardé"]
        assert await here.bodies(1) == ["Gardé"]
