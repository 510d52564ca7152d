"""Changing one's address: a code proves that one reads the new one, and the former one is told."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.answers import status_of

from . import actions
from .code_proof import TOO_MANY_TRIES, CodeProof
from .forms import CodeForm, NewAddressForm
from .models import User
from .proving import SignedInRequest, confirmed
from .signing_out import stay_here


class AddressProof(CodeProof):
    """A code on its way to the new address of an account."""

    STATE = "new_address"

    def send(self) -> None:
        """An address that has an account gets no code but a word: only its holder learns of it."""
        adapter, address = get_adapter(), self.state["email"]
        if User.objects.filter(email__iexact=address).exists():
            adapter.send_mail("account/email/taken_address", address, {})
        else:
            self.state["code"] = adapter.generate_login_code()
            adapter.send_mail("account/email/new_address", address, {"code": self.code})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@confirmed
def change(request: SignedInRequest) -> HttpResponse:
    """Name the new address; whether it has an account already is told to nobody but its holder."""
    form = NewAddressForm(request.POST or None, user=request.user)
    if form.is_valid():
        address = form.cleaned_data["email"]
        if AddressProof.begin(request, address, user_id=str(request.user.pk)):
            return redirect("accounts:address_code")
        form.add_error(None, _("Trop de demandes en peu de temps. Attendez un peu."))
    return render(request, "account/address.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def code(request: SignedInRequest) -> HttpResponse:
    """The code that was sent to the new address: typing it changes the account's."""
    proof = AddressProof.of(request, user_id=str(request.user.pk))
    if proof is None:
        return redirect("accounts:address")
    form = CodeForm(request.POST or None, code=proof.code)
    if form.is_valid():
        proof.abort()
        try:
            actions.change_address(user=request.user, address=proof.state["email"])
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("accounts:address")
        stay_here(request)
        messages.success(request, _("Votre adresse est changée : vos codes y arriveront."))
        return redirect("accounts:home")
    if form.is_bound and not proof.record_invalid_attempt():
        messages.error(request, TOO_MANY_TRIES)
        return redirect("accounts:address")
    context = {"form": form, "address": proof.state["email"]}
    return render(request, "account/address_code.html", context, status=status_of(form))
