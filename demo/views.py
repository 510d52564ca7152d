"""The demonstration's own page: who one can be, the mails sent, the second factors of the team."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from community.accounts.models import User
from community.activity.actions import send_due_mails

from .actions import second_factor_secret
from .cast import CAST, PROTECTED

SHOWN = 20


@dataclass(frozen=True)
class SentMail:
    """One mail that the demonstration sent."""

    to: str
    subject: str
    body: str
    at: dt.datetime


def index(request: HttpRequest) -> HttpResponse:
    """All that one needs to be somebody else for a moment; never cached.

    The demonstration has no timer: its outbox goes out when one comes to read it.
    """
    send_due_mails()
    factors = {}
    for user in User.objects.filter(email__in=[r.email for r in CAST if r.key in PROTECTED]):
        secret = second_factor_secret(user)
        if not secret:
            continue
        counter = next(iter(yield_hotp_counters_from_time()))
        factors[user.email] = format_hotp_value(hotp_value(secret, counter))
    cast = [(role, factors.get(role.email, "")) for role in CAST]
    response = render(request, "demo/index.html", {"cast": cast, "mails": sent_mails()})
    response["Cache-Control"] = "no-store"
    return response


def sent_mails() -> list[SentMail]:
    """The latest mails first, as the file backend keeps them (one file a connection)."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [mail for path in files[:SHOWN] for mail in _read(path)]


def _read(path: Path) -> list[SentMail]:
    at = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
    rule = b"-" * 79
    mails = []
    for raw in path.read_bytes().split(rule):
        if not raw.strip():
            continue
        message = email.message_from_bytes(raw.strip(b"\n"), policy=email.policy.default)
        body = message.get_body(preferencelist=("plain",))
        text = body.get_content() if body else ""
        mails.append(SentMail(str(message["To"]), str(message["Subject"]), text.strip(), at))
    return mails
