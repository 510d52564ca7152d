"""Coming in: the link of an invitation, the code, and the request to join."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.accounts.code_proof import TOO_MANY_TRIES
from community.accounts.forms import CodeForm
from community.accounts.signing_out import clearing
from community.answers import status_of
from community.programmes.models import ProgrammePage
from community.programmes.querysets import visible_pages

from . import actions
from .forms import JoinForm
from .models import Invitation, Visit
from .proof import Proof
from .tokens import hash_of

#: Where the session keeps which invitation was opened: the hash of its token.
OPENED = "invitation"


@require_safe
@never_cache
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: it opens nothing, and leads to an address that says no secret.

    Whatever the token, the answer is the same; mail software may follow it without harm.
    """
    request.session[OPENED] = hash_of(token)
    response = redirect("welcome:invitation")
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest) -> HttpResponse:
    """Who invites to what; a code proves that one reads the address, or one's open session does."""
    found = _opened(request)
    if found is None:
        return render(request, "welcome/unknown.html", status=404)
    if sentence := actions.refusal(found):
        return _refused(request, sentence)
    theirs = request.user.is_authenticated and request.user.email.lower() == found.email.lower()
    context = {"invitation": found, "theirs": theirs}
    if request.method != "POST":
        return render(request, "welcome/invitation.html", context)
    if theirs:
        return _accept(request, found)
    if not request.user.is_authenticated and Proof.begin(request, found.email, invitation=found.pk):
        return redirect("welcome:code")
    # Signed in with another address, of which the page speaks; or too many codes asked for.
    messages.error(request, _("Aucun code n'est parti. Attendez une minute, puis recommencez."))
    return render(request, "welcome/invitation.html", context, status=429)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The code that was sent to the invited address: typing it makes the account."""
    found = _opened(request)
    proof = Proof.of(request, invitation=found.pk) if found else None
    if found is None or proof is None:
        return redirect("welcome:invitation")
    form = CodeForm(request.POST or None, code=proof.code)
    if form.is_valid():
        return _accept(request, found, proof)
    if form.is_bound and not proof.record_invalid_attempt():
        messages.error(request, TOO_MANY_TRIES)
        return redirect("welcome:invitation")
    context = {"form": form, "invitation": found}
    return render(request, "welcome/code.html", context, status=status_of(form))


@require_POST
@never_cache
@clearing
def change_account(request: HttpRequest) -> HttpResponse:
    """Sign out of another account, and stay before the invitation."""
    opened = request.session.get(OPENED)
    logout(request)
    if opened:
        request.session[OPENED] = opened
    return redirect("welcome:invitation")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Ask to come in; whether the address is known here is not told."""
    named = request.GET.get("dispositif", "")
    programme = visible_pages(request.user, ProgrammePage.objects.filter(slug=named)).first()
    initial = {"programme": programme and programme.pk}
    if request.user.is_authenticated:
        initial |= {"name": request.user.get_full_name(), "email": request.user.email}
    form = JoinForm(request.POST or None, user=request.user, named=named, initial=initial)
    status = status_of(form)
    if form.is_valid():
        key = form.cleaned_data["email"].lower()
        if ratelimit.consume(request, action="join_request", key=key):
            actions.ask_to_join(**form.cleaned_data)
            return redirect("welcome:join_received")
        form.add_error(None, _("Trop de demandes en peu de temps. Réessayez dans une heure."))
        status = 429
    context = {"form": form, "days": settings.JOIN_REQUEST_DAYS}
    return render(request, "welcome/join.html", context, status=status)


@require_safe
@never_cache
def join_received(request: HttpRequest) -> HttpResponse:
    return render(request, "welcome/join_received.html")


def _opened(request: HttpRequest) -> Invitation | None:
    """The invitation whose link this browser opened."""
    rows = Invitation.objects.select_related("inviter__person", "programme", "person")
    opened = request.session.get(OPENED)
    return rows.filter(token_hash=opened).first() if opened else None


def _accept(request: HttpRequest, found: Invitation, proof: Proof | None = None) -> HttpResponse:
    try:
        user = actions.accept(invitation=found)
    except ValidationError as refused:
        if proof:
            proof.abort()
        return _refused(request, refused.messages[0])
    request.session.pop(OPENED, None)
    to = _first_page(user, found)
    return proof.sign_in(user, to) if proof else redirect(to)


def _first_page(user: Any, found: Invitation) -> str:
    """A newcomer says who they are; whoever was here already goes where they were invited."""
    if Visit.objects.filter(user=user, step=0, done_at=None).exists():
        return reverse("welcome:card")
    return str(found.programme.url) if found.programme else "/"


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """The true holder of a link that serves no more: why, and the way on."""
    return render(request, "welcome/refused.html", {"sentence": sentence}, status=410)
