"""A member writes their own card, without JavaScript, and says who sees what."""

import pytest

from community.activity.models import Event
from community.alliance.models import ContactDetail, Person
from tests import factories as make

pytestmark = pytest.mark.django_db

URL = "/alliance/ma-fiche/"


@pytest.fixture
def person(client):
    found = make.PersonFactory(name="Ana Martin")
    client.force_login(found.user)
    return found


def sent(*details, **fields):
    """A form as a browser sends it: each detail is (kind, value, visibility)."""
    data = {"name": "Ana Martin", **fields}
    for place, detail in enumerate(details):
        for name, text in zip(("kind", "value", "visibility"), detail, strict=True):
            data[f"moyen-{place}-{name}"] = text
    return data


def details_of(card):
    return set(card.contact_details.values_list("kind", "value", "visibility"))


def test_a_member_writes_their_card(client, person) -> None:
    """All that the form asks is kept; the log says that the card changed, and nothing of it."""
    organisation = make.OrganisationFactory(name="Le Relais")
    territory = make.TerritoryFactory(name="Loos-en-Gohelle")
    answer = client.post(
        URL,
        sent(
            ("courriel", "ana@exemple.test", "tous"),
            ("telephone", "06 12 34 56 78", "moi"),
            name="Ana Martín",
            role="cheffe de projet",
            organisation="relais",
            territory="LOOS",
            offer="Relire un récit.",
            topics="Mobilité, friches ; mobilité",
            languages="Français, wolof",
            public="on",
            **{
                "organisation-choix": organisation.slug,
                "territory-choix": territory.slug,
            },
        ),
    )
    assert (answer.status_code, answer["Location"]) == (302, "/alliance/ma-fiche/vue/")
    row = Person.objects.get(pk=person.pk)
    assert (row.name, row.role, row.offer) == (
        "Ana Martín",
        "cheffe de projet",
        "Relire un récit.",
    )
    assert (row.organisation, row.territory, row.public) == (organisation, territory, True)
    assert sorted(name.lower() for name in row.topics.names()) == ["friches", "mobilité"]
    assert set(row.languages.values_list("code", flat=True)) == {"fr", "wo"}
    assert details_of(row) == {
        ("courriel", "ana@exemple.test", "tous"),
        ("telephone", "06 12 34 56 78", "moi"),
    }
    event = Event.objects.get(verb="card.edited")
    assert (event.actor, event.subject) == (person.user, row)
    assert "exemple.test" not in event.label
    assert "06" not in event.label


def test_what_is_taken_out_goes(client, person) -> None:
    """An emptied line, a language, a topic, the organisation: sent without them, they are gone."""
    person.contact_details.create(kind="site", value="https://a.test", visibility="tous")
    person.contact_details.create(kind="courriel", value="a@a.test", visibility="tous")
    person.languages.create(code="fr")
    person.topics.add("eau")
    client.post(URL, sent(("site", "", "tous"), ("courriel", "a@a.test", "moi")))
    person.refresh_from_db()
    assert details_of(person) == {("courriel", "a@a.test", "moi")}
    assert not person.languages.exists()
    assert not person.topics.exists()
    assert (person.public, person.organisation) == (False, None)


def test_lines_come_and_go_without_script(client, person) -> None:
    """A plain button adds a line, another takes one away; what was typed stays, nothing is kept."""
    lines = [("courriel", "pas fini", "tous"), ("site", "exemple.test", "moi")]
    more = client.post(URL, sent(*lines, ajouter="1", offer="Brouillon", name=""))
    shown = more.content.decode()
    assert more.status_code == 200
    assert 'name="moyen-2-value"' in shown
    for words in ("pas fini", "exemple.test", "Brouillon"):
        assert words in shown
    assert "aria-invalid" not in shown
    less = client.post(URL, sent(*lines, retirer="0")).content.decode()
    assert "pas fini" not in less
    assert 'value="exemple.test"' in less
    assert 'name="moyen-1-value"' not in less
    for odd in ("9" * 5000, "²", "-1"):
        kept = client.post(URL, sent(*lines, retirer=odd))
        assert kept.status_code == 200
        assert "pas fini" in kept.content.decode()
    assert not ContactDetail.objects.exists()


