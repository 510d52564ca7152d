"""The forms of signing in, and of the password that one may choose."""

import unicodedata
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .addresses import AddressField, refuse_shut_out
from .models import User
from .permissions import may_sign_in

#: Of a password.
MOST_LETTERS = 256


class AddressForm(RequestLoginCodeForm):
    _user: Any

    email = AddressField(label=_("Votre adresse de courriel"))

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
        error_messages={"required": _("Écrivez le code reçu par courriel.")},
    )


class PasswordField(forms.CharField):
    """A password, the same by whatever keyboard its accents were typed."""

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        errors = {"required": _("Écrivez le mot de passe.")}
        super().__init__(
            strip=False, max_length=MOST_LETTERS, widget=widget, error_messages=errors, **kwargs
        )

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        # Too long is refused as it came: a stranger's marks would take long to put in order.
        return typed if len(typed) > MOST_LETTERS else unicodedata.normalize("NFKC", typed)


class PasswordDoorForm(forms.Form):
    """An address and its password. What is wrong with the two is one sentence."""

    user: Any = None

    email = AddressField(label=_("Votre adresse de courriel"), autocomplete="username")
    password = PasswordField(label=_("Votre mot de passe"), autocomplete="current-password")

    def __init__(self, data: Any, *, request: HttpRequest) -> None:
        super().__init__(data)
        self.request = request

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            adapter = get_adapter(self.request)
            self.user = adapter.authenticate(self.request, **self.cleaned_data)
            if self.user is None:
                raise adapter.validation_error("email_password_mismatch")
        return self.cleaned_data


class ChoosePasswordForm(forms.Form):
    password = PasswordField(
        label=_("Nouveau mot de passe"),
        help_text=_(
            "Douze caractères au moins : trois ou quatre mots sans lien entre eux conviennent. "
            "Prenez-en un qui ne sert nulle part ailleurs."
        ),
        autocomplete="new-password",
    )


class NewAddressForm(forms.Form):
    email = AddressField(
        label=_("Nouvelle adresse de courriel"),
        help_text=_("Nous y envoyons un code : c'est en le recopiant que vous la confirmez."),
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if email == self.user.email.lower():
            raise forms.ValidationError(_("C'est déjà l'adresse de votre compte."))
        refuse_shut_out(email)
        return email
