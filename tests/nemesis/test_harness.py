"""The network is as bad as it says, and the checker sees each promise that is broken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.nemesis.checker import EDITED, Saying, Statuses, View, faults
from tests.nemesis.people import Somebody
from tests.nemesis.proxy import HOST, Proxy, Weather

WHO = Somebody(user=1, channel=7, cookie="sessionid=clef")


@asynccontextmanager
async def echo() -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that answers what it hears, and remembers it."""
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1000):
            heard.append(data)
            writer.write(data)
        writer.close()

    async with await asyncio.start_server(answer, HOST, 0) as server:
        yield server.sockets[0].getsockname()[1], heard


async def test_what_is_sent_arrives_whole_and_late() -> None:
    """Latency is each way, the rate is that of the line, and no byte is lost."""
    async with echo() as (port, _heard), Proxy([port]) as proxy:
        proxy.weather = Weather(latency=0.05, rate=20_000, late=0.01, piece=100)
        reader, writer = await asyncio.open_connection(HOST, proxy.port)
        begun = asyncio.get_running_loop().time()
        writer.write(bytes(range(250)) * 8)
        assert await reader.readexactly(2000) == bytes(range(250)) * 8
        took = asyncio.get_running_loop().time() - begun
        writer.close()
    assert took >= 4 * 0.05 + 2000 / 20_000
    assert (proxy.up.carried, proxy.down.carried) == (2000, 2000)


async def test_a_line_is_cut_after_the_request_and_before_the_answer() -> None:
    """The server heard; the client hears that the line broke, and nothing else."""
    async with echo() as (port, heard), Proxy([port]) as proxy:
        reader, writer = await asyncio.open_connection(HOST, proxy.port)
        writer.write(b"une fois")
        assert await reader.readexactly(8) == b"une fois"
        for line in proxy.lines:
            line.cut_before_answer = True
        writer.write(b"deux fois")
        with pytest.raises(ConnectionResetError):
            assert await reader.read(100) == b"cut"
        assert heard == [b"une fois", b"deux fois"]


async def test_a_line_is_swallowed_then_cut() -> None:
    """Nothing passes, nobody is told; then it breaks."""
    async with echo() as (port, _heard), Proxy([port]) as proxy:
        reader, writer = await asyncio.open_connection(HOST, proxy.port)
        writer.write(b"un")
        assert await reader.readexactly(2) == b"un"
        swallowing = asyncio.create_task(proxy.swallow(1.0, 0.3))
        await asyncio.sleep(0.05)
        writer.write(b"deux")
        with pytest.raises(ConnectionResetError):
            assert await reader.read(100) == b"cut"
        await swallowing


async def test_without_a_network_nothing_passes_until_it_is_back() -> None:
    """What was on its way arrives then, in its order."""
    async with echo() as (port, _heard), Proxy([port]) as proxy:
        reader, writer = await asyncio.open_connection(HOST, proxy.port)
        proxy.go_dark()
        writer.write(b"un")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(2), 0.2)
        proxy.come_back()
        assert await reader.readexactly(2) == b"un"
        writer.close()


def item(revision: int, seq: int, body: str) -> dict[str, Any]:
    return {"revision": revision, "seq": seq, "nonce": f"n{seq}", "body": body}


def truth(*bodies: str, revision: int | None = None) -> dict[str, Any]:
    messages = [[seq, seq, f"n{seq}", body] for seq, body in enumerate(bodies, start=1)]
    return {"7": {"seq": len(bodies), "revision": revision or len(bodies), "messages": messages}}


def kinds(
    there: dict[str, Any], sayings: tuple[Saying, ...] = (), *views: View, **answers: Any
) -> list[str]:
    return [fault.kind for fault in faults(there, sayings, views, Statuses(**answers))]


def test_a_kept_promise_is_no_fault() -> None:
    """Acknowledged and there; left and there, or not; told otherwise; seen by everybody."""
    view = View(WHO)
    view.take([item(1, 1, "un"), item(2, 2, "deux" + EDITED)])
    sayings = (
        Saying(7, "un", seq=1), Saying(7, "deux", seq=2, edited=True), Saying(7, "x", left=True)
    )  # fmt: skip
    assert kinds(truth("un", "deux" + EDITED), sayings, view) == []


def test_what_was_acknowledged_is_there_once_where_it_was_said_to_be() -> None:
    """Lost, lost as modified, moved, doubled, never answered."""
    there = truth("un", "deux", "deux")
    assert kinds(there) == ["doubled"]
    there = truth("un", "deux")
    assert kinds(there, (Saying(7, "trois", seq=3),)) == ["lost"]
    assert kinds(there, (Saying(7, "un", seq=1, edited=True),)) == ["lost"]
    assert kinds(there, (Saying(7, "un", seq=2),)) == ["moved"]
    assert kinds(there, (Saying(7, "trois"),)) == ["unanswered"]


def test_places_and_revisions_are_dense() -> None:
    """A place that nobody has, a revision that two have."""
    there = truth("un", "deux")
    there["7"]["messages"][1][0] = 3
    assert kinds(there) == ["hole"]
    there = truth("un", "deux")
    there["7"]["messages"][1][1] = 1
    assert kinds(there) == ["hole"]


def test_everybody_has_the_same_and_whoever_left_has_no_more() -> None:
    """A view that lacks something, that went back, that gave up; one that was told too much."""
    there = truth("un", "deux")
    lacking, back, gone, removed = (View(WHO) for _view in range(4))
    lacking.take([item(1, 1, "un")])
    assert kinds(there, (), lacking) == ["differs"]
    back.take([item(2, 2, "deux"), item(1, 1, "un")])
    assert kinds(there, (), back) == ["disordered"]
    gone.take([item(1, 1, "un"), item(2, 2, "deux")])
    gone.ended = "404"
    assert kinds(there, (), gone) == ["gave up"]
    removed.take([item(1, 1, "un"), item(2, 2, "deux")])
    removed.ended, removed.limit = "404", 2
    assert kinds(there, (), removed) == []
    removed.limit = 1
    assert kinds(there, (), removed) == ["leaked"]


def test_a_500_is_excused_only_while_something_is_broken() -> None:
    """By the time at which it was answered."""
    answers = [(5.0, 500, "GET /"), (5.0, 503, "GET /")]
    assert kinds({}, answers=answers, windows=[(4.0, 6.0)]) == []
    assert kinds({}, answers=answers, windows=[(6.0, 7.0)]) == ["500"]
