"""The first visit: a card in one page, spaces that are not empty, a tour left and resumed."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.accounts.models import User
from community.activity.models import Event
from community.alliance.models import Person
from community.programmes.models import ProgrammePage
from community.welcome.actions import accept, invite
from community.welcome.models import Visit
from community.welcome.tour import STEPS
from tests import factories as make
from tests.welcome.letters import text_of

pytestmark = pytest.mark.django_db

CARD, TOUR = "/compte/bienvenue/", "/compte/visite/"
PICK = "territory-choix"


def newcomer(programme: ProgrammePage | None = None, name: str = "Claire") -> User:
    return accept(
        invitation=invite(
            acting_user=make.team_member(name="Équipe").user,
            email="claire@exemple.test",
            name=name,
            programme=programme,
        )
    )


def enter(client: Client, user: User) -> Person:
    client.force_login(user)
    return Person.objects.get(user=user)


def fill(client: Client, **fields: str) -> Any:
    return client.post(CARD, {"name": "Claire Dubois"} | fields)


def test_the_card_takes_one_page_and_says_who_sees_it(client: Client) -> None:
    """Name, function, organisation, territory, help, visibility: typed names find their rows."""
    person = enter(client, newcomer())
    organisation = make.OrganisationFactory(name="L'Écrin de verdure")
    territory = make.TerritoryFactory(name="Loos-en-Gohelle")
    make.TerritoryFactory(name="Loos")
    answer = fill(
        client,
        role="adjointe à l'alimentation",
        organisation="l'ecrin de verdure",
        territory="gohelle LOOS",
        **{"territory-choix": territory.slug},
        offer="Les jardins partagés",
        public="on",
    )
    assert answer["Location"] == "/"
    person.refresh_from_db()
    assert (person.name, person.role) == ("Claire Dubois", "adjointe à l'alimentation")
    assert (person.organisation, person.territory) == (organisation, territory)
    assert (person.offer, person.public) == ("Les jardins partagés", True)
    assert fill(client)["Location"] == "/"
    person.refresh_from_db()
    assert (person.organisation, person.territory, person.public) == (None, None, False)


def test_whoever_names_another_organisation_no_longer_keeps_the_card_of_the_first(
    client: Client,
) -> None:
    """As on one's own card later on; seen again unchanged, nothing is taken away."""
    first = make.OrganisationFactory(name="Le Relais")
    person = enter(client, newcomer())
    Person.objects.filter(pk=person.pk).update(organisation=first)
    first.contacts.add(person)
    fill(client, organisation="Le Relais")
    assert list(first.contacts.all()) == [person]
    make.OrganisationFactory(name="Ailleurs")
    fill(client, organisation="Ailleurs")
    assert not first.contacts.exists()
    taken = Event.objects.get(label__contains="a retiré à")
    assert (taken.verb, taken.actor) == ("card.edited", person.user)


def test_the_short_form_leaves_what_it_does_not_ask(client: Client) -> None:
    """Subjects, languages, ways to be reached stay; the log has the line of the long form."""
    person = enter(client, newcomer())
    person.contact_details.create(kind="courriel", value="a@a.test", visibility="moi")
    person.languages.create(code="fr")
    person.topics.add("eau")
    page = client.get(CARD)
    assert set(page.context["form"].fields) == {
        "name",
        "role",
        "organisation",
        "territory",
        "offer",
        "public",
    }
    assert fill(client, role="élue").status_code == 302
    person.refresh_from_db()
    assert person.role == "élue"
    assert person.contact_details.get().value == "a@a.test"
    assert person.languages.get().code == "fr"
    assert list(person.topics.names()) == ["eau"]
    assert Event.objects.get(verb="card.edited").label == "a modifié sa fiche"


def test_what_is_not_quite_a_name_is_asked_and_nothing_is_lost(client: Client) -> None:
    """Words of a name, or a homonym, are chosen from a short list; one may leave it empty."""
    person = enter(client, newcomer())
    wanted = make.TerritoryFactory(name="Le Vigan", department="30")
    make.TerritoryFactory(name="Le Vigan", department="46")
    page = fill(client, territory="Le Vigan", offer="Les haies")
    assert page.status_code == 422
    choices = text_of(page)
    assert "commune, 30" in choices
    assert "commune, 46" in choices
    assert page.context["form"]["offer"].value() == "Les haies"
    person.refresh_from_db()
    assert person.name == "Claire"
    assert fill(client, territory="Le Vigan", **{PICK: wanted.slug}).status_code == 302
    person.refresh_from_db()
    assert person.territory == wanted
    # Seen again, one's own row needs no choosing among its homonyms.
    assert fill(client, territory="Le Vigan").status_code == 302
    assert fill(client, territory="Nulle part").status_code == 422
    assert fill(client, territory="Nulle part", **{PICK: "999999"}).status_code == 422
    person.refresh_from_db()
    assert person.territory == wanted
    assert fill(client, territory="").status_code == 302
    person.refresh_from_db()
    assert person.territory is None


def test_a_name_is_needed_but_the_page_can_wait(client: Client) -> None:
    """« Plus tard » leads home; an empty name is refused with a sentence."""
    person = enter(client, newcomer(name=""))
    assert person.name == "Nouvel·le venu·e"
    page = client.get(CARD)
    assert 'href="/"' in page.content.decode()
    assert fill(client, name=" ").status_code == 422
    assert client.get("/").status_code == 200


