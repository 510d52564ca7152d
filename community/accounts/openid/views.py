"""Going to the provider, and coming back."""

from __future__ import annotations

import logging
import time

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.decorators import rate_limit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from community.text.elision import of_person

from ..adapter import WAY_OUT
from ..models import User
from . import provider

logger = logging.getLogger(__name__)

#: Where the session keeps what this browser took along.
ATTEMPT = "openid"
#: For how long one may take to be recognised, in seconds.
ATTEMPT_SECONDS = 15 * 60
DOOR = "account_request_login_code"


@require_POST
@never_cache
@rate_limit(action="login")
def start(request: HttpRequest) -> HttpResponse:
    """To the provider, with what will tell that it is this browser that comes back."""
    going_to = get_next_redirect_url(request) or ""
    if request.user.is_authenticated:
        return redirect(going_to or settings.LOGIN_REDIRECT_URL)
    attempt = provider.Attempt.new()
    try:
        address = provider.authorization_address(attempt, _public("openid:back"))
    except provider.Refused as reason:
        return _not_recognised(request, reason, going_to)
    kept = {"going_to": going_to, "at": time.time()}
    request.session[ATTEMPT] = attempt._asdict() | kept
    return redirect(address)


@require_GET
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """From the provider: whoever has the account of the address that it vouches for comes in."""
    kept = request.session.get(ATTEMPT) or {}
    going_to = kept.get("going_to", "")
    if request.user.is_authenticated:
        return redirect(going_to or settings.LOGIN_REDIRECT_URL)
    if not constant_time_compare(request.GET.get("state", ""), kept.get("state", "")) or not kept:
        return _not_recognised(request, "another state, or none", going_to)
    del request.session[ATTEMPT]  # it serves once
    if time.time() - kept["at"] > ATTEMPT_SECONDS:
        return _not_recognised(request, "too late", going_to)
    if "code" not in request.GET:
        return _not_recognised(request, f"no code: {request.GET.get('error')!r:.60}", going_to)
    attempt = provider.Attempt(*(kept[name] for name in provider.Attempt._fields))
    code, issuer = request.GET["code"], request.GET.get("iss")
    try:
        identity = provider.recognise(
            attempt, code=code, issuer=issuer, back=_public("openid:back"), after=_public(DOOR)
        )
    except provider.Refused as reason:
        return _not_recognised(request, reason, going_to)
    return _come_in(request, identity, going_to)


@require_GET
@never_cache
def left(request: HttpRequest) -> HttpResponse:
    """Signed out here; the way out over there is a link.

    A form that led there would be held back by browsers, since that way leads on to others.
    """
    way_out = request.session.pop(WAY_OUT, "")
    if not way_out:
        return redirect("/")
    name = settings.OPENID["NAME"]
    context = {"way_out": way_out, "name": name, "of_name": of_person(name)}
    return render(request, "account/openid_left.html", context)


def _come_in(request: HttpRequest, identity: provider.Identity, going_to: str) -> HttpResponse:
    """What is not vouched for is not even looked up: nobody learns who has an account."""
    names = {"name": settings.OPENID["NAME"]}
    if not identity.is_verified:
        words = _("%(name)s ne garantit pas votre adresse : recevez plutôt un code.")
        return _to_the_door(request, words % names, going_to)
    user = _account_of(identity.address)
    if user is None:
        words = _(
            "%(name)s vous a reconnu·e, mais aucun compte d'ici n'a l'adresse qu'il nous donne. "
            "Demandez à rejoindre l'alliance, ou connectez-vous par un code à votre autre adresse."
        )
        messages.info(request, words % names)
        return redirect("welcome:join")
    record_authentication(request, user, method="openid")
    # By the signal, so that it is kept once they are in, past a second factor, and for them alone.
    login = Login(
        user=user,
        email=user.email,
        redirect_url=going_to or None,
        signal_kwargs={"way_out": identity.way_out},
    )
    answer: HttpResponse = perform_login(request, login)
    return answer


def _account_of(address: str) -> User | None:
    """The account whose address is this one, letter by letter.

    Only Latin capitals are taken for small letters: databases fold others in their own ways, and
    one letter must never pass for another here.
    """
    try:
        address = forms.EmailField().clean(address)
    except ValidationError:
        return None
    return User.objects.filter(email=address.lower()).first() if address.isascii() else None


def _not_recognised(request: HttpRequest, reason: object, going_to: str) -> HttpResponse:
    """Whatever went wrong, one sentence and the code by mail; the reason is for the log."""
    logger.warning("openid: %s", reason)
    words = _("%(name)s ne vous a pas reconnu·e cette fois : recommencez, ou recevez un code.")
    return _to_the_door(request, words % {"name": settings.OPENID["NAME"]}, going_to)


def _to_the_door(request: HttpRequest, words: str, going_to: str) -> HttpResponse:
    messages.error(request, words)
    query = f"?{urlencode({'next': going_to})}" if going_to else ""
    return redirect(reverse(DOOR) + query)


def _public(name: str) -> str:
    """Where the provider sends browsers: the address it knows, by whatever name one came."""
    return settings.WAGTAILADMIN_BASE_URL + reverse(name)
