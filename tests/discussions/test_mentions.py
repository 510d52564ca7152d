"""To whom one speaks: a person, a delegation, a kind of actors, everybody who reads."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.accounts.personal_data import export_all
from community.alliance.models import Person
from community.discussions import delivery, mentions
from community.discussions.actions import exclude, open_channel
from community.discussions.errors import Refused
from community.discussions.mentions import recipients_of
from community.discussions.models import Channel, Mention, Message
from tests import factories as house
from tests.discussions import factories
from tests.discussions.factories import account, say
from tests.discussions.sockets import Socket, in_db, session_of

pytestmark = pytest.mark.django_db


def ours(channel: Channel, place: int = 0) -> Any:
    return channel.delegations.order_by("pk")[place]


def refused(channel: Channel, author: Person, *to: str) -> Refused:
    before = Message.objects.count()
    with pytest.raises(Refused) as caught:
        say(channel, author, to=to)
    assert caught.value.sentence
    assert Message.objects.count() == before
    assert not Mention.objects.filter(message__isnull=True).exists()
    return caught.value


def test_a_message_says_to_whom_it_is_said(channel, elue, agent) -> None:
    """By name, a delegation, a kind, everybody; programs get what they may send again."""
    there = ours(channel, 1)
    to = (f"person:{agent.pk}", f"delegation:{there.pk}", "kind:elu", "everybody")
    message = say(channel, elue, "Qui vient ?", to=to)
    names = ["Agent d'ailleurs", str(there), "les élu·es", "tout le monde"]
    [item] = delivery.read_after(channel.pk, 0).items
    assert item["to"] == [
        {"is": target, "name": name} for target, name in zip(to, names, strict=True)
    ]
    kept = list(message.mentions.all())
    assert [mention.target for mention in kept] == list(to)
    assert str(kept[3]) == f"{message} / everybody"
    html = session_of(agent).get(channel.get_absolute_url()).content.decode()
    assert f"À\u00a0: Agent d’ailleurs, {there}, les élu·es, tout le monde" in html
    own = export_all(account(elue))["paroles"]
    assert own[0]["destinataires"] == names
    told = export_all(account(agent))["discussions"]["mentions"]
    assert told == [{"message__channel__title": channel.title, "message__seq": 1}]


def test_what_mentions_nobody_costs_nothing(channel, elue, agent) -> None:
    """Not a byte of the message, not a query of those who say it or read it."""
    with CaptureQueriesContext(
        connection,
    ) as without:
        say(channel, elue)
    [item] = delivery.read_after(channel.pk, 0).items
    assert "to" not in item
    assert not [query for query in without if "discussions_mention" in query["sql"]]
    with CaptureQueriesContext(connection) as reading:
        delivery.read_after(channel.pk, 0)
    say(channel, elue, to=("everybody",))
    with CaptureQueriesContext(connection) as more:
        delivery.read_after(channel.pk, 0)
    assert len(more) == len(reading) + 1


def test_only_those_who_read_are_mentioned(channel, elue, agent) -> None:
    """Whoever is not there is answered like whoever is not at all; nothing is said."""
    stranger, elsewhere = house.PersonFactory(), house.delegation()
    factories.seated(open_channel(kind=Channel.Kind.DELEGATION, delegations=[elsewhere]))
    shut_out = factories.seated(channel)
    manager = account(house.team_member())
    exclude(channel=channel, person=shut_out, acting_user=manager)
    gone = factories.seated(channel, user=None)
    nobody = refused(channel, elue, f"person:{10**9}").as_frame()
    for target in (
        f"person:{stranger.pk}",
        f"person:{shut_out.pk}",
        f"person:{gone.pk}",
        f"delegation:{elsewhere.pk}",
        f"delegation:{10**9}",
        "kind:etat",
        "kind:agent",
    ):
        assert refused(channel, elue, target).as_frame() == nobody
        assert refused(channel, elue, "everybody", target).as_frame() == nobody
    assert nobody["code"] == "not_here"
    assert say(channel, elue, to=(f"person:{agent.pk}", "kind:elu")).seq == 1


def test_a_message_has_not_more_recipients_than_a_hand_can_tick(
    channel, elue, agent, limits
) -> None:
    """Beyond, one speaks to a delegation or to everybody: the answer says so, and the limit."""
    limits(MENTIONS_PER_MESSAGE=2)
    delegations = [f"delegation:{ours(channel, place).pk}" for place in (0, 1)]
    assert say(channel, elue, to=tuple(delegations)).mentions.count() == 2
    error = refused(channel, elue, *delegations, "everybody")
    assert (error.code, error.details) == ("too_many_mentions", {"limit": 2})
    assert "2 destinataires" in error.sentence


def test_the_database_keeps_one_target_a_row(channel, elue, agent) -> None:
    """Neither none nor two, and none twice."""
    message = say(channel, elue, to=("everybody", "kind:elu", f"person:{agent.pk}"))
    wrong: list[dict[str, Any]] = [
        {},
        {"person": agent, "everybody": True},
        {"person": agent, "actor_kind": "elu"},
        {"delegation": ours(channel), "person": agent},
        {"everybody": True},
        {"actor_kind": "elu"},
        {"person": agent},
    ]
    for fields in wrong:
        with transaction.atomic(), pytest.raises(IntegrityError):
            Mention.objects.create(message=message, **fields)
    assert message.mentions.count() == 3
    for target in ("person:0", "person:x", "kind:roi", "tous"):
        with pytest.raises(ValueError, match=target):
            Mention.of(target)


def test_where_many_read_those_who_spoke_last_are_offered_by_name(
    channel, elue, agent, monkeypatch
) -> None:
    """The page stays short; all of them are still reached together."""
    others = [factories.seated(channel, name=f"Membre {number}") for number in range(3)]
    for person in (others[0], others[2], agent, elue):
        say(channel, person)
    monkeypatch.setattr(mentions, "OFFERED", 3)
    found = recipients_of(channel, elue)
    assert [one.name for one in found if one.target.startswith("person")] == [
        "Agent d'ailleurs",
        "Membre 0",
        "Membre 2",
    ]
    assert found[0].people == {agent.pk, *(person.pk for person in others)}


def test_a_form_chooses_to_whom_it_speaks(channel, elue, agent) -> None:
    """A button brings the page back with the choices and what was written; sending says it."""
    client = session_of(elue)
    address = reverse("discussions:recipients", args=[channel.pk])
    before = client.get(channel.get_absolute_url()).content.decode()
    assert f'formaction="{address}#ecrire"' in before
    assert 'name="to"' not in before
    written = {"body": "Qui vient ?", "kind": "question", "for": "0", "nonce": str(uuid.uuid4())}
    page = client.post(address, written)
    html = page.content.decode()
    assert page.status_code == 200
    assert not Message.objects.exists()
    assert "Qui vient ?</textarea>" in html
    assert 'value="question"\n                  selected' in html
    assert f'value="person:{agent.pk}"' in html
    assert "tout le monde (1 personne)" in html.replace("\u00a0", " ")
    to = [f"person:{agent.pk}", "kind:elu"]
    answer = client.post(f"{channel.get_absolute_url()}messages", written | {"to": to})
    assert answer.status_code == 303
    assert [mention.target for mention in Message.objects.get().mentions.all()] == to


def test_a_refused_form_keeps_its_choices(channel, elue, agent) -> None:
    """What was ticked is ticked again, but for whoever is not there any more."""
    client = session_of(elue)
    gone = f"person:{house.PersonFactory().pk}"
    written = {"body": "Bonjour", "nonce": str(uuid.uuid4()), "to": ["kind:elu", gone]}
    answer = client.post(f"{channel.get_absolute_url()}messages", written)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "choisissez à nouveau à qui vous parlez" in html
    assert [one.target for one in answer.context["recipients"] if one.chosen] == ["kind:elu"]
    assert gone not in html
    assert "Bonjour</textarea>" in html
    wrong = client.post(f"{channel.get_absolute_url()}messages", written | {"to": ["tous"]})
    assert wrong.status_code == 400
    strange = client.post(
        reverse("discussions:recipients", args=[channel.pk]), {"for": "toi", "body": "Gardé"}
    )
    assert "Gardé</textarea>" in strange.content.decode()
    assert not Message.objects.exists()


def test_whom_one_may_mention_is_told_to_who_reads(channel, elue, agent, client) -> None:
    """In JSON for programs; a channel that is not theirs answers as one that is not."""
    address = reverse("discussions:recipients", args=[channel.pk])
    told = session_of(elue).get(address)
    assert "no-store" in told["Cache-Control"]
    assert told.json()["items"][0] == {
        "is": "everybody",
        "name": "tout le monde",
        "label": "tout le monde (1 personne)",
        "reaches": 1,
    }
    stranger = session_of(house.PersonFactory())
    nowhere = address.replace(f"/{channel.pk}/", f"/{10**9}/")
    for method in (stranger.get, stranger.post):
        assert method(address).status_code == method(nowhere).status_code == 404
    assert stranger.get(address).json() == stranger.get(nowhere).json()
    assert client.get(address).status_code == 401
    assert client.post(address).status_code == 302
    assert session_of(elue).put(address).status_code == 405


@pytest.mark.parametrize(
    "wrong", ["everybody", [3], ["tous"], ["person:1", None], {"a": 1}, ["kind:"], ["person:-1"]]
)
def test_a_malformed_target_is_told(channel, elue, wrong: Any) -> None:
    """With the name of the field; nothing is said."""
    frame = {"nonce": str(uuid.uuid4()), "body": "Bonjour", "to": wrong}
    address = f"{channel.get_absolute_url()}messages"
    answer = session_of(elue).post(address, json.dumps(frame), "application/json")
    assert (answer.status_code, answer.json()["field"]) == (400, "to")
    assert not Message.objects.exists()


def test_said_again_it_is_the_same_message(channel, elue, agent) -> None:
    """The nonce and the text make the message; a target named twice is mentioned once."""
    frame = {"nonce": str(uuid.uuid4()), "body": "Bonjour", "to": ["everybody", "everybody"]}
    address = f"{channel.get_absolute_url()}messages"
    client = session_of(elue)
    for status in (201, 200):
        answer = client.post(address, json.dumps(frame), "application/json")
        assert answer.status_code == status
    assert Mention.objects.get().everybody


@pytest.mark.django_db(transaction=True)
async def test_a_socket_says_to_whom(channel, elue, agent) -> None:
    """The same field; who follows hears it with the message."""
    async with Socket(elue) as writer, Socket(agent) as reader:
        await writer.greet()
        await reader.follow(channel)
        post = {"type": "post", "channel": channel.pk, "body": "À toi", "to": ["kind:elu"]}
        answer = await writer.ask(post | {"nonce": str(uuid.uuid4())})
        assert answer["type"] == "ack"
        changes = await reader.hear()
        assert changes["items"][0]["to"] == [{"is": "kind:elu", "name": "les élu·es"}]
        refusal = await writer.ask(post | {"nonce": str(uuid.uuid4()), "to": ["kind:etat"]})
        assert (refusal["code"], refusal["channel"]) == ("not_here", channel.pk)
    assert await in_db(Mention.objects.count) == 1
