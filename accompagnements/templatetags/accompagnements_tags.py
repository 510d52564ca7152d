"""Pilot projects and phases, for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import QuerySet
from wagtail.models import Page

from community.programmes.excerpts import Excerpt, excerpt

from .. import reading
from ..models import Phase, PilotProjectPage

register = template.Library()


@register.simple_tag(takes_context=True)
def pilot_projects_of(context: dict[str, Any], page: Page) -> Excerpt[PilotProjectPage]:
    """``{% pilot_projects_of page as projects %}``: what territories try below this page."""
    return excerpt(reading.pilot_projects_of(page, context["request"].user))


@register.simple_tag
def general_phases() -> QuerySet[Phase]:
    """``{% general_phases as phases %}``: how an accompaniment goes, in general."""
    return reading.general_phases()
