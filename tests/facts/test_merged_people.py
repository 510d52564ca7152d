"""Files that name two cards that became one find the card that is left."""

from __future__ import annotations

import pytest

from community.alliance.models import Person
from community.gatherings.models import GatheringPage
from community.programmes.models import Participation
from facts.models import Imported
from facts.provenance import titles_by_object
from tests.alliance.merging import known_by_name, merge
from tests.facts.documents import document, load, row

pytestmark = pytest.mark.django_db


def test_a_new_load_finds_the_card_that_stays() -> None:
    """The files know the card that went: it is not made anew, and nobody is named twice."""
    load(document("A"))
    ada, kept = Person.objects.get(slug="ada"), known_by_name(name="Ada L.", role="Autrice")
    merge(kept, ada)
    for overwrite in (False, True):
        load(document("A"), overwrite=overwrite)
        assert list(Person.objects.filter(user=None)) == [kept]
        assert Person.objects.get(pk=kept.pk).slug == kept.slug
        assert Participation.objects.animators().get().person == kept
        assert list(GatheringPage.objects.get().speakers.all()) == [kept]
    assert Imported.objects.get(list="people").object_id == kept.pk


def test_two_names_of_the_files_are_one_card() -> None:
    """Both were loaded: each name leads to the one that is left, which keeps its own words."""
    both = document("A")
    both["people"] = [row("people"), row("people", slug="ada-l", name="Ada L.", role="Autrice")]
    both["programmes"][0]["animators"] = ["ada", "ada-l"]
    load(both)
    kept, gone = Person.objects.get(slug="ada"), Person.objects.get(slug="ada-l")
    merge(kept, gone)
    load(both)
    assert Person.objects.filter(user=None).get() == kept
    kept.refresh_from_db()
    assert (kept.slug, kept.name, kept.role) == ("ada", "Ada", "Conteuse")
    assert Participation.objects.animators().get().person == kept
    assert Imported.objects.filter(list="people", object_id=kept.pk).count() == 2
    load(both, overwrite=True)
    assert Person.objects.filter(user=None).get().slug == "ada"
    assert Participation.objects.animators().get().person == kept


def test_a_source_that_spoke_of_both_is_told_once() -> None:
    """The page of the card that is left names each source of it."""
    both = document("A")
    both["people"] = [row("people"), row("people", slug="ada-l")]
    load(both)
    kept = merge(Person.objects.get(slug="ada"), Person.objects.get(slug="ada-l"))
    assert titles_by_object([kept])[kept] == ["A"]


def test_a_name_that_only_the_house_knew_is_found_by_its_old_address() -> None:
    """Somebody made the card by hand, and merged it, before any file spoke of it."""
    kept, gone = known_by_name(name="Ada L."), known_by_name(name="Ada", slug="ada")
    merge(kept, gone)
    load(document("A"))
    assert list(Person.objects.filter(user=None)) == [kept]
    assert Person.objects.get(pk=kept.pk).slug == kept.slug
    assert Imported.objects.get(list="people").object_id == kept.pk
