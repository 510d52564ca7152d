"""Messages found by their words, in one channel or in all that somebody reads.

What a message is found by is written with what it says, in the same transaction: a message that
one reads is found, and one that is withdrawn or erased is not, from the same moment on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from community.prepared import prepared
from community.text.analysis import passage, terms_of
from community.text.search import purge

from .bodies import plain
from .delivery import LAST
from .models import Channel, Message, MessageTerms
from .querysets import seen

PAGE = 20
#: How many messages are read anew at once, each time under the lock of their channel.
BATCH = 500


def keep_terms(messages: Iterable[Message]) -> None:
    """Have messages found by what they say now; in one statement, in the caller's transaction."""
    MessageTerms.objects.bulk_create(
        [MessageTerms(message=message, terms=terms_of(message.body)) for message in messages],
        update_conflicts=True,
        unique_fields=["message"],
        update_fields=["terms"],
    )


def forget_terms(messages: Iterable[Message]) -> None:
    """The same for what was erased: not even the index remembers."""
    keep_terms(messages)
    purge(MessageTerms)


@dataclass(frozen=True)
class Found:
    """Some of the messages found, the latest first, and from where the others go on."""

    messages: list[Message]
    before: int | None

    def passages(self, terms: str) -> list[tuple[Message, SafeString]]:
        """Each with the part of it that was looked for."""
        return [(message, passage(plain(message.body), terms)) for message in self.messages]


def find(
    user: Any, terms: str, *, channel: Channel | None = None, before: int | None = None
) -> Found:
    """The messages that hold all these terms, of one channel or of all that ``user`` reads.

    A page goes on before the last message of the one that precedes: what is said meanwhile
    neither moves a result nor shows it twice.
    """
    if not terms:
        return Found([], None)
    room, place = channel.pk if channel else 0, before or LAST
    values = (user, timezone.localdate(), terms, room, place)
    found = _found(*values, size=PAGE + 1, everywhere=channel is None)
    messages = found[:PAGE]
    return Found(messages, messages[-1].pk if len(found) > PAGE else None)


@prepared
def _found(
    user: Any,
    today: dt.date,
    terms: str,
    channel_id: int,
    before: int,
    *,
    size: int,
    everywhere: bool,
) -> QuerySet[Message]:
    theirs = Channel.objects.readable_by(user, today=today)
    if not everywhere:
        theirs = theirs.filter(pk=channel_id)
    said = MessageTerms.objects.filter(message__channel__in=theirs).exclude(message__body="")
    holding = (
        said.filter(seen(user.pk, today, "message__"))
        .filter(terms__holds=terms, pk__lt=before)
        .order_by("-pk")
    )
    # Of a frequent word the database goes through many rows: it reads whole those of the page only.
    messages = Message.objects.with_author().select_related("channel")
    return messages.filter(pk__in=holding.values("pk")[:size]).order_by("-pk")


def rebuild() -> int:
    """Read every message anew; says how many there are."""
    channels = Channel.objects.order_by("pk").values_list("pk", flat=True)
    return sum(_rebuild_channel(channel_id) for channel_id in list(channels))


def _rebuild_channel(channel_id: int) -> int:
    done, more = 0, True
    while more:
        with transaction.atomic():
            # Nothing of the channel is said or changed between the reading and the writing.
            locked = Channel.objects.select_for_update(no_key=True).get(pk=channel_id)
            places = (done + 1, done + BATCH)
            messages = list(Message.objects.filter(channel=locked, seq__range=places))
            keep_terms(messages)
        done += len(messages)
        more = done < locked.seq
    return done
