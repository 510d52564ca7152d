"""The one way by which messages leave the database: live, catching up, and page by page.

The order of the two reads is the promise. What changed is read first, and who may have it after:
whoever lost the right before a message was committed is seen to have lost it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from community.accounts.models import User
from community.prepared import prepared

from .errors import not_found
from .models import Channel, Message
from .permissions import readers_of

#: A batch ends after this many messages, or this many characters of their texts.
BATCH_MESSAGES = 50
BATCH_CHARACTERS = 16_000
PAGE_MESSAGES = 50

Item = dict[str, Any]


@dataclass(frozen=True)
class Listener:
    """Who listens, as of sign-in: a session of an account that had this password (hashed)."""

    user_id: int
    session_key: str
    password: str


@dataclass(frozen=True)
class Changes:
    """What a channel holds after one revision and up to another, in order."""

    channel_id: int
    after: int
    revision: int
    more: bool
    items: tuple[Item, ...]

    def as_frame(self) -> dict[str, Any]:
        return {
            "type": "changes",
            "channel": self.channel_id,
            "after": self.after,
            "revision": self.revision,
            "more": self.more,
            "items": self.items,
        }


def encode(frame: dict[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def as_item(message: Message) -> Item:
    """A message as programs get it; empty parts are left out."""
    at = message.created_at.astimezone(dt.UTC).isoformat(timespec="seconds")
    author = {
        "id": message.author_id,
        "name": message.said_by,
        "as": message.speaking_as,
        "of": message.territory,
        "for": message.speaking_for_id,
    }
    return {
        "seq": message.seq,
        "revision": message.revision,
        "kind": message.kind,
        "nonce": str(message.nonce),
        "author": {key: value for key, value in author.items() if value},
        "body": message.body,
        "rule": message.rule,
        "at": at.replace("+00:00", "Z"),
    }


def read_after(channel_id: int, after: int, until: int | None = None) -> Changes:
    """The next batch after a revision – and up to ``until`` – whoever it may be for."""
    messages = Message.objects.with_author().filter(channel=channel_id, revision__gt=after)
    if until is not None:
        messages = messages.filter(revision__lte=until)
    found = list(messages.order_by("revision")[: BATCH_MESSAGES + 1])
    kept: list[Message] = []
    characters = 0
    for message in found[:BATCH_MESSAGES]:
        characters += len(message.body)
        if kept and characters > BATCH_CHARACTERS:
            break
        kept.append(message)
    return Changes(
        channel_id=channel_id,
        after=after,
        revision=kept[-1].revision if kept else after,
        more=len(kept) < len(found),
        items=tuple(as_item(message) for message in kept),
    )


def changes_after(
    channel_id: int, listeners: Collection[Listener], after: int, until: int | None = None
) -> tuple[Changes, frozenset[Listener]]:
    """What changed in a channel, then which of these listeners may have it."""
    changes = read_after(channel_id, after, until)
    return changes, may_hear(channel_id, listeners)


def may_hear(channel_id: int, listeners: Iterable[Listener]) -> frozenset[Listener]:
    """Those who read the channel now and are still signed in."""
    signed_in = still_signed_in(listeners)
    channel = Channel.objects.filter(pk=channel_id).first()
    if channel is None:
        return frozenset()
    user_ids = {listener.user_id for listener in signed_in}
    readers = set(
        readers_of(channel).filter(user_id__in=user_ids).values_list("user_id", flat=True)
    )
    return frozenset(listener for listener in signed_in if listener.user_id in readers)


def still_signed_in(listeners: Iterable[Listener]) -> frozenset[Listener]:
    """Those whose account is active, whose password is the same and whose session is there."""
    listeners = frozenset(listeners)
    sessions = set(
        Session.objects.filter(
            session_key__in={listener.session_key for listener in listeners},
            expire_date__gt=timezone.now(),
        ).values_list("session_key", flat=True)
    )
    passwords = dict(
        User.objects.filter(
            pk__in={listener.user_id for listener in listeners}, is_active=True
        ).values_list("pk", "password")
    )
    return frozenset(
        listener
        for listener in listeners
        if listener.session_key in sessions and passwords.get(listener.user_id) == listener.password
    )


def listener_of(user: Any, session: SessionBase) -> Listener:
    return Listener(user.pk, session.session_key or "", user.password)


def changes_for(channel_id: int, user: Any, after: int) -> Changes:
    """The same read for somebody who asks over HTTP. Raises ``Refused`` when it is not theirs."""
    changes = read_after(channel_id, after)
    access_channel(channel_id, user)
    return changes


def access_channel(channel_id: int, user: Any) -> Channel:
    """A channel that ``user`` may read. Raises ``Refused``: one gate, one answer."""
    found = _readable(user, channel_id, timezone.localdate()) if user.is_authenticated else []
    if not found:
        raise not_found()
    return found[0]


@prepared
def _readable(user: Any, channel_id: int, today: dt.date) -> QuerySet[Channel]:
    return Channel.objects.readable_by(user, today=today).filter(pk=channel_id)


def page_before(
    channel: Channel, user: Any, before: int | None = None
) -> tuple[list[Message], bool]:
    """The messages that precede a place, oldest first, and whether older ones are left."""
    shape = {"kind": channel.kind, "size": PAGE_MESSAGES + 1}
    found = _page(user, channel.pk, before, timezone.localdate(), **shape)
    return found[:PAGE_MESSAGES][::-1], len(found) > PAGE_MESSAGES


@prepared
def _page(
    user: Any, channel_id: int, before: int | None, today: dt.date, *, kind: str, size: int
) -> QuerySet[Message]:
    theirs = Channel.objects.readable_by(user, kind, today)
    messages = Message.objects.with_author().filter(channel=channel_id, channel__in=theirs)
    if before is not None:
        messages = messages.filter(seq__lt=before)
    return messages.order_by("-seq")[:size]


def newest_revisions(channel_ids: Iterable[int]) -> dict[int, int]:
    """Where channels stand, in one query."""
    return dict(Channel.objects.filter(pk__in=list(channel_ids)).values_list("pk", "revision"))
