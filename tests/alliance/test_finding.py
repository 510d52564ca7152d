"""The directory is searched by words and narrowed by facets, counted on what one may see."""

import pytest
from django.contrib.auth.models import AnonymousUser

from community.alliance.models import Person, SpokenLanguage, Territory
from community.alliance.regions import REGION_OF, region_in_sql, region_of
from community.programmes.actions import set_audience, take_part
from community.programmes.facets import browse
from home.directory import ORGANISATIONS_SHELF, PEOPLE_SHELF, TERRITORIES_SHELF
from tests import factories as make

pytestmark = pytest.mark.django_db

visitor = AnonymousUser()


def names(shelf, user=visitor, **asked):
    return [row.name for row in browse(shelf, user, asked).page]


def offered(shelf, facet, user=visitor, **asked):
    """The values of a facet: how many results each would leave, by its key."""
    found = next(row for row in browse(shelf, user, asked).facets if row.name == facet)
    return {value.key: value.count for value in found.values}


def somebody(name, **fields):
    return make.PersonFactory(name=name, **{"public": True, "user": None, **fields})


@pytest.mark.parametrize("words", ["élodie", "ELODIE", "elodie nord", "nord élod", "l'élodie"])
def test_words_are_found_however_they_are_typed(words) -> None:
    """Capitals, accents and order do not matter; each word must be found."""
    somebody("Élodie Du Nord")
    somebody("Anne Du Sud")
    assert names(PEOPLE_SHELF, q=words.replace("l'", "")) == ["Élodie Du Nord"]


def test_every_word_must_be_found() -> None:
    """Two words of two people find neither; a sign of a pattern is a letter like any other."""
    somebody("Élodie Nord")
    somebody("Anne Sud")
    for words in ("élodie sud", "%", "_", "\\", "\x00zz", "x" * 3000):
        assert names(PEOPLE_SHELF, q=words) == []
    assert len(names(PEOPLE_SHELF, q="   ")) == 2


@pytest.mark.parametrize("words", ["cheffe", "relais", "loos", "verger", "mobilité douce"])
def test_somebody_is_found_by_what_they_do_and_where(words) -> None:
    """Function, organisation, territory, what they can help with, what they speak about."""
    person = somebody(
        "Ana",
        role="cheffe de projet",
        offer="Planter un verger.",
        organisation=make.OrganisationFactory(name="Le Relais"),
        territory=make.TerritoryFactory(name="Loos-en-Gohelle"),
    )
    person.topics.add("mobilité douce")
    person.save()
    somebody("Une autre")
    assert names(PEOPLE_SHELF, q=words) == ["Ana"]


def test_a_new_name_leads_there_at_once() -> None:
    """Whoever works for an organisation that takes another name is found by that one."""
    organisation = make.OrganisationFactory(name="Le Relais")
    somebody("Ana", organisation=organisation)
    organisation.name = "La Passerelle"
    organisation.save()
    assert names(PEOPLE_SHELF, q="passerelle") == ["Ana"]
    assert names(PEOPLE_SHELF, q="relais") == []


def test_what_begins_with_the_words_comes_first() -> None:
    """A beginning, then the beginning of another word, then the rest; each by name."""
    for name in ("Mariana", "Zoé Ana", "Ana Zoé", "Ana Bel"):
        somebody(name)
    assert names(PEOPLE_SHELF, q="ana") == ["Ana Bel", "Ana Zoé", "Zoé Ana", "Mariana"]


def test_names_follow_one_another_as_in_french() -> None:
    """An accent or a capital does not send a name to the end."""
    for name in ("Zoé", "Élodie", "ana", "Fatou"):
        somebody(name)
    assert names(PEOPLE_SHELF) == ["ana", "Élodie", "Fatou", "Zoé"]


def test_homonyms_are_told_apart(client) -> None:
    """Two people of one name: where each works and acts stands beside."""
    for organisation, territory in (("Le Relais", "Loos"), ("Ville de Redon", "Redon")):
        somebody(
            "Ana Martin",
            organisation=make.OrganisationFactory(name=organisation),
            territory=make.TerritoryFactory(name=territory),
        )
    shown = client.get("/alliance/personnes/?q=ana+martin").content.decode()
    for words in ("Le Relais", "Ville de Redon", "Loos", "Redon"):
        assert words in shown


