"""Coming in by an OpenID Connect provider: whom it vouches for, and nobody else."""

import base64
import json
from html import unescape
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import pytest
from django.test import Client

from community.accounts.actions import choose_password, deactivate, make_account, set_second_factor
from community.accounts.models import User
from community.accounts.openid import provider as client_side
from tests.accounts import openid_urls
from tests.accounts.doors import code_of_application, is_signed_in
from tests.accounts.openid_doors import DOOR, come_back, enter, is_refused, start
from tests.accounts.openid_provider import CLIENT, SECRET, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.urls(openid_urls.__name__)]


@pytest.fixture
def user() -> User:
    return make_account(email="elue@exemple.test")


def test_whoever_the_provider_vouches_for_comes_in_and_goes_where_they_were_going(
    client: Client, provider: Provider, user: User
) -> None:
    """The account of the address opens, and is found again by nothing but its address."""
    page = client.get(DOOR).content.decode()
    assert "S’identifier avec ProConnect" in page
    answer = enter(client, provider, next="/compte/sessions/")
    assert answer["Location"] == "/compte/sessions/"
    assert is_signed_in(client)
    assert "openid" not in client.session
    assert User.objects.count() == 1


def test_what_is_asked_is_long_random_and_what_proconnect_knows(
    client: Client, provider: Provider, settings: Any
) -> None:
    """A state and a nonce of 32 characters or more, new each time; nothing else unannounced."""
    asked = [dict(parse_qsl(urlsplit(start(client)).query)) for _time in range(2)]
    for each in asked:
        assert len(each["state"]) >= 32
        assert len(each["nonce"]) >= 32
        assert each["code_challenge_method"] == "S256"
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
    assert asked[0]["redirect_uri"] == "http://localhost:8000/compte/openid/retour/"
    provider.pkce = False
    settings.OPENID = provider.settings(ACR_VALUES=["eidas2"])
    client_side.cache.clear()
    plain = dict(parse_qsl(urlsplit(start(client)).query))
    assert set(plain) == {
        *("response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "claims"),
    }
    assert json.loads(plain["claims"]) == {
        "id_token": {"acr": {"essential": True, "values": ["eidas2"]}}
    }
    provider.about = {"authorization_endpoint": f"{provider.url}/authorize?lang=fr"}
    client_side.cache.clear()
    assert parse_qs(urlsplit(start(client)).query)["lang"] == ["fr"]


@pytest.mark.parametrize("signs", [True, False])
@pytest.mark.parametrize("pkce", [True, False])
def test_userinfo_is_read_signed_or_not(
    client: Client, provider: Provider, user: User, signs: bool, pkce: bool
) -> None:
    """ProConnect signs what it says of people, others say it in JSON; PKCE where it is known."""
    provider.signs_userinfo, provider.pkce = signs, pkce
    enter(client, provider)
    assert is_signed_in(client)
    sent = provider.tokens_asked[0][0]
    assert sent["client_secret"] == SECRET
    assert ("code_verifier" in sent) is pkce


def test_the_secret_goes_in_the_header_where_that_is_all_the_provider_takes(
    client: Client, provider: Provider, user: User
) -> None:
    """Encoded, since it may hold a colon (RFC 6749, § 2.3.1)."""
    provider.about = {"token_endpoint_auth_methods_supported": None}
    enter(client, provider)
    assert is_signed_in(client)
    data, header = provider.tokens_asked[0]
    assert "client_secret" not in data
    expected = b"la-fabrique:un+secret%3A%C3%A0+garder"
    assert header == f"Basic {base64.b64encode(expected).decode()}"


def test_a_provider_without_userinfo_says_it_in_its_token(
    client: Client, provider: Provider, user: User
) -> None:
    """The address may stand in the token itself."""
    provider.about = {"userinfo_endpoint": None}
    assert enter(client, provider)["Location"] != "/"
    assert not is_signed_in(client)
    provider.id_token = provider.person
    enter(client, provider)
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("person", "trusts", "enters"),
    [
        ({"email_verified": True}, False, True),
        ({"email_verified": "true"}, False, True),
        ({"email": "ELUE@Exemple.test"}, False, True),
        ({"email_verified": False}, False, False),
        ({"email_verified": None}, False, False),
        ({"email_verified": ["true"]}, False, False),
        ({"email_verified": "false"}, False, False),
        ({"email_verified": None}, True, True),
    ],
)
def test_only_an_address_that_was_verified_counts(
    client: Client, provider: Provider, settings: Any, person: dict[str, Any], trusts: bool,
    enters: bool,
) -> None:  # fmt: skip
    """The provider says so, or the house was told to trust it. Else: the code, known or not."""
    settings.OPENID = provider.settings(TRUSTS_ADDRESSES=trusts)
    provider.person |= person
    pages = []
    for known in (False, True):
        if known:
            make_account(email="elue@exemple.test")
        visitor = Client()
        answer = enter(visitor, provider)
        pages.append((answer.status_code, answer["Location"]))
        if not enters:
            assert is_refused(visitor, answer, "ne garantit pas votre adresse")
            assert pages[0] == pages[-1]
    assert is_signed_in(visitor) is enters


@pytest.mark.parametrize(
    "address",
    [
        "inconnue@exemple.test",
        *("elue@demo.invalid", "", "elue", "el\0ue@exemple.test", "élue@exemple.test"),
        "ELUE@exemple.test".replace("L", "Ｌ"),
        f"{'a' * 400}@exemple.test",
    ],
)
def test_a_stranger_is_led_to_ask_to_join(
    client: Client, provider: Provider, user: User, settings: Any, address: str
) -> None:
    """No account is made for who has none, and no look-alike opens somebody's."""
    provider.person["email"] = address
    answer = enter(client, provider)
    assert answer["Location"] == "/rejoindre/"
    page = client.get("/rejoindre/").content.decode()
    assert "aucun compte d’ici n’a l’adresse" in page
    assert not is_signed_in(client)
    assert User.objects.count() == 1


