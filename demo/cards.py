"""What some of the cast say of themselves, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from community.accounts.permissions import DEMO_DOMAIN
from community.alliance.actions import Detail, edit_organisation_card, edit_own_card
from community.alliance.models import Organisation, Person


@dataclass(frozen=True)
class Told:
    """One card: on what somebody can help, about what they speak, in which languages."""

    key: str
    offer: Any
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    details: tuple[Detail, ...] = ()


def mail(key: str, visibility: str) -> Detail:
    return Detail("courriel", f"{key}{DEMO_DOMAIN}", visibility)


CARDS = (
    Told(
        "elue.loos",
        _("Raconter ce qui a résisté quand la commune a mis ses toits en commun."),
        ("énergie", "habitant·es", "récits"),
        ("fr", "en"),
        (mail("elue.loos", "allies"), Detail("telephone", "01 99 00 12 34", "moi")),
    ),
    Told(
        "elue.yaounde",
        _("Comparer nos façons d'écouter les quartiers."),
        ("habitant·es", "eau"),
        ("fr", "en", "ewo"),
        (Detail("telephone", "+33 1 99 00 56 78", "allies"),),
    ),
    Told(
        "agente.levigan",
        _("Relire un cahier des charges, ou préparer une réunion difficile."),
        ("friches", "mobilité"),
        ("fr", "oc"),
        (mail("agente.levigan", "allies"),),
    ),
    Told("eco.loos", "", ("énergie", "emploi"), ("fr",)),
)
SUMMARY = _("Elle n'existe que dans la démonstration : sa fiche se corrige sans risque.")


def build_cards(people: dict[str, Person]) -> None:
    """Each writes theirs; a card on which something stands already is left as it is."""
    for told in CARDS:
        person = people[told.key]
        if person.languages.exists():
            continue
        edit_own_card(
            acting_user=person.user,
            name=person.name,
            role=person.role,
            organisation=person.organisation,
            territory=person.territory,
            offer=str(told.offer),
            topics=told.topics,
            languages=told.languages,
            details=told.details,
            public=person.public,
        )
    organisation = Organisation.objects.get(slug="association-de-demonstration")
    if not organisation.summary:
        edit_organisation_card(
            acting_user=people["elue.loos"].user,
            organisation=organisation,
            name=organisation.name,
            kind=organisation.kind,
            summary=str(SUMMARY),
            details=[Detail("site", "https://association.demo.invalid", "tous")],
        )
