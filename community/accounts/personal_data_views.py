"""What the house holds about oneself, to read and to keep; and leaving, with all of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.answers import status_of

from . import leaving, personal_data, words
from .proving import SignedInRequest, confirmed
from .signing_out import clearing


class LeaveForm(forms.Form):
    """Typed by hand, so that nobody leaves by a slip of the finger."""

    address = forms.CharField(
        label=_("Votre adresse de courriel, pour confirmer"),
        error_messages={"required": _("Écrivez votre adresse pour confirmer.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, email: str) -> None:
        super().__init__(data)
        self.email = email

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        if address.lower() != self.email.lower():
            raise forms.ValidationError(
                _("Ce n'est pas l'adresse de ce compte : rien n'a été effacé.")
            )
        return address


@require_safe
@never_cache
@login_required
def my_data(request: SignedInRequest) -> HttpResponse:
    """Of what parts the copy is made, and both forms of it to take."""
    return render(request, "account/my_data.html", {"parts": personal_data.titles().values()})


@require_safe
@never_cache
@login_required
def my_data_readable(request: SignedInRequest) -> HttpResponse:
    """The copy as a page that any browser opens, now or in ten years."""
    titles = personal_data.titles()
    parts = [
        (titles[name], words.in_words(value))
        for name, value in personal_data.export_all(request.user).items()
    ]
    response = render(
        request, "account/my_data_file.html", {"parts": parts, "today": timezone.localdate()}
    )
    response["Content-Disposition"] = 'attachment; filename="mes-donnees.html"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@clearing
@login_required
@confirmed
def leave(request: SignedInRequest) -> HttpResponse:
    """What goes, what stays and why; then, once confirmed, all of it goes."""
    form = LeaveForm(request.POST or None, email=request.user.email)
    if form.is_valid():
        try:
            leaving.erase_account(user=request.user, acting_user=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            logout(request)
            return redirect("accounts:left")
    context = {"form": form, "errands": leaving.errands(request.user)}
    return render(request, "account/leave.html", context, status=status_of(form))


@require_safe
@never_cache
def left(request: HttpRequest) -> HttpResponse:
    """The end of it: nothing of whoever reads this is known any more."""
    return render(request, "account/left.html")
