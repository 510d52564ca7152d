"""Discussions over plain HTTP."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.discussions import actions, delivery
from community.discussions.models import Channel, Message
from community.programmes.actions import take_part
from community.programmes.models import QuotationRule
from tests import factories as house
from tests.discussions import factories
from tests.discussions.sockets import session_of

pytestmark = pytest.mark.django_db


def messages_of(channel: Channel) -> str:
    return reverse("discussions:messages", args=[channel.pk])


def test_the_page_says_who_reads_and_under_which_rule() -> None:
    """Names, qualities and places of the readers, the rule and its meaning, before the form."""
    channel = factories.delegation_channel(rule=QuotationRule.NAMELESS)
    person = factories.seated(channel, name="Élue de la place")
    page = session_of(person).get(channel.get_absolute_url())
    html = page.content.decode()
    head, form = html.split("data-channel-form")
    assert "no-store" in page["Cache-Control"]
    for text in ("Élue de la place", "élu·e", channel.delegations.get().territory.name):
        assert text in head
    assert "sans les noms" in head
    assert "jamais le nom de qui l’a dit" in head
    assert 'name="body"' in form


def test_my_channels_are_listed_with_their_last_word() -> None:
    """Those that I read, the latest first; nobody else's."""
    quiet, busy = factories.delegation_channel(), factories.delegation_channel(title="Animé")
    person = factories.seated(quiet)
    factories.seated(busy, user=None)
    from_other = factories.delegation_channel(title="Ailleurs")
    page = session_of(person).get(reverse("discussions:index"))
    assert page.context["read"] == [quiet]
    assert "Ailleurs" not in page.content.decode()
    assert from_other.title == "Ailleurs"
    programme = factories.programme_channel(title="Tout le monde")
    assert programme.programme
    take_part(programme=programme.programme, person=person)
    factories.say(quiet, person, "Le dernier mot")
    page = session_of(person).get(reverse("discussions:index"))
    assert [channel.title for channel in page.context["read"]] == [
        quiet.title,
        "Tout le monde",
    ]
    assert "Le dernier mot" in page.content.decode()


def test_somebody_without_a_channel_is_told_how_one_gets_one() -> None:
    """An empty list says what to expect."""
    page = session_of(house.PersonFactory()).get(reverse("discussions:index"))
    assert "aucune discussion" in page.content.decode()


def test_visitors_are_led_to_the_sign_in_whatever_they_ask_for() -> None:
    """The answer does not tell which channels exist; a program gets 401."""
    channel = factories.delegation_channel()
    for pk in (channel.pk, 10**9):
        address = reverse("discussions:channel", args=[pk])
        response = Client().get(address)
        assert response.status_code == 302
        assert response["Location"].endswith(f"?next={address}")
        posted = Client().post(f"{address}messages", {"body": "x"})
        assert posted.status_code == 302
        answer = Client().get(f"{address}messages")
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")


def test_not_yours_and_not_there_answer_alike() -> None:
    """Same status, same headers, same body, by every way in."""
    channel = factories.delegation_channel()
    factories.say(channel, factories.seated(channel), "Un secret")
    client = session_of(house.team_member())

    def answers(pk: int) -> list[Any]:
        address = reverse("discussions:channel", args=[pk])
        form = {"body": "Bonjour", "nonce": str(uuid.UUID(int=1))}
        found = []
        for response in (
            client.get(address),
            client.get(f"{address}messages"),
            client.post(f"{address}messages", form),
            client.post(f"{address}messages", json.dumps(form), "application/json"),
            client.post(f"{address}regle", {"rule": "a-citer"}),
        ):
            assert response.status_code == 404
            body = response.content.decode().replace(address, "/ADDRESS/")
            headers = dict(response.headers)
            headers.pop("Content-Length", None)
            headers.pop("Content-Security-Policy", None)  # holds a nonce of its own
            headers.pop("Expires", None)  # says the second
            assert "secret" not in body
            found.append((headers, body))
        return found

    assert answers(channel.pk) == answers(channel.pk + 1_000_000) == answers(10**17)
    assert Message.objects.count() == 1


def test_a_form_posts_once_and_comes_back_to_the_message() -> None:
    """Without any script: 303 to the message's own place, and sending twice writes once."""
    channel = factories.delegation_channel()
    client = session_of(factories.seated(channel))
    page = client.get(channel.get_absolute_url())
    form = {"body": "Bonjour", "nonce": page.context["nonce"], "rule": channel.rule}
    for _ in range(2):
        response = client.post(messages_of(channel), form)
        assert response.status_code == 303
        assert response["Location"] == f"{channel.get_absolute_url()}#m1"
    assert [message.body for message in Message.objects.all()] == ["Bonjour"]
    assert 'id="m1"' in client.get(channel.get_absolute_url()).content.decode()


def test_a_refused_form_keeps_what_was_written() -> None:
    """The page comes back with the sentence, and the text is not lost."""
    channel = factories.delegation_channel()
    client = session_of(factories.seated(channel))
    form = {"body": "long " * 1000, "nonce": str(uuid.uuid4())}
    response = client.post(messages_of(channel), form)
    assert response.status_code == 422
    html = response.content.decode()
    assert "4999 caractères" in html
    assert "long long" in html
    without_nonce = client.post(messages_of(channel), {"body": "Bonjour"})
    assert without_nonce.status_code == 400
    assert not Message.objects.exists()


