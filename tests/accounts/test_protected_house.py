"""Whoever runs or animates is nobody in the house before a second factor was shown."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import Group, Permission
from django.test import Client

from community.accounts.actions import make_account, set_second_factor
from community.accounts.models import User
from community.discussions.feed import SIGNED_OUT
from tests.accounts.doors import is_signed_in, with_second_factor
from tests.discussions.sockets import Socket, in_db

pytestmark = pytest.mark.django_db

PLACES = ("/", "/discussions/", "/compte/", "/compte/mes-donnees.json", "/nulle-part/", "/gestion/")


def guarded(who: str) -> User:
    """An account that the rule asks for a second factor: by the team's mark, or by a right."""
    user = make_account(email=f"{who}@exemple.test", is_staff=who == "equipe")
    if who == "administration":
        user.is_superuser = True
        user.save()
    right = Permission.objects.get(codename="access_admin")
    if who == "animation":
        group = Group.objects.create(name="Animation")
        group.permissions.add(right)
        user.groups.add(group)
    if who == "invitation":
        user.user_permissions.add(right)
    return user


@pytest.mark.parametrize("who", ["equipe", "administration", "animation", "invitation"])
def test_the_whole_site_waits_for_the_second_factor(client: Client, who: str) -> None:
    """No page of the house opens with the mail alone; with the second factor each does."""
    user = guarded(who)
    client.force_login(user)
    for place in PLACES:
        assert client.get(place)["Location"] == "/compte/2fa/"
    secret_holder = with_second_factor(user)
    assert secret_holder.get("/discussions/").status_code == 200
    confirming = client.get("/discussions/")["Location"]
    assert confirming == "/compte/2fa/reauthenticate/?next=/discussions/"
    assert client.get(confirming).status_code == 200


def test_an_ordinary_member_is_asked_for_nothing(client: Client) -> None:
    """The mail is enough for most; nobody is led where they need not go."""
    client.force_login(make_account(email="participante@exemple.test"))
    assert is_signed_in(client)
    assert client.get("/discussions/").status_code == 200


def test_leaving_and_the_house_s_health_need_nothing(client: Client) -> None:
    """Whoever is held at the second factor can sign out; machines get their answers."""
    client.force_login(guarded("equipe"))
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.get("/compte/logout/").status_code == 200
    client.post("/compte/logout/")
    assert client.get("/compte/")["Location"] == "/compte/login/code/?next=/compte/"


def test_nobody_turns_in_circles(client: Client) -> None:
    """From the door to the second factor in one step, whatever one asked for."""
    client.force_login(guarded("equipe"))
    for place in ("/compte/login/code/?next=/gestion/", "/compte/entrer-en-gestion/"):
        answer = client.get(place, follow=True)
        assert [at for at, _status in answer.redirect_chain] == ["/compte/2fa/"]
        assert answer.status_code == 200


def test_scripts_are_answered_as_a_visitor_s(client: Client) -> None:
    """A page left open asks in vain, and is told to sign in; nothing is posted either."""
    client.force_login(guarded("equipe"))
    headers = {"accept": "*/*"}
    read = client.get("/discussions/1/messages?after=0", headers=headers)
    assert (read.status_code, read.json()["code"]) == (401, "sign_in")
    post = client.post("/discussions/1/messages", {}, "application/json", headers=headers)
    assert post.status_code == 401
    assert "/compte/login/code/" in client.get("/compte/", headers=headers)["Location"]


def test_a_factor_that_was_removed_is_asked_for_again() -> None:
    """A session that once passed does not live on without anything to pass."""
    user = guarded("equipe")
    client = with_second_factor(user)
    assert is_signed_in(client)
    client.post("/compte/2fa/totp/deactivate/")
    assert client.get("/compte/")["Location"] == "/compte/2fa/"


def test_recovery_codes_are_not_read_with_the_mail_alone(client: Client) -> None:
    """The pages that stay open while one is held give nothing that would open the rest."""
    user = guarded("equipe")
    set_second_factor(user=user)
    RecoveryCodes.activate(user)
    client.force_login(user)
    for place in ("recovery-codes/", "totp/deactivate/", "webauthn/add/"):
        assert "reauthenticate" in client.get(f"/compte/2fa/{place}")["Location"]


@pytest.mark.django_db(transaction=True)
async def test_the_socket_waits_for_the_second_factor() -> None:
    """It closes at once as for a visitor; with the second factor it stays open."""
    user = await in_db(guarded, "equipe")
    client = Client()
    await in_db(client.force_login, user)
    async with Socket(client) as held:
        assert await held.closing() == SIGNED_OUT
    async with Socket(await in_db(with_second_factor, user)) as let_in:
        assert (await let_in.greet())["type"] == "welcome"
