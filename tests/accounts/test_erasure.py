"""Leaving: what is somebody's own is found nowhere afterwards, and what stays bears no name."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from community.accounts.leaving import erase_account, errands
from community.accounts.models import User
from community.activity.actions import queue_mail, record
from community.activity.models import Event, Mail
from community.alliance.models import Person
from community.delegations.models import Seat
from community.discussions.delivery import read_after
from community.discussions.models import Channel, Message
from community.programmes.models import Participation, QuotationRule
from community.welcome.actions import accept, invite
from tests import factories
from tests.accounts.doors import back_door, note
from tests.accounts.everything import planted
from tests.discussions import factories as talk

pytestmark = pytest.mark.django_db
TOKEN = "jetonunique"


def found_in_database(token: str) -> list[str]:
    """Where a text is, in any column of any table, whatever wrote it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name = connection.ops.quote_name(column.name)
                cursor.execute(
                    f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}"
                    f" WHERE LOWER(CAST({name} AS TEXT)) LIKE %s",
                    [f"%{token}%"],
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column.name}")
    return found


def found_in_sessions(token: str) -> list[Any]:
    """Sessions are encoded: each is opened."""
    return [row for row in Session.objects.all() if token in json.dumps(row.get_decoded())]


def found_in_files(token: str) -> list[Path]:
    """Where a text is, in the name of a file or inside."""
    roots = [Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_ROOT)]
    paths = [path for root in roots for path in root.rglob("*") if path.is_file()]
    return [path for path in paths if token in path.name or token.encode() in path.read_bytes()]


def found_in_cache(token: str) -> list[str]:
    kept: dict[str, bytes] = getattr(cache, "_cache", {})
    return [key for key, value in kept.items() if token in key or token.encode() in value]


