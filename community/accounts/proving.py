"""Pages that change what opens an account: for whoever proved a moment ago who they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from .models import User
from .second_factor import GOING_TO, came_in_lately, has_second_factor


class SignedInRequest(HttpRequest):
    """What a view gets behind ``login_required``."""

    user: User


def fresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let whoever just came in change what opens their account.

    A session that was left open somewhere makes no key for a passer-by: one comes in again.
    Whoever has a second factor already is asked for it, by allauth or by ``confirmed``.
    """

    @wraps(view)
    @login_required
    def guarded(request: SignedInRequest) -> HttpResponse:
        user, session = request.user, request.session
        if has_second_factor(user) or came_in_lately(user, session):
            return view(request)
        going_to = session.get(GOING_TO)
        logout(request)
        if going_to:
            request.session[GOING_TO] = going_to
        messages.info(
            request,
            _("Avant de changer ce qui ouvre votre compte, connectez-vous à nouveau par un code."),
        )
        return redirect_to_login(request.path)

    return guarded


def confirmed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only whoever proved a moment ago who they are change what opens their account.

    Whoever has a second factor shows it; others come in again. What was sent is not kept
    meanwhile, since it holds a password.
    """

    @wraps(view)
    def guarded(request: SignedInRequest) -> HttpResponse:
        if did_recently_reauthenticate(request):
            return fresh(view)(request)
        return redirect_to_login(request.path, reverse("mfa_reauthenticate"))

    return guarded
