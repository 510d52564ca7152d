"""The two threads of a worker in which live discussions use the database.

Apart from one another, so that reading for everybody never waits behind somebody's sending; one
for writing, since SQLite has one writer anyway and its queue is unfair when many wait.
"""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import connection

P = ParamSpec("P")
R = TypeVar("R")

READING = ThreadPoolExecutor(1, thread_name_prefix="discussions-read")
WRITING = ThreadPoolExecutor(1, thread_name_prefix="discussions-write")


async def read(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a function that reads the database."""
    return await run(READING, partial(function, *args, **kwargs))


async def write(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a function that writes; it is committed when this returns."""
    return await run(WRITING, partial(function, *args, **kwargs))


async def run(threads: ThreadPoolExecutor, function: Callable[[], R]) -> R:
    """Run a function in one of these threads, with the database connection that it keeps."""
    context = contextvars.copy_context()
    loop = asyncio.get_running_loop()
    work = loop.run_in_executor(threads, context.run, _with_connection, function)
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        # A thread cannot be stopped: who gives up waits for it, so that nothing of a socket or of
        # a feed that has ended still touches the database.
        await asyncio.wait([work])
        raise


def _with_connection(function: Callable[[], R]) -> R:
    """Keep the thread's connection between calls, unless it broke; opening one is slow."""
    connection.close_at = None
    connection.close_if_unusable_or_obsolete()
    try:
        return function()
    finally:
        if not settings.DISCUSSIONS["KEEP_CONNECTIONS"]:
            connection.close()