def test_a_card_holds_so_many_lines(client, person) -> None:
    """Past the eighth there is no button, and a ninth that is sent is not kept."""
    lines = [("reseau", f"nom{number}", "tous") for number in range(9)]
    shown = client.post(URL, sent(*lines[:8], ajouter="1")).content.decode()
    assert 'name="ajouter"' not in shown
    client.post(URL, sent(*lines))
    assert person.contact_details.count() == 8


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        ("courriel", "ana", "prenom.nom@exemple.fr"),
        ("telephone", "appelez-moi", "en chiffres"),
        ("site", "javascript:alert(1)", "https://exemple.fr"),
        ("site", "pas une adresse", "https://exemple.fr"),
        ("reseau", "https://", "l’adresse de la page"),
        ("fax", "06 12 34 56 78", "Sélectionnez un choix valide"),
    ],
)
def test_a_detail_that_is_not_one_is_sent_back(client, person, kind, value, sentence) -> None:
    """A sentence says how to write it, what was typed stays, and nothing is changed."""
    answer = client.post(URL, sent((kind, value, "tous"), role="élue", name="Autre nom"))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in shown
    assert "Autre nom" in shown
    person.refresh_from_db()
    assert (person.name, person.role) == ("Ana Martin", "")
    assert not ContactDetail.objects.exists()


def test_the_same_detail_twice_is_sent_back(client, person) -> None:
    """Which one is to go is said; the other alone would be kept."""
    line = ("courriel", "a@a.test", "tous")
    answer = client.post(URL, sent(line, line))
    assert answer.status_code == 422
    assert "déjà notée" in answer.content.decode()
    assert not ContactDetail.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "comment vous vous appelez"),
        ({"languages": "français, klingon"}, "klingon"),
        ({"topics": ",".join("abcdefghi")}, "gardez les huit"),
        ({"topics": "x" * 41}, "deux ou trois mots"),
        ({"offer": "x" * 601}, "trop long"),
        ({"organisation": "licorne"}, "Rien ne porte ce nom"),
        ({"organisation": "…"}, "Rien ne porte ce nom"),
    ],
)
def test_what_cannot_be_understood_is_sent_back(client, person, fields, sentence) -> None:
    """A clear sentence, and the card as it was."""
    make.OrganisationFactory(name="Le Relais")
    answer = client.post(URL, sent(**fields))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Event.objects.exists()


def test_words_that_lead_to_several_ask_which(client, person) -> None:
    """Homonyms are shown with what tells them apart; the chosen one is not asked for again."""
    town = make.OrganisationFactory(name="Loos", kind="collectivite", slug="loos-ville")
    press = make.OrganisationFactory(name="Loos", kind="media", slug="loos-journal")
    make.OrganisationFactory(name="Amis de Loos")
    asked = client.post(URL, sent(organisation="Loos"))
    shown = asked.content.decode()
    assert asked.status_code == 422
    assert shown.count('name="organisation-choix"') == 2
    assert "média" in shown
    chosen = {"organisation-choix": press.slug}
    assert client.post(URL, sent(organisation="Loos", **chosen)).status_code == 302
    assert client.post(URL, sent(organisation="Loos")).status_code == 302
    person.refresh_from_db()
    assert person.organisation == press != town
    for odd in ("\x00", "x" * 300):
        refused = client.post(URL, sent(organisation="Amis de Loos", **{"organisation-choix": odd}))
        assert refused.status_code == 422
    person.refresh_from_db()
    assert person.organisation == press


def test_the_very_name_is_enough(client, person) -> None:
    """A whole name is understood though others hold it; however accented."""
    exact = make.TerritoryFactory(name="Évry")
    make.TerritoryFactory(name="Évry-Courcouronnes")
    assert client.post(URL, sent(territory="evry")).status_code == 302
    person.refresh_from_db()
    assert person.territory == exact


