"""The team and the animators edit the house in Wagtail's admin, with its real forms."""

from typing import Any, NamedTuple

import pytest
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accompagnements.models import AccompanimentIndexPage, AccompanimentPage, PilotProjectPage
from chantiers.blocks import TEXT_FEATURES as SYNTHESIS_FEATURES
from chantiers.models import ChantierIndexPage, ChantierPage, SynthesisPage, WorkSessionPage
from comap.models import ComapIndexPage, ComapPage, ComapSessionPage
from community.gatherings.models import (
    AgendaPage,
    AppointmentIndexPage,
    AppointmentPage,
    GatheringPage,
    MeetingPage,
)
from community.programmes.actions import leave
from home.models import HomePage, TextPage
from resources.models import ResourceIndexPage, ResourcePage
from tests import factories as make
from tests.accounts.doors import with_second_factor
from tests.admin.editor import FORM, add_url, edit_url, errors_of, shown_form, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    """Somebody of the team, in the admin."""
    return with_second_factor(make.team_member().user)


def inside(programme) -> Client:
    """An animator of the programme, in the admin."""
    return with_second_factor(make.animator(programme).user)


class Kind(NamedTuple):
    """A page type: what it may be created under, and what one writes in its form."""

    model: type[Page]
    parent: Any
    fields: dict[str, Any]


