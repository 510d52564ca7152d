"""People and organisations, for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template

from .. import regions
from ..models import Person, Territory

register = template.Library()


@register.filter
def speaking_from(relation: Any) -> list[Person]:
    """``{{ page.speakers|speaking_from }}``: people with their organisations, in one query."""
    return list(relation.select_related("organisation"))


@register.filter
def with_territories(relation: Any) -> list[Any]:
    """``{{ page.experience_reports|with_territories }}``: each with its own, in one query."""
    return list(relation.select_related("territory"))


@register.filter
def region_of(territory: Territory) -> str:
    """``{{ territory|region_of }}``: as somebody wrote it, else that of its department."""
    return regions.region_of(territory)
