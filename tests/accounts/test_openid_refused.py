"""What a provider, or somebody in its name, may bring back that opens nothing."""

import logging
import time
from typing import Any

import jwt
import pytest
from django.test import Client

from community.accounts.actions import make_account
from community.accounts.models import User
from community.accounts.openid import provider as client_side
from tests.accounts import openid_urls
from tests.accounts.doors import is_signed_in
from tests.accounts.openid_doors import DOOR, come_back, enter, is_refused, start
from tests.accounts.openid_provider import CLIENT, SECRET, Key, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.urls(openid_urls.__name__)]


@pytest.fixture
def user() -> User:
    return make_account(email="elue@exemple.test")


NOW = int(time.time())


@pytest.mark.parametrize(
    "said",
    [
        *({"nonce": "celui d'un autre essai"}, {"nonce": None}),
        *({"iss": "https://ailleurs.example"}, {"iss": None}),
        *({"aud": "un-autre"}, {"aud": [CLIENT, "un-autre"]}, {"aud": None}),
        *({"exp": NOW - 3600}, {"exp": None}, {"iat": NOW + 3600}, {"iat": None}),
        *({"sub": None}, {"sub": "43"}),
    ],
)
def test_a_token_that_is_not_for_this_attempt_opens_nothing(
    client: Client, provider: Provider, user: User, said: dict[str, Any]
) -> None:
    """Another nonce, issuer, audience or time, or an incomplete one: refused in words."""
    provider.id_token = said
    assert is_refused(client, enter(client, provider))


def test_a_signature_of_somebody_else_opens_nothing(
    client: Client, provider: Provider, user: User
) -> None:
    """A key that the provider does not publish, no signature, or the secret for a key."""
    for stranger in (Key("première", "autre"), Key("autre")):
        provider.key = stranger
        assert is_refused(client, enter(client, provider))

    class Unsigned(Key):
        def sign(self, claims: dict[str, Any]) -> str:
            return jwt.encode(claims, "", "none", headers={"kid": self.kid})

    class BySecret(Key):
        def sign(self, claims: dict[str, Any]) -> str:
            return jwt.encode(claims, SECRET * 3, "HS256", headers={"kid": self.kid})

    for kind in (Unsigned, BySecret):
        provider.key = kind("première")
        assert is_refused(client, enter(client, provider))


def test_a_signed_userinfo_is_checked_too(client: Client, provider: Provider, user: User) -> None:
    """Signed for another house, or said of another person: nothing opens."""
    provider.signs_userinfo = True
    provider.userinfo = {"aud": "un-autre"}
    assert is_refused(client, enter(client, provider))
    provider.userinfo = {"iss": "https://ailleurs.example"}
    assert is_refused(client, enter(client, provider))
    for signs in (True, False):
        provider.signs_userinfo, provider.userinfo = signs, {"sub": "43"}
        assert is_refused(client, enter(client, provider))


def test_keys_are_asked_for_again_when_the_provider_changes_them(
    client: Client, provider: Provider, user: User
) -> None:
    """Known keys are kept; a name that is not among them has the provider asked once more."""
    for _time in range(2):
        enter(Client(), provider)
    assert provider.asked.count("/keys") == 1
    assert provider.asked.count("/.well-known/openid-configuration") == 1
    provider.key = Key("seconde")
    provider.published = [provider.key]
    enter(client, provider)
    assert is_signed_in(client)
    assert provider.asked.count("/keys") == 2


def test_the_level_that_was_asked_for_is_wanted(
    client: Client, provider: Provider, user: User, settings: Any
) -> None:
    """A level of assurance is asked for, and looked at: a provider may not know how to."""
    settings.OPENID = provider.settings(ACR_VALUES=["eidas2", "eidas3"])
    for level in (None, "eidas1"):
        provider.id_token = {"acr": level}
        assert is_refused(client, enter(client, provider))
    provider.id_token = {"acr": "eidas3"}
    enter(client, provider)
    assert is_signed_in(client)


def test_a_state_of_another_browser_or_of_before_opens_nothing(
    client: Client, provider: Provider, user: User
) -> None:
    """Nobody is made to come in as another; what served or waited too long is refused."""
    brought = provider.recognise(start(client))
    other = Client()
    assert is_refused(other, come_back(other, brought))
    for state in ("", "x" * 48, "é"):
        assert is_refused(client, come_back(client, brought | {"state": state}))
    assert provider.tokens_asked == []
    assert come_back(client, brought)["Location"] == "/"
    assert is_signed_in(client)
    client.post("/compte/logout/")
    assert is_refused(client, come_back(client, brought))
    late = Client()
    brought = provider.recognise(start(late))
    session = late.session
    session["openid"] |= {"at": time.time() - 16 * 60}
    session.save()
    assert is_refused(late, come_back(late, brought))


