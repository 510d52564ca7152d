"""The page of a territory is its story, whom to ask about it, and whom to compare it with."""

import datetime as dt
import html

import pytest
from django.utils import timezone

from accompagnements.actions import close, start
from community.alliance.models import ActorKind, Territory
from community.alliance.regions import REGION_OF, REGIONS, region_of
from community.delegations.models import Seat
from community.discussions.actions import open_channel
from community.programmes.actions import set_audience
from home.story import BEGUN, ON_A_PAGE
from resources.models import KitItem
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def loos():
    return make.TerritoryFactory(slug="loos", name="Loos")


def story(client, row):
    answer = client.get(row.get_absolute_url())
    assert answer.status_code == 200
    return answer.context["story"]


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def told(found):
    return [
        (year.year, moment.what, moment.title) for year in found.years for moment in year.moments
    ]


def programme_of(*territories, new=make.accompaniment, **fields):
    programme = new(**fields)
    programme.territories.add(*territories)
    programme.save()
    return programme


def session_about(territory, programme, tried="Un essai", **fields):
    session = make.session(programme, **fields)
    session.experience_reports.create(tried=tried, territory=territory)
    session.save()
    return session


def referent(territory, programme, **fields):
    delegation = make.delegation(programme, territory=territory)
    seat = make.seat(delegation, ActorKind.ELU, referent=True, **fields)
    return delegation, seat.participation.person


def test_the_story_goes_from_the_latest_year_back(client, loos) -> None:
    """Sessions, projects, lessons, resources, delegations and programmes, each in its year."""
    cohort = programme_of(loos, title="Cohorte", start_year=2021, summary="Avancer ensemble.")
    comap = programme_of(
        loos, make.TerritoryFactory(), new=make.comap, title="Récits", start_year=2023
    )
    session = session_about(
        loos, comap, "Raconter autrement", title="Session de mai", date="2024-05-16"
    )
    session_about(loos, comap, title="Session de mars", date="2024-03")
    make.pilot_project(
        cohort,
        title="Le verger",
        territory=loos,
        effects=[{"label": None, "text": "Des fruits"}],
        limits=["Pas assez d'eau"],
    )
    make.LessonFactory(programme=comap, origin=session, text="Écouter d'abord", year=2024)
    make.LessonFactory(programme=comap, text="Appris ailleurs", year=2024)
    make.LessonFactory(programme=cohort, text="Planter tôt", year=2022)
    kit = make.resource(title="Le carnet", date="2024-06")
    KitItem.objects.create(gathering=session, resource=kit)
    make.resource(title="D'ailleurs", date="2024-06", programme=comap)
    referent(loos, cohort, since=dt.date(2022, 1, 1))
    assert told(story(client, loos)) == [
        (2024, "resource", "Le carnet"),
        (2024, "session", "Session de mai"),
        (2024, "session", "Session de mars"),
        (2024, "lesson", "Écouter d'abord"),
        (2023, "programme", "Récits"),
        (2022, "lesson", "Planter tôt"),
        (2022, "delegation", "Cohorte"),
        (2021, "project", "Le verger"),
        (2021, "programme", "Cohorte"),
    ]
    shown = text(client, loos.get_absolute_url())
    for words in ("Raconter autrement", "Des fruits", "Pas assez d’eau", "Avancer ensemble."):
        assert words in shown
    for page in (session, cohort, kit):
        assert f'href="{page.url}"' in shown


def test_a_territory_whose_accompaniment_ended_is_a_companion(client, loos) -> None:
    """In its story and at its head, named or seated – not while it runs, nor to whom it is hid."""
    named, seated = programme_of(loos, title="Nommée"), make.accompaniment(title="Siégée")
    running = programme_of(loos, title="En route")
    make.delegation(seated, territory=loos)
    for cohort in (named, seated, running):
        start(accompaniment=cohort)
    assert "compagnon" not in text(client, loos.get_absolute_url())
    for cohort in (named, seated):
        close(accompaniment=cohort)
    year = timezone.localdate().year
    companion = [row for row in told(story(client, loos)) if row[1] == "companion"]
    assert companion == [(year, "companion", "Nommée"), (year, "companion", "Siégée")]
    shown = text(client, loos.get_absolute_url())
    assert "Est devenu compagnon" in shown
    assert "Territoire compagnon de" in shown
    assert "compagnon" not in text(client, make.TerritoryFactory().get_absolute_url())
    for cohort in (named, seated):
        set_audience(page=cohort, circle="participants")
    assert "compagnon" not in text(client, loos.get_absolute_url())
    client.force_login(make.participant(named).user)
    assert [row.title for row in story(client, loos).companion_of] == ["Nommée"]


