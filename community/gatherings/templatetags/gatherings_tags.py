"""Meetings, for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.models import Page

from .. import permissions, reading
from ..models import GatheringPage

register = template.Library()


@register.simple_tag(takes_context=True)
def series_of(context: dict[str, Any], page: Page) -> reading.Series:
    """``{% series_of page as series %}``: ``series.next``, ``series.coming``, ``series.past``."""
    return reading.series_of(page, context["request"].user)


@register.simple_tag(takes_context=True)
def view_of(context: dict[str, Any], gathering: GatheringPage) -> permissions.GatheringView:
    """``{% view_of page as view %}``: what of a meeting this visitor may open."""
    return permissions.view_of(gathering, context["request"].user)


@register.simple_tag(takes_context=True)
def agenda(context: dict[str, Any], limit: int | None = None) -> list[GatheringPage]:
    """``{% agenda 3 as coming %}``: the next meetings that this visitor may see."""
    return reading.agenda_for(context["request"].user, limit)
