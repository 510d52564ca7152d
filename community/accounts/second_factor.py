"""The second factor: an authenticator application on one's telephone, besides the code by mail."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest


def has_second_factor(user: Any) -> bool:
    return is_mfa_enabled(user)


def passed_second_factor(request: HttpRequest) -> bool:
    """Whether this very session was opened, or confirmed since, with the second factor."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def remember_activation(
    request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Setting it up asked for a code already: do not ask for the next one a minute later."""
    if authenticator.type == Authenticator.Type.TOTP:
        proof = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, "mfa", **proof)
