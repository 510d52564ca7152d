"""What stands below a programme, its meetings first, and what comes next, for one visitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from wagtail.models import Page

from community.programmes.excerpts import SHORT, Excerpt
from community.programmes.querysets import visible_pages

from .models import GatheringPage

#: How many past meetings stand on one page of a series, and how many of those that come.
PAST_SIZE, COMING_SIZE = 8, 4
#: How many meetings to come stand on one page of the agenda.
AGENDA_SIZE = 20
#: The kinds of rows, and the joins by which each says what its line or its card shows: upper
#: rooms' pages go by their names.
COMING, PAST, SYNTHESIS, PROJECT = "coming", "past", "synthesispage", "pilotprojectpage"
CARDS = ("gatheringpage", SYNTHESIS, f"{PROJECT}__territory")
#: And what is read of each: pages are wide, and of most columns a line says nothing.
SHOWN = (
    *("title", "slug", "url_path", "depth", "first_published_at"),
    *(
        f"gatheringpage__{name}"
        for name in (
            *("date", "end_date", "start_time", "end_time", "time_zone", "starts_on", "ends_on"),
            *("kind", "modality", "place", "summary", "quotation_rule", "demonstration"),
        )
    ),
    *(f"{SYNTHESIS}__{name}" for name in ("summary", "demonstration")),
    *(f"{PROJECT}__{name}" for name in ("summary", "theme", "demonstration", "territory__name")),
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
    first, last = (number - 1) * PAST_SIZE, number * PAST_SIZE
    shown = (
        Q(group=PAST, rank__gt=first, rank__lte=last)
        | Q(group=COMING, rank__lte=COMING_SIZE)
        | Q(group__in=(SYNTHESIS, PROJECT), rank__lte=SHORT)
    )
    found: dict[str, list[Any]] = {}
    totals: dict[str, int] = {}
    for row in _below(page, user).filter(shown).order_by("group", "rank"):
        one = row.gatheringpage if row.group in (COMING, PAST) else getattr(row, row.group)
        found.setdefault(row.group, []).append(one)
        totals[row.group] = row.in_all
    if number > 1 and not found.get(PAST):
        return series_of(page, user)
    coming, past, syntheses, projects = (
        Excerpt(found.get(group, []), totals.get(group, 0))
        for group in (COMING, PAST, SYNTHESIS, PROJECT)
    )
    return Series(coming, past, syntheses, projects, number)


def _below(page: Page, user: Any) -> QuerySet[Page]:
    """The rows below a page with the ``group`` of each, its ``rank`` there, and ``in_all``."""
    meeting = "gatheringpage__"
    coming = Q(**{f"{meeting}ends_on__gte": timezone.localdate()})
    others = [When(**{f"{kind}__isnull": False}, then=Value(kind)) for kind in (SYNTHESIS, PROJECT)]
    group = Case(
        When(coming, then=Value(COMING)),
        When(gatheringpage__isnull=False, then=Value(PAST)),
        *others,
        default=Value(""),
    )
    order = [
        Case(When(coming, then=F(f"{meeting}starts_on"))).asc(nulls_last=True),
        Case(When(coming, then=F(f"{meeting}date"))).asc(nulls_last=True),
        F(f"{meeting}starts_on").desc(nulls_last=True),
        Case(When(synthesispage__isnull=False, then=F("first_published_at"))).desc(nulls_last=True),
        F(f"{PROJECT}__territory__name").asc(nulls_first=True),
        F("title").asc(),
    ]
    shown = visible_pages(user, page.get_children()).select_related(*CARDS).only(*SHOWN)
    rows = shown.annotate(group=group)
    return rows.annotate(
        rank=Window(RowNumber(), partition_by=[F("group")], order_by=order),
        in_all=Window(Count("*"), partition_by=[F("group")]),
    )


def coming_for(user: Any) -> QuerySet[GatheringPage]:
    """The meetings to come that ``user`` may see, the soonest first, with their programme."""
    meetings = visible_pages(user, GatheringPage.objects.coming())
    return meetings.select_related("audience__programme")


def agenda_for(user: Any, limit: int | None = None) -> list[GatheringPage]:
    """The same, or the first of them."""
    return list(coming_for(user)[:limit])
