"""An address of mail, as it is asked for everywhere, and refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .permissions import is_shut_out

INCOMPLETE = _("Cette adresse n'est pas complète. Écrivez-la comme prenom.nom@exemple.fr.")


class AddressField(forms.EmailField):
    """One address; whoever mistypes it is shown how it is written."""

    def __init__(self, *, autocomplete: str = "email", **options: Any) -> None:
        super().__init__(
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": autocomplete}),
            error_messages={"invalid": INCOMPLETE},
            **options,
        )


def refuse_shut_out(email: str) -> None:
    """Raise ``ValidationError`` for an address of the demonstration in a house that is none."""
    if is_shut_out(email):
        raise ValidationError(gettext("Les adresses de démonstration ne servent pas ici."))
