"""Hints: « this channel moved », « these people's rights changed », told to every worker.

A hint carries no content and may be lost: each worker also looks by itself. So nothing here ever
fails a write, and nothing waits for Redis when a live feed runs in the process.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)

#: The one group that the feed of every worker listens to.
GROUP = "discussions"
#: How long a worker waits for the layer before it goes on without.
SECONDS = 2.0

Hint = dict[str, Any]

#: The feeds that run in this process, each by its event loop; a server has one.
running: dict[asyncio.AbstractEventLoop, Any] = {}


def announce_change(channel_id: int, revision: int) -> None:
    """Tell, after commit, that a channel has reached this revision."""
    announce({"type": "hint.change", "channel": channel_id, "revision": revision})


def announce_access(user_ids: Iterable[int]) -> None:
    """Tell, after commit, that what these accounts may read has changed."""
    announce({"type": "hint.access", "users": sorted(user_ids)})


def announce(hint: Hint) -> None:
    """Hand a hint to the feed of this process, which passes it on; else straight to the layer."""
    told = False
    for loop, feed in list(running.items()):
        try:
            loop.call_soon_threadsafe(feed.announce, hint)
            told = True
        except RuntimeError:  # a loop that closed without taking leave
            running.pop(loop, None)
    if told:
        return
    try:
        async_to_sync(send)(hint)
    except RuntimeError as error:  # called beside a running loop, where nothing may wait
        logger.warning("hint not sent: %s", error)


async def send(hint: Hint) -> None:
    """Send a hint through the channel layer; what fails is logged and made good by looking."""
    layer = get_channel_layer()
    try:
        async with asyncio.timeout(SECONDS):
            await layer.group_send(GROUP, hint)
    except Exception as error:
        logger.warning("hint not sent: %s", error or type(error).__name__)
