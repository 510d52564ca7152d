"""What one reads of meetings, programmes, syntheses and people – and what one does not."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accompagnements.models import Phase
from community.alliance.models import Territory
from community.gatherings.models import ExperienceReport
from community.programmes.actions import set_audience
from resources.reading import OTHERS
from tests import factories

pytestmark = pytest.mark.django_db


def read(client, page) -> str:
    return client.get(page.url).content.decode()


def queries(client, page) -> int:
    client.get(page.url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(page.url).status_code == 200
    return len(captured)


def test_past_sessions_are_a_series_by_year_and_the_next_comes_first(client):
    """The latest year first; a date is not shown more precisely than it is known."""
    comap = factories.comap()
    for date in ("2023", "2024-02", "2024-06-12", "2999-01-05"):
        factories.session(comap, title=f"Session {date}", date=date)
    page = read(client, comap)
    places = [
        page.index(words)
        for words in ("Session 2999-01-05", "Session 2024-06-12", "Session 2024-02", "Session 2023")
    ]
    assert places == sorted(places)
    assert '<time datetime="2024-02">février</time>' in page
    assert '<time datetime="2024-06-12">12\u00a0juin</time>' in page


def test_a_long_year_of_lessons_goes_on_in_the_explorer(client):
    """A page stays light: some lessons, the others one link further."""
    comap = factories.comap()
    factories.LessonFactory.create_batch(13, programme=comap.programmepage_ptr)
    page = read(client, comap)
    assert page.count('<li class="lesson">') == OTHERS
    assert f'href="/enseignements/?dispositif={comap.slug}"' in page


def test_a_meeting_between_us_shows_title_date_and_place_only(client):
    """Neither its own page nor a list tells others what it is about or who speaks."""
    comap = factories.comap()
    kept = {"summary": "Le fond de l'affaire.", "quotation_rule": "entre-nous", "place": "Loos"}
    session = factories.session(comap, title="Entre nous", date="2024-05", **kept)
    session.speakers.add(factories.PersonFactory(name="Oratrice Discrète", public=True))
    session.save()
    for page in (read(client, comap), read(client, session)):
        assert "Entre nous" in page
        assert "Loos" in page
        assert "Le fond de" not in page
        assert "Oratrice Discrète" not in page


def test_those_who_were_there_read_a_meeting_between_us(client):
    """A participant sees what the meeting was about."""
    comap = factories.comap()
    session = factories.session(comap, summary="Le fond.", quotation_rule="entre-nous")
    client.force_login(factories.participant(comap.programmepage_ptr).user)
    assert "Le fond." in read(client, session)


def test_a_locked_part_says_who_may_open_it_and_how(client):
    """It shows that it exists, never its words."""
    session = factories.session(factories.comap(), date="2024")
    factories.part(session, "account", text="Les mots gardés.", circle="participants")
    factories.part(session, "slides", text="Les planches.", circle="tous")
    page = read(client, session)
    assert "<li>compte rendu</li>" in page
    assert "Réservé aux participant·es" in page
    assert "Les mots gardés." not in page
    assert "Les planches." in page


def test_only_people_who_are_public_have_a_link_for_everybody(client):
    """A name that a page gives stays; the way to a hidden card is shown to allies only."""
    session = factories.session(factories.comap())
    shown = factories.PersonFactory(public=True)
    hidden = factories.PersonFactory(public=False)
    session.speakers.add(shown, hidden)
    session.save()
    page = read(client, session)
    assert f'href="{shown.get_absolute_url()}"' in page
    assert f'href="{hidden.get_absolute_url()}"' not in page
    assert hidden.name in page
    client.force_login(factories.UserFactory())
    assert f'href="{hidden.get_absolute_url()}"' in read(client, session)


def test_a_meeting_costs_the_same_whoever_speaks(client):
    """Queries do not grow with speakers, reports, lessons."""
    comap = factories.comap()
    session = factories.session(comap, date="2024")

    def fill() -> None:
        person = factories.PersonFactory(public=True, organisation=factories.OrganisationFactory())
        session.speakers.add(person)
        session.experience_reports.add(
            ExperienceReport(territory=factories.TerritoryFactory(), tried="Marcher ensemble.")
        )
        session.save()
        lesson = factories.LessonFactory(programme=comap.programmepage_ptr, origin=session.page_ptr)
        lesson.concepts.add(factories.ConceptFactory())

    fill()
    before = queries(client, session)
    for _again in range(4):
        fill()
    assert queries(client, session) == before


def synthesis_citing(programme, lessons):
    body = [{"type": "lesson", "value": lesson.pk} for lesson in lessons]
    body.append({"type": "question", "value": "Et après ?"})
    return factories.synthesis(programme, title="Ce qu'on retient", body=json.dumps(body))


def test_a_synthesis_names_who_wrote_it_and_what_it_stands_on(client):
    """Authors, meetings that the reader may see, cited lessons with where they come from."""
    chantier = factories.chantier(title="Dessiner")
    lesson = factories.LessonFactory(programme=chantier.programmepage_ptr, text="On a appris.")
    session = factories.work_session(chantier, title="Première séance", date="2024-05-01")
    synthesis = synthesis_citing(chantier, [lesson])
    author = factories.PersonFactory(name="Autrice", public=True)
    synthesis.contributions.create(person=author, part="author")
    synthesis.gatherings.add(session.gatheringpage_ptr)
    synthesis.save()
    page = read(client, synthesis)
    for words in ("Autrice", "a écrit", "Première séance", "On a appris.", "Dessiner", "Et après"):
        assert words in page
    assert synthesis.url in read(client, chantier)
    assert synthesis.url in read(client, session)
    assert synthesis.url in client.get("/").content.decode()


def test_a_synthesis_cites_what_its_reader_may_see(client):
    """A hidden lesson or resource, or one that is gone, leaves its place; the rest stays."""
    chantier = factories.chantier()
    hidden = factories.comap(title="Communauté cachée")
    kept = factories.LessonFactory(programme=chantier.programmepage_ptr, text="Appris ici.")
    secret = factories.LessonFactory(programme=hidden.programmepage_ptr, text="Appris à part.")
    gone = factories.LessonFactory(text="Effacé.")
    sheets = [factories.resource(title=title) for title in ("Fiche ouverte", "Fiche fermée")]
    draft = factories.resource(title="Fiche à venir", live=False)
    set_audience(page=hidden, circle="allies")
    set_audience(page=sheets[1], circle="allies")
    body = [{"type": "lesson", "value": row.pk} for row in (kept, secret, gone)]
    body += [{"type": "resource", "value": row.pk} for row in (*sheets, draft)]
    body.append({"type": "text", "value": "<p>Un texte.</p>"})
    synthesis = factories.synthesis(chantier, body=json.dumps(body))
    gone.delete()
    page = read(client, synthesis)
    for words in ("Appris ici.", "Fiche ouverte", "Un texte."):
        assert words in page
    for words in ("Appris à part", "Communauté cachée", "Fiche fermée", "Fiche à venir", "Effacé"):
        assert words not in page
    client.force_login(factories.UserFactory())
    page = read(client, synthesis)
    for words in ("Appris à part.", "Communauté cachée", "Fiche fermée", "Fiche ouverte"):
        assert words in page
    assert "Fiche à venir" not in page


def test_a_synthesis_costs_the_same_however_much_it_cites(client):
    """Queries do not grow with lessons and authors."""
    programme = factories.chantier()
    others = [factories.comap().programmepage_ptr for _each in range(4)]
    short = synthesis_citing(programme, [factories.LessonFactory(programme=others[0])])
    short.contributions.create(person=factories.PersonFactory())
    long = synthesis_citing(programme, [factories.LessonFactory(programme=row) for row in others])
    for _each in range(4):
        long.contributions.create(person=factories.PersonFactory())
    assert queries(client, long) == queries(client, short)


def test_a_pilot_project_tells_its_limits_as_much_as_its_effects(client):
    """Both are sections of their own; without either the page says that one does not know yet."""
    cohort = factories.accompaniment()
    told = factories.pilot_project(
        cohort,
        territory=factories.TerritoryFactory(name="Canohès"),
        effects=[{"label": "élargissement", "text": "Plus de monde autour de la table."}],
        limits=["Le calendrier électoral."],
    )
    untold = factories.pilot_project(cohort)
    page = read(client, told)
    for words in ("Canohès", "Élargissement", "Plus de monde", "Le calendrier électoral."):
        assert words in page
    assert "On ne sait pas encore" in read(client, untold)
    assert told.url in read(client, cohort)


def test_phases_are_shown_in_order_where_they_belong(client):
    """A programme's on its page, the general ones at the head of the section."""
    cohort = factories.accompaniment()
    Phase.objects.create(programme=cohort.programmepage_ptr, order=2, title="Évaluer")
    Phase.objects.create(
        programme=cohort.programmepage_ptr, order=1, title="Démarrer", optional=True
    )
    Phase.objects.create(order=1, title="Tronc commun")
    page = read(client, cohort)
    assert page.index("Démarrer") < page.index("facultatif") < page.index("Évaluer")
    assert "Tronc commun" not in page
    assert "Tronc commun" in client.get("/accompagnements/").content.decode()


def test_a_territory_says_what_is_known_and_nothing_else(client):
    """No row for what the reports do not tell."""
    row = factories.TerritoryFactory(name="Loos", population=22000)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "22\u202f000" in page
    assert "Superficie" not in page
    assert Territory.objects.get(slug=row.slug).area_km2 is None
