"""From a page of the site to its editor, for whoever may write it."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from ..models import HousePage
from ..permissions import may_edit_page

register = template.Library()


@register.simple_tag(takes_context=True)
def edit_address(context: dict[str, Any]) -> str:
    """``{% edit_address as address %}``: where the page shown is written; empty for others.

    Asks nothing of the database: who may write here came with the page.
    """
    page, user = context.get("page"), getattr(context.get("request"), "user", None)
    if user is None or not isinstance(page, HousePage) or page.pk is None:
        return ""
    if not may_edit_page(user, page):
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
