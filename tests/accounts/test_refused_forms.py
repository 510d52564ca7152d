"""What is to be taken up again in the forms of signing in is said as in every form of the house."""

import pytest
from django.test import Client

from community.accounts.actions import make_account
from tests.accounts.doors import ask_for_code, give_code, with_second_factor

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
