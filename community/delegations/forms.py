"""What one writes to compose a delegation, in the admin and on its page; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.alliance.forms import NotOneselfForm
from community.alliance.models import ActorKind, Person

from .actions import lock
from .models import Delegation


class SeatForm(NotOneselfForm):
    """A seat, given by somebody else's hand."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        delegation = cleaned.get("delegation")
        if delegation and connection.in_atomic_block:
            lock(delegation)  # the row's own checks follow, and then it is saved
        participation = cleaned.get("participation")
        if participation and participation.person:
            self.refuse_oneself("participation", participation.person.user_id)
        return cleaned


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HouseForm(forms.Form):
    """A form whose action's refusals stand beside the fields that they are about."""

    def refuse(self, error: ValidationError) -> None:
        """Show what the action refused; what is about no field of this form comes first."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, sentences in error.error_dict.items():
            place = {"participation": "person", "since": "on"}.get(name, name)
            self.add_error(place if place in self.fields else None, sentences)


class PersonField(forms.ModelChoiceField):
    """One of those who take part; who else may be brought in is asked by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Person.objects.none(),
            label=_("Qui"),
            required=False,
            empty_label=_("Choisissez une personne"),
            error_messages={"invalid_choice": _("Cette personne ne participe pas au dispositif.")},
            **kwargs,
        )


class SomebodyForm(HouseForm):
    """Somebody of the dispositif – or, for whoever may bring people in, of the whole alliance."""

    person = PersonField()
    newcomer = forms.CharField(
        label=_("Ou quelqu'un qui n'y participe pas encore"),
        required=False,
        max_length=255,
        help_text=_(
            "Son nom, tel que l'annuaire l'écrit. Cette personne entre dans le dispositif."
        ),
    )

    def __init__(
        self, data: Any = None, *, delegation: Delegation, user: Any, may_add: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.user = user
        people = Person.objects.filter(participations__programme=delegation.programme_id)
        chooser: Any = self.fields["person"]
        chooser.queryset = (
            people.exclude(user=user.pk).select_related("organisation").order_by("name")
        )
        chooser.label_from_instance = _with_office
        if not may_add:
            del self.fields["newcomer"]
            chooser.required = True
            chooser.error_messages["required"] = _("Choisissez une personne dans la liste.")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        name = values.get("newcomer", "").strip()
        if name and values.get("person"):
            self.add_error(
                "newcomer", _("Choisissez dans la liste, ou écrivez un nom : pas les deux.")
            )
        elif name:
            values["person"] = self._named(name)
        elif not values.get("person") and "person" not in self.errors:
            self.add_error("person", _("Choisissez une personne dans la liste, ou écrivez un nom."))
        return values

    def _named(self, name: str) -> Person | None:
        """Somebody of the directory, by name; homonyms are told apart by the end of an address."""
        everybody = Person.objects.visible_to(self.user)
        found = list(everybody.filter(slug=name)[:1])
        found = found or list(everybody.filter(name__iexact=name)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            sentence = gettext(
                "Plusieurs personnes portent ce nom : donnez plutôt la fin de l'adresse de sa "
                "fiche, comme « %(slug)s »."
            ) % {"slug": found[0].slug}
        else:
            sentence = gettext(
                "L'annuaire ne connaît personne de ce nom : vérifiez-le, ou demandez à l'équipe de "
                "l'inviter."
            )
        self.add_error("newcomer", sentence)
        return None


def _with_office(person: Person) -> str:
    """A name, and what tells it from another: a list holds homonyms."""
    office = person.role or (person.organisation.name if person.organisation else "")
    return f"{person} – {office}" if office else str(person)


class GivingForm(SomebodyForm):
    """A seat to give."""

    kind = forms.ChoiceField(label=_("À quel titre"), choices=ActorKind.choices)
    title = forms.CharField(
        label=_("Sa fonction (facultatif)"),
        required=False,
        max_length=120,
        help_text=_("Comme « maire adjointe » ou « directeur des services »."),
    )
    part = forms.ChoiceField(
        label=_("Sa place"),
        choices=[
            ("", _("Siège")),
            ("referent", _("Siège et répond pour la délégation (référent·e)")),
            ("substitute", _("Siège quand l'autre ne peut pas (suppléant·e)")),
        ],
        required=False,
    )
    on = forms.DateField(
        label=_("À partir du"),
        widget=DayInput,
        help_text=_("Dès ce jour, cette personne lit les discussions de la délégation."),
    )

    field_order = ("person", "newcomer", "kind", "title", "part", "on")

    def given(self) -> dict[str, Any]:
        """What ``give_seat`` takes."""
        values = self.cleaned_data
        return {
            "person": values["person"],
            "kind": values["kind"],
            "title": values["title"],
            "referent": values["part"] == "referent",
            "substitute": values["part"] == "substitute",
            "since": values["on"],
        }


class HandoverForm(SomebodyForm):
    """Who follows in a seat, and from which day on."""

    title = forms.CharField(label=_("Sa fonction (facultatif)"), required=False, max_length=120)
    on = forms.DateField(
        label=_("À partir du"),
        widget=DayInput,
        help_text=_("Ce jour-là, l'une entre dans les discussions et l'autre en sort."),
    )


class EndForm(HouseForm):
    """When a seat ends."""

    on = forms.DateField(
        label=_("À partir du"),
        widget=DayInput,
        help_text=_("Dès ce jour, ce siège n'est plus tenu. Aujourd'hui : tout de suite."),
    )

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day < timezone.localdate():
            raise ValidationError(_("Choisissez aujourd'hui ou un jour à venir."))
        return day


class SupportForm(forms.ModelForm):
    """Which function supports the delegation, since when, and what is asked of it."""

    class Meta:
        model = Delegation
        fields = ("supported_by", "supported_since", "asked")
        widgets = {"supported_since": DayInput(), "asked": forms.Textarea(attrs={"rows": 4})}
