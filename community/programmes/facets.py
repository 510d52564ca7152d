"""Lists narrowed by words and by facets that add up: one value a facet, the address holds it all.

Counts are taken on the rows that the visitor may see, so that nothing hidden shows in a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, QuerySet, When
from django.db.models import Value as Constant
from django.utils.translation import gettext as _

from community.prepared import prepared
from community.text.folding import folded

from .models import ProgrammePage
from .querysets import visible_pages

#: What a number of the database's cannot exceed.
MAX_KEY = 2**63 - 1
#: How many values a facet offers: those that leave most. The others are chosen from elsewhere, by
#: the tags of a resource, or from the page of a programme or of a concept.
MOST_VALUES = 12
#: How much of what is typed is looked for.
MOST_WORDS, LONGEST = 6, 100


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
    #: The relation by which a value is a programme: it is named to those who may read it.
    programme: str = ""

    @property
    def is_number(self) -> bool:
        return self.column == "year" or self.column.endswith("__pk")

    def narrowed(self, user: Any, rows: Any, key: Any) -> Any:
        """The rows that have this value."""
        return rows.filter(**self._named(user), **{self.column: key})

    def counted(self, user: Any, rows: Any) -> Any:
        """Each value with its name and the ``total`` of rows that have it."""
        blank: Any = ("isnull", False) if self.is_number else ("gt", "")
        known = {f"{self.column}__{blank[0]}": blank[1]}
        # One « filter »: what follows a relation of several rows speaks of the same row.
        rows = rows.filter(**self._named(user), **known).order_by()
        columns = rows.values_list(self.column, self.label_column)
        return columns.annotate(total=Count("pk"))

    def _named(self, user: Any) -> dict[str, Any]:
        """Of a facet whose values are programmes, those that ``user`` may know of."""
        if not self.programme:
            return {}
        programmes = visible_pages(user, ProgrammePage.objects.all())
        return {f"{self.programme}__in": programmes.values("pk")}


@dataclass(frozen=True, eq=False)
class Shelf:
    """Something to browse: its rows for one visitor, the questions, how a page of rows is read."""

    rows: Callable[[Any], QuerySet[Any]]
    facets: tuple[Facet, ...]
    dress: Callable[[Any], QuerySet[Any]]
    size: int
    #: The column of folded text that words are looked for in; what begins with them comes first.
    searched: str = ""


@dataclass(frozen=True)
class Browse:
    """A page of results with the facets that narrow it."""

    page: Page
    facets: list[Facet]
    #: The chosen values, to be named in an empty result: each can be dropped.
    chosen: list[Value]
    #: The same as an address says them, for links to the other pages of results.
    query: str
    #: What was typed, as it was typed.
    words: str = ""

    @property
    def total(self) -> int:
        return self.page.paginator.count


@dataclass(frozen=True)
class _Asked:
    """What an address asks of a shelf, apart from a page: values for the SQL, and its shape."""

    user: Any
    shelf: Shelf
    choices: dict[str, str]
    words: str

    @property
    def values(self) -> list[Any]:
        each = folded(self.words).split()[:MOST_WORDS]
        keys = [
            _as_asked(facet, self.choices[facet.name])
            for facet in self.shelf.facets
            if facet.name in self.choices
        ]
        return [*keys, *([" ".join(each)] if each else []), *each]

    @property
    def shape(self) -> dict[str, Any]:
        chosen = (facet.name for facet in self.shelf.facets if facet.name in self.choices)
        return {"shelf": self.shelf, "chosen": tuple(chosen)}

    def count(self) -> int:
        counted = _total(self.user, *self.values, **self.shape)
        return int(counted[0]) if counted else 0

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, cut: slice) -> list[Any]:
        return _found(self.user, *self.values, start=cut.start, stop=cut.stop, **self.shape)

    def query(self, **other: str) -> str:
        """The address's query with another choice; an empty one is given up."""
        asked = {"q": self.words, **self.choices, **other}
        return urlencode({name: value for name, value in asked.items() if value})


def browse(shelf: Shelf, user: Any, params: Mapping[str, str]) -> Browse:
    """A shelf as ``user`` may see it, narrowed by what the address asks.

    Each facet's counts are taken under the choices of all the others. A value that does not exist
    narrows to nothing: the empty result says which one to drop.
    """
    given = {facet.name: params.get(facet.name, "").strip() for facet in shelf.facets}
    choices = {name: key for name, key in given.items() if key}
    words = params.get("q", "").replace("\x00", "").strip()[:LONGEST] if shelf.searched else ""
    asked = _Asked(user, shelf, choices, words)
    counted = [
        _valued(facet, _counts(user, *asked.values, facet=facet.name, **asked.shape), asked)
        for facet in shelf.facets
    ]
    chosen = [value for facet in counted for value in facet.values if value.chosen]
    if words:
        label = _("« %(words)s »") % {"words": words}
        chosen.insert(0, Value("q", label, 0, True, f"?{asked.query(q='')}"))
    rows: Any = asked
    page = Paginator(rows, shelf.size).get_page(params.get("page"))
    return Browse(page=page, facets=counted, chosen=chosen, query=asked.query(), words=words)


