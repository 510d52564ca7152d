"""The two threads of a worker in which live discussions use the database.

Apart from one another, so that reading for everybody never waits behind somebody's sending; one
for writing, since SQLite has one writer anyway and its queue is unfair when many wait.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import SyncToAsync
from django.conf import settings
from django.db import connection

P = ParamSpec("P")
R = TypeVar("R")

_reading = ThreadPoolExecutor(1, thread_name_prefix="discussions-read")
_writing = ThreadPoolExecutor(1, thread_name_prefix="discussions-write")


async def read(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a function that reads the database."""
    return await _run(_reading, function, *args, **kwargs)


async def write(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a function that writes; it is committed when this returns."""
    return await _run(_writing, function, *args, **kwargs)


async def _run(
    threads: ThreadPoolExecutor, function: Callable[..., R], *args: Any, **kwargs: Any
) -> R:
    call: Any = SyncToAsync(_with_connection, thread_sensitive=False, executor=threads)
    return await call(function, *args, **kwargs)


def _with_connection(function: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    """Keep the thread's connection between calls, unless it broke; opening one is slow."""
    connection.close_at = None
    connection.close_if_unusable_or_obsolete()
    try:
        return function(*args, **kwargs)
    finally:
        if not settings.DISCUSSIONS["KEEP_CONNECTIONS"]:
            connection.close()