def test_a_letter_is_never_taken_for_another(client: Client, provider: Provider) -> None:
    """The Kelvin sign becomes a k when it is made small: it is not the k of an account."""
    make_account(email="kim@exemple.test")
    provider.person["email"] = "\N{KELVIN SIGN}im@exemple.test"
    assert enter(client, provider)["Location"] == "/rejoindre/"


def test_a_closed_account_is_told_so(client: Client, provider: Provider, user: User) -> None:
    """Whoever proved who they are learns that their account is closed; nobody comes in."""
    deactivate(user=user)
    answer = enter(client, provider)
    assert "Ce compte est fermé" in client.get(answer["Location"]).content.decode()
    assert not is_signed_in(client)


def test_the_team_still_shows_its_second_factor(client: Client, provider: Provider) -> None:
    """The provider stands for the code by mail, never for the second code."""
    admin = make_account(email="elue@exemple.test", is_staff=True)
    enter(client, provider)
    assert client.get("/compte/")["Location"] == "/compte/2fa/"
    secret = set_second_factor(user=admin)
    other = Client()
    assert enter(other, provider)["Location"] == "/compte/2fa/authenticate/"
    assert not is_signed_in(other)
    other.post("/compte/2fa/authenticate/", {"code": code_of_application(secret)})
    assert is_signed_in(other)


def test_whoever_is_in_already_goes_on(client: Client, provider: Provider, user: User) -> None:
    """No second session, and no question to the provider."""
    client.force_login(user)
    assert start(client, next="/compte/sessions/") == "/compte/sessions/"
    assert come_back(client, {})["Location"] == "/"
    assert provider.asked == []


def test_the_door_has_the_limits_of_the_others(
    client: Client, provider: Provider, settings: Any
) -> None:
    """One starts by a button of our own page, and not without end; never led elsewhere after."""
    assert client.get("/compte/openid/").status_code == 405
    assert client.post("/compte/openid/retour/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/compte/openid/").status_code == 403
    brought = provider.recognise(start(client, next="https://ailleurs.example/"))
    assert come_back(client, brought)["Location"] == "/rejoindre/"
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client_side.cache.clear()
    start(Client())
    assert Client().post("/compte/openid/").status_code == 429


def test_signing_out_shows_the_way_out_over_there(
    client: Client, provider: Provider, user: User
) -> None:
    """Once, to whoever came in that way, where the provider has one; it leads back to our door."""
    enter(client, provider)
    assert client.post("/compte/logout/")["Location"] == "/compte/openid/sortie/"
    assert not is_signed_in(client)
    page = client.get("/compte/openid/sortie/").content.decode()
    assert "Se déconnecter aussi de ProConnect" in page
    link = unescape(page.split('<a class="button" href="')[1].split('"')[0])
    assert link.startswith(f"{provider.url}/end?")
    asked = dict(parse_qsl(urlsplit(link).query))
    assert asked["post_logout_redirect_uri"] == "http://localhost:8000/compte/login/code/"
    assert len(asked["state"]) >= 32
    hint = jwt.decode(asked["id_token_hint"], options={"verify_signature": False})
    assert (hint["aud"], hint["sub"]) == (CLIENT, "42")
    assert client.get("/compte/openid/sortie/")["Location"] == "/"
    client.force_login(user)
    assert client.post("/compte/logout/")["Location"] == "/"
    client_side.cache.clear()
    provider.about = {"end_session_endpoint": None}
    enter(client, provider)
    assert client.post("/compte/logout/")["Location"] == "/"


def test_a_word_on_what_the_provider_is_can_be_linked(
    client: Client, provider: Provider, settings: Any
) -> None:
    """ProConnect asks for such a link beside its button."""
    assert "Qu’est-ce que" not in client.get(DOOR).content.decode()
    settings.OPENID = provider.settings(ABOUT="https://www.proconnect.gouv.fr/")
    page = client.get(DOOR).content.decode()
    assert 'href="https://www.proconnect.gouv.fr/"' in page
    assert "Qu’est-ce que ProConnect" in page


def test_the_way_out_is_theirs_who_came_in(client: Client, provider: Provider, user: User) -> None:
    """Past the second factor, and not theirs who comes in by another way after one gave up."""
    secret = set_second_factor(user=user)
    enter(client, provider)
    assert not is_signed_in(client)
    other = make_account(email="autre@exemple.test")
    choose_password(user=other, password="quatre mots sans rapport")
    client.post(
        "/compte/login/mot-de-passe/",
        {"email": other.email, "password": "quatre mots sans rapport"},
    )
    assert is_signed_in(client)
    assert client.post("/compte/logout/")["Location"] == "/"
    enter(client, provider)
    client.post("/compte/2fa/authenticate/", {"code": code_of_application(secret)})
    assert is_signed_in(client)
    assert client.post("/compte/logout/")["Location"] == "/compte/openid/sortie/"


def test_a_provider_is_no_proof_for_what_changes_the_account(
    client: Client, provider: Provider, user: User
) -> None:
    """It lets in whoever sits at a browser that it remembers: a code by mail is asked for."""
    for page in ("/compte/mot-de-passe/", "/compte/2fa/webauthn/add/", "/compte/partir/"):
        enter(client, provider)
        assert is_signed_in(client)
        assert client.get(page)["Location"] == f"/compte/login/code/?next={page}"
        assert not is_signed_in(client)
    user.refresh_from_db()
    assert not user.has_password
