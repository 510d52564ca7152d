"""A page being made, once for all who wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from .pages import KeptPage, Send, may_be_kept
from .requests import Scope

Event = Mapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[Any]]


class Rendering:
    """What Django answers: gathered if it is a page for everybody, else passed on as it comes.

    ``page`` tells those who wait what to do: it holds the page, or nothing when the answer turned
    out to be the first visitor's alone. It is known as soon as the answer begins in that case, so
    that nobody waits behind a long file on a slow network.
    """

    def __init__(self, application: Application, first_visitor: Send, *, head: bool) -> None:
        self.application = application
        self.first_visitor = first_visitor
        self.head = head
        self.page: asyncio.Future[KeptPage | None] = asyncio.get_running_loop().create_future()
        self.start: Event = {}
        self.body = bytearray()

    async def run(self, scope: Scope) -> None:
        """Make the page; raises what the application raises."""
        asked = asyncio.Event()

        async def receive() -> Event:
            if asked.is_set():
                # The first visitor may leave, those who wait have not: nobody ever hangs up here.
                await asyncio.get_running_loop().create_future()
            asked.set()
            return {"type": "http.request", "body": b"", "more_body": False}

        try:
            await self.application(scope, receive, self.send)
        finally:
            self.settle(None)

    async def send(self, event: Event) -> None:
        if event["type"] == "http.response.start":
            self.start = event
            if not may_be_kept(event):
                self.settle(None)
        if self.page.done():
            await self.first_visitor({**event, "body": b""} if self.head else event)
        elif event["type"] == "http.response.body":
            self.body += event.get("body", b"")
            if not event.get("more_body", False):
                headers = list(self.start["headers"])
                self.settle(await asyncio.to_thread(KeptPage.of, headers, bytes(self.body)))

    def settle(self, page: KeptPage | None) -> None:
        if not self.page.done():
            self.page.set_result(page)
