from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import inlineformset_factory
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .models import GatheringPage, GatheringPart


@dataclass(frozen=True)
class PrivateFile:
    """A file by its name and by the door that asks who may have it."""

    name: str
    url: str

    def __str__(self) -> str:
        return self.name


class PrivateFileInput(forms.ClearableFileInput):
    """Leads to the file that is there; its storage gives it no address."""

    def format_value(self, value: Any) -> Any:
        if not self.is_initial(value):
            return None
        name = value.name.rpartition("/")[2]
        return PrivateFile(name, reverse("gatherings:part_file", args=[value.instance.pk]))


class PartForm(forms.ModelForm[GatheringPart]):
    """One locked part of a meeting."""

    class Meta:
        model = GatheringPart
        fields = ["kind", "title", "circle", "text", "url", "file", "position"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6}), "file": PrivateFileInput}
        help_texts = {
            "kind": _(
                "Un lien pour rejoindre, un compte rendu, un récit… : une partie pour chacun."
            ),
            "title": _("Vide : on le nomme d'après ce que c'est."),
            "text": _("Pour un compte rendu ou un récit, qu'on lit dans la page."),
            "url": _("Pour ce qui est ailleurs : la salle de visioconférence, une vidéo."),
            "position": _("La plus petite vient la première."),
            "circle": _("La partie existe pour tout le monde ; seul ce cercle l'ouvre."),
            "file": _("Il n'a pas d'adresse publique : il est remis à qui a le droit de l'ouvrir."),
        }


PartFormSet: Any = inlineformset_factory(
    GatheringPage, GatheringPart, form=PartForm, extra=1, can_delete=True
)
