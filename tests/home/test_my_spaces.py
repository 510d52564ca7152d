"""« Mes espaces »: what the home page shows of one's own, and of nobody else's."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.accounts.models import User
from community.alliance.models import ActorKind, Person
from community.delegations.actions import end_seat
from community.discussions.models import Channel
from community.gatherings.models import GatheringPart
from community.programmes.actions import leave, set_audience, take_part
from community.programmes.models import Composition, ProgrammePage
from home.my_spaces import Spaces, spaces_of
from tests import factories
from tests.discussions.factories import delegation_channel, programme_channel, say, seated

pytestmark = pytest.mark.django_db

#: A summer morning: Paris is two hours ahead of UTC, Douala one, Nouméa eleven.
NOW = dt.datetime(2027, 7, 1, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def summer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def account(person: Person) -> User:
    assert person.user is not None
    return person.user


def spaces(person: Person) -> Spaces:
    return spaces_of(account(person))


def titles(found: Spaces) -> list[str]:
    return [meeting.gathering.title for meeting in found.meetings]


def home(person: Person | None = None) -> str:
    """The home page as somebody reads it, its white space folded."""
    client = Client()
    if person:
        client.force_login(account(person))
    answer = client.get("/")
    assert answer.status_code == 200
    return re.sub(r"[^\S\u00a0\u202f]+", " ", answer.content.decode())


def own(page: str) -> str:
    """The part of the home page that is one's own."""
    return page.split('<section class="spaces"')[1].partition('class="trait"')[0]


def joinable(programme: ProgrammePage, **fields: Any) -> Any:
    session = factories.session(programme, **fields)
    factories.part(session, GatheringPart.Kind.JOIN_LINK, text="", url="https://visio.test/salle")
    return session


def test_whoever_signs_in_is_greeted_by_name_and_others_are_told_what_this_is() -> None:
    """The same address: for whom is signed in it says hello first; there is one title each time."""
    person = factories.PersonFactory(name="Ana L'Hermite")
    page = home(person)
    assert "Bonjour Ana L’Hermite" in page
    assert page.count("<h1") == 1
    visitor = home()
    assert "Bonjour" not in visitor
    assert "Mes espaces" not in visitor
    assert visitor.count("<h1") == 1


def test_an_account_without_a_card_is_greeted_and_invited(client: Client) -> None:
    """Its address is nobody's name: it is not shown as one."""
    user = factories.UserFactory(email="sans.fiche@exemple.test")
    client.force_login(user)
    page = client.get("/").content.decode()
    assert "Bonjour" in page
    assert "sans.fiche@" not in page
    assert "Choisir une communauté apprenante" in page


def test_signing_in_leads_to_one_s_own(settings: Any) -> None:
    """After the code, the page that opens is the one with mes espaces."""
    assert settings.LOGIN_REDIRECT_URL == "/"


def test_my_meetings_are_the_next_of_the_programmes_in_which_i_take_part(summer: None) -> None:
    """The soonest first, three at most; neither past ones, nor drafts, nor others' programmes."""
    comap, cohort, other = factories.comap(), factories.accompaniment(), factories.comap()
    person = factories.participant(comap)
    factories.seat(factories.delegation(cohort), person=person)
    factories.session(comap, title="Hier", date="2027-06-30")
    factories.session(comap, title="Brouillon", date="2027-07-01", live=False)
    factories.session(comap, title="Plus tard", date="2027-09")
    factories.meeting(cohort, title="Avec ma délégation", date="2027-08-15")
    factories.session(comap, title="Bientôt", date="2027-07-02")
    factories.session(comap, title="Bien plus tard", date="2028")
    factories.session(other, title="Ailleurs", date="2027-07-03")
    factories.meeting(factories.appointment(), title="Pour tous", date="2027-07-03")
    assert titles(spaces(person)) == ["Bientôt", "Avec ma délégation", "Plus tard"]
    assert "Ailleurs" not in own(home(person))
    assert "Ailleurs" in home(person)  # the alliance's agenda follows


