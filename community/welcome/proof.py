"""Proving to read the invited address: the usual code, before there is an account.

allauth sends codes to accounts; here the account is made by the proof. So a link that was forwarded
makes nothing, and one that was withdrawn meanwhile leaves nothing behind.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpResponse

from community.accounts.code_proof import CodeProof
from community.accounts.models import User


class Proof(CodeProof):
    """A code on its way to the invited address."""

    STATE = "invitation_code"

    def send(self) -> None:
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        context = {"request": self.request, "code": self.code}
        adapter.send_mail("account/email/login_code", self.state["email"], context)

    def sign_in(self, user: User, to: str) -> HttpResponse:
        """The code was right: open the session, by way of the second factor if there is one."""
        self.abort()
        email = self.state["email"]
        record_authentication(self.request, user, method="code", email=email)
        return perform_login(self.request, Login(user=user, email=email, redirect_url=to))
