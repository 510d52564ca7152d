"""What the demo accounts say to one another, through the action that the page uses."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from community.alliance.models import ActorKind, Person
from community.delegations.models import Delegation
from community.discussions.actions import open_channel, post_message
from community.discussions.frames import Said
from community.discussions.models import Channel
from community.discussions.newcomers import set_welcome
from community.programmes.models import QuotationRule

from . import content
from .pages import demo_comap


def build_talk(people: dict[str, Person]) -> None:
    """Channels of each kind, with exchanges between demo accounts."""
    talks = {
        "elue.loos": content.DELEGATION_TALK,
        "elue.yaounde": (),
        "elue.levigan": content.VIGAN_TALK,
    }
    found = {key: delegation_of(people[key]) for key in talks}
    delegations = {key: row for key, row in found.items() if row}
    for key, delegation in delegations.items():
        _say(_delegation_channel(delegation), people, talks[key])
    twins = [delegations[key] for key in ("elue.loos", "elue.yaounde") if key in delegations]
    if len(twins) == 2:
        pair = open_channel(
            kind=Channel.Kind.PAIR,
            title="De Loos-en-Gohelle à Yaoundé",
            delegations=twins,
            rule=QuotationRule.NAMELESS,
            demonstration=True,
        )
        set_welcome(channel=pair, acting_user=people["equipe"].user, welcome=content.PAIR_WELCOME)
        _say(pair, people, content.PAIR_TALK)
    for delegation in twins[:1]:
        peers = open_channel(
            kind=Channel.Kind.PEERS,
            title="Entre élu·es",
            programme=delegation.programme,
            actor_kind=ActorKind.ELU,
            demonstration=True,
        )
        _say(peers, people, content.PEERS_TALK)
    if comap := demo_comap():
        channel = open_channel(
            kind=Channel.Kind.PROGRAMME,
            programme=comap,
            rule=QuotationRule.NAMED,
            demonstration=True,
        )
        _say(channel, people, content.COMAP_TALK)


def delegation_of(person: Person) -> Delegation | None:
    """The demonstration's delegation in which somebody sits."""
    seats = {"seats__participation__person": person, "demonstration": True}
    return Delegation.objects.filter(**seats).first()


def _delegation_channel(delegation: Delegation) -> Channel:
    return open_channel(
        kind=Channel.Kind.DELEGATION, title=str(delegation), delegations=[delegation],
        demonstration=True,
    )  # fmt: skip


def _say(channel: Channel, people: dict[str, Person], words: Sequence[tuple[str, ...]]) -> None:
    """Begin the exchange of a channel in which nothing was said yet: who, what, to whom."""
    if channel.messages.exists():
        return
    for key, body, *names in words:
        to = [f"person:{people[name].pk}" if name in people else name for name in names]
        said = Said(nonce=uuid.uuid4(), body=body, to=tuple(to))
        post_message(channel=channel, author=people[key].user, said=said)
