"""Whoever leaves takes their card along: contact details, languages, subjects, signatures."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.models import Tag
from wagtail.models import ModelLogEntry, ReferenceIndex

from community.accounts.leaving import Errand
from community.accounts.models import User
from community.accounts.personal_data import Rows
from community.activity.forgetting import forget_lines_about
from community.activity.models import Event

from .models import (
    CharterSignature,
    ContactDetail,
    FormerAddress,
    Organisation,
    Person,
    SpokenLanguage,
)

CARD = Rows(
    Person,
    "user",
    ("name", "role", "organisation__name", "territory__name", "offer", "public"),
)
DETAILS = Rows(ContactDetail, "person", ("kind", "value", "visibility"))
LANGUAGES = Rows(SpokenLanguage, "person", ("code",))
SIGNATURES = Rows(CharterSignature, "person", ("charter__version", "date"))
SIGNED_FOR = Rows(CharterSignature, "signed_by", ("charter__version", "organisation__name", "date"))
KEPT = Rows(Organisation, "contacts", ("name",))
FORMER = Rows(FormerAddress, "person", ("slug",))
TABLES = (CARD, DETAILS, LANGUAGES, SIGNATURES, SIGNED_FOR, KEPT, FORMER)
TITLE = gettext_lazy("Votre fiche et vos signatures")


def own_rows(user: User) -> dict[str, Any]:
    """One's card and what hangs on it, and what the log says of it."""
    person = Person.objects.filter(user=user).first()
    return {
        "fiche": CARD.of(user),
        "sujets": list(person.topics.names()) if person else [],
        "coordonnees": DETAILS.of(user),
        "langues": LANGUAGES.of(user),
        "signatures": SIGNATURES.of(user),
        "signatures_pour": SIGNED_FOR.of(user),
        "fiches_tenues": KEPT.of(user),
        "anciennes_adresses": FORMER.of(user),
        "journal": list(_events(person).values("at", "verb", "label")) if person else [],
    }


def let_go(user: User) -> None:
    """Erase the card; a word that it alone bore as a subject goes too."""
    person = Person.objects.filter(user=user).first()
    if person is None:
        return
    forget_lines_about(Person, [person.pk])
    kind = ContentType.objects.get_for_model(Person)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(person.pk)).delete()
    ReferenceIndex.objects.filter(to_content_type=kind, to_object_id=str(person.pk)).delete()
    words = list(person.topics.all())
    person.topics.clear()
    for word in words:
        if not _is_used(word):
            word.delete()
    person.delete()


def to_hand_over(user: User) -> list[Errand]:
    """The organisations whose card nobody else keeps."""
    kept = Organisation.objects.held_by(user).annotate(keepers=models.Count("contacts"))
    sentence = _(
        "Vous tenez seul·e la fiche de « %(organisation)s ». Demandez à l'équipe qui suit."
    )
    return [
        Errand(sentence % {"organisation": organisation.name}, organisation.get_absolute_url())
        for organisation in kept.filter(keepers=1)
    ]


def _events(person: Person) -> models.QuerySet[Event]:
    kind = ContentType.objects.get_for_model(Person)
    return Event.objects.filter(content_type=kind, object_id=person.pk)


def _is_used(word: Tag) -> bool:
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: word}).exists()
        for relation in Tag._meta.related_objects
    )