def test_people_are_narrowed_by_five_questions() -> None:
    """Kind of organisation, region, territory, topic, language: they add up."""
    territory = make.TerritoryFactory(slug="loos", region="Hauts-de-France")
    ana = somebody(
        "Ana", organisation=make.OrganisationFactory(kind="recherche"), territory=territory
    )
    ana.topics.add("eau")
    SpokenLanguage.objects.create(person=ana, code="wo")
    noe = somebody("Noé", territory=territory)
    noe.topics.add("eau", "sols")
    assert offered(PEOPLE_SHELF, "type") == {"recherche": 1}
    assert offered(PEOPLE_SHELF, "region") == {"Hauts-de-France": 2}
    assert offered(PEOPLE_SHELF, "territoire") == {"loos": 2}
    assert offered(PEOPLE_SHELF, "sujet") == {"eau": 2, "sols": 1}
    assert offered(PEOPLE_SHELF, "langue") == {"wo": 1}
    assert offered(PEOPLE_SHELF, "sujet", langue="wo") == {"eau": 1}
    assert names(PEOPLE_SHELF, sujet="eau", territoire="loos") == ["Ana", "Noé"]
    assert names(PEOPLE_SHELF, sujet="eau", langue="wo", type="recherche") == ["Ana"]
    assert names(PEOPLE_SHELF, sujet="sols", langue="wo") == []
    assert names(PEOPLE_SHELF, sujet="eau", q="noe") == ["Noé"]


def test_a_region_is_written_or_deduced_from_the_department() -> None:
    """Territories and their people, counted and narrowed alike; what is written wins."""
    for name, fields in {
        "Loos": {"department": "62"},
        "Lille": {"region": "Hauts-de-France"},
        "Ajaccio": {"department": "2A"},
        "Ailleurs": {"department": "62", "region": "Val d'Ailleurs"},
        "Yaoundé": {"country": "Cameroun"},
        "Nulle part": {"department": "99"},
    }.items():
        somebody(f"De {name}", territory=make.TerritoryFactory(name=name, **fields))
    somebody("Sans territoire")
    counts = {"Hauts-de-France": 2, "Corse": 1, "Val d'Ailleurs": 1}
    for shelf in (TERRITORIES_SHELF, PEOPLE_SHELF):
        assert offered(shelf, "region") == counts
        assert offered(shelf, "region", region="Corse") == counts
        assert len(names(shelf, region="Corse")) == 1
        assert names(shelf, region="Bretagne") == names(shelf, region="62") == []
    assert names(TERRITORIES_SHELF, region="Hauts-de-France") == ["Lille", "Loos"]
    assert names(PEOPLE_SHELF, region="Hauts-de-France", q="loos") == ["De Loos"]
    assert offered(TERRITORIES_SHELF, "type", region="Hauts-de-France") == {"commune": 2}


def test_a_region_in_sql_is_the_one_of_the_rule() -> None:
    """Of every department, in Python as in the database."""
    for department in [*REGION_OF, "", "99"]:
        make.TerritoryFactory(department=department)
    found = Territory.objects.annotate(found=region_in_sql())
    assert {row.department: row.found for row in found} == {
        row.department: region_of(row) for row in found
    }


def test_a_hidden_card_shows_in_no_count() -> None:
    """A visitor is neither offered nor counted what only hidden people hold; an ally is."""
    hidden = somebody("Ana", public=False, territory=make.TerritoryFactory(slug="loos"))
    hidden.topics.add("secret")
    hidden.save()
    ally = make.UserFactory()
    assert offered(PEOPLE_SHELF, "sujet") == offered(PEOPLE_SHELF, "territoire") == {}
    assert names(PEOPLE_SHELF, q="secret") == names(PEOPLE_SHELF, sujet="secret") == []
    assert offered(PEOPLE_SHELF, "sujet", ally) == {"secret": 1}
    assert names(PEOPLE_SHELF, ally, q="secret") == ["Ana"]


def test_organisations_by_programme() -> None:
    """Who holds a role, helps or pays stands in a programme, once however many ways it does."""
    programme, other = make.comap(slug="eau", title="Eau"), make.comap(slug="sols", title="Sols")
    partner, funder, taking = (make.OrganisationFactory(name=name) for name in ("A", "B", "C"))
    make.OrganisationFactory(name="D")
    programme.partners.add(partner, funder)
    programme.funders.add(funder)
    programme.save()
    take_part(programme=programme, organisation=taking, title="Allié pivot")
    take_part(programme=other, organisation=taking, role="animator")
    assert offered(ORGANISATIONS_SHELF, "dispositif") == {"eau": 3, "sols": 1}
    assert names(ORGANISATIONS_SHELF, dispositif="eau") == ["A", "B", "C"]
    assert names(ORGANISATIONS_SHELF, dispositif="sols", type="association") == ["C"]
    assert offered(ORGANISATIONS_SHELF, "dispositif", q="a") == {"eau": 3, "sols": 1}


