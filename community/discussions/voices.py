"""In whose name somebody speaks: their own, or that of a delegation in which they sit.

What a writer asks for is ``ONESELF``, the id of a delegation, or nothing: then they speak as they
last did in the channel, and the first time for the delegation in which they sit. Who left the
delegation for which they spoke speaks in their own name: another is never chosen for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from community.alliance.models import Person
from community.delegations.models import Seat
from community.prepared import prepared

from .errors import Refused
from .models import SAID, Channel, Message
from .permissions import seats_in

#: The id of no delegation.
ONESELF = 0


@dataclass(frozen=True)
class Voice:
    """One of the names in which somebody may speak in a channel."""

    value: int
    label: str
    chosen: bool


def voices_of(channel: Channel, person: Person, asked: int | None = None) -> list[Voice]:
    """The choice that a writer has; none when they sit in no delegation of the channel."""
    seats = own_seats(channel, person)
    if not seats:
        return []
    known = asked in (ONESELF, *(seat.delegation_id for seat in seats))
    seat = _seat_of(seats, asked) if known and asked is not None else usual(channel, person, seats)
    value = seat.delegation_id if seat else ONESELF
    named = {seat.delegation_id: str(seat.delegation) for seat in seats} | {ONESELF: _("moi-même")}
    return [Voice(key, label, key == value) for key, label in named.items()]


def seat_that_speaks(channel: Channel, person: Person, asked: int | None) -> Seat | None:
    """The seat in whose name ``person`` speaks now, or nothing: in their own.

    Raises ``Refused`` when they ask for a delegation in which they do not sit, there or not.
    """
    seats = own_seats(channel, person)
    if asked is None:
        return usual(channel, person, seats)
    if asked != ONESELF and _seat_of(seats, asked) is None:
        sentence = _("Vous ne siégez pas dans cette délégation : choisissez au nom de qui parler.")
        raise Refused("not_seated", sentence, 409)
    return _seat_of(seats, asked)


def own_seats(channel: Channel, person: Person) -> list[Seat]:
    """The seats, one a delegation, that ``person`` holds today in a channel."""
    columns = (channel.pk, channel.programme_id, channel.page_id, channel.actor_kind)
    found: dict[int, Seat] = {}
    for seat in _own_seats(person.pk, timezone.localdate(), *columns, kind=channel.kind):
        found.setdefault(seat.delegation_id, seat)
    return list(found.values())


@prepared
def _own_seats(
    person_id: int,
    today: dt.date,
    pk: int,
    programme_id: int | None,
    page_id: int | None,
    actor_kind: str,
    *,
    kind: str,
) -> QuerySet[Seat]:
    channel = Channel(
        pk=pk, kind=kind, programme_id=programme_id, page_id=page_id, actor_kind=actor_kind
    )
    seats = seats_in(channel, today).filter(participation__person=person_id)
    return seats.select_related("delegation__territory")


def usual(channel: Channel, person: Person, seats: Sequence[Seat]) -> Seat | None:
    """As they last spoke there; a seat that is lost since speaks no more."""
    if not seats:
        return None
    said = Message.objects.filter(channel=channel.pk, author=person, kind__in=SAID)
    last = said.order_by("-created_at").values_list("speaking_for", flat=True)[:1]
    for delegation_id in last:
        return _seat_of(seats, delegation_id)
    return seats[0]


def _seat_of(seats: Iterable[Seat], delegation_id: int | None) -> Seat | None:
    return next((seat for seat in seats if seat.delegation_id == delegation_id), None)
