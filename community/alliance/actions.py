"""The verbs of the alliance's directory."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from .models import Organisation, Person, Territory


def free_slug(name: str) -> str:
    """An address made from a name, that nobody has yet; once given it never changes."""
    base = slugify(name) or "personne"
    slug, number = base, 1
    while (
        Person.objects.filter(slug=slug).exists() or Organisation.objects.filter(slug=slug).exists()
    ):
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def introduce_person(
    *,
    name: str,
    role: str = "",
    user: Any = None,
    organisation: Organisation | None = None,
    territory: Territory | None = None,
    public: bool = False,
    demonstration: bool = False,
) -> Person:
    """Write somebody's card; somebody with an account has one card only."""
    person = Person(
        slug=free_slug(name),
        name=name,
        role=role,
        user=user,
        organisation=organisation,
        territory=territory,
        public=public,
        demonstration=demonstration,
    )
    person.full_clean()
    person.save()
    return person
