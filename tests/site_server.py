"""The real application behind a real server, for tests that speak to it from outside."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from asgiref.sync import SyncToAsync
from django.db import connections

HOST = "127.0.0.1"
START_SECONDS = 20
STOP_SECONDS = 20


@dataclass(frozen=True)
class SiteServer:
    """Where the running site answers."""

    port: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://{HOST}:{self.port}/ws/"

    def at(self, path: str) -> str:
        """The full address of `path`, which begins with a slash."""
        return self.url + path


@contextmanager
def serve(served: Any = None) -> Iterator[SiteServer]:
    """Serve config.asgi, or another application, in a thread of this process (and measure it)."""
    from config.asgi import application

    listener = socket.create_server((HOST, 0))
    server = uvicorn.Server(
        uvicorn.Config(
            served or application,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="config.sockets:LightSocket",
            ws_max_size=65_536,
            timeout_graceful_shutdown=2,
        )
    )
    # Signals belong to the main thread; this server is stopped by its flag.
    thread = threading.Thread(target=server.run, args=([listener],), name="site-server")
    thread.start()
    try:
        wait_until_started(server, thread)
        yield SiteServer(port=listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(STOP_SECONDS)
        listener.close()
        # Sockets run their queries in one thread of asgiref's, which outlives the server; a test
        # database with an open connection cannot be emptied or dropped.
        SyncToAsync.single_thread_executor.submit(connections.close_all).result(STOP_SECONDS)
    if thread.is_alive():
        raise RuntimeError("the site server did not stop")


def wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the site server did not start")
        time.sleep(0.01)
