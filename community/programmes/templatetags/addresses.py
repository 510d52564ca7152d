"""Where pages of the tree answer, for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.models import Page

from .. import addresses

register = template.Library()


@register.simple_tag(takes_context=True)
def pageurl(context: dict[str, Any], page: Page) -> str:
    """``{% pageurl page %}``: as Wagtail's tag, which asks the router for each row of a list."""
    return addresses.address_of(page.url_path, context.get("request"))