GATHERING = {"date": "2024-05-16", "start_time": "09:00", "end_time": "11:30", "place": "Loos"}
KINDS = {
    "comap": Kind(
        ComapPage,
        ComapIndexPage.objects.get,
        {"start_year": "2021", "objectives": "Apprendre\nTransmettre"},
    ),
    "chantier": Kind(ChantierPage, ChantierIndexPage.objects.get, {"summary": "Un outil"}),
    "accompaniment": Kind(
        AccompanimentPage,
        AccompanimentIndexPage.objects.get,
        {"kind": "cohorte"}
        | nested_form_data(
            {"phases": inline_formset([{"order": "1", "title": "Écouter", "summary": ""}])}
        ),
    ),
    "appointment": Kind(AppointmentPage, AppointmentIndexPage.objects.get, {"kind": "gouvernance"}),
    "comap session": Kind(
        ComapSessionPage,
        make.comap,
        GATHERING
        | {"kind": "session-comap", "day_programme": rich_text("<p>Accueil</p>")}
        | nested_form_data(
            {
                "experience_reports": inline_formset(
                    [{"teller": "une élue", "tried": "Un verger", "changed": "", "resists": ""}]
                )
            }
        ),
    ),
    "work session": Kind(WorkSessionPage, make.chantier, GATHERING | {"kind": "temps-chantier"}),
    "meeting": Kind(MeetingPage, make.accompaniment, GATHERING | {"kind": "journee"}),
    "meeting of the alliance": Kind(
        MeetingPage, AppointmentIndexPage.objects.get, {"kind": "permanence", "date": "2024"}
    ),
    "synthesis": Kind(
        SynthesisPage,
        make.chantier,
        {"summary": "Ce qu'on en retient"}
        | nested_form_data(
            {
                "body": streamfield(
                    [
                        ("heading", "Commencer"),
                        ("text", rich_text("<p>Bien</p>", features=SYNTHESIS_FEATURES)),
                        ("question", "Et après ?"),
                    ]
                )
            }
        ),
    ),
    "pilot project": Kind(
        PilotProjectPage,
        make.accompaniment,
        {"effects": "Eau | moins bue\nPlus d'entraide", "limits": "Peu de temps"},
    ),
    "resource": Kind(
        ResourcePage,
        ResourceIndexPage.objects.get,
        {"kind": "fiche", "address": "https://exemple.test/fiche", "tags": "eau, sols"},
    ),
    "text": Kind(TextPage, HomePage.objects.get, {"body": rich_text("<p>Bonjour</p>")}),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_team_creates_and_edits_each_page_type(team, name) -> None:
    """Each page type is created with its real form, published, served, and edited again."""
    kind = KINDS[name]
    response = write(
        team,
        add_url(kind.model, kind.parent()),
        title="Une page écrite",
        slug="une-page-ecrite",
        **kind.fields,
    )
    assert response.status_code == 302, errors_of(response)
    page = kind.model.objects.get(slug="une-page-ecrite")
    assert page.live
    assert page.audience.circle == "tous"
    assert team.get(page.get_url()).status_code == 200
    response = write(team, edit_url(page), title="Une page changée")
    assert response.status_code == 302, errors_of(response)
    page.refresh_from_db()
    assert page.title == "Une page changée"
    assert page.live


def test_what_is_written_is_kept(team) -> None:
    """Dates with their precision, lists as lists, rows below the page, tags: all come through."""
    kinds = ("comap", "accompaniment", "comap session", "synthesis", "pilot project", "resource")
    pages = {}
    for number, name in enumerate(kinds):
        kind = KINDS[name]
        fields = kind.fields | {"title": name, "slug": f"page-{number}"}
        response = write(team, add_url(kind.model, kind.parent()), **fields)
        assert response.status_code == 302, errors_of(response)
        pages[name] = kind.model.objects.get(slug=f"page-{number}")
    assert pages["comap"].objectives == ["Apprendre", "Transmettre"]
    assert pages["accompaniment"].phases.get().title == "Écouter"
    session = pages["comap session"]
    assert (str(session.date), str(session.starts_on), session.place) == (
        "2024-05-16",
        "2024-05-16",
        "Loos",
    )
    assert session.experience_reports.get().tried == "Un verger"
    assert [block.block_type for block in pages["synthesis"].body] == [
        "heading",
        "text",
        "question",
    ]
    assert pages["pilot project"].effects == [
        {"label": "Eau", "text": "moins bue"},
        {"label": None, "text": "Plus d'entraide"},
    ]
    assert set(pages["resource"].tags.names()) == {"eau", "sols"}


@pytest.mark.parametrize(
    "model",
    [
        HomePage,
        ComapIndexPage,
        ChantierIndexPage,
        AccompanimentIndexPage,
        AppointmentIndexPage,
        AgendaPage,
        ResourceIndexPage,
    ],
)
def test_the_team_edits_the_home_page_and_the_sections(team, model) -> None:
    """Their words are the team's to change; their addresses are not."""
    page = model.objects.get()
    response = write(team, edit_url(page), introduction="Des mots choisis à la main")
    assert response.status_code == 302, errors_of(response)
    assert model.objects.get().introduction == "Des mots choisis à la main"
    assert team.get(page.get_url()).status_code == 200
    if model is HomePage:
        return
    refused = write(team, edit_url(page), slug="ailleurs")
    assert "slug" in errors_of(refused)
    assert model.objects.get().slug == model.section_slug


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        (
            {"date": "2024-05-16", "end_date": "2024-05-15"},
            "end_date",
            "Le dernier jour vient avant le premier.",
        ),
        (
            {"date": "2024-05-16", "start_time": "11:00", "end_time": "09:00"},
            "end_time",
            "La fin vient avant le début.",
        ),
        (
            {"date": "2024-05", "start_time": "11:00"},
            "start_time",
            "Une heure demande une date au jour près.",
        ),
        (
            {"date": "16/05/2024"},
            "date",
            "« 16/05/2024 » n'est pas une date : écrivez 2024, 2024-05 ou 2024-05-16.",
        ),
        (
            {"time_zone": "Paris"},
            "time_zone",
            "« Paris » n'est pas un fuseau horaire : écrivez par exemple Europe/Paris.",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(team, fields, field, sentence) -> None:
    """An end before the start, an hour without a day…: told beside the field, nothing is stored."""
    response = write(
        team,
        add_url(ComapSessionPage, make.comap()),
        title="Session",
        slug="session",
        kind="session-comap",
        **fields,
    )
    assert errors_of(response)[field] == [sentence]
    assert sentence.split("»")[-1].strip().replace("'", "&#x27;") in response.content.decode()
    assert not GatheringPage.objects.exists()


def test_an_unfinished_draft_may_be_kept(team) -> None:
    """A draft may lack what publishing asks for; publishing it is refused until it is there."""
    url = add_url(SynthesisPage, make.chantier())
    assert "summary" in errors_of(write(team, url, title="Brouillon", slug="brouillon"))
    response = write(team, url, publish=False, title="Brouillon", slug="brouillon")
    assert response.status_code == 302, errors_of(response)
    draft = SynthesisPage.objects.get()
    assert not draft.live
    assert "summary" in errors_of(write(team, edit_url(draft)))
    assert not SynthesisPage.objects.get().live


@pytest.mark.parametrize(
    ("model", "parent", "fields"),
    [
        (ComapPage, ComapIndexPage.objects.get, {"start_year": "2024", "end_year": "2023"}),
        (
            ResourcePage,
            ResourceIndexPage.objects.get,
            {"kind": "fiche", "address": "pas une adresse"},
        ),
        (TextPage, HomePage.objects.get, {"slug": "discussions", "body": rich_text("<p>x</p>")}),
        (
            PilotProjectPage,
            make.accompaniment,
            {"effects": "Eau | "},
        ),
    ],
)
def test_other_faults_are_told_too(team, model, parent, fields) -> None:
    """Years in the wrong order, an address that is none, a reserved address, a label alone."""
    fields = {"title": "Page", "slug": "page-ecrite"} | fields
    assert errors_of(write(team, add_url(model, parent()), **fields))
    assert not model.objects.exists()


def test_page_types_stand_where_they_belong(team) -> None:
    """A session stands under a COMAP, not under a chantier; a chantier not under a COMAP."""
    assert team.get(add_url(ComapSessionPage, make.comap())).status_code == 200
    assert team.get(add_url(ComapSessionPage, make.chantier())).status_code in (302, 403)
    assert team.get(add_url(ChantierPage, make.comap())).status_code in (302, 403)
    assert team.get(add_url(AgendaPage, HomePage.objects.get())).status_code in (302, 403)


def test_an_animator_edits_in_their_tree() -> None:
    """Animators create, publish and edit below their programme, and the programme's own page."""
    programme = make.comap()
    client = inside(programme)
    response = write(
        client,
        add_url(ComapSessionPage, programme),
        title="Session de mai",
        slug="mai",
        kind="session-comap",
    )
    assert response.status_code == 302, errors_of(response)
    page = ComapSessionPage.objects.get(slug="mai")
    assert page.live
    assert write(client, edit_url(page), title="Session de juin").status_code == 302
    assert write(client, edit_url(programme), summary="Écrit par nous").status_code == 302
    assert ComapPage.objects.get(pk=programme.pk).summary == "Écrit par nous"


def test_an_animator_is_refused_elsewhere() -> None:
    """Neither in another programme, nor in a section, nor on a page's audience or parts there."""
    other = make.comap(title="Ailleurs")
    session = make.session(other)
    client = inside(make.comap())
    for url in (
        edit_url(other),
        edit_url(session),
        edit_url(ComapIndexPage.objects.get()),
        add_url(ComapSessionPage, other),
        add_url(ComapPage, ComapIndexPage.objects.get()),
        f"/gestion/pages/{session.pk}/public/",
        f"/gestion/rencontres/{session.pk}/parties/",
    ):
        for method in (client.get, client.post):
            response = method(url)
            assert response.status_code in (302, 403), url
            if response.status_code == 302:  # Wagtail's own refusal
                assert response["Location"] == "/gestion/"
    other.refresh_from_db()
    assert other.title == "Ailleurs"


def test_an_animator_finds_neither_rows_nor_accounts() -> None:
    """People, seats, participations and accounts are the team's: an animator is refused there."""
    client = inside(make.comap())
    for path in (
        "snippets/programmes/participation/",
        "snippets/alliance/person/",
        "snippets/delegations/seat/",
        "users/",
    ):
        assert client.get(f"/gestion/{path}").status_code in (302, 403)


def test_an_animator_who_leaves_is_out_at_once() -> None:
    """The very next page that they ask for is refused."""
    programme = make.comap()
    person = make.animator(programme)
    client = with_second_factor(person.user)
    assert client.get(edit_url(programme)).status_code == 200
    leave(participation=person.participations.get())
    assert client.get(edit_url(programme)).status_code in (302, 403)


@pytest.mark.parametrize("who", ["visitor", "ally", "participant"])
def test_others_have_no_door_to_the_admin(client, who) -> None:
    """A visitor is asked to sign in; an ally or a participant is refused."""
    programme = make.comap()
    people = {"ally": make.PersonFactory, "participant": lambda: make.participant(programme)}
    if who in people:
        client.force_login(people[who]().user)
    for url in ("/gestion/", edit_url(programme)):
        response = client.get(url, follow=True)
        assert response.status_code in (200, 403)
        assert FORM not in response.content.decode()
        assert (response.status_code == 200) is (who == "visitor")


def test_forms_speak_french(team) -> None:
    """Labels and help of our own fields are in French, and what is written by line is shown so."""
    programme = make.comap(objectives=["Apprendre", "Transmettre"])
    html = team.get(edit_url(programme)).content.decode()
    for words in ("en une phrase", "objectifs", "Un par ligne", "Participant·es par année"):
        assert words.lower() in html.lower()
    assert shown_form(team, edit_url(programme))["objectives"].split() == [
        "Apprendre",
        "Transmettre",
    ]
