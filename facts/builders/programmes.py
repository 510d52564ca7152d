"""Dispositifs, their meetings, their phases and the projects that their territories try."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page

from accompagnements.models import (
    AccompanimentIndexPage,
    AccompanimentPage,
    Phase,
    PilotProjectPage,
)
from chantiers.models import ChantierIndexPage, ChantierPage, WorkSessionPage
from comap.models import ComapIndexPage, ComapPage, ComapSessionPage
from community.alliance.models import Person
from community.gatherings.models import (
    AppointmentIndexPage,
    AppointmentPage,
    GatheringPage,
    MeetingPage,
)
from community.programmes.actions import leave, take_part
from community.programmes.models import ParticipantCount, Participation, ProgrammePage
from facts.lists import Row
from facts.world import MissingParentError, World

from .base import Builder
from .fields import Date, Field, Reference, References, Text, Values
from .pages import PageBuilder, convert, section

#: Kind of programme → its page, and the head of its section.
PROGRAMMES: dict[str, tuple[type[ProgrammePage], type[Page]]] = {
    "comap": (ComapPage, ComapIndexPage),
    "chantier": (ChantierPage, ChantierIndexPage),
    **dict.fromkeys(AccompanimentPage.Kind.values, (AccompanimentPage, AccompanimentIndexPage)),
    **dict.fromkeys(AppointmentPage.Kind.values, (AppointmentPage, AppointmentIndexPage)),
}
#: Page of a programme → the page of its meetings.
MEETINGS: dict[type[Page], type[GatheringPage]] = {
    ComapPage: ComapSessionPage,
    ChantierPage: WorkSessionPage,
}


class Kind(Field):
    """The kind of a programme: its model says it, and for some models a column."""

    def read_all(self, objects: Iterable[Any], world: World) -> Values:
        return {page.pk: _kind_of(page) for page in objects}

    def assign(self, item: Any, value: Any, world: World) -> None:
        if type(item) is PROGRAMMES[value][0] and hasattr(item, "kind"):
            item.kind = value


def _kind_of(page: ProgrammePage) -> str | None:
    own = getattr(page, "kind", None)
    kinds = (kind for kind, (model, _section) in PROGRAMMES.items() if model is type(page))
    return own or next(kinds, None)


class Animators(Field):
    """The people who animate a programme; its rows, not its page, hold them."""

    def read_all(self, objects: Iterable[Any], world: World) -> Values:
        found: Values = {page.pk: [] for page in objects}
        animators = Participation.objects.animators().filter(programme__in=found)
        for programme, person in animators.values_list("programme_id", "person_id"):
            if world.knows("people", person):
                found[programme].append(world.name("people", person))
        return found

    def assign(self, item: Any, value: Any, world: World) -> None:
        """Nothing to do before the programme has its row."""

    def after_save(self, item: Any, value: Any, world: World) -> None:
        pks = {pk for name in value if (pk := world.pk("people", name)) is not None}
        for participation in item.participations.animators().filter(person__isnull=False):
            if (
                world.knows("people", participation.person_id)
                and participation.person_id not in pks
            ):
                leave(participation=participation)
        for person in Person.objects.filter(pk__in=pks):
            take_part(programme=item, person=person, role=Participation.Role.ANIMATOR)


class Participants(Field):
    """How many people took part, by year."""

    def read_all(self, objects: Iterable[Any], world: World) -> Values:
        found: Values = {page.pk: [] for page in objects}
        for count in ParticipantCount.objects.filter(programme__in=found).order_by("year"):
            found[count.programme_id].append(
                {"year": count.year, "count": count.count, "approximate": count.approximate}
            )
        return found

    def assign(self, item: Any, value: Any, world: World) -> None:
        """Nothing to do before the programme has its row."""

    def after_save(self, item: Any, value: Any, world: World) -> None:
        counts = ParticipantCount.objects.filter(programme=item.pk)
        counts.exclude(year__in=[count["year"] for count in value]).delete()
        for count in value:
            counts.update_or_create(programme_id=item.pk, year=count["year"], defaults=count)


class Standing(Field):
    """The programme under whose page a page stands; null directly under its section."""

    def __init__(self, name: str, section_model: type[Page]) -> None:
        super().__init__(name)
        self.section_model = section_model

    def read_all(self, objects: Iterable[Any], world: World) -> Values:
        above = {page.pk: page.path[: -page.steplen] for page in objects}
        parents = Page.objects.filter(path__in=set(above.values()))
        pks = dict(parents.values_list("path", "pk"))
        section_pk = section(self.section_model).pk
        return {
            pk: None if pks[path] == section_pk else world.name("programmes", pks[path])
            for pk, path in above.items()
        }

    def assign(self, item: Any, value: Any, world: World) -> None:
        """Nothing to do: the builder puts the page where it stands."""

    def page(self, row: Row, world: World) -> Page:
        """The page under which the page of this row stands."""
        slug = row[self.name]
        if slug is None:
            return section(self.section_model)
        pk = world.pk("programmes", slug)
        if pk is None:
            raise MissingParentError(slug)
        return Page.objects.get(pk=pk)


class ProgrammeBuilder(PageBuilder):
    list_name = "programmes"
    model = ProgrammePage
    placement = "kind"
    fields = (
        Field("slug"),
        Field("title"),
        Kind("kind"),
        Field("start_year"),
        Field("end_year"),
        Animators("animators"),
        References("partners", organisations="partners"),
        References("funders", organisations="funders"),
        References("territories", territories="territories"),
        Participants("participants"),
        Text("summary"),
        Field("objectives"),
    )

    def objects(self, pks: Iterable[int]) -> list[Any]:
        return list(ProgrammePage.objects.filter(pk__in=list(pks)).specific())

    def parent(self, row: Row, world: World) -> Page:
        return section(PROGRAMMES[row["kind"]][1])

    def page_model(self, row: Row, parent: Page) -> type[Page]:
        return PROGRAMMES[row["kind"]][0]

    def own_columns(self, row: Row, model: type[Page]) -> dict[str, Any]:
        return {"kind": row["kind"]} if hasattr(model, "kind") else {}

    def place(self, page: Page, row: Row, world: World) -> Page:
        placed = super().place(page, row, world)
        placed.refresh_from_db()
        model = MEETINGS.get(type(placed), MeetingPage)
        for meeting in GatheringPage.objects.child_of(placed).specific():
            if type(meeting) is not model:
                convert(meeting, model, base=GatheringPage)
        return placed


class SessionBuilder(PageBuilder):
    list_name = "sessions"
    model = GatheringPage
    placement = "programme"
    standing = Standing("programme", AppointmentIndexPage)
    fields = (
        Field("slug"),
        standing,
        Field("title"),
        Date("date"),
        Date("end_date"),
        Field("kind"),
        Text("modality"),
        Text("place"),
        References("speakers", people="speakers"),
        References("organisations", organisations="organisations"),
        Field("attendance"),
        Text("summary"),
    )

    def parent(self, row: Row, world: World) -> Page:
        return self.standing.page(row, world)

    def page_model(self, row: Row, parent: Page) -> type[Page]:
        return MEETINGS.get(parent.specific_class, MeetingPage)


class PhaseBuilder(Builder):
    list_name = "phases"
    model = Phase
    fields = (
        Reference("programme", "programmes", parent=True),
        Field("order"),
        Field("title"),
        Text("summary"),
        Field("optional"),
    )
    removable = True


class PilotSlug(Field):
    """The slug of a pilot project, told apart from those of the meetings beside it."""

    prefix = "projet-"

    def to_facts(self, value: Any) -> Any:
        return value.removeprefix(self.prefix)

    def to_column(self, value: Any, world: World) -> Any:
        return f"{self.prefix}{value}"


class PilotProjectBuilder(PageBuilder):
    list_name = "pilot_projects"
    model = PilotProjectPage
    placement = "cohort"
    standing = Standing("cohort", AccompanimentIndexPage)
    fields = (
        PilotSlug("slug"),
        Reference("territory", "territories"),
        standing,
        Field("title"),
        Text("theme"),
        References("allies", people="allied_people", organisations="allied_organisations"),
        Text("summary"),
        Field("effects"),
        Field("limits"),
    )

    def parent(self, row: Row, world: World) -> Page:
        return self.standing.page(row, world)

    def slug(self, row: Row) -> str:
        return f"{PilotSlug.prefix}{row['slug']}"
