"""People and organisations, for the templates of every room."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import prefetch_related_objects

from ..models import Person

register = template.Library()


@register.filter
def with_organisations(people: Any) -> list[Person]:
    """``{{ page.speakers.all|with_organisations }}``: with where they speak from, in one query."""
    people = list(people)
    prefetch_related_objects(people, "organisation")
    return people


@register.filter
def with_territories(rows: Any) -> list[Any]:
    """``{{ page.experience_reports.all|with_territories }}``: each with its territory."""
    rows = list(rows)
    prefetch_related_objects(rows, "territory")
    return rows
