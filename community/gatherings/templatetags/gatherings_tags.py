"""Meetings, for the templates of every room."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page as PageOfRows
from wagtail.models import Page

from .. import permissions, reading
from ..models import GatheringPage

register = template.Library()

#: The number of a page of past meetings, as addresses say it.
PAGE = re.compile(r"[1-9][0-9]{0,3}")


@register.simple_tag(takes_context=True)
def series_of(context: dict[str, Any], page: Page) -> reading.Series:
    """``{% series_of page as series %}``: ``series.next``, ``.coming``, ``.past``, ``.projects``…

    The address says which page of past meetings is asked for.
    """
    request = context["request"]
    asked = request.GET.get("page", "")
    return reading.series_of(page, request.user, int(asked) if PAGE.fullmatch(asked) else 1)


@register.simple_tag
def public_series_of(page: Page) -> reading.Series:
    """``{% public_series_of page as series %}``: as everybody reads it, for what is handed out."""
    return reading.series_of(page, AnonymousUser())


@register.simple_tag(takes_context=True)
def view_of(context: dict[str, Any], gathering: GatheringPage) -> permissions.GatheringView:
    """``{% view_of page as view %}``: what of a meeting this visitor may open."""
    return permissions.view_of(gathering, context["request"].user)


@register.simple_tag(takes_context=True)
def agenda(context: dict[str, Any], limit: int | None = None) -> list[GatheringPage]:
    """``{% agenda 3 as coming %}``: the next meetings that this visitor may see."""
    return reading.agenda_for(context["request"].user, limit)


@register.simple_tag(takes_context=True)
def agenda_page(context: dict[str, Any]) -> PageOfRows:
    """``{% agenda_page as coming %}``: all of them, the page that the address asks for."""
    request = context["request"]
    return reading.agenda_page(request.user, request.GET.get("page"))
