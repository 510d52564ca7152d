"""The sitemap: what anybody may read, and nothing else."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import GenericSitemap, Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap

from community.alliance.models import Organisation, Person, Territory
from community.programmes.querysets import visible_pages
from resources.models import Concept, Lesson, Method

LISTS = (
    "resources:lessons",
    "resources:concepts",
    "resources:methods",
    "resources:press",
    "alliance:index",
    "alliance:organisations",
    "alliance:people",
    "alliance:territories",
    "alliance:figures",
    "alliance:charter",
    "accessibility:statement",
)
anybody = AnonymousUser()


class PageSitemap(WagtailSitemap):
    def items(self) -> Any:
        return visible_pages(anybody, super().items())


class ListSitemap(Sitemap[str]):
    def items(self) -> Iterable[str]:
        return LISTS

    def location(self, item: str) -> str:
        return reverse(item)


def sitemap(request: HttpRequest) -> HttpResponse:
    """All that anybody may read."""
    rows = {
        "organisations": Organisation.objects.all(),
        "personnes": Person.objects.visible_to(anybody),
        "territoires": Territory.objects.all(),
        "enseignements": Lesson.objects.visible_to(anybody),
        "lexique": Concept.objects.all(),
        "methodes": Method.objects.all(),
    }
    sections: dict[str, Any] = {"pages": PageSitemap(request), "listes": ListSitemap()}
    for name, queryset in rows.items():
        sections[name] = GenericSitemap({"queryset": queryset.order_by("pk")})
    return sitemap_view(request, sections)
