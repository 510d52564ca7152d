"""`make bench-discussions`: live discussions beside a bare WebSocket broadcast, in one run.

A real uvicorn serves both; the driver is `benchmarks.talker` for the house, and sends the same
texts over bare sockets. SQLite, or PostgreSQL when DATABASE_URL names one to fill. Machines are
shared: read the ratios. Ends with 1 when a target of docs/discussions.md is missed.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect

from benchmarks.pages import wait_for
from benchmarks.talker import Talker
from config.server import command

ORIGIN = "http://127.0.0.1"
STEADY_READERS, STEADY_SECONDS = 200, 10
FAST_READERS, FAST_SECONDS = 50, 8
WRITERS = 10
RETURNING, MISSED = 20, 100
IDLE = 2000
#: The targets: the 95th percentile and the rate as ratios to the bare broadcast's.
MOST_P95, LEAST_RATE, MOST_CATCH_UP_MS, MOST_SOCKET_KB = 2.0, 0.17, 300.0, 40.0
TEXT = "Bonjour, nous arrivons à trois demain matin, gardez-nous une place."


@dataclass
class Heard:
    """What readers received of texts that say when they were sent."""

    delays: list[float] = field(default_factory=list)
    texts: list[Counter[str]] = field(default_factory=list)

    def reader(self) -> Callable[[str], None]:
        mine: Counter[str] = Counter()
        self.texts.append(mine)

        def hear(text: str) -> None:
            mine[text] += 1
            self.delays.append(time.perf_counter() - float(text.split("|", maxsplit=1)[0]))

        return hear

    def lost_and_doubled(self, sent: set[str]) -> tuple[int, int]:
        lost = sum(len(sent - set(mine)) for mine in self.texts)
        return lost, sum(count - 1 for mine in self.texts for count in mine.values())

    def percentile(self, percent: int) -> float:
        """In milliseconds."""
        return statistics.quantiles(self.delays, n=100)[percent - 1] * 1000


def text() -> str:
    return f"{time.perf_counter()}|{secrets.token_hex(4)}|{TEXT}"


Say = Callable[[str], Any]


class Bare:
    """The broadcast that does nothing else."""

    def __init__(self, port: int) -> None:
        self.address = f"ws://127.0.0.1:{port}/bare/"

    async def join(self, stack: AsyncExitStack, hear: Callable[[str], None] | None) -> Say:
        socket = await stack.enter_async_context(connect(self.address, ping_interval=None))
        echoes: dict[str, asyncio.Event] = {}

        async def listen() -> None:
            async for message in socket:
                body = json.loads(message)["body"]
                if hear:
                    hear(body)
                if body in echoes:
                    echoes.pop(body).set()

        listening = asyncio.create_task(listen())
        stack.callback(listening.cancel)

        async def say(body: str) -> None:
            """Done when one's own message is back: what stands for an acknowledgement."""
            echoes[body] = back = asyncio.Event()
            await socket.send(json.dumps({"type": "post", "body": body}))
            await back.wait()

        return say


class House:
    """The same people in one channel of the house."""

    def __init__(self, port: int, channel: int, cookies: list[str]) -> None:
        self.address, self.channel = f"ws://127.0.0.1:{port}/ws/", channel
        self.cookies = iter(cookies)
        self.newest = 0

    def talker(self, hear: Callable[[str], None] | None, cursor: int | None = None) -> Talker:
        def take(items: list[dict[str, Any]]) -> None:
            for item in items if hear else ():
                hear(item["body"]) if hear else None

        headers = {"Cookie": f"{cookie_name()}={next(self.cookies)}", "Origin": ORIGIN}
        place = self.newest if cursor is None else cursor
        return Talker(self.address, headers, self.channel, place, take)

    async def join(self, stack: AsyncExitStack, hear: Callable[[str], None] | None) -> Say:
        talker = self.talker(hear)
        running = asyncio.create_task(talker.run())
        stack.callback(running.cancel)
        await talker.live.wait()

        async def say(body: str) -> None:
            self.newest = max(self.newest, (await talker.post(body))["revision"])

        return say


def cookie_name() -> str:
    from django.conf import settings

    return str(settings.SESSION_COOKIE_NAME)


async def talk(
    side: Bare | House, readers: int, seconds: float, pause: float
) -> tuple[Heard, set[str], float]:
    """Writers talk for a while; returns what was heard, what was said, and how long it took."""
    heard, sent = Heard(), set[str]()
    async with AsyncExitStack() as stack:
        for _reader in range(readers):
            await side.join(stack, heard.reader())
        says = [await side.join(stack, None) for _writer in range(WRITERS)]
        start = time.perf_counter()

        async def write(say: Say, place: int) -> None:
            await asyncio.sleep(pause * place / WRITERS)
            while time.perf_counter() - start < seconds:
                begun, body = time.perf_counter(), text()
                await say(body)
                sent.add(body)
                await asyncio.sleep(max(0.0, pause - (time.perf_counter() - begun)))

        await asyncio.gather(*(write(say, place) for place, say in enumerate(says)))
        took = time.perf_counter() - start
        for _try in range(100):
            if heard.lost_and_doubled(sent)[0] == 0:
                break
            await asyncio.sleep(0.1)
    return heard, sent, took


