"""The library, for the templates of every room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from wagtail.models import Page

from community.gatherings.models import GatheringPage
from community.programmes.excerpts import Excerpt
from community.programmes.models import ProgrammePage

from .. import facets, reading
from ..models import Lesson, PressArticle, ResourcePage

register = template.Library()


@register.simple_tag(takes_context=True)
def lessons_of(
    context: dict[str, Any], programme: ProgrammePage, meetings: Iterable[GatheringPage] = ()
) -> reading.LessonsOfProgramme:
    """``{% lessons_of page series.past as learnt %}``: ``learnt.years``, and ``learnt.total``.

    Each meeting that the page shows gets its first ``lessons``, for the row that follows.
    """
    learnt = reading.lessons_of(programme, context["request"].user, meetings)
    for meeting in meetings:
        meeting.lessons = learnt.by_origin.get(meeting.pk)
    return learnt


@register.simple_tag(takes_context=True)
def lessons_born_at(context: dict[str, Any], page: Page) -> Excerpt[Lesson]:
    """``{% lessons_born_at page as lessons %}``: learnt at this meeting or pilot project."""
    return reading.first_lessons(page, context["request"].user)


@register.simple_tag(takes_context=True)
def latest_lessons(context: dict[str, Any], limit: int) -> list[Lesson]:
    """``{% latest_lessons 3 as lessons %}``: what was just learnt."""
    return reading.latest_lessons(context["request"].user, limit=limit)


@register.simple_tag(takes_context=True)
def kit_of(context: dict[str, Any], gathering: GatheringPage) -> Excerpt[ResourcePage]:
    """``{% kit_of page as kit %}``: the resources of the « mallette pédagogique »."""
    return reading.first_of_kit(gathering, context["request"].user)


@register.simple_tag(takes_context=True)
def resources_of(context: dict[str, Any], programme: ProgrammePage) -> Excerpt[ResourcePage]:
    """``{% resources_of page as resources %}``: the resources born here."""
    return reading.resources_of(programme, context["request"].user)


@register.simple_tag
def press_of(programme: ProgrammePage) -> Excerpt[PressArticle]:
    """``{% press_of page as articles %}``: what the press said of this programme."""
    return reading.press_of(programme)


@register.simple_tag(takes_context=True)
def browse_resources(context: dict[str, Any]) -> facets.Browse:
    """``{% browse_resources as browse %}``: ``browse.page``, ``.facets`` and ``.chosen``."""
    request = context["request"]
    return facets.browse(facets.RESOURCES, request.user, request.GET)
