"""Many visitors at once: one rendering, one read, and nobody in another's way."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from config.page_cache import PageCache
from config.page_cache.shared_reads import SharedReads
from tests.production.visits import SECONDS, Counted, Database, Script, get, request, visit

CROWD = 100


async def settled(ready: Any) -> None:
    """Let everything go on until this holds."""
    async with asyncio.timeout(SECONDS):
        while not ready():
            await asyncio.sleep(0)


async def test_a_crowd_has_a_page_made_once() -> None:
    """A hundred misses at once are one rendering, and a few reads of the generation."""
    script, database = Script(gate=asyncio.Event()), Database()
    django = Counted(script)
    cache = PageCache(django, read=database)
    visits = [asyncio.create_task(visit(cache, "/eau/")) for _visitor in range(CROWD)]
    await settled(lambda: django.count and database.reads)
    script.gate.set()
    answers = await asyncio.gather(*visits)
    assert {answer.raw for answer in answers} == {script.body}
    assert django.count == 1
    assert database.reads <= 2


async def test_first_visitor_who_leaves_takes_nothing_away() -> None:
    """The page is made for those who wait, and kept."""
    script = Script(gate=asyncio.Event())
    django = Counted(script)
    cache = PageCache(django, read=Database())
    first = asyncio.create_task(visit(cache, "/eau/"))
    await settled(lambda: django.count)
    others = [asyncio.create_task(visit(cache, "/eau/")) for _visitor in range(3)]
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    script.gate.set()
    assert {answer.status for answer in await asyncio.gather(*others)} == {200}
    await visit(cache, "/eau/")
    assert django.count == 1


async def test_first_visitor_who_left_alone_leaves_a_page() -> None:
    """Nobody waits any more: the rendering ends all the same, and serves who comes next."""
    script = Script(gate=asyncio.Event())
    django = Counted(script)
    cache = PageCache(django, read=Database())
    first = asyncio.create_task(visit(cache, "/eau/"))
    await settled(lambda: django.count)
    first.cancel()
    script.gate.set()
    await settled(lambda: cache.store.pages)
    assert not cache.renderings


@pytest.mark.parametrize("status", [200, 404])
async def test_first_visitor_on_a_slow_network_holds_nobody_up(status: int) -> None:
    """Whoever takes long to receive the answer, kept or not, does so alone."""
    django = Counted(Script(status=status))
    cache = PageCache(django, read=Database())
    network = asyncio.Event()

    async def slow(_event: Any) -> None:
        await network.wait()

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    first = asyncio.create_task(cache(request("/eau/"), receive, slow))
    await settled(lambda: django.count)
    answers = await asyncio.gather(*(visit(cache, "/eau/") for _visitor in range(3)))
    assert {answer.status for answer in answers} == {status}
    network.set()
    await first
    assert not cache.renderings


async def test_what_is_not_for_everybody_is_asked_by_each() -> None:
    """Those who waited for an answer that is the first visitor's alone get their own."""
    script = Script(headers={"set-cookie": "a=b"}, gate=asyncio.Event())
    django = Counted(script)
    cache = PageCache(django, read=Database())
    visits = [asyncio.create_task(visit(cache, "/eau/")) for _visitor in range(5)]
    await settled(lambda: django.count)
    script.gate.set()
    assert {answer.headers["set-cookie"] for answer in await asyncio.gather(*visits)} == {"a=b"}
    assert django.count == 5


async def test_a_rendering_that_fails_fails_for_the_first_visitor_alone() -> None:
    """The others try by themselves, and nothing is left behind."""
    script = Script(gate=asyncio.Event(), failure=RuntimeError("no page"))
    cache = PageCache(Counted(script), read=Database())
    first = asyncio.create_task(visit(cache, "/eau/"))
    await settled(lambda: cache.application.count)
    other = asyncio.create_task(visit(cache, "/eau/"))
    await asyncio.sleep(0)
    script.gate.set()
    with pytest.raises(RuntimeError):
        await first
    script.failure = None
    assert (await other).status == 200
    assert not cache.renderings


async def test_a_page_begun_before_a_change_serves_nobody_after_it() -> None:
    """Who comes after the change neither waits for it nor is given it later."""
    script, database = Script(b"avant", gate=asyncio.Event()), Database()
    django = Counted(script)
    cache = PageCache(django, read=database)
    before = asyncio.create_task(visit(cache, "/eau/"))
    await settled(lambda: django.count)
    script.body, gate, script.gate = b"ensuite", script.gate, None
    database.renew()
    assert (await visit(cache, "/eau/")).raw == b"ensuite"
    gate.set()
    assert (await before).raw == b"avant"
    assert (await visit(cache, "/eau/")).raw == b"ensuite"
    assert django.count == 2


def test_a_server_that_stopped_leaves_nothing_that_hinders_the_next() -> None:
    """What was under way in an event loop that ended is begun anew in another."""
    script = Script(gate=asyncio.Event())
    database = Database()
    cache = PageCache(script, read=database)

    async def stopped() -> None:
        visits = [asyncio.create_task(visit(cache, "/eau/")) for _visitor in range(3)]
        await settled(lambda: cache.renderings)
        visits.append(asyncio.create_task(visit(cache, "/feu/")))
        await asyncio.sleep(0)

    asyncio.run(stopped())
    script.gate = None
    assert get(cache, "/eau/").status == 200
    assert not cache.renderings


class Reads:
    """A read that is slow as long as the test wants, and tells which one it was."""

    def __init__(self) -> None:
        self.begun = 0
        self.gates: list[asyncio.Event] = []

    async def __call__(self) -> int:
        self.begun += 1
        number = self.begun
        self.gates.append(asyncio.Event())
        await self.gates[-1].wait()
        return number


async def test_who_comes_during_a_read_gets_the_next_one() -> None:
    """A read that began before the question may not know of what was written in between."""
    reads = Reads()
    shared = SharedReads(reads)
    early = asyncio.create_task(shared())
    await settled(lambda: reads.begun == 1)
    late = [asyncio.create_task(shared()) for _asker in range(CROWD)]
    await asyncio.sleep(0)
    assert reads.begun == 1
    reads.gates[0].set()
    assert await early == 1
    await settled(lambda: reads.begun == 2)
    reads.gates[1].set()
    assert set(await asyncio.gather(*late)) == {2}
    assert reads.begun == 2


async def test_who_gives_up_hinders_no_other_reader() -> None:
    """The read goes on for those who wait."""
    reads = Reads()
    shared = SharedReads(reads)
    impatient, patient = asyncio.create_task(shared()), asyncio.create_task(shared())
    await settled(lambda: reads.begun == 1)
    impatient.cancel()
    reads.gates[0].set()
    assert await patient == 1


async def test_a_read_that_failed_is_told_to_those_who_wait_and_no_later() -> None:
    """The next question is asked anew."""
    database = Database(failure=OSError("away"))
    shared = SharedReads(database)
    results = await asyncio.gather(shared(), shared(), return_exceptions=True)
    assert [type(result) for result in results] == [OSError, OSError]
    database.failure = None
    assert await shared() == database.generation
