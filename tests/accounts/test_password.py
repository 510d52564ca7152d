"""A password for whoever wants one: it opens the door, and by itself changes nothing."""

import importlib
import json
import time
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth import hashers
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.accounts import actions
from community.accounts.models import User
from community.activity.models import Mail
from tests.accounts.doors import (
    ask_for_code,
    back_door,
    code_by_mail,
    code_of_application,
    give_code,
    is_signed_in,
    note,
    show_second_factor,
)

pytestmark = pytest.mark.django_db

DOOR, PAGE = "/compte/login/mot-de-passe/", "/compte/mot-de-passe/"
WORDS = "quatre mots sans rapport"


@pytest.fixture
def user() -> User:
    return actions.make_account(email="elue@exemple.test")


@pytest.fixture
def known(user: User) -> User:
    """An account that has a password."""
    actions.choose_password(user=user, password=WORDS)
    return user


def enter(client: Client, email: str, password: str = WORDS, **data: str) -> Any:
    return client.post(DOOR, {"email": email, "password": password} | data)


def come_in(client: Client, user: User, method: str = "code", ago: float = 0) -> None:
    back_door(client, user)
    note(client, user, method, ago)


def test_one_chooses_a_password_and_comes_in_by_it(client: Client, user: User) -> None:
    """Chosen in one's account, it opens the door and leads where one was going."""
    come_in(client, user)
    assert "Choisir un mot de passe" in client.get("/compte/").content.decode()
    answer = client.post(PAGE, {"password": WORDS})
    assert answer["Location"] == "/compte/"
    page = client.get("/compte/").content.decode()
    assert "Votre mot de passe est en place" in page
    assert "Changer ou retirer mon mot de passe" in page
    other = Client()
    assert DOOR in other.get("/compte/login/code/").content.decode()
    assert enter(other, "ELUE@exemple.test", next="/compte/sessions/")["Location"] == (
        "/compte/sessions/"
    )
    assert is_signed_in(other)
    assert other.get(DOOR)["Location"] == "/"


def test_where_one_was_going_goes_along_from_door_to_door(client: Client, user: User) -> None:
    """From the code to the password and back; never to another site."""
    page = client.get("/compte/login/code/?next=/compte/sessions/").content.decode()
    assert f"{DOOR}?next=/compte/sessions/" in page
    page = client.get(f"{DOOR}?next=/compte/sessions/").content.decode()
    assert "/compte/login/code/?next=/compte/sessions/" in page
    assert 'value="/compte/sessions/"' in page
    assert "ailleurs" not in client.get(f"{DOOR}?next=https://ailleurs.example/").content.decode()


def test_the_code_by_mail_always_stays(client: Client, known: User) -> None:
    """A password is beside the code, never in its place."""
    ask_for_code(client, known.email)
    give_code(client, code_by_mail())
    assert is_signed_in(client)


