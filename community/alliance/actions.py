"""The verbs of the directory: whoever a card is about changes it, and the log says who did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from community.activity.actions import record

from .models import ContactDetail, Organisation, Person, SpokenLanguage, Territory
from .permissions import holds_card_of


class Detail(NamedTuple):
    """A way to reach somebody, as they give it."""

    kind: str
    value: str
    visibility: str


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


@transaction.atomic
def edit_own_card(
    *,
    acting_user: Any,
    name: str,
    role: str,
    organisation: Organisation | None,
    territory: Territory | None,
    offer: str,
    topics: Iterable[str],
    languages: Iterable[str],
    details: Iterable[Detail],
    public: bool,
) -> Person:
    """Write one's own card; somebody without one gets theirs."""
    # Under a lock, so that two tabs sent at once leave one or the other, not a mixture.
    person = Person.objects.select_for_update().filter(user=acting_user).first()
    if person is None:
        person = introduce_person(name=name, user=acting_user)
    left = person.organisation
    person.name, person.role, person.offer = name, role, offer
    person.organisation, person.territory, person.public = organisation, territory, public
    person.full_clean()
    _speak(person, set(languages))
    _give(person, list(details))
    person.topics.set(list(topics))
    person.save()  # after the topics: they lead to the card too
    leave_organisation(person=person, left=left, acting_user=acting_user)
    _tell(person, acting_user, _("a modifié sa fiche"))
    return person


@transaction.atomic
def edit_organisation_card(
    *,
    acting_user: Any,
    organisation: Organisation,
    name: str,
    kind: str,
    summary: str,
    details: Iterable[Detail],
) -> None:
    """Write the card of an organisation, by one of those who keep it."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not holds_card_of(acting_user, organisation):
        raise PermissionDenied
    organisation.name, organisation.kind, organisation.summary = name, kind, summary
    organisation.full_clean()
    organisation.save()
    _give(organisation, list(details))
    label = _("a modifié la fiche de « %(name)s »") % {"name": organisation.name}
    _tell(organisation, acting_user, label)


@transaction.atomic
def set_contacts(*, organisation: Organisation, people: Iterable[Person], acting_user: Any) -> None:
    """Say who keeps an organisation's card, and signs in its name; each change goes in the log."""
    before, after = set(organisation.contacts.all()), set(people)
    organisation.contacts.set(after)
    words = {"organisation": organisation.name}
    for person in sorted(after - before, key=str):
        label = _("a confié à %(person)s la fiche de « %(organisation)s »")
        _tell(organisation, acting_user, label % {**words, "person": person})
    for person in sorted(before - after, key=str):
        label = _("a retiré à %(person)s la fiche de « %(organisation)s »")
        _tell(organisation, acting_user, label % {**words, "person": person})


@transaction.atomic
def leave_organisation(*, person: Person, left: Organisation | None, acting_user: Any) -> None:
    """Whoever is no longer of the organisation that they were of no longer keeps its card."""
    if left and left != person.organisation and left.contacts.filter(pk=person.pk).exists():
        kept = left.contacts.exclude(pk=person.pk)
        set_contacts(organisation=left, people=kept, acting_user=acting_user)


def _speak(person: Person, codes: set[str]) -> None:
    person.languages.exclude(code__in=codes).delete()
    for code in sorted(codes - set(person.languages.values_list("code", flat=True))):
        language = SpokenLanguage(person=person, code=code)
        language.full_clean()
        language.save()


def _give(card: Person | Organisation, details: list[Detail]) -> None:
    """These ways to reach it, and no other."""
    whose = {"person" if isinstance(card, Person) else "organisation": card}
    known = {(row.kind, row.value): row for row in card.contact_details.all()}
    for detail in details:
        row = known.pop((detail.kind, detail.value), None) or ContactDetail(
            kind=detail.kind, value=detail.value, **whose
        )
        row.visibility = detail.visibility
        row.full_clean()
        row.save()
    for row in known.values():
        row.delete()


def _tell(subject: Person | Organisation, acting_user: Any, label: str) -> None:
    """Never what is written on the card: the log is read by those who may not read that."""
    record(verb="card.edited", actor=acting_user, subject=subject, label=label)
