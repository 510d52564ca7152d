"""The house, and beside it a bare broadcast: each text that comes in goes out to every socket."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.discussions_settings")

from config.asgi import application as house

sockets: set[Any] = set()


async def bare(_scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    sockets.add(send)
    try:
        while (event := await receive())["type"] != "websocket.disconnect":
            for other in list(sockets):
                await other({"type": "websocket.send", "text": event["text"]})
    finally:
        sockets.discard(send)


async def application(scope: Any, receive: Any, send: Any) -> None:
    alone = scope["type"] == "websocket" and scope["path"] == "/bare/"
    await (bare if alone else house)(scope, receive, send)