def test_a_form_from_elsewhere_is_refused() -> None:
    """Django's token guards the form and the program's address alike."""
    channel = factories.delegation_channel()
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.account(factories.seated(channel)))
    form = {"body": "Bonjour", "nonce": str(uuid.uuid4())}
    assert client.post(messages_of(channel), form).status_code == 403
    posted = client.post(messages_of(channel), json.dumps(form), "application/json")
    assert posted.status_code == 403
    assert not Message.objects.exists()


def test_a_program_posts_and_reads_the_same_operations() -> None:
    """201 when new, 200 when it is the same again, 422 for another text; then the changes."""
    channel = factories.delegation_channel(rule=QuotationRule.PRIVATE)
    person = factories.seated(channel, name="Élue")
    client = session_of(person)
    frame = {"nonce": str(uuid.uuid4()), "body": "Bonjour", "rule": "entre-nous"}

    def send(**other: Any) -> Any:
        data = json.dumps(frame | other)
        return client.post(messages_of(channel), data, "application/json")

    ack = {"type": "ack", "channel": channel.pk, "nonce": frame["nonce"], "seq": 1, "revision": 1}
    assert (send().status_code, send().status_code) == (201, 200)
    assert send().json() == ack | {"created": False}
    assert (send(body="Autre").status_code, send(body="Autre").json()["code"]) == (
        422,
        "nonce_reused",
    )
    changes = client.get(messages_of(channel), {"after": 0}).json()
    message = Message.objects.get()
    assert changes == {
        "type": "changes",
        "channel": channel.pk,
        "after": 0,
        "revision": 1,
        "more": False,
        "items": [
            {
                "seq": 1,
                "revision": 1,
                "kind": "parole",
                "nonce": frame["nonce"],
                "author": {
                    "id": person.pk,
                    "name": "Élue",
                    "as": "élu·e",
                    "of": message.territory,
                    "for": channel.delegations.get().pk,
                },
                "body": "Bonjour",
                "rule": "entre-nous",
                "at": message.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
        ],
    }
    assert client.get(messages_of(channel), {"after": 1}).json()["items"] == []


@pytest.mark.parametrize(
    "body",
    ["[]", "{", "1", '{"nonce": 1, "body": "x"}', '{"body": "x"}', "[" * 100_000]
    + [json.dumps({"nonce": str(uuid.UUID(int=7)), "body": body}) for body in (None, 1, [])]
    + [json.dumps({"nonce": str(uuid.UUID(int=7)), "body": "x", "rule": "autre"})],
    # Short names: one body is 100 000 characters long.
    ids=lambda body: body[:60],
)
def test_what_is_no_message_is_told_so(body: str) -> None:
    """A malformed request gets 400 with a code; nothing is written."""
    channel = factories.delegation_channel()
    client = session_of(factories.seated(channel))
    response = client.post(messages_of(channel), body, "application/json")
    assert (response.status_code, response.json()["code"]) == (400, "bad_frame")
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "after", ["", "-1", "x", "1.5", "9" * 19, "9" * 40, "0" * 5000, "²"], ids=len
)
def test_a_cursor_is_a_whole_number(after: str) -> None:
    """Anything else gets 400."""
    channel = factories.delegation_channel()
    client = session_of(factories.seated(channel))
    response = client.get(messages_of(channel), {"after": after})
    assert (response.status_code, response.json()["code"]) == (400, "bad_frame")


def test_a_database_that_is_away_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """503 with the time to wait, no acknowledgement."""
    channel = factories.delegation_channel()
    client = session_of(factories.seated(channel))

    def away(**_kwargs: Any) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(actions, "post_message", away)
    data = json.dumps({"nonce": str(uuid.uuid4()), "body": "Bonjour"})
    response = client.post(messages_of(channel), data, "application/json")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["code"] == "unavailable"


def test_the_referent_changes_the_rule_from_the_page() -> None:
    """The form is there for who may; others are refused, and an unknown rule too."""
    channel = factories.delegation_channel(rule=QuotationRule.PRIVATE)
    referent = house.seat(channel.delegations.get(), referent=True).participation.person
    client, other = session_of(referent), session_of(factories.seated(channel))
    address = reverse("discussions:rule", args=[channel.pk])
    assert address in client.get(channel.get_absolute_url()).content.decode()
    assert address not in other.get(channel.get_absolute_url()).content.decode()
    assert other.post(address, {"rule": "a-citer"}).status_code == 403
    assert client.post(address, {"rule": "sur-les-toits"}).status_code == 403
    assert client.post(address, {"rule": "a-citer"}).status_code == 302
    channel.refresh_from_db()
    assert channel.rule == "a-citer"
    assert "À partir d" in client.get(channel.get_absolute_url()).content.decode()
    assert "règle\u00a0: à citer" in client.get(reverse("discussions:index")).content.decode()


