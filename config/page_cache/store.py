"""Where a process keeps its pages: so many at most, the least asked for leaves first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

from django.conf import settings

from .pages import KeptPage
from .requests import Key

#: One page may take this part of the room at most.
LARGEST_SHARE = 1 / 16


class Store:
    """Pages of one generation, or none while there is none; `clock` tells ever growing seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.generation: UUID | None = None
        self.pages: OrderedDict[Key, tuple[float, KeptPage]] = OrderedDict()
        self.size = 0

    def turn_to(self, generation: UUID | None) -> None:
        """Forget the pages of any other generation."""
        if generation != self.generation:
            self.generation = generation
            self.pages.clear()
            self.size = 0

    def get(self, key: Key, *, at_any_age: bool = False) -> KeptPage | None:
        """The page, unless it is too old for what it says of today."""
        made, page = self.pages.get(key, (0.0, None))
        if page is None:
            return None
        if not at_any_age and self.clock() - made >= settings.PAGE_CACHE["SECONDS"]:
            return None
        self.pages.move_to_end(key)
        return page

    def keep(self, generation: UUID | None, key: Key, page: KeptPage) -> None:
        """Keep a page whose rendering began in that generation, if it is still the current one."""
        limits = settings.PAGE_CACHE
        current = generation is not None and generation == self.generation
        if not current or page.size > limits["BYTES"] * LARGEST_SHARE:
            return
        self._drop(key)
        self.pages[key] = (self.clock(), page)
        self.size += page.size
        while self.size > limits["BYTES"] or len(self.pages) > limits["ENTRIES"]:
            self._drop(next(iter(self.pages)))

    def _drop(self, key: Key) -> None:
        _made, page = self.pages.pop(key, (0.0, None))
        if page is not None:
            self.size -= page.size
