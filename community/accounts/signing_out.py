"""What stays in a browser when one signs out of it: nothing; of the others: the session here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse

from .proving import SignedInRequest


def clearing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """On the answer by which somebody signs out, have the browser drop what it keeps for the house.

    Discussions keep there what was written and could not be sent yet. Not cookies: the sign-out is
    told by one on the next page.
    """

    @wraps(view)
    def signing_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        was_in = request.user.is_authenticated
        answer = view(request, *args, **kwargs)
        if was_in and not request.user.is_authenticated:
            answer["Clear-Site-Data"] = '"storage"'
        return answer

    return signing_out


def stay_here(request: SignedInRequest) -> None:
    """All sessions of the account have just ended: go on in this browser, which stays listed."""
    update_session_auth_hash(request, request.user)
    UserSession.objects.create_from_request(request)
