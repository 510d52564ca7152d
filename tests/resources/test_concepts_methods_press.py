"""The rest of the library: concepts, methods, press, and the kits of meetings."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.documents import get_document_model

from community.programmes.actions import set_audience
from community.text.dates import parse
from resources.models import Concept, KitItem, Method, PressArticle
from resources.reading import kit_of, resources_of
from resources.templatetags import resources_tags
from tests import factories as make

pytestmark = pytest.mark.django_db

visitor = AnonymousUser()


def text(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_concept_is_once_in_its_scheme() -> None:
    """One concept a scheme and notation; another scheme may use the notation again."""
    make.ConceptFactory(scheme="fondamentaux", notation="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.ConceptFactory(scheme="fondamentaux", notation="1")
    make.ConceptFactory(scheme="dimensions", notation="1")
    assert Concept.objects.count() == 2


def test_a_concept_has_a_label() -> None:
    """A concept without a preferred label is refused by the database."""
    with pytest.raises(IntegrityError), transaction.atomic():
        make.ConceptFactory(label="")
    assert str(make.ConceptFactory(label="Délégation")) == "Délégation"


def test_grids_go_by_number_and_the_lexique_by_word(client) -> None:
    """Each grid in the order of its numbers, the lexique in that of its words."""
    for notation, label in (("2", "Zèle"), ("1", "Yole")):
        make.ConceptFactory(scheme="fondamentaux", notation=notation, label=label)
    for notation, label in (("a", "Wagon"), ("b", "Vague")):
        make.ConceptFactory(scheme="lexique", notation=notation, label=label)
    main = text(client, "/lexique/").split("<main", 1)[1]
    places = [main.index(label) for label in ("Yole", "Zèle", "Vague", "Wagon")]
    assert places == sorted(places)


def test_a_concept_shows_what_illustrates_it(client) -> None:
    """Its definition, the lessons and resources that carry it, those that one may see."""
    concept = make.ConceptFactory(label="Coopération", definition="Faire avec d'autres")
    lesson = make.LessonFactory(text="On apprend à faire ensemble")
    lesson.concepts.add(concept)
    resource = make.resource(title="Fiche ouverte")
    resource.concepts.add(concept)
    resource.save()
    hidden = make.resource(title="Fiche fermée")
    hidden.concepts.add(concept)
    hidden.save()
    set_audience(page=hidden, circle="allies")
    shown = text(client, concept.get_absolute_url())
    for words in ("Coopération", "Faire avec", "faire ensemble", "Fiche ouverte"):
        assert words in shown
    assert "Fiche fermée" not in shown


@pytest.mark.parametrize(
    "url", ["/lexique/lexique/rien/", "/lexique/rien/1/", "/methodes/rien/", "/enseignements/0/"]
)
def test_what_is_not_in_the_library_does_not_exist(client, url) -> None:
    """An unknown concept, scheme, method or lesson is a plain « not found »."""
    assert client.get(url).status_code == 404


def test_methods_are_read_step_by_step(client) -> None:
    """The list leads to each method, and each shows its steps in order."""
    method = Method.objects.create(
        slug="cercle", title="Cercle de parole", steps=["Se poser", "Écouter"]
    )
    assert "Cercle de parole" in text(client, "/methodes/")
    shown = text(client, method.get_absolute_url())
    assert shown.index("Se poser") < shown.index("Écouter")
    assert str(method) == "Cercle de parole"
    with pytest.raises(IntegrityError), transaction.atomic():
        Method.objects.create(slug="cercle", title="Un autre")


def test_the_press_is_listed_the_latest_first(client) -> None:
    """Dated articles first, the latest on top; those without a date last."""
    for title, date in (("Ancien", "2021"), ("Récent", "2024-05"), ("Sans date", None)):
        PressArticle.objects.create(title=title, outlet="Le Relais", date=parse(date))
    assert [row.title for row in PressArticle.objects.all()] == ["Récent", "Ancien", "Sans date"]
    shown = text(client, "/presse/")
    assert shown.index("Récent") < shown.index("Ancien") < shown.index("Sans date")
    assert str(PressArticle.objects.first()) == "Récent"


def test_the_press_names_no_hidden_programme(client) -> None:
    """An article leads to its programme for those who may see it."""
    programme = make.comap(title="Groupe confidentiel")
    article = PressArticle.objects.create(title="Reportage", outlet="X", programme=programme)
    assert "confidentiel" in text(client, "/presse/")
    set_audience(page=programme, circle="participants")
    shown = text(client, "/presse/")
    assert "Reportage" in shown
    assert "confidentiel" not in shown
    client.force_login(make.participant(programme).user)
    assert "confidentiel" in text(client, "/presse/")
    assert list(resources_tags.press_of(programme)) == [article]


def test_an_article_is_noted_once() -> None:
    """An outlet publishes a title once; another outlet may have the same."""
    PressArticle.objects.create(title="Eau", outlet="Le Relais")
    with pytest.raises(IntegrityError), transaction.atomic():
        PressArticle.objects.create(title="Eau", outlet="Le Relais")
    PressArticle.objects.create(title="Eau", outlet="La Voix")


def test_a_kit_keeps_its_order() -> None:
    """The resources of a meeting in the order that was chosen, those that one may see."""
    session, other = make.session(make.comap()), make.session(make.comap())
    last, first, hidden = make.resource(), make.resource(), make.resource()
    set_audience(page=hidden, circle="allies")
    for place, resource in enumerate((first, hidden, last)):
        KitItem.objects.create(gathering=session, resource=resource, sort_order=place)
    KitItem.objects.create(gathering=other, resource=first, sort_order=9)
    assert list(kit_of(session, visitor)) == [first, last]
    assert list(kit_of(session, make.PersonFactory().user)) == [first, hidden, last]
    context = {"request": type("Request", (), {"user": visitor})()}
    assert list(resources_tags.kit_of(context, session)) == [first, last]


def test_a_resource_is_once_in_a_kit() -> None:
    """The same resource twice in one kit is refused; in two kits it is fine."""
    resource, programme = make.resource(), make.comap()
    session = make.session(programme)
    KitItem.objects.create(gathering=session, resource=resource)
    with pytest.raises(IntegrityError), transaction.atomic():
        KitItem.objects.create(gathering=session, resource=resource)
    KitItem.objects.create(gathering=make.session(programme), resource=resource)
    assert resource.kit_items.count() == 2


def test_resources_born_in_a_programme() -> None:
    """The latest first; drafts and hidden ones apart."""
    programme = make.comap()
    older = make.resource(programme=programme, date="2022")
    newer = make.resource(programme=programme, date="2024-02")
    make.resource(programme=programme, live=False)
    make.resource()
    assert list(resources_of(programme, visitor)) == [newer, older]
    context = {"request": type("Request", (), {"user": visitor})()}
    assert list(resources_tags.resources_of(context, programme)) == [newer, older]


def test_a_resource_lies_in_one_place() -> None:
    """A file or an address, not both; neither is allowed, since reports name lost ones."""
    document = get_document_model().objects.create(title="Fiche", file="documents/fiche.pdf")
    with pytest.raises(ValidationError, match="pas les deux"):
        make.resource(document=document, address="https://exemple.test/fiche")
    make.resource(document=document)
    make.resource(address="https://exemple.test/fiche")
    make.resource()


def test_a_resource_is_served_at_its_own_address(client) -> None:
    """Its page says where the thing lies; hidden, it does not exist."""
    page = make.resource(title="Guide", slug="guide", address="https://exemple.test/guide")
    assert "https://exemple.test/guide" in text(client, "/ressources/guide/")
    set_audience(page=page, circle="allies")
    assert client.get("/ressources/guide/").status_code == 404
