"""One changes the address of one's account oneself, by proving to read the new one."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.accounts import actions
from community.accounts.models import User
from community.activity.actions import report_barrier
from community.activity.models import BarrierReport, Event, Mail
from community.welcome.actions import accept, ask_to_join, invite
from community.welcome.models import Invitation, JoinRequest
from tests import factories as make
from tests.accounts.doors import (
    ask_for_code,
    back_door,
    code_by_mail,
    give_code,
    is_signed_in,
    note,
)

pytestmark = pytest.mark.django_db

PAGE, CODE = "/compte/adresse/", "/compte/adresse/code/"
NEW = "nouvelle@exemple.test"


@pytest.fixture
def user(client: Client) -> User:
    """Somebody who came in a moment ago."""
    account = actions.make_account(email="elue@exemple.test")
    back_door(client, account)
    note(client, account, "code")
    return account


def address_of(user: User) -> str:
    user.refresh_from_db()
    return user.email


def test_the_code_sent_to_the_new_address_changes_it(
    client: Client, user: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """The former address is told, opens nothing any more, and stays in no table."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    assert PAGE in client.get("/compte/").content.decode()
    assert client.post(PAGE, {"email": NEW.upper()})["Location"] == CODE
    assert [sent.to for sent in mail.outbox] == [[NEW]]
    assert NEW in client.get(CODE).content.decode()
    assert address_of(user) == "elue@exemple.test"
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(CODE, {"code": code_by_mail()})
    assert answer["Location"] == "/compte/"
    assert address_of(user) == NEW
    assert is_signed_in(client)
    assert mail.outbox[-1].to == ["elue@exemple.test"]
    assert "a changé d’adresse" in mail.outbox[-1].body
    assert NEW not in mail.outbox[-1].body
    assert [(event.verb, event.actor) for event in Event.objects.all()] == [
        ("address.changed", user)
    ]
    assert not EmailAddress.objects.filter(email="elue@exemple.test").exists()
    assert not Mail.objects.exists()
    ask_for_code(Client(), "elue@exemple.test")
    assert "Aucun compte" in str(mail.outbox[-1].body)
    assert client.get(CODE)["Location"] == PAGE


def test_nobody_learns_there_whether_an_address_has_an_account(client: Client, user: User) -> None:
    """Same page, as many questions to the database, one mail; only its holder is told."""
    actions.make_account(email="prise@exemple.test")
    seen = []
    for address in ("prise@exemple.test", "libre@exemple.test"):
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(PAGE, {"email": address})
        page = client.get(CODE).content.decode().replace(address, "…")
        words = page.split("<h1")[1].split("csrfmiddlewaretoken")[0]
        wrong = client.post(CODE, {"code": "AAAA-AAAA"})
        seen.append((answer.status_code, answer["Location"], len(asked), words, wrong.status_code))
    assert seen[0] == seen[1]
    assert [sent.to for sent in mail.outbox] == [["prise@exemple.test"], ["libre@exemple.test"]]
    assert "déjà le sien" in mail.outbox[0].body
    client.post(PAGE, {"email": "prise@exemple.test"})
    assert client.post(CODE, {"code": ""}).status_code == 422
    assert address_of(user) == "elue@exemple.test"


@pytest.mark.parametrize(
    "wrong",
    ["", "elue", "el\0ue@exemple.test", f"{'a' * 300}@exemple.test", "ELUE@exemple.test"],
)
def test_what_is_no_new_address_is_refused(client: Client, user: User, wrong: str) -> None:
    """In words, and no mail leaves."""
    answer = client.post(PAGE, {"email": wrong})
    assert answer.status_code == 422
    assert "Un point est à reprendre" in answer.content.decode()
    assert mail.outbox == []


def test_addresses_of_the_demonstration_stay_there(
    client: Client, user: User, settings: Any
) -> None:
    """By the page or by the action."""
    settings.DEMO = False
    answer = client.post(PAGE, {"email": "elue@demo.invalid"})
    assert "démonstration" in answer.content.decode()
    with pytest.raises(ValidationError):
        actions.change_address(user=user, address="elue@demo.invalid")


def test_an_address_that_was_taken_meanwhile_is_refused(client: Client, user: User) -> None:
    """Two who prove the same address: the second is told in words, and keeps their own."""
    client.post(PAGE, {"email": NEW})
    code = code_by_mail()
    actions.make_account(email=NEW)
    assert client.post(CODE, {"code": code})["Location"] == PAGE
    page = client.get(PAGE).content.decode()
    assert "ne convient plus" in page
    assert "elue@exemple.test" in page
    assert address_of(user) == "elue@exemple.test"
    assert not Event.objects.exists()


