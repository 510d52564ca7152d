"""The story of a territory: what happened there year by year, whom to ask, whom to compare with.

Everything starts from what the visitor may see; the number of queries follows nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, ExtractYear, Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompagnements.models import AccompanimentPage, PilotProjectPage
from accompagnements.reading import ended_beside
from community.addresses import path_to
from community.alliance.models import Person, Territory
from community.alliance.outlines import frame_of
from community.alliance.regions import region_of
from community.delegations.models import Delegation, Seat
from community.discussions.models import Channel
from community.gatherings.models import ExperienceReport, GatheringPage
from community.gatherings.permissions import openly_told
from community.prepared import prepared
from community.programmes.addresses import address_of
from community.programmes.excerpts import Excerpt, counted, first
from community.programmes.models import ProgrammePage
from community.programmes.querysets import inside, readable, visible_pages
from resources.models import Lesson, ResourcePage

from .alter_egos import AlterEgo, alter_egos_of

#: How many moments the page of a territory tells; how many stand on a page of all of them.
BEGUN, ON_A_PAGE = 14, 40
#: Of how many accompaniments a territory is said to be the companion.
COMPANION = 3
#: How many effects and limits of a project the story gives: its own page has them all.
SHOWN = 2
#: What each moment is called, and what comes before what in a same year: the origin comes last.
KINDS = {
    "session": _("a raconté son expérience"),
    "project": _("projet pilote"),
    "lesson": _("enseignement"),
    "resource": _("ressource"),
    "companion": _("est devenu compagnon"),
    "delegation": _("a formé sa délégation"),
    "programme": _("dispositif"),
}
RANKS = {kind: rank for rank, kind in enumerate(KINDS)}


#: Of these kinds all that there are stand in a list too, at an address below the territory's.
LISTS = {
    "programme": ("dispositifs", _("Ses dispositifs")),
    "session": ("rencontres", _("Ses rencontres")),
    "project": ("projets", _("Ses projets pilotes")),
}


class Row(NamedTuple):
    """A moment as the database tells it, whatever its kind."""

    rank: int
    pk: int
    year: int
    day: str
    title: str
    #: Of a page: its place in the tree. Empty when the moment has an address of its own.
    place: str
    text: str

    @property
    def kind(self) -> str:
        return list(KINDS)[self.rank]


@dataclass(frozen=True)
class Moment:
    """One thing of the story, as ``components/timeline.html`` shows it."""

    what: str
    kind: Any
    title: str
    url: str
    text: str = ""
    effects: Iterable[dict[str, Any]] = ()
    limits: Iterable[str] = ()


@dataclass(frozen=True)
class Year:
    """What happened in a year; 0 when nobody noted which."""

    year: int
    moments: list[Moment]


@dataclass(frozen=True)
class Ask:
    """Whom to ask: the référent·es of today's delegations, and where to write to them."""

    seats: list[Seat]
    channel: Channel | None


@dataclass(frozen=True)
class Story:
    """The page of a territory, for one visitor."""

    years: list[Year]
    goes_on: bool
    #: Where the lists of what it tells of are, and what they are called.
    lists: list[tuple[str, Any]]
    people: Excerpt[Person]
    ask: Ask
    alter_egos: list[AlterEgo]
    #: The ended accompaniments whose companion it is.
    companion_of: list[AccompanimentPage]
    region: str
    place: tuple[Any, float, float] | None


def territory(request: HttpRequest, slug: str) -> HttpResponse:
    """A territory and its story, as far as the latest moments tell it."""
    row = get_object_or_404(Territory, slug=slug)
    context = {"territory": row, "entity": row, "story": story_of(row, request)}
    return render(request, "alliance/territory.html", context)


def whole_story(request: HttpRequest, slug: str) -> HttpResponse:
    """All of it, page by page."""
    row = get_object_or_404(Territory, slug=slug)
    moments: Any = _AllMoments(request.user, row.pk)
    page = Paginator(moments, ON_A_PAGE).get_page(request.GET.get("page"))
    years = _by_year(page, request)
    context = {"territory": row, "years": years, "page": page}
    return render(request, "alliance/whole_story.html", context)


