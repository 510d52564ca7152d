"""What a discussion costs of the line and of the page, message by message."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from websockets.asyncio.client import connect

from community.alliance.models import Person
from community.discussions.models import Channel
from tests.discussions import factories
from tests.discussions.sockets import in_db, session_of
from tests.nemesis.proxy import Proxy
from tests.pages.test_nodes import nodes
from tests.site_server import SiteServer

pytestmark = pytest.mark.django_db(transaction=True)

#: As people write; what is compressed is what they have in common.
TEXTS = [
    "Bonjour à vous, nous arrivons à trois demain matin, gardez-nous une place.",
    "Nous avons commencé par écouter les habitants, porte à porte.",
    "Et qui tenait le carnet ?",
    "Une élue, un agent, une voisine. La voisine parle la première.",
    "Merci, on essaie en janvier avec le conseil de quartier.",
    "Je vous envoie le déroulé de la réunion publique ce soir.",
    "Chez nous l'État a financé la moitié, la Région le reste.",
    "D'accord pour mardi 14 h, en visio : qui anime ?",
]
MOST_BYTES, MOST_COMPRESSED = 400, 120
MOST_NODES = 8


async def what_a_message_weighs(
    port: int, channel: Channel, reader: Client, writer: Person
) -> tuple[list[int], float]:
    """Bytes of each frame, and of each on the wire, in a conversation that has begun."""
    await in_db(factories.say, channel, writer, "Bonjour, qui vient demain ?")
    await in_db(factories.say, channel, writer, "Je demande à l'équipe, réponse ce soir.")
    cookie = f"{settings.SESSION_COOKIE_NAME}={reader.cookies[settings.SESSION_COOKIE_NAME].value}"
    headers = {"Cookie": cookie, "Origin": "http://localhost"}
    async with Proxy([port]) as proxy:
        address = f"ws://127.0.0.1:{proxy.port}/ws/"
        async with connect(address, additional_headers=headers) as socket:
            await socket.send(json.dumps({"type": "hello", "version": 2}))
            frame = {"type": "subscribe", "channel": channel.pk, "after": 0}
            await socket.send(json.dumps(frame))
            for _welcome_and_changes in range(2):
                await socket.recv()
            before, sizes = proxy.down.carried, []
            for text in TEXTS:
                await in_db(factories.say, channel, writer, text)
                sizes.append(len((await socket.recv()).encode()))
            return sizes, (proxy.down.carried - before) / len(TEXTS)


def test_a_delivered_message_is_light(site_server: SiteServer, elue: Any, agent: Any) -> None:
    """At most 400 bytes, and 120 on the wire, where a conversation shares its compression."""
    channel = Channel.objects.get()
    measuring = what_a_message_weighs(site_server.port, channel, session_of(agent), elue)
    sizes, on_the_wire = asyncio.run(measuring)
    assert max(sizes) <= MOST_BYTES
    assert on_the_wire <= MOST_COMPRESSED


def test_a_message_is_few_elements(
    client: Client, channel: Channel, elue: Any, limits: Any
) -> None:
    """At most 8 in the page, whatever their number."""
    limits(FRAMES_PER_WINDOW=100)
    client.force_login(factories.account(elue))
    held = []
    for _ten in range(3):
        for text in (TEXTS * 2)[:10]:
            factories.say(channel, elue, text)
        held.append(nodes(client.get(channel.get_absolute_url()).content.decode()))
    assert held[2] - held[1] <= 10 * MOST_NODES
    assert held[1] - held[0] <= 10 * MOST_NODES
