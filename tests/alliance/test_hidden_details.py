"""What somebody hides of how to reach them is on no page, in no feed, no search, no admin."""

import pytest
from django.test import Client
from django.urls import reverse

from community.activity.models import Event
from community.alliance.models import ContactDetail
from community.alliance.reading import card_of
from tests import factories as make
from tests.accounts.doors import with_second_factor
from tests.house import House

pytestmark = pytest.mark.django_db

CIRCLES = ("tous", "allies", "moi")


def plant(**card):
    """One detail a circle, each with a word found nowhere else."""
    for circle in CIRCLES:
        owner = "personne" if "person" in card else "organisation"
        value = f"jeton-{owner}-{circle}@exemple.test"
        ContactDetail.objects.create(kind="courriel", value=value, visibility=circle, **card)


@pytest.fixture
def house():
    """A house of every kind of page, where two cards hold details for each circle."""
    found = House()
    found.person.offer = "Relire un récit."
    found.person.save()
    plant(person=found.person)
    plant(organisation=found.organisation)
    found.organisation.contacts.add(found.person)
    return found


def addresses(house):
    """Every address of the house, and searches for what is hidden."""
    lists = ["personnes", "organisations", "territoires"]
    return [
        *house.addresses(),
        "/sitemap.xml",
        *(f"/alliance/{name}/?q=jeton" for name in lists),
        *(f"/alliance/{name}/?q=exemple.test" for name in lists),
        "/alliance/organisations/le-relais/personnes/",
        "/alliance/carte/",
        "/alliance/ma-fiche/",
        "/alliance/ma-fiche/vue/",
        "/alliance/organisations/le-relais/modifier/",
    ]


def found_by(client, house):
    """The planted words that a visitor reads, and where."""
    words = [
        f"jeton-{owner}-{circle}" for owner in ("personne", "organisation") for circle in CIRCLES
    ]
    found = {}
    for address in addresses(house):
        content = client.get(address).content.decode()
        for word in words:
            if word in content:
                found.setdefault(word, set()).add(address)
    return found


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


PERSON, HOUSE = "/alliance/personnes/ana/", "/alliance/organisations/le-relais/"


def test_each_visitor_reads_their_circle_and_no_more(house) -> None:
    """Visitor, ally, participant and team, at every address: only on the card, their circle."""
    everybody = {"jeton-personne-tous": {PERSON}, "jeton-organisation-tous": {HOUSE}}
    allies = everybody | {"jeton-personne-allies": {PERSON}, "jeton-organisation-allies": {HOUSE}}
    assert found_by(Client(), house) == everybody
    for user in (make.UserFactory(), house.reader):
        assert found_by(signed_in(user), house) == allies
    assert found_by(with_second_factor(make.team_member().user), house) == allies


def test_its_owner_reads_all_of_it(house) -> None:
    """Whoever gave a detail finds it on their own card, and where they write it."""
    found = found_by(with_second_factor(house.person.user), house)
    assert found["jeton-personne-moi"] == {PERSON, "/alliance/ma-fiche/"}
    assert found["jeton-organisation-moi"] == {
        HOUSE,
        "/alliance/organisations/le-relais/modifier/",
    }


def test_the_admin_neither_shows_nor_finds_it(house) -> None:
    """Lists, editors, choosers and searches of the team: not one of the planted words."""
    door = with_second_factor(make.UserFactory(is_staff=True, is_superuser=True))
    views = []
    for name, row in (("person", house.person), ("organisation", house.organisation)):
        views += [
            reverse(f"wagtailsnippets_alliance_{name}:list"),
            reverse(f"wagtailsnippets_alliance_{name}:list") + "?q=jeton",
            reverse(f"wagtailsnippets_alliance_{name}:edit", args=[row.pk]),
            reverse(f"wagtailsnippets_alliance_{name}:history", args=[row.pk]),
            reverse(f"wagtailsnippets_alliance_{name}:usage", args=[row.pk]),
            reverse(f"wagtailsnippetchoosers_alliance_{name}:choose") + "?q=jeton",
            reverse(f"wagtailsnippetchoosers_alliance_{name}:choose_results") + "?q=jeton",
        ]
    for view in (*views, reverse("wagtailadmin_pages:search") + "?q=jeton"):
        answer = door.get(view)
        assert answer.status_code == 200, view
        assert "jeton-" not in answer.content.decode(), view
        if "?q=" in view:
            assert house.person.get_absolute_url() not in answer.content.decode(), view
            assert not list(answer.context.get("object_list") or []), view


def test_a_hidden_card_hides_what_is_for_everybody(house) -> None:
    """A detail for everybody on a card for allied people is seen by these alone."""
    house.person.public = False
    house.person.save()
    visible = ContactDetail.objects.visible_to(Client().get("/").wsgi_request.user)
    assert not visible.filter(person=house.person).exists()
    assert "jeton-personne-tous" not in str(found_by(Client(), house))
    assert len(card_of(house.person, make.UserFactory()).details) == 2


def test_the_log_holds_none_of_it(house) -> None:
    """Whoever reads the log is told that a card changed, not what is on it."""
    client = with_second_factor(house.person.user)
    client.post(
        "/alliance/ma-fiche/",
        {
            "name": "Ana",
            "moyen-0-kind": "courriel",
            "moyen-0-value": "jeton-neuf@exemple.test",
            "moyen-0-visibility": "moi",
        },
    )
    assert ContactDetail.objects.filter(value="jeton-neuf@exemple.test").exists()
    assert Event.objects.exists()
    assert not Event.objects.filter(label__contains="jeton").exists()
