"""What two cards of one person said is of one author, and who was put out stays out."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from community.alliance.models import Person
from community.discussions import frames, hints
from community.discussions.delivery import read_after
from community.discussions.message_actions import perform
from community.discussions.models import Bookmark, Channel, Exclusion, Message
from tests import factories as make
from tests.alliance.merging import known_by_name, merge
from tests.discussions import factories as talk

pytestmark = pytest.mark.django_db


def without_account(person: Person) -> Person:
    """The account was closed since they spoke: their card and their words are there still."""
    Person.objects.filter(pk=person.pk).update(user=None)
    person.refresh_from_db()
    return person


def test_messages_are_signed_by_the_card_that_stays_and_open_pages_are_told(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each keeps its place, its words and its rule, and takes the channel's next revision."""
    channel = talk.delegation_channel()
    kept = talk.seated(channel, name="Léa Roux")
    gone = talk.seated(channel, name="Lea Roux")
    said = [talk.say(channel, gone, "Un."), talk.say(channel, kept, "Deux.")]
    said.append(talk.say(channel, gone, "Trois."))
    without_account(gone)
    channel.refresh_from_db()
    seen = channel.revision
    told: list[hints.Hint] = []
    monkeypatch.setattr(hints, "announce", told.append)
    with django_capture_on_commit_callbacks(execute=True):
        merge(kept, gone)
    rows = list(Message.objects.filter(channel=channel))
    assert [(row.seq, row.body, row.author) for row in rows] == [
        (1, "Un.", kept),
        (2, "Deux.", kept),
        (3, "Trois.", kept),
    ]
    assert rows[1].revision == said[1].revision
    changes = read_after(channel.pk, seen).items
    assert [change["seq"] for change in changes] == [1, 3]
    channel.refresh_from_db()
    assert channel.revision == seen + 2
    assert {"type": "hint.change", "channel": channel.pk, "revision": seen + 2} in told


def test_a_nonce_that_both_drew_makes_two_messages() -> None:
    """What is sent again by the card that stays is still known for what it was."""
    here, there = talk.delegation_channel(), talk.delegation_channel()
    kept, gone = talk.seated(here), talk.seated(there)
    nonce = uuid.uuid4()
    first = talk.say(here, kept, "Un.", nonce=nonce)
    other = talk.say(there, gone, "Deux.", nonce=nonce)
    without_account(gone)
    merge(kept, gone)
    other.refresh_from_db()
    assert other.author == kept
    assert other.nonce != nonce
    assert talk.say(here, kept, "Un.", nonce=nonce) == first


@pytest.mark.parametrize("put_out", [(True, False), (False, True), (True, True)])
def test_who_was_put_out_stays_out(put_out: tuple[bool, bool]) -> None:
    """Under either name; the one that is left reads the others."""
    programme = make.comap()
    channel, other = talk.programme_channel(programme), talk.delegation_channel()
    kept, gone = make.participant(programme), known_by_name()
    make.seat(other.delegations.get(), person=gone)
    for person, is_out in zip((kept, gone), put_out, strict=True):
        if is_out:
            Exclusion.objects.create(channel=channel, person=person)
    merge(kept, gone)
    assert Exclusion.objects.get().person == kept
    assert list(Channel.objects.readable_by(kept.user)) == [other]


def test_whose_account_moves_reads_what_both_read() -> None:
    """The page of a channel opens for the account that came with the card that went."""
    channel = talk.delegation_channel()
    kept = known_by_name(name="Léa Roux")
    gone = talk.seated(channel, name="Lea Roux")
    user = gone.user
    talk.say(channel, gone, "Bonjour à tous.")
    merge(kept, gone)
    client = Client()
    client.force_login(user)
    page = client.get(channel.get_absolute_url())
    assert page.status_code == 200
    assert "Bonjour à tous." in page.content.decode()
    talk.say(channel, Person.objects.get(pk=kept.pk), "Je suis là.")
    assert Message.objects.filter(author=kept).count() == 2


def test_reactions_and_places_are_of_one_person() -> None:
    """A sign that both put stands once, the furthest place read stays, and pages are told."""
    channel = talk.delegation_channel()
    kept = talk.seated(channel, name="Léa Roux")
    gone = talk.seated(channel, name="Lea Roux")
    other = talk.seated(channel)
    elsewhere = talk.delegation_channel()
    for body in ("Un.", "Deux."):
        talk.say(channel, other, body)
    for person, seq, sign in (
        (kept, 1, "oui"),
        (gone, 1, "oui"),
        (gone, 1, "merci"),
        (gone, 2, "oui"),
    ):
        perform(frames.React(channel.pk, seq, sign, on=True), talk.account(person))
    Bookmark.objects.create(channel=channel, person=kept, seq=1)
    Bookmark.objects.create(channel=channel, person=gone, seq=2)
    Bookmark.objects.create(channel=elsewhere, person=gone, seq=4)
    without_account(gone)
    seen = Channel.objects.get(pk=channel.pk).revision
    merge(kept, gone)
    signs = {item["seq"]: item["signs"] for item in read_after(channel.pk, seen).items}
    assert signs == {1: {"oui": [kept.pk], "merci": [kept.pk]}, 2: {"oui": [kept.pk]}}
    places = Bookmark.objects.filter(person=kept).values_list("channel", "seq")
    assert dict(places) == {channel.pk: 2, elsewhere.pk: 4}
