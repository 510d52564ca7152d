"""Facets that add up: one value a facet, counts beside each value, the address holds it all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, QuerySet, When
from django.utils.translation import gettext_lazy as _

from community.programmes.models import ProgrammePage
from community.programmes.querysets import visible_pages

from .models import Lesson, ResourcePage

PAGE_SIZE = 24
#: Cards are heavier than lines.
CARDS = 12
#: What a number of the database's cannot exceed.
MAX_KEY = 2**63 - 1
#: How many values a facet offers: those that leave most. The others are chosen from elsewhere, by
#: the tags of a resource, or from the page of a programme or of a concept.
MOST_VALUES = 20


@dataclass(frozen=True)
class Value:
    """One value of a facet, with how many results it would leave."""

    key: str
    label: str
    count: int
    chosen: bool
    #: The address's query when this value is taken (or given up, when it is chosen).
    query: str


@dataclass(frozen=True)
class Facet:
    """A question that can be asked of a list: a query name, a column, and how a value is named."""

    name: str
    label: Any
    column: str
    label_column: str
    choices: Mapping[str, Any] = field(default_factory=dict)
    values: tuple[Value, ...] = ()


RESOURCE_FACETS = (
    Facet("type", _("Type"), "kind", "kind", dict(ResourcePage.Kind.choices)),
    Facet(
        "collection",
        _("Collection"),
        "collection",
        "collection",
        dict(ResourcePage.Collection.choices),
    ),
    Facet("mot", _("Mot-clé"), "tags__slug", "tags__name"),
    Facet("dispositif", _("Née dans"), "programme__slug", "programme__title"),
    Facet("concept", _("Concept"), "concepts__pk", "concepts__label"),
)
LESSON_FACETS = (
    Facet("dispositif", _("Dispositif"), "programme__slug", "programme__title"),
    Facet("annee", _("Année"), "year", "year"),
    Facet("concept", _("Concept"), "concepts__pk", "concepts__label"),
)


@dataclass(frozen=True)
class Browse:
    """A page of results with the facets that narrow it."""

    page: Page
    facets: list[Facet]
    #: The chosen values, to be named in an empty result: each can be dropped.
    chosen: list[Value]
    #: The same as an address says them, for links to the other pages of results.
    query: str

    @property
    def total(self) -> int:
        return self.page.paginator.count


def browse(user: Any, params: Mapping[str, str]) -> Browse:
    """The library as ``user`` may see it, narrowed by what the address asks."""
    resources = visible_pages(user, ResourcePage.objects.all())
    ordered = resources.order_by("-date", "title")
    return narrow(user, ordered, RESOURCE_FACETS, params, lambda rows: rows.with_tags(), CARDS)


def browse_lessons(user: Any, params: Mapping[str, str]) -> Browse:
    """The lessons that ``user`` may see, narrowed by what the address asks."""
    lessons = Lesson.objects.visible_to(user)
    return narrow(user, lessons, LESSON_FACETS, params, lambda rows: rows.with_provenance())


def narrow(
    user: Any,
    rows: QuerySet[Any],
    facets: tuple[Facet, ...],
    params: Mapping[str, str],
    dress: Callable[[Any], Any],
    size: int = PAGE_SIZE,
) -> Browse:
    """Apply the facets; each facet's counts are taken under the choices of all the others.

    A value that does not exist narrows to nothing: the empty result says which one to drop.
    """
    choices = {f.name: params[f.name].strip() for f in facets if params.get(f.name, "").strip()}
    counted = []
    for facet in facets:
        others = _filter(user, rows, [f for f in facets if f != facet], choices)
        counted.append(_count(_named(user, others, facet), facet, choices))
    found = _filter(user, rows, facets, choices)
    # A row has several words and concepts: it comes once, however many of them were chosen.
    found = found.distinct() if choices else found
    page = Paginator(dress(found), size).get_page(params.get("page"))
    chosen = [value for facet in counted for value in facet.values if value.chosen]
    return Browse(page=page, facets=counted, chosen=chosen, query=urlencode(choices))


def _filter(user: Any, rows: Any, facets: Iterable[Facet], choices: Mapping[str, str]) -> Any:
    for facet in facets:
        key = choices.get(facet.name)
        if key is None:
            continue
        if not _may_exist(facet, key):
            return rows.none()
        rows = _named(user, rows, facet).filter(**{facet.column: key})
    return rows


def _named(user: Any, rows: Any, facet: Facet) -> Any:
    """Of a facet whose values are programmes, the rows whose programme ``user`` may know of."""
    if not facet.column.startswith("programme__"):
        return rows
    programmes = visible_pages(user, ProgrammePage.objects.all())
    return rows.filter(programme__in=programmes.values("pk"))


def _may_exist(facet: Facet, key: str) -> bool:
    """Whether the database can be asked for the value: no text for a number, none too long."""
    if _is_number(facet):
        return key.isdecimal() and len(key) < len(str(MAX_KEY))
    return "\x00" not in key


def _is_number(facet: Facet) -> bool:
    return facet.column == "year" or facet.column.endswith("__pk")


def _count(rows: Any, facet: Facet, choices: Mapping[str, str]) -> Facet:
    taken = choices.get(facet.name)
    known = {f"{facet.column}__isnull": False} if _is_number(facet) else {f"{facet.column}__gt": ""}
    counts = (
        rows.filter(**known)
        .order_by()
        .values_list(facet.column, facet.label_column)
        .annotate(total=Count("pk", distinct=True))
    )
    order: list[Any] = ["-total", facet.label_column]
    if taken and _may_exist(facet, taken):
        # What was chosen is named, however few results it leaves.
        order.insert(0, Case(When(**{facet.column: taken}, then=0), default=1))
    values = []
    for key, label, total in counts.order_by(*order)[:MOST_VALUES]:
        name = str(facet.choices.get(key, label))
        values.append(_value(facet, str(key), name, total, choices))
    if taken and taken not in {value.key for value in values}:
        values.append(_value(facet, taken, str(facet.choices.get(taken, taken)), 0, choices))
    values.sort(key=lambda value: (-value.count, value.label.lower()))
    return replace(facet, values=tuple(values))


def _value(facet: Facet, key: str, label: str, count: int, choices: Mapping[str, str]) -> Value:
    chosen = choices.get(facet.name) == key
    others = {name: value for name, value in choices.items() if name != facet.name}
    query = urlencode(others if chosen else {**others, facet.name: key})
    return Value(key, label, count, chosen, f"?{query}")
