"""The forms of a card: what somebody types, kept as typed until it can be understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from community.text.folding import folded

from .actions import Detail
from .details import DetailKind, Visibility, checked
from .languages import code_of, name_of
from .models import Organisation, Person, Territory
from .querysets import holding_words

#: How many of those that words lead to are shown to choose from.
CANDIDATES = 8
#: How many of them are read, to find the one of that very name.
ENOUGH = 50
#: How many ways to reach somebody a card holds, and how many words.
MOST_DETAILS, MOST_TOPICS, LONGEST_TOPIC = 8, 8, 40
NO_LONGER = {"max_length": _("C'est trop long : gardez %(limit_value)d caractères au plus.")}


class Named(forms.CharField):
    """One row among thousands, by its name: no list to scroll, and no script.

    Words that lead to several ask which one: the form then shows `candidates`, and what is chosen
    comes back under the field's name and « -choix ».
    """

    def __init__(self, model: Any, **options: Any) -> None:
        super().__init__(required=False, max_length=255, **options)
        self.model = model

    def find(self, typed: str, chosen: str) -> tuple[Any, list[Any]]:
        """The row, or those to choose from."""
        rows = self.model.objects.all()
        if chosen and (row := rows.filter(slug=chosen).first()):
            return row, []
        rows, name = holding_words(rows, typed), folded(typed)
        # What begins with the words first: a long list would cut it off.
        begins = Case(When(search_text__startswith=name, then=0), default=1)
        near = list(rows.order_by(begins, "search_text")[:ENOUGH]) if name else []
        same = [row for row in near if folded(row.name) == name]
        return (same[0], []) if len(same) == 1 else (None, (same or near)[:CANDIDATES])


class CardForm(forms.Form):
    """A member's own card, apart from the ways to reach them."""

    name = forms.CharField(
        label=_("Votre nom"),
        help_text=_("Prénom et nom, comme vous signez."),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Dites comment vous vous appelez.")},
    )
    role = forms.CharField(
        label=_("Votre fonction"),
        help_text=_("Comme vous la diriez : élue à la transition, cheffe de projet…"),
        max_length=200,
        required=False,
    )
    organisation = Named(
        Organisation,
        label=_("Votre organisation"),
        help_text=_("Quelques mots de son nom suffisent. Vide si vous n'en avez pas."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    territory = Named(
        Territory,
        label=_("Votre territoire"),
        help_text=_("Celui où vous agissez. Quelques mots de son nom suffisent."),
    )
    offer = forms.CharField(
        label=_("Je peux aider sur…"),
        help_text=_("Ce sur quoi on peut vous appeler, en une ou deux phrases."),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": None}),
        error_messages=NO_LONGER,
    )
    topics = forms.CharField(
        label=_("Vos sujets"),
        help_text=_("Quelques mots, séparés par des virgules : mobilité, friches, alimentation."),
        required=False,
    )
    languages = forms.CharField(
        label=_("Les langues que vous parlez"),
        help_text=_("Séparées par des virgules : français, anglais, wolof."),
        required=False,
    )
    public = forms.BooleanField(
        label=_("Ma fiche est visible de tout le monde"),
        help_text=_("Sinon, seules les personnes alliées, une fois connectées, la voient."),
        required=False,
    )

    def __init__(self, *args: Any, person: Person | None, **options: Any) -> None:
        if person is not None:
            options.setdefault("initial", as_typed(person))
        super().__init__(*args, **options)
        self.person = person
        #: By field: those that what was typed may mean.
        self.candidates: dict[str, list[Any]] = {}

    def _named(self, name: str) -> Any:
        field: Any = self.fields[name]
        typed = self.cleaned_data[name]
        if not typed:
            return None
        chosen = field.clean(self.data.get(f"{name}-choix", ""))
        present = getattr(self.person, name, None)
        if not chosen and present is not None and present.name == typed:
            return present  # not asked again of which homonym it is
        row, near = field.find(typed, chosen)
        if row is None and not near:
            raise ValidationError(
                _("Rien ne porte ce nom ici. Essayez d'autres mots, ou laissez vide.")
            )
        if row is None:
            self.candidates[name] = near
            raise ValidationError(_("Choisissez ci-dessous, ou précisez le nom."))
        return row

    def clean_organisation(self) -> Organisation | None:
        return self._named("organisation")

    def clean_territory(self) -> Territory | None:
        return self._named("territory")

    def clean_topics(self) -> list[str]:
        topics = list({folded(one): one for one in _parted(self.cleaned_data["topics"])}.values())
        if len(topics) > MOST_TOPICS:
            raise ValidationError(_("C'est beaucoup : gardez les huit qui comptent le plus."))
        for topic in topics:
            if len(topic) > LONGEST_TOPIC:
                raise ValidationError(
                    _("« %(topic)s » est long : dites-le en deux ou trois mots.")
                    % {"topic": topic[:LONGEST_TOPIC]}
                )
        return topics

    def clean_languages(self) -> list[str]:
        codes = {name: code_of(name) for name in _parted(self.cleaned_data["languages"])}
        for name, code in codes.items():
            if code is None:
                raise ValidationError(
                    _("Nous ne connaissons pas « %(name)s » : vérifiez comment ce nom s'écrit.")
                    % {"name": name[:LONGEST_TOPIC]}
                )
        return [code for code in codes.values() if code]


class OrganisationCardForm(forms.Form):
    """An organisation's card, kept by its own people."""

    name = forms.CharField(
        label=_("Son nom"),
        help_text=_("En toutes lettres."),
        max_length=255,
        error_messages={"required": _("Dites comment elle s'appelle.")},
    )
    kind = forms.ChoiceField(label=_("Son type"), choices=Organisation.Kind.choices)
    summary = forms.CharField(
        label=_("En quelques mots"),
        help_text=_("Ce qu'elle fait, et ce qu'on peut lui demander."),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": None}),
        error_messages=NO_LONGER,
    )


class DetailForm(forms.Form):
    """One way to reach somebody, with who sees it. An emptied line goes."""

    kind = forms.ChoiceField(label=_("Moyen"), choices=DetailKind.choices)
    value = forms.CharField(label=_("Lequel"), required=False, max_length=300)
    visibility = forms.ChoiceField(
        label=_("Qui le voit"), choices=Visibility.choices, initial=Visibility.ALLIES
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"use_required_attribute": False, **options})

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("value") and cleaned.get("kind"):
            try:
                cleaned["value"] = checked(cleaned["kind"], cleaned["value"])
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned


class Details:
    """The lines of a card, one a way to reach somebody: as many as one asks for, without script."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], *, bound: bool) -> None:
        lines = list(rows)[:MOST_DETAILS]
        self.forms = [
            self._bound(place, row)
            if bound
            else DetailForm(initial=dict(row), prefix=f"moyen-{place}")
            for place, row in enumerate(lines)
        ]

    @staticmethod
    def _bound(place: int, row: Mapping[str, Any]) -> DetailForm:
        prefix = f"moyen-{place}"
        return DetailForm({f"{prefix}-{name}": text for name, text in row.items()}, prefix=prefix)

    @classmethod
    def of(cls, card: Person | Organisation | None) -> Details:
        """What is on the card, and a line to add to it."""
        rows = list(card.contact_details.values("kind", "value", "visibility")) if card else []
        return cls([*rows, {}], bound=False)

    @classmethod
    def typed(cls, data: Mapping[str, str], *, bound: bool = True) -> Details:
        """What was sent, line by line; unbound, after a line was added or taken away."""
        rows: list[dict[str, str]] = []
        while len(rows) < MOST_DETAILS and f"moyen-{len(rows)}-value" in data:
            prefix = f"moyen-{len(rows)}-"
            rows.append({name: data.get(prefix + name, "") for name in DetailForm.base_fields})
        if not bound:
            rows = [row for place, row in enumerate(rows) if str(place) != data.get("retirer")]
            if "ajouter" in data or not rows:
                rows.append({})
        return cls(rows, bound=bound)

    @property
    def may_have_more(self) -> bool:
        return len(self.forms) < MOST_DETAILS

    @property
    def is_wrong(self) -> bool:
        """Some line that was sent is to be taken up again."""
        return any(form.errors for form in self.forms)

    def is_valid(self) -> bool:
        """Each line is understood, and none says the same as another."""
        each = [form.is_valid() for form in self.forms]  # all of them: each says its own fault
        right = all(each)
        seen: set[tuple[str, str]] = set()
        for form in self.forms:
            same = (form.cleaned_data.get("kind", ""), form.cleaned_data.get("value", ""))
            if same[1] and same in seen:
                form.add_error("value", _("Cette coordonnée est déjà notée plus haut."))
                right = False
            seen.add(same)
        return right

    @property
    def cleaned(self) -> list[Detail]:
        given = (form.cleaned_data for form in self.forms)
        return [
            Detail(row["kind"], row["value"], row["visibility"])
            for row in given
            if row.get("value")
        ]


def _parted(text: str) -> list[str]:
    """What commas part, each once."""
    each = (" ".join(part.split()) for part in text.replace(";", ",").split(","))
    return list(dict.fromkeys(part for part in each if part))


def as_typed(person: Person) -> dict[str, Any]:
    """A card as its form shows it."""
    languages = person.languages.values_list("code", flat=True)
    return {
        "name": person.name,
        "role": person.role,
        "organisation": person.organisation.name if person.organisation else "",
        "territory": person.territory.name if person.territory else "",
        "offer": person.offer,
        "topics": ", ".join(person.topics.names()),
        "languages": ", ".join(name_of(code) for code in languages),
        "public": person.public,
    }