async def catch_up(house: House) -> tuple[float, int, int]:
    """Many come back at once after a cut: how long until the last has all, in milliseconds."""
    before = house.newest
    sent = set()
    async with AsyncExitStack() as stack:
        say = await house.join(stack, None)
        for _message in range(MISSED):
            body = text()
            await say(body)
            sent.add(body)
        heard = Heard()
        talkers = [house.talker(heard.reader(), before) for _client in range(RETURNING)]
        start = time.perf_counter()
        running = [asyncio.create_task(talker.run()) for talker in talkers]
        stack.callback(lambda: [task.cancel() for task in running])
        while any(talker.cursor < house.newest for talker in talkers):
            await asyncio.sleep(0.002)
        took = (time.perf_counter() - start) * 1000
    return took, *heard.lost_and_doubled(sent)


async def idle(house: House, server: int) -> float:
    """Memory of the server a socket that follows a channel and says nothing, in kB."""
    async with AsyncExitStack() as stack:
        await house.join(stack, None)
        before = memory_kb(server)
        for _batch in range(IDLE // 50):
            await asyncio.gather(*(house.join(stack, None) for _socket in range(50)))
        return (memory_kb(server) - before) / IDLE


def memory_kb(process: int) -> int:
    """What a process holds of the machine's memory."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


async def measure(port: int, server: int, channel: int, cookies: list[str]) -> int:
    """All four; how many targets are missed."""
    bare, house = Bare(port), House(port, channel, cookies)
    missed = []

    def line(name: str, ours: str, beside: str, ratio: float | None, good: bool) -> None:
        told = f"{ratio:.2f} ×" if ratio is not None else ""
        print(f"{name:<52} {ours:>16} {beside:>16} {told:>9} {'' if good else '✗'}", flush=True)
        if not good:
            missed.append(name)

    print(f"{'':<52} {'house':>16} {'bare':>16} {'ratio':>9}")
    plain, _sent, _took = await talk(bare, STEADY_READERS, STEADY_SECONDS, 1.0)
    ours, sent, _took = await talk(house, STEADY_READERS, STEADY_SECONDS, 1.0)
    for percent in (50, 95, 99):
        mine, other = ours.percentile(percent), plain.percentile(percent)
        good = percent != 95 or mine <= MOST_P95 * other
        name = f"{STEADY_READERS} readers, {WRITERS} writers: p{percent}, ms"
        line(name, f"{mine:.1f}", f"{other:.1f}", mine / other, good)
    lost, doubled = ours.lost_and_doubled(sent)
    line("lost, doubled", f"{lost}, {doubled}", "", None, not lost and not doubled)
    plain, sent, took = await talk(bare, FAST_READERS, FAST_SECONDS, 0.0)
    other = len(sent) / took
    ours, sent, took = await talk(house, FAST_READERS, FAST_SECONDS, 0.0)
    mine = len(sent) / took
    name = f"{FAST_READERS} readers, {WRITERS} writers at full speed: messages/s"
    line(name, f"{mine:.0f}", f"{other:.0f}", mine / other, mine >= LEAST_RATE * other)
    lost, doubled = ours.lost_and_doubled(sent)
    line("lost, doubled", f"{lost}, {doubled}", "", None, not lost and not doubled)
    took, lost, doubled = await catch_up(house)
    name = f"{RETURNING} come back and missed {MISSED}: ms, lost, doubled"
    good = took <= MOST_CATCH_UP_MS and not lost and not doubled
    line(name, f"{took:.0f}, {lost}, {doubled}", "", None, good)
    size = await idle(house, server)
    line(f"{IDLE} idle sockets: kB each", f"{size:.1f}", "", None, size <= MOST_SOCKET_KB)
    return min(len(missed), 1)


def people(count: int) -> tuple[int, list[str]]:
    """A channel, and the session of each of its readers."""
    from django.conf import settings
    from django.test import Client

    from tests import factories
    from tests.discussions.factories import account, programme_channel

    programme = factories.comap()
    channel = programme_channel(programme)
    cookies = []
    for _person in range(count):
        client = Client()
        backend = settings.AUTHENTICATION_BACKENDS[0]
        client.force_login(account(factories.participant(programme)), backend=backend)
        cookies.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return channel.pk, cookies


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """The port and the process of a server over the same database."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--port", str(port), "--log-level", "warning"]
    server = subprocess.Popen(command("benchmarks.discussions_asgi:application") + options)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()


def main() -> int:
    from django.core.management import call_command

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 3 * IDLE)), hard))
    call_command("migrate", verbosity=0)
    talking = STEADY_READERS + FAST_READERS + 3 * WRITERS + RETURNING
    channel, cookies = people(talking + IDLE // 10)
    spare = cookies[talking:]
    with served() as (port, server):
        sessions = cookies[:talking] + [spare[place % len(spare)] for place in range(IDLE + 1)]
        return asyncio.run(measure(port, server, channel, sessions))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="benchmarks.discussions_settings",
            DATABASE_URL=os.environ.get("DATABASE_URL", f"sqlite:///{folder}/db.sqlite3"),
            LOG_LEVEL="ERROR",
            REDIS_URL="redis://127.0.0.1:6379/0",  # asked for, and not used
            SECRET_KEY=secrets.token_urlsafe(64),
            SITE_URL="http://127.0.0.1",
            VAR_DIR=folder,
        )
        import django

        django.setup()
        sys.exit(main())
