"""One socket a page: reads frames, answers each, and sends what the feed has for it."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import ceil
from time import monotonic
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _

from community.accounts.second_factor import lacks_second_factor

from . import bookmarks, delivery, frames
from .errors import Refused, too_fast, unavailable
from .feed import RIGHTS_CHANGED, SIGNED_OUT, Feed, Watch, catching_up
from .message_actions import perform
from .posting import posting
from .threads import read, write

logger = logging.getLogger(__name__)

TOO_SLOW = 4408
TOO_MANY = 4429
RENEW = 4000

Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]


@dataclass(eq=False)
class Subscription:
    """A channel that this socket follows, and the revision up to which it was sent."""

    watch: Watch
    cursor: int
    #: Who is here now, as last told, and whether that is still to be sent; nothing if not asked.
    here: str | None
    here_due: bool = False
    #: Not answered yet: the first changes are sent even when there are none.
    fresh: bool = True

    @property
    def is_behind(self) -> bool:
        return self.fresh or self.here_due or self.cursor < self.watch.revision


class Conversation:
    """One socket, from its opening to its end.

    One task reads, and answers each frame before it reads the next: who is slow to take answers is
    read no faster. Another hands on what the feed has, only while there is some: most sockets are
    idle most of the time, and should weigh little.
    """

    def __init__(self, user: Any, session: SessionBase, receive: Receive, send: Send) -> None:
        self.user = user
        self.listener = delivery.listener_of(user, session)
        self.feed = Feed.here()
        self._receive = receive
        self._base_send = send
        self._subscriptions: dict[int, Subscription] = {}
        self._reading: asyncio.Task[None] | None = None
        self._writing: asyncio.Task[None] | None = None
        self._something = False
        self._sending_since: float | None = None
        self._close_code = RENEW
        self._greeted = False
        self._times: deque[float] = deque()
        #: When the client last said anything.
        self.heard_at = monotonic()

    # What the feed calls -------------------------------------------------------------------

    def wake(self) -> None:
        """Send what there is; whoever is sending already looks again."""
        self._something = any(each.is_behind for each in self._subscriptions.values())
        if self._something and self._writing is None:
            self._writing = asyncio.create_task(self._write())

    def look(self) -> None:
        """Try again what failed; leave a client that takes nothing any more."""
        since = self._sending_since
        if since is not None and monotonic() - since > settings.DISCUSSIONS["SEND_SECONDS"]:
            self.dismiss(TOO_SLOW)
        else:
            self.wake()

    def tell_here(self, channel_id: int, frame: str) -> None:
        """Let the client know who is here now, if it asked to and does not know it yet."""
        subscription = self._subscriptions.get(channel_id)
        if subscription and subscription.here not in (None, frame):
            subscription.here, subscription.here_due = frame, True
            self.wake()

    def dismiss(self, code: int) -> None:
        """Close this socket: nothing more is sent, whatever was on its way."""
        self._close_code = code
        for task in filter(None, (self._reading, self._writing)):
            task.cancel()

    # The life of a socket ------------------------------------------------------------------

    async def run(self) -> None:
        """Talk until one of the two has left, or until the socket's time is over."""
        hours = settings.DISCUSSIONS["SOCKET_HOURS"] * random.uniform(0.9, 1.1)  # noqa: S311 – no secret
        reading = self._reading = asyncio.create_task(self._read())
        self.feed.join(self)
        try:
            await asyncio.wait([reading], timeout=hours * 3600)
        finally:
            left = reading.done() and not reading.cancelled()
            await self.feed.leave(self)
            self._subscriptions.clear()
            for task in filter(None, (reading, self._writing)):
                task.cancel()
                [result] = await asyncio.gather(task, return_exceptions=True)
                if isinstance(result, Exception) and not isinstance(result, OSError):
                    logger.error("socket ended", exc_info=result)
        if not left:
            await close(self._base_send, self._close_code)

    async def _send(self, text: str) -> None:
        self._sending_since = monotonic()
        await self._base_send({"type": "websocket.send", "text": text})
        self._sending_since = None

    # Reading -------------------------------------------------------------------------------

    async def _read(self) -> None:
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                return
            self.heard_at = monotonic()
            answer = await self._answer(event.get("text"))
            if answer:
                await self._send(delivery.encode(answer))

    async def _answer(self, text: str | None) -> dict[str, Any] | None:
        about: dict[str, Any] = {}
        try:
            frame = self._parse(text)
            about = frames.about(frame)
            return await self._obey(frame)
        except Refused as refusal:
            return refusal.as_frame() | about
        except Exception:
            logger.exception("frame not answered")
            return unavailable().as_frame() | about

    def _parse(self, text: str | None) -> frames.Frame:
        """Read a frame, and count it unless it is a post: ``post_message`` counts what is said,
        by every way in, and knows a message that is sent again, which is never refused.
        """
        try:
            frame = frames.parse(text)
        except Refused:
            self._count()
            raise
        if not isinstance(frame, frames.Post):
            self._count()
        return frame

    def _count(self) -> None:
        """Refuse what comes faster than the stated rate."""
        limits = settings.DISCUSSIONS
        now = asyncio.get_running_loop().time()
        while self._times and self._times[0] <= now - limits["WINDOW_SECONDS"]:
            self._times.popleft()
        if len(self._times) >= limits["FRAMES_PER_WINDOW"]:
            wait = ceil(self._times[0] + limits["WINDOW_SECONDS"] - now)
            raise too_fast(limits["FRAMES_PER_WINDOW"], wait)
        self._times.append(now)

    async def _obey(self, frame: frames.Frame) -> dict[str, Any] | None:
        if isinstance(frame, frames.Hello):
            return self._welcome(frame)
        if not self._greeted:
            raise Refused("hello_first", _("La conversation commence par « hello »."), 400)
        if isinstance(frame, frames.Subscribe):
            return await self._subscribe(frame)
        if isinstance(frame, frames.Post):
            return await self._post(frame)
        if isinstance(frame, frames.Act):
            message = await write(perform, frame, self.user)
            return frames.done(frame, message.revision)
        if isinstance(frame, frames.Read):
            return frames.bookmark(frame, await write(bookmarks.obey, frame, self.user))
        cursors = {str(pk): subscription.cursor for pk, subscription in self._subscriptions.items()}
        return {"type": "pong", "cursors": cursors}

    def _welcome(self, frame: frames.Hello) -> dict[str, Any]:
        if frame.version != frames.VERSION:
            sentence = _("Le site a changé depuis que cette page est ouverte : rechargez-la.")
            raise Refused("version", sentence, 400, version=frames.VERSION)
        self._greeted = True
        names = ("MESSAGE_MAX_LENGTH", "FRAME_MAX_BYTES", "FRAMES_PER_WINDOW", "WINDOW_SECONDS")
        limits = {name.lower(): settings.DISCUSSIONS[name] for name in names}
        return {"type": "welcome", "version": frames.VERSION, "limits": limits}

    async def _subscribe(self, frame: frames.Subscribe) -> dict[str, Any] | None:
        limit = settings.DISCUSSIONS["CHANNELS_PER_SOCKET"]
        known = self._subscriptions.get(frame.channel)
        if known is None and len(self._subscriptions) >= limit:
            sentence = _("Une page suit %(limit)d discussions au plus.") % {"limit": limit}
            raise Refused("too_many_channels", sentence, 429, limit=limit)
        newest = (await read(delivery.access_channel, frame.channel, self.user)).revision
        if frame.after > newest:
            sentence = _("Cette page n'est plus à jour : rechargez-la.")
            raise Refused("ahead", sentence, 409, revision=newest)
        watch = self.feed.follow(self, frame.channel, newest)
        self._subscriptions[frame.channel] = Subscription(
            watch, frame.after, "" if frame.here else None
        )
        self.wake()
        return None  # the changes themselves are the answer

    async def _post(self, frame: frames.Post) -> dict[str, Any]:
        message, created = await posting.ask(frame.channel, (self.user, frame.said))
        return frames.ack(frame, message.seq, message.revision, created)

    # Writing -------------------------------------------------------------------------------

    async def _write(self) -> None:
        """Send what the feed has, until there is no more."""
        try:
            while self._something:
                self._something = False
                for channel_id, subscription in list(self._subscriptions.items()):
                    if await self._deliver(channel_id, subscription):
                        self._something = True
        except OSError:
            self.dismiss(RENEW)  # the client went away
        except Exception:
            logger.exception("socket ended")
            self.dismiss(RENEW)
        finally:
            self._writing = None

    async def _deliver(self, channel_id: int, subscription: Subscription) -> bool:
        """Send the next batch of a channel, if there is one; returns whether to look again."""
        watch = subscription.watch
        if subscription.here_due and subscription.here:
            subscription.here_due = False
            await self._send(subscription.here)
        if not subscription.is_behind:
            return False
        batch = None if subscription.fresh else watch.batches.get(subscription.cursor)
        if batch and self.listener in batch.hearing:
            await self._send(batch.frame_for(self.listener))
            subscription.cursor = batch.revision
            return True
        return await self._catch_up(channel_id, subscription)

    async def _catch_up(self, channel_id: int, subscription: Subscription) -> bool:
        """Read with whoever missed the same, up to where the feed is: from there on it follows.

        The first time it reads to the end: what was committed before this socket followed the
        channel gave its hint to nobody here.
        """
        watch, fresh = subscription.watch, subscription.fresh
        until = None if fresh else watch.revision
        try:
            asked = (channel_id, subscription.cursor, until)
            batch = await catching_up.ask(asked, self.listener)
        except Exception:
            logger.exception("catch-up failed; the feed's next look wakes this socket again")
            return False
        if self._subscriptions.get(channel_id) is not subscription:
            return True  # the client asked anew meanwhile
        if self.listener not in batch.hearing:
            self.dismiss(RIGHTS_CHANGED)
            return False
        await self._send(batch.frame_for(self.listener))
        moved = batch.revision > subscription.cursor
        subscription.cursor = batch.revision
        subscription.fresh = fresh and batch.more
        self.feed.want(watch, batch.revision)
        return moved


async def close(send: Send, code: int) -> None:
    """Say goodbye; a client that does not listen any more is left."""
    try:
        async with asyncio.timeout(5):
            await send({"type": "websocket.close", "code": code})
    except (OSError, RuntimeError, TimeoutError):
        logger.debug("the client had left")


async def discussion_socket(user: Any, session: SessionBase, receive: Receive, send: Send) -> None:
    """One socket of ``/ws/``. It accepts first, so that pages see why it closes."""
    await receive()
    await send({"type": "websocket.accept"})
    if not user.is_authenticated or await read(lacks_second_factor, user, session):
        await close(send, SIGNED_OUT)
        return
    if Feed.here().users[user.pk] >= settings.DISCUSSIONS["SOCKETS_PER_USER"]:
        await close(send, TOO_MANY)
        return
    await Conversation(user, session, receive, send).run()