def test_three_wrong_codes_end_the_try(client: Client, user: User) -> None:
    """One cannot go on guessing, nor ask for code after code."""
    client.post(PAGE, {"email": NEW})
    code = code_by_mail()
    for _time in range(2):
        answer = client.post(CODE, {"code": "AAAA-AAAA"})
        assert answer.status_code == 422
        assert "est pas le bon" in answer.content.decode()
    assert client.post(CODE, {"code": "AAAA-AAAA"})["Location"] == PAGE
    assert client.post(CODE, {"code": code})["Location"] == PAGE
    assert address_of(user) == "elue@exemple.test"
    for _time in range(2):
        client.post(PAGE, {"email": NEW})
    assert "Attendez un peu" in client.post(PAGE, {"email": NEW}).content.decode()
    assert len(mail.outbox) == 3


def test_a_code_is_of_one_account_and_of_its_time(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another account of the same browser does not get the address; nor does who waits too long."""
    client.post(PAGE, {"email": NEW})
    code = code_by_mail()
    state = client.session["new_address"]
    other = actions.make_account(email="autre@exemple.test")
    theirs = Client()
    back_door(theirs, other)
    session = theirs.session
    session["new_address"] = state
    session.save()
    assert theirs.post(CODE, {"code": code})["Location"] == PAGE
    assert address_of(other) == "autre@exemple.test"
    state["at"] -= 16 * 60
    session = client.session
    session["new_address"] = state
    session.save()
    assert client.post(CODE, {"code": code})["Location"] == PAGE
    assert address_of(user) == "elue@exemple.test"


@pytest.mark.parametrize(("method", "ago"), [("code", 16 * 60), ("password", 0)])
def test_a_passer_by_changes_nothing(client: Client, user: User, method: str, ago: float) -> None:
    """A session left open, or one opened by a password, comes in again first."""
    note(client, user, method, ago)
    assert client.post(PAGE, {"email": NEW})["Location"] == f"/compte/login/code/?next={PAGE}"
    assert mail.outbox == []
    assert Client().get(CODE).status_code == 302


def test_sessions_that_were_open_elsewhere_end(client: Client, user: User) -> None:
    """Whoever reads the former address is out; the browser in which it changed stays listed."""
    elsewhere = Client()
    back_door(elsewhere, user)
    client.post(PAGE, {"email": NEW})
    client.post(CODE, {"code": code_by_mail()})
    assert address_of(user) == NEW
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert UserSession.objects.get(user=user).session_key == client.session.session_key


def test_a_code_sent_to_the_former_address_serves_no_more(client: Client, user: User) -> None:
    """It opens nothing, now or with a password later, and the address is not noted as theirs."""
    elsewhere = Client()
    ask_for_code(elsewhere, user.email)
    code = code_by_mail()
    actions.change_address(user=user, address=NEW)
    answer = give_code(elsewhere, code)
    assert answer["Location"] == "/compte/login/code/"
    assert "ne sert plus" in elsewhere.get(answer["Location"]).content.decode()
    assert not is_signed_in(elsewhere)
    assert not EmailAddress.objects.filter(email="elue@exemple.test").exists()
    assert AUTHENTICATION_METHODS_SESSION_KEY not in elsewhere.session
    ask_for_code(elsewhere, NEW)
    give_code(elsewhere, code_by_mail())
    assert is_signed_in(elsewhere)


def test_what_waited_at_the_former_address_goes(user: User) -> None:
    """Open invitations, requests and mails of it: nobody finds them, or the new address by them.

    What one came in by stays one's own, and a barrier that was told is answered at the new one.
    """
    team = make.team_member().user
    came_by = invite(acting_user=team, email=user.email, name="Ana")
    accept(invitation=came_by)
    invite(acting_user=team, email=user.email, name="Ana", programme=make.comap())
    invite(acting_user=team, email="noe@exemple.test", name="Noé")
    ask_to_join(name="Ana", email=user.email, why="Apprendre")
    ask_to_join(name="Noé", email="noe@exemple.test", why="Apprendre")
    report_barrier(what="Je ne lis rien", email=user.email, sender=None)
    actions.change_address(user=user, address=NEW)
    former = "elue@exemple.test"
    assert not Mail.objects.filter(address=former).exists()
    assert Mail.objects.filter(address="noe@exemple.test").exists()
    assert set(Invitation.objects.values_list("email", "account")) == {
        (NEW, user.pk),
        ("noe@exemple.test", None),
    }
    assert [request.email for request in JoinRequest.objects.all()] == ["noe@exemple.test"]
    assert BarrierReport.objects.get().email == NEW
