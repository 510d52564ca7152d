"""The socket: what it brings, once and in order, whatever the line and the layer do."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import Any

import pytest
from django.db import connection

from community.discussions import actions, consumers, delivery, feed, hints, threads
from community.discussions.models import Channel, Message
from tests.discussions import factories
from tests.discussions.factories import say
from tests.discussions.sockets import Clogged, Socket, a_post, in_db, session_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_what_one_posts_the_others_get_once_and_in_order(
    channel: Channel, elue: Any, agent: Any, limits: Any
) -> None:
    """The author gets an acknowledgement and, like everybody, the message itself."""
    async with Socket(elue) as here, Socket(agent) as there:
        assert (await here.follow(channel))["items"] == []
        assert (await there.follow(channel))["items"] == []
        for number in range(1, 6):
            await here.say(a_post(channel, f"n° {number}"))
        assert await there.bodies(5) == [f"n° {number}" for number in range(1, 6)]
        heard = [await here.hear() for _ in range(5)]
        while sum(len(frame.get("items", ())) for frame in heard) < 5:
            heard.append(await here.hear())
        acks = [frame for frame in heard if frame["type"] == "ack"]
        assert [ack["seq"] for ack in acks] == [1, 2, 3, 4, 5]
        items = [item["body"] for frame in heard for item in frame.get("items", ())]
        assert items == [f"n° {number}" for number in range(1, 6)]
        assert await there.quiet()
    assert await in_db(Message.objects.count) == 5
    assert not hints.running


async def test_a_delivered_message_is_small(channel: Channel, elue: Any) -> None:
    """At most 400 bytes on the wire for an ordinary one."""
    async with Socket(elue) as here:
        await here.follow(channel)
        await in_db(say, channel, elue, "Nous avons commencé par écouter les habitants.")
        text = await here.hear_text()
    assert len(text.encode()) <= 400


async def test_who_returns_gets_what_was_missed_and_nothing_twice(
    channel: Channel, elue: Any, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the revision that the client knows, in batches, then live."""
    monkeypatch.setattr(delivery, "BATCH_MESSAGES", 4)
    for number in range(1, 11):
        await in_db(say, channel, elue, f"n° {number}")
    async with Socket(agent) as there:
        first = await there.follow(channel, after=3)
        assert (first["after"], first["revision"], first["more"]) == (3, 7, True)
        assert await there.bodies(3) == ["n° 8", "n° 9", "n° 10"]
        await in_db(say, channel, elue, "n° 11")
        assert await there.bodies(1) == ["n° 11"]
        again = await there.ask({"type": "subscribe", "channel": channel.pk, "after": 9})
        assert [item["seq"] for item in again["items"]] == [10, 11]
        assert (await there.ask({"type": "ping"})) == {
            "type": "pong",
            "cursors": {str(channel.pk): 11},
        }