def test_the_team_too_sees_as_its_own_what_it_takes_part_in(summer: None) -> None:
    """It may read every page; that does not make every meeting its own."""
    factories.session(factories.comap(), date="2027-07-02")
    assert spaces(factories.team_member()).meetings == []


def test_a_meeting_for_participants_is_shown_to_them_alone(summer: None) -> None:
    """Whoever takes part in another programme does not hear of it."""
    comap, other = factories.comap(), factories.comap()
    session = factories.session(comap, title="Entre participant·es", date="2027-07-02")
    set_audience(page=session, circle="participants")
    assert titles(spaces(factories.participant(comap))) == ["Entre participant·es"]
    assert titles(spaces(factories.participant(other))) == []


def test_a_programme_taken_offline_takes_all_of_its_own_with_it(summer: None) -> None:
    """Its name, its meetings, its delegations: none is told while its page is a draft."""
    cohort = factories.accompaniment(title="Cohorte fermée")
    delegation = factories.delegation(cohort)
    person = account(factories.seat(delegation).participation.person).person
    factories.meeting(cohort, title="Journée", date="2027-07-02")
    before = spaces(person)
    assert titles(before) == ["Journée"]
    assert [row.delegation for row in before.delegations] == [delegation]
    assert len(before.participations) == 1
    cohort.unpublish()
    after = spaces(person)
    assert (after.meetings, after.delegations, after.participations) == ([], [], [])
    assert "Cohorte fermée" not in home(person)


def test_a_programme_that_one_left_vanishes(summer: None) -> None:
    """At once: its meetings, its channel, its delegation, its name among one's own."""
    cohort = factories.accompaniment(title="Cohorte quittée")
    delegation = factories.delegation(cohort)
    seat = factories.seat(delegation)
    person = seat.participation.person
    programme_channel(cohort)
    factories.meeting(cohort, date="2027-07-02")
    before = spaces(person)
    assert all([before.meetings, before.channels, before.delegations, before.participations])
    leave(participation=seat.participation)
    after = spaces(person)
    assert not any([after.meetings, after.channels, after.delegations, after.participations])
    assert "Cohorte quittée" not in own(home(person))


def test_an_account_that_was_switched_off_sees_nothing_of_its_own(client: Client) -> None:
    """The same browser reads the public page from then on."""
    comap = factories.comap()
    person = factories.participant(comap, name="Ana")
    client.force_login(account(person))
    assert "Bonjour Ana" in client.get("/").content.decode()
    User.objects.filter(person=person).update(is_active=False)
    assert "Bonjour" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("when", "near"),
    [
        ({"date": "2027-07-02", "start_time": dt.time(9, 59)}, True),
        ({"date": "2027-07-02", "start_time": dt.time(10, 1)}, False),
        ({"date": "2027-07-01", "start_time": dt.time(9, 0)}, True),
        ({"date": "2027-07-02"}, True),
        ({"date": "2027-07-03"}, False),
        ({"date": "2027-07"}, False),
    ],
    ids=["in-a-day", "later", "begun", "tomorrow", "the-day-after", "in-july"],
)
def test_the_way_to_join_a_meeting_shows_within_a_day(
    summer: None, when: dict[str, Any], near: bool
) -> None:
    """From 24 hours before it starts; of a day without an hour, from the eve."""
    comap = factories.comap()
    person = factories.participant(comap)
    joinable(comap, **when)
    assert bool(spaces(person).meetings[0].join_link) is near
    assert ("https://visio.test/salle" in home(person)) is near


def test_only_who_may_open_the_join_link_is_led_by_it(summer: None) -> None:
    """A link kept for one programme is not handed to a person of another that shows the page."""
    comap = factories.comap()
    session = factories.session(comap, date="2027-07-01")
    person = factories.participant(comap)
    first = factories.part(session, GatheringPart.Kind.JOIN_LINK, text="Premier étage", position=1)
    factories.part(session, GatheringPart.Kind.JOIN_LINK, text="Second lien", position=2)
    factories.part(session, GatheringPart.Kind.ACCOUNT, text="Ce qui fut dit", position=0)
    assert spaces(person).meetings[0].join_link == first
    assert "Premier étage" in own(home(person))
    assert "Premier étage" not in home(factories.PersonFactory())


