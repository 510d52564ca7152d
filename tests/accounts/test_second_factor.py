from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.test import Client

from community.accounts.actions import make_account, set_second_factor
from community.accounts.models import User
from tests.accounts.doors import code_of_application, is_signed_in, note, with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return make_account(email="admin@exemple.test", is_staff=True, is_superuser=True)


@pytest.fixture
def animator() -> User:
    """Somebody whose group may enter the admin, and who is not of the team."""
    user = make_account(email="animatrice@exemple.test")
    group = Group.objects.create(name="Animation")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    return user


@pytest.fixture
def member() -> User:
    return make_account(email="participante@exemple.test")


@pytest.mark.django_db(transaction=True)
def test_team_sets_up_its_second_factor_before_the_admin_opens(client: Client, admin: User) -> None:
    """At the first sign-in one is led to a choice, and then on to where one was going."""
    client.force_login(admin)
    note(client, admin, "code")
    assert client.get("/gestion/?q=1")["Location"] == "/compte/2fa/"
    choice = client.get("/compte/2fa/").content.decode()
    assert "Encore un pas" in choice
    assert 'href="/compte/2fa/totp/activate/"' in choice
    assert 'href="/compte/2fa/webauthn/add/"' in choice
    page = client.get("/compte/2fa/totp/activate/")
    assert "second code" in page.content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    wrong = client.post("/compte/2fa/totp/activate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert not Authenticator.objects.filter(user=admin).exists()
    client.post("/compte/2fa/totp/activate/", {"code": code_of_application(secret)})
    kinds = set(Authenticator.objects.filter(user=admin).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    assert client.get("/gestion/").status_code == 200
    codes = Authenticator.objects.get(user=admin, type="recovery_codes").wrap().get_unused_codes()
    kept = client.get("/compte/2fa/recovery-codes/").content.decode()
    assert codes[0] in kept
    assert 'href="/compte/continuer/"' in kept
    assert client.get("/compte/continuer/")["Location"] == "/gestion/?q=1"
    assert client.get("/compte/continuer/")["Location"] == "/"
    assert "/compte/continuer/" not in client.get("/compte/2fa/").content.decode()


def test_session_without_second_factor_does_not_open_the_admin(admin: User, client: Client) -> None:
    """A session opened before, or elsewhere, has to confirm; then one goes on where one was."""
    secret = set_second_factor(user=admin)
    client.force_login(admin)
    assert client.get("/gestion/users/")["Location"] == (
        "/compte/2fa/reauthenticate/?next=/gestion/users/"
    )
    assert client.get("/compte/2fa/reauthenticate/").status_code == 200
    answer = client.post(
        "/compte/2fa/reauthenticate/",
        {"code": code_of_application(secret), "next": "/gestion/users/"},
    )
    assert answer["Location"] == "/gestion/users/"
    assert client.get("/gestion/users/").status_code == 200


def test_group_that_may_enter_the_admin_needs_a_second_factor_too(
    animator: User, client: Client
) -> None:
    """It is the right that asks for it, not the team's mark."""
    client.force_login(animator)
    assert client.get("/gestion/")["Location"] == "/compte/2fa/"
    assert with_second_factor(animator).get("/gestion/").status_code == 200


def test_admin_refuses_a_member_in_plain_words_and_without_a_loop(
    member: User, client: Client
) -> None:
    """Whoever is signed in without rights gets a 403, whoever is not signed in gets the door."""
    answer = client.get("/gestion/", follow=True)
    assert answer.redirect_chain == [
        ("/compte/entrer-en-gestion/?next=/gestion/", 302),
        ("/compte/login/code/?next=/gestion/", 302),
    ]
    client.force_login(member)
    answer = client.get("/gestion/pages/", follow=True)
    assert answer.redirect_chain == [("/compte/entrer-en-gestion/?next=/gestion/pages/", 302)]
    assert answer.status_code == 403
    assert "réservée" in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/gestion/pages/", "/gestion/pages/"),
        ("https://ailleurs.test/gestion/", "/gestion/"),
        ("/gestion/../../ailleurs", "/gestion/../../ailleurs"),
        ("/compte/", "/gestion/"),
    ],
)
def test_way_into_the_admin_leads_nowhere_else(admin: User, asked: str, reached: str) -> None:
    """The address of the admin's door cannot send anybody to another site."""
    answer = with_second_factor(admin).get("/compte/entrer-en-gestion/", {"next": asked})
    assert answer["Location"] == reached


def test_leaving_the_admin_needs_nothing(admin: User, client: Client) -> None:
    """One may always sign out."""
    client.force_login(admin)
    client.post("/gestion/logout/")
    assert not is_signed_in(client)


@pytest.mark.parametrize("place", ["totp/activate/", "webauthn/add/"])
def test_a_session_left_open_makes_no_key_for_a_passer_by(
    admin: User, client: Client, place: str
) -> None:
    """A first second factor is added by whoever just came in; later, one comes in again."""
    client.force_login(admin)
    note(client, admin, "code", ago=14 * 60)
    assert client.get("/discussions/")["Location"] == "/compte/2fa/"
    assert client.get(f"/compte/2fa/{place}").status_code == 200
    note(client, admin, "code", ago=16 * 60)
    for ask in (client.get, client.post):
        client.force_login(admin)
        note(client, admin, "code", ago=16 * 60)
        answer = ask(f"/compte/2fa/{place}")
        assert answer["Location"] == f"/compte/login/code/?next=/compte/2fa/{place}"
        assert not is_signed_in(client)
    assert client.session["going_to"] == "/discussions/"
    assert not Authenticator.objects.exists()


def test_pages_of_the_second_factor_answer(member: User) -> None:
    """Anybody may have one, see its recovery codes, renew them, and take it off."""
    client = Client()
    client.force_login(member)
    assert "Mettre en place" in client.get("/compte/2fa/").content.decode()
    client = with_second_factor(member)
    assert "secours" in client.get("/compte/2fa/").content.decode()
    assert client.get("/compte/2fa/recovery-codes/generate/").status_code == 200
    client.post("/compte/2fa/recovery-codes/generate/")
    codes = Authenticator.objects.get(user=member, type="recovery_codes").wrap().get_unused_codes()
    assert codes[0] in client.get("/compte/2fa/recovery-codes/").content.decode()
    assert client.get("/compte/2fa/totp/deactivate/").status_code == 200
    client.post("/compte/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=member).exists()


def test_lost_telephone_is_forgotten_by_command(admin: User) -> None:
    """The operator takes the second factor off; sessions end, so that a thief's does too."""
    client = with_second_factor(admin)
    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("reset_second_factor", "personne@exemple.test")
    assert client.get("/gestion/").status_code == 200
    call_command("reset_second_factor", admin.email.upper(), stdout=(told := StringIO()))
    assert f"{admin.email} n'a plus ni clé d'accès ni second code" in told.getvalue()
    assert not Authenticator.objects.filter(user=admin).exists()
    assert not is_signed_in(client)