async def test_one_reading_serves_all_sockets_of_a_worker(
    channel: Channel, elue: Any, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message is read once for everybody, whatever their number."""
    reads: list[int] = []
    read_after = delivery.read_after

    def counted(channel_id: int, after: int, until: int | None = None) -> Any:
        reads.append(after)
        return read_after(channel_id, after, until)

    sockets = [Socket(person) for person in (elue, agent, agent)]
    for socket in sockets:
        await socket.__aenter__()
        await socket.follow(channel)
    monkeypatch.setattr(delivery, "read_after", counted)
    await in_db(say, channel, elue, "Bonjour")
    assert [await socket.bodies(1) for socket in sockets] == [["Bonjour"]] * 3
    assert reads == [0]
    for socket in sockets:
        await socket.__aexit__()


async def test_without_hints_each_worker_looks_by_itself(
    channel: Channel, elue: Any, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hints lost – Redis down, another process – cost seconds, no message."""
    async with Socket(agent) as there:
        await there.follow(channel)
        monkeypatch.setattr(hints, "running", {})
        monkeypatch.setattr(hints, "get_channel_layer", lambda: None)
        await in_db(say, channel, elue, "Sans indice")
        assert await there.bodies(1) == ["Sans indice"]
        monkeypatch.undo()


async def test_a_hint_of_another_worker_comes_through_the_layer(
    channel: Channel, elue: Any, agent: Any, limits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another process announces is read at once, long before the next look."""
    limits(POLL_SECONDS=3600, RECHECK_SECONDS=3600)
    async with Socket(agent) as there:
        await there.follow(channel)
        with monkeypatch.context() as other_process:
            other_process.setattr(actions, "announce_change", lambda *_args: None)
            await in_db(say, channel, elue, "D'un autre processus")
        assert await there.quiet()
        for _ in range(50):  # the feed may still be joining the layer's group
            await hints.send({"type": "hint.change", "channel": channel.pk, "revision": 1})
            if not await there.quiet(0.1):
                break
        assert await there.bodies(1) == ["D'un autre processus"]


async def test_a_layer_that_is_down_is_tried_again_and_stops_nobody(
    channel: Channel,
    elue: Any,
    agent: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The worker's own people talk on at once; the log says what is away."""

    class Down:
        async def new_channel(self) -> str:
            raise ConnectionError("no Redis here")

        async def group_send(self, *_args: Any) -> None:
            raise ConnectionError("no Redis here")

    for module in (feed, hints):
        monkeypatch.setattr(module, "get_channel_layer", Down)
    async with Socket(agent) as there:
        await there.follow(channel)
        await in_db(say, channel, elue, "Quand même")
        assert await there.bodies(1) == ["Quand même"]
        await asyncio.sleep(0.7)
    assert caplog.text.count("the channel layer is away") >= 2
    assert "hint not sent" in caplog.text


async def test_a_hint_that_goes_too_far_does_no_harm(
    channel: Channel, elue: Any, agent: Any
) -> None:
    """A revision that is not there is not waited for; what comes next is delivered."""
    async with Socket(agent) as there:
        await there.follow(channel)
        await in_db(hints.announce_change, channel.pk, 99)
        await in_db(hints.announce_change, channel.pk + 1000, 1)
        assert await there.quiet()
        await in_db(say, channel, elue, "Bonjour")
        assert await there.bodies(1) == ["Bonjour"]


async def clogged(person: Any) -> Clogged:
    session = await in_db(lambda: session_of(person).session)
    talk = partial(consumers.discussion_socket, factories.account(person), session)
    return Clogged(talk)


async def test_a_line_slower_than_the_talk_catches_up_by_itself(
    channel: Channel, elue: Any, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More batches go by than are kept: the socket reads what it lacks, once and in order."""
    monkeypatch.setattr(feed, "KEPT_BATCHES", 2)
    slow = await clogged(agent)
    slow.say({"type": "hello", "version": 2})
    slow.say({"type": "subscribe", "channel": channel.pk, "after": 0})
    await slow.until(lambda: len(slow.sent) == 3)
    slow.open.clear()
    watch = feed.Feed.here().watches[channel.pk]
    for number in range(1, 7):
        await in_db(say, channel, elue, f"n° {number}")
        await slow.until(lambda number=number: watch.revision == number)
    assert len(watch.batches) == 2
    slow.open.set()
    await slow.until(lambda: len(slow.bodies) == 6)
    assert slow.bodies == [f"n° {number}" for number in range(1, 7)]
    slow.inbox.put_nowait({"type": "websocket.disconnect"})
    await slow.task


async def test_a_line_that_takes_nothing_is_left(
    channel: Channel, elue: Any, agent: Any, limits: Any
) -> None:
    """After the time allowed to one sending the socket is closed; others never wait for it."""
    limits(SEND_SECONDS=0.2, POLL_SECONDS=0.1)
    slow = await clogged(agent)
    async with Socket(elue) as quick:
        await quick.follow(channel)
        slow.say({"type": "hello", "version": 2})
        slow.say({"type": "subscribe", "channel": channel.pk, "after": 0})
        await slow.until(lambda: len(slow.sent) == 3)
        slow.open.clear()
        await in_db(say, channel, elue, "Bonjour")
        assert await quick.bodies(1) == ["Bonjour"]
        followers = feed.Feed.here().watches[channel.pk].followers
        await slow.until(lambda: len(followers) == 1)
        slow.open.set()
        await slow.task
    assert slow.sent[-1] == {"type": "websocket.close", "code": consumers.TOO_SLOW}
    assert json.loads(slow.sent[1]["text"])["type"] == "welcome"


async def test_a_client_that_went_away_is_not_missed(
    channel: Channel, elue: Any, agent: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """A line that breaks while something is sent ends that socket, without a stack of errors."""
    slow = await clogged(agent)
    slow.say({"type": "hello", "version": 2})
    slow.say({"type": "subscribe", "channel": channel.pk, "after": 0})
    await slow.until(lambda: len(slow.sent) == 3)

    def broken() -> None:
        raise OSError("broken pipe")

    slow.open.wait = broken
    await in_db(say, channel, elue, "Bonjour")
    await slow.task
    assert not hints.running
    assert "socket ended" not in caplog.text


async def test_a_thread_keeps_its_connection_and_leaves_a_broken_one(limits: Any) -> None:
    """Opening one for each message would cost more than the message."""

    def current() -> Any:
        connection.ensure_connection()
        return connection.connection

    def breaking() -> None:
        connection.close()
        connection.errors_occurred = True

    limits(KEEP_CONNECTIONS=True)
    first = await threads.read(current)
    assert await threads.read(current) is first
    await threads.read(breaking)
    assert await threads.read(current) is not first
    limits(KEEP_CONNECTIONS=False)
    await threads.read(current)


def test_a_loop_that_ended_without_leave_is_forgotten() -> None:
    """The hint then goes to the layer, and the write does not fail."""
    loop = asyncio.new_event_loop()
    loop.close()
    hints.running[loop] = feed.Feed()
    hints.announce_change(1, 1)
    assert not hints.running