@pytest.mark.parametrize(
    ("zone", "hour", "said"),
    [
        ("Europe/Paris", dt.time(14, 30), "à 14\u00a0h\u00a030"),
        (
            "Africa/Douala",
            dt.time(14, 30),
            "à 14\u00a0h\u00a030 sur place, 15\u00a0h\u00a030 à Paris",
        ),
        ("Pacific/Noumea", dt.time(8, 0), "à 8\u00a0h sur place, 23\u00a0h à Paris"),
    ],
)
def test_a_meeting_elsewhere_gives_the_hour_of_paris_too(
    summer: None, zone: str, hour: dt.time, said: str
) -> None:
    """The hour there, then the one here where the clocks differ."""
    comap = factories.comap()
    person = factories.participant(comap)
    factories.session(comap, date="2027-07-10", start_time=hour, time_zone=zone)
    page = own(home(person))
    assert said in page
    assert ("à Paris" in page) is (zone != "Europe/Paris")
    # Nouméa's morning is still the evening before in Paris.
    assert ('datetime="2027-07-09"' in page) is (zone == "Pacific/Noumea")


def test_my_channels_are_those_that_moved_last() -> None:
    """Title, kind and day of the last message; beyond three, the way to all of them."""
    channel = delegation_channel(title="Entre nous trois")
    person = seated(channel)
    quiet = programme_channel(channel.delegations.get().programme, title="Pour la cohorte")
    message = say(channel, person)
    found = spaces(person)
    assert found.channels == [channel, quiet]
    assert not found.more_channels
    page = own(home(person))
    assert "Délégation" in page
    assert "dernier message" in page
    assert f'datetime="{timezone.localtime(message.created_at):%Y-%m-%d}"' in page
    assert "personne n’y a encore écrit" in page
    assert "Toutes mes discussions" not in page
    for _each in range(2):
        comap = factories.comap()
        programme_channel(comap)
        take_part(programme=comap, person=person)
    assert len(spaces(person).channels) == 3
    assert "Toutes mes discussions" in own(home(person))


def test_the_channel_of_another_delegation_is_never_shown() -> None:
    """Neither to who sits elsewhere in the programme, nor to the team, nor without one's seat."""
    channel = delegation_channel(title="Ce que Loos se dit")
    delegation = channel.delegations.get()
    person = seated(channel)
    neighbour = factories.seat(factories.delegation(delegation.programme)).participation.person
    assert "Ce que Loos se dit" in home(person)
    for other in (neighbour, factories.team_member()):
        assert spaces(other).channels == []
        assert "Ce que Loos se dit" not in home(other)
    end_seat(seat=delegation.seats.get())
    assert "Ce que Loos se dit" not in home(person)
    assert Channel.objects.filter(pk=channel.pk).exists()


def test_my_delegation_tells_who_sits_there_and_what_is_vacant() -> None:
    """Each seat held today by its quality or its title; the expected kinds that are not held."""
    cohort = factories.accompaniment(expected_composition=Composition.FANTASTIQUES)
    delegation = factories.delegation(cohort, territory=factories.TerritoryFactory(name="Loos"))
    person = factories.seat(delegation, referent=True).participation.person
    agent = factories.PersonFactory(name="Agent Présent")
    factories.seat(delegation, ActorKind.AGENT, person=agent, title="directeur")
    gone = factories.PersonFactory(name="Agente Partie")
    old = factories.seat(delegation, ActorKind.SOCIO, person=gone, since=dt.date(2020, 1, 1))
    end_seat(seat=old)
    row = spaces(person).delegations[0]
    assert row.delegation == delegation
    assert [seat.participation.person for seat in row.seats] == [person, agent]
    assert row.vacant == [ActorKind.ETAT.label, ActorKind.SOCIO.label]
    page = own(home(person))
    for words in ("Délégation de Loos", "vous", "Directeur", "Agent Présent", "place libre"):
        assert words in page
    assert "Agente Partie" not in page
    assert spaces(gone).delegations == []


