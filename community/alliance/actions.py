"""The verbs of the directory: whoever a card is about changes it, and the log says who did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.text import slugify
from django.utils.translation import gettext as _

from community.activity.acting import acting
from community.activity.actions import record

from .comparing import Comparison
from .merging import lock_for_merging, move_all, refusals
from .models import (
    ContactDetail,
    FormerAddress,
    Organisation,
    Person,
    SpokenLanguage,
    Territory,
)
from .permissions import holds_card_of, is_team

#: What an address leads to already.
ADDRESSED: tuple[Any, ...] = (Person.objects, FormerAddress.objects, Organisation.objects)


class Detail(NamedTuple):
    """A way to reach somebody, as they give it."""

    kind: str
    value: str
    visibility: str


def free_slug(name: str) -> str:
    """An address made from a name, that nobody has yet; once given it never changes."""
    base = slugify(name) or "personne"
    slug, number = base, 1
    while any(rows.filter(slug=slug).exists() for rows in ADDRESSED):
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
    public: bool,
    topics: Iterable[str] | None = None,
    languages: Iterable[str] | None = None,
    details: Iterable[Detail] | None = None,
) -> Person:
    """Write one's own card; somebody without one gets theirs.

    Topics, languages and details that are not given are left as they are.
    """
    # Under a lock, so that two tabs sent at once leave one or the other, not a mixture.
    person = Person.objects.select_for_update().filter(user=acting_user).first()
    if person is None:
        person = introduce_person(name=name, user=acting_user)
    left = person.organisation
    person.name, person.role, person.offer = name, role, offer
    person.organisation, person.territory, person.public = organisation, territory, public
    person.full_clean()
    if languages is not None:
        _speak(person, set(languages))
    if details is not None:
        _give(person, list(details))
    if topics is not None:
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


@transaction.atomic
def merge_people(*, kept: int, gone: int, seen: str, acting_user: Any) -> Person:
    """Move all that hangs on the card ``gone`` to the card ``kept``, by their keys; the one goes.

    ``seen`` is what ``Comparison`` said of both when ``acting_user`` was shown them. Raises
    ``PermissionDenied`` for who is not of the team, ``ValidationError`` with sentences when one of
    the two is not there any more, when they changed since, or when they cannot become one.
    """
    if not is_team(acting_user):
        raise PermissionDenied
    pair = lock_for_merging(kept, gone)
    if sentences := refusals(pair, acting_user):
        raise ValidationError(sentences)
    if not constant_time_compare(Comparison(pair).seen(), seen):
        raise ValidationError(
            _("Ces fiches ont changé depuis que vous les avez vues : relisez, puis confirmez.")
        )
    words = {"gone": str(pair.gone)}
    with acting(acting_user):
        move_all(pair, acting_user)
    label = _("a réuni deux fiches : « %(gone)s » et « %(kept)s » n'en font plus qu'une")
    label = label % {**words, "kept": pair.kept}
    record(verb="cards.merged", actor=acting_user, subject=pair.kept, label=label)
    return pair.kept


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
