"""Facets add up, count what one may see and no more, and answer whatever is asked."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.http import urlencode

from community.programmes.actions import set_audience
from resources.facets import LESSONS, PAGE_SIZE, RESOURCES, browse
from tests import factories as make

pytestmark = pytest.mark.django_db

visitor = AnonymousUser()


def facet(result, name):
    """The values of a facet: how many results each would leave, by its key."""
    found = next(row for row in result.facets if row.name == name)
    return {value.key: value.count for value in found.values}


def titles(result):
    return {row.title for row in result.page}


def tagged(*tags, **fields):
    page = make.resource(**fields)
    page.tags.add(*tags)
    page.save()
    return page


@pytest.fixture
def library():
    """Four resources of two kinds and two tags, two of them born in a programme."""
    programme = make.comap(title="Eau", slug="eau")
    tagged("eau", "sols", title="A", kind="fiche", collection="thematiques", programme=programme)
    tagged("eau", title="B", kind="fiche")
    tagged("eau", title="C", kind="podcast", programme=programme)
    tagged(title="D", kind="podcast")
    return programme


def test_everything_when_nothing_is_asked(library) -> None:
    """All resources, and each value with how many carry it; what carries nothing is not a value."""
    result = browse(RESOURCES, visitor, {})
    assert (result.total, result.chosen) == (4, [])
    assert facet(result, "type") == {"fiche": 2, "podcast": 2}
    assert facet(result, "mot") == {"eau": 3, "sols": 1}
    assert facet(result, "collection") == {"thematiques": 1}
    assert facet(result, "dispositif") == {"eau": 2}


def test_choices_add_up(library) -> None:
    """Two choices leave what answers both."""
    assert titles(browse(RESOURCES, visitor, {"mot": "eau"})) == {"A", "B", "C"}
    assert titles(browse(RESOURCES, visitor, {"mot": "eau", "type": "fiche"})) == {"A", "B"}
    assert titles(
        browse(RESOURCES, visitor, {"mot": "eau", "type": "fiche", "dispositif": "eau"})
    ) == {"A"}


def test_counts_are_those_under_the_other_choices(library) -> None:
    """Beside each value stands what would remain if it were taken instead."""
    result = browse(RESOURCES, visitor, {"mot": "eau", "type": "fiche"})
    assert facet(result, "type") == {"fiche": 2, "podcast": 1}
    assert facet(result, "mot") == {"eau": 2, "sols": 1}
    assert facet(result, "dispositif") == {"eau": 1}


def test_a_count_is_kept_when_its_value_is_taken(library) -> None:
    """Following a value leads to as many results as it said, and choosing none gives them all."""
    for facet_row in browse(RESOURCES, visitor, {}).facets:
        for value in facet_row.values:
            assert browse(RESOURCES, visitor, {facet_row.name: value.key}).total == value.count


def test_each_choice_can_be_given_up(library) -> None:
    """A chosen value's address drops it and keeps the others; an empty one is no choice."""
    result = browse(RESOURCES, visitor, {"mot": "eau", "type": "fiche", "collection": " "})
    queries = {value.key: value.query for value in result.chosen}
    assert queries == {"fiche": "?mot=eau", "eau": "?type=fiche"}
    labels = {value.label for value in result.chosen}
    assert labels == {"fiche", "eau"}


def test_what_was_asked_is_named_when_nothing_answers(library) -> None:
    """An unknown value leaves nothing, and stands among the choices so that it can be dropped."""
    result = browse(RESOURCES, visitor, {"mot": "licorne", "type": "fiche"})
    assert result.total == 0
    assert {(value.key, value.count) for value in result.chosen} == {("licorne", 0), ("fiche", 0)}
    assert next(v.query for v in result.chosen if v.key == "licorne") == "?type=fiche"


def test_a_known_kind_without_rows_is_named_in_french(library) -> None:
    """A value that exists but leaves nothing keeps its name."""
    assert [v.label for v in browse(RESOURCES, visitor, {"type": "these"}).chosen] == ["thèse"]


def test_hidden_pages_are_never_counted(library) -> None:
    """Neither a hidden resource nor a draft is in the list, in a count or in a facet's values."""
    hidden = tagged("secret", "eau", title="Cachée", kind="these")
    set_audience(page=hidden, circle="allies")
    tagged("brouillon", title="Brouillon", kind="revue", live=False)
    result = browse(RESOURCES, visitor, {})
    assert result.total == 4
    assert not {"these", "revue"} & set(facet(result, "type"))
    assert facet(result, "mot") == {"eau": 3, "sols": 1}
    ally = make.PersonFactory().user
    assert browse(RESOURCES, ally, {}).total == 5
    assert facet(browse(RESOURCES, ally, {}), "mot")["secret"] == 1


