from typing import Any

from django import forms
from django.forms import inlineformset_factory
from django.utils.translation import gettext_lazy as _

from .models import GatheringPage, GatheringPart


class PartForm(forms.ModelForm[GatheringPart]):
    """One locked part of a meeting."""

    class Meta:
        model = GatheringPart
        fields = ["kind", "title", "circle", "text", "url", "file", "position"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "circle": _("La partie existe pour tout le monde ; seul ce cercle l'ouvre."),
            "file": _("Il n'a pas d'adresse publique : il est remis à qui a le droit de l'ouvrir."),
        }


PartFormSet: Any = inlineformset_factory(
    GatheringPage, GatheringPart, form=PartForm, extra=1, can_delete=True
)
