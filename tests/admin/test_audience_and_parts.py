"""Two pages of the admin that Wagtail does not have: who sees a page, and its locked parts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from community.gatherings.models import GatheringPart
from community.programmes.actions import set_audience
from community.programmes.models import PageAudience
from tests import factories as make
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    """Somebody of the team, in the admin."""
    return with_second_factor(make.team_member().user)


def audience_url(page):
    return f"/gestion/pages/{page.pk}/public/"


def parts_url(page):
    return f"/gestion/rencontres/{page.pk}/parties/"


def circle_of(page):
    return PageAudience.objects.get(page_id=page.pk).circle


def part_form(initial=0, **fields):
    """The form of the parts, one of them written."""
    row = {"kind": "account", "circle": "participants", "title": "", "text": "", "url": ""}
    row |= {"position": "0"} | fields
    return {
        "parts-TOTAL_FORMS": "1",
        "parts-INITIAL_FORMS": str(initial),
        **{f"parts-0-{name}": value for name, value in row.items()},
    }


def test_the_team_chooses_who_sees_a_page(team) -> None:
    """The page shows the circle that is chosen, and changes it."""
    page = make.session(make.comap())
    html = team.get(audience_url(page)).content.decode()
    assert page.title in html
    assert "les participant·es du dispositif" in html
    response = team.post(audience_url(page), {"circle": "participants"})
    assert response.status_code == 302
    assert circle_of(page) == "participants"


@pytest.mark.parametrize("circle", ["", "personne", "\x00"])
def test_an_unknown_circle_is_refused(team, circle) -> None:
    """There are three circles; anything else leaves the page as it is."""
    page = make.session(make.comap())
    assert team.post(audience_url(page), {"circle": circle}).status_code == 200
    assert circle_of(page) == "tous"


def test_a_page_wider_than_the_one_above_is_refused(team) -> None:
    """The refusal stands beside the choice, and nothing changes."""
    programme = make.comap()
    set_audience(page=programme, circle="allies")
    page = make.session(programme)
    response = team.post(audience_url(page), {"circle": "tous"})
    assert response.status_code == 200
    assert "n&#x27;est ouverte qu&#x27;à" in response.content.decode()
    assert circle_of(page) == "allies"


def test_a_section_has_no_participants(team) -> None:
    """Outside of every programme the narrowest circle is refused; « allié·es » is not."""
    section = make.ComapIndexPage.objects.get()
    assert team.post(audience_url(section), {"circle": "participants"}).status_code == 200
    assert circle_of(section) == "tous"
    assert team.post(audience_url(section), {"circle": "allies"}).status_code == 302
    assert circle_of(section) == "allies"


def test_an_animator_chooses_in_their_tree_only() -> None:
    """Whoever may publish a page says who sees it; elsewhere one is refused."""
    programme = make.comap()
    mine, other = make.session(programme), make.session(make.comap())
    client = with_second_factor(make.animator(programme).user)
    assert client.post(audience_url(mine), {"circle": "participants"}).status_code == 302
    assert client.post(audience_url(other), {"circle": "participants"}).status_code in (302, 403)
    assert (circle_of(mine), circle_of(other)) == ("participants", "tous")


def test_a_page_that_is_not_there(team) -> None:
    """An unknown page, or one that is no meeting, has neither audience nor parts."""
    assert team.get("/gestion/pages/999999/public/").status_code == 404
    assert team.get("/gestion/rencontres/999999/parties/").status_code == 404
    assert team.get(parts_url(make.comap())).status_code == 404


def test_the_editor_leads_to_both(team) -> None:
    """The editor of a meeting has a button for each; that of a programme has no parts."""
    session = make.session(make.comap())
    html = team.get(f"/gestion/pages/{session.pk}/edit/").content.decode()
    assert audience_url(session) in html
    assert parts_url(session) in html
    programme = make.chantier()
    html = team.get(f"/gestion/pages/{programme.pk}/edit/").content.decode()
    assert audience_url(programme) in html
    assert parts_url(programme) not in html


def test_a_part_is_written_and_changed(team) -> None:
    """A text is kept with its circle, changed, and taken away."""
    page = make.session(make.comap())
    assert "à citer" in team.get(parts_url(page)).content.decode()
    assert team.post(parts_url(page), part_form(text="Ce qu'on s'est dit")).status_code == 302
    part = page.parts.get()
    assert (part.kind, part.circle, part.text) == ("account", "participants", "Ce qu'on s'est dit")
    changed = part_form(initial=1, id=part.pk, text="Relu", circle="allies")
    assert team.post(parts_url(page), changed).status_code == 302
    part.refresh_from_db()
    assert (part.text, part.circle) == ("Relu", "allies")
    assert team.get(parts_url(page)).status_code == 200
    team.post(parts_url(page), changed | {"parts-0-DELETE": "on"})
    assert not page.parts.exists()


def test_a_file_is_sent_with_the_form(team) -> None:
    """A file goes where no public address leads, and the form shows it again."""
    page = make.session(make.comap())
    upload = SimpleUploadedFile("notes.pdf", b"%PDF-1.7", "application/pdf")
    data = part_form(kind="minutes") | {"parts-0-file": upload}
    assert team.post(parts_url(page), data).status_code == 302
    part = page.parts.get()
    assert part.file.read() == b"%PDF-1.7"
    part.file.close()
    html = team.get(parts_url(page)).content.decode()
    assert f'href="/fichiers/{part.pk}/"' in html


def test_an_empty_part_is_refused(team) -> None:
    """A title alone is no part."""
    page = make.session(make.comap())
    response = team.post(parts_url(page), part_form(title="Compte rendu"))
    assert response.status_code == 200
    assert "Donnez un texte" in response.content.decode()
    assert not GatheringPart.objects.exists()


@pytest.mark.parametrize("kind", ["recording", "transcript", "photo"])
def test_a_recording_is_refused_where_the_rule_forbids_it(team, kind) -> None:
    """« Sans les noms » and « entre nous » keep no recording; « à citer » may."""
    for rule, status in (("sans-noms", 200), ("entre-nous", 200), ("a-citer", 302)):
        page = make.session(make.comap(), quotation_rule=rule)
        response = team.post(parts_url(page), part_form(kind=kind, url="https://exemple.test/f"))
        assert response.status_code == status
        assert page.parts.exists() is (status == 302)


def test_an_animator_writes_parts_in_their_tree_only() -> None:
    """Whoever may edit the meeting writes its parts; elsewhere one is refused."""
    programme = make.comap()
    mine, other = make.session(programme), make.session(make.comap())
    client = with_second_factor(make.animator(programme).user)
    assert client.post(parts_url(mine), part_form(text="Écrit")).status_code == 302
    assert client.post(parts_url(other), part_form(text="Écrit")).status_code in (302, 403)
    assert (mine.parts.count(), other.parts.count()) == (1, 0)


@pytest.mark.parametrize("url", [audience_url, parts_url])
def test_a_participant_has_no_door(client, url) -> None:
    """A participant reads the parts on the page itself, never in the admin."""
    programme = make.comap()
    page = make.session(programme)
    client.force_login(make.participant(programme).user)
    assert client.get(url(page)).status_code in (302, 403)
