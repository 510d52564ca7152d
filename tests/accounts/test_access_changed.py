from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from community.accounts import actions
from community.accounts.models import User
from community.accounts.signals import access_changed, announce_access_change
from community.alliance.models import Person
from tests.accounts.doors import is_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return actions.make_account(email="elue@exemple.test")


@pytest.fixture
def announced() -> Iterator[list[int]]:
    """The accounts that were announced, one by one."""
    seen: list[int] = []

    def listen(user_ids: frozenset[int], **kwargs: Any) -> None:
        seen.extend(user_ids)

    access_changed.connect(listen)
    yield seen
    access_changed.disconnect(listen)


def test_account_is_made_for_an_address_and_a_person() -> None:
    """An account belongs to one address, in small letters, and to the person who is named."""
    person = Person.objects.create(slug="elue", name="Élue (démo)", demonstration=True)
    user = actions.make_account(email="Elue@Exemple.TEST", person=person)
    person.refresh_from_db()
    assert (user.email, person.user, user.get_full_name()) == (
        "elue@exemple.test",
        user,
        "Élue (démo)",
    )
    with pytest.raises(ValidationError, match=r"a déjà un compte|existe déjà"):
        actions.make_account(email="ELUE@exemple.test")
    assert User.objects.count() == 1


def test_closing_an_account_ends_its_sessions_for_good_and_is_announced(
    user: User,
    client: Client,
    announced: list[int],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    """Nobody stays in with a closed account; opened again, old sessions stay closed."""
    client.force_login(user)
    assert is_signed_in(client)
    with django_capture_on_commit_callbacks(execute=True):
        actions.deactivate(user=user)
    assert user.pk in announced
    user.refresh_from_db()
    assert not user.is_active
    assert not is_signed_in(client)
    user.is_active = True
    user.save()
    assert not is_signed_in(client)


def test_signing_out_everywhere_ends_every_session(
    user: User,
    announced: list[int],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    """The button for a lost telephone: all sessions of this account, and no other's."""
    other_user = actions.make_account(email="autre@exemple.test")
    phone, desk, other = Client(), Client(), Client()
    phone.force_login(user)
    desk.force_login(user)
    other.force_login(other_user)
    assert desk.get("/compte/deconnexion-partout/").status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        desk.post("/compte/deconnexion-partout/")
    assert set(announced) == {user.pk}
    assert not is_signed_in(phone)
    assert not is_signed_in(desk)
    assert is_signed_in(other)


def test_signing_out_is_announced_once_the_session_is_gone(
    user: User,
    client: Client,
    announced: list[int],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    """Whoever signs out is announced; a visitor's session that ends concerns nobody."""
    client.force_login(user)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/compte/logout/")
    assert announced == [user.pk]
    visitor = client.session
    visitor["words"] = "nobody's"
    visitor.save()
    with django_capture_on_commit_callbacks(execute=True):
        visitor.flush()
    assert announced == [user.pk]


def test_any_change_of_the_account_is_announced_and_a_mere_sign_in_is_not(
    user: User,
    client: Client,
    announced: list[int],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    """Password, team mark, address: told. The date of the last sign-in: no news."""
    with django_capture_on_commit_callbacks(execute=True):
        client.force_login(user)
    assert announced == []
    with django_capture_on_commit_callbacks(execute=True):
        user.set_password("un autre")
        user.save()
    assert announced == [user.pk]
    assert not is_signed_in(client)


def test_nothing_is_announced_when_the_change_is_undone(
    user: User, announced: list[int], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """An announcement waits for the change to be on disk; nobody's change is no news."""
    with django_capture_on_commit_callbacks() as callbacks:
        announce_access_change([None])
    assert callbacks == []
    with django_capture_on_commit_callbacks() as callbacks:
        actions.end_sessions(user=user)
    assert len(callbacks) == 1
    assert announced == []


def test_former_address_lets_nobody_in(user: User) -> None:
    """An address that was given up no longer receives the codes of the account."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.email = "nouvelle@exemple.test"
    user.save()
    assert not EmailAddress.objects.filter(email="elue@exemple.test").exists()


def test_first_administrator_is_made_by_command() -> None:
    """`createsuperuser` needs an address alone, and finds it however it is written."""
    call_command("createsuperuser", email="Admin@exemple.test", interactive=False, verbosity=0)
    admin = User.objects.get_by_natural_key("ADMIN@exemple.test")
    assert admin.is_staff
    assert admin.is_superuser
    assert admin.get_short_name() == "admin@exemple.test"
    assert not admin.has_usable_password()