def test_an_account_without_card_makes_one(client: Client) -> None:
    """As on the long form; visitors are led to the door, and make none."""
    assert client.get(CARD)["Location"].startswith("/compte/login/")
    assert fill(client)["Location"].startswith("/compte/login/")
    assert not Person.objects.exists()
    user = make.UserFactory()
    client.force_login(user)
    assert client.get(CARD).status_code == 200
    assert fill(client, name=" ").status_code == 422
    assert not Person.objects.exists()
    assert fill(client)["Location"] == "/"
    assert Person.objects.get().user == user


def test_names_are_suggested_from_one_s_programmes(client: Client) -> None:
    """The territories and organisations that one will most likely type."""
    programme = make.comap()
    programme.territories.add(make.TerritoryFactory(name="Sicoval"))
    programme.save()
    make.TerritoryFactory(name="Ailleurs")
    make.participant(programme, organisation=make.OrganisationFactory(name="Le Relais"))
    enter(client, newcomer(programme))
    page = client.get(CARD).content.decode()
    assert '<option value="Sicoval">' in page
    assert '<option value="Le Relais">' in page
    assert "Ailleurs" not in page


def test_a_newcomer_s_home_is_not_empty(client: Client) -> None:
    """Territory, programme, people and what was lived are there from the first minute."""
    programme = make.comap(title="Eau")
    make.participant(programme, name="Paul Petit")
    make.session(programme, title="La source", date="2024-05-16")
    person = enter(client, newcomer(programme))
    person.territory = make.TerritoryFactory(name="Sicoval")
    person.save()
    home = text_of(client.get("/"))
    for word in (
        "Sicoval",
        "Eau",
        "Paul Petit",
        "La source",
        "Faire la visite",
        "Compléter ma fiche",
    ):
        assert word in home
    member = make.participant(programme)
    assert member.user is not None
    client.force_login(member.user)
    assert "Vos premiers pas" not in text_of(client.get("/")), "others are left in peace"


def test_a_newcomer_s_home_costs_few_queries(client: Client) -> None:
    """The budget of every page holds on the first day too."""
    programme = make.comap()
    for _each in range(8):
        make.participant(programme)
        make.session(programme, date="2024-05-16")
    enter(client, newcomer(programme))
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    assert len(queries) <= 15


def test_the_tour_is_left_and_taken_up_again(client: Client) -> None:
    """Each step is a real page; the account remembers the last one that was opened."""
    programme = make.comap(title="Eau")
    user = newcomer(programme)
    enter(client, user)
    addresses = ["/", programme.url, "/alliance/personnes/", "/discussions/", "/ressources/"]
    for step, address in zip(STEPS[:3], addresses, strict=False):
        answer = client.post(TOUR, {"step": str(step.number)})
        assert answer["Location"] == f"{address}?visite={step.number}"
        page = text_of(client.get(answer["Location"]))
        assert f"étape {step.number} sur 5" in page
        assert "Étape suivante" in page
    assert "étape" not in text_of(client.get(addresses[2]))
    again = Client()
    enter(again, user)
    assert "Reprendre la visite" in text_of(again.get("/"))
    assert 'name="step" value="3"' in text_of(again.get(TOUR))
    last = again.post(TOUR, {"step": "5"})["Location"]
    assert "Finir la visite" in text_of(again.get(last))
    assert again.post(TOUR, {"step": "6"})["Location"] == "/"
    assert "Vos premiers pas" not in text_of(again.get("/"))
    assert Visit.objects.get(user=user).done_at is not None
    assert "Commencer la visite" in text_of(again.get(TOUR))
    again.post(TOUR, {"step": "2"})
    assert Visit.objects.get(user=user).done_at is None


def test_the_tour_is_never_compulsory(client: Client) -> None:
    """It is put away in one gesture, and nonsense moves nothing."""
    user = newcomer()
    enter(client, user)
    for nonsense in ("", "x", "-1"):
        assert client.post(TOUR, {"step": nonsense})["Location"] == TOUR
    assert Visit.objects.get(user=user).step == 0
    page = text_of(client.get(TOUR))
    assert "Commencer la visite" in page, "whoever never began takes nothing up again"
    assert "Reprendre" not in page
    assert "Ne plus la proposer" in page
    assert client.post(TOUR, {"step": "away"})["Location"] == "/"
    assert "Vos premiers pas" not in text_of(client.get("/"))
    assert "Ne plus la proposer" not in text_of(client.get(TOUR))


@pytest.mark.parametrize("asked", ["0", "6", "x", "1000000", "²", ""])
def test_an_address_without_such_a_step_shows_the_page_alone(client: Client, asked: str) -> None:
    """And a visitor sees no step at all."""
    assert "étape" not in text_of(client.get("/?visite=1"))
    enter(client, newcomer())
    assert "étape 1 sur 5" in text_of(client.get("/?visite=1"))
    assert "étape" not in text_of(client.get("/", {"visite": asked}))


def test_without_a_programme_the_tour_shows_where_to_choose_one(client: Client) -> None:
    """Nobody is led to a page that they may not read."""
    enter(client, newcomer())
    answer = client.post(TOUR, {"step": "2"})
    assert answer["Location"] == "/comap/?visite=2"
    assert client.get(answer["Location"]).status_code == 200