def test_a_delegation_of_free_composition_lacks_nobody() -> None:
    """No seat is called vacant where none was asked for."""
    person = factories.seat(factories.delegation()).participation.person
    assert spaces(person).delegations[0].vacant == []
    assert "place libre" not in home(person)


def test_my_territory_leads_to_its_page_once() -> None:
    """One's own, then those for which one sits; the same place is not said twice."""
    loos, vigan = factories.TerritoryFactory(name="Loos"), factories.TerritoryFactory(name="Vigan")
    person = factories.PersonFactory(territory=loos)
    for territory in (vigan, loos):
        factories.seat(factories.delegation(territory=territory), person=person)
    assert spaces(person).territories == [loos, vigan]
    page = own(home(person))
    assert page.count(f'href="{loos.get_absolute_url()}"') == 1
    assert "Mon territoire" not in home(factories.PersonFactory())


def test_my_programmes_say_which_i_animate_and_lead_there() -> None:
    """The youngest first; those that say no year last."""
    old, undated = factories.comap(start_year=2021), factories.comap()
    young = factories.chantier(title="Dessiner", start_year=2026)
    person = factories.animator(young)
    for programme in (old, undated):
        take_part(programme=programme, person=person)
    found = [row.programme_id for row in spaces(person).participations]
    assert found == [young.pk, old.pk, undated.pk]
    page = own(home(person))
    assert page.count("vous animez") == 1
    assert f'href="{young.url}"' in page


def test_those_who_write_and_publish_are_led_to_the_admin() -> None:
    """The team and the animators; not who takes part."""
    comap = factories.comap()
    for person in (factories.team_member(), factories.animator(comap)):
        assert 'href="/gestion/"' in own(home(person))
    assert "/gestion/" not in home(factories.participant(comap))


def test_an_animator_writes_before_anything_is_published() -> None:
    """The programme that one prepares is not shown yet; the way to write it is."""
    draft = factories.comap(title="En préparation", live=False)
    person = factories.animator(draft)
    page = own(home(person))
    assert "En préparation" not in page
    assert 'href="/gestion/"' in page


def test_what_is_empty_invites() -> None:
    """Each empty place says what will be there and whom to ask, or leads to where it begins."""
    page = own(home(factories.PersonFactory()))
    assert page.count('href="/comap/"') == 2
    for words in ("Vos rencontres s’afficheront ici", "aucune discussion", "demandez à l’équipe"):
        assert words in page
    member = factories.participant(factories.comap())
    page = own(home(member))
    assert 'href="/comap/"' not in page
    assert 'href="/agenda/"' in page


def grow(person: Person, programme: ProgrammePage, number: int) -> None:
    """So many more programmes, meetings, channels, messages, delegations and seats of one's own."""
    for index in range(number):
        comap, cohort = factories.comap(start_year=2020), factories.accompaniment()
        take_part(programme=comap, person=person)
        say(programme_channel(comap), person)
        factories.session(comap, date=f"2027-08-{index + 1:02d}")
        joinable(programme, date="2027-07-01", start_time=dt.time(15, 0))
        delegation = factories.delegation(cohort, composition=Composition.FANTASTIQUES)
        factories.seat(delegation, person=person)
        factories.seat(delegation, ActorKind.AGENT)
        factories.LessonFactory(programme=comap)


def test_the_page_costs_the_same_however_much_is_one_s_own(
    summer: None, client: Client, settings: Any
) -> None:
    """At most 15 queries for all of it, with twice or twenty times as much of everything."""
    settings.DISCUSSIONS = settings.DISCUSSIONS | {"FRAMES_PER_WINDOW": 100}
    comap = factories.comap()
    person = factories.animator(comap)
    client.force_login(account(person))
    costs = []
    for number in (2, 18):
        grow(person, comap, number)
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[1] <= 15
