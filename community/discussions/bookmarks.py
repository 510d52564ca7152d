"""How far each person has read: one place a channel, which never goes back by itself.

Only « marquer comme non lu » moves it back. What is new is counted at a constant cost: never more
than a few messages a channel are looked at, and none of a channel that is read to its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from community.alliance.models import Person

from . import frames
from .arrivals import tell_arrival
from .errors import not_found
from .models import Bookmark, Channel, Message

#: So many places after the bookmark are looked at: what is new beyond them is « plus de… ».
LOOKED_AT = 100


def obey(frame: frames.Read, user: Any) -> int:
    """Move the bookmark as a frame asks. Raises ``Refused``."""
    move = mark_unread if frame.unread else read_up_to
    return move(channel=Channel(pk=frame.channel), user=user, seq=frame.seq)


@transaction.atomic
def read_up_to(*, channel: Channel, user: Any, seq: int) -> int:
    """Remember that somebody has read up to a place; returns how far they had read at most."""
    return _move(channel, user, lambda read, last: max(read, min(seq, last)))


@transaction.atomic
def mark_unread(*, channel: Channel, user: Any, seq: int) -> int:
    """Put the bookmark before a message, to come back to it."""
    return _move(channel, user, lambda read, _last: min(read, max(seq - 1, 0)))


def _move(channel: Channel, user: Any, to: Any) -> int:
    """Move one's own bookmark, under its lock: two pages of one person cannot undo each other."""
    there = Channel.objects.readable_by(user).filter(pk=channel.pk).first()
    if there is None:
        raise not_found()
    person = Person.objects.get(user=user.pk)
    bookmark, _new = Bookmark.objects.select_for_update(of=["self"]).get_or_create(
        channel=there, person=person
    )
    place: int = to(bookmark.seq, there.seq)
    if place != bookmark.seq:
        bookmark.seq = place
        bookmark.save(update_fields=["seq"])
    return place


def place_of(channel: Channel, user: Any) -> int:
    """How far somebody has read a channel."""
    found = Bookmark.objects.filter(channel=channel, person__user=user.pk).values_list("seq")
    row = found.first()
    return int(row[0]) if row else 0


def with_unread(channels: Sequence[Channel], user: Any) -> Sequence[Channel]:
    """The same channels with ``read_up_to`` and ``unread``, in two queries at most.

    Two more tell where what one may see begins, if there is a channel that hides its past.
    """
    tell_arrival(channels, user)
    marks = Bookmark.objects.filter(channel__in=channels, person__user=user.pk)
    places = dict(marks.values_list("channel", "seq"))
    for channel in channels:
        channel.read_up_to = places.get(channel.pk, 0)
    behind = [channel for channel in channels if channel.first_unread <= channel.seq]
    said = Message.objects.said().exclude(author__user=user.pk)
    counts = count_after(said, user, behind) if behind else {}
    for channel in channels:
        channel.unread = counts.get(channel.pk) or 0
    return channels


def count_after(
    messages: QuerySet[Message], user: Any, channels: Sequence[Channel]
) -> dict[int, int | None]:
    """How many of these messages stand in the places that follow each bookmark, by channel.

    Where its reader arrived after it, in those that follow their arrival.
    """
    floors = [When(pk=one.pk, then=Value(one.floor)) for one in channels if one.floor]
    mark = Bookmark.objects.filter(channel=OuterRef("pk"), person__user=user.pk)
    follow = messages.filter(
        channel=OuterRef("pk"), seq__gt=OuterRef("read"), seq__lte=OuterRef("read") + LOOKED_AT
    )
    total = follow.order_by().values("channel").annotate(total=Count("pk")).values("total")
    place: Any = Coalesce(Subquery(mark.values("seq")[:1]), 0)
    read = Greatest(place, Case(*floors, default=0)) if floors else place
    rows = Channel.objects.filter(pk__in=[channel.pk for channel in channels]).annotate(read=read)
    return dict(rows.values_list("pk", Subquery(total)))
