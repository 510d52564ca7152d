"""Saying something: who may, once, in one order, under the rule of the moment."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from community.accounts.personal_data import export_all
from community.accounts.signals import access_changed
from community.alliance.models import ActorKind
from community.discussions import actions, hints
from community.discussions.actions import exclude, post_message, readmit, set_rule
from community.discussions.errors import Refused
from community.discussions.frames import Said
from community.discussions.models import Channel, Exclusion, Message
from community.programmes.models import QuotationRule
from tests import factories as house
from tests.discussions import factories
from tests.discussions.factories import account, say

pytestmark = pytest.mark.django_db


def refused(code: str, **arguments: Any) -> Refused:
    where = {key: arguments.pop(key) for key in ("channel", "author")}
    arguments.setdefault("nonce", uuid.uuid4())
    arguments.setdefault("body", "Bonjour")
    before = Message.objects.count()
    with pytest.raises(Refused) as caught:
        post_message(**where, said=Said(**arguments))
    assert caught.value.code == code
    assert caught.value.sentence
    assert Message.objects.count() == before
    return caught.value


def test_a_message_is_signed_with_the_seat_that_speaks() -> None:
    """Its place, the rule of the moment, the delegation and the quality are kept with it."""
    channel = factories.pair_channel(rule=QuotationRule.NAMELESS)
    delegation = channel.delegations.order_by("pk")[1]
    seat = house.seat(delegation, ActorKind.AGENT, title="directrice")
    message = say(channel, seat.participation.person, "  Bonjour\r\nà tous \n")
    message.refresh_from_db()
    assert (message.seq, message.revision, message.body) == (1, 1, "Bonjour\nà tous")
    assert message.rule == QuotationRule.NAMELESS
    assert message.speaking_for == delegation
    assert message.speaking_as == "directrice"
    assert message.signature == f"directrice · {delegation.territory.name}"
    assert str(message) == f"{channel.pk}/1"
    channel.refresh_from_db()
    assert (channel.seq, channel.revision) == (1, 1)


def test_without_a_seat_one_signs_with_one_s_own_role() -> None:
    """In a programme's or a page's channel, a person's role and territory."""
    programme = house.comap()
    territory = house.TerritoryFactory(name="Loos")
    person = house.participant(programme, role="chargée de mission", territory=territory)
    message = say(factories.programme_channel(programme), person)
    assert message.signature == "chargée de mission · Loos"
    page_channel = actions.open_channel(kind=Channel.Kind.PAGE, page=programme)
    seat = house.seat(house.delegation(programme))
    assert say(page_channel, seat.participation.person).speaking_for == seat.delegation
    assert say(page_channel, house.PersonFactory(role="")).signature == ""
    peers_channel = factories.peers_channel(programme)
    assert say(peers_channel, seat.participation.person).speaking_for == seat.delegation


def test_not_yours_and_not_there_are_one_answer() -> None:
    """Writing asks for the right under the lock; both are refused alike."""
    channel = factories.delegation_channel()
    stranger = account(house.PersonFactory())
    not_yours = refused("not_found", channel=channel, author=stranger)
    not_there = refused("not_found", channel=Channel(pk=10**9), author=stranger)
    assert not_yours.as_frame() == not_there.as_frame()
    assert not_yours.status == not_there.status == 404


def test_the_same_nonce_is_the_same_message() -> None:
    """Sending again answers with the first message; another text is refused, another author not."""
    channel = factories.delegation_channel()
    person, other = factories.seated(channel), factories.seated(channel)
    nonce = uuid.uuid4()
    first = say(channel, person, "Une fois", nonce=nonce)
    again, created = post_message(
        channel=channel, author=account(person), said=Said(nonce=nonce, body="Une fois ")
    )
    assert (again, created) == (first, False)
    error = refused(
        "nonce_reused", channel=channel, author=account(person), nonce=nonce, body="Deux"
    )
    assert error.status == 422
    elsewhere = actions.open_channel(kind=Channel.Kind.PAGE, page=house.comap())
    refused("nonce_reused", channel=elsewhere, author=account(person), nonce=nonce, body="Une fois")
    assert say(channel, other, "Une fois", nonce=nonce).seq == 2


def test_a_nonce_taken_meanwhile_in_another_channel_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database has the last word: the constraint's refusal is told as a sentence."""
    channel = factories.delegation_channel()
    person = factories.seated(channel)

    def taken(*_args: Any, **_kwargs: Any) -> Message:
        raise IntegrityError

    monkeypatch.setattr(actions, "_append", taken)
    refused("nonce_reused", channel=channel, author=account(person))


def test_a_closed_channel_is_read_and_not_written() -> None:
    """What was said before can be sent again without harm; nothing new is taken."""
    channel = factories.delegation_channel()
    person = factories.seated(channel)
    nonce = uuid.uuid4()
    first = say(channel, person, nonce=nonce)
    Channel.objects.update(closed=True)
    assert refused("closed", channel=channel, author=account(person)).status == 409
    assert say(channel, person, nonce=nonce) == first


def test_nothing_is_said_under_another_rule_than_the_one_seen() -> None:
    """A writer who saw « entre nous » is told when the rule became another meanwhile."""
    channel = factories.delegation_channel(rule=QuotationRule.PRIVATE)
    person = factories.seated(channel)
    say(channel, person, rule=QuotationRule.PRIVATE)
    Channel.objects.update(rule=QuotationRule.NAMED)
    error = refused(
        "rule_changed", channel=channel, author=account(person), rule=QuotationRule.PRIVATE
    )
    assert error.details == {"rule": "a-citer"}
    assert say(channel, person, rule=QuotationRule.NAMED).rule == QuotationRule.NAMED


