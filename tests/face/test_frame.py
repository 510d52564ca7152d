"""What surrounds every page: landmarks, the menu, where one is, errors that help."""

import re

import pytest
from django.template.loader import render_to_string

from tests import factories

pytestmark = pytest.mark.django_db


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_page_says_what_it_is_before_anything_else(client):
    """Language, title, description, canonical address: what a search or a share shows."""
    comap = factories.comap(title="Récits", summary="On raconte, puis on compare.")
    page = read(client, comap.url)
    assert '<html lang="fr">' in page
    assert re.search(r"<title>\s*Récits\s+– Fabrique apprenante\s*</title>", page)
    assert 'content="On raconte, puis on compare."' in page
    assert re.search(rf'rel="canonical"\s+href="http://testserver{comap.url}"', page)


def test_the_keyboard_reaches_the_content_first(client):
    """The first link of a page skips the menu."""
    page = read(client, "/")
    assert re.search(r"<a[^>]*>", page)[0] == '<a class="skip" href="#contenu">'
    assert '<main id="contenu" tabindex="-1">' in page


def test_the_menu_says_where_one_is(client):
    """The section is marked as current below it, the page itself on it."""
    comap = factories.comap()
    assert re.search(r'href="/comap/"\s+aria-current="page"', read(client, "/comap/"))
    assert re.search(r'href="/comap/"\s+aria-current="true"', read(client, comap.url))
    assert "aria-current" not in read(client, "/")


def test_the_menu_opens_discussions_to_whoever_is_signed_in(client):
    """Others are offered to sign in."""
    assert "Se connecter" in read(client, "/")
    assert "/discussions/" not in read(client, "/")
    client.force_login(factories.UserFactory())
    page = read(client, "/")
    assert "/discussions/" in page
    assert "Mon compte" in page


def test_the_trail_leads_back_up(client):
    """From a session one goes back to its community and to the section."""
    comap = factories.comap(title="Récits")
    session = factories.session(comap, title="Qui parle ?")
    trail = read(client, session.url).split("Fil d’Ariane")[1].split("</nav>")[0]
    assert 'href="/comap/"' in trail
    assert f'href="{comap.url}"' in trail
    assert "Qui parle\u202f?" in trail


@pytest.mark.parametrize(
    ("address", "status"), [("/comap/", 200), ("/nulle-part/", 404), ("/compte/login/code/", 200)]
)
def test_the_head_of_an_answer_names_the_style_sheet(client, address, status):
    """The one that the page asks for: a slow line brings both at once."""
    response = client.get(address)
    assert response.status_code == status
    sheet = re.search(r'rel="stylesheet" href="([^"]+)"', response.content.decode())[1]
    assert response["Link"] == f"<{sheet}>; rel=preload; as=style"


@pytest.mark.parametrize("address", ["/compte/", "/gestion/", "/agenda.ics", "/healthz"])
def test_what_shows_no_page_of_the_site_names_none(client, address):
    """A redirection, the workshop, a file."""
    assert not client.get(address).has_header("Link")


def test_an_address_that_leads_nowhere_helps(client):
    """The page says what may have happened and offers ways on."""
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Cette page n’est pas là" in response.content.decode()
    assert 'href="/compte/"' in response.content.decode()


@pytest.mark.parametrize("name", ["403.html", "404.html", "500.html"])
def test_error_pages_need_nothing_but_themselves(name):
    """When all else fails there is neither request nor user, and the page still shows."""
    page = render_to_string(name)
    assert "<h1" in page
    assert "canonical" not in page
