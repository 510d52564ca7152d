"""A network as bad as a telephone's in a valley, between a browser and the stand."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from tests.nemesis.proxy import HOST, Proxy, Weather

T = TypeVar("T")
#: How long anything of ours may take.
SECONDS = 20


class Network:
    """A proxy that runs beside the browser's test, in a thread of its own."""

    def __init__(self, proxy: Proxy, loop: asyncio.AbstractEventLoop) -> None:
        self._proxy, self._loop = proxy, loop
        self.url = f"http://{HOST}:{proxy.port}"

    def wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in that thread: the browser's own has no room for another loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS)

    def is_lost(self) -> None:
        self._loop.call_soon_threadsafe(self._proxy.go_dark)

    def is_back(self) -> None:
        """As after a tunnel: what was open before leads nowhere."""
        self._loop.call_soon_threadsafe(partial(self._proxy.come_back, keep=False))

    def end(self, over: asyncio.Event) -> None:
        self._loop.call_soon_threadsafe(over.set)


@contextmanager
def network(port: int, weather: Weather) -> Iterator[Network]:
    """A bad network that leads to a port of this machine."""
    ready, over = threading.Event(), asyncio.Event()
    found: list[Network] = []

    async def serve() -> None:
        async with Proxy([port]) as proxy:
            proxy.weather = weather
            found.append(Network(proxy, asyncio.get_running_loop()))
            ready.set()
            await over.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), name="bad-network")
    thread.start()
    assert ready.wait(SECONDS)
    try:
        yield found[0]
    finally:
        found[0].end(over)
        thread.join(SECONDS)
