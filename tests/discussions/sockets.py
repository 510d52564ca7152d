"""A client of the socket, for tests."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from django.conf import settings
from django.test import Client

from community.alliance.models import Person
from community.discussions.models import Channel
from community.discussions.routing import socket_application
from tests.discussions import factories

ORIGIN = "http://localhost"
#: How long a test waits for what must come, on a machine that may be busy.
SECONDS = 15

P = ParamSpec("P")
R = TypeVar("R")


async def in_db(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do something with the database, from a test that runs in the event loop."""
    call: Any = database_sync_to_async(function)
    return await call(*args, **kwargs)


def session_of(person: Person) -> Client:
    """Sign somebody in, as a browser would be."""
    client = Client()
    client.force_login(factories.account(person))
    return client


class Socket:
    """One page's socket."""

    def __init__(
        self, who: Person | Client | None, origin: str = ORIGIN, path: str = "/ws/"
    ) -> None:
        self.who, self.origin, self.path = who, origin, path

    async def __aenter__(self) -> Socket:
        headers = [(b"origin", self.origin.encode())]
        client = await in_db(session_of, self.who) if isinstance(self.who, Person) else self.who
        if client:
            name = settings.SESSION_COOKIE_NAME
            headers.append((b"cookie", f"{name}={client.cookies[name].value}".encode()))
        scope = {"type": "websocket", "path": self.path, "headers": headers}
        self.wire = ApplicationCommunicator(socket_application, scope)
        await self.wire.send_input({"type": "websocket.connect"})
        event = await self.wire.receive_output(SECONDS)
        self.accepted = event["type"] == "websocket.accept"
        return self

    async def __aexit__(self, *_error: Any) -> None:
        await self.wire.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.wire.wait(SECONDS)

    async def say(self, frame: Any) -> None:
        text = frame if isinstance(frame, str) else json.dumps(frame)
        await self.wire.send_input({"type": "websocket.receive", "text": text})

    async def hear_text(self) -> str:
        event = await self.wire.receive_output(SECONDS)
        assert event["type"] == "websocket.send", event
        return str(event["text"])

    async def hear(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await self.hear_text())
        return frame

    async def ask(self, frame: Any) -> dict[str, Any]:
        await self.say(frame)
        return await self.hear()

    async def greet(self) -> dict[str, Any]:
        return await self.ask({"type": "hello", "version": 2})

    async def follow(self, channel: Any, after: int = 0) -> dict[str, Any]:
        """Greet, subscribe, and return the first changes."""
        await self.greet()
        return await self.ask({"type": "subscribe", "channel": channel.pk, "after": after})

    async def bodies(self, count: int) -> list[str]:
        """The texts of the next messages, however they are packed."""
        heard: list[str] = []
        while len(heard) < count:
            frame = await self.hear()
            assert frame["type"] == "changes", frame
            heard += [item["body"] for item in frame["items"]]
        return heard

    async def closing(self) -> int:
        """Wait for the server to close; nothing else may come."""
        event = await self.wire.receive_output(SECONDS)
        assert event["type"] == "websocket.close", event
        return int(event["code"])

    async def quiet(self, seconds: float = 0.3) -> bool:
        return bool(await self.wire.receive_nothing(seconds))


class Clogged:
    """A client whose line takes nothing until it is let go; driven without a server."""

    def __init__(self, talk: Callable[..., Any]) -> None:
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: list[dict[str, Any]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.inbox.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(talk(self.inbox.get, self._send))

    async def _send(self, event: dict[str, Any]) -> None:
        await self.open.wait()
        self.sent.append(event)

    def say(self, frame: Any) -> None:
        self.inbox.put_nowait({"type": "websocket.receive", "text": json.dumps(frame)})

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(SECONDS):
            while not condition():
                await asyncio.sleep(0.01)

    @property
    def bodies(self) -> list[str]:
        frames = [json.loads(event["text"]) for event in self.sent if "text" in event]
        return [item["body"] for frame in frames for item in frame.get("items", ())]


def a_post(channel: Channel, body: str = "Bonjour", **fields: Any) -> dict[str, Any]:
    fields.setdefault("nonce", str(uuid.uuid4()))
    return {"type": "post", "channel": channel.pk, "body": body} | fields
