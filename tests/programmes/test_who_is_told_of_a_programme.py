"""A programme is named to those who may read it, wherever one of its pages may be read."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from community.gatherings.models import ExperienceReport
from community.gatherings.permissions import view_of
from community.gatherings.reading import agenda_for
from community.programmes.actions import set_audience
from community.programmes.models import Circle, PageAudience
from tests import factories as make

pytestmark = pytest.mark.django_db

TITLE = "Mise en paysage"


class House:
    """A programme, a meeting of it to come that is open to anybody, and what names the two."""

    def __init__(self) -> None:
        day = timezone.localdate() + dt.timedelta(days=3)
        self.programme = make.comap(title=TITLE)
        self.session = make.session(self.programme, title="Ouverte à qui veut", date=str(day))
        self.organisation = make.OrganisationFactory()
        self.speaker = make.PersonFactory(public=True, user=None)
        self.territory = make.TerritoryFactory()
        self.session.organisations.add(self.organisation)
        self.session.speakers.add(self.speaker)
        self.session.save()
        ExperienceReport.objects.create(
            gathering=self.session, territory=self.territory, tried="Un essai."
        )
        self.lesson = make.LessonFactory(programme=self.programme, text="On se parle mieux.")
        self.resource = make.resource(programme=self.programme)
        self.people = {
            "visitor": None,
            "ally": make.PersonFactory().user,
            "participant": make.participant(self.programme).user,
            "team": make.team_member().user,
        }

    def close(self, circle: str) -> None:
        """Close the programme alone, past the verb: that one closes what stands below too."""
        set_audience(page=self.programme, circle=circle)
        PageAudience.objects.filter(page_id=self.session.pk).update(circle=Circle.ANYONE)

    def addresses(self) -> dict[str, str]:
        """Where the open meeting is read, and where it stands in a list."""
        return {
            "session": self.session.url,
            "agenda": "/agenda/",
            "home": "/",
            "organisation": self.organisation.get_absolute_url(),
            "person": self.speaker.get_absolute_url(),
            "territory": self.territory.get_absolute_url(),
        }

    def client_of(self, who: str) -> Client:
        client = Client()
        if user := self.people[who]:
            client.force_login(user)
        return client


#: Who reads the programme, when it is open to each circle.
TOLD = {
    Circle.ANYONE: {"visitor", "ally", "participant", "team"},
    Circle.ALLIES: {"ally", "participant", "team"},
    Circle.PARTICIPANTS: {"participant", "team"},
}
#: A territory's story gives the meeting's own title, and names no programme beside it.
PLACES = ("session", "agenda", "home", "organisation", "person")


@pytest.mark.parametrize("circle", TOLD, ids=str)
def test_a_programme_is_named_to_those_who_read_it(circle) -> None:
    """The meeting stands everywhere for everybody; its programme's name and link do not."""
    house = House()
    house.close(circle)
    seen, linked = {}, {}
    for who in house.people:
        client = house.client_of(who)
        readable = client.get(house.programme.url).status_code == 200
        assert readable is (who in TOLD[circle])
        for place, address in house.addresses().items():
            response = client.get(address)
            assert response.status_code == 200, (who, place)
            words = response.content.decode()
            assert "Ouverte à qui veut" in words, (who, place)
            seen[who, place] = TITLE in words
            linked[who, place] = f'href="{house.programme.url}"' in words
    told = {(who, place) for who in TOLD[circle] for place in PLACES}
    assert {key for key, named in seen.items() if named} == told
    assert {key for key, link in linked.items() if link} <= told
    assert {(who, "session") for who in TOLD[circle]} <= {k for k, link in linked.items() if link}


@pytest.mark.parametrize("circle", TOLD, ids=str)
def test_a_lesson_and_a_resource_name_their_programme_to_its_readers(circle) -> None:
    """A lesson is not read without its programme; a resource is, and says nothing of it."""
    house = House()
    house.close(circle)
    for who in house.people:
        client, told = house.client_of(who), who in TOLD[circle]
        lesson = client.get(house.lesson.get_absolute_url())
        assert lesson.status_code == (200 if told else 404)
        assert (TITLE in lesson.content.decode()) is told
        words = client.get("/").content.decode()
        assert ("On se parle mieux" in words) is told
        resource = client.get(house.resource.url)
        assert resource.status_code == 200
        assert (TITLE in resource.content.decode()) is told


@pytest.mark.parametrize("who", ["visitor", "ally", "participant"])
def test_the_feed_names_no_programme(who) -> None:
    """A calendar says the meeting's own title: its address goes from hand to hand."""
    house = House()
    house.close(Circle.ALLIES)
    words = house.client_of(who).get("/agenda.ics").content.decode()
    assert "Ouverte à qui veut" in words
    assert TITLE not in words


def test_a_page_out_of_every_programme_names_none() -> None:
    """A meeting of the alliance itself stands in no programme, and is listed all the same."""
    index = make.appointment().get_parent().specific
    meeting = make.meeting(index, date=str(timezone.localdate()))
    assert [row.programme_title for row in agenda_for(AnonymousUser())] == [""]
    assert view_of(meeting, AnonymousUser()).programme is None


def test_a_meeting_shown_before_it_is_published_obeys_the_same_rule() -> None:
    """A preview has no trail: it asks whether its reader reads the programme."""
    house = House()
    house.close(Circle.PARTICIPANTS)
    assert view_of(house.session, house.people["participant"]).programme.title == TITLE
    assert view_of(house.session, house.people["ally"]).programme is None
