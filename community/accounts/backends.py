"""How the house knows who signs in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from .permissions import may_sign_in


class CodeBackend(AuthenticationBackend):
    """One signs in by a code sent to the address: a password opens nothing here.

    It is asked again at each request, so that an account that was switched off is out at once.
    """

    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None

    def user_can_authenticate(self, user: Any) -> bool:
        return may_sign_in(user)
