"""Channels with people in them, made by the same actions as the house uses."""

from __future__ import annotations

import uuid
from typing import Any

from community.accounts.models import User
from community.alliance.models import ActorKind, Person
from community.discussions.actions import open_channel, post_message
from community.discussions.frames import Said
from community.discussions.models import Channel, Message
from community.programmes.models import ProgrammePage
from tests import factories


def seated(channel: Channel, kind: ActorKind = ActorKind.ELU, **fields: Any) -> Person:
    """Somebody who gets a seat in the (first) delegation of a channel."""
    delegation = channel.delegations.order_by("pk")[0]
    person = factories.PersonFactory(**fields)
    factories.seat(delegation, kind, person=person)
    return person


def delegation_channel(**fields: Any) -> Channel:
    return open_channel(
        kind=Channel.Kind.DELEGATION, delegations=[factories.delegation()], **fields
    )


def pair_channel(**fields: Any) -> Channel:
    delegations = [factories.delegation(), factories.delegation()]
    return open_channel(kind=Channel.Kind.PAIR, delegations=delegations, **fields)


def programme_channel(programme: ProgrammePage | None = None, **fields: Any) -> Channel:
    programme = programme or factories.comap()
    return open_channel(kind=Channel.Kind.PROGRAMME, programme=programme, **fields)


def peers_channel(programme: ProgrammePage, **fields: Any) -> Channel:
    return open_channel(
        kind=Channel.Kind.PEERS, programme=programme, actor_kind=ActorKind.ELU, **fields
    )


def account(person: Person) -> User:
    assert person.user is not None
    return person.user


def say(channel: Channel, person: Person, body: str = "Bonjour", **fields: Any) -> Message:
    fields.setdefault("nonce", uuid.uuid4())
    said = Said(body=body, **fields)
    message, _created = post_message(channel=channel, author=account(person), said=said)
    return message
