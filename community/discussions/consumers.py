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
from django.utils.translation import gettext as _

from community.accounts.second_factor import lacks_second_factor

from . import bookmarks, delivery, frames
from .errors import Refused, not_found, too_fast, unavailable
from .feed import RIGHTS_CHANGED, SIGNED_OUT, Feed, Watch, catching_up
from .message_actions import perform
from .models import Channel
from .posting import posting
from .threads import read, write

logger = logging.getLogger(__name__)

TOO_SLOW = 4408
TOO_MANY = 4429
RENEW = 4000
#: Answers that wait for a slow client; the next frame is read when there is room again.
WAITING_ANSWERS = 64

Scope = dict[str, Any]
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


class Conversation:
    """One socket, from its opening to its end."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.user = scope["user"]
        self.listener = delivery.listener_of(self.user, scope["session"])
        self.feed = Feed.here()
        self._receive = receive
        self._base_send = send
        self._subscriptions: dict[int, Subscription] = {}
        self._answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue(WAITING_ANSWERS)
        self._something = asyncio.Event()
        self._dismissed = asyncio.Event()
        self._close_code = RENEW
        self._greeted = False
        self._times: deque[float] = deque()
        #: When the client last said anything.
        self.heard_at = monotonic()

    # What the feed calls -------------------------------------------------------------------

    def wake(self) -> None:
        self._something.set()

    def tell_here(self, channel_id: int, frame: str) -> None:
        """Let the client know who is here now, if it asked to and does not know it yet."""
        subscription = self._subscriptions.get(channel_id)
        if subscription and subscription.here not in (None, frame):
            subscription.here, subscription.here_due = frame, True
            self.wake()

    def dismiss(self, code: int) -> None:
        """Close this socket: nothing more is sent, whatever was on its way."""
        self._close_code = code
        self._dismissed.set()

    # The life of a socket ------------------------------------------------------------------

    async def run(self) -> None:
        """Talk until one of the two has left, or until the socket's time is over."""
        hours = settings.DISCUSSIONS["SOCKET_HOURS"] * random.uniform(0.9, 1.1)  # noqa: S311 – no secret
        self.feed.join(self)
        reading = asyncio.create_task(self._read())
        tasks = [
            reading,
            asyncio.create_task(self._write()),
            asyncio.create_task(self._dismissed.wait()),
        ]
        try:
            await asyncio.wait(tasks, timeout=hours * 3600, return_when=asyncio.FIRST_COMPLETED)
        finally:
            left = reading.done()
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            await self.feed.leave(self)
        for result in results:
            if isinstance(result, Exception) and not isinstance(result, (OSError, TimeoutError)):
                logger.error("socket ended", exc_info=result)
        if not left:
            await close(self._base_send, self._close_code)

    async def _send(self, text: str) -> None:
        try:
            async with asyncio.timeout(settings.DISCUSSIONS["SEND_SECONDS"]):
                await self._base_send({"type": "websocket.send", "text": text})
        except TimeoutError:
            self.dismiss(TOO_SLOW)
            raise

    # Reading -------------------------------------------------------------------------------

    async def _read(self) -> None:
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                return
            self.heard_at = monotonic()
            answer = await self._answer(event.get("text"))
            if answer:
                await self._answers.put(answer)
                self.wake()

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
        newest = await read(stand, frame.channel, self.user)
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
        while True:
            await self._something.wait()
            self._something.clear()
            behind = True
            while behind:
                while not self._answers.empty():
                    await self._send(delivery.encode(self._answers.get_nowait()))
                behind = False
                for channel_id, subscription in list(self._subscriptions.items()):
                    behind |= await self._deliver(channel_id, subscription)

    async def _deliver(self, channel_id: int, subscription: Subscription) -> bool:
        """Send the next batch of a channel, if there is one; returns whether to look again."""
        watch = subscription.watch
        if subscription.here_due and subscription.here:
            subscription.here_due = False
            await self._send(subscription.here)
        if not subscription.fresh and subscription.cursor >= watch.revision:
            return False
        batch = None if subscription.fresh else watch.batches.get(subscription.cursor)
        if batch and self.listener in batch.hearing:
            await self._send(batch.frame)
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
        await self._send(batch.frame)
        moved = batch.revision > subscription.cursor
        subscription.cursor = batch.revision
        subscription.fresh = fresh and batch.more
        self.feed.want(watch, batch.revision)
        return moved


def stand(channel_id: int, user: Any) -> int:
    """The newest revision of a channel that ``user`` reads."""
    newest = Channel.objects.readable_by(user).filter(pk=channel_id).values_list("revision")
    row = newest.first()
    if row is None:
        raise not_found()
    return int(row[0])


async def close(send: Send, code: int) -> None:
    """Say goodbye; a client that does not listen any more is left."""
    try:
        async with asyncio.timeout(5):
            await send({"type": "websocket.close", "code": code})
    except (OSError, RuntimeError, TimeoutError):
        logger.debug("the client had left")


async def discussion_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application of ``/ws/``. It accepts first, so that pages see why it closes."""
    await receive()
    await send({"type": "websocket.accept"})
    user = scope["user"]
    known = user.is_authenticated and user.is_active
    if not known or await read(lacks_second_factor, user, scope["session"]):
        await close(send, SIGNED_OUT)
        return
    if Feed.here().users[user.pk] >= settings.DISCUSSIONS["SOCKETS_PER_USER"]:
        await close(send, TOO_MANY)
        return
    await Conversation(scope, receive, send).run()
