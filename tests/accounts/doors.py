"""Walking through the doors of the house as people do, or straight to the other side."""

import re
import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.urls import reverse

from community.accounts.actions import set_second_factor

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


def with_second_factor(user: Any) -> Client:
    """A session of ``user`` that passed the second factor."""
    set_second_factor(user=user)
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/compte/").status_code == 200
