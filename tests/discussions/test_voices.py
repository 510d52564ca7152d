"""In whose name one speaks: one's own, or that of a delegation in which one sits."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from community.accounts.personal_data import export_all
from community.alliance.models import ActorKind
from community.delegations.actions import end_seat
from community.delegations.models import Delegation
from community.discussions import delivery, frames
from community.discussions.actions import open_channel
from community.discussions.errors import Refused
from community.discussions.models import Channel, Message
from community.discussions.voices import ONESELF, voices_of
from tests import factories as house
from tests.discussions import factories
from tests.discussions.factories import account, say
from tests.discussions.sockets import session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def twice() -> tuple[Channel, Any, list[Delegation]]:
    """Somebody who sits in both delegations of a pair."""
    channel = factories.pair_channel()
    delegations = list(channel.delegations.order_by("pk"))
    territory = house.TerritoryFactory(name="Chez moi")
    person = house.PersonFactory(role="conseillère", territory=territory)
    for delegation, title in zip(delegations, ("maire", "présidente"), strict=True):
        house.seat(delegation, person=person, title=title)
    return channel, person, delegations


def test_the_writer_chooses_and_the_message_says_so(twice: Any) -> None:
    """One delegation, the other, or oneself: with the quality and the place that go with it."""
    channel, person, (first, second) = twice
    said = [say(channel, person, speaking_for=pk) for pk in (first.pk, second.pk, ONESELF)]
    assert [message.speaking_for for message in said] == [first, second, None]
    assert [message.signature for message in said] == [
        f"maire · {first.territory.name}",
        f"présidente · {second.territory.name}",
        "conseillère · Chez moi",
    ]
    assert [message.voice for message in said] == [
        "au nom de sa délégation",
        "au nom de sa délégation",
        "en son nom",
    ]


def test_nobody_speaks_for_a_delegation_in_which_they_do_not_sit(twice: Any) -> None:
    """Of the channel, of elsewhere, former or that never was: one answer, and nothing is said."""
    channel, person, (first, second) = twice
    elsewhere = house.delegation()
    house.seat(elsewhere, person=person)
    end_seat(seat=first.seats.get())
    answers = []
    for pk in (first.pk, elsewhere.pk, house.delegation().pk, 10**12):
        with pytest.raises(Refused) as caught:
            say(channel, person, speaking_for=pk)
        answers.append((caught.value.status, json.dumps(caught.value.as_frame())))
    assert len(set(answers)) == 1
    assert '"not_seated"' in answers[0][1]
    assert not Message.objects.exists()
    assert say(channel, person, speaking_for=second.pk).speaking_for == second


def test_the_choice_is_remembered_in_each_channel(twice: Any) -> None:
    """Who does not say speaks as they last did there; the first time, for their delegation."""
    channel, person, (first, second) = twice
    other = factories.programme_channel(first.programme)
    assert say(channel, person).speaking_for == first
    say(channel, person, speaking_for=second.pk)
    assert say(channel, person).speaking_for == second
    say(channel, person, speaking_for=ONESELF)
    assert say(channel, person).speaking_for is None
    assert say(other, person).speaking_for == first
    assert [voice.value for voice in voices_of(channel, person) if voice.chosen] == [ONESELF]
    assert [voice.value for voice in voices_of(other, person) if voice.chosen] == [first.pk]


def test_a_lost_seat_speaks_no_more(twice: Any) -> None:
    """Who lost it speaks in their own name: for the other delegation when they say so."""
    channel, person, (first, second) = twice
    say(channel, person, speaking_for=first.pk)
    end_seat(seat=first.seats.get())
    assert [voice.value for voice in voices_of(channel, person) if voice.chosen] == [ONESELF]
    assert say(channel, person).speaking_for is None
    assert say(channel, person, speaking_for=second.pk).speaking_for == second
    assert say(channel, person).speaking_for == second
    assert {voice.value for voice in voices_of(channel, person)} == {second.pk, ONESELF}


def test_who_sits_nowhere_has_no_choice() -> None:
    """They speak in their own name; asking for it is granted, asking for more is not."""
    channel = factories.programme_channel()
    assert channel.programme
    person = house.participant(channel.programme)
    assert voices_of(channel, person) == []
    assert say(channel, person, speaking_for=ONESELF).voice == "en son nom"
    with pytest.raises(Refused):
        say(channel, person, speaking_for=house.delegation(channel.programme).pk)


def test_sent_again_it_keeps_its_first_voice(twice: Any) -> None:
    """A retry answers with the message as it was said."""
    channel, person, (first, _second) = twice
    nonce = uuid.uuid4()
    message = say(channel, person, nonce=nonce, speaking_for=first.pk)
    assert say(channel, person, nonce=nonce, speaking_for=ONESELF) == message
    assert Message.objects.get().speaking_for == first


def test_programs_and_copies_are_told_too(twice: Any) -> None:
    """The frame names the delegation, or nobody; one's own copy of one's data says it in words."""
    channel, person, (first, _second) = twice
    say(channel, person, speaking_for=first.pk)
    say(channel, person, speaking_for=ONESELF)
    items = delivery.changes_for(channel.pk, account(person), 0).items
    assert [item["author"].get("for") for item in items] == [first.pk, None]
    assert [row["au_nom_de"] for row in export_all(account(person))["paroles"]] == [
        str(first),
        str(person),
    ]


def test_the_page_asks_and_shows_without_a_script(twice: Any) -> None:
    """The composer offers each name; what comes back says which it was; a refusal keeps it."""
    channel, person, (first, second) = twice
    client = session_of(person)
    address = reverse("discussions:messages", args=[channel.pk])

    def send(**fields: Any) -> Any:
        return client.post(address, {"nonce": str(uuid.uuid4()), "body": "Bonjour"} | fields)

    page = client.get(channel.get_absolute_url()).content.decode()
    assert f'<option value="{first.pk}" selected>{first}</option>' in " ".join(page.split())
    assert "moi-même" in page
    assert send(**{"for": second.pk}).status_code == 303
    assert send(**{"for": ONESELF}).status_code == 303
    assert [m.speaking_for for m in Message.objects.order_by("seq")] == [second, None]
    page = client.get(channel.get_absolute_url()).content.decode()
    assert page.count("<span data-voice>au nom de sa délégation</span>") == 1
    assert page.count("<span data-voice>en son nom</span>") == 1
    refused = send(**{"for": second.pk, "body": " "})
    kept = " ".join(refused.content.decode().split())
    assert (refused.status_code, f'value="{second.pk}" selected' in kept) == (422, True)
    forged = send(**{"for": house.delegation().pk})
    assert (forged.status_code, Message.objects.count()) == (409, 2)
    assert "vous ne siégez pas" in forged.content.decode().lower()
    assert send(**{"for": "n'importe"}).status_code == 400


def test_a_program_speaks_over_http_and_by_socket_alike(twice: Any) -> None:
    """`for` is a whole number, 0 for oneself; anything else is no frame."""
    channel, person, (_first, second) = twice
    client = session_of(person)
    address = reverse("discussions:messages", args=[channel.pk])
    said = {"nonce": str(uuid.uuid4()), "body": "Bonjour", "for": second.pk}
    assert client.post(address, json.dumps(said), "application/json").status_code == 201
    assert Message.objects.get().speaking_for == second
    frame = {"type": "post", "channel": channel.pk, **said}
    parsed = frames.parse(json.dumps(frame))
    assert isinstance(parsed, frames.Post)
    assert parsed.said.speaking_for == second.pk
    del frame["for"]
    silent = frames.parse(json.dumps(frame))
    assert isinstance(silent, frames.Post)
    assert silent.said.speaking_for is None
    for wrong in (-1, 1.5, True, [], "moi", 2**63):
        with pytest.raises(Refused) as caught:
            frames.parse(json.dumps(frame | {"for": wrong}))
        assert (caught.value.code, caught.value.details) == ("bad_frame", {"field": "for"})


def test_a_delegation_that_spoke_is_not_deleted() -> None:
    """Its words would seem to have been said in their author's own name."""
    delegation = house.delegation()
    person = house.seat(delegation, ActorKind.ELU).participation.person
    say(open_channel(kind=Channel.Kind.PROGRAMME, programme=delegation.programme), person)
    with pytest.raises(ProtectedError):
        delegation.delete()
    Message.objects.update(speaking_for=None)
    delegation.delete()
    assert not Delegation.objects.exists()