def test_a_delegation_is_reached_on_its_own_page(client, loos) -> None:
    """By those who may open it; the others are led to its dispositif, as before."""
    cohort = make.accompaniment(title="Cohorte")
    delegation, _person = referent(loos, cohort)

    def address():
        found = [m for year in story(client, loos).years for m in year.moments]
        return next(moment.url for moment in found if moment.what == "delegation")

    for reader in (None, make.PersonFactory().user):
        if reader:
            client.force_login(reader)
        assert address() == cohort.url
    for reader in (make.participant(cohort).user, make.team_member().user):
        client.force_login(reader)
        assert address() == delegation.get_absolute_url()
        assert client.get(address()).status_code == 200


def test_what_has_no_year_is_told_last(client, loos) -> None:
    """Nothing is lost for want of a date."""
    programme_of(loos, title="Un jour")
    programme_of(loos, new=make.comap, title="En 2020", start_year=2020)
    session_about(loos, make.comap(), title="Sans date")
    make.delegation(make.accompaniment(title="Délégation"), territory=loos)
    assert [(year, title) for year, _what, title in told(story(client, loos))] == [
        (2020, "En 2020"),
        (0, "Sans date"),
        (0, "Délégation"),
        (0, "Un jour"),
    ]
    assert "Sans date" in text(client, loos.get_absolute_url())


def test_what_one_may_not_see_is_not_told(client, loos) -> None:
    """Neither a closed programme nor what stands in it; its participants read all of it."""
    closed = programme_of(loos, title="Programme fermé", start_year=2021)
    session = session_about(loos, make.comap(), title="Session fermée", date="2024-05")
    for page in (session, make.pilot_project(closed, title="Projet fermé", territory=loos)):
        set_audience(page=page, circle="participants")
    make.LessonFactory(origin=session, programme=session.get_parent().specific, text="Leçon fermée")
    kit = make.resource(title="Carnet fermé", date="2024")
    KitItem.objects.create(gathering=session, resource=kit)
    referent(loos, closed)
    set_audience(page=closed, circle="participants")
    assert told(story(client, loos)) == []
    client.force_login(make.participant(closed).user)
    assert {what for _year, what, _title in told(story(client, loos))} == {
        *("programme", "project", "delegation")
    }
    client.force_login(make.team_member().user)
    assert len(told(story(client, loos))) == 6


def test_a_meeting_among_ourselves_is_told_to_its_own(client, loos) -> None:
    """« Entre nous »: others do not learn that this territory spoke there, nor what came of it."""
    comap = make.comap()
    private = session_about(loos, comap, date="2024-05-16", quotation_rule="entre-nous")
    make.LessonFactory(programme=comap, origin=private)
    make.LessonFactory(programme=comap)
    assert told(story(client, loos)) == []
    client.force_login(make.participant(comap).user)
    assert len(told(story(client, loos))) == 2


def test_a_territory_is_told_once(client, loos) -> None:
    """Two reports at one meeting, a project in a programme of its own: each comes once."""
    cohort = programme_of(loos, start_year=2021)
    session = session_about(loos, cohort, date="2024-05-16")
    session.experience_reports.create(tried="Encore", territory=loos)
    session.save()
    project = make.pilot_project(cohort, territory=loos)
    make.LessonFactory(programme=cohort, origin=project)
    kit = make.resource(programme=cohort)
    KitItem.objects.create(gathering=session, resource=kit)
    kinds = [what for _year, what, _title in told(story(client, loos))]
    assert sorted(kinds) == ["lesson", "programme", "project", "resource", "session"]


