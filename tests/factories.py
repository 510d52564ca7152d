"""Things that tests need, made as the house makes them."""

from __future__ import annotations

import itertools
from typing import Any

import factory
from wagtail.models import Page

from accompagnements.models import AccompanimentIndexPage, AccompanimentPage, PilotProjectPage
from chantiers.models import ChantierIndexPage, ChantierPage, SynthesisPage, WorkSessionPage
from comap.models import ComapIndexPage, ComapPage, ComapSessionPage
from community.accounts.models import User
from community.alliance.models import ActorKind, Organisation, Person, Territory
from community.delegations.actions import give_seat
from community.delegations.models import Delegation, Seat
from community.gatherings.models import (
    AppointmentIndexPage,
    AppointmentPage,
    GatheringPart,
    MeetingPage,
)
from community.programmes.actions import take_part
from community.programmes.models import Participation, ProgrammePage
from community.text.dates import parse
from resources.models import Concept, Lesson, ResourceIndexPage, ResourcePage

numbers = itertools.count(1)


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"personne{n}@exemple.test")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(*args, **kwargs)


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"organisation-{n}")
    name = factory.Sequence(lambda n: f"Organisation {n}")
    kind = Organisation.Kind.ASSOCIATION


class TerritoryFactory(factory.django.DjangoModelFactory[Territory]):
    class Meta:
        model = Territory

    slug = factory.Sequence(lambda n: f"territoire-{n}")
    name = factory.Sequence(lambda n: f"Territoire {n}")
    kind = Territory.Kind.COMMUNE


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    """Somebody with an account; ``user=None`` for somebody only known by name."""

    class Meta:
        model = Person

    slug = factory.Sequence(lambda n: f"personne-{n}")
    name = factory.Sequence(lambda n: f"Personne {n}")
    user = factory.SubFactory(UserFactory)


def page(model: type[Page], parent: Page, **fields: Any) -> Any:
    """A published page below ``parent``."""
    number = next(numbers)
    fields.setdefault("title", f"{model._meta.verbose_name} {number}")
    fields.setdefault("slug", f"page-{number}")
    for name in ("date", "end_date"):
        if name in fields:
            fields[name] = parse(fields[name])
    instance = model(**fields)
    parent.refresh_from_db()
    return parent.add_child(instance=instance)


def comap(**fields: Any) -> ComapPage:
    return page(ComapPage, ComapIndexPage.objects.get(), **fields)


def chantier(**fields: Any) -> ChantierPage:
    return page(ChantierPage, ChantierIndexPage.objects.get(), **fields)


def accompaniment(**fields: Any) -> AccompanimentPage:
    fields.setdefault("kind", AccompanimentPage.Kind.COHORTE)
    return page(AccompanimentPage, AccompanimentIndexPage.objects.get(), **fields)


def appointment(**fields: Any) -> AppointmentPage:
    return page(AppointmentPage, AppointmentIndexPage.objects.get(), **fields)


def session(programme: ProgrammePage, **fields: Any) -> ComapSessionPage:
    fields.setdefault("kind", "session-comap")
    return page(ComapSessionPage, programme, **fields)


def work_session(programme: ProgrammePage, **fields: Any) -> WorkSessionPage:
    fields.setdefault("kind", "temps-chantier")
    return page(WorkSessionPage, programme, **fields)


def meeting(parent: Page, **fields: Any) -> MeetingPage:
    fields.setdefault("kind", "journee")
    return page(MeetingPage, parent, **fields)


def synthesis(programme: ProgrammePage, **fields: Any) -> SynthesisPage:
    fields.setdefault("summary", "Ce que le groupe en retient.")
    return page(SynthesisPage, programme, **fields)


def pilot_project(programme: Page, **fields: Any) -> PilotProjectPage:
    return page(PilotProjectPage, programme, **fields)


def resource(**fields: Any) -> ResourcePage:
    fields.setdefault("kind", ResourcePage.Kind.FICHE)
    return page(ResourcePage, ResourceIndexPage.objects.get(), **fields)


def part(gathering: Any, kind: str = GatheringPart.Kind.ACCOUNT, **fields: Any) -> GatheringPart:
    fields.setdefault("text", "Ce qui a été dit.")
    return GatheringPart.objects.create(gathering=gathering, kind=kind, **fields)


class ConceptFactory(factory.django.DjangoModelFactory[Concept]):
    class Meta:
        model = Concept

    scheme = Concept.Scheme.LEXIQUE
    notation = factory.Sequence(lambda n: f"mot-{n}")
    label = factory.Sequence(lambda n: f"Mot {n}")


class LessonFactory(factory.django.DjangoModelFactory[Lesson]):
    class Meta:
        model = Lesson

    text = factory.Sequence(lambda n: f"On a appris la chose {n}.")
    year = 2024


def participant(programme: ProgrammePage, **fields: Any) -> Person:
    """Somebody with an account who takes part in the programme."""
    person = PersonFactory(**fields)
    take_part(programme=programme, person=person)
    return person


def animator(programme: ProgrammePage, **fields: Any) -> Person:
    """Somebody with an account who animates the programme."""
    person = PersonFactory(**fields)
    take_part(programme=programme, person=person, role=Participation.Role.ANIMATOR)
    return person


def team_member(**fields: Any) -> Person:
    """Somebody of the team that runs the alliance."""
    return PersonFactory(user=UserFactory(is_staff=True), **fields)


def delegation(programme: ProgrammePage | None = None, **fields: Any) -> Delegation:
    territory = fields.pop("territory", None) or TerritoryFactory()
    return Delegation.objects.create(
        territory=territory, programme=programme or accompaniment(), **fields
    )


def seat(delegation: Delegation, kind: ActorKind = ActorKind.ELU, **fields: Any) -> Seat:
    person = fields.pop("person", None) or PersonFactory()
    return give_seat(delegation=delegation, person=person, kind=kind, **fields)
