"""How fast one may speak, counted once for all ways in."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from community.discussions.models import Channel, Message
from tests import factories as house
from tests.discussions import factories
from tests.discussions.sockets import session_of

pytestmark = pytest.mark.django_db


def messages_of(channel: Channel) -> str:
    return reverse("discussions:messages", args=[channel.pk])


def test_whoever_speaks_too_fast_is_told_to_wait(limits: Any) -> None:
    """One limit a person, whatever the channel and the way in; sending again is never refused."""
    limits(FRAMES_PER_WINDOW=3)
    channel = factories.delegation_channel()
    person, other = factories.seated(channel), factories.seated(channel)
    elsewhere = factories.delegation_channel()
    house.seat(elsewhere.delegations.get(), person=person)
    client = session_of(person)

    def send(to: Channel, number: int) -> Any:
        data = json.dumps({"nonce": str(uuid.UUID(int=number)), "body": "Bonjour"})
        return client.post(messages_of(to), data, "application/json")

    assert [send(channel, 1).status_code, send(elsewhere, 2).status_code] == [201, 201]
    factories.say(channel, person)
    refused = send(elsewhere, 4)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_fast")
    assert refused.json()["limit"] == 3
    assert 1 <= int(refused["Retry-After"]) == refused.json()["retry_after"] <= 10
    form = {"body": "Un mot de trop", "nonce": str(uuid.uuid4())}
    page = client.post(messages_of(channel), form)
    assert (page.status_code, "Retry-After" in page) == (429, True)
    assert "attendez quelques secondes" in page.content.decode()
    assert "Un mot de trop" in page.content.decode()
    assert [send(channel, 1).status_code, send(elsewhere, 2).status_code] == [200, 200]
    factories.say(channel, other)
    assert Message.objects.filter(author=person).count() == 3
    Message.objects.update(created_at=timezone.now() - dt.timedelta(seconds=10))
    assert send(elsewhere, 4).status_code == 201
