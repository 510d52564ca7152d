"""Which sources spoke of a thing."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page

from facts.models import Imported


def titles_by_object(things: Iterable[Model]) -> dict[Model, list[str]]:
    """The titles of the sources of each thing, the oldest first; things are of one kind."""
    things = list(things)
    found: dict[Model, list[str]] = {thing: [] for thing in things}
    if not things:
        return found
    model = Page if isinstance(things[0], Page) else type(things[0])
    by_pk = {thing.pk: thing for thing in things}
    rows = Imported.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_id__in=by_pk,
        sources__isnull=False,
    )
    for pk, title in rows.order_by("sources__position").values_list("object_id", "sources__title"):
        found[by_pk[pk]].append(title)
    return found
