import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client

from community.accounts.actions import deactivate, make_account, set_second_factor
from community.accounts.models import User
from tests.accounts.doors import (
    ask_for_code,
    code_by_mail,
    code_of_application,
    give_code,
    is_signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_account(email="elue@exemple.test")


def test_code_by_mail_opens_the_house_and_leads_where_one_was_going(
    client: Client, user: User
) -> None:
    """A code sent to the address is enough; one arrives where one wanted to go."""
    assert client.get("/compte/")["Location"] == "/compte/login/code/?next=/compte/"
    assert ask_for_code(client, user.email, next="/compte/").status_code == 302
    assert mail.outbox[-1].to == [user.email]
    answer = give_code(client, code_by_mail(), next="/compte/")
    assert answer["Location"] == "/compte/"
    assert is_signed_in(client)


def test_code_works_without_its_dash_and_in_small_letters(client: Client, user: User) -> None:
    """The form of the code is no trap."""
    ask_for_code(client, user.email.upper())
    give_code(client, code_by_mail().replace("-", " ").lower())
    assert is_signed_in(client)


def test_wrong_code_opens_nothing_and_three_of_them_end_the_try(client: Client, user: User) -> None:
    """A wrong code is refused in words, and one cannot go on guessing."""
    ask_for_code(client, user.email)
    code = code_by_mail()
    assert "est pas le bon" in give_code(client, "AAAA-AAAA").content.decode()
    give_code(client, "AAAA-AAAA")
    assert give_code(client, "AAAA-AAAA")["Location"] == "/compte/login/code/"
    give_code(client, code)
    assert not is_signed_in(client)


def test_code_serves_once(client: Client, user: User) -> None:
    """A code that was used opens no second session."""
    ask_for_code(client, user.email)
    code = code_by_mail()
    give_code(client, code)
    assert is_signed_in(client)
    other = Client()
    ask_for_code(other, user.email)
    give_code(other, code)
    assert not is_signed_in(other)


def test_another_code_can_be_asked_for(client: Client, user: User) -> None:
    """Whoever received nothing asks again; only the newest code works."""
    ask_for_code(client, user.email)
    first = code_by_mail()
    client.post("/compte/login/code/confirm/", {"action": "resend"})
    assert code_by_mail() != first
    give_code(client, code_by_mail())
    assert is_signed_in(client)


def test_unknown_address_is_answered_like_a_known_one(client: Client, user: User) -> None:
    """Nobody learns here who has an account."""
    pages = []
    for email in (user.email, "inconnue@exemple.test"):
        visitor = Client()
        answer = ask_for_code(visitor, email)
        page = visitor.get(answer["Location"])
        wrong = give_code(visitor, "AAAA-AAAA")
        words = [each.content.decode().replace(email, "…") for each in (page, wrong)]
        pages.append((answer.status_code, answer["Location"], wrong.status_code, words))
    without_tokens = [str(page).split("csrfmiddlewaretoken") for page in pages]
    assert len(without_tokens[0]) == len(without_tokens[1])
    assert pages[0][:3] == pages[1][:3]
    assert mail.outbox[-1].to == ["inconnue@exemple.test"]
    assert "Aucun compte" in str(mail.outbox[-1].body)


def test_there_is_one_door(client: Client, user: User) -> None:
    """No sign-up: other doors lead to the only one, or are not there."""
    assert client.get("/compte/login/?next=/a/")["Location"] == "/compte/login/code/?next=/a/"
    assert client.post("/compte/login/", {"login": user.email}).status_code == 405
    assert client.get("/gestion/login/")["Location"] == "/compte/entrer-en-gestion/"
    for path in ("password/reset/", "password/change/", "email/", "confirm-email/"):
        assert client.get(f"/compte/{path}").status_code == 404
    client.post("/compte/signup/", {"email": "nouvelle@exemple.test"})
    assert not User.objects.filter(email="nouvelle@exemple.test").exists()


def test_code_and_then_the_application_open_the_house(client: Client, user: User) -> None:
    """Whoever has a second factor is asked for it; the code by mail alone opens nothing."""
    secret = set_second_factor(user=user)
    ask_for_code(client, user.email)
    assert give_code(client, code_by_mail())["Location"] == "/compte/2fa/authenticate/"
    assert not is_signed_in(client)
    wrong = client.post("/compte/2fa/authenticate/", {"code": "000000"})
    assert "ou il a déjà servi" in wrong.content.decode()
    client.post("/compte/2fa/authenticate/", {"code": code_of_application(secret)})
    assert is_signed_in(client)


def test_closed_account_gets_no_code(client: Client, user: User) -> None:
    """A closed account is answered like an unknown one, and its open try leads nowhere."""
    ask_for_code(client, user.email)
    code = code_by_mail()
    deactivate(user=user)
    answer = give_code(client, code)
    assert "fermé" in client.get(answer["Location"]).content.decode()
    assert not is_signed_in(client)
    ask_for_code(client, user.email)
    assert "Aucun compte" in str(mail.outbox[-1].body)


def test_too_many_codes_for_one_address_are_refused(client: Client, user: User) -> None:
    """Nobody's mailbox is filled by somebody who asks for code after code."""
    for _ in range(3):
        assert ask_for_code(Client(), user.email).status_code == 302
    answer = ask_for_code(client, user.email)
    assert answer.status_code == 200
    assert "Attendez quelques minutes" in answer.content.decode()
    assert len(mail.outbox) == 3


def test_signed_out_session_opens_nothing(client: Client, user: User) -> None:
    """Signing out takes a click of one's own, and then the session is over."""
    client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    assert "Se déconnecter" in client.get("/compte/logout/").content.decode()
    assert is_signed_in(client)
    client.post("/compte/logout/")
    assert not is_signed_in(client)
