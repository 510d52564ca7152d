"""Four houses that break a promise, to see that the nemesis finds out.

Each stands between the wire and the real house and speaks docs/discussion-protocol.md: a client
cannot tell it from a house that is built that way.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Any, Receive, Send], Awaitable[Any]]
Frame = dict[str, Any]

#: How long after the acknowledgement the message is really said.
LATE_COMMIT_SECONDS = 1.0
#: How far one of two clocks is ahead, in places.
CLOCK_AHEAD = 3


class Variant:
    """One socket of a house that keeps every promise; the others change what passes."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def say(self, frame: Frame) -> None:
        """Send a frame that the house never sent."""
        await self._send({"type": "websocket.send", "text": json.dumps(frame)})

    async def heard(self, frame: Frame) -> Frame:
        """What the house hears instead of what the client said."""
        return frame

    def said(self, frame: Frame) -> Frame | None:
        """What the client hears instead of what the house said; nothing, when None."""
        return frame


class AcknowledgesBeforeCommit(Variant):
    """It says « it is there », and writes it a little later."""

    def __init__(self, send: Send) -> None:
        super().__init__(send)
        self.seqs: dict[int, int] = defaultdict(int)
        self.acknowledged: set[str] = set()

    async def heard(self, frame: Frame) -> Frame:
        if frame["type"] == "post":
            self.acknowledged.add(frame["nonce"])
            place = self.seqs[frame["channel"]] + 1
            ack = {"type": "ack", "channel": frame["channel"], "nonce": frame["nonce"]}
            await self.say(ack | {"seq": place, "revision": place, "created": True})
            await asyncio.sleep(LATE_COMMIT_SECONDS)
        return frame

    def said(self, frame: Frame) -> Frame | None:
        for item in frame.get("items", ()):
            self.seqs[frame["channel"]] = max(self.seqs[frame["channel"]], item["seq"])
        if frame["type"] == "ack" and frame["nonce"] in self.acknowledged:
            return None
        return frame


class ForgetsNonces(Variant):
    """A message that is sent again is another message."""

    def __init__(self, send: Send) -> None:
        super().__init__(send)
        self.names: dict[str, str] = {}

    async def heard(self, frame: Frame) -> Frame:
        if frame["type"] != "post":
            return frame
        fresh = str(uuid.uuid4())
        self.names[fresh] = frame["nonce"]
        return frame | {"nonce": fresh}

    def said(self, frame: Frame) -> Frame | None:
        nonce = frame.get("nonce", "")
        return frame | {"nonce": self.names[nonce]} if nonce in self.names else frame


class OrdersByTime(Variant):
    """It hands on what is newer by the clock – and half of its workers' clocks are ahead."""

    def __init__(self, send: Send) -> None:
        super().__init__(send)
        self.clocks: dict[int, int] = defaultdict(int)

    @staticmethod
    def time_of(item: Frame) -> int:
        ahead = uuid.UUID(item["nonce"]).int % 2
        return int(item["seq"]) + CLOCK_AHEAD * ahead

    def said(self, frame: Frame) -> Frame | None:
        if frame["type"] != "changes":
            return frame
        clock = self.clocks[frame["channel"]]
        newer = [item for item in frame["items"] if self.time_of(item) > clock]
        newer.sort(key=self.time_of)
        if newer:
            self.clocks[frame["channel"]] = self.time_of(newer[-1])
        return frame | {"items": newer}


class ForgetsWhoWasAway(Variant):
    """Who comes back hears what is said from then on."""

    def __init__(self, send: Send) -> None:
        super().__init__(send)
        self.returning: set[int] = set()

    async def heard(self, frame: Frame) -> Frame:
        if frame["type"] == "subscribe" and frame["after"]:
            self.returning.add(frame["channel"])
        return frame

    def said(self, frame: Frame) -> Frame | None:
        if frame["type"] != "changes" or frame["channel"] not in self.returning:
            return frame
        if not frame["more"]:
            self.returning.discard(frame["channel"])
        return frame | {"items": []}


#: By name: the house, and the faults by which the nemesis is to know it. Whoever acknowledges
#: before the commit loses what a killed worker had not written, and cannot know the others' places.
VARIANTS: dict[str, tuple[type[Variant], frozenset[str]]] = {
    "acknowledges-before-commit": (AcknowledgesBeforeCommit, frozenset({"lost", "moved"})),
    "forgets-nonces": (ForgetsNonces, frozenset({"doubled"})),
    "orders-by-time": (OrdersByTime, frozenset({"differs"})),
    "forgets-who-was-away": (ForgetsWhoWasAway, frozenset({"differs"})),
}


def sabotaged(application: Application, name: str) -> Application:
    """The same application, whose sockets break a promise; itself when no name is given."""
    if not name:
        return application
    variant = VARIANTS[name][0]

    async def wrapped(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await application(scope, receive, send)
            return
        socket = variant(send)

        async def hear() -> Event:
            event = await receive()
            if event["type"] == "websocket.receive":
                return event | {"text": json.dumps(await socket.heard(json.loads(event["text"])))}
            return event

        async def say(event: Event) -> None:
            if event["type"] == "websocket.send":
                frame = socket.said(json.loads(event["text"]))
                if frame is None:
                    return
                event = event | {"text": json.dumps(frame)}
            await send(event)

        await application(scope, hear, say)

    return wrapped
