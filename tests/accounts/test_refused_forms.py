"""What is to be taken up again in the forms of signing in is said as in every form of the house."""

import re

import pytest
from django.test import Client

from community.accounts.actions import make_account
from tests.accounts.doors import ask_for_code, back_door, give_code, note, with_second_factor

pytestmark = pytest.mark.django_db


def test_a_wrong_address_is_told_above_the_form_and_at_its_field(client: Client) -> None:
    """The summary takes the focus and leads to the field; there is none before one sends."""
    assert 'role="alert"' not in client.get("/compte/login/code/").content.decode()
    page = ask_for_code(client, "pas une adresse").content.decode()
    summary = page.split('role="alert"')[1].split("</div>")[0]
    assert "autofocus" in summary
    assert "Un point est à reprendre" in summary
    assert 'href="#id_email"' in summary
    assert page.split('role="alert"')[0].count('id="id_email"') == 0
    assert page.count('id="id_email"') == 1


def test_a_wrong_code_is_told_so_too(client: Client) -> None:
    """The code that came by mail, and that of the application."""
    user = make_account(email="elue@exemple.test")
    ask_for_code(client, user.email)
    wrong = (
        give_code(client, "AAAA-AAAA"),
        with_second_factor(user).post("/compte/2fa/reauthenticate/", {"code": "rien"}),
    )
    for answer in wrong:
        page = answer.content.decode()
        assert 'href="#id_code"' in page.split('role="alert"')[1].split("</div>")[0]
        assert page.count('id="id_code"') == 1


def test_an_address_is_asked_for_in_the_same_words_everywhere(client: Client) -> None:
    """A label without a colon, and how to write it when it is not complete."""
    user = make_account(email="elue@exemple.test")
    back_door(client, user)
    note(client, user, "code")
    asked = {
        "/compte/login/code/": Client(),
        "/compte/login/mot-de-passe/": Client(),
        "/compte/adresse/": client,
        "/rejoindre/": Client(),
        "/accessibilite/signaler/": Client(),
    }
    for page, visitor in asked.items():
        text = visitor.post(page, {"email": "ana@exemple"}).content.decode()
        assert "Écrivez-la comme prenom.nom@exemple.fr" in text, page
        assert re.search(r'<label for="id_email">[^<:]+</label>', text), page


def test_who_has_no_account_is_shown_the_two_ways_in(client: Client) -> None:
    """Nobody signs up by themselves: one has an account, or asks to join."""
    page = client.get("/compte/signup/").content.decode()
    assert 'href="/rejoindre/"' in page
    assert 'href="/compte/login/code/"' in page
