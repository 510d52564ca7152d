"""What stands below a programme, its meetings first, and what comes next, for one visitor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone
from wagtail.models import Page

from community.prepared import prepared
from community.programmes.excerpts import (
    NOTHING,
    SHORT,
    Excerpt,
    Stretches,
    by_group,
    in_all,
    ranked,
)
from community.programmes.querysets import programme_title, visible_pages

from .models import GatheringPage
from .querysets import LINE, NAME

#: How many past meetings stand on one page of a series, and how many of those that come.
PAST_SIZE, COMING_SIZE = 6, 4
#: How many meetings to come stand on one page of the agenda.
AGENDA_SIZE = 20
#: The lists of a series, and the kind of page that each holds: upper rooms' go by their names.
COMING, PAST = "coming", "past"
KINDS = {
    COMING: "gatheringpage",
    PAST: "gatheringpage",
    "syntheses": "synthesispage",
    "projects": "pilotprojectpage",
}
OTHERS = [group for group in KINDS if group not in (COMING, PAST)]
#: The joins by which each says what its line or its card shows.
CARDS = ("gatheringpage", "synthesispage", "pilotprojectpage__territory")
#: And what is read of each: pages are wide, and of most columns a line says nothing.
SHOWN = (
    *(*NAME, "first_published_at"),
    *(f"gatheringpage__{name}" for name in LINE),
    *(f"synthesispage__{name}" for name in ("summary", "demonstration")),
    *(
        f"pilotprojectpage__{name}"
        for name in ("summary", "theme", "demonstration", "territory__name")
    ),
)


@dataclass(frozen=True)
class Series:
    """The meetings below a page – those that come, soonest first; those past, latest first –
    and what else stands there: each list begins, and knows how long it is.
    """

    coming: Excerpt[GatheringPage]
    past: Excerpt[GatheringPage]
    syntheses: Excerpt[Any]
    projects: Excerpt[Any]
    #: Which page of past meetings this is.
    number: int = 1

    @property
    def next(self) -> GatheringPage | None:
        return self.coming[0] if self.coming else None

    @property
    def page(self) -> PageOfRows:
        """This page of past meetings among all of theirs, for links to the others."""
        return Paginator(range(self.past.total), PAST_SIZE).get_page(self.number)

    @property
    def earlier(self) -> int:
        """How many past meetings stand on the pages that follow."""
        return max(0, self.past.total - self.number * PAST_SIZE)

    def __len__(self) -> int:
        return self.coming.total + self.past.total


def series_of(page: Page, user: Any, number: int = 1) -> Series:
    """What ``user`` may see directly below ``page``, in one query, however much there is.

    A ``number`` past the last page of meetings gives the first.
    """
    children = Page._get_children_path_interval(page.path)
    past = ((number - 1) * PAST_SIZE, number * PAST_SIZE)
    rows = _below(user, page.depth + 1, *children, timezone.localdate(), *past)
    found = by_group(rows, "group")
    if number > 1 and PAST not in found:
        return series_of(page, user)
    lists = {group: _as(kind, found.get(group, NOTHING)) for group, kind in KINDS.items()}
    return Series(**lists, number=number)


@prepared
def _below(
    user: Any, depth: int, low: str, high: str, today: dt.date, after: int, up_to: int
) -> QuerySet[Page]:
    """The rows of each list: of past meetings those after so many, up to so many."""
    below: QuerySet[Page] = visible_pages(user).filter(depth=depth, path__range=(low, high))
    rows = below.select_related(*CARDS).only(*SHOWN)
    coming = Q(gatheringpage__ends_on__gte=today)
    listed = ranked(rows.annotate(group=_group(coming)), "group", _order(coming))
    past = Q(group=PAST, rank__gt=after, rank__lte=up_to)
    sizes = Q(group=COMING, rank__lte=COMING_SIZE) | Q(group__in=OTHERS, rank__lte=SHORT)
    return listed.filter(past | sizes)


def _as(kind: str, pages: Excerpt[Page]) -> Excerpt[Any]:
    """The same rows, each as the page of its own kind."""
    return Excerpt([getattr(page, kind) for page in pages], pages.total)


def _group(coming: Q) -> Case:
    """Which list a page is a row of; none when it is of another kind."""
    return Case(
        When(coming, then=Value(COMING)),
        *(
            When(**{f"{kind}__isnull": False}, then=Value(group))
            for group, kind in KINDS.items()
            if group != COMING
        ),
        default=Value(""),
    )


def _order(coming: Q) -> list[Any]:
    """The order of every list: what does not say anything in one of them is null there."""
    starts_on, date = F("gatheringpage__starts_on"), F("gatheringpage__date")
    published = Case(When(synthesispage__isnull=False, then=F("first_published_at")))
    return [
        Case(When(coming, then=starts_on)).asc(nulls_last=True),
        Case(When(coming, then=date)).asc(nulls_last=True),
        starts_on.desc(nulls_last=True),
        published.desc(nulls_last=True),
        F("pilotprojectpage__territory__name").asc(nulls_first=True),
        F("title").asc(),
    ]


def coming_for(user: Any, today: dt.date | None = None) -> QuerySet[GatheringPage]:
    """What comes that ``user`` may see, the soonest first, each with its ``programme_title``."""
    meetings = visible_pages(user, GatheringPage.objects.coming(today))
    rows = meetings.annotate(programme_title=programme_title(user))
    return rows.only(*NAME, *LINE, "last_published_at")


def agenda_for(user: Any, limit: int | None = None) -> list[GatheringPage]:
    """The same, or the first of them."""
    return _agenda(user, timezone.localdate(), limit=limit)


def agenda_page(user: Any, number: Any) -> PageOfRows[GatheringPage]:
    """The same, page by page."""
    today = timezone.localdate()
    rows: Any = Stretches(
        lambda start, stop: _agenda_page(user, today, start=start, stop=stop),
    )
    return Paginator(rows, AGENDA_SIZE).get_page(number)


@prepared
def _agenda(user: Any, today: dt.date, *, limit: int | None) -> QuerySet[GatheringPage]:
    return coming_for(user, today)[:limit]


@prepared
def _agenda_page(user: Any, today: dt.date, *, start: int, stop: int) -> QuerySet[GatheringPage]:
    return in_all(coming_for(user, today), start, stop)
