"""What several sockets of a worker post to a channel at once is written in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from . import actions
from .models import Message
from .threads import write
from .together import Together

#: How many messages one transaction carries at most.
MOST_TOGETHER = 50


async def _write(channel_id: int, posts: Sequence[actions.Post]) -> Sequence[actions.Answer]:
    return await write(actions.post_together, channel_id, posts)


#: By channel. Each post is acknowledged after the commit that holds it.
posting: Together[int, actions.Post, tuple[Message, bool]] = Together(_write, MOST_TOGETHER)
