"""The sitemap names what anybody may read, and nothing else."""

import re

import pytest

from community.programmes.actions import set_audience
from resources.models import Method
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_host():
    """The site answers to the name that the tests use."""
    from wagtail.models import Site

    Site.objects.update(hostname="testserver", port=80)
    Site.clear_site_root_paths_cache()


def addresses(client):
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    found = re.findall(r"<loc>(.*?)</loc>", response.content.decode())
    assert len(found) == len(set(found))
    return {url.removeprefix("http://testserver") for url in found}


def test_every_page_type_is_in_it(client) -> None:
    """Each page that is open, of whatever type, by its own address."""
    programme, cohort = make.comap(), make.accompaniment()
    pages = [
        programme,
        make.session(programme),
        chantier := make.chantier(),
        make.work_session(chantier),
        make.synthesis(chantier),
        cohort,
        make.pilot_project(cohort),
        rendez_vous := make.appointment(),
        make.meeting(rendez_vous),
        make.resource(address="https://exemple.test/ailleurs"),
    ]
    found = addresses(client)
    assert {page.get_url() for page in pages} <= found
    sections = {"comap", "chantiers", "accompagnements", "rendez-vous", "agenda", "ressources"}
    assert {"/", *(f"/{name}/" for name in sections)} <= found


def test_rows_and_lists_are_in_it(client) -> None:
    """Organisations, public people, territories, lessons, concepts and methods too."""
    rows = [
        make.OrganisationFactory(),
        make.PersonFactory(public=True),
        make.TerritoryFactory(),
        make.LessonFactory(),
        make.ConceptFactory(),
        Method.objects.create(slug="cercle", title="Cercle"),
    ]
    found = addresses(client)
    assert {row.get_absolute_url() for row in rows} <= found
    assert {"/enseignements/", "/lexique/", "/alliance/", "/alliance/personnes/"} <= found


def test_what_is_not_for_all_is_not_in_it(client) -> None:
    """Hidden pages, drafts, discreet people, hidden lessons: not for the team either."""
    programme = make.comap()
    hidden = [
        programme,
        make.session(programme),
        make.comap(live=False),
    ]
    set_audience(page=programme, circle="allies")
    rows = [make.PersonFactory(), make.LessonFactory(programme=programme)]
    client.force_login(make.team_member().user)
    found = addresses(client)
    assert not {page.url for page in hidden} & found
    assert not {row.get_absolute_url() for row in rows} & found


def test_every_address_answers(client) -> None:
    """What the sitemap names, anybody can read."""
    programme = make.comap()
    make.session(programme, date="2024-05-16")
    make.resource(address="https://exemple.test/ailleurs")
    make.LessonFactory(programme=programme)
    answers = {url: client.get(url).status_code for url in addresses(client)}
    assert set(answers.values()) == {200}, answers
