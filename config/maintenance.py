"""Ahead of pages and sockets: while the house is closed for works, everybody is told so.

It stands ahead of the page cache and of Django, asks no database and lets nobody in: to know the
team from others would need the very database that is being worked on
(docs/errors-and-maintenance.md).
"""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from asgiref.sync import sync_to_async
from csp.utils import build_policy
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest

from community.activity import maintenance

from . import errors

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

#: What watches the house goes on watching it.
OPEN = frozenset({"/healthz", "/readyz"})
TRY_AGAIN_LATER = 1013


class Maintenance:
    """An ASGI application that passes everything on, unless the house is closed."""

    def __init__(self, application: Callable[..., Awaitable[Any]]) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        closure = maintenance.current()
        if scope["type"] == "websocket":
            if closure is None:
                await self.application(scope, *until_closed(receive, send))
            else:
                await refuse(receive, send)
        elif closure is None or scope["path"] in OPEN:
            await self.application(scope, receive, send)
        else:
            await answer(scope, send, closure)


async def answer(scope: dict[str, Any], send: Send, closure: maintenance.Closure) -> None:
    # Without the query: it may not decode, and nothing here asks for it.
    request = ASGIRequest(scope | {"query_string": b""}, io.BytesIO())
    response = await sync_to_async(errors.closed, thread_sensitive=False)(request, closure)
    # What Django's own layers put on every other answer.
    response["Content-Length"] = str(len(response.content))
    response["Content-Security-Policy"] = build_policy()
    response["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = settings.X_FRAME_OPTIONS
    await send(
        {
            "type": "http.response.start",
            "status": response.status_code,
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1"))
                for name, value in response.items()
            ],
        }
    )
    body = b"" if scope["method"] == "HEAD" else response.content
    await send({"type": "http.response.body", "body": body})


async def refuse(receive: Receive, send: Send) -> None:
    """Accept, then close: a page never sees the code of a socket that was not accepted."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})


def until_closed(receive: Receive, send: Send) -> tuple[Receive, Send]:
    """The same two, until something is heard while the house is closed: then the socket ends.

    A client tells its cursor every 25 seconds, so that is how long an open socket may last; what
    it says meanwhile is not acknowledged, and stays in its outbox.
    """
    over = False

    async def hear() -> Event:
        nonlocal over
        event = await receive()
        if event["type"] == "websocket.receive" and maintenance.current() is not None:
            over = True
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})
            return {"type": "websocket.disconnect", "code": TRY_AGAIN_LATER}
        return event

    async def say(event: Event) -> None:
        if not over:
            await send(event)

    return hear, say
