"""The forms of passkeys: what a device answered, carried by our script."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Clean = Callable[[Any], Any]


def from_a_device(clean: Clean) -> Clean:
    """Say in one sentence that what came is no key of ours, whatever was made up."""

    @wraps(clean)
    def cleaning(form: Any) -> Any:
        try:
            return clean(form)
        except DatabaseError:
            raise
        except ValidationError as error:
            if getattr(error, "code", "") != "incorrect_code":
                raise
            reason: Exception = error
        except Exception as error:  # libraries raise many things at bytes that a stranger made
            reason = error
        raise ValidationError(
            _("Cette clé n'est pas reconnue ici. Recommencez, ou prenez l'autre moyen.")
        ) from reason

    return cleaning


class PasskeyNameField(forms.CharField):
    """How one tells one's passkeys apart."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Nom de la clé"),
            help_text=gettext_lazy("Pour la reconnaître parmi d'autres."),
            max_length=60,
            **kwargs,
        )


class AddPasskeyForm(AddWebAuthnForm):
    passwordless = None  # the page asks for a key that signs in by itself, where the device can
    name = PasskeyNameField(required=False)
    credential = forms.JSONField(
        label=gettext_lazy("Clé"),
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), gettext_lazy("L'appareil n'a rien confirmé : recommencez.")
        ),
    )
    clean = from_a_device(AddWebAuthnForm.clean)


class RenamePasskeyForm(EditWebAuthnForm):
    name = PasskeyNameField()


class LoginPasskeyForm(LoginWebAuthnForm):
    clean_credential = from_a_device(LoginWebAuthnForm.clean_credential)


class AuthenticatePasskeyForm(AuthenticateWebAuthnForm):
    clean_credential = from_a_device(AuthenticateWebAuthnForm.clean_credential)


class ReauthenticatePasskeyForm(ReauthenticateWebAuthnForm):
    clean_credential = from_a_device(ReauthenticateWebAuthnForm.clean_credential)
