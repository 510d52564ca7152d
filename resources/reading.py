"""What the library holds of a programme, a meeting or a concept, for one visitor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from wagtail.models import Page

from community.gatherings.models import GatheringPage
from community.prepared import prepared
from community.programmes.excerpts import NOTHING, Excerpt, by_group, counted, first, ranked
from community.programmes.models import ProgrammePage
from community.programmes.querysets import visible_pages

from .models import Lesson, PressArticle, ResourcePage

#: How many lessons the page of a meeting or a project shows.
BORN_HERE = 8
#: How many lessons stand under a meeting in a series, and how many of the others on the page.
UNDER_A_MEETING, OTHERS = 2, 6


@dataclass(frozen=True)
class YearOfLessons:
    """The lessons of one year."""

    year: int
    lessons: list[Lesson]


@dataclass(frozen=True)
class LessonsOfProgramme:
    """What a programme learnt: under the meetings that the page shows, and apart from them."""

    by_origin: dict[int, Excerpt[Lesson]]
    others: Excerpt[Lesson]

    @property
    def years(self) -> list[YearOfLessons]:
        """The others by year, the latest first."""
        years = groupby(self.others, lambda lesson: lesson.year)
        return [YearOfLessons(year, list(rows)) for year, rows in years]

    @property
    def total(self) -> int:
        return self.others.total + sum(rows.total for rows in self.by_origin.values())


def lessons_of(
    programme: ProgrammePage, user: Any, meetings: Iterable[GatheringPage] = ()
) -> LessonsOfProgramme:
    """The latest lessons of a programme, in one query: the first of each meeting, and others.

    Of a meeting « entre nous » a series gives no more than title, date and place.
    """
    shown = [meeting.pk for meeting in meetings if not meeting.is_private]
    places = by_group(_learnt(user, programme.pk, *shown), "place")
    return LessonsOfProgramme(others=places.pop(0, NOTHING), by_origin=places)


@prepared
def _learnt(user: Any, programme_id: int, *meetings: int) -> QuerySet[Lesson]:
    """Each with its ``place``: one of these meetings, or 0."""
    place = Case(When(origin__in=meetings, then=F("origin")), default=0)
    lessons = Lesson.objects.visible_to(user).filter(programme=programme_id).annotate(place=place)
    return ranked(lessons, "place", ["-year", "pk"]).filter(
        Q(place=0, rank__lte=OTHERS) | Q(rank__lte=UNDER_A_MEETING)
    )


def lessons_born_at(page: Page, user: Any) -> QuerySet[Lesson]:
    """The lessons known to come from this very meeting or pilot project."""
    return Lesson.objects.visible_to(user).filter(origin=page)


def first_lessons(page: Page, user: Any) -> Excerpt[Lesson]:
    """The first of them."""
    return counted(_first_lessons(user, page.pk))


@prepared
def _first_lessons(user: Any, page_id: int) -> QuerySet[Lesson]:
    return first(lessons_born_at(Page(pk=page_id), user), BORN_HERE)


def kit_of(gathering: GatheringPage, user: Any) -> QuerySet[ResourcePage]:
    """The resources of a meeting's kit, in its order."""
    resources = visible_pages(user, ResourcePage.objects.filter(kit_items__gathering=gathering))
    return resources.with_card().order_by("kit_items__sort_order")


def first_of_kit(gathering: GatheringPage, user: Any) -> Excerpt[ResourcePage]:
    """The first of them."""
    return counted(_first_of_kit(user, gathering.pk))


@prepared
def _first_of_kit(user: Any, gathering_id: int) -> QuerySet[ResourcePage]:
    return first(kit_of(GatheringPage(pk=gathering_id), user))


def resources_of(programme: ProgrammePage, user: Any) -> Excerpt[ResourcePage]:
    """The resources born in a programme, the latest first."""
    return counted(_born_in(user, programme.pk))


@prepared
def _born_in(user: Any, programme_id: int) -> QuerySet[ResourcePage]:
    resources = visible_pages(user, ResourcePage.objects.filter(programme=programme_id))
    return first(resources.with_card().order_by("-date", "title"))


def press_of(programme: ProgrammePage) -> Excerpt[PressArticle]:
    """What the press said of a programme, the latest first."""
    return counted(_said_of(programme.pk))


@prepared
def _said_of(programme_id: int) -> QuerySet[PressArticle]:
    return first(PressArticle.objects.filter(programme=programme_id))


@prepared
def latest_lessons(user: Any, *, limit: int) -> QuerySet[Lesson]:
    """What was just learnt."""
    return Lesson.objects.visible_to(user).with_provenance()[:limit]