def test_a_long_story_goes_on_elsewhere(client, loos) -> None:
    """The page tells how it begins and leads to all of it, page by page."""
    comap = make.comap()
    number = ON_A_PAGE + 2
    for index in range(number):
        session_about(loos, comap, title=f"Session {index:02}", date=str(1980 + index))
    page = text(client, loos.get_absolute_url())
    assert page.count("Session ") == BEGUN
    assert f"{loos.get_absolute_url()}histoire/" in page
    assert f"{loos.get_absolute_url()}rencontres/" in page
    first = text(client, f"{loos.get_absolute_url()}histoire/")
    second = text(client, f"{loos.get_absolute_url()}histoire/?page=2")
    assert (first.count("Session "), second.count("Session ")) == (ON_A_PAGE, 2)
    assert "Session 00" in second
    assert "Session 00" in text(client, f"{loos.get_absolute_url()}histoire/?page=99")


def test_a_short_story_has_no_other_page_to_offer(client, loos) -> None:
    """No link to more when all is said; the address still answers, an unknown one does not."""
    programme_of(loos, title="Cohorte")
    assert "/histoire/" not in text(client, loos.get_absolute_url())
    assert "Cohorte" in text(client, f"{loos.get_absolute_url()}histoire/")
    assert client.get("/alliance/territoires/rien/histoire/").status_code == 404
    assert client.get("/alliance/territoires/rien/").status_code == 404


def test_a_story_to_be_written_invites(client, loos) -> None:
    """Nothing is known yet: it says what will be read there, and what to do."""
    for address in (loos.get_absolute_url(), f"{loos.get_absolute_url()}histoire/"):
        assert "Elle reste à écrire" in text(client, address)
    assert "demandez à l’équipe" in text(client, loos.get_absolute_url())


def test_the_opening_says_what_and_where(client) -> None:
    """Size, region deduced from the department, a small drawing that leads to the map."""
    lens = make.TerritoryFactory(
        slug="lens", population=31_000, department="62", lat=50.43, lon=2.83, kind="ca"
    )
    shown = text(client, lens.get_absolute_url())
    for words in ("Communauté d’agglomération", "habitant·es", "Hauts-de-France (62)"):
        assert words in shown
    assert "/alliance/carte/?autour=lens#liste" in shown
    nowhere = make.TerritoryFactory(region="Val d'Ailleurs", department="62")
    shown = text(client, nowhere.get_absolute_url())
    assert "Val d’Ailleurs (62)" in shown
    assert "Hauts-de-France" not in shown
    assert "<svg" not in shown


def test_each_department_is_in_one_region() -> None:
    """The hundred and one of the official table, in eighteen regions."""
    assert len(REGIONS) == 18
    assert sum(map(len, REGIONS.values())) == len(REGION_OF) == 101
    assert region_of(Territory(department="2A")) == "Corse"
    assert region_of(Territory(department="99")) == ""


def test_participants_are_told_whom_to_ask(client, loos) -> None:
    """The référent·e of today, by name, to those who take part beside them and to nobody else."""
    cohort = make.accompaniment(title="Cohorte")
    _delegation, person = referent(loos, cohort)
    for reader in (None, make.PersonFactory().user):
        if reader:
            client.force_login(reader)
        assert story(client, loos).ask.seats == []
        page = text(client, loos.get_absolute_url())
        assert "Référent·e de la délégation" not in page
        assert "demandez à l’équipe" in page
    client.force_login(make.participant(cohort).user)
    assert [seat.participation.person for seat in story(client, loos).ask.seats] == [person]
    assert person.get_absolute_url() in text(client, loos.get_absolute_url())


def test_whoever_no_longer_sits_is_not_to_be_asked(client, loos) -> None:
    """A seat that is over, one that has not begun, one that is not the référent·e's."""
    cohort = make.accompaniment()
    delegation, person = referent(loos, cohort)
    make.seat(delegation, ActorKind.ETAT)
    client.force_login(make.participant(cohort).user)
    assert [seat.participation.person for seat in story(client, loos).ask.seats] == [person]
    today, year = timezone.localdate(), dt.timedelta(days=365)
    for since, until in ((today - 2 * year, today - year), (today + year, None)):
        Seat.objects.filter(referent=True).update(since=since, until=until)
        assert story(client, loos).ask.seats == []


