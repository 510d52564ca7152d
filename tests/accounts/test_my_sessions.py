"""One sees where one is signed in, and closes what one does not recognise."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.test import Client

from community.accounts import actions, jobs
from community.accounts.actions import make_account
from community.accounts.browsers import in_words
from community.accounts.models import User
from community.discussions.feed import SIGNED_OUT
from tests.accounts.doors import ask_for_code, code_by_mail, give_code, is_signed_in
from tests.discussions.sockets import Socket, in_db

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0"
TABLET = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def user() -> User:
    return make_account(email="elue@exemple.test")


def signed_in(user: User, browser: str = PHONE) -> Client:
    """Through the door, as people come."""
    client = Client(headers={"user-agent": browser})
    ask_for_code(client, user.email)
    give_code(client, code_by_mail())
    return client


def row_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (PHONE, "Firefox sur Android"),
        (DESK, "Edge sur Windows"),
        (TABLET, "Safari sur iPad"),
        ("curl/8 Linux", "Linux"),
        ("", "Un navigateur qui ne dit pas son nom"),
    ],
)
def test_a_browser_is_told_in_words(said: str, words: str) -> None:
    """People know their browser and their device by name; nobody guesses where they are."""
    assert in_words(said) == words


def test_one_s_sessions_are_listed_and_nobody_else_s(user: User) -> None:
    """Browser, day and hour of each; the one that asks is marked and has no button."""
    phone, _desk = signed_in(user), signed_in(user, DESK)
    signed_in(make_account(email="autre@exemple.test"), TABLET)
    page = phone.get("/compte/sessions/").content.decode()
    assert "Firefox sur Android" in page
    assert "Edge sur Windows" in page
    assert "iPad" not in page
    assert page.count("celle-ci") == 1
    assert page.count("/fermer/") == 1
    assert Client().get("/compte/sessions/")["Location"].startswith("/compte/login/")


def test_one_session_is_ended_and_the_others_stay(user: User) -> None:
    """A lost telephone is shut out from the desk."""
    phone, desk, tablet = signed_in(user), signed_in(user, DESK), signed_in(user, TABLET)
    address = f"/compte/sessions/{row_of(phone).pk}/fermer/"
    assert desk.get(address).status_code == 405
    assert desk.post(address)["Location"] == "/compte/sessions/"
    assert [is_signed_in(each) for each in (phone, desk, tablet)] == [False, True, True]
    assert UserSession.objects.filter(user=user).count() == 2


def test_a_session_of_somebody_else_is_like_none(user: User) -> None:
    """No difference between another's session and one that does not exist."""
    other = signed_in(make_account(email="autre@exemple.test"))
    mine = signed_in(user)
    theirs = row_of(other)
    for pk in (theirs.pk, theirs.pk + 999):
        assert mine.post(f"/compte/sessions/{pk}/fermer/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.end_session(acting_user=user, session=theirs)
    assert is_signed_in(other)


def test_ending_the_session_one_is_in_signs_out(user: User) -> None:
    """One is led to the door, as by the button for it."""
    client = signed_in(user)
    answer = client.post(f"/compte/sessions/{row_of(client).pk}/fermer/")
    assert answer["Location"] == "/compte/login/code/"
    assert not is_signed_in(client)


def test_all_others_end_at_once(user: User) -> None:
    """Everywhere but here; nobody else is signed out."""
    phone, desk, tablet = signed_in(user), signed_in(user, DESK), signed_in(user, TABLET)
    other = signed_in(make_account(email="autre@exemple.test"))
    assert desk.get("/compte/sessions/fermer-les-autres/").status_code == 405
    desk.post("/compte/sessions/fermer-les-autres/")
    assert [is_signed_in(each) for each in (phone, desk, tablet)] == [False, True, False]
    assert is_signed_in(other)
    assert [row.session_key for row in UserSession.objects.filter(user=user)] == [
        desk.session.session_key
    ]


def test_a_session_without_a_row_gets_one(client: Client, user: User) -> None:
    """Opened before rows were kept: the page lists it all the same."""
    client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    assert not UserSession.objects.exists()
    assert "celle-ci" in client.get("/compte/sessions/").content.decode()
    assert row_of(client).user == user


def test_rows_are_forgotten_with_their_sessions(user: User) -> None:
    """Signed out, expired, or ended everywhere: what was kept of a session goes with it."""
    left, expired, ended = signed_in(user), signed_in(user), signed_in(user)
    Session.objects.filter(session_key=expired.session.session_key).update(
        expire_date="2020-01-01T00:00Z"
    )
    left.post("/compte/logout/")
    assert UserSession.objects.count() == 2
    jobs.forget_sessions()
    assert list(UserSession.objects.all()) == [row_of(ended)]
    actions.end_sessions(user=user)
    assert not UserSession.objects.exists()


def test_the_list_costs_the_same_for_many(
    user: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    """Twenty open sessions are read as one is."""
    clients = [signed_in(user) for _number in range(3)]
    with django_assert_max_num_queries(9):
        clients[0].get("/compte/sessions/")


def test_the_copy_of_one_s_data_holds_them(user: User) -> None:
    """What is kept of one's sessions is one's own to take along."""
    copy = json.loads(signed_in(user).get("/compte/mes-donnees.json").content)
    assert [row["user_agent"] for row in copy["connexions"]] == [PHONE]


@pytest.mark.django_db(transaction=True)
async def test_the_socket_of_an_ended_session_closes(settings: Any) -> None:
    """At once, while that of the session that ended it stays."""
    settings.DISCUSSIONS = {**settings.DISCUSSIONS, "RECHECK_SECONDS": 3600}
    user = await in_db(make_account, email="elue@exemple.test")
    phone, desk = await in_db(signed_in, user), await in_db(signed_in, user, DESK)
    async with Socket(phone) as out, Socket(desk) as stays:
        await out.greet()
        await stays.greet()
        await in_db(desk.post, "/compte/sessions/fermer-les-autres/")
        assert await out.closing() == SIGNED_OUT
        assert await stays.quiet()


def test_signing_out_leaves_nothing_in_the_browser(user: User) -> None:
    """By each button that signs out here; never in a browser where one stays."""
    cleared = "Clear-Site-Data"
    ways = ["/compte/logout/", "/compte/deconnexion-partout/", "/compte/sessions/{}/fermer/"]
    for number, way in enumerate(ways):
        client = signed_in(make_account(email=f"elue{number}@exemple.test"))
        answer = client.post(way.format(row_of(client).pk))
        assert answer[cleared] == '"storage"'
        assert not is_signed_in(client)
    client, other = signed_in(user), signed_in(user)
    for answer in (
        client.get("/compte/logout/"),
        client.post(f"/compte/sessions/{row_of(other).pk}/fermer/"),
        client.post("/compte/sessions/fermer-les-autres/"),
        Client().post("/compte/logout/"),
    ):
        assert cleared not in answer
    assert is_signed_in(client)
    left = client.post("/compte/partir/", {"address": user.email})
    assert (left["Location"], left[cleared]) == ("/compte/parti/", '"storage"')
