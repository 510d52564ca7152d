"""What a card shows, to one visitor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from taggit.models import Tag

from community.prepared import prepared

from .details import Visibility
from .languages import name_of
from .models import ContactDetail, Organisation, Person, SpokenLanguage

#: How many of those who keep an organisation's card are named on its page.
KEEPERS = 4


@dataclass(frozen=True)
class Card:
    """What is beside the name on somebody's page: only what this visitor may see."""

    details: list[ContactDetail]
    topics: list[Tag]
    languages: list[str]
    #: The visitor keeps this card up to date.
    is_own: bool
    #: Who keeps an organisation's card up to date, as allied people are told.
    keepers: Sequence[Person] = ()
    #: There are more of them than are named.
    other_keepers: bool = False


def card_of(person: Person, visitor: Any) -> Card:
    return Card(
        details=_ways_to(visitor, person.pk),
        topics=_topics_of(person.pk),
        languages=[name_of(row.code) for row in _spoken_by(person.pk)],
        is_own=visitor.is_authenticated and person.user_id == visitor.pk,
    )


def organisation_card(organisation: Organisation, visitor: Any) -> Card:
    keepers = _keepers(organisation.pk) if visitor.is_authenticated else []
    return Card(
        details=_ways_to_all(visitor, organisation.pk),
        topics=[],
        languages=[],
        is_own=bool(_held(visitor, organisation.pk)),
        keepers=keepers[:KEEPERS],
        other_keepers=len(keepers) > KEEPERS,
    )


def seen_by(visibility: str) -> Any:
    """Somebody of this circle who is nobody in particular, to show a card as they see it."""
    if visibility == Visibility.EVERYBODY:
        return AnonymousUser()
    return get_user_model()(pk=0)


@prepared
def _ways_to(user: Any, person_id: int) -> QuerySet[ContactDetail]:
    return ContactDetail.objects.visible_to(user).filter(person=person_id)


@prepared
def _ways_to_all(user: Any, organisation_id: int) -> QuerySet[ContactDetail]:
    return ContactDetail.objects.visible_to(user).filter(organisation=organisation_id)


@prepared
def _held(user: Any, organisation_id: int) -> QuerySet[Organisation]:
    return Organisation.objects.held_by(user).filter(pk=organisation_id).only("pk")


@prepared
def _keepers(organisation_id: int) -> QuerySet[Person]:
    rows = Person.objects.filter(speaks_for=organisation_id).order_by("name", "pk")
    return rows[: KEEPERS + 1]


@prepared
def _topics_of(person_id: int) -> QuerySet[Tag]:
    kind = {"content_type__app_label": "alliance", "content_type__model": "person"}
    given = {f"taggit_taggeditem_items__{name}": value for name, value in kind.items()}
    return Tag.objects.filter(**given, taggit_taggeditem_items__object_id=person_id).order_by(
        "name"
    )


@prepared
def _spoken_by(person_id: int) -> QuerySet[SpokenLanguage]:
    return SpokenLanguage.objects.filter(person=person_id)
