"""What one fills in: invitations, a request to join, an answer, one's card."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.addresses import AddressField
from community.alliance.models import Person
from community.programmes.models import Participation, ProgrammePage
from community.programmes.permissions import is_team
from community.programmes.querysets import visible_pages

from .models import WORDS_LENGTH
from .permissions import programmes_to_invite_to

#: How many addresses one sends at once.
LINES = 50
SPACES = re.compile(r"\s+")
#: « Prénom Nom <adresse> », or the address alone.
LINE = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]+)>|(?P<alone>[^<>\s]+)")
#: How many programmes a form open to everybody offers.
PROGRAMMES = 60


def words(label: Any, **options: Any) -> forms.CharField:
    """A few sentences; not ``max_length``: browsers cut a pasted text at it without a word."""
    too_long = _("C'est trop long : gardez %(limit_value)d caractères au plus.")
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[MaxLengthValidator(WORDS_LENGTH, too_long)],
        **options,
    )


@dataclass(frozen=True)
class Guest:
    """One line of the form: an address, and the name that goes with it."""

    email: str
    name: str


def guests_in(text: str) -> list[Guest]:
    """Each line as « Prénom Nom <adresse> » or the address alone; every faulty line is told."""
    found: dict[str, Guest] = {}
    faults = []
    lines = [SPACES.sub(" ", line).strip(" ,;") for line in text.splitlines()]
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line]
    for number, line in numbered:
        parts = LINE.fullmatch(line)
        email = (parts["email"] or parts["alone"]).strip() if parts else ""
        name = (parts["name"] or "").strip(" \"'") if parts else ""
        place = {"number": number, "line": line[:80]}
        try:
            validate_email(email)
        except ValidationError:
            faults.append(
                gettext("Ligne %(number)d, « %(line)s » : cette adresse n'est pas complète.")
                % place
            )
            continue
        if email.lower() in found:
            faults.append(
                gettext("Ligne %(number)d, « %(line)s » : cette adresse est déjà plus haut.")
                % place
            )
        found.setdefault(email.lower(), Guest(email.lower(), name[:255]))
    if len(numbered) > LINES:
        faults.append(
            gettext("C'est beaucoup à la fois : gardez %(lines)d lignes, puis recommencez.")
            % {"lines": LINES}
        )
    if faults:
        raise ValidationError(faults)
    return list(found.values())


class InvitationForm(forms.Form):
    """Several addresses at once, to one thing; nothing leaves while a line is faulty."""

    guests = forms.CharField(
        label=_("Qui invitez-vous ?"),
        help_text=_(
            "Une personne par ligne : Prénom Nom <prenom.nom@exemple.fr>, ou l'adresse seule."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        error_messages={"required": _("Écrivez au moins une adresse.")},
    )
    programme = forms.ModelChoiceField(
        label=_("À quoi ?"),
        queryset=ProgrammePage.objects.none(),
        error_messages={
            "required": _("Choisissez un dispositif que vous animez."),
            "invalid_choice": _("Choisissez un dispositif que vous animez."),
        },
    )
    role = forms.ChoiceField(
        label=_("Pour y faire quoi ?"),
        choices=Participation.Role,
        initial=Participation.Role.PARTICIPANT,
    )
    words = words(
        _("Un mot de votre part (facultatif)"),
        help_text=_("Il est dans le courriel, au-dessus du lien."),
        required=False,
    )

    def __init__(self, *args: Any, user: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        programmes: Any = self.fields["programme"]
        programmes.queryset = programmes_to_invite_to(user)
        programmes.label_from_instance = lambda programme: programme.title
        if is_team(user):
            programmes.required = False
            programmes.empty_label = _("l'alliance, sans dispositif")
        else:
            # Who animates one only is not asked which.
            several = programmes.queryset[1:2].exists()
            programmes.empty_label = _("Choisissez…") if several else None
            del self.fields["role"]
        if person:
            del self.fields["guests"]
            self.fields = {"email": AddressField(label=_("Son adresse de courriel"))} | self.fields

    def clean_guests(self) -> list[Guest]:
        return guests_in(self.cleaned_data["guests"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        animates = cleaned.get("role") == Participation.Role.ANIMATOR
        if animates and not cleaned.get("programme") and "programme" not in self.errors:
            self.add_error("programme", _("On anime un dispositif : choisissez lequel."))
        return cleaned

    @property
    def invited(self) -> list[Guest]:
        """Who is invited, once the form is right."""
        if self.person:
            return [Guest(self.cleaned_data["email"], "")]
        guests: list[Guest] = self.cleaned_data["guests"]
        return guests


class JoinForm(forms.Form):
    """A request to join; the programmes are those that this visitor may see."""

    name = forms.CharField(
        label=_("Votre nom"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Écrivez votre nom, pour qu'on sache qui accueillir.")},
    )
    email = AddressField(
        label=_("Votre adresse de courriel"),
        help_text=_("C'est là que vous recevrez la réponse."),
    )
    place = forms.CharField(
        label=_("Votre organisation ou votre territoire (facultatif)"),
        max_length=255,
        required=False,
    )
    why = words(
        _("Qu'est-ce qui vous amène ?"),
        help_text=_("Deux ou trois phrases suffisent."),
        error_messages={"required": _("Dites en deux ou trois phrases ce qui vous amène.")},
    )
    programme = forms.ModelChoiceField(
        label=_("Un dispositif en particulier ? (facultatif)"),
        queryset=ProgrammePage.objects.none(),
        required=False,
        empty_label=_("l'alliance en général"),
        error_messages={"invalid_choice": _("Choisissez un dispositif de la liste.")},
    )

    def __init__(self, *args: Any, user: Any, named: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes: Any = self.fields["programme"]
        programmes.queryset = programmes_to_join(user, named)
        programmes.label_from_instance = lambda programme: programme.title


def programmes_to_join(user: Any, named: str = "") -> QuerySet[ProgrammePage]:
    """Those that this visitor may see and that are not over.

    If they are many, the youngest of them, beside the one that the address names.
    """
    running = Q(end_year=None) | Q(end_year__gte=timezone.localdate().year)
    open_ones = visible_pages(user, ProgrammePage.objects.filter(running))
    youngest = open_ones.order_by(F("start_year").desc(nulls_last=True), "-pk")[:PROGRAMMES]
    asked = open_ones.filter(slug=named)
    offered = Q(pk__in=youngest.values("pk")) | Q(pk__in=asked.values("pk"))
    return ProgrammePage.objects.filter(offered).order_by("title")


class RefusalForm(forms.Form):
    words = words(
        _("Votre réponse"),
        help_text=_("Elle part par courriel, telle quelle : dites pourquoi, et que faire."),
        error_messages={"required": _("Dites en une phrase pourquoi, et que faire.")},
    )
