"""The short form by which a newcomer says who they are; all of it can be left for another day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import BooleanField, Case, Model, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from community.alliance.models import Organisation, Person, Territory
from community.text.folding import folded

from .forms import words

#: How many rows of the directory are offered for a name that is not quite one of theirs.
OFFERED = 8
#: How many names are suggested while one types.
SUGGESTED = 30
#: What is chosen when no row is the right one.
NONE = "0"

MISSED = {
    "organisation": _("Aucune organisation ne porte exactement ce nom : choisissez ci-dessous."),
    "territory": _("Aucun territoire ne porte exactement ce nom : choisissez ci-dessous."),
}


class FirstCardForm(forms.Form):
    """Organisation and territory are typed: what is not quite a name of the directory is asked."""

    name = forms.CharField(
        label=_("Votre nom"),
        max_length=255,
        help_text=_("Prénom et nom, comme vous signez."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Écrivez votre nom : c'est par lui qu'on vous reconnaît.")},
    )
    role = forms.CharField(
        label=_("Votre fonction (facultatif)"),
        max_length=200,
        required=False,
        help_text=_("Comme vous la diriez vous-même."),
    )
    organisation = forms.CharField(
        label=_("Votre organisation (facultatif)"),
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "organization"}),
    )
    organisation_pick = forms.ChoiceField(label=_("Laquelle ?"), required=False)
    territory = forms.CharField(
        label=_("Votre territoire (facultatif)"),
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs={"list": "territoires"}),
    )
    territory_pick = forms.ChoiceField(label=_("Lequel ?"), required=False)
    offer = words(
        _("Je peux aider sur… (facultatif)"),
        help_text=_("Ce sur quoi on peut vous appeler, en une ou deux phrases."),
        required=False,
    )
    public = forms.ChoiceField(
        label=_("Qui voit cette fiche ?"),
        choices=[("", _("les personnes alliées")), ("tous", _("tout le monde"))],
        required=False,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        initial = {
            "name": person.name,
            "role": person.role,
            "organisation": person.organisation and person.organisation.name,
            "territory": person.territory and person.territory.name,
            "offer": person.offer,
            "public": "tous" if person.public else "",
        }
        super().__init__(*args, **{"initial": initial, "label_suffix": ""} | kwargs)
        self.person = person
        #: What resembles each name that was typed, and what has exactly that name.
        self.found: dict[str, list[Any]] = {}
        self.exact: dict[str, list[Any]] = {}
        self._offer("organisation", Organisation.objects.all())
        self._offer("territory", Territory.objects.all())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field in MISSED:
            text = cleaned.get(field, "")
            cleaned[field] = self._chosen(field, text) if text else None
        return cleaned

    def clean_public(self) -> bool:
        return bool(self.cleaned_data["public"])

    def answers(self) -> dict[str, Any]:
        """What the action takes."""
        kept = ("name", "role", "organisation", "territory", "offer", "public")
        return {name: self.cleaned_data[name] for name in kept}

    def _offer(self, field: str, rows: QuerySet[Any]) -> None:
        """What resembles the name that was typed, to choose from when it is not quite one."""
        text = self.data.get(field, "") if self.is_bound else ""
        found = resembling(rows, text) if text.strip() else []
        exact = [row for row in found if folded(row.name) == folded(text)]
        own = getattr(self.person, field)
        # The card's own row needs no choosing, were there ten of its name.
        self.found[field], self.exact[field] = found, [own] if own in exact else exact
        if not text.strip() or len(self.exact[field]) == 1:
            del self.fields[f"{field}_pick"]
            return
        choice: Any = self.fields[f"{field}_pick"]
        choice.choices = [
            ("", _("Choisissez…")),
            *((str(row.pk), _line(row)) for row in found),
            (NONE, _("rien de cela : je laisse vide pour l'instant")),
        ]

    def _chosen(self, field: str, text: str) -> Model | None:
        if len(self.exact[field]) == 1:
            row: Model = self.exact[field][0]
            return row
        pick = self.cleaned_data.get(f"{field}_pick", "")
        if pick == NONE:
            return None
        for row in self.found[field]:
            if str(row.pk) == pick:
                return row
        self.add_error(field, MISSED[field])
        return None


def resembling(rows: QuerySet[Any], text: str) -> list[Any]:
    """The rows whose name holds this text, those that begin with it and the shortest first."""
    looked_for = folded(text)
    begins = Case(
        When(search_text__startswith=looked_for, then=Value(False)),
        default=Value(True),
        output_field=BooleanField(),
    )
    found = rows.filter(search_text__contains=looked_for)
    return list(found.order_by(begins, Length("name"), "name")[:OFFERED])


def suggestions(person: Person) -> dict[str, list[str]]:
    """Names to be suggested while one types: those of the programmes in which one takes part."""
    own = person.participations.values("programme")
    beside = Q(people__participations__programme__in=own) | Q(participations__programme__in=own)
    return {
        "organisations": _names(Organisation.objects.filter(beside)),
        "territoires": _names(Territory.objects.filter(programmes__in=own)),
    }


def _names(rows: QuerySet[Any]) -> list[str]:
    return list(rows.order_by("name").values_list("name", flat=True).distinct()[:SUGGESTED])


def _line(row: Any) -> str:
    """A row told apart from its homonyms."""
    where = getattr(row, "department", "") or getattr(row, "country", "")
    return ", ".join(filter(None, [row.name, row.get_kind_display(), where]))
