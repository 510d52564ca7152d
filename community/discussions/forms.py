"""What one writes in the admin's room of channels; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from community.alliance.models import ActorKind, Person
from community.delegations.models import Delegation
from community.programmes.models import ProgrammePage, QuotationRule
from community.programmes.permissions import is_team

from .models import WELCOME_LENGTH, Channel
from .permissions import managed_programmes

#: What each kind of channel cannot do without; how many delegations, its action says.
NEEDED = {
    Channel.Kind.PROGRAMME.value: ["programme"],
    Channel.Kind.PEERS.value: ["programme", "actor_kind"],
    Channel.Kind.PAGE.value: ["page"],
}


class OpeningForm(forms.Form):
    """A channel to open, in what its opener manages."""

    kind = forms.ChoiceField(label=_("Type"), choices=Channel.Kind.choices)
    title = forms.CharField(
        label=_("Nom"),
        max_length=255,
        required=False,
        help_text=_("Vide : celui du dispositif, des délégations ou de la page."),
    )
    programme = forms.ModelChoiceField(
        label=_("Dispositif"),
        queryset=ProgrammePage.objects.none(),
        required=False,
        help_text=_("Pour une discussion de dispositif ou de pairs."),
    )
    actor_kind = forms.ChoiceField(
        label=_("Type d'acteurs"),
        choices=[("", "—"), *ActorKind.choices],
        required=False,
        help_text=_("Pour une discussion de pairs."),
    )
    delegations = forms.ModelMultipleChoiceField(
        label=_("Délégations"),
        queryset=Delegation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Une pour une discussion de délégation, deux ou plus pour des délégations jumelées."
        ),
    )
    page = forms.ModelChoiceField(
        label=_("Page"),
        queryset=Page.objects.none(),
        required=False,
        help_text=_("Pour la discussion d'une page : qui peut la voir y lit et y écrit."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = managed_programmes(user)
        pages = Page.objects.filter(audience__isnull=False)
        if not is_team(user):
            pages = pages.filter(audience__programme__in=programmes)
        choices: dict[str, QuerySet[Any]] = {
            "programme": programmes.order_by("title"),
            "delegations": Delegation.objects.filter(programme__in=programmes)
            .select_related("territory", "programme")
            .order_by("programme__title", "territory__name"),
            "page": pages.order_by("path"),
        }
        for name, queryset in choices.items():
            field: Any = self.fields[name]
            field.queryset = queryset
        chosen: Any = self.fields["delegations"]
        chosen.label_from_instance = lambda row: f"{row.territory.name} – {row.programme.title}"
        named: Any = self.fields["page"]
        named.label_from_instance = lambda row: Truncator(row.title).chars(80)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in NEEDED.get(values.get("kind", ""), ()):
            if name not in self.errors and not values[name]:
                self.add_error(name, _("Une discussion de ce type en a besoin."))
        return values


class PersonForm(forms.Form):
    """One of the people whom an act may concern."""

    person = forms.ModelChoiceField(
        label=_("Personne"),
        queryset=Person.objects.none(),
        error_messages={
            "invalid_choice": _("Cette personne n'est pas de celles de la discussion.")
        },
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people.order_by("name")


class RuleForm(forms.Form):
    rule = forms.ChoiceField(label=_("Règle"), choices=QuotationRule.choices)


class PastForm(forms.Form):
    past = forms.ChoiceField(
        label=_("Qui arrive voit"),
        choices=Channel.Past.choices,
        help_text=_(
            "« Depuis leur arrivée » : qui prend un siège ne lit rien de ce qui s'est dit avant le "
            "premier jour de son siège, ni dans la discussion, ni en cherchant, ni dans une copie. "
            "Un siège sans date de début voit tout. Les pages déjà ouvertes gardent ce qu'elles "
            "montraient."
        ),
    )


class WelcomeForm(forms.Form):
    welcome = forms.CharField(
        label=_("Accueil"),
        max_length=WELCOME_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "À quoi sert cette discussion, qui s'y parle, par où commencer. Gras, listes et liens "
            "s'écrivent comme dans un message. Vide : pas d'accueil."
        ),
    )
