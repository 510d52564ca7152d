"""The one way by which messages leave the database: live, catching up, and page by page.

The order of the two reads is the promise. What changed is read first, and who may have it after:
whoever lost the right before a message was committed is seen to have lost it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db.models import (
    CharField,
    Exists,
    F,
    OuterRef,
    Prefetch,
    QuerySet,
    prefetch_related_objects,
)
from django.utils import timezone

from community.accounts.models import User
from community.lists import Listed, listed
from community.prepared import prepared

from .arrivals import seen_since, tell_arrival
from .errors import not_found
from .models import Attachment, Channel, Mention, Message, Reaction
from .permissions import readers_among
from .querysets import MessageQuerySet

#: A batch ends after this many messages, or this many characters of their texts.
BATCH_MESSAGES = 50
BATCH_CHARACTERS = 16_000
PAGE_MESSAGES = 50
#: The largest revision that a row may have.
LAST = 2**63 - 1

Item = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Listener:
    """Who listens, as of sign-in: a session of an account that had this password (hashed).

    Each socket has its own, equal to itself alone: they are looked for at each delivery.
    """

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
    messages: tuple[Message, ...]
    #: Whether who arrived since some of it was said may not see that.
    past_is_hidden: bool = False

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(as_item(message) for message in self.messages)

    def since(self, arrival: dt.datetime | None) -> Changes:
        """The same, to the same revision, for whoever arrived then."""
        return replace(self, messages=tuple(seen_since(self.messages, arrival)))

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
    since = {
        "html": message.html,
        "to": [{"is": mention.target, "name": mention.name} for mention in message.to],
        "re": quoted(message.reply_to),
        "edited": message.edited_at is not None and not message.is_gone,
        "withdrawn": message.withdrawn_at is not None,
        "hidden": message.hidden_at is not None,
        "pinned": message.pinned_at is not None,
        "answer": message.answer and message.answer.seq,
        "signs": message.signs,
        "files": [file_item(file) for file in message.files],
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
    } | {key: value for key, value in since.items() if value}


def file_item(file: Attachment) -> Item:
    """A file as programs get it: what it is called, for people and for programs, how heavy."""
    kind = {"id": file.pk, "name": file.name, "type": file.told.content_type, "bytes": file.size}
    return kind | {"label": file.label}


def quoted(message: Message | None) -> Item | None:
    """How a reply quotes what it answers."""
    if message is None:
        return None
    by = {} if message.veiled else {"by": message.said_by}
    return {"seq": message.seq, **by, "text": message.first_words}


def shown() -> MessageQuerySet:
    """Messages with all that is shown of each, but for what few have, which ``whole`` reads."""
    rows: Any = Message.objects.with_author().select_related("reply_to__author", "answer")
    reacted = Exists(Reaction.objects.filter(message=OuterRef("pk")))
    addressed = Exists(Mention.objects.filter(message=OuterRef("pk")))
    messages: MessageQuerySet = rows.annotate(reacted=reacted, addressed=addressed)
    return messages


def whole(messages: Iterable[Message]) -> list[Message]:
    """The same messages with reactions, mentions and files: each in one query, if any has some."""
    found = list(messages)
    named = Prefetch("mentions", Mention.objects.named())
    prefetch_related_objects([message for message in found if message.attached], "attachments")
    prefetch_related_objects([message for message in found if message.reacted], "reactions")
    prefetch_related_objects([message for message in found if message.addressed], named)
    return found


def read_after(channel_id: int, after: int, until: int | None = None) -> Changes:
    """The next batch after a revision – and up to ``until`` – whoever it may be for."""
    found = _after(channel_id, after, LAST if until is None else until, size=BATCH_MESSAGES + 1)
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
        messages=tuple(whole(kept)),
        past_is_hidden=any(message.past != Channel.Past.ALL for message in kept),
    )


@prepared
def _after(channel_id: int, after: int, until: int, *, size: int) -> QuerySet[Message]:
    rows: Any = shown().filter(channel=channel_id, revision__gt=after, revision__lte=until)
    messages: QuerySet[Message] = rows.annotate(past=F("channel__past"))
    return messages.order_by("revision")[:size]


def changes_after(
    channel_id: int, listeners: Collection[Listener], after: int, until: int | None = None
) -> tuple[Changes, frozenset[Listener]]:
    """What changed in a channel, then which of these listeners may have it."""
    changes = read_after(channel_id, after, until)
    return changes, may_hear(channel_id, listeners)


def may_hear(channel_id: int, listeners: Iterable[Listener]) -> frozenset[Listener]:
    """Those who read the channel now and are still signed in."""
    signed_in = still_signed_in(listeners)
    readers: frozenset[int] = frozenset()
    for kind in _kind(channel_id):
        channel = Channel(pk=channel_id, kind=kind)
        readers = readers_among(channel, {listener.user_id for listener in signed_in})
    return frozenset(listener for listener in signed_in if listener.user_id in readers)


@prepared
def _kind(channel_id: int) -> QuerySet[Channel, Any]:
    return Channel.objects.filter(pk=channel_id).values_list("kind", flat=True)


def still_signed_in(listeners: Iterable[Listener]) -> frozenset[Listener]:
    """Those whose account is active, whose password is the same and whose session is there."""
    listeners = frozenset(listeners)
    keys = listed(listener.session_key for listener in listeners)
    sessions = set(_current(timezone.now(), keys))
    passwords = dict(_passwords(listed(listener.user_id for listener in listeners)))
    return frozenset(
        listener
        for listener in listeners
        if listener.session_key in sessions and passwords.get(listener.user_id) == listener.password
    )


@prepared
def _current(now: dt.datetime, keys: str) -> QuerySet[Session, Any]:
    held = Listed(keys, CharField)
    sessions = Session.objects.filter(session_key__in=held, expire_date__gt=now)
    return sessions.values_list("session_key", flat=True)


@prepared
def _passwords(user_ids: str) -> QuerySet[User, Any]:
    return User.objects.filter(pk__in=Listed(user_ids), is_active=True).values_list(
        "pk", "password"
    )


def listener_of(user: Any, session: SessionBase) -> Listener:
    return Listener(user.pk, session.session_key or "", user.password)


def changes_for(channel_id: int, user: Any, after: int) -> Changes:
    """The same read for somebody who asks over HTTP. Raises ``Refused`` when it is not theirs."""
    changes = read_after(channel_id, after)
    channel = access_channel(channel_id, user)
    tell_arrival([channel], user)
    return changes.since(channel.arrival)


def access_channel(channel_id: int, user: Any) -> Channel:
    """A channel that ``user`` may read. Raises ``Refused``: one gate, one answer."""
    found = _readable(user, channel_id, timezone.localdate()) if user.is_authenticated else []
    if not found:
        raise not_found()
    return found[0]


@prepared
def _readable(user: Any, channel_id: int, today: dt.date) -> QuerySet[Channel]:
    return Channel.objects.readable_by(user, today=today).filter(pk=channel_id)


@dataclass(frozen=True)
class Window:
    """Some messages of a channel, in order, and whether there are others on each side."""

    messages: list[Message]
    has_older: bool
    has_newer: bool
    #: Whether it begins where its reader arrived, after others had spoken.
    is_cut: bool = False


def window_of(
    channel: Channel,
    user: Any,
    *,
    before: int | None = None,
    after: int | None = None,
    at: int | None = None,
) -> Window:
    """The messages before, after or round a place; the latest when none is told.

    Places are dense, so a window is a range of them: as quick at the first as at the last. It goes
    no further back than its reader's arrival: whoever asks for what is before gets what follows.
    """
    tell_arrival([channel], user)
    floor = channel.floor
    last = channel.seq
    if before is not None:
        last = before - 1
    elif after is not None:
        last = after + PAGE_MESSAGES
    elif at is not None:
        last = at + PAGE_MESSAGES // 2
    if floor and last <= floor:
        last = floor + PAGE_MESSAGES
    last = min(last, channel.seq)
    first = max(last - PAGE_MESSAGES, floor) + 1
    found = _between(user, channel.pk, first, last, timezone.localdate(), kind=channel.kind)
    messages = seen_since(whole(found), channel.arrival)
    is_cut = 0 < floor == first - 1
    return Window(messages, first > floor + 1, last < channel.seq, is_cut)


@prepared
def _between(
    user: Any, channel_id: int, first: int, last: int, today: dt.date, *, kind: str
) -> QuerySet[Message]:
    theirs = Channel.objects.readable_by(user, kind, today)
    messages = shown().seen_by(user.pk, today).filter(channel=channel_id, channel__in=theirs)
    return messages.filter(seq__range=(first, last)).order_by("seq")


def one_of(channel: Channel, user: Any, seq: int) -> Message | None:
    """One message of a channel that ``user`` reads, if it is there and they may see it."""
    tell_arrival([channel], user)
    found = whole(shown().seen_by(user.pk).filter(channel=channel, seq=seq))
    return next(iter(seen_since(found, channel.arrival)), None)


def newest_revisions(channel_ids: Iterable[int]) -> dict[int, int]:
    """Where channels stand, in one query."""
    return dict(Channel.objects.filter(pk__in=list(channel_ids)).values_list("pk", "revision"))
