"""Who does what here, for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from wagtail.models import Page

from .. import reading
from ..models import HousePage, ProgrammePage
from ..querysets import visible_pages
from ..rights import Rights
from ..rights import rights_of as rights

register = template.Library()

#: How deep the entrance stands in the tree: below its root.
ENTRANCE = 2
#: How many programmes stand on one page of a section.
PROGRAMMES = 24


@register.simple_tag(takes_context=True)
def cast_of(context: dict[str, Any], programme: ProgrammePage) -> reading.Cast:
    """``{% cast_of page as cast %}``: « qui fait quoi ici », drawn from roles, never typed."""
    return reading.cast_of(programme, context["request"].user)


@register.simple_tag
def rights_of(page: object) -> Rights | None:
    """``{% rights_of page as rights %}``: who sees it and who may change it, for `rights.html`."""
    return rights(page)


@register.simple_tag(takes_context=True)
def surroundings_of(context: dict[str, Any], programme: ProgrammePage) -> reading.Surroundings:
    """``{% surroundings_of page as around %}``: its territories, partners, funders, counts."""
    if getattr(context["request"], "is_preview", False):
        return reading.surroundings_of_draft(programme)
    return reading.surroundings_of(programme)


@register.simple_tag(takes_context=True)
def ancestors_of(context: dict[str, Any], page: HousePage | str) -> list[Page]:
    """``{% ancestors_of page as ancestors %}``: those that one may read, the entrance aside."""
    if not isinstance(page, HousePage):
        return []  # an address outside the tree
    # A draft shown in the admin was not looked for by its address.
    trail = page.trail or visible_pages(context["request"].user, page.get_ancestors())
    return [step for step in trail if step.depth > ENTRANCE and step.pk != page.pk]


@register.simple_tag(takes_context=True)
def visible_programmes(context: dict[str, Any], page: Page) -> PageOfRows:
    """``{% visible_programmes page as programmes %}``: those below a section that one may see.

    The address says which page of them is asked for.
    """
    request = context["request"]
    below = ProgrammePage.objects.child_of(page).specific()
    rows = visible_pages(request.user, below)
    return Paginator(rows, PROGRAMMES).get_page(request.GET.get("page"))