def test_nothing_of_somebody_who_left_is_found_anywhere(
    django_capture_on_commit_callbacks: Any,
) -> None:
    """A token in all that somebody may write, and in their name: in no table, file nor cache."""
    token = f"jeton{uuid.uuid4().hex}"  # files outlive a test
    person = planted(token)
    user_id, person_id = person.user.pk, person.pk
    before = found_in_database(token)
    assert len(before) > 25, before
    assert len(found_in_files(token)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(user=person.user, acting_user=person.user)
    assert found_in_database(token) == []
    assert found_in_files(token) == []
    assert found_in_cache(token) == []
    assert found_in_sessions(token) == []
    assert not User.objects.filter(pk=user_id).exists()
    assert not Person.objects.filter(pk=person_id).exists()


def test_no_column_points_to_somebody_who_left() -> None:
    """Not even where the database itself would let a number of nobody stand."""
    person = planted(TOKEN)
    pks = {User: person.user.pk, Person: person.pk}
    erase_account(user=person.user)
    for model in apps.get_models():
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if field.related_model in pks:
                named = {field.name: pks[field.related_model]}
                assert not model._base_manager.filter(**named).exists(), (model, field.name)


def test_what_was_said_among_few_is_erased_and_keeps_its_place() -> None:
    """The text and the name go, the place stays, and live readers are told by a new revision."""
    channel = talk.delegation_channel()
    leaver, other = talk.seated(channel), talk.seated(channel, kind="agent")
    talk.say(channel, leaver, TOKEN)
    talk.say(channel, other, "Je reste.")
    channel.refresh_from_db()
    seen = channel.revision
    erase_account(user=leaver.user)
    [change] = read_after(channel.pk, seen).items
    assert (change["seq"], change["kind"], change["body"]) == (1, "efface", "")
    assert "id" not in change["author"]
    assert leaver.name not in json.dumps(change)
    assert Message.objects.get(channel=channel, seq=2).body == "Je reste."
    client = Client()
    client.force_login(other.user)
    page = client.get(channel.get_absolute_url()).content.decode()
    assert "Message effacé" in page
    assert TOKEN not in page
    assert client.get("/discussions/").status_code == 200


def test_what_was_said_for_others_to_repeat_stays_under_another_name_in_each_channel() -> None:
    """One label in a channel, another in the next: nobody puts the two together."""
    comap, chantier = factories.comap(), factories.chantier()
    leaver = factories.participant(comap)
    Participation.objects.create(programme=chantier, person=leaver)
    channels = [talk.programme_channel(programme) for programme in (comap, chantier)]
    for channel in channels:
        Channel.objects.filter(pk=channel.pk).update(rule=QuotationRule.NAMED)
        talk.say(channel, leaver, "À reprendre.")
        talk.say(channel, leaver, "Encore.")
    erase_account(user=leaver.user)
    labels = []
    for channel in channels:
        kept = list(Message.objects.filter(channel=channel))
        assert [message.body for message in kept] == ["À reprendre.", "Encore."]
        [label] = {message.said_by for message in kept}
        labels.append(label)
        assert {message.signature for message in kept} == {""}
    assert all(label.startswith("Ancien·ne membre ") for label in labels)


def test_two_who_left_a_channel_have_two_labels_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A label is drawn among those that nobody has in the channel."""
    monkeypatch.setattr("community.discussions.leaving.LABELS", range(100, 102))
    channel = talk.programme_channel()
    for _number in range(2):
        leaver = factories.participant(channel.programme)
        talk.say(channel, leaver)
        erase_account(user=leaver.user)
    said_by = {message.said_by for message in Message.objects.filter(channel=channel)}
    assert said_by == {"Ancien·ne membre 100", "Ancien·ne membre 101"}


def test_what_was_said_between_us_is_erased_in_an_open_channel_too() -> None:
    """The rule under which a thing was said decides, not the channel alone."""
    channel = talk.programme_channel()
    leaver = factories.participant(channel.programme)
    talk.say(channel, leaver, TOKEN)
    erase_account(user=leaver.user)
    assert Message.objects.get(channel=channel).kind == Message.Kind.ERASED


def test_seats_are_handed_back_and_the_log_keeps_no_name() -> None:
    """Whoever composes the delegation reads that a place is free, not whose it was."""
    delegation = factories.delegation()
    seat = factories.seat(delegation, person=factories.PersonFactory(name=TOKEN), referent=True)
    erase_account(user=seat.participation.person.user)
    assert not Seat.objects.exists()
    assert "le siège est libre" in Event.objects.get(verb="seat.given_back").label
    assert not Event.objects.filter(label__icontains=TOKEN).exists()
    last = Event.objects.get(verb="compte effacé")
    assert last.actor is None


def test_one_is_told_what_to_hand_over_first() -> None:
    """A référent·e, whoever animates alone, whoever keeps a card alone; others are told nothing."""
    programme = factories.comap(title="COMAP de Loos")
    person = factories.animator(programme)
    delegation = factories.delegation()
    factories.seat(delegation, person=person, referent=True)
    organisation = factories.OrganisationFactory(name="Ville de Loos")
    organisation.contacts.add(person)
    told = "\n".join(errand.sentence for errand in errands(person.user))
    for name in ("COMAP de Loos", str(delegation), "Ville de Loos"):
        assert name in told
    other = factories.animator(programme)
    organisation.contacts.add(other)
    assert [errand.address for errand in errands(person.user)] == [delegation.get_absolute_url()]
    assert errands(other.user) == []


def test_the_last_administrator_stays() -> None:
    """Nobody would be left to give rights; with another one, they may go."""
    admin = factories.UserFactory(is_superuser=True)
    with pytest.raises(ValidationError, match="administrer"):
        erase_account(user=admin, acting_user=admin)
    assert User.objects.filter(pk=admin.pk).exists()
    factories.UserFactory(is_superuser=True)
    erase_account(user=admin, acting_user=admin)
    assert not User.objects.filter(pk=admin.pk).exists()


def test_others_keep_all_that_is_theirs() -> None:
    """A homonym's words, a subject that others share, a page: none of it goes."""
    leaver, other = (
        factories.PersonFactory(name="Ana Roux"),
        factories.PersonFactory(name="Ana Rouxel"),
    )
    for person in (leaver, other):
        person.topics.add("eau")
    Event.objects.create(verb="essai", label="Ana Rouxel a essayé, Ana Roux aussi")
    page = factories.session(factories.comap(), owner=leaver.user)
    page.save_revision(user=leaver.user)
    erase_account(user=leaver.user)
    assert list(other.topics.names()) == ["eau"]
    label = Event.objects.get(verb="essai").label
    assert label == "Ana Rouxel a essayé, une personne partie aussi"
    page.refresh_from_db()
    assert page.owner is None
    assert page.get_latest_revision_as_object().title == page.title


@pytest.mark.parametrize("name", ["https", "a retiré à", "Paul"])
def test_a_name_that_others_write_too_rewrites_none_of_their_lines(name: str) -> None:
    """Whoever leaves under a word of the house, or a first name, blurs nobody's doings."""
    leaver = factories.PersonFactory(name=name)
    line = "a retiré à Paul Petit la fiche, voir https://exemple.test"
    record(verb="essai", label=line)
    own = record(verb="essai", subject=leaver.user, label=f"a donné un droit à {name}")
    erase_account(user=leaver.user)
    own.refresh_from_db()
    assert (own.label, own.subject) == ("", None)
    assert Event.objects.filter(label=line).exists()


def test_a_mail_to_somebody_else_that_waits_leaves_as_it_was_written() -> None:
    """Its trace is nameless when it is over; before, nobody else's leaving rewrites it."""
    leaver, other = factories.PersonFactory(name="Ana Roux"), factories.UserFactory()
    body = "Ana Roux vous écrit."
    waits, left = (
        queue_mail(recipient=other, kind="essai", subject="Bonjour", body=body) for _each in "12"
    )
    Mail.objects.filter(pk=left.pk).update(state=Mail.State.FAILED)
    erase_account(user=leaver.user)
    for row in (waits, left):
        row.refresh_from_db()
    assert (waits.body, left.body) == (body, "une personne partie vous écrit.")


def test_an_invitation_that_was_told_under_another_name_is_told_no_more() -> None:
    """The name of then is in no line, of whoever invited or came in."""
    team = factories.team_member(name="Marie Avant")
    user = accept(invitation=invite(acting_user=team.user, email="lea@exemple.test", name="Léa B."))
    Person.objects.filter(pk=team.pk).update(name="Marie Après")
    told = Event.objects.filter(verb__in=["invite", "accept_invitation"])
    assert [event.label for event in told.order_by("pk")] == [
        "a invité Léa B.",
        "est entré·e, à l'invitation de Marie Avant",
    ]
    erase_account(user=User.objects.get(pk=team.user.pk))
    assert {event.label for event in told} == {""}
    assert told.get(verb="accept_invitation").actor == user


def test_one_leaves_by_the_page_and_is_out(client: Client) -> None:
    """Another address than one's own erases nothing; one's own does, and the session is over."""
    person = factories.PersonFactory()
    back_door(client, person.user)
    note(client, person.user, "code")
    page = client.get("/compte/partir/").content.decode()
    assert "Ce qui est effacé" in page
    refused = client.post("/compte/partir/", {"address": "autre@exemple.test"})
    assert refused.status_code == 422
    assert "rien n" in refused.content.decode()
    assert User.objects.filter(pk=person.user.pk).exists()
    answer = client.post("/compte/partir/", {"address": person.user.email.upper()})
    assert (answer.status_code, answer["Location"]) == (302, "/compte/parti/")
    assert not User.objects.filter(pk=person.user.pk).exists()
    assert client.get("/compte/").status_code == 302
    assert client.get("/compte/parti/").status_code == 200
    assert Client().get("/compte/partir/").status_code == 302


def test_the_page_says_why_the_last_administrator_stays(client: Client) -> None:
    """A refusal is a sentence, and nothing is erased."""
    from tests.accounts.doors import with_second_factor

    admin = factories.UserFactory(is_superuser=True, is_staff=True)
    answer = with_second_factor(admin).post("/compte/partir/", {"address": admin.email})
    assert answer.status_code == 422
    assert "administrer" in answer.content.decode()
    assert User.objects.filter(pk=admin.pk).exists()


@pytest.mark.parametrize("method", ["password", "openid"])
def test_whoever_found_a_password_erases_nothing(client: Client, method: str) -> None:
    """Leaving asks for a proof of a moment ago, like all that changes the account."""
    user = factories.PersonFactory().user
    back_door(client, user)
    note(client, user, method)
    answer = client.post("/compte/partir/", {"address": user.email})
    assert answer["Location"].startswith("/compte/login/code/")
    assert User.objects.filter(pk=user.pk).exists()
    back_door(client, user)
    note(client, user, "code")
    assert client.post("/compte/partir/", {"address": user.email})["Location"] == "/compte/parti/"
    assert not User.objects.filter(pk=user.pk).exists()
