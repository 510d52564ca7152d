"""A TCP proxy that is a bad network: far, narrow, late, cut, silent."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass

HOST = "127.0.0.1"
#: Chunks on their way, a line and direction; beyond them the sender waits.
ON_THE_WAY = 256


@dataclass(frozen=True)
class Weather:
    """What befalls whatever is carried."""

    #: Seconds that each byte takes, each way.
    latency: float = 0.0
    #: Bytes a second and direction, for all lines together; 0 is as many as one wants.
    rate: float = 0.0
    #: How long a piece may be late besides, at random; those behind it wait.
    late: float = 0.0
    #: What arrives comes in pieces of this size at most.
    piece: int = 65_536


FINE = Weather()
#: What a telephone has in a valley: 600 ms there and back, 50 kbit/s.
EDGE = Weather(latency=0.3, rate=50_000 / 8, late=0.2, piece=700)


class Over(Exception):
    """A line has ended."""


class Road:
    """One direction of the network; all lines share what it carries."""

    def __init__(self) -> None:
        self.carried = 0
        self._free_at = 0.0

    def arrival(self, now: float, size: int, weather: Weather, chance: random.Random) -> float:
        """When something that is sent now arrives."""
        if weather.rate:
            self._free_at = max(now, self._free_at) + size / weather.rate
            now = self._free_at
        return now + weather.latency + chance.uniform(0, weather.late)


class Line:
    """One connection through the proxy."""

    def __init__(
        self, proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.proxy, self.reader, self.writer = proxy, reader, writer
        self.task: asyncio.Task[None] | None = None
        #: Set to cut it once a request has gone through, before its answer does.
        self.cut_before_answer = self._asked = False
        #: Nothing passes any more, and nobody is told.
        self.silent = False

    async def run(self) -> None:
        self.task = asyncio.current_task()
        with contextlib.suppress(Over, OSError, asyncio.IncompleteReadError):
            await self.proxy.network.wait()
            back, forth = await self.proxy.connect()
            try:
                await self._carry(back, forth)
            finally:
                forth.transport.abort()

    async def _carry(self, back: asyncio.StreamReader, forth: asyncio.StreamWriter) -> None:
        there: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(ON_THE_WAY)
        here: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(ON_THE_WAY)
        parts = [
            # Before the first byte goes, the connection itself went there and back.
            self._take(self.reader, there, self.proxy.up, 2 * self.proxy.weather.latency),
            self._take(back, here, self.proxy.down, 0.0),
            self._bring(there, forth, self.proxy.up),
            self._bring(here, self.writer, self.proxy.down),
        ]
        tasks = [asyncio.ensure_future(part) for part in parts]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _take(
        self,
        source: asyncio.StreamReader,
        queue: asyncio.Queue[tuple[float, bytes]],
        road: Road,
        opening: float,
    ) -> None:
        loop = asyncio.get_running_loop()
        last = opened = loop.time() + opening
        while True:
            weather = self.proxy.weather
            data = await source.read(weather.piece)
            if road is self.proxy.up:
                self._asked |= self.cut_before_answer
            elif self._asked:
                self.reset()
            sent_at = max(opened, loop.time())
            last = max(last, road.arrival(sent_at, len(data), weather, self.proxy.chance))
            await queue.put((last, data))
            if not data:
                return

    async def _bring(
        self, queue: asyncio.Queue[tuple[float, bytes]], sink: asyncio.StreamWriter, road: Road
    ) -> None:
        loop = asyncio.get_running_loop()
        while True:
            at, data = await queue.get()
            await asyncio.sleep(max(0.0, at - loop.time()))
            await self.proxy.network.wait()
            if self.silent:
                await asyncio.Event().wait()
            if not data:
                raise Over
            sink.write(data)
            road.carried += len(data)
            await sink.drain()

    def reset(self) -> None:
        """End it at once, without a goodbye."""
        connection = self.writer.get_extra_info("socket")
        if connection is not None:
            with contextlib.suppress(OSError):
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()
        if self.task:
            self.task.cancel()


class Proxy:
    """Listens on a port of this machine and leads to one of the others that answers."""

    def __init__(self, upstreams: Sequence[int], seed: int = 0) -> None:
        self.upstreams = list(upstreams)
        self.weather = FINE
        self.chance = random.Random(seed)
        self.up, self.down = Road(), Road()
        self.lines: set[Line] = set()
        self.network = asyncio.Event()
        self.network.set()
        self.port = 0

    async def __aenter__(self) -> Proxy:
        self._server = await asyncio.start_server(self._serve, HOST, 0, backlog=1000)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._server.close()
        tasks = [line.task for line in self.lines if line.task]
        for line in list(self.lines):
            line.reset()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Line(self, reader, writer)
        self.lines.add(line)
        try:
            await line.run()
        except asyncio.CancelledError:
            pass  # cut
        finally:
            self.lines.discard(line)
            writer.close()

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to one of those that listen. Raises ``Over`` when none does."""
        for port in self.chance.sample(self.upstreams, len(self.upstreams)):
            with contextlib.suppress(OSError):
                return await asyncio.open_connection(HOST, port)
        raise Over

    # Faults ----------------------------------------------------------------------------------

    def some(self, share: float) -> list[Line]:
        """Some of the lines, at random."""
        lines = sorted(self.lines, key=id)
        return [line for line in lines if self.chance.random() < share]

    def cut(self, share: float) -> None:
        """Cut some lines; a third of them once a request has gone, before its answer comes."""
        for line in self.some(share):
            if self.chance.random() < 1 / 3:
                line.cut_before_answer = True
            else:
                line.reset()

    async def swallow(self, share: float, seconds: float) -> None:
        """Let nothing pass on some lines for a while, then cut them."""
        lines = self.some(share)
        for line in lines:
            line.silent = True
        await asyncio.sleep(seconds)
        for line in lines:
            line.reset()

    def go_dark(self) -> None:
        """No network: what is on its way stays there, and nobody is told."""
        self.network.clear()

    def come_back(self, *, keep: bool = True) -> None:
        """The network is back; lines go on where they were, unless they are not kept."""
        for line in [] if keep else list(self.lines):
            line.reset()
        self.network.set()
