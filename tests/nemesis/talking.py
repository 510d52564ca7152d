"""Those who talk: by a socket, or by plain requests."""

from __future__ import annotations

import asyncio
import contextlib
import random
import uuid
from typing import Any

from benchmarks import talker
from benchmarks.talker import Talker
from tests.nemesis import plain
from tests.nemesis.checker import EDITED, Saying, Statuses, View
from tests.nemesis.people import Somebody
from tests.nemesis.proxy import HOST

ORIGIN = "http://127.0.0.1"
#: Somebody who talks closes the page now and then, whatever was acknowledged.
LEAVING = 0.03

# What the client of the protocol page does in a minute, in a few seconds.
talker.PING_SECONDS = 2
talker.SILENCE_SECONDS = 6
talker.LONGEST_WAIT = 1.5


class Client:
    """One page of somebody: it hears, and may speak."""

    def __init__(self, who: Somebody, port: int, statuses: Statuses, seed: int) -> None:
        self.who, self.port, self.statuses = who, port, statuses
        self.chance = random.Random(f"{seed}-{who.user}")
        self.views: list[View] = []
        self.sayings: list[Saying] = []
        self._count = 0

    @property
    def view(self) -> View:
        """That of the page which is open now."""
        return self.views[-1]

    def next_saying(self) -> Saying:
        self._count += 1
        saying = Saying(self.who.channel, f"{self._count} de {self.who.user}, ✳ {uuid.uuid4()}")
        self.sayings.append(saying)
        return saying

    async def open(self) -> None:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError

    async def say(self, saying: Saying) -> None:
        raise NotImplementedError

    @property
    def cursor(self) -> int:
        raise NotImplementedError

    async def speak(self, over: asyncio.Event) -> None:
        """Say one thing after another; what was begun is said to its end."""
        await asyncio.sleep(self.chance.uniform(0, 0.5))
        while not over.is_set():
            saying = self.next_saying()
            if self.chance.random() < LEAVING:
                await self._say_and_leave(saying)
            else:
                await self.say(saying)
            await asyncio.sleep(self.chance.uniform(0.05, 0.5))

    async def _say_and_leave(self, saying: Saying) -> None:
        """Close the page a moment later, and open another that knows nothing."""
        saying.left = True
        saying_it = asyncio.create_task(self.say(saying))
        await asyncio.sleep(self.chance.uniform(0, 0.03))
        await self.close()
        saying_it.cancel()
        await asyncio.gather(saying_it, return_exceptions=True)
        await self.open()


class ByTheSocket(Client):
    """The client of `benchmarks.talker`, written from the protocol page."""

    async def open(self) -> None:
        view = View(self.who)
        self.views.append(view)
        headers = {"Cookie": self.who.cookie, "Origin": ORIGIN}
        address = f"ws://{HOST}:{self.port}/ws/"
        self.talker = Talker(address, headers, self.who.channel, 0, view.take)
        self._running = asyncio.create_task(self._run(self.talker, view))

    async def _run(self, line: Talker, view: View) -> None:
        try:
            await line.run()
        except Exception as error:
            view.ended = f"{type(error).__name__}: {error}"

    async def close(self) -> None:
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)

    async def say(self, saying: Saying) -> None:
        saying.seq = (await self.talker.post(saying.body))["seq"]

    @property
    def cursor(self) -> int:
        return self.talker.cursor


class ByRequests(Client):
    """Somebody whose network lets no socket through."""

    async def open(self) -> None:
        self.views.append(View(self.who))
        self._cursor = 0
        self._asking = asyncio.create_task(self._ask_again_and_again())

    async def close(self) -> None:
        self._asking.cancel()
        await asyncio.gather(self._asking, return_exceptions=True)

    @property
    def cursor(self) -> int:
        return self._cursor

    @property
    def _path(self) -> str:
        return f"/discussions/{self.who.channel}/messages"

    async def _ask(self, method: str, path: str, said: Any = None) -> tuple[int, dict[str, Any]]:
        """Ask until something is answered."""
        while True:
            with contextlib.suppress(plain.NoAnswer):
                status, frame = await plain.ask(self.port, method, path, self.who.cookie, said)
                now = asyncio.get_running_loop().time()
                self.statuses.answers.append((now, status, f"{method} {path}"))
                if status < 500:
                    return status, frame
            await asyncio.sleep(self.chance.uniform(0.1, 0.5))

    async def _ask_again_and_again(self) -> None:
        view = self.view
        while True:
            status, frame = await self._ask("GET", f"{self._path}?after={self._cursor}")
            if status != 200:
                view.ended = f"{status} {frame}"
                return
            view.take(frame["items"])
            self._cursor = frame["revision"]
            if not frame["more"]:
                await asyncio.sleep(self.chance.uniform(0.2, 0.6))

    async def say(self, saying: Saying) -> None:
        said = {"nonce": str(uuid.uuid4()), "body": saying.body}
        while saying.seq is None:
            status, frame = await self._ask("POST", self._path, said)
            if status in (200, 201):
                saying.seq = frame["seq"]
            elif status == 429:
                await asyncio.sleep(frame["retry_after"])
            else:
                self.view.ended = f"{status} {frame}"
                return
        await self._do_something_to(saying)

    async def _do_something_to(self, saying: Saying) -> None:
        """Say it otherwise, or thank somebody for something: both are safe to do again."""
        what = self.chance.random()
        if what < 0.2:
            said = {"body": saying.body + EDITED}
            saying.edited = await self._act(saying.seq, "edit", said) == 200
        elif what < 0.5:
            seq = self.chance.randint(1, saying.seq or 1)
            await self._act(seq, "react", {"sign": "merci", "on": True})

    async def _act(self, seq: int | None, kind: str, said: dict[str, Any]) -> int:
        status, _frame = await self._ask(
            "POST", f"/discussions/{self.who.channel}/{seq}/{kind}", said
        )
        return status