@pytest.mark.parametrize("wrong", [WORDS.upper(), f"{WORDS} ", "!", "\0", "x" * 5000, ""])
def test_a_wrong_password_opens_nothing(client: Client, known: User, wrong: str) -> None:
    """Refused in words, the address kept, the password not."""
    answer = enter(client, known.email, wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Un point est à reprendre" in page
    assert known.email in page
    assert f'value="{WORDS}' not in page
    assert not is_signed_in(client)


def test_accents_open_by_whatever_keyboard(client: Client, user: User) -> None:
    """An é of one piece and an é of two are the same letter."""
    actions.choose_password(user=user, password="un été à la rivière")
    enter(client, user.email, "un e\u0301te\u0301 a\u0300 la rivie\u0300re")
    assert is_signed_in(client)


KINDS = ("inconnue", "sans", "avec", "fermee")


@pytest.fixture
def _accounts() -> None:
    """One address of each kind: none, without a password, with one, closed."""
    actions.make_account(email="sans@exemple.test")
    for name in ("avec", "fermee"):
        account = actions.make_account(email=f"{name}@exemple.test")
        actions.choose_password(user=account, password=WORDS)
    actions.deactivate(user=account)


@pytest.mark.usefixtures("_accounts")
def test_nobody_learns_there_who_has_an_account_or_a_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same words, as many questions to the database, and as many passwords computed."""
    computed: list[str] = []
    real = hashers.MD5PasswordHasher.encode

    def counted(hasher: Any, password: str, salt: str) -> str:
        computed.append(password)
        return real(hasher, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
    seen = set()
    for kind in KINDS:
        client, email = Client(), f"{kind}@exemple.test"
        computed.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = enter(client, email, "ce n'est pas le bon")
        page = answer.content.decode().split("</main>")[0].replace(email, "…")
        words = page.split("csrfmiddlewaretoken")[1].split(">", 1)[1]
        seen.add((answer.status_code, len(asked), len(computed), words))
        assert "n’est pas le bon" in page
    assert len(seen) == 1, seen


@pytest.mark.usefixtures("_accounts")
def test_a_closed_account_does_not_come_in_by_its_password(client: Client) -> None:
    """Whoever gives the right one is told; nobody comes in."""
    answer = enter(client, "fermee@exemple.test")
    assert "Ce compte est fermé" in client.get(answer["Location"]).content.decode()
    assert not is_signed_in(client)


def test_one_cannot_go_on_guessing(client: Client, known: User, settings: Any) -> None:
    """Five tries in five minutes for one address, known or not; and a limit for one place."""
    for email in (known.email, "inconnue@exemple.test"):
        for _time in range(5):
            enter(Client(), email, "ce n'est pas le bon")
        refused = enter(Client(), email)
        assert "Attendez quelques minutes" in refused.content.decode()
    ask_for_code(client, known.email)
    give_code(client, code_by_mail())
    assert is_signed_in(client)
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    assert enter(Client(), known.email).status_code == 302
    assert enter(Client(), known.email).status_code == 429


def test_the_second_factor_is_still_shown(client: Client) -> None:
    """A password stands for the code by mail, never for the second code."""
    admin = actions.make_account(email="equipe@exemple.test", is_staff=True)
    actions.choose_password(user=admin, password=WORDS)
    enter(client, admin.email)
    assert client.get("/compte/")["Location"] == "/compte/2fa/"
    secret = actions.set_second_factor(user=admin)
    other = Client()
    assert enter(other, admin.email)["Location"] == "/compte/2fa/authenticate/"
    other.post("/compte/2fa/authenticate/", {"code": code_of_application(secret)})
    assert is_signed_in(other)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("trop court", "trop court"),
        ("123456789012", "chiffres"),
        ("elue@exemple.test", "semblable"),
        ("administrator", "courant"),
        ("", "Écrivez le mot de passe"),
        ("a\0" * 12, "caractère"),
        ("x" * 257, "256"),
    ],
)
def test_a_password_that_others_would_guess_is_refused(
    client: Client, user: User, password: str, words: str
) -> None:
    """Said in words at its field, and the account stays as it was."""
    come_in(client, user)
    answer = client.post(PAGE, {"password": password})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    user.refresh_from_db()
    assert not user.has_password
    assert not Mail.objects.exists()


def test_the_rule_holds_for_whoever_calls_the_action(user: User) -> None:
    """The page is not the only way to it."""
    with pytest.raises(ValidationError):
        actions.choose_password(user=user, password="court")


def test_a_password_changes_and_the_former_one_opens_nothing(client: Client, known: User) -> None:
    """One stays signed in where one changed it, and nowhere else."""
    elsewhere = Client()
    enter(elsewhere, known.email)
    come_in(client, User.objects.get(pk=known.pk))
    client.post(PAGE, {"password": "d'autres mots encore"})
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert enter(Client(), known.email).status_code == 422
    enter(elsewhere, known.email, "d'autres mots encore")
    assert is_signed_in(elsewhere)


def test_a_password_is_removed(client: Client, known: User) -> None:
    """The code by mail alone again; doing it twice is no fault."""
    elsewhere = Client()
    enter(elsewhere, known.email)
    come_in(client, User.objects.get(pk=known.pk))
    for _time in range(2):
        assert client.post(PAGE, {"remove": ""})["Location"] == "/compte/"
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert enter(Client(), known.email).status_code == 422
    known.refresh_from_db()
    assert not known.has_password
    assert Mail.objects.filter(subject__contains="retiré").count() == 1


@pytest.mark.parametrize(("method", "ago"), [("code", 16 * 60), ("password", 0)])
@pytest.mark.parametrize("data", [None, {"password": "les mots d'un autre"}, {"remove": ""}])
def test_a_passer_by_or_a_found_password_changes_nothing(
    client: Client, known: User, method: str, ago: float, data: dict[str, str] | None
) -> None:
    """A session left open, or one opened by the password, comes in again by another proof first."""
    come_in(client, known, method, ago)
    answer = client.post(PAGE, data) if data else client.get(PAGE)
    assert answer["Location"] == f"/compte/login/code/?next={PAGE}"
    assert not is_signed_in(client)
    known.refresh_from_db()
    assert known.check_password(WORDS)
    other = Client()
    come_in(other, known, method, ago)
    assert other.get("/compte/2fa/totp/activate/").status_code == 302


def test_whoever_has_a_second_factor_shows_it_first(client: Client, known: User) -> None:
    """Lately: ten minutes ago is no proof any more. What was typed is not kept meanwhile."""
    back_door(client, known)
    show_second_factor(client, known)
    assert client.get(PAGE).status_code == 200
    note(client, known, "mfa", 10 * 60, type="totp", reauthenticated=True)
    for answer in (client.get(PAGE), client.post(PAGE, {"password": "les mots d'un autre"})):
        assert answer["Location"] == f"/compte/2fa/reauthenticate/?next={PAGE}"
    assert "les mots" not in json.dumps(dict(client.session))
    known.refresh_from_db()
    assert known.check_password(WORDS)


def test_ending_sessions_leaves_the_password(client: Client, known: User) -> None:
    """Signing out everywhere voids every session at once, and takes nothing away."""
    elsewhere = Client()
    for each in (client, elsewhere):
        enter(each, known.email)
        assert is_signed_in(each)
    client.post("/compte/deconnexion-partout/")
    assert not is_signed_in(client)
    assert not is_signed_in(elsewhere)
    enter(client, known.email)
    assert is_signed_in(client)


def test_sessions_opened_before_the_mark_go_on(client: Client, user: User, settings: Any) -> None:
    """An account without a mark is tied as before; a former secret key still counts."""
    come_in(client, user)
    assert user.sessions_mark == ""
    former = user.get_session_auth_hash()
    assert former == super(User, user)._get_session_auth_hash()  # type: ignore[misc]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert former in set(user.get_session_auth_fallback_hash())
    actions.end_sessions(user=user)
    assert former not in set(user.get_session_auth_fallback_hash())


def test_passwords_typed_before_open_nothing(known: User, client: Client) -> None:
    """`createsuperuser` asked for one that was of no use: it does not become one."""
    module = importlib.import_module("community.accounts.migrations.0002_passwords_and_sessions")
    other = actions.make_account(email="autre@exemple.test")
    module.forget_passwords(apps, None)
    assert enter(client, known.email).status_code == 422
    before = other.password
    other.refresh_from_db()
    assert other.password == before


def test_an_endless_password_costs_no_time(client: Client, known: User) -> None:
    """Marks upon marks take long to put in order: too long is refused before that, at each door."""
    began = time.monotonic()
    answer = enter(client, known.email, "a" + "\u0301\u0316" * 40_000)
    assert answer.status_code == 422
    assert not is_signed_in(client)
    come_in(client, known)
    assert client.post(PAGE, {"password": "a" + "\u0301\u0316" * 40_000}).status_code == 422
    assert time.monotonic() - began < 3
    known.refresh_from_db()
    assert known.check_password(WORDS)


def test_tries_are_counted_whatever_the_house_is_called(
    client: Client, known: User, settings: Any
) -> None:
    """Another port, capitals or a dot at the end of the host give no new tries."""
    settings.ALLOWED_HOSTS = ["exemple.test"]
    hosts = ["exemple.test", "exemple.test:81", "Exemple.test", "exemple.test.", "exemple.test:82"]
    for host in hosts:
        assert (
            client.post(
                DOOR, {"email": known.email, "password": "non"}, headers={"host": host}
            ).status_code
            == 422
        )
    tried = client.post(
        DOOR, {"email": known.email, "password": WORDS}, headers={"host": "exemple.test:83"}
    )
    assert "Trop d’essais" in tried.content.decode()
    assert not is_signed_in(client)


def test_the_session_in_which_one_chose_it_stays_listed(client: Client, user: User) -> None:
    """Whoever chose it with a code that they found is seen, and shut out, by its holder."""
    come_in(client, user)
    client.post(PAGE, {"password": WORDS}, headers={"user-agent": "Firefox/140.0 (Android)"})
    assert is_signed_in(client)
    assert UserSession.objects.get().session_key == client.session.session_key
    user.refresh_from_db()
    holder = Client()
    come_in(holder, user)
    holder.post("/compte/sessions/fermer-les-autres/")
    assert is_signed_in(holder)
    assert not is_signed_in(client)
