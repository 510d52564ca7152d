"""A page shows how a long list begins, and leads in plain words to all of it."""

import html
import re

import pytest
from django.test import RequestFactory

from community.discussions.actions import open_channel
from community.gatherings.reading import PAST_SIZE
from community.programmes.actions import set_audience, take_part
from community.programmes.excerpts import SHORT
from community.programmes.models import ParticipantCount, Participation
from community.programmes.querysets import trail_at
from community.programmes.reading import NAMES, surroundings_of, surroundings_of_draft
from community.programmes.templatetags.programmes_tags import ancestors_of
from community.programmes.templatetags.programmes_tags import surroundings_of as surroundings_tag
from resources.facets import MOST_VALUES, RESOURCES, browse
from resources.models import KitItem, PressArticle
from resources.reading import OTHERS, UNDER_A_MEETING
from tests import factories as make

pytestmark = pytest.mark.django_db


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def links(client, address: str) -> set[str]:
    return set(re.findall(r'<a\s[^>]*?href="([^"]*)"', text(client, address), re.DOTALL))


def tagged(*tags: str) -> None:
    resource = make.resource()
    resource.tags.add(*tags)
    resource.save()


def request(user):
    made = RequestFactory().get("/")
    made.user = user
    return made


def test_every_past_session_is_reached_by_links(client) -> None:
    """The latest on the page, the others from page to page; a page past the last is the first."""
    comap = make.comap(slug="eau")
    sessions = [
        make.session(comap, date=f"20{10 + index}-05-16") for index in range(2 * PAST_SIZE + 1)
    ]
    assert f"Voir les {PAST_SIZE + 1} précédentes" in text(client, comap.url)
    assert "?page=2#rencontres" in links(client, comap.url)
    found = [links(client, f"{comap.url}?page={number}") for number in (1, 2, 3)]
    assert {page.url for page in sessions} <= set.union(*found)
    sizes = [sum(page.url in shown for page in sessions) for shown in found]
    assert sizes == [PAST_SIZE, PAST_SIZE, 1]
    assert "?page=3#rencontres" in found[1]
    for beyond in ("4", "0", "-1", "deux", "99999"):
        assert sessions[-1].url in links(client, f"{comap.url}?page={beyond}")


def test_a_past_session_says_what_it_taught(client) -> None:
    """The first lessons under each; those of a meeting « entre nous » are not told there."""
    comap = make.comap(slug="eau")
    open_one = make.session(comap, slug="mai", date="2024-05-16")
    make.session(comap, slug="juin", date="2024-06-01", quotation_rule="entre-nous")
    told = [make.LessonFactory(programme=comap, origin=open_one) for _ in range(3)]
    row = text(client, comap.url).split("/comap/eau/mai/")[1].split("</li>\n  </ol>")[0]
    shown = [lesson.text in row.split("</ol>")[0] for lesson in told]
    assert shown == [True] * UNDER_A_MEETING + [False]
    assert "Voir les 3 enseignements d’ici" in text(client, comap.url)


def test_lessons_past_the_first_go_on_in_the_explorer(client) -> None:
    """The latest of those that stand under no meeting of the page, and how many there are."""
    comap = make.comap(slug="eau")
    lessons = [make.LessonFactory(programme=comap, year=2000 + n) for n in range(OTHERS + 2)]
    page = text(client, comap.url)
    assert [lesson.text in page for lesson in lessons] == [False] * 2 + [True] * OTHERS
    assert f"Voir les {OTHERS + 2} enseignements" in page
    assert "/enseignements/?dispositif=eau" in links(client, comap.url)


def test_what_a_programme_gathers_is_cut_and_listed_in_full(client) -> None:
    """Partners, people, articles, syntheses and projects: the first, and a way to the others."""
    chantier = make.chantier(slug="sols")
    number = NAMES + 2
    for index in range(number):
        organisation = make.OrganisationFactory(name=f"Ferme {index:02}")
        chantier.partners.add(organisation)
        chantier.territories.add(make.TerritoryFactory(name=f"Vallée {index:02}"))
        take_part(programme=chantier, organisation=organisation, role="animator")
        take_part(programme=chantier, person=make.PersonFactory(public=True), title="témoin")
        make.synthesis(chantier, title=f"Synthèse {index:02}")
        make.pilot_project(chantier, title=f"Projet {index:02}")
        PressArticle.objects.create(title=f"Article {index}", outlet="X", programme=chantier)
    chantier.save()
    page = text(client, chantier.url)
    assert page.count("et 2 autres") >= 2
    assert "2 autres personnes" in page
    assert f"Voir les {number}" in page
    lists = {link for link in links(client, chantier.url) if link.startswith("/alliance/pages/")}
    names = {link.split("/")[-2] for link in lists}
    assert names == {
        *("anime", "roles", "partenaires", "territoires", "syntheses", "projets", "presse")
    }
    full = {name: text(client, f"/alliance/pages/{chantier.pk}/{name}/") for name in names}
    assert f"Ferme {number - 1:02}" in full["partenaires"]
    assert f"Vallée {number - 1:02}" in full["territoires"]
    assert f"Synthèse {number - 1:02}" in full["syntheses"]
    assert f"Projet {number - 1:02}" in full["projets"]
    assert f"Article {number - 1}" in full["presse"]
    assert full["anime"].count("Ferme ") == full["roles"].count("Personne ") == number


