"""A past, and people who come after it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from community.discussions.models import Channel
from community.discussions.newcomers import set_past
from tests import factories as house
from tests.discussions.factories import account


def today() -> dt.date:
    return timezone.localdate()


def ago(channel: Channel, days: int = 10) -> None:
    """All that was said there was said so many days ago."""
    channel.messages.update(created_at=timezone.now() - dt.timedelta(days=days))


def keeps_the_past(channel: Channel, past: str = "arrivee") -> None:
    set_past(channel=channel, acting_user=account(house.team_member()), past=past)
    channel.refresh_from_db()


def arrives(channel: Channel, day: dt.date | None = None, name: str = "Nouvelle") -> Any:
    """Somebody takes a seat in its first delegation, today if no day is told."""
    person = house.PersonFactory(name=name)
    house.seat(channel.delegations.order_by("pk")[0], person=person, since=day or today())
    return person
