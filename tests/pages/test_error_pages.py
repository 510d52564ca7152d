"""Pages that say why there is no page: what happened, what to do, and real ways on."""

import re
from html.parser import HTMLParser

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path
from wagtail.models import Site

from community.programmes.actions import set_audience
from config import errors
from config.urls import handler400, handler403, handler404, handler429, handler500
from tests import factories
from tests.alike import told

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]


def not_allowed(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Seule l'animation change cette règle.")


def fault(request: HttpRequest) -> HttpResponse:
    raise ValueError("a secret of the code")


urlpatterns = [
    path("refus/403/", not_allowed),
    path("refus/429/", errors.too_many),
    path("refus/500/", fault),
    path("", include("config.urls")),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

#: A page to read; the budget of the whole site.
MOST_NODES = 380
JSON = {"headers": {"accept": "application/json"}}


class Nodes(HTMLParser):
    count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count += 1


def words(answer: HttpResponse) -> str:
    """The page without its tags, its typography made plain."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip()


def nodes(answer: HttpResponse) -> int:
    parser = Nodes()
    parser.feed(answer.content.decode())
    return parser.count


def main(answer: HttpResponse) -> str:
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def the_faulty(client: Client) -> HttpResponse:
    client.raise_request_exception = False
    return client.get("/refus/500/")


def test_a_page_that_is_not_there_names_the_place_above_it(client: Client) -> None:
    """The nearest section that stands, the agenda, the library, a word for the team."""
    answer = client.get("/chantiers/nulle-part/plus-bas/")
    assert answer.status_code == 404
    for address in ("/chantiers/", "/agenda/", "/ressources/", "/compte/"):
        assert f'href="{address}"' in main(answer)
    assert "/accessibilite/signaler/?page=/chantiers/nulle-part/plus-bas/" in main(answer)
    assert 'rel="canonical"' not in answer.content.decode()


def test_the_place_above_is_one_that_this_visitor_may_see(client: Client) -> None:
    """Below a closed programme a visitor is led to its section, a participant to it."""
    programme = factories.comap(title="Réservée", slug="reservee")
    set_audience(page=programme, circle="participants")
    outside = client.get("/comap/reservee/absente/")
    assert 'href="/comap/"' in main(outside)
    assert "Réservée" not in outside.content.decode()
    client.force_login(factories.participant(programme).user)
    inside = client.get("/comap/reservee/absente/")
    assert inside.status_code == 404
    assert "Réservée" in main(inside)
    assert 'href="/compte/"' not in main(inside)


def test_forbidden_and_absent_are_one_answer(client: Client) -> None:
    """But for the address itself, which the visitor gave."""
    programme = factories.comap(slug="reservee")
    set_audience(page=programme, circle="participants")
    hidden, absent = client.get("/comap/reservee/"), client.get("/comap/absente-/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content.replace(b"reservee", b"absente-") == absent.content
    assert told(hidden) == told(absent)


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/alliance/organisations/personne/", "/alliance/organisations/"),
        ("/alliance/rien/du/tout/", "/alliance/"),
        ("/lexique/rien/", "/lexique/"),
        ("/nulle-part/", None),
        (f"/{'a/' * 3000}", None),
    ],
)
def test_lists_outside_of_the_tree_count_too(client: Client, address, above) -> None:
    """And an address that is no address asks nothing odd of the database."""
    answer = client.get(address)
    assert answer.status_code == 404
    found = re.search(r'class="next">.*?href="([^"]+)"', main(answer), re.DOTALL)
    assert (found and found[1]) == above


def test_without_a_site_there_is_still_a_page(client: Client, monkeypatch) -> None:
    """A house that is not built yet says that nothing is there."""
    monkeypatch.setattr(Site, "get_site_root_paths", staticmethod(list))
    assert client.get("/chantiers/nulle-part/").status_code == 404


def test_a_refusal_says_how_to_get_the_right(client: Client) -> None:
    """A visitor signs in; somebody signed in is told why, and whom to ask."""
    stranger = client.get("/refus/403/")
    assert stranger.status_code == 403
    assert "Connectez-vous avec l'adresse" in words(stranger)
    assert 'href="/compte/"' in main(stranger)
    client.force_login(factories.UserFactory())
    known = client.get("/refus/403/")
    assert known.status_code == 403
    assert "Seule l'animation change cette règle." in words(known)
    assert "Votre compte ne donne pas ce droit" in words(known)
    assert "Connectez-vous" not in words(known)


def test_too_many_demands_wait_as_long_as_is_said(client: Client) -> None:
    """The header counts seconds, the page says minutes."""
    answer = client.get("/refus/429/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Attendez 5 minutes" in words(answer)


def test_a_fault_gives_a_reference_that_is_in_the_log(client, caplog) -> None:
    """Nothing of the code is shown; the reference finds the traceback, each time another."""
    answer = the_faulty(client)
    assert answer.status_code == 500
    reference = re.search(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b", words(answer))[0]
    [line] = [record for record in caplog.records if reference in record.getMessage()]
    assert line.exc_info[1].args == ("a secret of the code",)
    assert "/refus/500/" in line.getMessage()
    assert "secret" not in answer.content.decode()
    assert reference not in words(the_faulty(client))


def test_a_database_that_goes_away_outside_of_a_view_is_said_to_be_away(client, monkeypatch):
    """Reading the session comes before any view: no fault of ours either."""

    def away(*args: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("config.errors.nearest_page", away)
    client.raise_request_exception = False
    answer = client.get("/nulle-part/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "réessayez dans quelques secondes" in words(answer)


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/refus/403/", 403, "forbidden"),
        ("/nulle-part/", 404, "not_found"),
        ("/refus/429/", 429, "too_many"),
        ("/refus/500/", 500, "fault"),
    ],
)
def test_a_program_is_told_the_same_in_json(client: Client, address, status, code) -> None:
    """Whether it sends JSON or wants it; a browser, which takes anything, gets a page."""
    client.raise_request_exception = False
    for asked in (client.get(address, **JSON), client.post(address, {}, "application/json")):
        assert asked.status_code == status
        answer = asked.json()
        assert (answer["type"], answer["code"]) == ("error", code)
        assert answer["sentence"]
        assert "no-store" in asked["Cache-Control"]
    page = client.get(address, headers={"accept": "text/html,*/*;q=0.8"})
    assert page["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("address", ["/refus/403/", "/nulle-part/", "/refus/429/", "/refus/500/"])
def test_nobody_keeps_a_refusal(client: Client, address) -> None:
    """Not the browser, nor anything on the way; and each is light, and has one heading."""
    client.raise_request_exception = False
    answer = client.get(address)
    assert "no-store" in answer["Cache-Control"]
    assert nodes(answer) <= MOST_NODES
    assert answer.content.decode().count("<h1") == 1


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "quelques secondes"), (59, "quelques secondes"), (60, "une minute"),
        (61, "2 minutes"), (300, "5 minutes"), (3541, "une heure"), (3601, "2 heures"),
    ],
)  # fmt: skip
def test_a_delay_is_said_as_people_say_it(seconds, said) -> None:
    """Never shorter than it is."""
    assert errors.in_words(seconds) == said


@pytest.mark.parametrize("name", ["500.html", "503.html", "maintenance.html", "400.html"])
def test_the_last_pages_need_nothing_but_themselves(name, django_assert_num_queries) -> None:
    """No database, no request, no user, no menu that would lead to the same page."""
    with django_assert_num_queries(0):
        page = render_to_string(name)
    assert "<h1" in page
    if name != "400.html":
        assert "<nav" not in page
