"""Where a page answers; of an address where nothing does, what stands above, what stood there."""

from __future__ import annotations

import re
from itertools import accumulate, takewhile
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page, Site

from .models import Circle, WithdrawnAddress
from .querysets import published, readable, visible_pages

#: A part of a page's address. What holds anything else never was one, and is not asked for.
PART = re.compile(r"[\w-]+")
#: What a request remembers of the site.
KEPT = "_house_root"
#: How deep an address is looked at: deeper than any page of the house.
DEEPEST = 12


def address_of(url_path: str, request: HttpRequest | None = None) -> str:
    """The address (``/comap/eau/``) of a page by its place in the tree (``/home/comap/eau/``).

    The house has one site, and its pages answer at the root of it: unlike Wagtail's own way, this
    asks the router nothing, and needs no more of a page. Empty outside the site.
    """
    root = _root(request)
    return url_path[len(root) - 1 :] if url_path.startswith(root) else ""


def nearest_page(user: Any, path: str) -> Page | None:
    """The page nearest above the address ``path`` that ``user`` may read, the entrance aside."""
    above = list(takewhile(PART.fullmatch, path.strip("/").split("/")[:-1]))[:DEEPEST]
    places = [_url_path(place) for place in accumulate(f"{part}/" for part in above)]
    return visible_pages(user).filter(url_path__in=places).order_by("-depth").first()


def is_withdrawn(path: str) -> bool:
    """Whether everybody could read what stood at ``path``, and nothing has taken its place.

    A page that stands there for some, or that was closed since, is as if it were not: it answers
    like an address where there never was anything.
    """
    parts = path.strip("/").split("/")
    if len(parts) > DEEPEST or not all(map(PART.fullmatch, parts)) or not path.endswith("/"):
        return False
    url_path = _url_path(path)
    if not WithdrawnAddress.objects.filter(url_path=url_path).exists():
        return False
    for_some = published() | ~Q(audience__circle=Circle.ANYONE)
    return not Page.objects.filter(for_some, url_path=url_path).exists()


def open_branch(page: Page) -> list[str]:
    """The addresses, as the database has them, that everybody loses when ``page`` is withdrawn.

    Its own, and those of what stands in it when it is a programme: that is read with its programme
    only.
    """
    branch = Q(pk=page.pk) | Q(audience__programme=page.pk)
    rows = Page.objects.filter(branch & readable(AnonymousUser()))
    return list(rows.values_list("url_path", flat=True))


def _url_path(path: str) -> str:
    """The address in the tree (``/home/comap/``) of one of the site (``/comap/``)."""
    return f"{_root()}{path.lstrip('/')}"


def _root(request: HttpRequest | None = None) -> str:
    """The place of the entrance in the tree, read once a request.

    Wagtail keeps it in the cache.
    """
    root: str | None = getattr(request, KEPT, None)
    if root is None:
        roots = Site.get_site_root_paths()
        root = roots[0].root_path if roots else "/"
        if request is not None:
            setattr(request, KEPT, root)
    return root
