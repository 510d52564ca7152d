"""Provenance, for the templates of every room."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.db.models import Model

from facts.provenance import titles_by_object

register = template.Library()


@register.simple_tag
def sources_of(thing: Model) -> list[str]:
    """``{% sources_of page as sources %}``: the titles of the reports that spoke of a thing."""
    return titles_by_object([thing])[thing]


@register.simple_tag
def sources_of_all(things: Iterable[Model]) -> dict[Model, list[str]]:
    """``{% sources_of_all lessons as sources %}``: one query for a whole list of one kind."""
    return titles_by_object(things)


@register.filter
def titles_for(sources: dict[Model, list[str]], thing: Model) -> list[str]:
    """``{{ sources|titles_for:lesson }}``: of ``sources_of_all``, the titles of one thing."""
    return sources.get(thing, [])