def test_a_hidden_programme_is_no_value(library) -> None:
    """An open resource born in a hidden programme does not tell that programme's name."""
    set_audience(page=library, circle="participants")
    result = browse(RESOURCES, visitor, {})
    assert result.total == 4
    assert facet(result, "dispositif") == {}
    assert browse(RESOURCES, visitor, {"dispositif": "eau"}).total == 0
    member = make.participant(library).user
    assert facet(browse(RESOURCES, member, {}), "dispositif") == {"eau": 2}
    assert browse(RESOURCES, member, {"dispositif": "eau"}).total == 2


def test_a_resource_does_not_name_a_hidden_programme(client) -> None:
    """The page of a resource says where it was born to those who may see that programme."""
    programme = make.comap(title="Groupe confidentiel")
    page = make.resource(programme=programme)
    url = page.get_url()
    assert "Groupe confidentiel" in client.get(url).content.decode()
    set_audience(page=programme, circle="participants")
    assert "confidentiel" not in client.get(url).content.decode()
    client.force_login(make.participant(programme).user)
    assert "Groupe confidentiel" in client.get(url).content.decode()
    page.refresh_from_db()
    assert page.programme_id == programme.pk


def test_lessons_have_facets_of_their_own() -> None:
    """Programme, year and concept; a lesson of the whole alliance is in no programme."""
    programme = make.comap(slug="eau", title="Eau")
    concept = make.ConceptFactory(label="Coopération")
    make.LessonFactory(programme=programme, year=2023)
    make.LessonFactory(programme=programme, year=2024).concepts.add(concept)
    make.LessonFactory(programme=None, year=2024).concepts.add(concept)
    result = browse(LESSONS, visitor, {})
    assert result.total == 3
    assert facet(result, "dispositif") == {"eau": 2}
    assert facet(result, "annee") == {"2024": 2, "2023": 1}
    assert facet(result, "concept") == {str(concept.pk): 2}
    narrowed = browse(LESSONS, visitor, {"annee": "2024", "dispositif": "eau"})
    assert narrowed.total == 1
    assert facet(narrowed, "annee") == {"2024": 1, "2023": 1}


def test_two_concepts_do_not_double_a_lesson() -> None:
    """A lesson with several concepts or a resource with several tags is one result."""
    lesson = make.LessonFactory()
    lesson.concepts.set([make.ConceptFactory(), make.ConceptFactory()])
    tagged("un", "deux", kind="fiche")
    assert browse(LESSONS, visitor, {"annee": "2024"}).total == 1
    assert browse(RESOURCES, visitor, {"type": "fiche"}).total == 1


ODD = [
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "9" * 5000,
    "٢٠٢٤",
    "²",
    "2024'; --",
    '"><b id=odd>',
    "\x00",
    "é\u202e",
    "%00",
    "None",
    "[]",
]


@pytest.mark.parametrize("odd", ODD, ids=lambda value: ascii(value[:24]))
@pytest.mark.parametrize("name", ["type", "collection", "mot", "dispositif"])
def test_odd_values_narrow_the_library_to_nothing(library, name, odd) -> None:
    """Whatever is put in the address, the list is empty and the value is named."""
    result = browse(RESOURCES, visitor, {name: odd})
    assert result.total == 0
    assert [value.key for value in result.chosen] == [odd.strip()]


#: An address with a null character is refused before any page (`tests/production`).
@pytest.mark.parametrize("odd", [o for o in ODD if "\x00" not in o], ids=lambda v: ascii(v[:24]))
@pytest.mark.parametrize("name", ["annee", "concept", "dispositif"])
def test_odd_values_are_answered(client, name, odd) -> None:
    """The page answers 200, and what was asked is shown as text, never as markup."""
    make.LessonFactory(year=2023)
    response = client.get(f"/enseignements/?{urlencode({name: odd})}")
    assert response.status_code == 200
    assert b"<b id=odd>" not in response.content


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "x", "", "9" * 5000])
def test_an_odd_page_number_is_a_page(client, page) -> None:
    """A page that does not exist leads to the first or the last one."""
    for number in range(PAGE_SIZE + 1):
        make.LessonFactory(year=2000 + number)
    response = client.get("/enseignements/", {"page": page})
    assert response.status_code == 200
    assert len(browse(LESSONS, visitor, {"page": page}).page) in (1, PAGE_SIZE)


def test_long_lists_come_in_pages(client) -> None:
    """So many a page; the total counts them all."""
    for _ in range(PAGE_SIZE + 1):
        make.LessonFactory()
    first, second = browse(LESSONS, visitor, {}), browse(LESSONS, visitor, {"page": "2"})
    assert (len(first.page), len(second.page)) == (PAGE_SIZE, 1)
    assert first.total == second.total == PAGE_SIZE + 1
    assert client.get("/enseignements/?page=2").status_code == 200


def test_the_library_answers_at_its_address(library, client) -> None:
    """The page of the library narrows by what the address asks."""
    shown = client.get("/ressources/?mot=eau&type=podcast").content.decode()
    assert ">C<" in shown
    assert ">A<" not in shown
    assert client.get("/ressources/?mot=licorne").status_code == 200