def test_reading_answers_those_who_ask_for_headers_alone() -> None:
    """HEAD is GET without the text, wherever one reads; a place where one writes refuses it."""
    channel = factories.delegation_channel()
    client = session_of(factories.seated(channel))
    readable = [reverse("discussions:index"), channel.get_absolute_url(), messages_of(channel)]
    for address in readable:
        answer = client.head(address)
        assert (answer.status_code, answer.content) == (200, b"")
    assert client.head(reverse("discussions:rule", args=[channel.pk])).status_code == 405


def test_a_page_for_all_allies_says_so_rather_than_name_them() -> None:
    """Everybody who signs in reads it: the header does not pretend to a list."""
    channel = actions.open_channel(kind=Channel.Kind.PAGE, page=house.comap())
    html = session_of(house.PersonFactory()).get(channel.get_absolute_url()).content.decode()
    assert "toutes les personnes alliées" in html


def test_a_closed_channel_has_no_form() -> None:
    """One reads it, and is told that nobody writes there any more."""
    channel = factories.delegation_channel()
    client = session_of(factories.seated(channel))
    Channel.objects.update(closed=True)
    html = client.get(channel.get_absolute_url()).content.decode()
    assert "on n’y écrit plus" in html
    assert 'name="body"' not in html


def test_the_past_is_read_by_pages_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page leads to its neighbours; one that is not the last is not live, and leads back."""
    monkeypatch.setattr(delivery, "PAGE_MESSAGES", 3)
    channel = factories.delegation_channel()
    person = factories.seated(channel)
    for number in range(1, 8):
        factories.say(channel, person, f"n° {number}")
    client = session_of(person)

    def places(**query: Any) -> tuple[list[int], str]:
        response = client.get(channel.get_absolute_url(), query)
        html = response.content.decode()
        seqs = [message.seq for message in response.context["window"].messages]
        assert ("?avant=" in html) == (seqs[0] > 1)
        assert ("?apres=" in html) == (seqs[-1] < 7)
        assert ('id="ecrire"' in html) == (seqs[-1] == 7)
        return seqs, html

    seqs, html = places()
    assert seqs == [5, 6, 7]
    assert "?avant=5" in html
    assert places(avant="5")[0] == [2, 3, 4]
    assert "?apres=4" in places(avant="5")[1]
    assert places(avant="2")[0] == [1]
    assert places(apres="1")[0] == [2, 3, 4]
    assert places(a="3")[0] == [2, 3, 4]
    assert places(a="7")[0] == places(a="99")[0] == places(avant="99")[0] == [5, 6, 7]
    for odd in ("²", "", "-1", "9" * 30):
        assert places(avant=odd)[0] == [5, 6, 7]
    assert channel.messages.get(seq=2).get_absolute_url().endswith("?a=2#m2")


def test_catching_up_gives_what_a_fresh_page_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """From any revision, the batches put end to end are what the database holds, once, in order."""
    monkeypatch.setattr(delivery, "BATCH_MESSAGES", 4)
    monkeypatch.setattr(delivery, "BATCH_CHARACTERS", 60)
    channel = factories.delegation_channel()
    person = factories.seated(channel)
    for number in range(1, 12):
        factories.say(channel, person, "x" * 7 * number)
    client = session_of(person)
    for start in range(12):
        cursor, got, more = start, [], True
        while more:
            frame = client.get(messages_of(channel), {"after": cursor}).json()
            assert frame["after"] == cursor
            got += [item["revision"] for item in frame["items"]]
            cursor, more = frame["revision"], frame["more"]
        assert got == list(range(start + 1, 12))


def test_the_page_costs_the_same_whatever_was_said(limits: Any) -> None:
    """Queries do not grow with messages or readers."""
    channel = factories.delegation_channel()
    person = factories.seated(channel)
    client = session_of(person)

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def fill(count: int) -> None:
        for _ in range(count):
            factories.say(channel, person)

    addresses = [channel.get_absolute_url(), reverse("discussions:index"), messages_of(channel)]
    fill(10)
    few = [queries(address) for address in addresses]
    fill(190)
    for _ in range(10):
        factories.seated(channel)
        other = factories.delegation_channel()
        house.seat(other.delegations.get(), person=person)
    assert [queries(address) for address in addresses] == few
    assert max(few) <= 15


def test_templates_of_other_rooms_ask_for_channels() -> None:
    """`channel_of` gives a page's or a programme's channel to who reads it; `my_channels` mine."""
    programme = house.comap()
    channel = factories.programme_channel(programme)
    person = house.participant(programme)
    template = Template(
        "{% load discussions_tags %}{% channel_of page as channel %}{{ channel }}|"
        "{% my_channels as channels %}{{ channels|length }}"
    )

    def rendered(user: Any) -> str:
        request = RequestFactory().get("/")
        request.user = user
        return template.render(Context({"request": request, "page": programme}))

    assert rendered(factories.account(person)) == f"{channel}|1"
    assert rendered(factories.account(house.PersonFactory())) == "None|0"
    assert rendered(AnonymousUser()) == "None|0"