def story_of(row: Territory, request: HttpRequest) -> Story:
    """What a visitor may know of a territory."""
    user, today = request.user, timezone.localdate()
    found = _moments(user, row.pk, start=0, stop=BEGUN + 1)
    years = _by_year(found[:BEGUN], request)
    kinds = {moment.what for year in years for moment in year.moments}
    place = None
    if row.lat is not None and row.lon is not None:
        frame = frame_of(row.lat, row.lon)
        place = (frame, *frame.place(row.lat, row.lon))
    return Story(
        years=years,
        goes_on=len(found) > BEGUN,
        lists=[named for kind, named in LISTS.items() if kind in kinds],
        people=counted(_people(user, row.pk)),
        ask=_ask(user, row.pk, today),
        alter_egos=alter_egos_of(row, user),
        companion_of=_companion_of(user, row.pk),
        region=region_of(row),
        place=place,
    )


@dataclass(frozen=True)
class _AllMoments:
    """The moments of a territory, as a ``Paginator`` counts and cuts them."""

    user: Any
    territory_id: int

    def __len__(self) -> int:
        return sum(_numbers(self.user, self.territory_id))

    def __getitem__(self, cut: slice) -> list[Any]:
        return _moments(self.user, self.territory_id, start=cut.start, stop=cut.stop)


@prepared
def _moments(user: Any, territory_id: int, *, start: int, stop: int) -> QuerySet[Any, Any]:
    """Of seven kinds, in one query: the latest year first, what is dated first within it."""
    parts = [_part(kind, rows, **said) for kind, (rows, said) in _kinds(user, territory_id).items()]
    united: QuerySet[Any, Any] = parts[0].union(*parts[1:], all=True)
    order = ("-moment_year", "-moment_day", "moment_rank", "moment_title", "pk")
    return united.order_by(*order)[start:stop]


@prepared
def _numbers(user: Any, territory_id: int) -> QuerySet[Any, Any]:
    """How many of each kind: what their lines say is not looked for."""
    parts = [
        # Of a value that is the same on all rows, one row gives their number.
        rows.order_by()
        .values(moment_rank=Value(RANKS[kind]))
        .annotate(number=Count("pk"))
        .values_list("number", flat=True)
        for kind, (rows, _columns) in _kinds(user, territory_id).items()
    ]
    return parts[0].union(*parts[1:], all=True)


def _kinds(user: Any, territory_id: int) -> dict[str, tuple[QuerySet[Any], dict[str, Any]]]:
    """Of each kind, the rows that ``user`` may see, and what their lines say."""
    told = ExperienceReport.objects.filter(territory=territory_id)
    sessions = openly_told(
        user, visible_pages(user, GatheringPage.objects.filter(pk__in=told.values("gathering")))
    )
    projects = visible_pages(user, PilotProjectPage.objects.filter(territory=territory_id))
    of_it = ProgrammePage.territories.through.objects.filter(territory=territory_id)
    others = ProgrammePage.territories.through.objects.exclude(territory=territory_id)
    programmes = ProgrammePage.objects.filter(pk__in=of_it.values("programmepage"))
    alone = programmes.exclude(pk__in=others.values("programmepage"))
    programmes, alone = visible_pages(user, programmes), visible_pages(user, alone)
    born_here = Q(origin__in=sessions.values("pk")) | Q(origin__in=projects.values("pk"))
    lessons = Lesson.objects.visible_to(user).filter(born_here | Q(programme__in=alone))
    in_kits = Q(kit_items__gathering__in=sessions.values("pk"))
    kept = ResourcePage.objects.filter(in_kits | Q(programme__in=alone)).values("pk")
    resources = visible_pages(user, ResourcePage.objects.filter(pk__in=kept))
    delegations = Delegation.objects.filter(readable(user, "programme"), territory=territory_id)
    ended = visible_pages(user, ended_beside(territory_id))
    # A delegation's own page is told of to those who may open it; to others, its dispositif's.
    own_page = When(inside(user), then=Value(""))

    tried = told.filter(gathering=OuterRef("pk")).order_by("sort_order", "pk").values("tried")[:1]
    began = Seat.objects.filter(delegation=OuterRef("pk"), since__isnull=False)
    seated = ExtractYear(Subquery(began.order_by("since").values("since")[:1]))
    programme = "audience__programme"
    from_year = Case(When(readable(user, programme), then=f"{programme}__start_year"))
    return {
        "programme": (programmes, {"year": F("start_year"), "text": F("summary")}),
        "session": (
            sessions,
            {"year": ExtractYear("starts_on"), "day": "date", "text": Subquery(tried)},
        ),
        "project": (projects, {"year": from_year, "text": F("summary")}),
        "lesson": (lessons, {"year": F("year"), "title": "text", "place": Value("")}),
        "resource": (resources, {"year": _year("date"), "day": "date", "text": F("summary")}),
        "delegation": (
            delegations,
            {
                "year": Coalesce(seated, "programme__start_year"),
                "title": "programme__title",
                "place": Case(own_page, default="programme__url_path", output_field=CharField()),
            },
        ),
        "companion": (ended, {"year": ExtractYear("course__closed_on")}),
    }


