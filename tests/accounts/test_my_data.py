"""Whoever has an account reads, and takes along, all that the house holds about them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from community.accounts import personal_data, words
from community.accounts.models import User
from community.alliance.models import Person
from tests import factories
from tests.accounts.doors import with_second_factor
from tests.accounts.everything import planted

pytestmark = pytest.mark.django_db
TOKEN = "jetonunique"


def naming_columns() -> set[str]:
    """Every column of every table that points to an account or a person."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.related_model in (User, Person)
    }


def lists_in(value: Any, path: str) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(value, Mapping):
        for key, held in value.items():
            yield from lists_in(held, f"{path}.{key}")
    elif isinstance(value, list):
        yield path, value


def keys_in(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, held in value.items():
            yield key
            yield from keys_in(held)
    elif isinstance(value, list):
        for held in value:
            yield from keys_in(held)


def test_each_column_that_names_somebody_is_told_by_a_part() -> None:
    """A new table that points to people is of somebody's copy, or this test fails."""
    assert naming_columns() == personal_data.told()


def test_somebody_who_left_a_trace_everywhere_gets_all_of_it() -> None:
    """No list of the copy is empty, each key is said in words, and nobody else's row is there."""
    person = planted(TOKEN)
    planted_beside = factories.PersonFactory(name="Une autre")
    copy = personal_data.export_all(person.user)
    empty = [path for part in copy for path, rows in lists_in(copy[part], part) if not rows]
    assert empty == []
    unsaid = {key for part in copy.values() for key in keys_in(part)} - words.WORDS.keys()
    assert unsaid == set()
    others = personal_data.export_all(planted_beside.user)
    assert TOKEN not in str(others)


def test_the_copy_holds_no_secret() -> None:
    """Neither what opens the account nor what proves who one is."""
    person = planted(TOKEN)
    client = with_second_factor(person.user)
    text = client.get("/compte/mes-donnees.json").content.decode()
    [factor] = person.user.authenticator_set.all()
    assert TOKEN in text
    assert factor.data["secret"] not in text
    assert person.user.password not in text
    assert client.session.session_key not in text


def test_both_copies_say_the_same() -> None:
    """One is for programs, one for people: headings, words of the keys, what was written."""
    person = planted(TOKEN)
    client = with_second_factor(person.user)
    copy = json.loads(client.get("/compte/mes-donnees.json").content)
    answer = client.get("/compte/mes-donnees.html")
    page = answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="mes-donnees.html"'
    assert "no-store" in answer["Cache-Control"]
    assert page.count("<h2>") == len(copy)
    assert page.count(TOKEN) == json.dumps(copy).count(TOKEN)
    assert "Ce que vous avez dit" in page
    assert "<script" not in page


def test_what_somebody_wrote_is_never_markup(client: Client) -> None:
    """The page to keep opens without a server: nothing of it may run."""
    person = factories.PersonFactory(name="<script>alert(1)</script>")
    client.force_login(person.user)
    page = client.get("/compte/mes-donnees.html").content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_page_says_what_the_copy_is_made_of() -> None:
    """Part by part, with both copies to take and the way out; nothing for a visitor."""
    person = planted(TOKEN)
    client = with_second_factor(person.user)
    page = client.get("/compte/mes-donnees/").content.decode()
    for part in ("Votre compte", "Votre fiche et vos signatures", "Vos invitations"):
        assert part in page
    assert "/compte/mes-donnees.json" in page
    assert "/compte/partir/" in page
    for address in ("/compte/mes-donnees/", "/compte/mes-donnees.html", "/compte/mes-donnees.json"):
        assert Client().get(address).status_code == 302


def test_somebody_without_a_card_gets_their_account(client: Client) -> None:
    """What one never filled in is empty, not an error."""
    client.force_login(factories.UserFactory())
    assert client.get("/compte/mes-donnees/").status_code == 200
    assert "–" in client.get("/compte/mes-donnees.html").content.decode()