@prepared
def _found(
    user: Any, *values: Any, start: int, stop: int, shelf: Shelf, chosen: tuple[str, ...]
) -> QuerySet[Any]:
    rows, words = _answering(user, values, shelf, chosen)
    order = list(rows.query.order_by or rows.model._meta.ordering)
    if words:
        begins = When(**{f"{shelf.searched}__startswith": words[0], "then": 0})
        inside = When(**{f"{shelf.searched}__contains": f" {words[0]}", "then": 1})
        order.insert(0, Case(begins, inside, default=2))
    # Which rows stand on the page, then what these show: joins are made for them only. A row has
    # several words and concepts: it comes once, however many of them were chosen.
    these = rows.order_by(*order).values("pk")[start:stop]
    return shelf.dress(rows.model._default_manager.filter(pk__in=these).order_by(*order))


@prepared
def _total(user: Any, *values: Any, shelf: Shelf, chosen: tuple[str, ...]) -> QuerySet[Any, Any]:
    """How many they are: one row."""
    rows, _words = _answering(user, values, shelf, chosen)
    one = rows.order_by().annotate(all=Constant(1)).values("all")
    return one.annotate(total=Count("pk")).values_list("total", flat=True)


@prepared
def _counts(
    user: Any, *values: Any, facet: str, shelf: Shelf, chosen: tuple[str, ...]
) -> QuerySet[Any, Any]:
    """The values of a facet that leave most, each with its name and how many it leaves."""
    keys, words = _told_apart(values, chosen)
    this = next(row for row in shelf.facets if row.name == facet)
    others = {name: key for name, key in keys.items() if name != facet}
    rows = _worded(_narrowed(user, shelf.rows(user), shelf, others), shelf, words)
    order: list[Any] = ["-total", this.label_column]
    if keys.get(facet) is not None:
        # What was chosen is named, however few results it leaves.
        order.insert(0, Case(When(**{this.column: keys[facet]}, then=0), default=1))
    counts: QuerySet[Any, Any] = this.counted(user, rows).order_by(*order)[:MOST_VALUES]
    return counts


def _answering(
    user: Any, values: tuple[Any, ...], shelf: Shelf, chosen: tuple[str, ...]
) -> tuple[Any, tuple[str, ...]]:
    """The rows that answer all that is asked, and the words that it asks for."""
    keys, words = _told_apart(values, chosen)
    return _worded(_narrowed(user, shelf.rows(user), shelf, keys), shelf, words), words


def _told_apart(
    values: tuple[Any, ...], chosen: tuple[str, ...]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The keys by facet, and the words: all of them as one, then each."""
    keys, words = values[: len(chosen)], values[len(chosen) :]
    return dict(zip(chosen, keys, strict=True)), words


def _narrowed(user: Any, rows: Any, shelf: Shelf, keys: Mapping[str, Any]) -> Any:
    for facet in shelf.facets:
        if facet.name not in keys:
            continue
        if keys[facet.name] is None:
            return rows.none()
        rows = facet.narrowed(user, rows, keys[facet.name])
    return rows


def _worded(rows: Any, shelf: Shelf, words: tuple[str, ...]) -> Any:
    """The rows in which each word is found."""
    for word in words[1:]:
        rows = rows.filter(**{f"{shelf.searched}__contains": word})
    return rows


def _as_asked(facet: Facet, key: str) -> int | str | None:
    """What the database is asked for; nothing of what it could not hold: no row has that."""
    if facet.is_number:
        return int(key) if key.isdecimal() and len(key) < len(str(MAX_KEY)) else None
    return key if "\x00" not in key else None


def _valued(facet: Facet, counts: Iterable[tuple[Any, Any, int]], asked: _Asked) -> Facet:
    """The facet with its values, as the page shows them."""
    values = []
    for key, label, total in counts:
        name = str(facet.choices.get(key, label))
        values.append(_value(facet, str(key), name, total, asked))
    taken = asked.choices.get(facet.name)
    if taken and taken not in {value.key for value in values}:
        values.append(_value(facet, taken, str(facet.choices.get(taken, taken)), 0, asked))
    values.sort(key=lambda value: (-value.count, value.label.lower()))
    return replace(facet, values=tuple(values))


def _value(facet: Facet, key: str, label: str, count: int, asked: _Asked) -> Value:
    chosen = asked.choices.get(facet.name) == key
    query = asked.query(**{facet.name: "" if chosen else key})
    return Value(key, label, count, chosen, f"?{query}")
