"""Walking through the doors of the house as people do, or straight to the other side."""

import re
import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.urls import reverse

from community.accounts.actions import set_second_factor
from community.accounts.models import User
from community.accounts.permissions import needs_second_factor

CODE = re.compile(r"^ {4}([A-Z]{4}-[A-Z]{4})$", re.MULTILINE)


def ask_for_code(client: Client, email: str, **data: str) -> Any:
    return client.post(reverse("account_request_login_code"), {"email": email} | data)


def code_by_mail() -> str:
    """The code in the last mail that went out."""
    found = CODE.search(str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def give_code(client: Client, code: str, **data: str) -> Any:
    return client.post(reverse("account_confirm_login_code"), {"code": code} | data)


def code_of_application(secret: str) -> str:
    """What an authenticator application shows now for this secret."""
    now = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(secret, now))


#: Django's own way in, which asks for nothing.
back_door = Client.force_login


def whole_door(client: Client, user: Any, backend: str | None = None) -> None:
    """``force_login`` as people come in: whoever needs a second factor has shown one."""
    back_door(client, user, backend)
    if needs_second_factor(User.objects.get(pk=user.pk)):
        show_second_factor(client, user)
    else:
        note(client, user, "code")


def with_second_factor(user: Any) -> Client:
    """A session of ``user`` that passed the second factor."""
    client = Client()
    back_door(client, user)
    show_second_factor(client, user)
    return client


def show_second_factor(client: Client, user: Any) -> None:
    """Give the account a second factor, if it has none, and note that this session showed it."""
    if not Authenticator.objects.filter(user=user).exists():
        set_second_factor(user=user)
    note(client, user, "mfa", type="totp", reauthenticated=True)


def note(client: Client, user: Any, method: str, ago: float = 0, **details: Any) -> None:
    """What allauth keeps in a session of somebody who came in so many seconds ago."""
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": method, "at": time.time() - ago, **details}
    ]
    session.save()


def is_signed_in(client: Client) -> bool:
    return client.get("/compte/").status_code == 200
