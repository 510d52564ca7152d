"""What can be said of an address where nothing answers: what stands above it, what stood there."""

from __future__ import annotations

import re
from itertools import accumulate, takewhile
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from wagtail.models import Page, Site

from .models import Circle, WithdrawnAddress
from .querysets import published, readable, visible_pages

#: A part of a page's address. What holds anything else never was one, and is not asked for.
PART = re.compile(r"[\w-]+")
#: How deep an address is looked at: deeper than any page of the house.
DEEPEST = 12


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
    roots = Site.get_site_root_paths()  # Wagtail keeps them in the cache
    root = roots[0].root_path if roots else "/"
    return f"{root}{path.lstrip('/')}"
