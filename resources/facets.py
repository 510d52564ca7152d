"""What the library can be narrowed by."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from community.programmes.facets import MOST_VALUES, Browse, Facet, Shelf, browse
from community.programmes.querysets import visible_pages

from .models import Lesson, ResourcePage

__all__ = ["LESSONS", "MOST_VALUES", "PAGE_SIZE", "RESOURCES", "Browse", "browse"]

PAGE_SIZE = 16
#: Cards are heavier than lines.
CARDS = 12

RESOURCES = Shelf(
    rows=lambda user: visible_pages(user, ResourcePage.objects.order_by("-date", "title")),
    facets=(
        Facet("type", _("Type"), "kind", "kind", dict(ResourcePage.Kind.choices)),
        Facet(
            "collection",
            _("Collection"),
            "collection",
            "collection",
            dict(ResourcePage.Collection.choices),
        ),
        Facet("mot", _("Mot-clé"), "tags__slug", "tags__name"),
        Facet(
            "dispositif",
            _("Née dans"),
            "programme__slug",
            "programme__title",
            programme="programme",
        ),
        Facet("concept", _("Concept"), "concepts__pk", "concepts__label"),
    ),
    dress=lambda rows: rows.with_tags(),
    size=CARDS,
)
LESSONS = Shelf(
    rows=Lesson.objects.visible_to,
    facets=(
        # Whoever may read a lesson may read its programme: the facet has no more to ask.
        Facet("dispositif", _("Dispositif"), "programme__slug", "programme__title"),
        Facet("annee", _("Année"), "year", "year"),
        Facet("concept", _("Concept"), "concepts__pk", "concepts__label"),
    ),
    dress=lambda rows: rows.with_provenance(),
    size=PAGE_SIZE,
)
