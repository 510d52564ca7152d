"""What opens an account changed: it is logged, and its holder is told by mail."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from community.accounts import actions
from community.accounts.models import User
from community.activity.models import Event, Mail
from tests.accounts.doors import back_door, code_of_application, note

pytestmark = pytest.mark.django_db

WORDS = "quatre mots sans rapport"


@pytest.fixture
def user() -> User:
    return actions.make_account(email="elue@exemple.test")


@pytest.mark.parametrize(
    ("changes", "verbs", "has_author"),
    [
        (
            [lambda user: actions.choose_password(user=user, password=WORDS)] * 2,
            ["password.chosen", "password.changed"],
            True,
        ),
        (
            [
                lambda user: actions.choose_password(user=user, password=WORDS),
                lambda user: actions.remove_password(user=user),
            ],
            ["password.chosen", "password.removed"],
            True,
        ),
        (
            [
                lambda user: actions.set_second_factor(user=user),
                lambda user: actions.remove_second_factor(user=user),
            ],
            ["protection.reset"],
            False,
        ),
    ],
)
def test_each_change_is_logged_and_told_by_mail(
    user: User, changes: list[Callable[[User], Any]], verbs: list[str], has_author: bool
) -> None:
    """To the account, by the outbox: a change that was not theirs does not pass unseen.

    What a command did has no author: its line names the account instead.
    """
    for change in changes:
        change(user)
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == verbs
    for event in Event.objects.all():
        assert event.actor == (user if has_author else None)
        assert event.subject == user
        assert (user.get_full_name() in event.label) is not has_author
    mails = list(Mail.objects.all())
    assert [mail.recipient for mail in mails] == [user] * len(verbs)
    for mail in mails:
        assert WORDS not in mail.body
        assert "Ce n’était pas vous" in mail.body
        assert "http://localhost:8000/compte/" in mail.body


def test_a_second_code_that_comes_or_goes_is_told(
    client: Client, user: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """Set up and removed on its pages: one mail each; recovery codes are no news."""
    back_door(client, user)
    note(client, user, "code")
    client.get("/compte/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/compte/2fa/totp/activate/", {"code": code_of_application(secret)})
    note(client, user, "mfa", type="totp", reauthenticated=True)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/compte/2fa/totp/deactivate/")
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["second_code.added", "second_code.removed"]
    assert Mail.objects.filter(recipient=user).count() == 2
