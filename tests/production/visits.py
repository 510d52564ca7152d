"""Asking an ASGI application for a page, as a browser's request reaches it."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import brotli

Application = Callable[[Any, Any, Any], Awaitable[Any]]
UNPACK = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
#: However busy the machine; nothing is measured by it.
SECONDS = 30
#: What the house says of a page for everybody.
PUBLIC = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "private, no-cache",
    "vary": "Cookie, Accept-Language, Save-Data",
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def text(self) -> str:
        return UNPACK[self.headers.get("content-encoding", "")](self.raw).decode()


def request(path: str, method: str = "GET", scheme: str = "http", **headers: str) -> dict[str, Any]:
    """What the server makes of a request; `Host` is ours unless told."""
    path, _, query = path.partition("?")
    given = {"host": "testserver"} | headers
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": scheme,
        "path": path,
        "query_string": query.encode("latin-1"),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in given.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("testserver", 80),
    }


async def visit(application: Application, path: str, method: str = "GET", **rest: str) -> Answer:
    """One answer, whole."""
    told: list[Any] = []
    asked = asyncio.Event()

    async def receive() -> Any:
        if asked.is_set():
            await asyncio.Event().wait()  # the visitor stays
        asked.set()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(event: Any) -> None:
        told.append(event)

    async with asyncio.timeout(SECONDS):
        await application(request(path, method, **rest), receive, send)
    start, *bodies = told
    headers: dict[str, str] = {}
    for name, value in start["headers"]:
        assert name.decode().lower() not in headers, "said twice"
        headers[name.decode().lower()] = value.decode("latin-1")
    return Answer(start["status"], headers, b"".join(body.get("body", b"") for body in bodies))


def get(application: Application, path: str, method: str = "GET", **rest: str) -> Answer:
    """The same for a test that is not asynchronous."""
    return asyncio.run(visit(application, path, method, **rest))


class Counted:
    """An application, and the requests that reached it."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.requests: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.requests.append(scope)
        await self.application(scope, receive, send)

    @property
    def count(self) -> int:
        return len(self.requests)


@dataclass
class Script:
    """Stands where Django stands and answers as told; `gate` holds it up."""

    body: bytes = b"<p>Une page</p>"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stream: bool = False
    gate: asyncio.Event | None = None
    failure: Exception | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = self.body  # a page says what was there when it was begun
        await receive()
        if self.gate is not None:
            await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        headers = PUBLIC | self.headers
        if not self.stream:
            headers["content-length"] = str(len(body))
        await send(
            {
                "type": "http.response.start",
                "status": self.status,
                "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            }
        )
        half = len(body) // 2
        await send({"type": "http.response.body", "body": body[:half], "more_body": True})
        await send({"type": "http.response.body", "body": body[half:]})


@dataclass
class Database:
    """Which generation is current, told as often as asked."""

    generation: UUID | None = field(default_factory=uuid4)
    failure: Exception | None = None
    reads: int = 0

    async def __call__(self) -> UUID | None:
        self.reads += 1
        generation = self.generation
        await asyncio.sleep(0)  # as a thread does, it lets others go on
        if self.failure is not None:
            raise self.failure
        return generation

    def renew(self) -> None:
        self.generation = uuid4()
