"""A client of the discussion protocol, written from docs/discussion-protocol.md alone.

It keeps one cursor, asks again for whatever it missed, and sends again, with the same nonce, what
was not acknowledged. Used by `make bench-discussions`, and to read by whoever writes another.
"""

import asyncio
import contextlib
import json
import random
import time
import uuid
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

VERSION = 2
PING_SECONDS = 25
#: A line that says nothing for so long is dead.
SILENCE_SECONDS = 60
LONGEST_WAIT = 60.0
#: The server says by these that coming back helps nobody.
FINAL = {4401, 4429}


class Refused(Exception):
    """The server refused what was sent; `frame` says why."""

    def __init__(self, frame: dict[str, Any]) -> None:
        super().__init__(frame["sentence"])
        self.frame = frame


class Talker:
    """One person's line to one channel; `on_items` is called with each batch, once and in order."""

    def __init__(
        self,
        address: str,
        headers: dict[str, str],
        channel: int,
        cursor: int = 0,
        on_items: Callable[[list[dict[str, Any]]], None] = lambda items: None,
    ) -> None:
        self.address, self.headers, self.channel = address, headers, channel
        self.cursor, self.on_items = cursor, on_items
        self.live = asyncio.Event()
        self.socket: Any = None
        self._waiting: dict[str, tuple[dict[str, Any], asyncio.Future[dict[str, Any]]]] = {}
        self._failures, self._heard_at = 0, 0.0

    async def run(self) -> None:
        """Stay connected until cancelled; raises what is heard when coming back is no use."""
        while True:
            try:
                await self._talk()
            except ConnectionClosed as closed:
                if closed.rcvd and closed.rcvd.code in FINAL:
                    raise
            except Refused as refused:
                if "retry_after" not in refused.frame:
                    raise
            except (OSError, TimeoutError, InvalidHandshake):
                pass
            self.live.clear()
            longest = min(LONGEST_WAIT, 2.0**self._failures)
            self._failures += 1
            await asyncio.sleep(random.uniform(0, longest))

    async def _talk(self) -> None:
        options = {"additional_headers": self.headers, "ping_interval": None}
        async with connect(self.address, **options) as self.socket:
            self._heard_at = time.monotonic()
            await self._say({"type": "hello", "version": VERSION})
            await self._subscribe()
            pinging, waited = asyncio.create_task(self._ping()), True
            try:
                while True:
                    text, self._heard_at = await self.socket.recv(), time.monotonic()
                    self._hear(json.loads(text))
                    if self.missed:
                        await self._subscribe()
                    if waited and self.live.is_set():  # from here on, `post` sends by itself
                        waited = False
                        for frame, _answer in list(self._waiting.values()):
                            await self._say(frame)
            finally:
                pinging.cancel()

    async def post(self, body: str, **fields: Any) -> dict[str, Any]:
        """Say something; returns the acknowledgement, however many times it takes to get it.

        Raises `Refused`, except for what is said too fast: that is said again after the delay.
        """
        nonce = str(uuid.uuid4())
        frame = {"type": "post", "channel": self.channel, "nonce": nonce, "body": body, **fields}
        while True:
            answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
            self._waiting[nonce] = frame, answer
            if self.live.is_set():
                with contextlib.suppress(ConnectionClosed):  # it goes out again on the next line
                    await self._say(frame)
            heard = await answer
            if heard["type"] == "ack":
                return heard
            if "retry_after" not in heard:
                raise Refused(heard)
            await asyncio.sleep(heard["retry_after"])

    # What is heard ---------------------------------------------------------------------------

    def _hear(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "changes":
            self._take(frame)
        elif frame["type"] == "pong":
            # All that was sent before has arrived before: less here than there is a hole.
            self.missed = frame["cursors"].get(str(self.channel), 0) > self.cursor
        elif waiting := self._waiting.pop(frame.get("nonce", ""), None):
            waiting[1].set_result(frame)
        elif frame["type"] == "error":
            raise Refused(frame)

    def _take(self, frame: dict[str, Any]) -> None:
        self.missed = frame["after"] > self.cursor
        if self.missed:
            return
        items = [item for item in frame["items"] if item["revision"] > self.cursor]
        self.cursor = max(self.cursor, frame["revision"])
        if items:
            self.on_items(items)
        if not frame["more"]:
            self._failures = 0
            self.live.set()

    async def _subscribe(self) -> None:
        self.missed = False
        await self._say({"type": "subscribe", "channel": self.channel, "after": self.cursor})

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_SECONDS)
            if time.monotonic() - self._heard_at > SILENCE_SECONDS:
                self.socket.transport.abort()
            await self._say({"type": "ping"})

    async def _say(self, frame: dict[str, Any]) -> None:
        await self.socket.send(json.dumps(frame, ensure_ascii=False))
