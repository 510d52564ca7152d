"""The house's one site and its entrance, for Wagtail, which looks for both at each request."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from community.prepared import prepared

from .models import HomePage

#: What is read of a site.
SITE = ("id", "hostname", "port", "site_name")


class HouseSiteMiddleware:
    """Gives a request its site, with the entrance as the page that it is.

    Wagtail would read the site by the host's name, then the entrance, by queries that it writes
    anew: a tenth of a page's time. The house has one site, whatever it is called from.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Where `Site.find_for_request` keeps what it found.
        request._wagtail_site = SimpleLazyObject(house_site)  # type: ignore[attr-defined]
        return self.get_response(request)


def house_site() -> Site | None:
    """The default site. With another entrance than the house's own, it is read as it stands."""
    found = _entrance()
    if not found:
        return Site.objects.filter(is_default_site=True).select_related("root_page").first()
    entrance = found[0]
    kept = {name: getattr(entrance, f"site_{name}") for name in SITE}
    site = Site(root_page=entrance, is_default_site=True, **kept)
    site._state.adding = False
    return site


@prepared
def _entrance() -> QuerySet[HomePage]:
    """The entrance, with what its site is called."""
    rooted = HomePage.objects.filter(sites_rooted_here__is_default_site=True)
    return rooted.annotate(**{f"site_{name}": F(f"sites_rooted_here__{name}") for name in SITE})
