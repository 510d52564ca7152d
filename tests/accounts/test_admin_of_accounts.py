from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from community.accounts.actions import make_account
from community.accounts.models import User
from community.accounts.signals import access_changed
from community.alliance.models import Person
from tests.accounts.doors import is_signed_in, with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return make_account(email="admin@exemple.test", is_staff=True, is_superuser=True)


@pytest.fixture
def office(admin: User) -> Client:
    return with_second_factor(admin)


def test_account_is_made_with_an_address_alone(office: Client) -> None:
    """The form asks for no name and no password, and keeps the address in small letters."""
    page = office.get("/gestion/users/new/").content.decode()
    assert "first_name" not in page
    assert "password" not in page
    assert 'name="is_staff"' in page
    assert "<li>None</li>" not in page
    office.post("/gestion/users/new/", {"email": "Nouvelle@Exemple.TEST", "is_staff": "on"})
    user = User.objects.get(email="nouvelle@exemple.test")
    assert user.is_staff
    assert user.password.startswith("!")


def test_account_with_a_taken_or_a_demo_address_is_refused(office: Client, settings: Any) -> None:
    """One address has one account, however it is written; demo addresses stay in the demo."""
    again = office.post("/gestion/users/new/", {"email": "ADMIN@exemple.test"})
    assert again.status_code == 200
    settings.DEMO = False
    demo = office.post("/gestion/users/new/", {"email": "elue@demo.invalid"})
    assert "démonstration" in demo.content.decode()
    assert User.objects.count() == 1


def test_account_is_edited_and_closed(office: Client) -> None:
    """Closing an account in the admin does what closing it does: its sessions end."""
    user = make_account(email="elue@exemple.test")
    group = Group.objects.create(name="Animation")
    client = Client()
    client.force_login(user)
    address = f"/gestion/users/edit/{user.pk}/"
    page = office.get(address).content.decode()
    assert 'name="is_active"' in page
    assert "first_name" not in page
    office.post(address, {"email": user.email, "is_active": "on", "groups": [group.pk]})
    assert list(user.groups.all()) == [group]
    assert is_signed_in(client)
    before = user.sessions_mark
    office.post(address, {"email": user.email})
    user.refresh_from_db()
    assert not user.is_active
    assert user.sessions_mark != before
    assert not is_signed_in(client)


def test_nobody_takes_oneself_out_of_the_team_by_mistake(office: Client, admin: User) -> None:
    """One's own marks are not on one's own form."""
    page = office.get(f"/gestion/users/edit/{admin.pk}/").content.decode()
    assert 'name="is_staff"' not in page
    assert 'name="is_active"' not in page
    office.post(f"/gestion/users/edit/{admin.pk}/", {"email": admin.email})
    admin.refresh_from_db()
    assert admin.is_staff
    assert admin.is_superuser
    assert admin.is_active


def test_list_shows_names_in_a_steady_number_of_queries(
    office: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    """Ten more accounts cost no more queries."""
    for number in range(10):
        user = make_account(email=f"personne{number}@exemple.test")
        Person.objects.create(slug=f"personne-{number}", name=f"Personne {number}", user=user)
    office.get("/gestion/users/")
    with django_assert_max_num_queries(15):
        page = office.get("/gestion/users/").content.decode()
    assert "Personne 7" in page


def test_closing_many_at_once_is_announced(
    office: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """The bulk action tells the upper rooms as a single change does."""
    users = [make_account(email=f"personne{number}@exemple.test") for number in range(2)]
    announced: list[frozenset[int]] = []

    def listen(user_ids: frozenset[int], **kwargs: Any) -> None:
        announced.append(user_ids)

    access_changed.connect(listen)
    marked = "&".join(f"id={user.pk}" for user in users)
    with django_capture_on_commit_callbacks(execute=True):
        office.post(
            f"/gestion/bulk/accounts/user/set_active_state/?{marked}", {"mark_as_active": "False"}
        )
    access_changed.disconnect(listen)
    assert {user.pk for user in users} in announced
    assert User.objects.filter(is_active=True).count() == 1


def test_own_settings_ask_for_no_name_and_no_password(office: Client) -> None:
    """Wagtail's page on one's own settings has nothing that the house would not keep."""
    page = office.get("/gestion/account/").content.decode()
    assert "first_name" not in page
    assert "password" not in page
    assert "theme" in page
