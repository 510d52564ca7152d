import json

import pytest
from django.test import Client

from community.accounts import jobs, personal_data
from community.accounts.actions import choose_password, make_account
from community.accounts.models import User
from community.activity.actions import queue_mail, record
from community.alliance.models import Person
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_account(email="elue@exemple.test")


def test_account_page_tells_who_one_is_and_what_one_may_do(client: Client, user: User) -> None:
    """A member sees name, address and second factor, and no way into the admin."""
    client.force_login(user)
    page = client.get("/compte/").content.decode()
    assert user.email in page
    assert "<dt>Nom</dt>" not in page
    assert "Entrer en gestion" not in page
    assert "Protéger mon compte" in page
    Person.objects.create(slug="elue", name="Élue (démo)", user=user, demonstration=True)
    assert "Élue (démo)" in client.get("/compte/").content.decode()


def test_account_page_leads_the_team_into_the_admin() -> None:
    """The team is told about its second factor, and finds its door."""
    admin = make_account(email="admin@exemple.test", is_staff=True, is_superuser=True)
    page = with_second_factor(admin).get("/compte/").content.decode()
    assert "Entrer en gestion" in page
    assert "Elle est en place" in page
    assert "Voir ma protection" in page
    assert "Protéger mon compte" not in page
    choose_password(user=admin, password="quatre mots sans rapport")
    admin.refresh_from_db()
    assert "pas de l’autre moyen" in with_second_factor(admin).get("/compte/").content.decode()


def test_one_takes_a_copy_of_what_is_held_about_oneself_alone(client: Client, user: User) -> None:
    """The copy holds one's own rows of every room that registered, and nobody else's."""
    other = make_account(email="autre@exemple.test")
    record(verb="essai", actor=user, label="A essayé")
    record(verb="essai", actor=other, label="Secret d'une autre")
    queue_mail(recipient=user, kind="essai", subject="Pour vous", body="Bonjour")
    client.force_login(user)
    answer = client.get("/compte/mes-donnees.json")
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    copy = json.loads(answer.content)
    assert copy["compte"]["adresse"] == user.email
    assert [row["label"] for row in copy["activite"]] == ["A essayé"]
    assert [row["subject"] for row in copy["courriels"]] == ["Pour vous"]
    assert "Secret" not in answer.content.decode()
    assert Client().get("/compte/mes-donnees.json").status_code == 302


def test_two_parts_of_the_copy_never_share_a_name() -> None:
    """A part that would hide another one is a fault, found at the start."""
    with pytest.raises(ValueError, match="compte"):
        personal_data.register("compte", lambda user: {})


def test_expired_sessions_are_forgotten(client: Client, user: User) -> None:
    """The schedule deletes sessions that are over, and no other."""
    client.force_login(user)
    assert jobs.forget_sessions() == "expirées : 0"
    session = client.session
    session.set_expiry(-1)
    session.save()
    assert jobs.forget_sessions() == "expirées : 1"
