"""Many people, organisations and territories at once, by bulk: the size of an alliance."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.contrib.contenttypes.models import ContentType
from taggit.models import Tag, TaggedItem

from community.alliance.models import (
    ContactDetail,
    Organisation,
    Person,
    SpokenLanguage,
    Territory,
)
from community.programmes.models import Participation, ProgrammePage
from community.text.folding import folded

TOPICS = "mobilité friches alimentation eau sols santé énergie récits forêt logement".split()
TOPICS += [f"sujet {number}" for number in range(30)]
LANGUAGES = "fr en es oc br wo ewo ar pt de".split()
REGIONS = "Bretagne,Grand Est,Hauts-de-France,Île-de-France,Normandie,Occitanie,Corse".split(",")
FIRST = "Ana Élodie Jean Noé Zoé Ömer Fatou Anne-Lise Loïc Inès".split()
numbers = count(1)


def kept(rows: list[Any]) -> list[Any]:
    """The rows with what they are found by, which `save` would have written."""
    for row in rows:
        row.search_text = folded(*row.found_by())
    created: list[Any] = type(rows[0])._default_manager.bulk_create(rows)
    return created


def crowd(people: int, organisations: int, territories: int, programmes: list[ProgrammePage]):
    """So many more of each, with all that a card holds; half of the people are seen by all."""
    start = next(numbers) * 1_000_000
    kinds, places = Organisation.Kind.values, Territory.Kind.values
    houses = kept([
        Organisation(
            slug=f"maison-{start + n}",
            name=f"Maison {n}",
            kind=kinds[n % len(kinds)],
            summary="Elle accompagne les communes rurales.",
        )
        for n in range(organisations)
    ])  # fmt: skip
    lands = kept([
        Territory(
            slug=f"pays-{start + n}",
            name=f"Pays {n}",
            kind=places[n % len(places)],
            region=REGIONS[n % len(REGIONS)],
            department=f"{n % 95 + 1:02}",
        )
        for n in range(territories)
    ])  # fmt: skip
    everybody = kept([
        Person(
            slug=f"quelqu-un-{start + n}",
            name=f"{FIRST[n % len(FIRST)]} Nom{n}",
            role="chargée de mission",
            offer="Écouter, relire, raconter.",
            public=n % 2 == 0,
            organisation=houses[n % len(houses)],
            territory=lands[n % len(lands)],
        )
        for n in range(people)
    ])  # fmt: skip
    _dress(everybody, houses)
    _join(houses, lands, programmes)
    return everybody


def _dress(everybody: list[Person], houses: list[Organisation]) -> None:
    """Topics, languages, and ways to reach them."""
    kind = ContentType.objects.get_for_model(Person)
    tags = [Tag.objects.get_or_create(name=topic)[0] for topic in TOPICS]
    TaggedItem.objects.bulk_create(
        TaggedItem(content_type=kind, object_id=person.pk, tag=tags[(place + more) % len(tags)])
        for place, person in enumerate(everybody)
        for more in (0, 7)
    )
    SpokenLanguage.objects.bulk_create(
        SpokenLanguage(person=person, code=code)
        for place, person in enumerate(everybody)
        for code in {"fr", LANGUAGES[place % len(LANGUAGES)]}
    )
    ContactDetail.objects.bulk_create(
        ContactDetail(person=person, kind="courriel", value=f"p{person.pk}@exemple.test")
        for person in everybody
    )
    ContactDetail.objects.bulk_create(
        ContactDetail(organisation=house, kind="site", value="https://exemple.test")
        for house in houses
    )


def _join(houses: list[Organisation], lands: list[Territory], programmes: list[ProgrammePage]):
    """Each programme has its share, in three ways."""
    for place, programme in enumerate(programmes):
        mine = houses[place :: len(programmes)]
        Participation.objects.bulk_create(
            Participation(programme=programme, organisation=house) for house in mine[::3]
        )
        for relation in (ProgrammePage.partners, ProgrammePage.funders):
            relation.through.objects.bulk_create(
                relation.through(programmepage=programme, organisation=house)
                for house in mine[1::3]
            )
        ProgrammePage.territories.through.objects.bulk_create(
            ProgrammePage.territories.through(programmepage=programme, territory=land)
            for land in lands[place :: len(programmes)]
        )
