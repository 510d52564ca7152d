"""The short form of one's own card, for a newcomer: what it does not ask is said another day."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from community.alliance.card_forms import CardForm
from community.alliance.models import Organisation, Person, Territory

#: How many names are suggested while one types.
SUGGESTED = 30


class FirstCardForm(CardForm):
    """One's own card without what takes longer: subjects, languages, ways to be reached."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["topics"], self.fields["languages"]
        self.fields["organisation"].widget.attrs["list"] = "organisations"
        self.fields["territory"].widget.attrs["list"] = "territoires"


def suggestions(person: Person | None) -> dict[str, list[str]]:
    """Names to be suggested while one types: those of the programmes in which one takes part."""
    if person is None:
        return {}
    own = person.participations.values("programme")
    beside = Q(people__participations__programme__in=own) | Q(participations__programme__in=own)
    return {
        "organisations": _names(Organisation.objects.filter(beside)),
        "territoires": _names(Territory.objects.filter(programmes__in=own)),
    }


def _names(rows: QuerySet[Any]) -> list[str]:
    return list(rows.order_by("name").values_list("name", flat=True).distinct()[:SUGGESTED])
