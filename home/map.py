"""The map of the territories: where they are, drawn here, and the same as a list beside it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from community.alliance.models import Territory
from community.alliance.outlines import FRAMES, Frame, frame_of
from community.prepared import prepared
from community.programmes.facets import Facet, Value
from community.programmes.models import ProgrammePage
from community.programmes.querysets import visible_pages
from community.text.elision import of

#: How many territories the list shows at once.
PAGE_SIZE = 20
#: How many programmes one may choose from: those that have most territories.
MOST_PROGRAMMES = 12
#: How many marks the whole map holds: past that, neighbours are told together from further away.
MOST_MARKS = 44
#: How far two marks stand from one another, in units of a frame: on the narrowest telephone that
#: is the 24 pixels which a finger needs.
REACH = 25.0
#: What is too wide for a point: its mark says « about here ».
WIDE = frozenset({Territory.Kind.DEPARTEMENT.value, Territory.Kind.REGION.value})
KINDS = dict(Territory.Kind.choices)
#: The questions, as the directory of territories asks them.
KIND = Facet("type", _("Type"), "kind", "kind", KINDS)
PROGRAMME = Facet("dispositif", _("Dispositif"), "programmes__slug", "programmes__title")


class Place(NamedTuple):
    """What the map knows of a territory."""

    slug: str
    name: str
    kind: str
    lat: float | None
    lon: float | None

    @property
    def url(self) -> str:
        return reverse("alliance:territory", args=[self.slug])

    @property
    def kind_label(self) -> str:
        return str(KINDS.get(self.kind, self.kind))

    @property
    def is_placed(self) -> bool:
        return self.lat is not None and self.lon is not None


@dataclass(frozen=True)
class Mark:
    """One point of the map: a territory, or several that are too near to be told apart."""

    x: float
    y: float
    places: list[Place]
    query: str = ""
    chosen: bool = False

    @property
    def alone(self) -> Place | None:
        return self.places[0] if len(self.places) == 1 else None

    @property
    def url(self) -> str:
        return self.alone.url if self.alone else f"?{self.query}#liste"

    @property
    def is_wide(self) -> bool:
        return self.places[0].kind in WIDE

    @property
    def label(self) -> str:
        if self.alone:
            return f"{self.alone.name} ({self.alone.kind_label})"
        others = len(self.places) - 1
        return ngettext(
            "%(name)s et %(count)d autre territoire tout près",
            "%(name)s et %(count)d autres territoires tout près",
            others,
        ) % {"name": self.places[0].name, "count": others}


@dataclass(frozen=True)
class Panel:
    """One drawing with its marks."""

    frame: Frame
    marks: list[Mark]


@dataclass(frozen=True)
class Map:
    """The drawings and the list: the same territories, narrowed alike."""

    facets: list[Facet]
    chosen: list[Value]
    panels: list[Panel]
    page: Page
    #: The mark whose territories the list holds, when one was chosen.
    around: Mark | None
    #: How many territories the list leaves to read, and how many of them no map can show.
    total: int
    placeless: int
    query: str

    @cached_property
    def metropole(self) -> Panel:
        return self.panels[0]

    @cached_property
    def overseas(self) -> list[Panel]:
        return self.panels[1:-1]

    @cached_property
    def world(self) -> Panel:
        return self.panels[-1]


def territories_map(request: HttpRequest) -> HttpResponse:
    """The map, narrowed by kind and by programme, with its equal list."""
    return render(request, "alliance/map.html", {"map": map_of(request.user, request.GET)})


def map_of(user: Any, params: Mapping[str, str]) -> Map:
    """What the address asks for; a value that nothing has, or that is hidden, finds nothing."""
    asked = {name: params.get(name, "").strip() for name in ("type", "dispositif", "autour")}
    kind, programme, around = asked.values()
    in_programme = _in_programme(user, programme)
    places = [place for place in in_programme if kind in ("", place.kind)]
    facets = [
        replace(KIND, values=tuple(_kinds(in_programme, asked))),
        replace(PROGRAMME, values=tuple(_programmes_of(user, asked))),
    ]
    panels = _panels(places, asked)
    mark = next((mark for panel in panels for mark in panel.marks if mark.chosen), None)
    shown = places if not around else mark.places if mark else []
    chosen = [value for facet in facets for value in facet.values if value.chosen]
    if around:
        name = next((place.name for place in shown if place.slug == around), around)
        words = gettext("autour %(of_place)s") % {"of_place": of(name)}
        chosen.append(Value(around, words, len(shown), True, f"?{_without(asked, 'autour')}"))
    return Map(
        facets=facets,
        chosen=chosen,
        panels=panels,
        page=Paginator(shown, PAGE_SIZE).get_page(params.get("page")),
        around=mark,
        total=len(shown),
        placeless=sum(not place.is_placed for place in shown),
        query=_without(asked),
    )


def _in_programme(user: Any, programme: str) -> list[Place]:
    return [Place(*row) for row in _places(user, *filter(None, [programme]))]


@prepared
def _places(user: Any, *programme: str) -> QuerySet[Any, Any]:
    """All territories, or those of the programmes of that name that ``user`` may see."""
    rows = Territory.objects.all()
    if programme:
        visible = visible_pages(user, ProgrammePage.objects.filter(slug=programme[0]))
        within = ProgrammePage.territories.through.objects.filter(programmepage__in=visible)
        rows = rows.filter(pk__in=within.values("territory"))
    return rows.order_by("name", "pk").values_list("slug", "name", "kind", "lat", "lon")


def _kinds(places: Iterable[Place], asked: Mapping[str, str]) -> list[Value]:
    counts = Counter(place.kind for place in places)
    if asked["type"]:
        counts.setdefault(asked["type"], 0)
    values = [
        _choice("type", key, str(KINDS.get(key, key)), total, asked)
        for key, total in counts.items()
    ]
    return sorted(values, key=lambda value: (-value.count, value.label))


def _programmes_of(user: Any, asked: Mapping[str, str]) -> list[Value]:
    taken, kind = asked["dispositif"], asked["type"]
    given = {"chosen": bool(taken), "narrowed": bool(kind)}
    rows = _programmes(user, *filter(None, [taken, kind]), **given)
    found = {slug: (title, total) for slug, title, total in rows}
    if taken:
        found.setdefault(taken, (taken, 0))
    return [
        _choice("dispositif", slug, title, total, asked) for slug, (title, total) in found.items()
    ]


@prepared
def _programmes(user: Any, *asked: str, chosen: bool, narrowed: bool) -> QuerySet[Any, Any]:
    """The visible programmes that have most territories; the chosen one, however few it has."""
    pages = ProgrammePage.objects.filter(territories__isnull=False)
    if narrowed:
        pages = ProgrammePage.objects.filter(territories__kind=asked[-1])
    rows = visible_pages(user, pages).values_list("slug", "title")
    rows = rows.annotate(total=Count("territories", distinct=True))
    order: list[Any] = [F("total").desc(), "title"]
    if chosen:
        order.insert(0, Case(When(slug=asked[0], then=0), default=1))
    return rows.order_by(*order)[:MOST_PROGRAMMES]


def _choice(name: str, key: str, label: str, count: int, asked: Mapping[str, str]) -> Value:
    return Value(key, label, count, asked[name] == key, f"?{_without(asked, name)}")


def _without(asked: Mapping[str, str], name: str = "") -> str:
    """What is asked, as an address says it; whoever gives a choice up leaves the mark as well."""
    kept = {key: value for key, value in asked.items() if value and key != name}
    if name:
        kept.pop("autour", None)
    return urlencode(kept)


def _panels(places: Iterable[Place], asked: Mapping[str, str]) -> list[Panel]:
    """The drawings with their marks, as addresses that keep what is asked."""
    gathered = _gathered(tuple(place for place in places if place.is_placed))
    return [
        Panel(frame, [_mark(*mark, asked) for mark in gathered.get(frame.key, ())])
        for frame in FRAMES
    ]


def _mark(x: float, y: float, places: list[Place], asked: Mapping[str, str]) -> Mark:
    query = urlencode({**_kept(asked), "autour": places[0].slug})
    chosen = bool(asked["autour"]) and any(place.slug == asked["autour"] for place in places)
    return Mark(x, y, places, query, chosen)


@lru_cache(maxsize=8)
def _gathered(places: tuple[Place, ...]) -> dict[str, list[tuple[float, float, list[Place]]]]:
    """By frame, as few marks as a page can hold.

    Marks are worked out once for the same rows: whoever finds them here has just read those rows.
    """
    placed: dict[str, list[tuple[float, float, Place]]] = defaultdict(list)
    for place in places:
        frame = frame_of(place.lat or 0, place.lon or 0)
        placed[frame.key].append((*frame.place(place.lat or 0, place.lon or 0), place))
    for points in placed.values():
        points.sort(key=lambda point: (point[1], point[0], point[2].slug))
    reach = REACH
    while True:
        marks = {key: _within(reach, points) for key, points in placed.items()}
        if sum(map(len, marks.values())) <= max(MOST_MARKS, len(placed)):
            return marks
        reach *= 1.2


def _within(
    reach: float, points: Iterable[tuple[float, float, Place]]
) -> list[tuple[float, float, list[Place]]]:
    """From north to south, each territory joins the nearest mark within reach, or makes one."""
    cells: dict[tuple[int, int], list[tuple[float, float, list[Place]]]] = defaultdict(list)
    marks = []
    for x, y, place in points:
        column, line = int(x // reach), int(y // reach)
        near = [
            (math.dist((x, y), mark[:2]), mark[2])
            for i in (column - 1, column, column + 1)
            for j in (line - 1, line)
            for mark in cells.get((i, j), ())
        ]
        away, its = min(near, key=lambda one: one[0], default=(reach, []))
        if away < reach:
            its.append(place)
            continue
        mark = (x, y, [place])
        marks.append(mark)
        cells[column, line].append(mark)
    return marks


def _kept(asked: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in asked.items() if value}
