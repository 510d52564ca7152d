"""Proving to read the invited address: the usual code, before there is an account.

allauth sends codes to accounts; here the account is made by the proof. So a link that was forwarded
makes nothing, and one that was withdrawn meanwhile leaves nothing behind.
"""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

from community.accounts.models import User

from .models import Invitation

#: Where the session keeps the code that was sent, and for which invitation.
STATE = "invitation_code"


class Proof(AbstractCodeVerificationProcess):
    """A code on its way to the invited address, as the browser that asked for it awaits it."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
        )

    @classmethod
    def begin(cls, request: HttpRequest, invitation: Invitation) -> Proof | None:
        """Send a code, unless too many were asked for; asking again sends another."""
        if not ratelimit.consume(request, action="request_login_code", key=invitation.email):
            return None
        state = cls.initial_state(user=None, email=invitation.email)
        proof = cls(request, state | {"invitation": invitation.pk})
        proof.send()
        proof.persist()
        return proof

    @classmethod
    def of(cls, request: HttpRequest, invitation: Invitation) -> Proof | None:
        """The one that this browser awaits for this invitation, while it is in time."""
        state = request.session.get(STATE)
        if not state or state["invitation"] != invitation.pk:
            return None
        proof: Proof | None = cls(request, state).abort_if_invalid()
        return proof

    def send(self) -> None:
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        context = {"request": self.request, "code": self.code}
        adapter.send_mail("account/email/login_code", self.state["email"], context)

    def persist(self) -> None:
        self.request.session[STATE] = self.state

    def abort(self) -> None:
        self.request.session.pop(STATE, None)

    def sign_in(self, user: User, to: str) -> HttpResponse:
        """The code was right: open the session, by way of the second factor if there is one."""
        self.abort()
        email = self.state["email"]
        record_authentication(self.request, user, method="code", email=email)
        return perform_login(self.request, Login(user=user, email=email, redirect_url=to))
