"""How far a phase is, and when."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from community.delegations.forms import DayInput, HouseForm

from .models import PhaseProgress


class PhaseForm(HouseForm):
    """The state of a phase and its dates; the action says whether they go together."""

    state = forms.ChoiceField(label=_("Où en est l'étape"), choices=PhaseProgress.State.choices)
    begins = forms.DateField(
        label=_("Début (facultatif)"),
        required=False,
        widget=DayInput,
        help_text=_("Le jour où elle a commencé, ou celui où elle est prévue."),
    )
    ends = forms.DateField(
        label=_("Fin (facultatif)"),
        required=False,
        widget=DayInput,
        help_text=_("Le jour où elle a fini, ou celui où elle doit finir."),
    )
