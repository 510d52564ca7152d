"""What the library holds of a programme, a meeting or a concept, for one visitor."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from community.gatherings.models import GatheringPage
from community.programmes.models import ProgrammePage
from community.programmes.querysets import visible_pages

from .models import Lesson, ResourcePage


@dataclass(frozen=True)
class YearOfLessons:
    """The lessons of one year."""

    year: int
    lessons: list[Lesson]


def lessons_of(programme: ProgrammePage, user: Any) -> list[YearOfLessons]:
    """The lessons of a programme by year, the latest first."""
    lessons = Lesson.objects.visible_to(user).filter(programme=programme).with_provenance()
    return [YearOfLessons(year, list(rows)) for year, rows in groupby(lessons, lambda x: x.year)]


def lessons_born_at(page: Page, user: Any) -> QuerySet[Lesson]:
    """The lessons known to come from this very meeting or pilot project."""
    return Lesson.objects.visible_to(user).filter(origin=page).with_provenance()


def kit_of(gathering: GatheringPage, user: Any) -> QuerySet[ResourcePage]:
    """The resources of a meeting's kit, in its order."""
    resources = visible_pages(user, ResourcePage.objects.filter(kit_items__gathering=gathering))
    return resources.with_card().order_by("kit_items__sort_order")


def resources_of(programme: ProgrammePage, user: Any) -> QuerySet[ResourcePage]:
    """The resources born in a programme, the latest first."""
    resources = visible_pages(user, ResourcePage.objects.filter(programme=programme))
    return resources.with_card().order_by("-date", "title")


def latest_lessons(user: Any, limit: int) -> QuerySet[Lesson]:
    """What was just learnt."""
    return Lesson.objects.visible_to(user).with_provenance()[:limit]