def test_what_a_programme_gathers_is_told_in_one_query(django_assert_num_queries) -> None:
    """Names by the alphabet, years backwards; a draft says what is not in the tables yet."""
    comap = make.comap()
    for name in ("Ruche", "Atelier"):
        comap.partners.add(make.OrganisationFactory(name=name))
    comap.save()
    for year in (2022, 2024):
        ParticipantCount.objects.create(programme=comap, year=year, count=9, approximate=True)
    with django_assert_num_queries(1):
        around = surroundings_of(comap)
    assert [row.name for row in around.partners] == ["Atelier", "Ruche"]
    assert [(row.year, row.count, row.approximate) for row in around.counts] == [
        (2024, 9, True),
        (2022, 9, True),
    ]
    assert (len(around.territories), len(around.funders)) == (0, 0)
    comap.funders.add(make.OrganisationFactory(name="Fonds"))  # not saved
    assert [row.name for row in surroundings_of_draft(comap).funders] == ["Fonds"]
    preview = request(make.animator(comap).user)
    preview.is_preview = True
    assert [row.name for row in surroundings_tag({"request": preview}, comap).funders] == ["Fonds"]


def test_the_participants_are_listed_for_themselves_and_the_team(client) -> None:
    """Others are told nothing of them, on the page and in the full list alike."""
    comap = make.comap()
    people = [make.participant(comap) for _ in range(NAMES + 2)]
    address = f"/alliance/pages/{comap.pk}/participants/"
    client.force_login(make.PersonFactory().user)
    assert people[0].name not in text(client, comap.url) + text(client, address)
    client.force_login(people[0].user)
    assert "et 2 autres" in text(client, comap.url)
    assert all(person.name in text(client, address) for person in people)
    client.force_login(make.team_member().user)
    assert people[0].name in text(client, address)


def test_a_list_of_a_hidden_page_does_not_exist(client) -> None:
    """The same answer as for a list that there is not."""
    comap = make.comap()
    session = make.session(comap, quotation_rule="entre-nous", date="2024-05-16")
    resource = make.resource(title="Carnet")
    KitItem.objects.create(gathering=session, resource=resource)
    kept = f"/alliance/pages/{session.pk}/ressources/"
    assert client.get(kept).status_code == 404
    assert client.get(f"/alliance/pages/{comap.pk}/licornes/").status_code == 404
    assert client.get(f"/alliance/pages/{resource.pk}/presse/").status_code == 404
    assert client.get(f"/alliance/pages/{comap.pk}/presse/").status_code == 200
    set_audience(page=comap, circle="participants")
    assert client.get(f"/alliance/pages/{comap.pk}/presse/").status_code == 404
    client.force_login(make.participant(comap).user)
    assert "Carnet" in text(client, kept)


def test_what_came_of_a_meeting_and_a_project_is_listed_in_full(client) -> None:
    """Lessons, kit and syntheses of a meeting; lessons of a project; meetings of a synthesis."""
    chantier = make.chantier()
    work = make.work_session(chantier, date="2024-06", title="Atelier de juin")
    project = make.pilot_project(chantier)
    synthesis = make.synthesis(chantier, title="Ce que disent les sols", gatherings=[work])
    lessons = [make.LessonFactory(programme=chantier, origin=page) for page in (work, project)]
    KitItem.objects.create(gathering=work, resource=make.resource(title="Carnet"))
    for page, what, found in (
        (work, "enseignements", lessons[0].text),
        (work, "ressources", "Carnet"),
        (work, "syntheses", "Ce que disent les sols"),
        (project, "enseignements", lessons[1].text),
        (synthesis, "rencontres", "Atelier de juin"),
        (project.get_parent().get_parent(), "projets", "Rien n"),
    ):
        assert found in text(client, f"/alliance/pages/{page.pk}/{what}/")


