"""The team takes the lists of people and organisations as files; nobody else does."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from community.activity.models import Event
from community.alliance.details import DetailKind, Visibility
from community.alliance.models import ContactDetail
from tests import factories
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    return with_second_factor(factories.team_member().user)


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_the_team_takes_people_as_csv_and_the_log_says_so(team: Client) -> None:
    """One line a person; who took the list is written down, and nothing keeps the file."""
    factories.PersonFactory(name="Élue de Loos", role="maire")
    response = team.post("/gestion/listes/personnes.csv")
    text = body(response).decode("utf-8-sig")
    assert '"Élue de Loos";"maire"' in text
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    event = Event.objects.get(verb="list.downloaded")
    assert event.actor is not None
    assert "Personnes" in event.label


def test_the_team_takes_organisations_as_a_workbook(team: Client) -> None:
    """A sheet with a heading, then a row for each."""
    factories.OrganisationFactory(name="Ville de Loos")
    book = load_workbook(BytesIO(body(team.post("/gestion/listes/organisations.xlsx"))))
    rows = list(book.worksheets[0].values)
    assert rows[0][0] == "Nom"
    assert "Ville de Loos" in [row[0] for row in rows[1:]]


def test_what_somebody_hid_is_in_no_list(team: Client) -> None:
    """A detail shown to allies is there; one that its owner keeps is not, for the team neither."""
    person = factories.PersonFactory()
    seen, hidden = "vu@exemple.test", "cache@exemple.test"
    for value, visibility in ((seen, Visibility.ALLIES), (hidden, Visibility.NOBODY)):
        ContactDetail.objects.create(
            person=person, kind=DetailKind.MAIL, value=value, visibility=visibility
        )
    text = body(team.post("/gestion/listes/personnes.csv")).decode()
    assert seen in text
    assert hidden not in text
    assert person.user.email not in text


def test_a_card_that_begins_like_a_formula_runs_nowhere(team: Client) -> None:
    """What somebody wrote of themselves is text, in both formats."""
    factories.PersonFactory(name='=HYPERLINK("http://exemple.test";"ici")')
    assert "\"'=HYPERLINK" in body(team.post("/gestion/listes/personnes.csv")).decode()
    book = load_workbook(BytesIO(body(team.post("/gestion/listes/personnes.xlsx"))))
    assert not [cell for row in book.worksheets[0] for cell in row if cell.data_type == "f"]


def test_wagtail_s_own_reports_are_neutralised_too() -> None:
    """A page's title is typed by many; the team opens the report that lists it."""
    view = SpreadsheetExportMixin()
    assert view.preprocess_field_value("title", "=1+1", "csv") == "'=1+1"
    assert view.preprocess_field_value("title", "Loos", "csv") == "Loos"


def test_nobody_else_takes_a_list(client: Client) -> None:
    """Neither an ally, nor an animator, nor a visitor; and nothing is written in the log."""
    animator = factories.animator(factories.comap())
    for other in (client, with_second_factor(animator.user)):
        assert other.get("/gestion/listes/").status_code in (302, 403)
        assert other.post("/gestion/listes/personnes.csv").status_code in (302, 403)
    assert not Event.objects.filter(verb="list.downloaded").exists()


def test_only_the_lists_that_there_are_are_taken(team: Client) -> None:
    """An unknown list or format is not found; a link alone takes nothing."""
    assert team.get("/gestion/listes/").status_code == 200
    assert team.post("/gestion/listes/territoires.csv").status_code == 404
    assert team.post("/gestion/listes/personnes.ods").status_code == 404
    assert team.get("/gestion/listes/personnes.csv").status_code == 405


def test_a_long_list_asks_as_few_questions_as_a_short_one(
    team: Client, django_assert_max_num_queries: object
) -> None:
    """The number of queries does not grow with the people."""
    for _number in range(30):
        person = factories.PersonFactory(user=None)
        person.topics.add("eau")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        body(team.post("/gestion/listes/personnes.csv"))
