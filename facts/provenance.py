"""Which sources spoke of a thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from wagtail.models import Page

from community.prepared import prepared
from facts.models import Imported


def titles_by_object(things: Iterable[Model]) -> dict[Model, list[str]]:
    """The titles of the sources of each thing, the oldest first; things are of one kind."""
    things = list(things)
    found: dict[Model, list[str]] = {thing: [] for thing in things}
    if not things:
        return found
    model = Page if isinstance(things[0], Page) else type(things[0])
    by_pk = {thing.pk: thing for thing in things}
    for pk, title in _titles(ContentType.objects.get_for_model(model).pk, *by_pk):
        if title not in found[by_pk[pk]]:  # of two cards that became one, it spoke of both
            found[by_pk[pk]].append(title)
    return found


@prepared
def _titles(content_type_id: int, *pks: int) -> QuerySet[Imported, Any]:
    told = {"content_type": content_type_id, "object_id__in": pks, "sources__isnull": False}
    rows = Imported.objects.filter(**told).order_by("sources__position")
    return rows.values_list("object_id", "sources__title")
