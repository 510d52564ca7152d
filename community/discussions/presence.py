"""Who is here now: told for a minute at most, kept in memory and in the cache, never on disk.

Each process writes what it knows – the sockets that spoke lately, the pages that were just loaded –
under its own key, and reads the others'. What the cache does not give back is nobody: without it
nothing is shown, and nothing breaks. Whoever chose not to be shown is in none of this.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Collection, Mapping
from typing import Any

from django.core.cache import cache

from community.alliance.models import Person

from .models import Channel
from .permissions import readers_of

#: How long somebody is here after their page was loaded, or their socket spoke.
SECONDS = 60
#: How many people one channel shows; the others are « d'autres ».
MOST = 20
#: Where the processes that know somebody are listed.
WORKERS = "discussions:here"

#: By channel, by person: their name.
Rooms = dict[int, dict[int, str]]


class Presence:
    """What one process knows, and what it is told by the others."""

    def __init__(self) -> None:
        self._own_key = f"{WORKERS}:{secrets.token_hex(8)}"
        self._lock = threading.Lock()
        self._listening: Rooms = {}
        #: By channel and account: who it is, and until when a page that they loaded counts.
        self._visits: dict[tuple[int, int | None], tuple[Person, float]] = {}

    def visit(self, channel_id: int, person: Person) -> None:
        """Somebody loads the page of a channel."""
        with self._lock:
            self._visits[channel_id, person.user_id] = person, time.monotonic() + SECONDS

    def hide(self, user_ids: Collection[int]) -> None:
        """They would rather not be seen, or read less: the pages that they loaded count no more."""
        with self._lock:
            self._visits = {
                who: seen for who, seen in self._visits.items() if who[1] not in user_ids
            }

    def listen(self, rooms: Rooms) -> None:
        """These follow channels by their sockets, and nobody else does."""
        with self._lock:
            self._listening = rooms

    def forget(self) -> None:
        """Know nobody any more."""
        with self._lock:
            self._listening, self._visits = {}, {}
        cache.delete(self._own_key)

    def exchange(self) -> Rooms:
        """Tell the other processes who is here, and learn who is there: four words to the cache."""
        cache.set(self._own_key, self._own(), SECONDS)
        keys = {*cache.get(WORKERS, ()), self._own_key}
        told: Mapping[str, Rooms] = cache.get_many(keys)
        if told:
            cache.set(WORKERS, sorted(told), SECONDS)
        rooms: Rooms = {}
        for theirs in told.values():
            for channel_id, people in theirs.items():
                rooms.setdefault(channel_id, {}).update(people)
        return rooms

    def _own(self) -> Rooms:
        now = time.monotonic()
        with self._lock:
            self._visits = {who: seen for who, seen in self._visits.items() if seen[1] > now}
            rooms = {channel_id: dict(people) for channel_id, people in self._listening.items()}
            for (channel_id, _user_id), (person, _until) in self._visits.items():
                rooms.setdefault(channel_id, {})[person.pk] = str(person)
        return rooms


#: Of this process.
presence = Presence()


def arrive(channel: Channel, person: Person) -> list[str]:
    """Somebody opens the page of a channel; returns the names of the others who are there.

    One more than are shown, when there are more. The cache tells who came; the database, who of
    them reads the channel and lets it be seen now.
    """
    if person.user and person.user.shows_presence:
        presence.visit(channel.pk, person)
    came = presence.exchange().get(channel.pk, {}).keys() - {person.pk}
    if not came:
        return []
    there = readers_of(channel).filter(pk__in=came, user__shows_presence=True)
    return sorted(map(str, there))[: MOST + 1]


def known(rooms: Rooms) -> Rooms:
    """The same people as they are called now; whoever left, or hides, is nowhere any more."""
    ids = {person_id for people in rooms.values() for person_id in people}
    seen = Person.objects.filter(pk__in=ids, user__is_active=True, user__shows_presence=True)
    names = {person.pk: str(person) for person in seen}
    return {
        channel_id: {person_id: names[person_id] for person_id in people if person_id in names}
        for channel_id, people in rooms.items()
    }


def shown_among(user_ids: Collection[int]) -> dict[int, Person]:
    """Those of these accounts who let others see that they are here, by account."""
    people = Person.objects.filter(user__in=user_ids, user__shows_presence=True)
    return {person.user_id or 0: person for person in people}


def as_frame(channel_id: int, rooms: Rooms) -> dict[str, Any]:
    """Who is in a channel, as programs get it: the first by name."""
    people = sorted(rooms.get(channel_id, {}).items(), key=lambda row: (row[1], row[0]))
    return {
        "type": "here",
        "channel": channel_id,
        "people": [{"id": person_id, "name": name} for person_id, name in people[:MOST]],
        "more": len(people) > MOST,
    }
