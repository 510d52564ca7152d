"""What is asked of the database at the same time is asked once.

While one group is at work the next gathers, so that nobody waits for company: alone, one is served
at once; in a crowd, the cost is shared.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")
Result = TypeVar("Result")


class Together(Generic[Key, Item, Result]):
    """Groups what is asked under one key; ``work`` gives each item its result, or its exception."""

    def __init__(
        self,
        work: Callable[[Key, Sequence[Item]], Awaitable[Sequence[Result | Exception]]],
        most: int,
    ) -> None:
        self._work, self._most = work, most
        self._waiting: dict[tuple[asyncio.AbstractEventLoop, Key], list[_Asked[Item, Result]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, key: Key, item: Item) -> Result:
        """The result for one item. Raises what ``work`` gave for it, or raised for all."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Result] = loop.create_future()
        group = self._waiting.get((loop, key))
        if group is not None:
            group.append((item, answer))
        else:
            self._waiting[loop, key] = [(item, answer)]
            # On its own: whoever began it may leave before the others are answered.
            task = loop.create_task(self._serve((loop, key)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await answer

    async def _serve(self, place: tuple[asyncio.AbstractEventLoop, Key]) -> None:
        waiting = self._waiting[place]
        try:
            while waiting:
                group, waiting[:] = waiting[: self._most], waiting[self._most :]
                await self._serve_group(place[1], group)
        finally:
            del self._waiting[place]

    async def _serve_group(self, key: Key, group: list[_Asked[Item, Result]]) -> None:
        results: Sequence[Result | Exception]
        try:
            results = await self._work(key, [item for item, _answer in group])
        except Exception as error:
            results = [error] * len(group)
        for (_item, answer), result in zip(group, results, strict=True):
            if answer.done():
                continue  # whoever asked has left
            if isinstance(result, Exception):
                answer.set_exception(result)
            else:
                answer.set_result(result)


_Asked = tuple[Item, "asyncio.Future[Result]"]
