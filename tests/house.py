"""A house that holds something of everything, and can be made to grow."""

import datetime as dt

from django.utils import timezone

from community.alliance.models import ActorKind, Charter, CharterSignature, Figure
from community.delegations.actions import give_seat
from community.gatherings.models import ExperienceReport, GatheringPart
from community.programmes.actions import take_part
from community.programmes.models import Participation, ProgrammePage
from resources.models import KitItem, Lesson, Method, PressArticle
from tests import factories as make

#: How many of a thing one meeting, one project, one text holds at the most, however full the house.
HANDFUL = 8


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
        self.charter = Charter.objects.create(version="1", text="Nous", adopted_on="2024-01-01")
        take_part(programme=self.comap, person=self.person, role=Participation.Role.ANIMATOR)
        self.reader = make.participant(self.comap).user

    def grow(self, number: int) -> None:
        """So many more of everything, tied to everything else."""
        concepts = [make.ConceptFactory() for _ in range(number)]
        organisations = [make.OrganisationFactory() for _ in range(number)]
        territories = [make.TerritoryFactory() for _ in range(number)]
        speakers = [
            make.PersonFactory(
                user=None, organisation=organisation, territory=self.territory, public=True
            )
            for organisation in organisations
        ]
        self._gather_round(organisations, territories, speakers)
        self._learn(concepts)
        resources = [self._publish(concept) for concept in concepts]
        self._list(organisations, concepts)
        self._fill(organisations, territories, speakers, resources)
        today = timezone.localdate()
        for index, territory in enumerate(territories):
            self._seat(territory)
            self._meet(organisations[index], speakers[index], today - dt.timedelta(days=index + 1))
            self._meet(organisations[index], speakers[index], today + dt.timedelta(days=index))
            make.pilot_project(
                self.cohort,
                territory=self.territory,
                allied_people=[self.person, speakers[index]],
                allied_organisations=[self.organisation],
            )
            make.synthesis(self.chantier, gatherings=[self.work])
            for new in (make.comap, make.chantier, make.accompaniment, make.appointment):
                new()

    @property
    def programmes(self) -> list[ProgrammePage]:
        return [self.comap, self.chantier, self.cohort, self.appointment]

    def _gather_round(self, organisations, territories, speakers) -> None:
        """Everybody takes part in everything."""
        for programme in self.programmes:
            for organisation, speaker in zip(organisations, speakers, strict=True):
                take_part(programme=programme, person=speaker, title="grand témoin")
                take_part(
                    programme=programme,
                    organisation=organisation,
                    role=Participation.Role.ANIMATOR,
                )
            programme.partners.add(self.organisation, *organisations)
            programme.funders.add(*organisations)
            programme.territories.add(self.territory, *territories)
            programme.save()

    def _learn(self, concepts) -> None:
        """Lessons and articles of each programme: rows that nothing follows from, made at once."""
        for programme in self.programmes:
            begun, first = programme.lessons.count(), 1990
            lessons = Lesson.objects.bulk_create(
                make.LessonFactory.build(programme=programme, year=first + (begun + index) % 30)
                for index in range(len(concepts))
            )
            Lesson.concepts.through.objects.bulk_create(
                Lesson.concepts.through(lesson=lesson, concept=concept)
                for lesson, own in zip(lessons, concepts, strict=True)
                for concept in (self.concept, own)
            )
            PressArticle.objects.bulk_create(
                PressArticle(
                    title=f"{programme.title}, {concept.notation}",
                    outlet="Le Relais",
                    programme=programme,
                )
                for concept in concepts
            )

    def _publish(self, concept):
        resource = make.resource(
            programme=self.comap, publisher=self.organisation, concepts=[self.concept, concept]
        )
        resource.tags.add("eau", f"mot-{concept.pk}")
        resource.save()
        return resource

    def _list(self, organisations, concepts) -> None:
        """What has no page of its own, and what hangs on one thing only."""
        begun = 2000 + Figure.objects.count()
        Figure.objects.bulk_create(
            Figure(year=begun + index, key="a", value=1, label="allié·es")
            for index in range(len(organisations))
        )
        Method.objects.bulk_create(
            Method(slug=f"methode-{organisation.slug}", title="Méthode")
            for organisation in organisations
        )
        CharterSignature.objects.bulk_create(
            CharterSignature(charter=self.charter, organisation=organisation, date="2024-01-01")
            for organisation in organisations
        )
        few = concepts[:HANDFUL]
        self.lesson.concepts.add(*few)
        self.resource.concepts.add(*few)
        self.resource.tags.add(*(f"autre-{concept.pk}" for concept in few))
        self.resource.save()

    def _fill(self, organisations, territories, speakers, resources) -> None:
        """What one meeting, one project, one synthesis holds: a handful, in life as here."""
        count = min(len(resources), max(0, HANDFUL - self.work.experience_reports.count()))
        for gathering in (self.session, self.work, self.meeting):
            gathering.speakers.add(*speakers[:count])
            gathering.organisations.add(*organisations[:count])
            for territory in territories[:count]:
                gathering.experience_reports.create(tried="Un essai", territory=territory)
            gathering.save()
            for resource in resources:
                KitItem.objects.create(gathering=gathering, resource=resource)
                make.LessonFactory(programme=None, origin=gathering)
            for _ in range(count):
                make.part(gathering, GatheringPart.Kind.SLIDES, circle="tous")
                make.part(gathering, GatheringPart.Kind.MINUTES)
        self.project.allied_people.add(*speakers[:count])
        self.project.allied_organisations.add(*organisations[:count])
        self.project.save()
        for speaker in speakers[:count]:
            self.synthesis.contributions.create(person=speaker)
        self.synthesis.gatherings.add(self.work)
        self.synthesis.save()

    def _seat(self, territory) -> None:
        member = make.PersonFactory(user=None, organisation=self.organisation, public=True)
        delegation = make.delegation(self.cohort, territory=territory)
        give_seat(delegation=delegation, person=member, kind=ActorKind.ELU, referent=True)

    def _meet(self, organisation, speaker, day: dt.date) -> None:
        told = {
            "speakers": [speaker, self.person],
            "organisations": [organisation, self.organisation],
        }
        session = make.session(self.comap, date=str(day), **told)
        work = make.work_session(self.chantier, date=str(day), **told)
        meeting = make.meeting(self.appointment, date=str(day), **told)
        self.synthesis.gatherings.add(work)
        for gathering in (session, work, meeting):
            ExperienceReport.objects.create(
                gathering=gathering, tried="Un essai", territory=self.territory
            )
        Lesson.objects.bulk_create(
            make.LessonFactory.build(programme=self.comap, origin=session) for _ in range(3)
        )

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
            f"/delegations/dispositif/{self.cohort.pk}/",
            *"/enseignements/ /lexique/ /methodes/ /presse/ /agenda.ics /alliance/".split(),
            *"/ressources/?mot=eau&type=fiche /enseignements/?dispositif=eau".split(),
            *"/alliance/personnes/?q=a /alliance/organisations/?dispositif=eau".split(),
            *(
                f"/alliance/{name}/"
                for name in "organisations personnes territoires chiffres charte".split()
            ),
            *(page.get_url() for page in pages),
            *(row.get_absolute_url() for row in rows),
            *"/alliance/carte/ /alliance/carte/?type=commune&dispositif=eau".split(),
            f"{self.territory.get_absolute_url()}histoire/",
            "/rejoindre/",
        ]
