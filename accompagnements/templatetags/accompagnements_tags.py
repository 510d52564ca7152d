"""Pilot projects, phases and the course of accompaniments, for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import QuerySet
from wagtail.models import Page

from community.programmes.excerpts import Excerpt, excerpt

from .. import reading
from ..models import AccompanimentPage, Course, Phase, PilotProjectPage, PointOfView

register = template.Library()


@register.simple_tag(takes_context=True)
def pilot_projects_of(context: dict[str, Any], page: Page) -> Excerpt[PilotProjectPage]:
    """``{% pilot_projects_of page as projects %}``: what territories try below this page."""
    return excerpt(reading.pilot_projects_of(page, context["request"].user))


@register.simple_tag
def general_phases() -> QuerySet[Phase]:
    """``{% general_phases as phases %}``: how an accompaniment goes, in general."""
    return reading.general_phases()


@register.simple_tag(takes_context=True)
def phases_of(context: dict[str, Any], page: AccompanimentPage) -> list[reading.PhaseView]:
    """``{% phases_of page as phases %}``: an accompaniment's own, each with how far it is."""
    if getattr(context["request"], "is_preview", False):
        return reading.phases_of_draft(page)
    return reading.phases_of(page)


@register.simple_tag
def phases_of_draft(page: AccompanimentPage) -> list[reading.PhaseView]:
    """``{% phases_of_draft page as phases %}``: those of the page as its editor has it."""
    return reading.phases_of_draft(page)


@register.simple_tag
def course_of(page: AccompanimentPage) -> Course | None:
    """``{% course_of page as course %}``: when it was started and ended, if it was."""
    return reading.course_of(page)


@register.filter
def is_over(page: AccompanimentPage) -> bool:
    """``{% if page|is_over %}``: it was ended, or its years say so."""
    return reading.is_over(page)


@register.simple_tag
def views_of(project: PilotProjectPage) -> list[PointOfView]:
    """``{% views_of page as views %}``: the points of view on a project, side by side."""
    return reading.views_of(project)
