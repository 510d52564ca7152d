"""The cache as an ASGI application: it hands out what anybody may read and passes on the rest."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseError

from community.discussions.threads import run
from community.freshness.actions import current_generation

from .pages import Send
from .rendering import Application, Rendering
from .requests import Key, Scope, for_everybody, key_of
from .shared_reads import SharedReads
from .store import Store

logger = logging.getLogger(__name__)

#: Apart from what else reads the database: a page waits behind no discussion.
READING = ThreadPoolExecutor(1, thread_name_prefix="page-cache-read")


async def read_current() -> UUID | None:
    return await run(READING, current_generation)


class PageCache:
    """Each request asks which generation is current, and gets a page of that one."""

    def __init__(
        self,
        application: Application,
        *,
        read: Callable[[], Awaitable[UUID | None]] = read_current,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.application = application
        self.store = Store(clock)
        self.read_generation = SharedReads(read)
        self.renderings: dict[tuple[UUID | None, Key], Rendering] = {}
        #: The loop itself keeps its tasks weakly: one whose first visitor left might vanish.
        self.tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        key = key_of(scope)
        if key is None:
            await self.application(scope, receive, send)
            return
        answered = await self.follow_generation()
        page = self.store.get(key, at_any_age=not answered)
        if page is None:
            rendering = self.renderings.get((self.store.generation, key))
            if rendering is None:
                await self.render_for_first(key, scope, send)
                return
            page = await asyncio.shield(rendering.page)
        if page is None:
            await self.application(scope, receive, send)
        else:
            await page.answer(scope, send)

    async def follow_generation(self) -> bool:
        """Forget what is out of date; whether the database answered.

        When it does not, what is kept is the best that there is: nobody can change it either.
        """
        try:
            async with asyncio.timeout(settings.PAGE_CACHE["PATIENCE_SECONDS"]):
                generation = await self.read_generation()
        except (DatabaseError, TimeoutError) as error:
            logger.warning("page cache: the database does not answer: %r", error)
            return False
        self.store.turn_to(generation)
        return True

    async def render_for_first(self, key: Key, scope: Scope, send: Send) -> None:
        """Have the page made in a task of its own: whoever came first may leave, or be slow."""
        rendering = Rendering(self.application, send, head=scope["method"] == "HEAD")
        generation = self.store.generation
        self.renderings[generation, key] = rendering
        making = self.make(rendering, generation, key, for_everybody(scope, key))
        task = asyncio.create_task(making)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        await asyncio.shield(task)
        page = rendering.page.result()
        if page is not None:
            await page.answer(scope, send)

    async def make(
        self, rendering: Rendering, generation: UUID | None, key: Key, scope: Scope
    ) -> None:
        try:
            await rendering.run(scope)
        finally:
            del self.renderings[generation, key]
        page = rendering.page.result()
        if page is not None:
            self.store.keep(generation, key, page)
