"""Who sees whom, and what of them: lists, searches and cards start here."""

from __future__ import annotations

from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q

from community.text.folding import folded

from .details import Visibility

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")
#: How many words are looked for at once: databases read no endless condition.
MOST_WORDS = 20


def holding_words(rows: Rows, text: str) -> Rows:
    """Those of ``rows`` whose texts hold each word of ``text``, in whatever order; all for none."""
    for word in folded(text).split()[:MOST_WORDS]:
        rows = rows.filter(search_text__contains=word)
    return rows


class OrganisationQuerySet(models.QuerySet[Any]):
    def held_by(self, user: Any) -> OrganisationQuerySet:
        """Those whose card ``user`` keeps up to date."""
        if not user.is_authenticated:
            return self.none()
        contacts = apps.get_model("alliance", "Organisation").contacts.through.objects
        return self.filter(pk__in=contacts.filter(person__user=user).values("organisation"))


class PersonQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: object) -> PersonQuerySet:
        """Everybody sees whom public reports name; allied people see one another."""
        if getattr(user, "is_authenticated", False):
            return self
        return self.filter(public=True)


class ContactDetailQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> ContactDetailQuerySet:
        """What its owner shows to ``user``: the team has no way of its own to the rest."""
        if not user.is_authenticated:
            card_is_seen = Q(person__isnull=True) | Q(person__public=True)
            return self.filter(card_is_seen, visibility=Visibility.EVERYBODY)
        held = apps.get_model("alliance", "Organisation").objects.held_by(user)
        theirs = Q(person__user=user) | Q(organisation__in=held.values("pk"))
        return self.filter(~Q(visibility=Visibility.NOBODY) | theirs)