def _part(
    kind: str,
    rows: QuerySet[Any],
    *,
    year: Any,
    title: str = "title",
    place: Any = None,
    day: str = "",
    text: Any = None,
) -> QuerySet[Any, Any]:
    """Rows of one kind, in the columns that all of them share."""
    words: Any = CharField()
    return (
        rows.order_by()
        .annotate(
            moment_rank=Value(RANKS[kind]),
            moment_year=Coalesce(year, 0, output_field=IntegerField()),
            moment_day=Coalesce(Cast(day, words), Value("")) if day else Value(""),
            moment_title=Cast(title, words),
            moment_place=Cast(place or F("url_path"), words),
            moment_text=Coalesce(Cast(text, words), Value("")) if text else Value(""),
        )
        .values_list(
            *("moment_rank", "pk", "moment_year", "moment_day"),
            *("moment_title", "moment_place", "moment_text"),
        )
    )


def _year(date: str) -> Any:
    """The year of a date known as precisely as it may be, kept as text."""
    return Cast(Substr(date, 1, 4), IntegerField())


def _by_year(found: Iterable[Any], request: HttpRequest) -> list[Year]:
    """Rows as moments, with what each project changed and did not."""
    rows = [Row(*columns) for columns in found]
    tried = {row.pk for row in rows if row.kind == "project"}
    projects = {project.pk: project for project in _projects(request.user, *sorted(tried))}
    return [
        Year(year, [_moment(row, projects, request) for row in of_year])
        for year, of_year in groupby(rows, key=lambda row: row.year)
    ]


@prepared
def _projects(user: Any, *projects: int) -> QuerySet[PilotProjectPage]:
    rows = visible_pages(user, PilotProjectPage.objects.filter(pk__in=projects))
    return rows.only("effects", "limits")


def _moment(row: Row, projects: dict[int, PilotProjectPage], request: HttpRequest) -> Moment:
    if not row.place:
        name = {"lesson": "resources:lesson", "delegation": "delegations:delegation"}[row.kind]
        url = path_to(name, row.pk)
    else:
        url = address_of(row.place, request)
    project = projects.get(row.pk) if row.kind == "project" else None
    return Moment(
        what=row.kind,
        kind=KINDS[row.kind],
        title=row.title,
        url=url,
        text=row.text,
        effects=project.effects[:SHOWN] if project else (),
        limits=project.limits[:SHOWN] if project else (),
    )


@prepared
def _companion_of(user: Any, territory_id: int) -> QuerySet[AccompanimentPage]:
    rows = visible_pages(user, ended_beside(territory_id)).order_by("-course__closed_on", "pk")
    return rows.only("title", "url_path")[:COMPANION]


@prepared
def _people(user: Any, territory_id: int) -> QuerySet[Person]:
    return first(Person.objects.visible_to(user).filter(territory=territory_id))


def _ask(user: Any, territory_id: int, today: dt.date) -> Ask:
    seats = _referents(user, territory_id, today)
    channels = _common_channels(user, territory_id, today)
    return Ask(seats, channels[0] if seats and channels else None)


@prepared
def _referents(user: Any, territory_id: int, today: dt.date) -> QuerySet[Seat]:
    """Those of delegations in the visitor's own programmes: who sits is told among participants."""
    seats = Seat.objects.current(today).filter(
        inside(user, "delegation__programme"),
        readable(user, "delegation__programme"),
        referent=True,
        delegation__territory=territory_id,
    )
    rows = seats.select_related("participation__person", "delegation__programme")
    return rows.order_by("-delegation__programme__start_year", "pk")[:3]


@prepared
def _common_channels(user: Any, territory_id: int, today: dt.date) -> QuerySet[Channel]:
    """Open discussions that both read: of the delegations first, else of a whole programme."""
    seats = Seat.objects.current(today).filter(referent=True, delegation__territory=territory_id)
    programmes = seats.values("delegation__programme")
    together = Q(delegations__in=seats.values("delegation"))
    among = Q(kind=Channel.Kind.PROGRAMME, programme__in=programmes)
    # Found among their keys: a discussion of two delegations comes once.
    found = Channel.objects.filter(together | among, closed=False).values("pk")
    nearest = Case(When(kind=Channel.Kind.PROGRAMME, then=1), default=0)
    rows = Channel.objects.readable_by(user, today=today).filter(pk__in=found)
    return rows.order_by(nearest, "pk")[:1]
