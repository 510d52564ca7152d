"""Rows of the admin that open private talk to somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from .actions import leave_organisation, set_contacts
from .models import Organisation, Person


class NotOneselfForm(WagtailAdminModelForm):
    """Nobody lets themselves in: somebody else of the team writes the row.

    The team runs the alliance and yet does not read what is said among others.
    """

    def refuse_oneself(self, field: str, user_id: int | None) -> None:
        if user_id is not None and user_id == self.for_user.pk:
            self.add_error(
                field, _("C'est vous : demandez à quelqu'un d'autre de l'équipe de le faire.")
            )


class PersonForm(NotOneselfForm):
    """Somebody's card; what is already tied to one's own account stays, and is edited."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "user" in self.changed_data and (user := cleaned.get("user")):
            self.refuse_oneself("user", user.pk)
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> Person:
        left = Organisation.objects.filter(people=self.instance.pk).first()
        person: Person = super().save(commit=commit)
        if commit:
            leave_organisation(person=person, left=left, acting_user=self.for_user)
        return person


class OrganisationForm(NotOneselfForm):
    """An organisation; who keeps its card is chosen among its own people."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "contacts" not in self.fields:
            return
        row = self.instance
        own = Q(organisation=row) | Q(speaks_for=row) if row.pk else Q(pk__in=[])
        people = Person.objects.filter(own, user__isnull=False).distinct()
        self.fields["contacts"] = forms.ModelMultipleChoiceField(
            people,
            required=False,
            label=self.fields["contacts"].label,
            help_text=self.fields["contacts"].help_text,
            widget=forms.CheckboxSelectMultiple,
            initial=self.initial.get("contacts"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        kept = set(self.instance.contacts.all()) if self.instance.pk else set()
        for person in set(cleaned.get("contacts", ())) - kept:
            self.refuse_oneself("contacts", person.user_id)
        return cleaned

    def _save_m2m(self) -> None:
        if (people := self.cleaned_data.get("contacts")) is not None:
            set_contacts(organisation=self.instance, people=people, acting_user=self.for_user)
        super()._save_m2m()
