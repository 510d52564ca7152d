"""Proving to read an address that is not an account's yet: by the usual code.

allauth sends codes to accounts; here one goes to an address that is to become one's, or by which
one comes in.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from allauth.account import app_settings
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

#: What is said after the last try.
TOO_MANY_TRIES = _("Trop de codes faux : demandez-en un autre.")


class CodeProof(AbstractCodeVerificationProcess):
    """A code on its way to an address, as the browser that asked for it awaits it.

    What it is for is kept with it: a code that was asked for one thing proves nothing for another.
    """

    #: Where the session keeps the code that was sent, and what for.
    STATE: ClassVar[str]

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
        )

    @classmethod
    def begin(cls, request: HttpRequest, email: str, **purpose: Any) -> Self | None:
        """Send a code, unless too many were asked for; asking again sends another."""
        if not ratelimit.consume(request, action="request_login_code", key=email):
            return None
        proof = cls(request, cls.initial_state(user=None, email=email) | purpose)
        proof.send()
        proof.persist()
        return proof

    @classmethod
    def of(cls, request: HttpRequest, **purpose: Any) -> Self | None:
        """The one that this browser awaits for this very purpose, while it is in time."""
        state = request.session.get(cls.STATE)
        if not state or any(state.get(name) != value for name, value in purpose.items()):
            return None
        proof: Self | None = cls(request, state).abort_if_invalid()
        return proof

    def persist(self) -> None:
        self.request.session[self.STATE] = self.state

    def abort(self) -> None:
        self.request.session.pop(self.STATE, None)