def test_who_merely_takes_part_is_told_to_its_own_and_the_team(client) -> None:
    """The facet, its counts and the organisation's page tell no more than the programme's page."""
    programme = make.comap(slug="eau", title="Eau partagée")
    taking = make.OrganisationFactory(name="C")
    take_part(programme=programme, organisation=taking)
    address = taking.get_absolute_url()
    stranger, own, team = make.UserFactory(), make.participant(programme).user, make.team_member()
    for user in (visitor, stranger):
        assert offered(ORGANISATIONS_SHELF, "dispositif", user) == {}
        assert names(ORGANISATIONS_SHELF, user, dispositif="eau") == []
    assert "Eau partagée" not in client.get(address).content.decode()
    assert list(client.get(f"{address}dispositifs/").context["page"]) == []
    for user in (own, team.user):
        assert offered(ORGANISATIONS_SHELF, "dispositif", user) == {"eau": 1}
        assert names(ORGANISATIONS_SHELF, user, dispositif="eau") == ["C"]
        client.force_login(user)
        assert "Eau partagée" in client.get(address).content.decode()


@pytest.mark.parametrize("shelf", [ORGANISATIONS_SHELF, TERRITORIES_SHELF], ids=["org", "terr"])
def test_a_closed_programme_narrows_like_none(shelf) -> None:
    """To whoever may not read it, a programme is neither offered nor a way to narrow."""
    programme, open_one = make.comap(slug="ferme"), make.comap(slug="ouvert")
    organisation, territory = make.OrganisationFactory(name="A"), make.TerritoryFactory(name="A")
    for row in (programme, open_one):
        row.partners.add(organisation)
        row.territories.add(territory)
        row.save()
    set_audience(page=programme, circle="participants")
    inside = make.participant(programme).user
    assert offered(shelf, "dispositif") == {"ouvert": 1}
    assert names(shelf, dispositif="ferme") == names(shelf, dispositif="licorne") == []
    assert offered(shelf, "dispositif", inside) == {"ouvert": 1, "ferme": 1}
    assert names(shelf, inside, dispositif="ferme") == ["A"]


def test_what_was_asked_stays_in_the_page(client) -> None:
    """The words and the choices stand in the form and in the links, each with a way to drop it."""
    for number in range(50):
        somebody(f"Ana {number:02}", organisation=make.OrganisationFactory(kind="media"))
    shown = client.get("/alliance/personnes/?q=ana&type=media").content.decode()
    assert 'value="ana"' in shown
    assert "?q=ana&amp;type=media&amp;page=2" in shown
    assert 'href="?type=media"' in shown
    assert 'href="?q=ana"' in shown


def test_an_empty_answer_says_what_to_do(client) -> None:
    """Nothing found names what was asked; an empty directory says whom to ask."""
    assert "demandez à l" in client.get("/alliance/personnes/").content.decode()
    somebody("Ana")
    shown = client.get("/alliance/personnes/", {"q": '"><b id=odd>'})
    assert shown.context["browse"].total == 0
    assert b"<b id=odd>" not in shown.content
    assert "retirez un choix" in shown.content.decode()


def test_cards_of_before_are_found() -> None:
    """A card written by bulk, without its words, is found once it is saved."""
    person = somebody("Ana")
    Person.objects.filter(pk=person.pk).update(search_text="")
    assert names(PEOPLE_SHELF, q="ana") == []
    Person.objects.get(pk=person.pk).save(update_fields=["role"])
    assert names(PEOPLE_SHELF, q="ana") == ["Ana"]


@pytest.mark.parametrize(
    ("address", "one", "counted"),
    [
        ("/alliance/personnes/", make.PersonFactory, "2 personnes"),
        ("/alliance/organisations/", make.OrganisationFactory, "2 organisations"),
        ("/alliance/territoires/", make.TerritoryFactory, "2 territoires"),
    ],
)
def test_a_list_counts_what_it_holds_until_something_is_asked(client, address, one, counted):
    """Answers are to a question: with none, what is there is called by its name."""
    extra = (
        {"public": True, "organisation": None, "territory": None} if "personnes" in address else {}
    )
    for name in ("Premier", "Second"):
        one(name=name, **extra)

    def heading(query: str = "") -> str:
        page = client.get(address + query).content.decode()
        return " ".join(page.split('id="resultats">')[1].split("</h2>")[0].split())

    assert heading() == counted
    assert heading("?q=premier") == "1 réponse"
    assert heading("?q=personnedutout") == "Aucune réponse"
