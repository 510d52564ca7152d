"""What a page costs does not follow how much there is on it, and stays under a stated number."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.alliance.models import ActorKind, Figure
from community.delegations.actions import give_seat
from community.gatherings.models import GatheringPart
from community.programmes.actions import take_part
from community.programmes.models import Participation
from resources.models import KitItem, Method, PressArticle
from tests import factories as make

pytestmark = pytest.mark.django_db

#: The most that an address may ask of the database, signed in or not…
MOST = 15
#: …but for the library and the pages that show what every room holds of one thing.
MOST_OF_A_LIST = 20
MOST_OF_A_GATHERED_PAGE = 30
FEW, MANY = 2, 20


class House:
    """Something of everything, that can be made to grow."""

    def __init__(self) -> None:
        self.comap = make.comap(slug="eau", title="Eau")
        self.chantier = make.chantier(slug="sols", title="Sols")
        self.cohort = make.accompaniment(slug="cohorte", title="Cohorte")
        self.appointment = make.appointment(slug="permanence", title="Permanence")
        self.session = make.session(self.comap, slug="mai", date="2024-05-16")
        self.work = make.work_session(self.chantier, slug="juin", date="2024-06")
        self.meeting = make.meeting(self.appointment, slug="juillet", date="2024-07")
        self.synthesis = make.synthesis(self.chantier, slug="synthese")
        self.project = make.pilot_project(self.cohort, slug="verger")
        self.resource = make.resource(slug="guide", programme=self.comap)
        self.organisation = make.OrganisationFactory(slug="le-relais")
        self.territory = make.TerritoryFactory(slug="loos")
        self.person = make.PersonFactory(slug="ana", public=True, organisation=self.organisation)
        self.concept = make.ConceptFactory(scheme="lexique", notation="cooperation")
        self.lesson = make.LessonFactory(programme=self.comap)
        self.method = Method.objects.create(slug="cercle", title="Cercle", steps=["Un"])
        take_part(programme=self.comap, person=self.person, role=Participation.Role.ANIMATOR)
        self.reader = make.participant(self.comap).user

    def grow(self, number: int) -> None:
        """So many more of everything, tied to everything else."""
        today = timezone.localdate()
        for index in range(number):
            organisation = make.OrganisationFactory()
            territory = make.TerritoryFactory()
            speaker = make.PersonFactory(
                organisation=organisation, territory=self.territory, public=True
            )
            member = make.PersonFactory(organisation=self.organisation, public=True)
            for programme in (self.comap, self.chantier, self.cohort, self.appointment):
                take_part(programme=programme, person=speaker, title="grand témoin")
                take_part(
                    programme=programme,
                    organisation=organisation,
                    role=Participation.Role.ANIMATOR,
                )
                programme.partners.add(organisation, self.organisation)
                programme.funders.add(organisation)
                programme.territories.add(territory, self.territory)
                programme.save()
                make.LessonFactory(programme=programme, year=2000 + index).concepts.set(
                    [self.concept, make.ConceptFactory()]
                )
                PressArticle.objects.create(
                    title=f"{programme.title} {index} {organisation.slug}",
                    outlet="Le Relais",
                    programme=programme,
                )
            self._seat(territory, member)
            resource = self._publish()
            self._try_out(organisation, speaker)
            self._meet(organisation, speaker, today + dt.timedelta(days=index - number))
            self._meet(organisation, speaker, today + dt.timedelta(days=index))
            self._fill(organisation, speaker, territory, resource)
            self._write(speaker)
            self._list(organisation)
            self.resource.tags.add(f"autre-{resource.pk}")
            self.resource.save()

    def _seat(self, territory, member) -> None:
        delegation = make.delegation(self.cohort, territory=territory)
        give_seat(delegation=delegation, person=member, kind=ActorKind.ELU, referent=True)

    def _publish(self):
        resource = make.resource(programme=self.comap, publisher=self.organisation)
        resource.tags.add("eau", f"mot-{resource.pk}")
        resource.concepts.add(self.concept)
        resource.save()
        return resource

    def _try_out(self, organisation, speaker) -> None:
        project = make.pilot_project(self.cohort, territory=self.territory)
        project.allied_people.add(self.person, speaker)
        project.allied_organisations.add(self.organisation)
        project.save()
        self.project.allied_people.add(speaker)
        self.project.allied_organisations.add(organisation)
        self.project.save()

    def _meet(self, organisation, speaker, day: dt.date) -> None:
        for gathering in (
            make.session(self.comap, date=str(day)),
            make.work_session(self.chantier, date=str(day)),
            make.meeting(self.appointment, date=str(day)),
        ):
            gathering.speakers.add(speaker, self.person)
            gathering.organisations.add(organisation, self.organisation)
            gathering.experience_reports.create(tried="Un essai", territory=self.territory)
            gathering.save()

    def _fill(self, organisation, speaker, territory, resource) -> None:
        for gathering in (self.session, self.work, self.meeting):
            gathering.speakers.add(speaker)
            gathering.organisations.add(organisation)
            gathering.experience_reports.create(tried="Un essai", territory=territory)
            gathering.save()
            make.part(gathering, GatheringPart.Kind.SLIDES, circle="tous")
            make.part(gathering, GatheringPart.Kind.MINUTES)
            KitItem.objects.create(gathering=gathering, resource=resource)
            make.LessonFactory(programme=None, origin=gathering)

    def _write(self, speaker) -> None:
        another = make.synthesis(self.chantier)
        for written in (self.synthesis, another):
            written.contributions.create(person=speaker)
            written.gatherings.add(self.work, make.work_session(self.chantier, date="2024"))
            written.save()

    def _list(self, organisation) -> None:
        for new in (make.comap, make.chantier, make.accompaniment, make.appointment):
            new()
        year = 2000 + Figure.objects.count()
        Figure.objects.create(year=year, key="a", value=1, label="allié·es")
        Method.objects.create(slug=f"methode-{organisation.slug}", title="Méthode")
        self.resource.concepts.add(make.ConceptFactory())
        self.lesson.concepts.add(make.ConceptFactory())

    def addresses(self) -> list[str]:
        """One of each page type, and each list."""
        pages = [
            self.comap, self.chantier, self.cohort, self.appointment, self.session, self.work,
            self.meeting, self.synthesis, self.project, self.resource,
        ]  # fmt: skip
        rows = [
            self.organisation, self.territory, self.person, self.concept, self.lesson, self.method,
        ]  # fmt: skip
        return [
            *"/ /comap/ /chantiers/ /accompagnements/ /rendez-vous/ /agenda/ /ressources/".split(),
            *"/enseignements/ /lexique/ /methodes/ /presse/ /agenda.ics /alliance/".split(),
            *"/ressources/?mot=eau&type=fiche /enseignements/?dispositif=eau".split(),
            *(
                f"/alliance/{name}/"
                for name in "organisations personnes territoires chiffres".split()
            ),
            *(page.get_url() for page in pages),
            *(row.get_absolute_url() for row in rows),
        ]

    def most(self, address: str) -> int:
        """How many queries an address may ask."""
        if address.startswith("/ressources/"):
            return MOST_OF_A_LIST
        gathered = (
            self.comap, self.chantier, self.cohort, self.appointment, self.session, self.work,
            self.meeting,
        )  # fmt: skip
        if address in {page.get_url() for page in gathered}:
            return MOST_OF_A_GATHERED_PAGE
        return MOST


def costs(client: Client, addresses: list[str]) -> dict[str, int]:
    """How many queries each address asks, once the site's own root is known."""
    found = {}
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        found[address] = len(queries)
    return found


@pytest.mark.parametrize("signed_in", [False, True], ids=["visitor", "participant"])
def test_a_page_costs_the_same_however_full(client, signed_in) -> None:
    """Ten times as much of everything asks not one query more, and never more than so many."""
    house = House()
    if signed_in:
        client.force_login(house.reader)
    addresses = house.addresses()
    house.grow(FEW)
    few = costs(client, addresses)
    house.grow(MANY - FEW)
    many = costs(client, addresses)
    assert {a: (few[a], many[a]) for a in addresses if many[a] > few[a]} == {}
    assert {a: many[a] for a in addresses if many[a] > house.most(a)} == {}
