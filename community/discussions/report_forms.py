"""What one writes of a message that one reports, and what whoever settles it answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from .report_models import REPORT_LENGTH, Report


class Words(forms.CharField):
    """A few sentences, of a stated length."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.Textarea(attrs={"rows": 4}),
            # Not ``max_length``: browsers cut a pasted text at that length without a word.
            validators=[
                MaxLengthValidator(
                    REPORT_LENGTH, _("C'est trop long : gardez %(limit_value)d caractères au plus.")
                )
            ],
            **kwargs,
        )


class ReportForm(forms.Form):
    """Why somebody reports a message."""

    reason = forms.ChoiceField(
        label=_("Ce qui ne va pas"),
        choices=[("", _("Choisissez")), *Report.Reason.choices],
        error_messages={"required": _("Dites ce qui ne va pas.")},
    )
    words = Words(
        label=_("Un mot (facultatif)"),
        help_text=_("Ce qui aide à comprendre. Il en faut un pour « autre chose »."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("reason") == Report.Reason.OTHER and values.get("words") == "":
            self.add_error("words", _("Dites en quelques mots de quoi il s'agit."))
        return values


class SettlingForm(forms.Form):
    """What becomes of a reported message, and what is answered to who reported it."""

    hide = forms.BooleanField(
        label=_("Masquer le message"),
        help_text=_(
            "Sa place reste dans la discussion, avec les mots « masqué par l'animation ». Vous "
            "pourrez le faire réapparaître."
        ),
        required=False,
    )
    put_out = forms.BooleanField(
        label=_("Écarter de la discussion la personne qui l'a écrit"),
        help_text=_("Elle n'y lit et n'y écrit plus. Vous pourrez la faire revenir."),
        required=False,
    )
    answer = Words(
        label=_("Votre réponse"),
        help_text=_(
            "Elle sera lue par qui a signalé le message, et par qui anime ; pas par qui l'a écrit."
        ),
        error_messages={"required": _("Répondez en quelques mots, même pour ne rien changer.")},
    )