def test_whoever_leaves_an_organisation_no_longer_keeps_its_card(client, person) -> None:
    """The right goes with the move, and the log says so; of another organisation it stays."""
    left, other = make.OrganisationFactory(name="Le Relais"), make.OrganisationFactory()
    person.organisation = left
    person.save()
    for organisation in (left, other):
        organisation.contacts.add(person)
    client.post(URL, sent(organisation=""))
    assert list(person.speaks_for.all()) == [other]
    assert Event.objects.filter(label__contains="a retiré à Ana Martin").count() == 1


def test_somebody_without_a_card_gets_theirs(client) -> None:
    """An account that had none writes it; nobody else's is touched."""
    other = make.PersonFactory(name="Noé")
    user = make.UserFactory()
    client.force_login(user)
    assert client.get(URL).status_code == 200
    assert client.get("/alliance/ma-fiche/vue/")["Location"] == URL
    client.post(URL, sent(name="Ana"))
    assert Person.objects.get(user=user).name == "Ana"
    assert Person.objects.get(pk=other.pk).name == "Noé"


def test_signing_in_comes_first(client) -> None:
    """A visitor is led to the door, and back."""
    for url in (URL, f"{URL}vue/"):
        assert client.get(url)["Location"] == f"/compte/login/code/?next={url}"
    assert client.post(URL, sent(name="Ana")).status_code == 302
    assert not Person.objects.exists()


def test_one_sees_what_others_see(client, person) -> None:
    """Through the eyes of everybody, and of allied people: neither is shown what is for oneself."""
    person.public = True
    person.save()
    for circle in ("tous", "allies", "moi"):
        person.contact_details.create(kind="reseau", value=f"jeton-{circle}", visibility=circle)
    shown = client.get("/alliance/ma-fiche/vue/").content.decode()
    everybody, allies = shown.split('id="vue-allies"')
    assert "jeton-tous" in everybody
    assert "jeton-allies" not in everybody
    assert "jeton-tous" in allies
    assert "jeton-allies" in allies
    assert "jeton-moi" not in shown
    person.public = False
    person.save()
    shown = client.get("/alliance/ma-fiche/vue/").content.decode()
    assert "jeton-tous" not in shown.split('id="vue-allies"')[0]


def test_an_empty_card_says_why(client, person) -> None:
    """To its owner, with a link to fill it; to others, one sentence, hidden or never given."""
    url = person.get_absolute_url()
    assert f'href="{URL}"' in client.get(url).content.decode()
    client.force_login(make.UserFactory())
    never = client.get(url).content
    assert "Aucune coordonnée" in never.decode()
    assert URL.encode() not in never
    person.contact_details.create(kind="site", value="https://a.test", visibility="moi")
    assert client.get(url).content == never


def test_a_card_shows_what_somebody_can_help_with(client, person) -> None:
    """Function, place, offer, topics that lead to others, languages, ways to reach them."""
    person.role, person.offer = "cheffe de projet", "Relire un récit."
    person.territory = make.TerritoryFactory(name="Loos")
    person.save()
    person.topics.add("friches")
    person.languages.create(code="wo")
    person.contact_details.create(kind="courriel", value="a@a.test", visibility="allies")
    client.force_login(make.UserFactory())
    shown = client.get(person.get_absolute_url()).content.decode()
    for words in ("cheffe de projet", "Relire un récit.", "Loos", "Wolof", "mailto:a@a.test"):
        assert words in shown
    assert "/alliance/personnes/?sujet=friches" in shown


def test_a_box_to_tick_stands_in_its_label(client, person) -> None:
    """As on any form: the box, then its words, then what helps; the first button is not seen."""
    shown = client.get(URL).content.decode()
    label = shown.split('<label for="id_public">')[1].split("</label>")[0]
    assert 'type="checkbox"' in label
    assert "Ma fiche est visible de tout le monde" in label
    assert shown.count('name="public"') == 1
    assert 'id="id_public_helptext"' in shown.split(label)[1]


def test_words_are_found_in_any_order(client, person) -> None:
    """« gohelle loos » leads to Loos-en-Gohelle; however many words are sent, one is answered."""
    make.TerritoryFactory(name="Loos-en-Gohelle")
    asked = client.post(URL, sent(territory="gohelle loos"))
    assert "Loos-en-Gohelle" in asked.content.decode()
    assert client.post(URL, sent(territory="a " * 127)).status_code == 422