def test_one_writes_where_both_read(client, loos) -> None:
    """The delegations' own discussion first, else the programme's; a closed one is no way."""
    cohort = make.accompaniment()
    theirs, _person = referent(loos, cohort)
    ours = make.delegation(cohort)
    reader = make.seat(ours).participation.person.user
    client.force_login(reader)
    ask = "demandez à l’équipe"
    assert story(client, loos).ask.channel is None
    assert ask in text(client, loos.get_absolute_url())
    common = open_channel(kind="programme", programme=cohort)
    assert story(client, loos).ask.channel == common
    pair = open_channel(kind="pair", title="Loos et nous", delegations=[theirs, ours])
    assert story(client, loos).ask.channel == pair
    page = text(client, loos.get_absolute_url())
    assert pair.get_absolute_url() in page
    assert ask not in page
    type(pair).objects.update(closed=True)
    assert story(client, loos).ask.channel is None


def test_a_discussion_that_one_does_not_read_is_not_offered(client, loos) -> None:
    """The team is told who sits, and reads neither pair channels nor those it takes no part in."""
    cohort = make.accompaniment()
    theirs, _person = referent(loos, cohort)
    open_channel(kind="pair", title="Secret", delegations=[theirs, make.delegation(cohort)])
    open_channel(kind="programme", programme=cohort)
    for reader in (make.team_member().user, make.PersonFactory().user):
        client.force_login(reader)
        assert story(client, loos).ask.channel is None
        assert "Secret" not in text(client, loos.get_absolute_url())


def alike(client, row):
    return {other.territory.slug: other.reasons for other in story(client, row).alter_egos}


def test_an_alter_ego_has_something_in_common(client) -> None:
    """Size, subject, region (deduced or written), kind, programme; each says why, best first."""
    mine = make.TerritoryFactory(population=10_000, department="62", kind="ca")
    size = make.TerritoryFactory(population=20_000, kind="cc")
    make.TerritoryFactory(population=20_001, kind="cc")
    region = make.TerritoryFactory(slug="picarde", region="Hauts-de-France", kind="cc")
    both = make.TerritoryFactory(population=5_000, department="59", kind="ca")
    cohort = programme_of(mine, both)
    subject = make.TerritoryFactory(kind="pnr")
    for territory in (mine, subject):
        make.pilot_project(cohort, territory=territory, theme="énergie")
    assert alike(client, mine) == {
        both.slug: [
            *("même taille", "même région", "même type de territoire"),
            "même dispositif",
        ],
        size.slug: ["même taille"],
        subject.slug: ["même sujet : énergie"],
        region.slug: ["même région"],
    }
    assert next(iter(alike(client, mine))) == both.slug
    shown = text(client, mine.get_absolute_url())
    assert "Un alter ego à qui parler" in shown
    assert "Même taille, même région" in shown


def test_nothing_in_common_is_no_alter_ego(client) -> None:
    """« Autre territoire » is no kind, an unknown size is no size, no region is no region."""
    mine = make.TerritoryFactory(kind="autre")
    for fields in ({}, {"population": 0}, {"population": 10}, {"department": "62"}):
        make.TerritoryFactory(kind="autre", **fields)
    assert alike(client, mine) == {}
    assert "alter ego" not in text(client, mine.get_absolute_url())


def test_what_is_hidden_makes_nobody_alike(client) -> None:
    """A closed programme, a project that one may not see: no reason, for whom they are hidden."""
    mine, other = (make.TerritoryFactory(kind="autre") for _ in range(2))
    cohort = programme_of(mine, other)
    projects = [
        make.pilot_project(cohort, territory=row, theme="eau", title=row.name)
        for row in (mine, other)
    ]
    assert alike(client, mine) == {other.slug: ["même sujet : eau", "même dispositif"]}
    set_audience(page=projects[1], circle="participants")
    assert alike(client, mine) == {other.slug: ["même dispositif"]}
    set_audience(page=cohort, circle="participants")
    assert alike(client, mine) == {}
    client.force_login(make.participant(cohort).user)
    assert alike(client, mine) == {other.slug: ["même sujet : eau", "même dispositif"]}