def test_a_new_rule_takes_its_place_and_leaves_what_was_said() -> None:
    """The change is one entry of the channel; older messages keep the rule they were said under."""
    channel = factories.delegation_channel(rule=QuotationRule.PRIVATE)
    referent = house.seat(channel.delegations.get(), referent=True).participation.person
    before = say(channel, referent)
    change = set_rule(channel=channel, acting_user=account(referent), rule=QuotationRule.NAMED)
    after = say(channel, referent)
    before.refresh_from_db()
    assert change is not None
    assert [before.rule, change.rule, after.rule] == ["entre-nous", "a-citer", "a-citer"]
    assert [before.seq, change.seq, after.seq] == [1, 2, 3]
    assert change.kind == Message.Kind.RULE
    assert set_rule(channel=channel, acting_user=account(referent), rule="a-citer") is None
    with pytest.raises(PermissionDenied):
        set_rule(channel=channel, acting_user=account(factories.seated(channel)), rule="sans-noms")
    channel.refresh_from_db()
    assert (channel.rule, channel.seq) == ("a-citer", 3)


def test_putting_somebody_out_is_for_who_manages_and_is_announced(
    django_capture_on_commit_callbacks: Any,
) -> None:
    """The excluded account is told to every worker; others cannot exclude or let in again."""
    channel = factories.programme_channel()
    assert channel.programme
    person = house.participant(channel.programme)
    manager, member = house.team_member(), house.participant(channel.programme)
    told: list[frozenset[int]] = []

    def hear(user_ids: frozenset[int], **_kwargs: Any) -> None:
        told.append(user_ids)

    access_changed.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        exclude(channel=channel, person=person, acting_user=account(manager))
        exclude(channel=channel, person=person, acting_user=account(manager))
        readmit(channel=channel, person=person, acting_user=account(manager))
    access_changed.disconnect(hear)
    assert told == [frozenset({person.user_id})] * 3
    for verb in (exclude, readmit):
        with pytest.raises(PermissionDenied):
            verb(channel=channel, person=person, acting_user=account(member))
    assert not Exclusion.objects.exists()


def test_a_layer_that_is_down_fails_no_write(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """The hint is sent after commit, and its failure is logged, no more."""

    class Down:
        async def group_send(self, *_args: Any) -> None:
            raise ConnectionError("no Redis here")

    monkeypatch.setattr(hints, "get_channel_layer", Down)
    channel = factories.delegation_channel()
    person = factories.seated(channel)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        message = say(channel, person)
        assert "hint not sent" not in caplog.text
    assert callbacks
    assert "hint not sent: no Redis here" in caplog.text
    assert Message.objects.get() == message


async def test_a_hint_beside_a_running_loop_is_left_to_the_workers_own_look(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Where nothing may wait for the layer, the hint is dropped with a word in the log."""
    hints.announce_change(1, 1)
    assert "hint not sent" in caplog.text


def in_threads(*functions: Any) -> list[BaseException]:
    """Run functions at the same moment, each on its own connection; return what they raised."""
    errors: list[BaseException] = []
    barrier = threading.Barrier(len(functions))

    def run(function: Any) -> None:
        try:
            barrier.wait()
            function()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.django_db(transaction=True)
def test_places_are_dense_whoever_speaks_at_once() -> None:
    """Five people write at the same moment: places and revisions run from one on without a hole."""
    channel = factories.delegation_channel()
    people = [factories.seated(channel) for _ in range(5)]

    def talk(person: Any) -> None:
        for number in range(6):
            say(channel, person, f"{person.pk}: {number}")

    assert in_threads(*[lambda person=person: talk(person) for person in people]) == []
    messages = list(Message.objects.order_by("revision"))
    assert [message.seq for message in messages] == list(range(1, 31))
    assert [message.revision for message in messages] == list(range(1, 31))
    for person in people:
        own = [m.body for m in messages if m.author_id == person.pk]
        assert own == [f"{person.pk}: {number}" for number in range(6)]
    channel.refresh_from_db()
    assert (channel.seq, channel.revision) == (30, 30)


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_one_message() -> None:
    """A retry that meets its first attempt waits for it and gets its answer."""
    channel = factories.delegation_channel()
    person, nonce = factories.seated(channel), uuid.uuid4()
    twice = [lambda: say(channel, person, nonce=nonce)] * 4
    assert in_threads(*twice) == []
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_failed_write_leaves_no_hole() -> None:
    """A transaction that is rolled back gives its place back."""
    channel = factories.delegation_channel()
    person = factories.seated(channel)
    with transaction.atomic():
        say(channel, person)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert say(channel, person).seq == 1


def test_the_copy_of_one_s_data_holds_one_s_own_words() -> None:
    """What I said, with its rule; nobody else's words."""
    channel = factories.delegation_channel(title="Entre voisins")
    person, other = factories.seated(channel), factories.seated(channel)
    say(channel, other, "À elle")
    message = say(channel, person, "À moi")
    assert export_all(account(person))["paroles"] == [
        {
            "channel__title": "Entre voisins",
            "seq": 2,
            "kind": "parole",
            "body": "À moi",
            "editions": [],
            "joints": [],
            "rule": "entre-nous",
            "au_nom_de": str(channel.delegations.get()),
            "destinataires": [],
            "created_at": message.created_at,
        }
    ]
