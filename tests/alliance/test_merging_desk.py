"""The team's desk for cards in double."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.alliance.merging_views import PAGE_PAIRS
from community.alliance.models import ContactDetail, Person
from tests import factories as make
from tests.accounts.doors import with_second_factor
from tests.alliance.merging import known_by_name

pytestmark = pytest.mark.django_db
DESK = "/gestion/fiches-en-double/"
SEEN = re.compile(r'name="seen" value="(\w+)"')


@pytest.fixture
def desk() -> Client:
    user = make.team_member(name="Ida Équipe").user
    assert user is not None
    return with_second_factor(user)


def beside(kept: Person, gone: Person) -> str:
    return reverse("merging", args=[kept.pk, gone.pk])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def confirm(desk: Client, kept: Person, gone: Person, shown: str | None = None) -> Any:
    """Press the button of the page, as it was shown; messages are read on the page after."""
    page = desk.get(beside(kept, gone)).content.decode()
    found = SEEN.search(page)
    seen = shown if shown is not None else found[1] if found else ""
    return desk.post(beside(kept, gone), {"seen": seen}, follow=True)


def test_cards_of_one_name_come_first(desk: Client) -> None:
    """However it is written; the one with an account would stay, else the elder."""
    elder, younger = known_by_name(name="Léa Roux"), known_by_name(name="ROUX Lea")
    bare = known_by_name(name="Jo Petit")
    signed_in = make.PersonFactory(name="Jo Petit")
    known_by_name(name="Personne d'autre")
    page = text(desk.get(DESK))
    assert beside(elder, younger) in page
    assert beside(signed_in, bare) in page
    assert page.count("Comparer") == 2


def test_two_accounts_or_a_demonstration_are_not_proposed(desk: Client) -> None:
    """There is nothing to do here about them."""
    make.PersonFactory(name="Léa Roux")
    make.PersonFactory(name="Léa Roux")
    known_by_name(name="Jo Petit")
    known_by_name(name="Jo Petit", demonstration=True)
    page = text(desk.get(DESK))
    assert "Aucun nom n’est porté par deux fiches" in page
    assert "Comparer" not in page


def test_many_pairs_stand_on_pages(desk: Client) -> None:
    """The same number of queries, however many there are."""
    counts = []
    for number in range(PAGE_PAIRS + 1):
        for _twice in range(2):
            known_by_name(name=f"Double {number}", organisation=make.OrganisationFactory())
        if number in (1, PAGE_PAIRS):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                page = text(desk.get(DESK))
            counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "Fiches suivantes" in page
    assert page.count("Comparer") == PAGE_PAIRS
    last = text(desk.get(f"{DESK}?p=2"))
    assert "Fiches précédentes" in last
    assert last.count("Comparer") == 1


def test_two_cards_of_different_names_are_found_one_after_the_other(desk: Client) -> None:
    """The first is chosen, then the other; the first is not found again."""
    first, other = known_by_name(name="Léa Roux"), known_by_name(name="Léa Petit")
    found = text(desk.get(DESK, {"q": "lea"}))
    assert f"?fiche={first.pk}" in found
    chosen = text(desk.get(DESK, {"fiche": first.pk}))
    assert "Première fiche : Léa Roux" in chosen.replace("\N{NO-BREAK SPACE}", " ")
    found = text(desk.get(DESK, {"fiche": first.pk, "q": "LÉA"}))
    assert beside(first, other) in found
    assert beside(first, first) not in found


@pytest.mark.parametrize("typed", ["licorne", "%", "x" * 5000])
def test_what_is_not_found_says_what_to_do(desk: Client, typed: str) -> None:
    """A word that no card has, a sign, too long a text."""
    known_by_name(name="Léa Roux")
    assert "Aucune fiche ne correspond" in text(desk.get(DESK, {"q": typed}))


def test_more_than_a_few_are_to_be_narrowed(desk: Client) -> None:
    """Twenty are shown, and it is said that there are others."""
    for number in range(21):
        known_by_name(name=f"Léa {number}")
    page = text(desk.get(DESK, {"q": "lea"}))
    assert "précisez le nom" in page
    assert page.count("Chercher son double") == 20


@pytest.mark.parametrize("key", ["x", "0", "²", "-1", "9" * 18, "9" * 400, ""])
def test_a_first_card_that_is_none_is_not_chosen(desk: Client, key: str) -> None:
    """The desk is shown as to whoever comes first."""
    assert "Elles portent le même nom" in text(desk.get(DESK, {"fiche": key}))


def test_two_cards_are_seen_side_by_side(desk: Client) -> None:
    """What both say, what stays, what is not kept, and how much would move; constant queries."""
    kept, gone = known_by_name(name="Léa Roux", role="Élue"), known_by_name(name="L. Roux")
    with CaptureQueriesContext(connection) as before:
        desk.get(beside(kept, gone))
    for number in range(3):
        make.comap().participations.create(person=gone)
        gone.languages.create(code=("fr", "br", "oc")[number])
        ContactDetail.objects.create(person=gone, kind="adresse", value=f"{number} rue Haute")
    with CaptureQueriesContext(connection) as after:
        page = text(desk.get(beside(kept, gone)))
    assert len(after) == len(before) <= 25
    assert "Participations à des dispositifs" in page
    assert "1 rue Haute" in page
    assert "breton" in page
    assert page.count("(l’autre n’est pas gardé)") == 1
    assert beside(gone, kept) in page


def test_what_somebody_hides_is_not_shown(desk: Client) -> None:
    """Not even by the number that passes along."""
    kept, gone = known_by_name(), known_by_name()
    before = desk.get(beside(kept, gone)).content.decode()
    ContactDetail.objects.create(
        person=gone, kind="courriel", value="jeton@exemple.test", visibility="moi"
    )
    after = desk.get(beside(kept, gone)).content.decode()
    assert "jeton" not in after
    assert strip(before) == strip(after)


def strip(page: str) -> str:
    """A page without what is drawn anew each time, or stands for all that is held."""
    page = re.sub(r"csrf\w*.{0,120}", "", page, flags=re.IGNORECASE)
    return SEEN.sub("", page)


def test_the_button_merges_and_says_so(desk: Client) -> None:
    """Back at the desk, with a sentence."""
    kept, gone = known_by_name(name="Léa Roux"), known_by_name(name="Lea Roux")
    answer = confirm(desk, kept, gone)
    assert answer.redirect_chain == [(DESK, 302)]
    assert "Il n&#x27;y a plus qu&#x27;une fiche" in text(answer)
    assert not Person.objects.filter(pk=gone.pk).exists()


def test_what_cannot_be_has_no_button_and_says_why(desk: Client) -> None:
    """Two accounts: the sentence stands where the button would."""
    kept, gone = make.PersonFactory(), make.PersonFactory()
    page = text(desk.get(beside(kept, gone)))
    assert "Chacune a son compte" in page
    assert "Réunir ces deux fiches" not in page
    assert "Chacune a son compte" in text(confirm(desk, kept, gone))
    assert Person.objects.filter(pk=gone.pk).exists()
    assert "deux fois la même fiche" in text(desk.get(beside(kept, kept)))


def test_a_stale_page_is_shown_again(desk: Client) -> None:
    """Something changed meanwhile, or the button was pressed twice: a sentence, no more."""
    kept, gone = known_by_name(), known_by_name()
    answer = confirm(desk, kept, gone, shown="ancien")
    assert answer.redirect_chain == [(beside(kept, gone), 302)]
    assert "ont changé depuis" in text(answer)
    confirm(desk, kept, gone)
    again = desk.post(beside(kept, gone), {"seen": "ancien"}, follow=True)
    assert again.redirect_chain == [(DESK, 302)]
    assert "plus là" in text(again)


def test_a_card_that_is_not_there_is_not_found(desk: Client) -> None:
    """Nor is the largest number that a row may have."""
    card = known_by_name()
    for key in (card.pk + 1000, 2**63 - 1):
        assert desk.get(f"{DESK}{card.pk}/{key}/").status_code == 404
    assert desk.get(f"{DESK}{card.pk}/{'9' * 400}/").status_code == 404


def test_the_desk_is_the_team_s() -> None:
    """An animator enters the workshop, and finds neither the desk nor its entry in the menu."""
    kept, gone = known_by_name(), known_by_name()
    animator = make.animator(make.comap()).user
    assert animator is not None
    door = with_second_factor(animator)
    entry = "Fiches en double"
    assert entry not in door.get("/gestion/").content.decode()
    for address in (DESK, beside(kept, gone)):
        assert door.get(address).status_code == 302
        assert door.post(address, {"seen": "x"}).status_code == 302
    assert Person.objects.filter(pk=gone.pk).exists()


def test_the_team_finds_it_in_the_menu(desk: Client) -> None:
    """Below « Alliance »."""
    page = desk.get("/gestion/").content.decode()
    assert DESK in page
    assert r"Fiches en double" in page
