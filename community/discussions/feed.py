"""One feed a worker: it reads what is new once a channel, for all the sockets that follow it.

Hints make it quick; it depends on none. Every few seconds it looks at the newest revisions of the
channels that are followed, and asks again who may still read and who is still signed in.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from channels.layers import get_channel_layer
from django.conf import settings

from . import delivery, hints
from .arrivals import arrivals_in
from .delivery import Changes, Listener
from .presence import SECONDS, as_frame, known, presence, shown_among
from .threads import read
from .together import Together

logger = logging.getLogger(__name__)

#: The latest batches of a channel kept for sockets that are slower than the feed. A socket that
#: falls further behind reads for itself: so no queue ever grows, and nothing is lost.
KEPT_BATCHES = 64
#: Hints that wait for the layer; more are dropped, since the other workers look by themselves.
WAITING_HINTS = 1000

SIGNED_OUT = 4401
RIGHTS_CHANGED = 4403


class Follower(Protocol):
    """What the feed asks of a socket."""

    listener: Listener
    heard_at: float

    def wake(self) -> None: ...

    def look(self) -> None: ...

    def tell_here(self, channel_id: int, frame: str) -> None: ...

    def dismiss(self, code: int) -> None: ...


@dataclass(frozen=True)
class Batch:
    """Changes encoded once, with those who were found to have a right to them."""

    revision: int
    #: Whether another follows at once.
    more: bool
    frame: str
    hearing: frozenset[Listener]
    #: By account, the frames of those who arrived after some of it was said: nearly always none.
    cut: Mapping[int, str] = field(default_factory=dict)

    def frame_for(self, listener: Listener) -> str:
        return self.cut.get(listener.user_id, self.frame)


def read_batch(
    channel_id: int, listeners: Collection[Listener], after: int, until: int | None = None
) -> Batch:
    changes, hearing = delivery.changes_after(channel_id, listeners, after, until)
    frame = delivery.encode(changes.as_frame())
    return Batch(changes.revision, changes.more, frame, hearing, cut(changes, hearing))


def cut(changes: Changes, hearing: Collection[Listener]) -> dict[int, str]:
    """What each gets who arrived after some of it was said: encoded once for a day of arrival."""
    if not changes.past_is_hidden:
        return {}
    arrivals = arrivals_in(changes.channel_id, {listener.user_id for listener in hearing})
    frames = {
        arrival: delivery.encode(changes.since(arrival).as_frame())
        for arrival in set(arrivals.values())
    }
    return {user_id: frames[arrival] for user_id, arrival in arrivals.items()}


async def _catch_up(
    asked: tuple[int, int, int | None], listeners: Sequence[Listener]
) -> list[Batch]:
    channel_id, after, until = asked
    return [await read(read_batch, channel_id, frozenset(listeners), after, until)] * len(listeners)


#: By channel, cursor and end: those who come back after the same cut read it once.
catching_up: Together[tuple[int, int, int | None], Listener, Batch] = Together(_catch_up, 1000)


@dataclass(eq=False)
class Watch:
    """A channel that sockets of this worker follow."""

    channel_id: int
    #: How far the feed has read.
    revision: int
    #: How far it is known to go.
    wanted: int = 0
    followers: set[Follower] = field(default_factory=set)
    batches: dict[int, Batch] = field(default_factory=dict)
    pump: asyncio.Task[None] | None = None

    def keep(self, after: int, batch: Batch) -> None:
        self.batches[after] = batch
        if len(self.batches) > KEPT_BATCHES:
            del self.batches[next(iter(self.batches))]
        self.revision = batch.revision


class Feed:
    """What a worker knows of the channels that its sockets follow."""

    def __init__(self) -> None:
        self.watches: dict[int, Watch] = {}
        self.sockets: set[Follower] = set()
        self.users: Counter[int] = Counter()
        self._tasks: list[asyncio.Task[None]] = []
        self._waiting: asyncio.Queue[hints.Hint] = asyncio.Queue(WAITING_HINTS)
        self._told_here_at = -math.inf
        self._telling_here: asyncio.Task[None] | None = None

    @classmethod
    def here(cls) -> Feed:
        """The feed of the running event loop; it works as long as it has sockets."""
        return hints.running.get(asyncio.get_running_loop()) or cls()

    def join(self, socket: Follower) -> None:
        self.sockets.add(socket)
        self.users[socket.listener.user_id] += 1
        if not self._tasks:
            hints.running[asyncio.get_running_loop()] = self
            limits = settings.DISCUSSIONS
            self._tasks = [
                asyncio.create_task(self._listen()),
                asyncio.create_task(self._pass_on()),
                asyncio.create_task(every(limits["POLL_SECONDS"], self._look)),
                asyncio.create_task(every(limits["RECHECK_SECONDS"], self._keep_watch)),
            ]

    async def leave(self, socket: Follower) -> None:
        """Forget a socket; the last one to leave stops the feed."""
        self.sockets.discard(socket)
        self.users -= Counter([socket.listener.user_id])
        for watch in [watch for watch in self.watches.values() if socket in watch.followers]:
            self.unfollow(socket, watch)
        if self.sockets:
            return
        hints.running.pop(asyncio.get_running_loop(), None)
        presence.listen({})
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def follow(self, socket: Follower, channel_id: int, newest: int) -> Watch:
        """Let a socket follow a channel, which is known to have reached ``newest``."""
        watch = self.watches.setdefault(channel_id, Watch(channel_id, newest))
        watch.followers.add(socket)
        self.want(watch, newest)
        return watch

    def unfollow(self, socket: Follower, watch: Watch) -> None:
        watch.followers.discard(socket)
        if not watch.followers:
            self.watches.pop(watch.channel_id, None)

    def announce(self, hint: hints.Hint) -> None:
        """Take a hint of this process, and pass it on to the other workers."""
        self.receive(hint)
        with contextlib.suppress(asyncio.QueueFull):
            self._waiting.put_nowait(hint)

    def receive(self, hint: hints.Hint) -> None:
        """Act on a hint, whoever it comes from."""
        if hint["type"] == "hint.access":
            users = set(hint["users"])
            presence.hide(users)
            if any(socket.listener.user_id in users for socket in self.sockets):
                self._run(self._recheck(users))
        elif watch := self.watches.get(hint["channel"]):
            self.want(watch, hint["revision"])

    def _run(self, work: Awaitable[None]) -> asyncio.Task[None]:
        async def guarded() -> None:
            try:
                await work
            except Exception:
                logger.exception("feed: will look again")

        task = asyncio.create_task(guarded())
        self._tasks.append(task)
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: asyncio.Task[None]) -> None:
        if task in self._tasks:
            self._tasks.remove(task)

    # What is new ---------------------------------------------------------------------------

    def want(self, watch: Watch, revision: int) -> None:
        """Read on when a channel goes further than what was read."""
        watch.wanted = max(watch.wanted, revision)
        if watch.wanted > watch.revision and watch.pump is None:
            watch.pump = self._run(self._read_on(watch))

    async def _read_on(self, watch: Watch) -> None:
        """Read until the channel's known end, once for all: there is one such task a channel."""
        try:
            while watch.followers and watch.revision < watch.wanted:
                after = watch.revision
                listeners = frozenset(follower.listener for follower in watch.followers)
                batch = await read(read_batch, watch.channel_id, listeners, after)
                if batch.revision == after:
                    watch.wanted = after  # the channel went, or its end was misheard
                    break
                watch.keep(after, batch)
                if batch.more:
                    watch.wanted = max(watch.wanted, batch.revision + 1)
                self._dismiss(watch.followers, listeners - batch.hearing, RIGHTS_CHANGED)
                for follower in watch.followers:
                    follower.wake()
        finally:
            watch.pump = None

    async def _look(self) -> None:
        """Do without hints: ask how far the followed channels go."""
        for socket in self.sockets:
            socket.look()
        newest = await read(delivery.newest_revisions, list(self.watches))
        for channel_id, revision in newest.items():
            if watch := self.watches.get(channel_id):
                self.want(watch, revision)

    # Who may hear --------------------------------------------------------------------------

    async def _recheck(self, user_ids: set[int] | None = None) -> None:
        """Close the sockets of those who lost a right or signed out."""
        everybody = {
            socket.listener
            for socket in self.sockets
            if user_ids is None or socket.listener.user_id in user_ids
        }
        signed_in = await read(delivery.still_signed_in, everybody)
        self._dismiss(self.sockets, everybody - signed_in, SIGNED_OUT)
        for watch in list(self.watches.values()):
            listeners = {follower.listener for follower in watch.followers} & signed_in
            if listeners:
                hearing = await read(delivery.may_hear, watch.channel_id, listeners)
                self._dismiss(watch.followers, listeners - hearing, RIGHTS_CHANGED)

    async def _keep_watch(self) -> None:
        """Ask who may still read; then, now and again, tell those who do who is here now."""
        await self._recheck()
        if self._telling_here and not self._telling_here.done():
            return
        if monotonic() - self._told_here_at >= settings.DISCUSSIONS["HERE_SECONDS"]:
            self._told_here_at = monotonic()
            # On its own: a cache that is slow to answer holds up nobody's rights.
            self._telling_here = self._run(self._tell_here())

    async def _tell_here(self) -> None:
        """Two steps apart: accounts are asked of the database, the others' people of the cache."""
        since = monotonic() - SECONDS
        following = {
            watch.channel_id: {f.listener.user_id for f in watch.followers if f.heard_at > since}
            for watch in self.watches.values()
        }
        people = await read(shown_among, set().union(*following.values()))
        rooms = {
            channel_id: {people[user].pk: str(people[user]) for user in users & people.keys()}
            for channel_id, users in following.items()
        }
        presence.listen(rooms)
        everybody = await read(known, await asyncio.to_thread(presence.exchange))
        for watch in list(self.watches.values()):
            frame = delivery.encode(as_frame(watch.channel_id, everybody))
            for follower in watch.followers:
                follower.tell_here(watch.channel_id, frame)

    @staticmethod
    def _dismiss(sockets: Iterable[Follower], lost: Iterable[Listener], code: int) -> None:
        lost = frozenset(lost)
        for socket in sockets:
            if socket.listener in lost:
                socket.dismiss(code)

    # The other workers ---------------------------------------------------------------------

    async def _listen(self) -> None:
        """Hear the hints of the other workers, and come back when the layer went away."""
        while True:
            try:
                layer = get_channel_layer()
                name = await layer.new_channel()
                await layer.group_add(hints.GROUP, name)
                while True:
                    self.receive(await layer.receive(name))
            except Exception as error:
                logger.warning("feed: the channel layer is away (%s)", error)
                await asyncio.sleep(settings.DISCUSSIONS["POLL_SECONDS"])

    async def _pass_on(self) -> None:
        while True:
            await hints.send(await self._waiting.get())


async def every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Do something again and again; a failure is logged and does not end it."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except Exception:
            logger.exception("feed: will look again")
