"""Since when a reader sees what is said, where newcomers do not see the past.

``querysets.seen`` is the rule, asked of rows; here the same is told of people, so that what is read
once for many is cut for each, and pages know where what they may show begins.
``test_the_moment_and_the_condition_say_the_same`` holds the two together.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from community.delegations.models import Seat
from community.lists import Listed, listed
from community.prepared import prepared

from .models import Channel, Message


def arrivals_in(channel_id: int, user_ids: Collection[int]) -> dict[int, dt.datetime]:
    """When each of these accounts arrived in a channel; who was always there is not told.

    Asked only where newcomers do not see the past.
    """
    days: dict[int, dt.date | None] = {}
    for user_id, since in _seated_since(channel_id, timezone.localdate(), listed(user_ids)):
        known = days.setdefault(user_id, since)
        days[user_id] = min(known, since) if known and since else None
    return {user_id: _dawn(day) for user_id, day in days.items() if day}


@prepared
def _seated_since(channel_id: int, today: dt.date, user_ids: str) -> QuerySet[Seat, Any]:
    sits = Q(delegations=OuterRef("delegation"))
    sits_as_peer = Q(programme=OuterRef("delegation__programme"), actor_kind=OuterRef("kind"))
    here = Channel.objects.filter(sits | sits_as_peer, pk=channel_id)
    seats = Seat.objects.current(today).filter(participation__person__user__in=Listed(user_ids))
    return seats.filter(Exists(here)).values_list("participation__person__user", "since")


def tell_arrival(channels: Sequence[Channel], user: Any) -> Sequence[Channel]:
    """The same channels with ``arrival`` and ``floor``: in no query where all see the past."""
    late = [channel.pk for channel in channels if not channel.is_past_shown]
    days = _days(late, user) if late else {}
    moments = {pk: _dawn(day) for pk, day in days.items() if day}
    floors = _floors(moments) if moments else {}
    for channel in channels:
        channel.arrival = moments.get(channel.pk)
        channel.floor = floors.get(channel.pk) or 0
    return channels


def _days(channel_ids: Collection[int], user: Any) -> dict[int, dt.date | None]:
    sits = Q(delegation__channels=OuterRef("pk"))
    sits_as_peer = Q(delegation__programme=OuterRef("programme"), kind=OuterRef("actor_kind"))
    seats = Seat.objects.current().filter(sits | sits_as_peer, participation__person__user=user.pk)
    first = seats.order_by(F("since").asc(nulls_first=True)).values("since")[:1]
    rows = Channel.objects.filter(pk__in=channel_ids)
    return dict(rows.values_list("pk", Subquery(first)))


def _floors(moments: dict[int, dt.datetime]) -> dict[int, int | None]:
    """The last place before a moment, by channel."""
    whens = [When(pk=pk, then=Value(moment)) for pk, moment in moments.items()]
    before = Message.objects.filter(channel=OuterRef("pk"), created_at__lt=OuterRef("moment"))
    last = before.order_by("-created_at", "-seq").values("seq")[:1]
    rows = Channel.objects.filter(pk__in=moments).annotate(moment=Case(*whens))
    return dict(rows.values_list("pk", Subquery(last)))


def seen_since(messages: Iterable[Message], arrival: dt.datetime | None) -> list[Message]:
    """What whoever arrived then sees of these; what they quote from before is a place, no words.

    The messages that are given stay as they are: others see all of them.
    """
    found = list(messages)
    if arrival is None:
        return found
    return [_veiled(message, arrival) for message in found if message.created_at >= arrival]


def _veiled(message: Message, arrival: dt.datetime) -> Message:
    quoted = message.reply_to
    if quoted is None or quoted.created_at >= arrival:
        return message
    place = copy.copy(quoted)
    place.veiled = True
    mine = copy.copy(message)
    mine.reply_to = place
    return mine


def _dawn(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
