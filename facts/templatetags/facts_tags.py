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
def tell_sources(things: Iterable[Model]) -> str:
    """``{% tell_sources rows %}``: gives each of a list of one kind its ``sources``, at once."""
    for thing, titles in titles_by_object(things).items():
        thing.sources = titles  # type: ignore[attr-defined]  # for the template that follows
    return ""