def test_a_code_serves_once(client: Client, provider: Provider, user: User) -> None:
    """A code that was exchanged already is refused by the provider, and by the house in words."""
    brought = provider.recognise(start(client))
    provider.codes.clear()
    assert is_refused(client, come_back(client, brought))
    assert is_refused(client, come_back(client, brought))
    assert len(provider.tokens_asked) == 1


def test_an_answer_of_another_provider_is_refused(
    client: Client, provider: Provider, user: User
) -> None:
    """The name of the issuer, where it is told, is that of ours (RFC 9207)."""
    brought = provider.recognise(start(client))
    answer = come_back(client, brought | {"iss": "https://ailleurs.example"})
    assert is_refused(client, answer)
    assert provider.tokens_asked == []


@pytest.mark.parametrize("error", ["access_denied", "server_error", "", "\r\nx" * 99])
def test_whoever_gives_up_is_before_the_usual_door(
    client: Client, provider: Provider, user: User, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Denied, or broken over there: one sentence, the code by mail, and where one was going."""
    brought = provider.recognise(start(client, next="/compte/sessions/"))
    del brought["code"]
    with caplog.at_level(logging.WARNING, "community.accounts.openid"):
        answer = come_back(client, brought | {"error": error})
    assert answer["Location"] == f"{DOOR}?next=%2Fcompte%2Fsessions%2F"
    assert is_refused(client, answer)
    assert all("\n" not in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("path", ["/token", "/userinfo", "/keys"])
@pytest.mark.parametrize(
    "instead",
    [
        (500, b"{}"),
        (302, b"{}"),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"keys": 3, "access_token": "a\\nb", "id_token": 3}'),
        (200, b'{"keys": [{"kty": "RSA"}], "id_token": "a.b.c"}'),
        (200, b" " * 300_000),
    ],
)
def test_whatever_the_provider_answers_is_no_fault_of_the_house(
    client: Client, provider: Provider, user: User, path: str, instead: tuple[int, bytes]
) -> None:
    """Errors, redirections, garbage: one sentence; and the next attempt begins afresh."""
    provider.instead[path] = instead
    assert is_refused(client, enter(client, provider))
    provider.instead.clear()
    enter(client, provider)
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": "https://ailleurs.example"},
        {"issuer": None},
        {"token_endpoint": None},
        {"authorization_endpoint": 3},
        {"jwks_uri": "file:///etc/passwd"},
        {"userinfo_endpoint": "ftp://ailleurs.example/"},
        {"end_session_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_configuration_that_does_not_hold_is_refused(
    client: Client, provider: Provider, about: dict[str, Any]
) -> None:
    """Another name, or addresses that are missing or less protected: nobody is sent there."""
    provider.about = about
    assert is_refused(client, client.post("/compte/openid/"))
    provider.about = {}
    assert start(client).startswith(provider.url)


def test_a_provider_that_is_down_is_told_in_words(
    client: Client, provider: Provider, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not there, or too slow to answer: nobody waits for long."""
    settings.OPENID = provider.settings(SERVER="http://127.0.0.1:1")
    assert is_refused(client, client.post("/compte/openid/"))
    settings.OPENID = provider.settings()
    monkeypatch.setattr(client_side, "TIMEOUTS", (0.2, 0.2))
    monkeypatch.setattr(provider, "configuration", lambda: time.sleep(0.6) or {})
    began = time.monotonic()
    assert is_refused(client, client.post("/compte/openid/"))
    assert time.monotonic() - began < 0.6


@pytest.mark.parametrize(
    ("signed", "said"),
    [
        (
            {"email": "autre@exemple.test", "email_verified": True},
            {"email": "elue@exemple.test", "email_verified": None},
        ),
        ({"email": "autre@exemple.test", "email_verified": True}, {"email": "elue@exemple.test"}),
    ],
)
def test_one_answer_does_not_vouch_for_the_address_of_the_other(
    client: Client, provider: Provider, signed: dict[str, Any], said: dict[str, Any]
) -> None:
    """The token is sure of one address, the userinfo names another: nobody comes in by either."""
    make_account(email="elue@exemple.test")
    provider.id_token, provider.person = signed, said
    answer = enter(client, provider)
    assert is_refused(client, answer, "ne garantit pas votre adresse")
