"""Rounds of talk in which things break; after each, what was promised is checked."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from tests.nemesis import checker
from tests.nemesis.checker import Fault, Statuses, View
from tests.nemesis.people import People, Somebody
from tests.nemesis.proxy import FINE, Proxy, Weather
from tests.nemesis.talking import ByRequests, ByTheSocket, Client
from tests.nemesis.workers import Hand, Worker

#: How long, once nothing breaks any more, until everybody has everything. The workers look by
#: themselves every 5 s, and clients come back with a random delay.
PATIENCE_SECONDS = 25.0
#: What the database's or a worker's absence may still cause once they are back.
GRACE_SECONDS = 3.0
#: Somebody removed is out within 5 s; a busy machine may look a little late.
OUT_SECONDS, SLACK_SECONDS = 5.0, 3.0
#: One in so many has no socket.
WITHOUT_SOCKET = 5

Nemesis = Callable[["Run"], Awaitable[None]]


class Run:
    """A house, those who talk in it, and the network between."""

    def __init__(
        self, proxy: Proxy, workers: Sequence[Worker], hand: Hand, people: People, seed: int
    ) -> None:
        self.proxy, self.workers, self.hand = proxy, workers, hand
        self.chance = random.Random(seed)
        self.statuses = Statuses()
        self.team = people.team
        self.readers = self._clients(people.readers, seed)
        self.writers = self._clients(people.writers, seed)
        self.removed: list[Client] = []
        #: What a nemesis looked at by itself.
        self.found: list[Fault] = []

    def _clients(self, people: Sequence[Somebody], seed: int) -> list[Client]:
        return [
            (ByTheSocket if place % WITHOUT_SOCKET else ByRequests)(
                who, self.proxy.port, self.statuses, seed
            )
            for place, who in enumerate(people)
        ]

    @property
    def views(self) -> Iterator[View]:
        """Those of the pages that are open, and of whoever was removed."""
        return (client.view for client in self.readers + self.writers)

    async def round(self, *nemeses: Nemesis) -> list[Fault]:
        """Everybody talks while these do their worst, one after the other; the faults found."""
        over = asyncio.Event()
        speaking = [asyncio.create_task(writer.speak(over)) for writer in self.writers]
        try:
            for nemesis in nemeses:
                await nemesis(self)
        finally:
            self.proxy.weather = FINE
            over.set()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await asyncio.gather(*speaking)
                await self._everybody_has_everything()
        except TimeoutError:
            pass  # the checker says what is missing
        return self.found + checker.faults(
            await self.hand.do("truth"),
            [saying for writer in self.writers for saying in writer.sayings],
            self.views,
            self.statuses,
        )

    async def _everybody_has_everything(self) -> None:
        truth = await self.hand.do("truth")
        newest = {int(channel): there["revision"] for channel, there in truth.items()}
        staying = [client for client in self.readers + self.writers if client not in self.removed]
        while any(
            client.cursor < newest[client.who.channel] and not client.view.ended
            for client in staying
        ):
            await asyncio.sleep(0.05)

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """What fails meanwhile is no fault of the house."""
        begun = time.monotonic()
        place = len(self.statuses.windows)
        self.statuses.windows.append((begun, float("inf")))
        try:
            yield
        finally:
            self.statuses.windows[place] = (begun, time.monotonic() + GRACE_SECONDS)

    # What the team does ----------------------------------------------------------------------

    async def remove(self, how: str) -> None:
        """Take the right of a reader away; they are out in time, and hear nothing said later."""
        client = self.chance.choice([one for one in self.readers if one not in self.removed])
        self.removed.append(client)
        who = client.who
        begun = time.monotonic()
        client.view.limit = await self.hand.do(
            "remove", channel=who.channel, user=who.user, session=who.session, how=how,
            team=self.team,
        )  # fmt: skip
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(OUT_SECONDS + SLACK_SECONDS):
                while not client.view.ended:
                    await asyncio.sleep(0.05)
                return
        self.found.append(Fault("open", f"{how}: still there {time.monotonic() - begun:.1f} s on"))


@asynccontextmanager
async def running(
    workers: Sequence[Worker], people: People, env: dict[str, str], folder: Path, seed: int
) -> AsyncIterator[Run]:
    """Start everything, let everybody in; end it all, whatever happened."""
    try:
        for worker in workers:
            worker.start()
        async with (
            Hand(folder, env) as hand,
            Proxy([worker.port for worker in workers], seed) as proxy,
        ):
            await asyncio.gather(*(worker.answers() for worker in workers))
            run = Run(proxy, workers, hand, people, seed)
            clients = run.readers + run.writers
            try:
                for client in clients:
                    await client.open()
                yield run
            finally:
                await asyncio.gather(*(client.close() for client in clients))
    finally:
        for worker in workers:
            await worker.die()


def play(
    rounds: Iterable[Sequence[Nemesis]],
    *,
    workers: Sequence[Worker],
    people: People,
    env: dict[str, str],
    folder: Path,
    seed: int = 1,
) -> list[Fault]:
    """Play rounds until one finds faults; those."""

    async def playing() -> list[Fault]:
        async with running(workers, people, env, folder, seed) as run:
            for each in rounds:
                if found := await run.round(*each):
                    return found
        return []

    return asyncio.run(playing())


def weather(chance: random.Random) -> Weather:
    """A bad day, each time another."""
    return Weather(
        latency=chance.uniform(0, 0.1),
        rate=chance.choice([0, 400_000, 1_000_000]),
        late=chance.uniform(0, 0.2),
        piece=chance.choice([7, 100, 1400]),
    )
