"""One read for many who ask at once, none of whom is told anything older than the question."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class SharedReads(Generic[T]):
    """Whoever asks gets what a read that *began afterwards* found; one read runs at a time.

    So at most two are ever under way for any number who ask: one that runs, and one that waits
    for it to end and gathers those who came meanwhile.
    """

    def __init__(self, read: Callable[[], Awaitable[T]]) -> None:
        self.read = read
        self.running: asyncio.Task[T] | None = None
        self.next: asyncio.Task[T] | None = None

    async def __call__(self) -> T:
        """Raises what the read raised. Giving up hinders nobody else."""
        # One that is done without having begun was stopped with its event loop.
        if self.next is None or self.next.done():
            self.next = asyncio.create_task(self._read_after(self.running))
        return await asyncio.shield(self.next)

    async def _read_after(self, earlier: asyncio.Task[T] | None) -> T:
        if earlier is not None and not earlier.done():
            await asyncio.wait([earlier])
        # From here on, whoever comes is too late for this read.
        self.running, self.next = self.next, None
        return await self.read()
