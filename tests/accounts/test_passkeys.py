"""A passkey opens the door by itself, counts as a second factor, and is one's own to manage."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from community.accounts.actions import deactivate, make_account
from community.accounts.models import User
from community.activity.models import Event, Mail
from tests.accounts.doors import code_by_mail, note
from tests.site_server import SiteServer

#: A device that recognises who holds it, and keeps passkeys itself.
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(
    new_context: Callable[..., BrowserContext], site_server: SiteServer, settings: Any
) -> Page:
    """A browser with such a device; passkeys need a name for the house, not a number."""
    settings.WAGTAILADMIN_BASE_URL = f"http://localhost:{site_server.port}"
    page = new_context(base_url=settings.WAGTAILADMIN_BASE_URL).new_page()
    page.device = page.context.new_cdp_session(page)  # type: ignore[attr-defined]
    page.device.send("WebAuthn.enable")  # type: ignore[attr-defined]
    page.device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})  # type: ignore[attr-defined]
    return page


def enter_by_code(page: Page, user: User) -> None:
    page.goto("/compte/login/code/")
    page.get_by_label("Votre adresse de courriel").fill(user.email)
    page.get_by_role("button", name="Recevoir un code").click()
    page.wait_for_url("**/confirm/**")
    page.get_by_label("Code reçu par courriel").fill(code_by_mail())
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda address: "/login/" not in address)


def add_passkey(page: Page, name: str = "") -> None:
    page.goto("/compte/2fa/webauthn/add/")
    if name:
        page.get_by_label("Nom de la clé").fill(name)
    page.get_by_role("button", name="Ajouter cette clé").click()
    page.wait_for_url("**/compte/2fa/recovery-codes/")


def leave(page: Page) -> None:
    page.goto("/compte/logout/")
    page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(lambda address: "logout" not in address)


def test_the_team_protects_its_account_by_a_passkey_and_comes_back_with_it_alone(
    page: Page,
) -> None:
    """First sign-in: led to the choice, then where one was going. Next time: no mail, no code."""
    user = make_account(email="equipe@exemple.test", is_staff=True)
    enter_by_code(page, user)
    expect(page.get_by_text("Encore un pas avant d’entrer")).to_be_visible()
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    expect(page.get_by_label("Nom de la clé")).to_have_value("Chrome sur Linux")
    page.get_by_role("button", name="Ajouter cette clé").click()
    page.get_by_role("link", name="Je les ai gardés").click()
    expect(page).to_have_url(f"{django_settings.WAGTAILADMIN_BASE_URL}/")
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    assert set(kinds) == {"webauthn", "recovery_codes"}
    leave(page)
    page.goto("/compte/login/code/?next=/discussions/")
    page.get_by_role("button", name="Ouvrir avec ma clé d’accès").click()
    page.wait_for_url("**/discussions/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_after_the_mail_the_passkey_is_the_second_factor(page: Page) -> None:
    """Whoever comes by the mail is asked for the passkey, and nothing opens before."""
    user = make_account(email="participante@exemple.test")
    enter_by_code(page, user)
    add_passkey(page)
    leave(page)
    enter_by_code(page, user)
    expect(page).to_have_url(f"{django_settings.WAGTAILADMIN_BASE_URL}/compte/2fa/authenticate/")
    page.goto("/compte/")
    page.wait_for_url("**/compte/2fa/authenticate/")
    page.get_by_role("button", name="Présenter ma clé d’accès").click()
    page.wait_for_url(f"{django_settings.WAGTAILADMIN_BASE_URL}/")
    page.goto("/compte/")
    expect(page.get_by_text(user.email)).to_be_visible()


def test_a_session_without_proof_confirms_with_the_passkey(page: Page) -> None:
    """Somebody who has come to animate shows what they have, and goes on."""
    user = make_account(email="animatrice@exemple.test")
    enter_by_code(page, user)
    add_passkey(page)
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    page.context.clear_cookies()
    value, house = client.cookies[name].value, django_settings.WAGTAILADMIN_BASE_URL
    page.context.add_cookies([{"name": name, "value": value, "url": house}])
    User.objects.filter(pk=user.pk).update(is_staff=True)
    page.goto("/discussions/")
    page.get_by_role("link", name="Présenter plutôt ma clé d’accès").click()
    page.get_by_role("button", name="Présenter ma clé d’accès").click()
    page.wait_for_url("**/discussions/")


def test_passkeys_are_named_and_removed(page: Page) -> None:
    """One tells them apart, and takes off the one that was lost; it opens nothing any more."""
    user = make_account(email="participante@exemple.test")
    enter_by_code(page, user)
    add_passkey(page, "Tablette")
    page.goto("/compte/2fa/")
    page.get_by_role("link", name="Renommer « Tablette »").click()
    page.get_by_label("Nom de la clé").fill("Téléphone de la mairie")
    page.get_by_role("button", name="Garder ce nom").click()
    page.wait_for_url("**/compte/2fa/")
    page.get_by_role("link", name="Retirer « Téléphone de la mairie »").click()
    page.get_by_role("button", name="Retirer cette clé").click()
    expect(page.get_by_text("La clé d’accès est retirée.")).to_be_visible()
    assert not Authenticator.objects.filter(user=user).exists()
    verbs = Event.objects.filter(actor=user).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["passkey.added", "passkey.removed"]
    assert Mail.objects.filter(recipient=user).count() == 2
    leave(page)
    page.goto("/compte/login/code/")
    page.get_by_role("button", name="Ouvrir avec ma clé d’accès").click()
    expect(page.locator(".notice.bad")).to_be_visible()
    page.goto("/compte/")
    page.wait_for_url("**/login/**")


def test_a_closed_account_does_not_come_in_by_its_passkey(page: Page) -> None:
    """The key is right, the account is closed: it is told so."""
    user = make_account(email="participante@exemple.test")
    enter_by_code(page, user)
    add_passkey(page)
    deactivate(user=user)
    page.goto("/compte/login/code/")
    page.get_by_role("button", name="Ouvrir avec ma clé d’accès").click()
    expect(page.get_by_text("Ce compte est fermé").first).to_be_visible()


def test_a_device_that_refuses_is_said_in_words(page: Page) -> None:
    """Nobody is left before a button that does nothing; the code by mail stays."""
    page.goto("/compte/login/code/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Ouvrir avec ma clé d’accès").click()
    expect(page.get_by_role("status").get_by_text("Rien n’a été reconnu")).to_be_visible()
    expect(page.get_by_role("button", name="Recevoir un code")).to_be_visible()


def test_without_scripts_the_other_ways_are_offered(
    new_context: Callable[..., BrowserContext], site_server: SiteServer
) -> None:
    """No button that would do nothing: the mail at the door, the second code in its place."""
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto("/compte/login/code/")
    expect(page.get_by_role("button", name="Ouvrir avec ma clé d’accès")).to_be_hidden()
    enter_by_code(page, make_account(email="participante@exemple.test"))
    page.goto("/compte/2fa/webauthn/add/")
    expect(page.get_by_role("button", name="Ajouter cette clé")).to_be_hidden()
    expect(page.get_by_role("link", name="Mettre en place le second code")).to_be_visible()


@pytest.mark.django_db
def test_passkeys_belong_to_the_public_address(client: Client, settings: Any) -> None:
    """By whatever name the house is reached, its passkeys are those of its one address."""
    settings.WAGTAILADMIN_BASE_URL = "https://fabrique.exemple.test"
    accept = {"accept": "application/json"}
    asked = client.get("/compte/2fa/webauthn/login/", headers=accept).json()
    assert asked["request_options"]["publicKey"]["rpId"] == "fabrique.exemple.test"
    assert asked["request_options"]["publicKey"]["userVerification"] == "required"
    user = make_account(email="participante@exemple.test")
    client.force_login(user)
    note(client, user, "code")
    page = client.get("/compte/2fa/webauthn/add/").content.decode()
    options = json.loads(page.split('type="application/json">')[1].split("</script>")[0])
    assert options["creation_options"]["publicKey"]["rp"]["id"] == "fabrique.exemple.test"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        *("", "{}", "[]", "nothing", "null", '{"id": 1}', '{"response": {}}'),
        json.dumps(
            {"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "*"}}
        ),
    ],
)
def test_what_no_device_said_opens_and_adds_nothing(client: Client, sent: str) -> None:
    """Whatever is sent instead of a key: refused in words, never a fault."""
    client.get("/compte/2fa/webauthn/login/", headers={"accept": "application/json"})
    answer = client.post("/compte/2fa/webauthn/login/", {"credential": sent})
    assert answer["Location"] == "/compte/login/"
    user = make_account(email="participante@exemple.test")
    client.force_login(user)
    note(client, user, "code")
    client.get("/compte/2fa/webauthn/add/")
    refused = client.post("/compte/2fa/webauthn/add/", {"credential": sent, "name": "Clé"})
    assert refused.status_code == 200
    assert "Un point est à reprendre" in refused.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.django_db
def test_a_passkey_of_somebody_else_is_like_none(client: Client) -> None:
    """Neither renamed nor removed by another, and no difference with one that does not exist."""
    owner = make_account(email="autre@exemple.test")
    theirs = Authenticator.objects.create(user=owner, type="webauthn", data={"name": "Clé"})
    client.force_login(make_account(email="participante@exemple.test"))
    for pk in (theirs.pk, theirs.pk + 999):
        for verb in ("edit", "remove"):
            address = f"/compte/2fa/webauthn/keys/{pk}/{verb}/"
            assert client.get(address).status_code == 404
            assert client.post(address, {"name": "À moi"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.data["name"] == "Clé"
    assert client.get("/compte/2fa/webauthn/")["Location"] == "/compte/2fa/"
