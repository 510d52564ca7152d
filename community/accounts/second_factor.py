"""The second factor: what one holds – a telephone's application, a passkey – besides the mail."""

import time
from types import SimpleNamespace
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from .permissions import needs_second_factor

#: Where one was going before being led to set it up, kept in the session.
GOING_TO = "going_to"
#: For how long after proving who one is one may change what opens one's account.
FRESH_SECONDS = 15 * 60
#: What proves it: a code by mail, the second factor.
PROOFS = ("code", "mfa")
#: Setting one of these up is using it: a recovery code is not.
PROVEN_WHEN_ADDED = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: Any) -> bool:
    """Known of the account of a request since it was loaded (`backends`)."""
    known = getattr(user, "has_factor", None)
    return is_mfa_enabled(user) if known is None else bool(known)


def passed_second_factor(user: Any, session: SessionBase) -> bool:
    """Whether this very session was opened, or confirmed since, with the second factor."""
    return any(record["method"] == "mfa" for record in _records(user, session))


def came_in_lately(user: Any, session: SessionBase) -> bool:
    """Whether somebody proved in this session, a moment ago, who they are.

    A password does not: who found one must not make the account theirs with it. Nor does a
    provider, who lets in whoever sits at a browser that it remembers.
    """
    since = time.time() - FRESH_SECONDS
    records = _records(user, session)
    return any(record["at"] > since and record["method"] in PROOFS for record in records)


def lacks_second_factor(user: Any, session: SessionBase) -> bool:
    """Whether the rule asks this account for more than this session has shown: it is nobody yet.

    Asked by every door of the house: pages, requests of scripts, sockets.
    """
    if not needs_second_factor(user):
        return False
    return not (has_second_factor(user) and passed_second_factor(user, session))


def remember_activation(
    request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Setting it up asked for it already: do not ask again a minute later."""
    if authenticator.type in PROVEN_WHEN_ADDED:
        proof = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, "mfa", **proof)


def _records(user: Any, session: SessionBase) -> list[dict[str, Any]]:
    """What was shown in a session, as allauth notes it."""
    return list(get_authentication_records(SimpleNamespace(session=session), user))
