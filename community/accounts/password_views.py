"""A password, for whoever wants one: the door that it opens, and the page where it is chosen."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from community.answers import status_of

from . import actions
from .forms import ChoosePasswordForm, PasswordDoorForm
from .proving import SignedInRequest, confirmed
from .signing_out import stay_here


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@rate_limit(action="login")
def door(request: HttpRequest) -> HttpResponse:
    """Come in by a password, then by the second factor if there is one."""
    going_to = get_next_redirect_url(request)
    if request.user.is_authenticated:
        return redirect(going_to or settings.LOGIN_REDIRECT_URL)
    form = PasswordDoorForm(request.POST or None, request=request)
    if form.is_valid():
        record_authentication(request, form.user, method="password")
        login = Login(user=form.user, email=form.user.email, redirect_url=going_to)
        answer: HttpResponse = perform_login(request, login)
        return answer
    context = {"form": form, "going_to": going_to}
    return render(request, "account/password_door.html", context, status=status_of(form))


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@confirmed
def choose(request: SignedInRequest) -> HttpResponse:
    """Choose, change or remove one's password. One stays signed in here, and nowhere else."""
    form = ChoosePasswordForm(None)
    if request.method == "POST":
        if "remove" in request.POST:
            actions.remove_password(user=request.user)
            return _done(request, _("Votre mot de passe est retiré."))
        form = ChoosePasswordForm(request.POST)
        if form.is_valid():
            try:
                actions.choose_password(user=request.user, password=form.cleaned_data["password"])
            except ValidationError as refusal:
                form.add_error("password", refusal)
            else:
                return _done(request, _("Votre mot de passe est en place."))
    return render(request, "account/password.html", {"form": form}, status=status_of(form))


def _done(request: SignedInRequest, words: str) -> HttpResponse:
    stay_here(request)
    messages.success(request, words)
    return redirect("accounts:home")
