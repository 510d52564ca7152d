"""Build the demonstration, through the same actions as the interface uses.

Each step finds what stands and adds what is missing: a second run keeps all that was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils.translation import gettext as _

from community.accounts.actions import make_account, set_second_factor
from community.accounts.models import User
from community.alliance.actions import introduce_person
from community.alliance.models import Person, Territory
from facts.actions import FactsRefusedError, load_facts
from facts.reading import read_files

from . import accompaniments, delegations, pages, talk, welcome
from .cards import build_cards
from .cast import CAST, PROTECTED, TEAM
from .charter import build_charter

FACTS = Path(__file__).parent / "facts"
#: In the order of the reports, the oldest first.
FACTS_FILES = ("facts-presentation.json", "facts-2024.json", "facts-occitanie.json")


def build_demo() -> Iterator[tuple[str, Callable[[], Any]]]:
    """The steps of the demonstration, each with the sentence that announces it.

    Each step is whole or not at all, so that the next run can go on from there.
    """
    for sentence, step in _steps({}):
        yield sentence, transaction.atomic(step)


def _steps(people: dict[str, Person]) -> Iterator[tuple[str, Callable[[], Any]]]:
    yield _("Les années de l'alliance"), load_years
    yield _("Les comptes de démonstration"), lambda: people.update(make_accounts())
    yield _("La communauté apprenante de démonstration"), lambda: pages.build_comap(people)
    yield _("La cohorte de démonstration et ses délégations"), lambda: pages.build_cohort(people)
    yield _("Le soutien des exécutifs"), delegations.furnish_delegations
    yield _("Les synthèses"), lambda: pages.build_syntheses(people)
    yield _("Les rencontres à venir"), pages.build_coming
    yield _("La charte et ses signatures"), lambda: build_charter(people)
    yield _("Les fiches de quelques personnes"), lambda: build_cards(people)
    yield _("Les mots-clés des ressources"), pages.tag_resources
    yield _("Les discussions"), lambda: talk.build_talk(people)
    yield _("Les invitations et les demandes"), lambda: welcome.build_welcome(people)
    yield _("La cohorte lancée, ses étapes et un projet pilote"), accompaniments.build_course


def load_years() -> None:
    """The alliance's own history, from the facts files that come with the demonstration."""
    files, faults = read_files(FACTS / name for name in FACTS_FILES)
    if faults:
        raise FactsRefusedError(faults)
    load_facts(files=files)


def make_accounts() -> dict[str, Person]:
    """The accounts of the cast with their cards; whoever runs or animates has a second factor."""
    people = {}
    for role in CAST:
        person = Person.objects.filter(demonstration=True, name=role.name).first()
        if person is None:
            person = introduce_person(
                name=role.name,
                role=role.role,
                territory=Territory.objects.filter(slug=role.territory).first(),
                demonstration=True,
            )
        user = person.user or make_account(
            email=role.email,
            person=person,
            is_staff=role.key in TEAM,
            is_superuser=role.key == "admin",
        )
        if role.key in PROTECTED:
            give_second_factor(user)
        people[role.key] = person
    return people


def give_second_factor(user: User) -> None:
    """A secret for an authenticator application, when the account has none."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        set_second_factor(user=user)


def second_factor_secret(user: User) -> str:
    """The secret for an authenticator application; empty when the account gave it up."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return decrypt(found.data["secret"]) if found else ""
