"""Old addresses of cards: somebody had two, and one is left."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from community.alliance.models import Person

View = Callable[..., HttpResponse]


def at_former_addresses(view: View) -> View:
    """Lead from an old address to the card, for those who see it; to others it never was."""

    @wraps(view)
    def shown(request: HttpRequest, slug: str, **where: Any) -> HttpResponse:
        try:
            return view(request, slug, **where)
        except Http404:
            found = Person.objects.visible_to(request.user).filter(former_addresses__slug=slug)
            person = found.first()
            if person is None or request.resolver_match is None:
                raise
            name = request.resolver_match.view_name
            address = reverse(name, kwargs={"slug": person.slug, **where})
            if query := request.META.get("QUERY_STRING"):
                address = f"{address}?{query}"
            return HttpResponsePermanentRedirect(address)

    return shown