def test_what_the_alliance_holds_of_something_is_listed_in_full(client) -> None:
    """Of an organisation, a person, a territory: each list of its page, and the whole of it."""
    organisation, territory = make.OrganisationFactory(), make.TerritoryFactory()
    person = make.PersonFactory(public=True, organisation=organisation, territory=territory)
    comap = make.comap(title="Eau")
    take_part(programme=comap, organisation=organisation, title="Allié pivot")
    take_part(programme=comap, person=person, role=Participation.Role.ANIMATOR)
    comap.territories.add(territory)
    comap.save()
    number = SHORT + 1
    for index in range(number):
        session = make.session(
            comap,
            title=f"Session {index}",
            date=f"202{index}-05-16",
            speakers=[person],
            organisations=[organisation],
        )
        session.experience_reports.create(tried="Un essai", territory=territory)
        session.save()
    for row in (organisation, person, territory):
        address = row.get_absolute_url()
        if row is not territory:  # the page of a territory is a story: see tests/home/test_story.py
            assert f"Voir les {number}" in text(client, address)
        assert f"{address}rencontres/" in links(client, address)
        full = text(client, f"{address}rencontres/")
        assert all(f"Session {index}" in full for index in range(number))
        assert "Eau" in text(client, f"{address}dispositifs/")
        assert client.get(f"{address}licornes/").status_code == 404
    assert person.name in text(client, f"{organisation.get_absolute_url()}personnes/")


def test_a_facet_offers_its_most_frequent_values(rf) -> None:
    """The others are reached from elsewhere: what is chosen is named, however few it leaves."""
    for index in range(MOST_VALUES + 1):
        tagged("eau", f"mot-{index:02}")
    offered = browse(RESOURCES, request(make.PersonFactory().user).user, {}).facets[2].values
    assert len(offered) == MOST_VALUES
    assert offered[0].key == "eau"
    rare = f"mot-{MOST_VALUES:02}"
    chosen = browse(RESOURCES, make.PersonFactory().user, {"mot": rare})
    assert [(value.key, value.count) for value in chosen.chosen] == [(rare, 1)]
    assert chosen.query == f"mot={rare}"


def test_the_pages_of_a_narrowed_list_keep_what_was_chosen(client) -> None:
    """The second page of « fiches » holds fiches."""
    for _ in range(13):
        make.resource()
    make.resource(kind="podcast")
    assert "?type=fiche&page=2" in text(client, "/ressources/?type=fiche")


def test_a_card_of_the_library_shows_its_first_tags(client) -> None:
    """Three at the most; each narrows the library."""
    tagged("eau", "forêt", "sols", "vent")
    cards = text(client, "/ressources/").split('class="cards"')[1]
    assert len(re.findall(r"/ressources/\?mot=", cards)) == 3


def test_a_draft_shows_where_it_would_stand() -> None:
    """A page shown in the admin was not looked for by its address; others are in no tree."""
    comap = make.comap(title="Eau")
    session = make.session(comap)
    context = {"request": request(make.animator(comap).user)}
    assert [page.title for page in ancestors_of(context, session)][-1] == "Eau"
    session.trail = trail_at(context["request"].user, session.url_path)
    assert [page.title for page in ancestors_of(context, session)][-1] == "Eau"
    assert ancestors_of(context, "") == []


def test_a_trail_leads_to_what_one_may_read_only() -> None:
    """Empty for others and for an address where nothing stands, though a page of it is open."""
    comap = make.comap(slug="eau")
    session = make.session(comap, slug="mai")
    set_audience(page=session, circle="participants")
    reader = make.participant(comap).user
    trail = trail_at(reader, session.url_path)
    assert [page.slug for page in trail] == ["home", "comap", "eau", "mai"]
    assert trail[-1].reader_role == "participant"
    assert trail[-1].audience.programme.pk == comap.pk
    assert trail_at(make.PersonFactory().user, session.url_path) == []
    assert trail_at(reader, f"{comap.url_path}juin/") == []
    assert trail_at(reader, "/home/eau/") == []


def test_the_channel_of_a_programme_is_linked_for_its_readers(client) -> None:
    """Participants are led to it; others see nothing of it."""
    comap = make.comap()
    reader = make.participant(comap).user
    address = open_channel(kind="programme", programme=comap).get_absolute_url()
    assert address not in links(client, comap.url)
    client.force_login(make.PersonFactory().user)
    assert address not in links(client, comap.url)
    client.force_login(reader)
    assert address in links(client, comap.url)
