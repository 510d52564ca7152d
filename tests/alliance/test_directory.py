"""The alliance's directory: organisations, people, territories, figures – and who sees whom."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from community.alliance.actions import free_slug, introduce_person
from community.alliance.models import Charter, CharterSignature, Figure, Person, Territory
from community.programmes.actions import set_audience, take_part
from community.programmes.models import Participation
from tests import factories as make
from tests.alike import told

pytestmark = pytest.mark.django_db


def text(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_people_are_seen_by_allies_and_public_ones_by_all(client) -> None:
    """Who is named in public reports is seen by everybody; the others by whoever signed in."""
    make.PersonFactory(name="Personne publique", public=True)
    make.PersonFactory(name="Personne discrète")
    shown = text(client, "/alliance/personnes/")
    assert "publique" in shown
    assert "discrète" not in shown
    client.force_login(make.UserFactory())
    assert "discrète" in text(client, "/alliance/personnes/")


def test_a_card_that_is_hidden_does_not_exist(client) -> None:
    """A hidden card answers like a missing one; an ally reads it."""
    person = make.PersonFactory(name="Personne discrète")
    url = person.get_absolute_url()
    nobody = "x" * len(person.slug)
    hidden, missing = client.get(url), client.get(f"/alliance/personnes/{nobody}/")
    assert hidden.status_code == missing.status_code == 404
    assert told(hidden) == told(missing)
    assert hidden.content == missing.content.replace(nobody.encode(), person.slug.encode())
    client.force_login(make.UserFactory())
    assert "discrète" in text(client, url)


def test_hidden_people_are_not_listed_elsewhere(client) -> None:
    """Neither on the page of their organisation nor on that of their territory."""
    organisation, territory = make.OrganisationFactory(), make.TerritoryFactory()
    links = {"organisation": organisation, "territory": territory}
    make.PersonFactory(name="Personne discrète", **links)
    make.PersonFactory(name="Personne publique", public=True, **links)
    for row in (organisation, territory):
        shown = text(client, row.get_absolute_url())
        assert "publique" in shown
        assert "discrète" not in shown


def test_the_entrance_counts_what_one_may_see(client) -> None:
    """The numbers of the entrance count the people that this visitor may see."""
    make.PersonFactory(public=True)
    make.PersonFactory()
    assert client.get("/alliance/").context["people"] == 1
    client.force_login(make.UserFactory())
    assert client.get("/alliance/").context["people"] == 2


def test_organisations_are_narrowed_by_kind(client) -> None:
    """A kind leaves its own; beside each kind stands how many there are."""
    make.OrganisationFactory(name="Une mairie", kind="collectivite")
    make.OrganisationFactory(name="Une université", kind="recherche")
    response = client.get("/alliance/organisations/?type=recherche")
    assert [row.name for row in response.context["page"]] == ["Une université"]
    counts = {value.key: value.count for value in response.context["browse"].facets[0].values}
    assert counts == {"collectivite": 1, "recherche": 1}


@pytest.mark.parametrize("path", ["organisations", "territoires"])
@pytest.mark.parametrize("kind", ["licorne", '"><b id=odd>', "9" * 500])
def test_an_unknown_kind_leaves_nothing(client, path, kind) -> None:
    """Whatever kind is asked for, the answer is a page, empty when there is none such."""
    make.OrganisationFactory()
    make.TerritoryFactory()
    response = client.get(f"/alliance/{path}/", {"type": kind})
    assert response.status_code == 200
    assert len(response.context["page"]) == 0
    assert b"<b id=odd>" not in response.content


@pytest.mark.parametrize("path", ["organisations", "territoires", "personnes"])
@pytest.mark.parametrize("page", ["0", "99999999999999999999", "x"])
def test_an_odd_page_number_is_a_page(client, path, page) -> None:
    """A page that does not exist leads to one that does."""
    assert client.get(f"/alliance/{path}/", {"page": page}).status_code == 200


def test_territories_are_narrowed_by_kind(client) -> None:
    """A kind leaves its own."""
    make.TerritoryFactory(name="Loos", kind="commune")
    make.TerritoryFactory(name="Un parc", kind="pnr")
    response = client.get("/alliance/territoires/?type=pnr")
    assert [row.name for row in response.context["page"]] == ["Un parc"]


def test_an_organisation_shows_what_it_is_part_of(client) -> None:
    """Partner, funder, participant, speaker, publisher, ally of a project: once, if visible."""
    row = make.OrganisationFactory(name="Le Relais")
    programme = make.comap(title="Programme ouvert")
    programme.partners.add(row)
    programme.funders.add(row)
    programme.save()
    take_part(programme=programme, organisation=row)
    hidden = make.comap(title="Programme fermé")
    take_part(programme=hidden, organisation=row)
    set_audience(page=hidden, circle="participants")
    session = make.session(programme, title="Session ouverte", date="2024-05")
    session.organisations.add(row)
    session.save()
    make.resource(title="Fiche publiée", publisher=row)
    project = make.pilot_project(programme, title="Projet essayé")
    project.allied_organisations.add(row)
    project.save()
    response = client.get(row.get_absolute_url())
    assert [page.title for page in response.context["dispositifs"]] == ["Programme ouvert"]
    shown = response.content.decode()
    for words in ("Le Relais", "Session ouverte", "Fiche publiée", "Projet essayé"):
        assert words in shown
    assert "Programme fermé" not in shown


def test_a_person_shows_what_they_animate_and_where_they_spoke(client) -> None:
    """Programmes that they animate, meetings where they spoke, projects that they support."""
    person = make.PersonFactory(name="Une animatrice", role="cheffe de projet", public=True)
    animated, joined = make.comap(title="Programme animé"), make.comap(title="Programme suivi")
    take_part(programme=animated, person=person, role=Participation.Role.ANIMATOR)
    take_part(programme=joined, person=person)
    session = make.session(animated, title="Session racontée", date="2024-05")
    session.speakers.add(person)
    session.save()
    project = make.pilot_project(animated, title="Projet soutenu")
    project.allied_people.add(person)
    project.save()
    shown = text(client, person.get_absolute_url())
    for words in ("cheffe de projet", "Programme animé", "Session racontée", "Projet soutenu"):
        assert words in shown
    assert "Programme suivi" not in shown


def test_a_territory_shows_what_it_tries(client) -> None:
    """Its programmes, its projects and the meetings where its experience was told."""
    row = make.TerritoryFactory(name="Loos", population=22_000)
    programme = make.accompaniment(title="Cohorte du Nord")
    programme.territories.add(row)
    programme.save()
    make.pilot_project(programme, title="Projet de Loos", territory=row)
    session = make.session(make.comap(), title="Session racontée", date="2024-05")
    session.experience_reports.create(tried="Un essai", territory=row)
    session.experience_reports.create(tried="Un autre essai", territory=row)
    session.save()
    response = client.get(row.get_absolute_url())
    shown = response.content.decode()
    assert shown.count("Session racontée") == 1
    for words in ("Loos", "Cohorte du Nord", "Projet de Loos"):
        assert words in shown


@pytest.mark.parametrize("path", ["organisations", "personnes", "territoires"])
def test_an_unknown_slug_does_not_exist(client, path) -> None:
    """A card that nobody wrote is a plain « not found »."""
    assert client.get(f"/alliance/{path}/rien/").status_code == 404


def test_figures_go_by_year(client) -> None:
    """The latest year first; one figure a year and key."""
    for year in (2023, 2024):
        Figure.objects.create(year=year, key="allies", value=year, label="organisations alliées")
    years = client.get("/alliance/chiffres/").context["years"]
    assert [row["year"] for row in years] == [2024, 2023]
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.create(year=2024, key="allies", value=1, label="autre")
    assert str(Figure.objects.first()) == "organisations alliées (2024)"


def test_addresses_are_made_from_names() -> None:
    """An address says the name; the second of a name gets a number; no name gets one too."""
    first = introduce_person(name="Ana Îlot")
    second = introduce_person(name="Ana Ilot", role="élue", public=True)
    assert (first.slug, second.slug) == ("ana-ilot", "ana-ilot-2")
    make.OrganisationFactory(slug="le-relais")
    assert free_slug("Le Relais") == "le-relais-2"
    assert free_slug("…") == "personne"


def test_an_account_has_one_card() -> None:
    """A second card for the same account is refused; the first stays."""
    user = make.UserFactory()
    first = introduce_person(name="Ana", user=user)
    with pytest.raises(ValidationError):
        introduce_person(name="Ana encore", user=user)
    assert Person.objects.get(user=user) == first


def test_demonstration_accounts_say_so() -> None:
    """Somebody made for the demonstration is shown as such; others are not."""
    assert str(introduce_person(name="Élue de Loos", demonstration=True)).endswith("(démo)")
    assert str(introduce_person(name="Ana")) == "Ana"


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("lat", 90.1, False),
        ("lat", -90, True),
        ("lon", 180.1, False),
        ("lon", 180, True),
        ("lat", None, True),
    ],
)
def test_a_territory_lies_on_the_globe(field, value, allowed) -> None:
    """Latitude and longitude stay within their bounds, in the form and in the database."""
    territory = make.TerritoryFactory()
    setattr(territory, field, value)
    if allowed:
        territory.full_clean()
        territory.save()
        return
    with pytest.raises(ValidationError, match="degrés"):
        territory.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Territory.objects.filter(pk=territory.pk).update(**{field: value})


def test_a_signature_is_to_a_version() -> None:
    """A person or an organisation, exactly, signs a version once, and the next one again."""
    first = Charter.objects.create(version="1", text="…", adopted_on=dt.date(2021, 1, 1))
    second = Charter.objects.create(version="2", text="…", adopted_on=dt.date(2024, 1, 1))
    assert list(Charter.objects.all()) == [second, first]
    person, organisation = make.PersonFactory(), make.OrganisationFactory()
    today = dt.date(2024, 2, 1)
    for charter in (first, second):
        CharterSignature.objects.create(charter=charter, person=person, date=today)
    signature = CharterSignature.objects.create(
        charter=first, organisation=organisation, date=today
    )
    assert str(signature) == f"{organisation.name} – 1"
    for fields in (
        {"person": person},
        {"organisation": organisation},
        {},
        {"person": make.PersonFactory(), "organisation": make.OrganisationFactory()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CharterSignature.objects.create(charter=first, date=today, **fields)
    assert CharterSignature.objects.count() == 3


def test_rows_say_their_names() -> None:
    """Organisations and territories are known by their names."""
    assert str(make.OrganisationFactory(name="Le Relais")) == "Le Relais"
    assert str(make.TerritoryFactory(name="Loos")) == "Loos"
