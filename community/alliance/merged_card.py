"""This room's part of a merging: the card itself, its account, and the rows that hang on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from community.activity.forgetting import write_instead
from community.activity.models import Event

from .actions import set_contacts
from .comparing import OWN_WORDS, chosen, is_public
from .details import Visibility
from .merging import Pair, move_rows
from .models import CharterSignature, ContactDetail, FormerAddress, Organisation, Person

SIGNATURES = "alliance.CharterSignature.person"
SIGNED_FOR = "alliance.CharterSignature.signed_by"
LANGUAGES = "alliance.SpokenLanguage.person"
DETAILS = "alliance.ContactDetail.person"
KEEPERS = "alliance.Organisation_contacts.person"
ADDRESSES = "alliance.FormerAddress.person"
#: Topics, languages and ways to reach somebody are shown, not counted: some are hidden.
COLUMNS: Mapping[str, str | Promise] = {
    SIGNATURES: _("Signatures de la charte"),
    SIGNED_FOR: _("Signatures faites de sa main"),
    KEEPERS: _("Organisations dont elle tient la fiche"),
    LANGUAGES: "",
    DETAILS: "",
    ADDRESSES: "",
}
#: From the widest to the narrowest.
WIDTH = (Visibility.EVERYBODY.value, Visibility.ALLIES.value, Visibility.NOBODY.value)


def move(pair: Pair, acting_user: Any) -> None:
    """Write what the one card holds of both."""
    kept, gone = pair
    names = {kept.name, gone.name}
    _move_details(pair)
    _move_signatures(pair)
    move_rows(SIGNED_FOR, pair)
    for organisation in Organisation.objects.filter(contacts=gone):
        organisation.contacts.remove(gone)  # unsaid: nothing is taken from the person
        people = {*organisation.contacts.all(), kept}
        set_contacts(organisation=organisation, people=people, acting_user=acting_user)
    move_rows(LANGUAGES, pair, "code")
    kept.topics.add(*gone.topics.names())
    gone.topics.clear()
    values = {name: chosen(pair, name) for name in (*OWN_WORDS, "user")}
    public = is_public(pair)
    if gone.user_id:
        gone.user = None
        gone.save()  # before the other has it: an account has one card
    for name, value in values.items():
        setattr(kept, name, value)
    kept.public = public
    kept.full_clean()
    kept.save()
    _move_log(pair)
    _move_addresses(pair)
    _write_one_name(pair, names)


def _move_details(pair: Pair) -> None:
    """A detail that both give is shown to the fewer."""
    known = {(row.kind, row.value): row for row in pair.kept.contact_details.all()}
    for row in pair.gone.contact_details.all():
        same = known.get((row.kind, row.value))
        if same is None:
            ContactDetail.objects.filter(pk=row.pk).update(person=pair.kept)
            continue
        same.visibility = max(same.visibility, row.visibility, key=WIDTH.index)
        same.save(update_fields=["visibility"])
        row.delete()


def _move_signatures(pair: Pair) -> None:
    """Of two signatures to one version, the earlier stays."""
    own = {row.charter_id: row for row in CharterSignature.objects.filter(person=pair.kept)}
    for row in CharterSignature.objects.filter(person=pair.gone):
        other = own.get(row.charter_id)
        if other is not None and other.date <= row.date:
            row.delete()
            continue
        if other is not None:
            other.delete()
        row.person = pair.kept
        row.save(update_fields=["person"])


def _move_addresses(pair: Pair) -> None:
    """Every address of either leads to the one card.

    A card may have taken the address that another had left, its own old one too.
    """
    kept, gone = pair
    FormerAddress.objects.filter(person=gone).update(person=kept)
    FormerAddress.objects.update_or_create(slug=gone.slug, defaults={"person": kept})
    FormerAddress.objects.filter(slug=kept.slug).delete()


def _move_log(pair: Pair) -> None:
    """What was written of the one is read with the other, and leaves with the person."""
    kind = ContentType.objects.get_for_model(Person)
    Event.objects.filter(content_type=kind, object_id=pair.gone.pk).update(object_id=pair.kept.pk)
    own = ModelLogEntry.objects.filter(content_type=kind, object_id=str(pair.gone.pk))
    own.update(object_id=str(pair.kept.pk))


def _write_one_name(pair: Pair, names: set[str]) -> None:
    """What the log calls the one, lines about others too, it calls by the name that stays.

    A name that somebody else bears as well stays where it stands: it may be theirs.
    """
    others = Person.objects.exclude(pk__in=[person.pk for person in pair])
    for former in names - {pair.kept.name}:
        if not others.filter(name=former).exists():
            write_instead(former, pair.kept.name)
