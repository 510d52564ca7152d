"""What several sockets of a worker post to a channel at once is written in one transaction.

While one group is being committed the next gathers: nobody waits for company, and the busier a
channel, the more each commit carries. Each is acknowledged after the commit that holds it.
"""

from __future__ import annotations

import asyncio
from typing import Any

from . import actions
from .frames import Said
from .models import Message
from .threads import write

#: How many messages one transaction carries at most.
MOST_TOGETHER = 50

Waiting = tuple[Any, Said, asyncio.Future[tuple[Message, bool]]]

#: What waits for the group that is being written, by event loop and channel.
_waiting: dict[tuple[asyncio.AbstractEventLoop, int], list[Waiting]] = {}


async def post(channel_id: int, author: Any, said: Said) -> tuple[Message, bool]:
    """Say something with whoever speaks at the same time. Raises ``Refused``."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[tuple[Message, bool]] = loop.create_future()
    group = _waiting.get((loop, channel_id))
    if group is not None:
        group.append((author, said, answer))
    else:
        _waiting[loop, channel_id] = [(author, said, answer)]
        # On its own: whoever began it may leave before the others are answered.
        writing = loop.create_task(_write(loop, channel_id))
        _tasks.add(writing)
        writing.add_done_callback(_tasks.discard)
    return await answer


_tasks: set[asyncio.Task[None]] = set()


async def _write(loop: asyncio.AbstractEventLoop, channel_id: int) -> None:
    waiting = _waiting[loop, channel_id]
    try:
        while waiting:
            group, waiting[:] = waiting[:MOST_TOGETHER], waiting[MOST_TOGETHER:]
            await _write_group(channel_id, group)
    finally:
        del _waiting[loop, channel_id]


async def _write_group(channel_id: int, group: list[Waiting]) -> None:
    posts = [(author, said) for author, said, _answer in group]
    try:
        results: list[Any] = await write(actions.post_together, channel_id, posts)
    except Exception as error:
        results = [error] * len(group)
    for (_author, _said, answer), result in zip(group, results, strict=True):
        if answer.done():
            continue  # its socket has left: what it said is said
        if isinstance(result, Exception):
            answer.set_exception(result)
        else:
            answer.set_result(result)
