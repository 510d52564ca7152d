"""The two forms of signing in."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from .permissions import may_sign_in


class AddressForm(RequestLoginCodeForm):
    _user: Any

    email = forms.EmailField(
        label=_("Votre adresse de courriel"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        """An account that may not sign in is answered as if there were none."""
        email = super().clean_email()
        if self._user and not may_sign_in(self._user):
            self._user = None
        return email


class CodeForm(ConfirmLoginCodeForm):
    code = forms.CharField(
        label=_("Code reçu par courriel"),
        help_text=_("Majuscules, minuscules, avec ou sans le tiret : tout convient."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
    )
