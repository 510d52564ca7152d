"""What the demo accounts say to one another, through the action that the page uses."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from accompagnements.models import AccompanimentPage
from comap.models import ComapPage
from community.alliance.models import ActorKind, Person
from community.delegations.models import Delegation
from community.discussions.actions import open_channel, post_message
from community.discussions.models import Channel
from community.programmes.models import QuotationRule

from . import content
from .pages import COHORT, COMAP


def build_talk(people: dict[str, Person]) -> None:
    """Channels of each kind, with exchanges between demo accounts."""
    cohort = AccompanimentPage.objects.get(slug=COHORT)
    delegations = {row.territory.slug: row for row in Delegation.objects.filter(programme=cohort)}
    loos, yaounde = delegations["loos-en-gohelle"], delegations["yaounde-6"]
    pair = open_channel(
        kind=Channel.Kind.PAIR,
        title="De Loos-en-Gohelle à Yaoundé",
        delegations=[loos, yaounde],
        rule=QuotationRule.NAMELESS,
        demonstration=True,
    )
    _say(pair, people, content.PAIR_TALK)
    for delegation, words in ((loos, content.DELEGATION_TALK), (yaounde, ())):
        _say(_delegation_channel(delegation), people, words)
    _say(_delegation_channel(delegations["le-vigan"]), people, content.VIGAN_TALK)
    peers = open_channel(
        kind=Channel.Kind.PEERS,
        title="Entre élu·es",
        programme=cohort,
        actor_kind=ActorKind.ELU,
        demonstration=True,
    )
    _say(peers, people, content.PEERS_TALK)
    comap = open_channel(
        kind=Channel.Kind.PROGRAMME,
        programme=ComapPage.objects.get(slug=COMAP),
        rule=QuotationRule.NAMED,
        demonstration=True,
    )
    _say(comap, people, content.COMAP_TALK)


def _delegation_channel(delegation: Delegation) -> Channel:
    return open_channel(
        kind=Channel.Kind.DELEGATION, title=str(delegation), delegations=[delegation],
        demonstration=True,
    )  # fmt: skip


def _say(channel: Channel, people: dict[str, Person], words: Sequence[tuple[str, str]]) -> None:
    """Post each line once: its nonce is drawn from its place, so that a second run says nothing."""
    if channel.messages.exists():
        return
    for key, body in words:
        nonce = uuid.uuid5(uuid.NAMESPACE_URL, f"{channel.pk}/{key}/{body}")
        post_message(channel=channel, author=people[key].user, nonce=nonce, body=body)
